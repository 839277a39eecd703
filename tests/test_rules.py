"""Every rule set that is shipped answers its own cases, and is the edition that was adopted."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from authorisation.language.cases.assessment import load_cases
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.rules.find import rule_set_names
from authorisation.model.case import Case
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.words import format_case_result
from authorisation.usecases.library import Library
from authorisation.usecases.prove import prove_properties
from tests.shipped import shipped_program, shipped_rules

ROOT = Path(__file__).parents[1] / "rules"
NAMES = rule_set_names(ROOT)
WITH_CRITERIA = [name for name in NAMES if name != "failure-statutory"]


@cache
def cases_of(name: str) -> Sequence[Case]:
    return load_cases(name, shipped_rules(name), root=ROOT)


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_the_rules_answer_as_each_case_says(name: str) -> None:
    program = shipped_program(name)
    results = [run_case(program, case) for case in cases_of(name)]

    assert len(results) > 10
    assert [format_case_result(result) for result in results if not result.passed] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rule_set_is_the_edition_that_was_adopted(name: str) -> None:
    rules = shipped_rules(name)

    assert rules.sha256 == rules.adopted_sha256, "run `make editions`, or give it a new edition"


def test_only_a_rule_set_for_groups_already_authorised_has_no_criteria() -> None:
    assert [name for name in NAMES if shipped_rules(name).criteria] == WITH_CRITERIA


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_every_criterion_comes_out_one_way_in_some_case_and_another_in_another(name: str) -> None:
    rules = shipped_rules(name)
    expected = [
        (criterion, case.expect[criterion].verdict)
        for case in cases_of(name)
        for criterion in case.expect
    ]

    assert rules.criteria
    for criterion in rules.criteria:
        verdicts = {verdict for known, verdict in expected if known == criterion}
        assert len(verdicts - {None}) >= 2, criterion


@pytest.mark.parametrize("name", NAMES)
def test_no_advice_is_outstanding(name: str) -> None:
    assert advise_rule_set(shipped_rules(name)) == ()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "least"), [("gpcc-2010", 10), ("statutory-2012", 5), ("statutory-2022", 5)]
)
def test_what_a_rule_set_promises_of_everybody_comes_out_as_it_says(name: str, least: int) -> None:
    pytest.importorskip("z3")
    run = prove_properties(name, Library(ROOT))

    assert [each.declared.id for each in run.results if each.failed or each.undecided] == []
    assert sum(each.declared.rule_set == name for each in run.results) >= least
