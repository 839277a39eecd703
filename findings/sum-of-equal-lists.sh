#!/usr/bin/env bash
# Two practices of 5,000 patients, counted as one.
# Documented: the Potassco guide (aggregates) and Rego's policy language (comprehensions): what
# stands in braces is a set, so equal members are one.
# Observed: 5,000 and 5,000 and 3,000 make 8,000 in both; with the practice beside the figure, or in
# brackets, 13,000.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq clingo==5.8.3 regopy==1.5.2

cat >show.py <<'PYTHON'
import json
from importlib.metadata import version

import clingo
import regopy

print("clingo", version("clingo"), "| regopy", version("regopy"))
RULES = """
practice(a, 5000). practice(b, 5000). practice(c, 3000).
of_figures(T) :- T = #sum { S : practice(P, S) }.
of_practices(T) :- T = #sum { S, P : practice(P, S) }.
#show of_figures/1. #show of_practices/1.
"""
control = clingo.Control()
control.add("base", [], RULES)
control.ground([("base", [])])
control.solve(on_model=lambda model: print("clingo", *sorted(map(str, model.symbols(shown=True)))))

rego = regopy.Interpreter()
rego.set_input({"practices": [{"patients": 5000}, {"patients": 5000}, {"patients": 3000}]})
for written in ("sum({p.patients | p := input.practices[_]})", "sum([p.patients | p := input.practices[_]])"):
    print("rego", written, json.loads(str(rego.query(written)))["expressions"])
PYTHON

cat >recorded <<'TEXT'
clingo 5.8.3 | regopy 1.5.2
clingo of_figures(8000) of_practices(13000)
rego sum({p.patients | p := input.practices[_]}) [8000]
rego sum([p.patients | p := input.practices[_]]) [13000]
TEXT

echo 'expected: by the guides: 8000 and 13000 in both'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
