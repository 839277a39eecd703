"""Every rule set that is shipped answers its own cases, and is the edition that was adopted."""

from pathlib import Path

import pytest

from authorisation.engine.program.program import Program
from authorisation.language.cases.assessment import load_cases
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.rules.find import rule_set_names
from authorisation.model.case import Case
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.words import format_case_result
from authorisation.usecases.library import Library
from authorisation.usecases.prove import prove_properties
from tests.shipped import shipped_program

ROOT = Path(__file__).parents[1] / "rules"
NAMES = rule_set_names(ROOT)
PROGRAMS = {name: shipped_program(name) for name in NAMES}
WITH_CRITERIA = [name for name in NAMES if PROGRAMS[name].rules.criteria]
CASES = [
    pytest.param(program, case, id=f"{name}: {case.name}")
    for name, program in PROGRAMS.items()
    for case in load_cases(name, program.rules, root=ROOT)
]


@pytest.mark.parametrize(("program", "case"), CASES)
def test_the_rules_answer_as_the_case_says(program: Program, case: Case) -> None:
    result = run_case(program, case)

    assert result.passed, format_case_result(result)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rule_set_is_the_edition_that_was_adopted(name: str) -> None:
    rules = PROGRAMS[name].rules

    assert rules.sha256 == rules.adopted_sha256, "run `make editions`, or give it a new edition"


def test_only_a_rule_set_for_groups_already_authorised_has_no_criteria() -> None:
    assert set(NAMES) - set(WITH_CRITERIA) == {"failure-statutory"}


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_every_criterion_comes_out_one_way_in_some_case_and_another_in_another(name: str) -> None:
    program = PROGRAMS[name]
    expected = [
        (criterion, case.expect[criterion].verdict)
        for case in load_cases(name, program.rules, root=ROOT)
        for criterion in case.expect
    ]

    assert program.rules.criteria
    for criterion in program.rules.criteria:
        verdicts = {verdict for known, verdict in expected if known == criterion}
        assert len(verdicts - {None}) >= 2, criterion


@pytest.mark.parametrize("name", NAMES)
def test_no_advice_is_outstanding(name: str) -> None:
    assert advise_rule_set(PROGRAMS[name].rules) == ()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "least"), [("gpcc-2010", 10), ("statutory-2012", 5), ("statutory-2022", 5)]
)
def test_what_a_rule_set_promises_of_everybody_comes_out_as_it_says(name: str, least: int) -> None:
    pytest.importorskip("z3")
    run = prove_properties(name, Library(ROOT))

    assert [each.declared.id for each in run.results if each.failed or each.undecided] == []
    assert sum(each.declared.rule_set == name for each in run.results) >= least
