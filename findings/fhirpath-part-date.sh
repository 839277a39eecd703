#!/usr/bin/env bash
# A month known, a day not, and two opposite answers.
# Documented: FHIRPath 2.0.0, 6.2 (comparison): where the part not given would decide, the answer is
# empty; 5.5 (iif): false and empty alike take the other branch.
# Observed, in JavaScript and Python alike: asked whether it is before the day, March 2012 is not;
# asked whether it is not before, it is. Each of the two engines keeps the standard.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq fhirpathpy==2.2.4
npm install --silent fhirpath@5.2.2

cat >show.js <<'NODE'
const fhirpath = require("fhirpath");

console.log("fhirpath", fhirpath.version);
for (const expression of [
  "@2012-03 < @2012-03-15",
  "iif(@2012-03 < @2012-03-15, 'before', 'not before')",
  "iif(@2012-03 >= @2012-03-15, 'not before', 'before')",
]) {
  console.log(expression, JSON.stringify(fhirpath.evaluate({}, expression)));
}
NODE
cat >show.py <<'PYTHON'
from importlib.metadata import version

from fhirpathpy import evaluate

print("fhirpathpy", version("fhirpathpy"))
for expression in (
    "@2012-03 < @2012-03-15",
    "iif(@2012-03 < @2012-03-15, 'before', 'not before')",
    "iif(@2012-03 >= @2012-03-15, 'not before', 'before')",
):
    print(expression, evaluate({}, expression, {}))
PYTHON

cat >recorded <<'TEXT'
fhirpath 5.2.2
@2012-03 < @2012-03-15 []
iif(@2012-03 < @2012-03-15, 'before', 'not before') ["not before"]
iif(@2012-03 >= @2012-03-15, 'not before', 'before') ["before"]
fhirpathpy 2.2.4
@2012-03 < @2012-03-15 []
iif(@2012-03 < @2012-03-15, 'before', 'not before') ['not before']
iif(@2012-03 >= @2012-03-15, 'not before', 'before') ['before']
TEXT

echo 'expected: by the standard: empty, then "not before", then "before"'
{
  node show.js
  venv/bin/python show.py
} | tee output
diff recorded output
echo 'as recorded'
