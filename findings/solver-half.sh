#!/usr/bin/env bash
# A half that becomes nothing, and two solvers' Python that disagree about it.
# Documented: cvc5's page "Python API" aims at full compatibility with Z3's Python API; both turn
# the integer into a real where integers and reals meet, as SMT-LIB's theory Reals_Ints has it.
# Observed: beside an integer, cvc5 cuts 2.5 to 2 and 0.5 to 0; z3 does not, but its Sum cuts 0.5 to
# 0.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq z3-solver==5.4.1.0 cvc5==1.4.2

cat >show.py <<'PYTHON'
import cvc5
import cvc5.pythonic
import z3


def answers(solver):
    i = solver.Int("i")
    yield "i == 2.5", str(i == 2.5)
    yield "i * 0.5", str(i * 0.5)
    yield "i + 0.5", str(i + 0.5)
    yield "Sum([i, 0.5])", str(solver.Sum([i, 0.5]))
    for asked, condition in {"an integer that is 2.5": i == 2.5, "half of i reaches 10": i * 0.5 >= 10}.items():
        search = solver.Solver()
        search.add(condition)
        yield asked, str(search.check())


print("z3", z3.get_version_string(), "| cvc5", cvc5.__version__)
for (asked, first), (_, second) in zip(answers(z3), answers(cvc5.pythonic)):
    print(f"{asked:24} z3: {first:16} cvc5: {second}")
PYTHON

cat >recorded <<'TEXT'
z3 5.4.1 | cvc5 1.4.2
i == 2.5                 z3: ToReal(i) == 5/2 cvc5: i == 2
i * 0.5                  z3: ToReal(i)*1/2    cvc5: i*0
i + 0.5                  z3: ToReal(i) + 1/2  cvc5: i + 0
Sum([i, 0.5])            z3: i + 0            cvc5: i + 0
an integer that is 2.5   z3: unsat            cvc5: sat
half of i reaches 10     z3: sat              cvc5: unsat
TEXT

echo 'expected: i + 0.5 and Sum of i and 0.5 are the same, no integer equals 2.5, and half of i can reach 10'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
