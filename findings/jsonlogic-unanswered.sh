#!/usr/bin/env bash
# One rule, no answer given, and three answers.
# Documented: json-logic-js's README: rules are shared between front end and back end whatever the
# language; the page "Supported Operations" says of a missing variable only that var gives null, or
# a default.
# Observed: a population that nobody gave is under every line in JavaScript and under none in
# Python; for one of the two JavaScript engines it also equals zero.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq json-logic-qubit==0.9.1
npm install --silent json-logic-js@2.0.5 json-logic-engine@5.0.7

cat >show.js <<'NODE'
const { readFileSync } = require("node:fs");
const { apply } = require("json-logic-js");
const { LogicEngine } = require("json-logic-engine");

const engine = new LogicEngine();
const people = { var: "people" };
for (const name of ["json-logic-js", "json-logic-engine"]) {
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version);
}
for (const rule of [{ "<": [people, 100000] }, { ">=": [people, 0] }, { "==": [people, 0] }]) {
  console.log(JSON.stringify(rule), "json-logic-js:", apply(rule, {}), "json-logic-engine:", engine.run(rule, {}));
}
NODE
cat >show.py <<'PYTHON'
from importlib.metadata import version
from json_logic import jsonLogic

print("json-logic-qubit", version("json-logic-qubit"))
people = {"var": "people"}
for rule in ({"<": [people, 100000]}, {">=": [people, 0]}, {"==": [people, 0]}):
    print(rule, jsonLogic(rule, {}))
PYTHON

cat >recorded <<'TEXT'
json-logic-js 2.0.5
json-logic-engine 5.0.7
{"<":[{"var":"people"},100000]} json-logic-js: true json-logic-engine: true
{">=":[{"var":"people"},0]} json-logic-js: true json-logic-engine: true
{"==":[{"var":"people"},0]} json-logic-js: false json-logic-engine: true
json-logic-qubit 0.9.1
{'<': [{'var': 'people'}, 100000]} False
{'>=': [{'var': 'people'}, 0]} False
{'==': [{'var': 'people'}, 0]} False
TEXT

echo 'expected: three engines, one answer to each rule'
{
  node show.js
  venv/bin/python show.py
} | tee output
diff recorded output
echo 'as recorded'
