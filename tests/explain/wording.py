"""A small rule set about pools and suppliers, whose every verdict is worded in the tests."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.load import load_rule_set

FILES = {
    "questions/all.yaml": """\
people: {type: integer, title: registered patients, unit: patient, min: 1, ask: How many patients are there?}
pool:
  agreement: {type: document, title: pooling agreement, none: there is no pool, ask: Which agreement is it?, evidence: the signed agreement}
  covers: {type: choices, title: what the pool covers, of: [joining, leaving], ask: What do its rules cover?}
officer:
  name: {type: text, title: officer, ask: Who is it?, personal: true}
  age: {type: integer, unit: year, min: 0, ask: How old?, personal: true}
supplier: {type: text, title: the supplier, ask: Who is it?, evidence: the signed contract}
seats: {type: list, title: the seats, ask: Who sits where?, each: {role: {type: choice, of: [lay, gp], ask: Role}}}
paper: {type: document, title: the paper, none: there is none, ask: Which paper is it?}
""",
    "pools/ruleset.yaml": """\
id: pools
edition: 2012-06-21
title: Rules about pools
in_force: {from: 2012-01-01}
dated_by: as_of
sources: {talk: {title: A talk, publisher: A club, published: '2010', standing: opinion}}
domains: {all: All}
asks: [people, pool, officer, supplier, seats, paper]
""",
    "pools/parameters.yaml": """\
carrier: {title: enough people, type: integer, unit: patient, values: {2012-01-01: {value: 1000, source: talk}}}
oldest: {title: highest age, type: integer, unit: year, values: {2012-01-01: {value: 70, source: talk}}}
matters: {title: what a pool must cover, type: choices, of: [joining, leaving], values: {2012-01-01: {value: [joining, leaving], source: talk}}}
""",
    "pools/criteria/all.yaml": """\
criteria:
  - id: AGE
    title: The officer may serve
    domain: all
    severity: gate
    source: talk
    require: {any: [{test: officer.age <= oldest}, {test: officer.name != null}]}
  - id: RISK
    title: Risk is carried by enough people
    domain: all
    severity: gate
    source: [talk, ours]
    standing: ours
    require:
      any:
        - {test: people >= carrier, title: the group is large enough}
        - {test: pool.agreement != null, title: there is a pool}
    remedy: Join a pool.
  - id: COVER
    title: The pool covers everything
    domain: all
    severity: condition
    source: ours
    require:
      every: matter
      in: matters
      satisfies: {test: 'list contains(pool.covers, matter)', title: the pool covers it, not_met: 'The pool does not cover {matter}.'}
    remedy: Widen the rules.
    discharge: {evidence: the new rules, due: 1 month}
  - id: BOUGHT
    title: Support is bought in
    domain: all
    severity: condition
    source: ours
    require: supplier != null
    remedy: Sign a contract.
    discharge: {evidence: the contract as filed, due: 1 month}
  - id: SPLIT
    title: Budgets are split
    domain: all
    severity: note
    source: ours
    require: {test: paper != null, title: a paper splits them, not_met: No paper splits the budgets.}
  - id: BARE
    title: Budgets are split by a paper
    domain: all
    severity: note
    source: ours
    require: {test: paper != null, title: a paper splits them}
  - id: SEATS
    title: Lay people have seats
    domain: all
    severity: note
    source: ours
    applies: count(seats) >= 1
    remedy: Give them seats.
    require:
      all:
        - {test: 'count(seats[role = "lay"]) >= 1', title: a lay person has a seat}
        - count(seats[role = "lay"]) >= 3
        - {not: 'list contains(pool.covers, "leaving")'}
""",
    "pools/outcomes.yaml": """\
outcomes:
  - id: later
    title: Not yet
    source: ours
    when: count(findings[severity = "gate" and verdict in ["not met", "open"]]) >= 1
  - id: with conditions
    title: Budget with conditions
    source: ours
    when: count(findings[severity = "condition" and verdict in ["not met", "open"]]) >= 1
    conditions: findings[severity = "condition" and verdict in ["not met", "open"]]
  - {id: now, title: Budget now, source: ours, when: true}
""",
}


@cache
def program() -> Program:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return compile_rules(load_rule_set("pools", root=Path(folder)))


def assessed(answers: str, head: str = "name: Marsh", **how: object) -> Assessment:
    text = f"{head}\nas_of: 2012-10-01\nanswers: {answers}\n"
    given = read_submission(text.encode(), "submission.yaml", program().rules)
    return assess(program(), given, **how)


def paged(answers: str, head: str = "name: Marsh", **how: object) -> AssessmentPage:
    return describe_assessment(assessed(answers, head, **how), program(), full=True)
