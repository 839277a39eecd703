#!/usr/bin/env bash
# One ratio, exactly on the line, and three engines.
# Documented: SQL (numeric value expression) leaves the precision and scale of an exact quotient to
# each implementation; each of the three documents DECIMAL as exact.
# Observed: of decimals with two places DuckDB makes a DOUBLE, Polars two places, DataFusion six.
# Each calls something true false: that 0.57 / 0.19 reaches 3, that 1.00 / 3.00 exceeds 0.33, or
# that it exceeds 0.333333.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq duckdb==2.0.1 polars==2.1.0 datafusion==55.0.0

cat >show.py <<'PYTHON'
from decimal import Decimal
from importlib.metadata import version

import datafusion
import duckdb
import polars

print(*(f"{name} {version(name)}" for name in ("duckdb", "polars", "datafusion")))
ASKED = [("0.57", "0.19", ">=", "3"), ("1.00", "3.00", ">", "0.33"), ("1.00", "3.00", ">", "0.333333")]
above_column, below_column, line_column = map(polars.col, ("above", "below", "line"))
for above, below, order, line in ASKED:
    reaches = above_column / below_column >= line_column
    exceeds = above_column / below_column > line_column
    exact = f"CAST({{}} AS DECIMAL(9, {len(line.partition('.')[2])}))"
    quotient = f"CAST({above} AS DECIMAL(9, 2)) / CAST({below} AS DECIMAL(9, 2))"
    sql = f"SELECT {quotient} {order} {exact.format(line)} AS answer"
    frame = polars.DataFrame({"above": [Decimal(above)], "below": [Decimal(below)], "line": [Decimal(line)]})
    print(
        f"{above} / {below} {order} {line}:",
        "duckdb", duckdb.sql(sql).fetchall()[0][0],
        "| polars", frame.select(reaches if order == ">=" else exceeds).item(),
        "| datafusion", datafusion.SessionContext().sql(sql).to_pydict()["answer"][0],
    )
PYTHON

cat >recorded <<'TEXT'
duckdb 2.0.1 polars 2.1.0 datafusion 55.0.0
0.57 / 0.19 >= 3: duckdb False | polars True | datafusion True
1.00 / 3.00 > 0.33: duckdb True | polars False | datafusion True
1.00 / 3.00 > 0.333333: duckdb True | polars False | datafusion False
TEXT

echo 'expected: True, True, True from each'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
