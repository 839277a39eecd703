"""Criteria that others refer to twice are gone through once: time does not double at each."""

from __future__ import annotations

from decimal import Decimal
from time import process_time

import pytest

from authorisation.engine.analysis.provenance import support_level
from authorisation.engine.analysis.what_if import LEAF_VERDICTS, WhatIf
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import walk_steps
from authorisation.model.condition import AllOf, CriterionRef
from authorisation.model.submission import Stage
from authorisation.model.value import Evidence, EvidenceLevel
from tests.engine import worlds

LAYERS = 45
ACCOUNTS = Evidence(document="accounts", level=EvidenceLevel.CHECKED)


def _twice(number: int) -> AllOf:
    return AllOf(of=(CriterionRef(criterion=f"C{number - 1}"),) * 2)


@pytest.fixture(scope="module")
def program():
    criteria = {"C0": worlds.criterion("C0", worlds.leaf("g.z >= five"))}
    criteria |= {f"C{n}": worlds.criterion(f"C{n}", _twice(n)) for n in range(1, LAYERS)}
    return compile_rules(worlds.rule_set(criteria))


@pytest.mark.parametrize("answers", [{}, {"g.z": Decimal(5)}, {"g.z": None}])
@pytest.mark.parametrize("stage", list(Stage))
def test_a_criterion_referred_to_twice_is_gone_through_once(program, answers, stage):
    started = process_time()

    given = worlds.submission(answers, stage=stage, evidence={"g.z": ACCOUNTS})
    assessment = assess(program, given)
    last = assessment.findings[-1]
    outcomes = [WhatIf(assessment, program).outcomes("g.z", way) for way in LEAF_VERDICTS]

    assert len(list(walk_steps(last.step))) == 3 * LAYERS - 2
    assert support_level(last.step, assessment, program) is EvidenceLevel.CHECKED
    assert all(outcomes)
    assert process_time() - started < 5


def test_steps_are_told_parents_first_and_in_the_order_of_the_rule(program):
    step = assess(program, worlds.submission({})).findings[2].step

    kinds = [type(part.plan.condition).__name__ for part in walk_steps(step)]
    assert kinds == [
        "AllOf",
        "CriterionRef",
        "AllOf",
        "CriterionRef",
        "Leaf",
        "CriterionRef",
        "CriterionRef",
    ]
