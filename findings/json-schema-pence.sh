#!/usr/bin/env bash
# 19.99 is not a whole number of pence, say two validators of five.
# Documented: JSON Schema 2020-12, Validation, 6.2.1: valid if the division by multipleOf gives an
# integer.
# Observed: jsonschema and ajv say no, and jsonschema says yes once numbers are read as Decimal;
# jsonschema-rs, fastjsonschema and hyperjump say yes; for a large budget hyperjump is the one that
# says no.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq jsonschema==4.26.0 jsonschema-rs==0.61.2 fastjsonschema==2.22.3
npm install --silent ajv@8.20.0 @hyperjump/json-schema@1.18.0

cat >show.py <<'PYTHON'
import json
from decimal import Decimal
from importlib.metadata import version

import fastjsonschema
import jsonschema
import jsonschema_rs

print(*(f"{name} {version(name)}" for name in ("jsonschema", "jsonschema-rs", "fastjsonschema")))
SCHEMA = '{"multipleOf": 0.01}'


def fast(number):
    try:
        fastjsonschema.compile(json.loads(SCHEMA))(number)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


for text in ("19.99", "62700000000.01"):
    exact = jsonschema.Draft202012Validator(json.loads(SCHEMA, parse_float=Decimal))
    print(text, "jsonschema:", jsonschema.Draft202012Validator(json.loads(SCHEMA)).is_valid(json.loads(text)),
          "| with Decimal:", exact.is_valid(json.loads(text, parse_float=Decimal)),
          "| jsonschema-rs:", jsonschema_rs.validator_for(SCHEMA).is_valid(json.loads(text)),
          "| fastjsonschema:", fast(json.loads(text)))
PYTHON
cat >show.mjs <<'NODE'
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import Ajv from "ajv/dist/2020.js";

const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", multipleOf: 0.01 };
registerSchema(schema, "https://example.org/pence");
for (const text of ["19.99", "62700000000.01"]) {
  const number = JSON.parse(text);
  const { valid } = await validate("https://example.org/pence", number);
  console.log(text, "ajv 8.20.0:", new Ajv.default().compile(schema)(number), "| hyperjump 1.18.0:", valid);
}
NODE

cat >recorded <<'TEXT'
jsonschema 4.26.0 jsonschema-rs 0.61.2 fastjsonschema 2.22.3
19.99 jsonschema: False | with Decimal: True | jsonschema-rs: True | fastjsonschema: True
62700000000.01 jsonschema: True | with Decimal: True | jsonschema-rs: True | fastjsonschema: True
19.99 ajv 8.20.0: false | hyperjump 1.18.0: true
62700000000.01 ajv 8.20.0: true | hyperjump 1.18.0: false
TEXT

echo 'expected: valid, from each of the five, for both amounts'
{
  venv/bin/python show.py
  node show.mjs
} | tee output
diff recorded output
echo 'as recorded'
