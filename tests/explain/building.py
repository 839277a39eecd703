"""A small rule set with one of everything that can be explained, and groups to assess under it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.load import load_rule_set
from authorisation.model.submission import Submission

FILES = {
    "questions/all.yaml": """\
population:
  registered: {type: integer, unit: patient, min: 1, ask: How many patients are registered?, evidence: list sizes}
pool:
  agreement: {type: document, none: there is no pool, ask: Which agreement sets up the pool?}
  covered: {type: integer, title: patients covered by the pool, unit: patient, min: 0, ask: How many patients does the pool cover?}
officer: {type: text, none: nobody yet, ask: Who is the accountable officer?, personal: true}
board:
  type: list
  ask: Who sits on the board?
  name_by: name
  each:
    name: {type: text, ask: Name, personal: true}
    role: {type: choice, title: office, of: [lay, gp, nurse], ask: Role}
register:
  type: list
  ask: Which interests are declared?
  name_by: person
  each:
    person: {type: text, ask: Whose?, personal: true}
    aware_on: {type: date, ask: When did the person know?}
    declared_on: {type: date, ask: When was it declared?}
management:
  cost: {type: money, unit: GBP/year, min: 0, decimals: 2, ask: What will management cost in a year?}
  shared: {type: boolean, ask: Are functions shared?}
  growth: {type: number, unit: '%', min: 0%, max: 50%, ask: How fast does the list grow?}
hobby: {type: text, ask: What else?}
""",
    "small/ruleset.yaml": """\
id: small
edition: 2012-06-21
title: Rules of a small country
in_force: {from: 2012-01-01, until: 2013-04-01}
dated_by: as_of
sources:
  meetings: {title: What was said at the meetings, publisher: An alliance, published: October 2010, standing: opinion}
  study: {title: A study of risk, publisher: A journal, published: '2011', standing: research, called: research into pools}
  other: {title: Another study, publisher: A journal, published: '1996', standing: research}
  act: {title: The Act, publisher: The Crown, published: '2006', standing: law}
domains: {all: All}
severities: {condition: would be a condition of the budget}
asks: [population, pool, officer, board, register, management]
says: [Nobody is refused for good.]
""",
    "small/parameters.yaml": """\
carrier: {title: Population that carries its own risk, type: integer, unit: patient, values: {2012-01-01: {value: 100000, source: study, contested: [{value: 30000, source: other}]}}}
period: {title: Time allowed to declare, type: duration, values: {2012-01-01: {value: 28 days, source: act#14O}}}
allowance: {title: Management allowance, type: money, unit: GBP/patient/year, values: {2012-01-01: {value: 25, source: unsourced}}}
fastest: {title: Fastest growth, type: number, unit: '%', values: {2012-01-01: {value: 2.5%, source: ours}}}
least_lay: {title: Least number of lay members, type: integer, values: {2012-01-01: {value: 2, source: meetings#2.2}}}
""",
    "small/criteria/all.yaml": """\
derived:
  a_head: {title: Management cost a head, unit: GBP/patient/year, value: management.cost / population.registered}
criteria:
  - id: RISK
    title: Risk is carried by enough people
    domain: all
    severity: gate
    source: [meetings#2.2, study]
    require:
      any:
        - {test: population.registered >= carrier, title: the group is large enough by itself}
        - all:
            - {test: pool.agreement != null, title: there is a signed agreement}
            - {test: pool.covered >= carrier, title: the pool is large enough}
    not_met: Neither your own {population.registered} nor the pool's {pool.covered} reaches {carrier}.
    remedy: Join or widen a pool, or merge.
  - id: LAY
    title: Enough lay members
    domain: all
    severity: condition
    source: meetings#l30
    require: count(board[role = "lay"]) >= least_lay
    remedy: Appoint lay members.
    discharge: {evidence: the appointments, due: 3 months}
  - id: DECL
    title: Interests are declared in time
    domain: all
    severity: condition
    source: act#14O
    applies: count(register) >= 1
    require:
      every: entry
      in: register
      satisfies: {test: entry.declared_on - entry.aware_on <= period, not_met: '{entry.person} declared late.'}
    discharge: {evidence: the register as published, due: 1 month}
  - id: COST
    title: Management is affordable
    domain: all
    severity: note
    source: ours
    require: {test: a_head <= allowance}
    not_met: It costs {a_head}.
  - id: GROW
    title: The list does not run away
    domain: all
    severity: note
    source: unsourced
    require: {at_least: {n: 1, of: [management.growth < fastest, {not: management.shared}, {criterion: LAY}]}}
  - id: WORTH
    title: The group is viable
    domain: all
    severity: note
    source: meetings
    judgement: {scale: {green: met, red: not met}, guidance: Weigh it.}
""",
    "small/outcomes.yaml": """\
outcomes:
  - id: later
    title: Not yet
    source: meetings
    when: count(findings[severity = "gate" and verdict in ["not met", "open"]]) >= 1
    support: findings[severity = "gate" and verdict in ["not met", "open"]]
    says: Something that is needed is not in place.
  - id: with conditions
    title: Full budget with conditions
    source: ours
    when: count(findings[severity = "condition" and verdict in ["not met", "open"]]) >= 1
    conditions: findings[severity = "condition" and verdict in ["not met", "open"]]
  - id: now
    title: Full budget now
    source: act#1
    when: true
""",
}

SMALL = """\
name: Little Marsh
code: LM1
note: Made up.
as_of: 2012-10-01
answers:
  population: {registered: 70729}
  pool: {agreement: none, covered: 88600}
  board: [{name: Ann, role: lay}, {name: Bob, role: gp}]
  register:
    - {person: Ann, aware_on: 2012-06-01, declared_on: 2012-06-30}
    - {person: Bob, aware_on: 2012-06-01, declared_on: 2012-06-29}
  management: {cost: 1768225.25, shared: true, growth: 2.5%}
  hobby: Bees
evidence:
  population.registered: {document: list sizes 2012 Q2, where: p. 3}
"""
LARGE = SMALL.replace("70729", "250000").replace("Little Marsh", "Great Fen").replace("LM1", "GF1")
BLANK = "name: Nobody Yet\nas_of: 2012-10-01\nanswers: {}\n"


@cache
def program() -> Program:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return compile_rules(load_rule_set("small", root=Path(folder)))


def submission(text: str) -> Submission:
    return read_submission(text.encode(), "submission.yaml", program().rules)


def assessed(text: str, **how: object) -> Assessment:
    return assess(program(), submission(text), **how)


def paged(text: str, *, full: bool = False, **how: object) -> AssessmentPage:
    assessment = assessed(text, **how)
    found = sensitivities(program(), assessment)
    return describe_assessment(
        assessment, program(), found, missing_answers(assessment, program()), full=full
    )
