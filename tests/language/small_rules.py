"""A small tree of rules with one of everything, for tests to break in one place."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from authorisation.language.rules.question_bank import load_question_bank
from authorisation.model.question import QuestionBank

QUESTIONS = """\
population:
  registered: {type: integer, unit: patient, min: 1, max: 2000000, ask: How many patients?}
  growth: {type: number, unit: '%', min: 0%, max: 50%, ask: How fast does the list grow?}
board:
  type: list
  ask: Who sits on the governing body?
  name_by: name
  max_items: 3
  each:
    name: {type: text, ask: Name}
    role: {type: choice, of: [lay, gp, nurse], ask: Role}
    ended: {type: date, none: still in post, ask: When did it end?}
officer: {type: text, none: nobody yet, ask: Who is the accountable officer?}
policy: {type: document, ask: Which document is the policy?}
cost: {type: money, unit: GBP/year, min: 0, decimals: 2, ask: What will it cost?}
notice: {type: duration, ask: How long is the notice?}
shared: {type: boolean, ask: Are functions shared?}
model: {type: choice, of: [small locality, franchise], ask: Which model?}
duties: {type: choices, of: [quality, choice], ask: Which duties?}
consistency:
  - {test: population.registered >= 0, says: Nobody is registered.}
"""

RULESET = """\
id: base
edition: 2012-06-21
title: The base
in_force: 2012-06-21
dated_by: as_of
uses: [costs]
sources:
  act: {title: The Act, standing: law}
domains: {size: Size}
asks: [population, board, officer, policy, cost, shared, model]
says: The base says so.
"""

PARAMETERS = """\
least:
  title: Least population
  type: integer
  unit: patient
  values:
    2010-01-01: {value: 100000, source: act, contested: [{value: 30000, source: act}]}
    2013-01-01: {abolished: true, source: act}
accepted:
  type: choices
  of: [lay, nurse]
  values: {2010-01-01: {value: [lay], source: unsourced}}
"""

CRITERIA = """\
derived:
  a_head: {title: Cost a head, unit: GBP/patient/year, value: cost / population.registered}
criteria:
  - id: POP-1
    title: Enough people
    severity: gate
    source: act#1
    domain: size
    require: population.registered >= least
  - id: GOV-1
    title: Somebody is lay
    severity: {2010-01-01: {value: note, source: act}, 2013-01-01: {value: gate, source: act}}
    source: [act#2, ours]
    applies: shared
    require:
      any:
        - some: member
          in: board
          satisfies: {test: member.role = "lay", not_met: '{member.name} is not lay.'}
        - all: [{criterion: POP-1}, {not: officer = null}]
        - at_least: {n: 1, of: [policy != null, shared]}
    discharge: {evidence: the list of members, due: 3 months}
  - id: CFG-1
    title: The group is viable
    severity: condition
    source: act#3
    judgement: {scale: {green: met, red: not met}, guidance: Weigh it.}
    discharge: {evidence: a plan, due: 1 year}
"""

OUTCOMES = """\
outcomes:
  - id: development
    source: act
    when: count(findings[severity = "gate" and verdict = "not met"]) >= 1
  - id: full budget
    source: ours
    when: true
"""

CASES = """\
- case: large
  given: {population.registered: 100001}
  expect: {POP-1: {verdict: met, margin: 1}}
- case: small
  extends: large
  stage: decision
  set: {least: 30000}
  given: {population: {registered: 29999}}
  judgements: [{criterion: CFG-1, assessor: A, on: 2012-07-01, grade: green, reason: Fine.}]
  evidence: {population.registered: {document: lists, level: checked}}
  expect: {POP-1: not met, outcome: development}
- table: around the line
  rows: [[population.registered, POP-1], [29999, {margin: -1 patient}], [30000, met]]
"""

CHILD = """\
id: child
edition: 2013-04-01
title: The child
in_force: [2013-04-01]
extends: base
"""

CHILD_PARAMETERS = """\
accepted: {amend: {values: {2013-04-01: {value: [lay, nurse], source: act}}}}
"""

CHILD_CRITERIA = """\
criteria:
  - amend: {id: POP-1, severity: note}
  - remove: {id: CFG-1, reason: It was repealed., source: act}
  - replace: {id: GOV-1, title: Lay, severity: gate, source: act, require: shared}
"""

COSTS = """\
id: costs
edition: '2012'
title: Running costs
in_force: 2010-01-01
sources: {rca: {title: Running costs}}
"""

COSTS_PARAMETERS = """\
allowance: {type: money, unit: GBP/patient/year, values: {2010-01-01: {none: true, source: rca}}}
"""

COSTS_OUTCOMES = "outcomes: [{id: nothing, source: ours, when: true}]\n"

SUBMISSION = """\
name: NHS Corby
code: 5E1
stage: decision
as_of: 2012-10-01
answers:
  population: {registered: 70729, growth: 1.5%}
  board: {so_far: [{name: A, role: lay, ended: none}, {name: B}]}
  officer: none
  policy: Policy 1
  cost: 1000.50
  notice: 28 days
  shared: true
  model: franchise
  duties: [quality]
evidence:
  population.registered: {document: list sizes, where: p. 3, level: evidenced}
"""

JUDGEMENTS = """\
judgements:
  - {criterion: CFG-1, assessor: A, on: 2012-07-01, grade: green, reason: It is one valley.}
"""

TREE = {
    "rules/questions/all.yaml": QUESTIONS,
    "rules/base/ruleset.yaml": RULESET,
    "rules/base/parameters.yaml": PARAMETERS,
    "rules/base/criteria/all.yaml": CRITERIA,
    "rules/base/outcomes.yaml": OUTCOMES,
    "rules/base/cases/all.yaml": CASES,
    "rules/child/ruleset.yaml": CHILD,
    "rules/child/parameters.yaml": CHILD_PARAMETERS,
    "rules/child/criteria/all.yaml": CHILD_CRITERIA,
    "rules/costs/ruleset.yaml": COSTS,
    "rules/costs/parameters.yaml": COSTS_PARAMETERS,
    "rules/costs/outcomes.yaml": COSTS_OUTCOMES,
    "submission.yaml": SUBMISSION,
    "judgements.yaml": JUDGEMENTS,
}


def write(tree: dict[str, str], folder: Path) -> None:
    """Write the files of a tree below a folder."""
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))


def bank() -> QuestionBank:
    """Read the tree's bank of questions."""
    with TemporaryDirectory() as folder:
        write({"questions/all.yaml": QUESTIONS}, Path(folder))
        return load_question_bank(Path(folder))
