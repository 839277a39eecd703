#!/usr/bin/env bash
# A group with no doctors that has a thousand patients for each.
# Documented: SMT-LIB, theories Reals and Ints: division is a total function, and by zero it may be
# any number.
# Observed: both solvers find a group with no doctors whose patients divided by doctors reach 1,000,
# and another with the same figures whose ratio stays below; multiplied out, there is none.
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

print("z3", z3.get_version_string(), "| cvc5", cvc5.__version__)
for name, solver in (("z3", z3), ("cvc5", cvc5.pythonic)):
    patients, doctors = solver.Reals("patients doctors")
    for asked in (
        patients / doctors >= 1000,
        patients / doctors < 1000,
        solver.And(doctors > 0, patients >= 1000 * doctors),
    ):
        search = solver.Solver()
        search.add(patients == 5000, doctors == 0, asked)
        print(f"{name:5}", asked, "->", search.check())
PYTHON

cat >recorded <<'TEXT'
z3 5.4.1 | cvc5 1.4.2
z3    patients/doctors >= 1000 -> sat
z3    patients/doctors < 1000 -> sat
z3    And(doctors > 0, patients >= 1000*doctors) -> unsat
cvc5  patients/doctors >= 1000 -> sat
cvc5  patients/doctors < 1000 -> sat
cvc5  And(doctors > 0, patients >= 1000*doctors) -> unsat
TEXT

echo 'expected: by the standard: sat, sat, unsat in both'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
