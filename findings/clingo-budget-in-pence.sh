#!/usr/bin/env bash
# A budget over its ceiling, in pence, found within it.
# Documented: the Potassco guide computes with integers (arithmetic functions). That they have 32
# bits the maintainers called intended, and did not recall writing down (clingo, issue 89); clingo 6
# has no such limit (issue 662).
# Observed: 2,250,000,000 pence, written or summed, is a negative number, and no warning is given.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq clingo==5.8.3

cat >show.py <<'PYTHON'
from importlib.metadata import version

import clingo

print("clingo", version("clingo"))
RULES = """
share(a, 1250000000). share(b, 1000000000).
total(T) :- T = #sum { S, P : share(P, S) }.
within(summed) :- total(T), T <= 2000000000.
within(written) :- 2250000000 <= 2000000000.
within(largest) :- 2147483647 <= 2000000000.
budget(2250000000).
#show total/1. #show within/1. #show budget/1.
"""
messages = []
control = clingo.Control(logger=lambda code, text: messages.append(text))
control.add("base", [], RULES)
control.ground([("base", [])])
control.solve(on_model=lambda model: print(*sorted(map(str, model.symbols(shown=True)))))
print("messages", messages)
PYTHON

cat >recorded <<'TEXT'
clingo 5.8.3
budget(-2044967296) total(-2044967296) within(summed) within(written)
messages []
TEXT

echo 'expected: budget(2250000000) total(2250000000), and nothing within a ceiling of 2000000000'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
