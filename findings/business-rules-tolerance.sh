#!/usr/bin/env bash
# Below the line, on the line and above it, all at once.
# Documented: the README's "Variable Types": numeric takes a Decimal too, and floating point numbers
# are compared within a small epsilon.
# Observed: the epsilon, 0.000001, holds for Decimals and for every order: a rate just below the
# line is at least the line, at most the line and equal to it, and not less than it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq business-rules==1.1.1

cat >show.py <<'PYTHON'
from decimal import Decimal
from importlib.metadata import version

from business_rules.engine import check_condition
from business_rules.variables import BaseVariables, numeric_rule_variable


class Application(BaseVariables):
    @numeric_rule_variable
    def reserve(self):
        return Decimal("0.0174995")


print("business-rules", version("business-rules"))
for operator in ("less_than", "equal_to", "greater_than_or_equal_to", "less_than_or_equal_to"):
    condition = {"name": "reserve", "operator": operator, "value": Decimal("0.0175")}
    print("0.0174995", operator, "0.0175", check_condition(condition, Application()))
PYTHON

cat >recorded <<'TEXT'
business-rules 1.1.1
0.0174995 less_than 0.0175 False
0.0174995 equal_to 0.0175 True
0.0174995 greater_than_or_equal_to 0.0175 True
0.0174995 less_than_or_equal_to 0.0175 True
TEXT

echo 'expected: 1.74995 per cent is less than 1.75 per cent, and not at least as much'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
