"""Blank forms: they read as they are written, ask what the rules ask, and answer nothing."""

from __future__ import annotations

import pytest

from authorisation.forms.workbook.read import read_workbook
from authorisation.language.answers.practice_file import read_practice_file
from authorisation.language.answers.submissions import read_submission
from authorisation.model.submission import Stage
from authorisation.model.value import Items
from authorisation.usecases.forms.blank import (
    blank_submission,
    form_as_workbook,
    form_as_yaml,
)
from authorisation.usecases.forms.practices import SelectedPractices, list_of_practices
from authorisation.usecases.forms.returns import blank_returns, returns_as_yaml
from authorisation.usecases.library import Library
from tests.practice_rows import practice_row
from tests.rule_sets.folders import HERE, small_program
from tests.shipped import RULES, shipped_rules

DEMO = HERE / "demo" / "rules"
ASKED = {"population.registered", "board", "practices", "pool"}


@pytest.mark.parametrize("stage", Stage)
def test_a_blank_submission_reads_as_one_of_its_stage_without_answers(stage: Stage) -> None:
    rules = small_program("demo").rules
    blank = blank_submission(rules, stage=stage)
    in_yaml = read_submission(form_as_yaml("demo", Library(DEMO), blank).encode(), "f", rules)
    in_cells = read_workbook(form_as_workbook("demo", Library(DEMO), blank), "f", rules)

    assert [form.stage for form in (in_yaml, in_cells)] == [stage, stage]
    assert [form.answers for form in (in_yaml, in_cells)] == [{}, {}]
    assert in_yaml.as_of == in_cells.as_of == rules.in_force[0]


@pytest.mark.parametrize(
    ("gates_only", "asked"), [(False, ASKED), (True, {"population.registered"})]
)
def test_a_form_asks_all_or_what_gates_ask(gates_only: bool, asked: set[str]) -> None:
    form = form_as_yaml("demo", Library(DEMO), gates_only=gates_only)

    assert {path for path in ASKED if f"\n  {path}:" in form.replace("# ", "")} == asked
    whole = len(form_as_workbook("demo", Library(DEMO)))
    assert (
        len(form_as_workbook("demo", Library(DEMO), gates_only=gates_only)) < whole
    ) is gates_only


@pytest.mark.parametrize(
    ("name", "first"), [("failure-statutory", "2013-14 Q1"), ("gpcc-2010", "2010-11 Q4")]
)
def test_returns_begin_with_the_first_whole_period_in_force(name: str, first: str) -> None:
    loaded = Library(RULES).regime(name)
    form = returns_as_yaml(name, loaded, blank_returns(loaded))

    assert f"period: {first}\n" in form


def test_practices_are_named_where_the_file_names_them_and_nobody_is_no_answer() -> None:
    rows = practice_row(code="A81001", name="Yes: 1") + practice_row(code="A81002")
    found = read_practice_file(rows.encode(), "e.csv").practices
    rules = shipped_rules("statutory-2012")

    lists = list_of_practices(rules, SelectedPractices(found, (), ()))

    assert lists == {
        "membership.practices": Items(({"name": "Yes: 1", "code": "A81001"}, {"code": "A81002"}))
    }
    form = form_as_yaml("statutory-2012", Library(RULES), blank_submission(rules, answers=lists))
    assert read_submission(named(form), "f", rules).answers == lists
    assert list_of_practices(rules, SelectedPractices((), found, ())) == {}


def named(form: str) -> bytes:
    return form.replace("(the name of your consortium)", "A group").encode()
