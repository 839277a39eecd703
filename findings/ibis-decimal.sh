#!/usr/bin/env bash
# A line that moves on the way to the database.
# Documented: ibis.literal makes an expression of the Python value it is given; Decimal is exact.
# Observed: with DuckDB, a literal Decimal is cast to three decimals, so 19.9899 is 19.990, 0.0175
# is 0.018, 0.0004 is 0.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq 'ibis-framework[duckdb]==12.0.0' duckdb==2.0.1

cat >show.py <<'PYTHON'
from decimal import Decimal
from importlib.metadata import version

import ibis

print("ibis-framework", version("ibis-framework"), "| duckdb", version("duckdb"))
database = ibis.duckdb.connect()
literal = ibis.literal
print("19.99 > 19.9899:", database.execute(literal(Decimal("19.99")) > literal(Decimal("19.9899"))))
print("0.0175:", database.execute(literal(Decimal("0.0175"))))
print("0.0004:", database.execute(literal(Decimal("0.0004"))))
print("0.0175 as decimal(18, 4):", database.execute(literal(Decimal("0.0175"), type="decimal(18, 4)")))
PYTHON

cat >recorded <<'TEXT'
ibis-framework 12.0.0 | duckdb 2.0.1
19.99 > 19.9899: False
0.0175: 0.018
0.0004: 0
0.0175 as decimal(18, 4): 0.0175
TEXT

echo 'expected: True, 0.0175, 0.0004; and the same with the type written down'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
