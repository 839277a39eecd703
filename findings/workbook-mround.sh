#!/usr/bin/env bash
# An allowance rounded to the other side of the middle.
# Documented: Microsoft's page "MROUND function": from half of the multiple on it rounds up, away
# from zero.
# Observed: formulas, which runs a workbook in Python, rounds the middle to the even multiple in
# MROUND and in TEXT, and away from zero in ROUND: 62,500 to the nearest 25,000 is 50,000.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq formulas==1.3.4

cat >show.py <<'PYTHON'
from importlib.metadata import version

import formulas

print("formulas", version("formulas"))
for written in ("=MROUND(62500,25000)", "=MROUND(12500,25000)", '=TEXT(2.5,"0")', "=ROUND(2.5,0)"):
    print(written, formulas.Parser().ast(written)[1].compile()())
PYTHON

cat >recorded <<'TEXT'
formulas 1.3.4
=MROUND(62500,25000) 50000.0
=MROUND(12500,25000) 0.0
=TEXT(2.5,"0") 2
=ROUND(2.5,0) 3.0
TEXT

echo 'expected: 75000, 25000, 3, 3'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
