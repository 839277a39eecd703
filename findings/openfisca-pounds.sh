#!/usr/bin/env bash
# A pound over the ceiling that is not there.
# Documented: the docstring of Variable gives float, Python's, as a value type; Python's holds each
# whole number to 2^53.
# Observed: it is stored in 32 bits, so above 16,777,216 not every whole pound can be held:
# 22,500,001 becomes 22,500,000 and is within a ceiling of 25 pounds for each of 900,000 people.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq openfisca-core==46.0.1

cat >show.py <<'PYTHON'
from importlib.metadata import version

from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Group = build_entity(key="group", plural="groups", label="Group", is_person=True)


class running_cost(Variable):
    value_type, entity, definition_period = float, Group, YEAR


class people(Variable):
    value_type, entity, definition_period = int, Group, YEAR


class within_ceiling(Variable):
    value_type, entity, definition_period = bool, Group, YEAR

    def formula(group, period):
        return group("running_cost", period) <= 25 * group("people", period)


print("openfisca-core", version("openfisca-core"))
system = TaxBenefitSystem([Group])
system.add_variables(running_cost, people, within_ceiling)
given = {"running_cost": {"2013": 22500001}, "people": {"2013": 900000}}
simulation = SimulationBuilder().build_from_entities(system, {"groups": {"a": given}})
stored = simulation.calculate("running_cost", "2013")
print("running_cost 22500001 is stored as", f"{stored[0]:.0f}", stored.dtype)
print("within 25 x 900000:", simulation.calculate("within_ceiling", "2013")[0])
PYTHON

cat >recorded <<'TEXT'
openfisca-core 46.0.1
running_cost 22500001 is stored as 22500000 float32
within 25 x 900000: True
TEXT

echo 'expected: 22500001, and not within the ceiling'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
