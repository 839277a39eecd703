#!/usr/bin/env bash
# Nothing was answered, and the last row decides.
# Documented: GoRules' pages "ZEN expression language" and "Decision tables": a cell is a unary test
# of that language, and a last row of empty cells catches any input.
# Observed: the comparison raises for an answer that is missing; the same comparison in a table is
# only not matched, so the catch-all row answers, with the word for the opposite.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq zen-engine==2.1.3

cat >show.py <<'PYTHON'
import json
from importlib.metadata import version

import zen


def decide(first, first_result, other, people):
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "people", "name": "people", "field": "people"}],
        "outputs": [{"id": "size", "name": "size", "field": "size"}],
        "rules": [{"_id": "1", "people": first, "size": first_result}, {"_id": "2", "people": "", "size": other}],
    }
    nodes = [{"id": "in", "type": "inputNode", "name": "in"}, {"id": "out", "type": "outputNode", "name": "out"}]
    nodes.append({"id": "table", "type": "decisionTableNode", "name": "table", "content": content})
    edges = [{"id": "1", "sourceId": "in", "targetId": "table"}, {"id": "2", "sourceId": "table", "targetId": "out"}]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return decision.evaluate({} if people is None else {"people": people})["result"]["size"]


print("zen-engine", version("zen-engine"))
try:
    print("people < 100000, unanswered:", zen.evaluate_expression("people < 100000", {}))
except RuntimeError as error:
    print("people < 100000, unanswered:", str(error).partition("\n")[0])
for people in (90000, None):
    print(people, decide("< 100000", "'too small'", "'large enough'", people),
          "|", decide(">= 100000", "'large enough'", "'too small'", people))
PYTHON

cat >recorded <<'TEXT'
zen-engine 2.1.3
people < 100000, unanswered: {"type":"vmError","source":"Opcode Compare: Unsupported type"}
90000 too small | too small
None large enough | too small
TEXT

echo 'expected: an error, or no row, where the expression is an error'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
