#!/usr/bin/env bash
# A month from the end of August, two days short.
# Documented: DMN adds years and months to a date (10.3.2, addition); its dates are those of XML
# Schema, whose Part 2, appendix E takes the month's last day where the day is missing. feelin does
# that.
# Observed: pySFeel goes to the 28th of any month, September and a leap year's February included.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq pySFeel==1.4.2
npm install --silent feelin@8.2.0

cat >show.py <<'PYTHON'
from importlib.metadata import version

from pySFeel import SFeelParser

print("pySFeel", version("pySFeel"))
for expression in (
    'date("2012-08-31") + duration("P1M")',
    'date("2012-01-31") + duration("P1M")',
    'date("2012-03-31") - duration("P1M")',
):
    _, value = SFeelParser().sFeelParse(expression)
    print(expression, value)
PYTHON
cat >show.mjs <<'NODE'
import { readFileSync } from "node:fs";
import { evaluate } from "feelin";

console.log("feelin", JSON.parse(readFileSync("node_modules/feelin/package.json")).version);
for (const expression of [
  'date("2012-08-31") + duration("P1M")',
  'date("2012-01-31") + duration("P1M")',
  'date("2012-03-31") - duration("P1M")',
]) {
  console.log(expression, evaluate(`string(${expression})`, {}).value);
}
NODE

cat >recorded <<'TEXT'
pySFeel 1.4.2
date("2012-08-31") + duration("P1M") 2012-09-28
date("2012-01-31") + duration("P1M") 2012-02-28
date("2012-03-31") - duration("P1M") 2012-02-28
feelin 8.2.0
date("2012-08-31") + duration("P1M") 2012-09-30
date("2012-01-31") + duration("P1M") 2012-02-29
date("2012-03-31") - duration("P1M") 2012-02-29
TEXT

echo 'expected: 2012-09-30, 2012-02-29, 2012-02-29'
{
  venv/bin/python show.py
  node show.mjs
} | tee output
diff recorded output
echo 'as recorded'
