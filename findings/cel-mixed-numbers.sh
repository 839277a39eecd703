#!/usr/bin/env bash
# A whole number beside a decimal: what one engine takes, the other refuses.
# Documented: CEL's language definition compares int with double as on one number line, and has no
# arithmetic of int with double. JSON's 90000 is an int or a double, as its writer printed it.
# Observed: cel-python refuses the comparison and multiplies; cel-expr-python compares and refuses
# to multiply.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq cel-python==0.5.0 cel-expr-python==0.1.3

cat >show.py <<'PYTHON'
from importlib.metadata import version

import celpy
from cel_expr_python import cel

print("cel-python", version("cel-python"), "| cel-expr-python", version("cel-expr-python"))
GIVEN = {"group": {"people": 90000, "rate": 0.5}}


def pure(text):
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    try:
        return program.evaluate({"group": celpy.json_to_cel(GIVEN["group"])})
    except celpy.CELEvalError:
        return "an error"


def native(text):
    compiled = cel.NewEnv(variables={"group": cel.Type.DYN}).compile(text)
    value = compiled.eval(data=GIVEN).plain_value()
    return "an error" if "No matching overloads" in str(value) else value


for text in ("group.people >= 90000.0", "group.people == 90000.0", "group.rate * group.people"):
    print(f"{text:28} cel-python: {pure(text)} | cel-expr-python: {native(text)}")
PYTHON

cat >recorded <<'TEXT'
cel-python 0.5.0 | cel-expr-python 0.1.3
group.people >= 90000.0      cel-python: an error | cel-expr-python: True
group.people == 90000.0      cel-python: an error | cel-expr-python: True
group.rate * group.people    cel-python: 45000.0 | cel-expr-python: an error
TEXT

echo 'expected: comparisons True, the product an error, from both'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
