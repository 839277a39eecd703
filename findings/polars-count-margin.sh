#!/usr/bin/env bash
# A consortium two practices short, with a margin of four thousand million.
# Documented: list.len is documented as UInt32; the page does not say that arithmetic on it stays
# there.
# Observed: a count less the number required wraps below zero, so who falls short passes by the
# widest margin.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq polars==2.1.0

cat >show.py <<'PYTHON'
import polars

print("polars", polars.__version__)
groups = polars.DataFrame({"group": ["A", "B", "C", "D"], "practices": [["p"] * 4, ["p"] * 3, ["p"] * 2, []]},
                          schema={"group": polars.String, "practices": polars.List(polars.String)})
margin = polars.col("practices").list.len() - 3
signed = polars.col("practices").list.len().cast(polars.Int64) - 3
for row in groups.select("group", margin=margin, enough=margin >= 0, signed=signed).rows():
    print(*row)
PYTHON

cat >recorded <<'TEXT'
polars 2.1.0
A 1 True 1
B 0 True 0
C 4294967295 True -1
D 4294967293 True -3
TEXT

echo 'expected: margins 1, 0, -1, -3; enough is true, true, false, false'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
