#!/usr/bin/env bash
# The fewest regions that must join a pool, with budgets in pence.
# Documented: the status OPTIMAL means that an optimal solution was found; coefficients are whole
# numbers of 64 bits, and the sums here stay below 2^53.
# Observed: with its presolve on, which is the default, CP-SAT calls a plan optimal in which two
# join; without it the same solver finds a plan in which nobody needs to, and that plan satisfies
# every constraint when they are added up in Python's integers.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq ortools==9.15.6755

cat >show.py <<'PYTHON'
from importlib.metadata import version

from ortools.sat.python import cp_model

# Budgets of a few thousand million pounds, in pence.
A, B, C, D = 999_000_000_000, 611_000_000_000, 767_000_000_000, 401_000_000_000
FIRST = {
    "a1": A, "lead1": -512_000_000_000, "b1": B, "c1": C, "e1": 449_000_000_000, "d1": D,
    "f1": 1, "g1": 388_640_000_000, "h1": 233_198_300_809,
}
SECOND = {"a2": A, "b2": B, "c2": C, "d2": D, "lead2": -C}
# Each constraint: the weights of what is chosen come to at least so much.
CONSTRAINTS = [
    (FIRST, 0),
    (SECOND, 0),
    ({"lead1": 1}, 1),
    ({"a": 1, "b": -1}, 0),
    ({"lead2": 1, "a2": -1}, 0),
    ({"lead2": 1, "b2": -1}, 0),
    ({"a": -1, "a1": -1, "a2": -1}, -1),
    ({"b": -1, "b1": -1, "b2": -1}, -1),
    ({"c1": -1, "c2": -1}, -1),
]
COUNTED = ["e1", "d1", "f1", "g1", "h1", "lead2"]


def solve(presolve):
    model = cp_model.CpModel()
    names = ["a", "b", *FIRST, *SECOND]
    choices = {name: model.new_bool_var(name) for name in names}
    for weights, least in CONSTRAINTS:
        model.add(sum(weight * choices[name] for name, weight in weights.items()) >= least)
    model.minimize(sum(choices[name] for name in COUNTED))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_presolve = presolve
    status = solver.status_name(solver.solve(model))
    plan = {name: solver.value(choice) for name, choice in choices.items()}
    holds = all(
        sum(weight * plan[name] for name, weight in weights.items()) >= least
        for weights, least in CONSTRAINTS
    )
    join = sum(plan[name] for name in COUNTED)
    print(f"presolve {presolve}: {status}, {join} join; every constraint holds: {holds}")


print("ortools", version("ortools"))
solve(True)
solve(False)
PYTHON

cat >recorded <<'TEXT'
ortools 9.15.6755
presolve True: OPTIMAL, 2 join; every constraint holds: True
presolve False: OPTIMAL, 0 join; every constraint holds: True
TEXT

echo 'expected: the same least number in both'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
