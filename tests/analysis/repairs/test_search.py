"""The smallest change that would do: no fewer do, and each alternative does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.analysis.encoding.terms import Truth
from authorisation.analysis.repairs.search import smallest_change
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.engine.analysis.answer_changes import AnswerChangeKind, SmallestChange
from authorisation.engine.analysis.breakpoints import breakpoints
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.language.answers.from_python import submission_from_python
from authorisation.language.rules.load import load_rule_set
from authorisation.model.canonical import sha256
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.submission import Submission
from authorisation.model.value import Answer
from tests.agreement import grades_of
from tests.engine.worlds import DAY
from tests.examples import examples
from tests.files import load_submission
from tests.graded import GRADED
from tests.rule_sets.folders import copy_folder, small_program
from tests.shipped import shipped_program

FIXTURES = Path(__file__).parents[3] / "fixtures"
REFUSED: Mapping[str, Any] = {"population.registered": 999, "board": []}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    copy_folder("demo", tmp_path)
    return compile_rules(load_rule_set("demo", root=tmp_path / "rules"))


def assessed(
    program: Program, answers: Mapping[str, Any], stage: str = "self-assessment"
) -> Assessment:
    head = {"name": "Example", "as_of": "2012-06-01", "stage": stage}
    return assess(program, submission_from_python(answers, program.rules, head))


def shipped(name: str) -> tuple[Program, Assessment]:
    program = shipped_program("gpcc-2010")
    return program, assess(program, load_submission(FIXTURES / name, program.rules))


def says(found: SmallestChange) -> list[list[tuple[str, str, object]]]:
    return [
        [(each.path, each.kind.value, each.after) for each in alternative.changes]
        for alternative in found.alternatives
    ]


def test_a_number_changes_by_the_least_that_does_and_a_list_gains_the_one_item_it_lacks(
    program: Program,
) -> None:
    found = smallest_change(program, assessed(program, REFUSED), "granted")

    assert (found.number, found.proved, found.all_of_them, found.within) == (2, True, True, {})
    ((item, number),) = (alternative.changes for alternative in found.alternatives)
    assert (number.path, number.after) == ("population.registered", Decimal(1000))
    assert (item.path, item.kind) == ("board", AnswerChangeKind.ITEM_ADDED)
    assert isinstance(item.after, Mapping)
    assert item.after["role"] == "lay"


@pytest.mark.parametrize(
    ("grades", "answers", "changes", "blocked_by"),
    [
        pytest.param(
            {"LEAD": "threshold met", "SHARE": "level II", "PLAN": "threshold met"},
            {"shared": True, "patients": Decimal(1000)},
            [[("shared", "changed", False)]],
            (),
            id="it need not apply",
        ),
        pytest.param(
            {"LEAD": "level II", "SHARE": "level II", "PLAN": "level I"},
            {"shared": True, "patients": Decimal(1000)},
            [],
            ("LEAD", "PLAN"),
            id="what assessors found stays",
        ),
        pytest.param(
            {"LEAD": "threshold met", "SHARE": "", "PLAN": "threshold met"},
            {"patients": Decimal(999)},
            [[("patients", "changed", Decimal(1000)), ("shared", "answered", False)]],
            (),
            id="what nobody graded must not apply",
        ),
    ],
)
def test_the_grades_that_assessors_gave_stay(
    grades: dict[str, str],
    answers: dict[str, Answer],
    changes: list[list[tuple[str, str, object]]],
    blocked_by: tuple[str, ...],
) -> None:
    submission = Submission(name="A", answers=answers, as_of=DAY)
    judged = grades_of(GRADED.rules, DAY, grades)
    found = smallest_change(GRADED, assess(GRADED, submission, judgements=judged), "none")

    assert [sorted(each) for each in says(found)] == changes
    assert (found.blocked_by, found.proved, found.reason) == (blocked_by, True, "")


ROLES = st.sampled_from(["lay", "gp", None, "missing"])
POPULATIONS = st.sampled_from([None, 1, 999, 1000, 5000])


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(POPULATIONS, st.none() | st.lists(ROLES, max_size=4), st.booleans())
def test_the_number_is_what_each_outcome_of_the_small_rules_takes(
    population: int | None, roles: list[str | None] | None, so_far: bool
) -> None:
    answers: dict[str, Any] = {} if population is None else {"population.registered": population}
    for number, role in enumerate(roles or (), start=1):
        entry = {"name": f"Person {number}"} | ({} if role == "missing" else {"role": role})
        answers.setdefault("board", []).append(entry)
    if roles is not None:
        board = answers.get("board", [])
        answers["board"] = {"so_far": board} if so_far and board else board
    unfinished = roles is None or (so_far and bool(roles))
    program = small_program("demo")
    now = assessed(program, answers)

    enough = population is None or population < 1000
    lay = (roles or []).count("lay")
    unclear = lay + (roles or []).count("missing")
    takes = {
        "refused": population is None or population >= 1000,
        "granted": enough + (not lay),
        "granted with conditions": enough + unclear + unfinished,
    }
    found = {outcome: smallest_change(program, now, outcome) for outcome in takes}

    assert {outcome: each.number for outcome, each in found.items()} == takes
    assert all(each.proved for each in found.values())


def test_what_stays_leaves_no_way_or_another_one(program: Program) -> None:
    refused = assessed(program, REFUSED)

    kept = smallest_change(program, refused, "granted", keep=["population.registered"])
    lesser = smallest_change(program, refused, "granted with conditions", keep=["board"])

    assert (kept.number, kept.proved, kept.alternatives) == (None, True, ())
    assert says(lesser) == [[("population.registered", "changed", Decimal(1000))]]


def test_what_nobody_can_change_stays_where_it_was_given(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    bank = tmp_path / "rules" / "questions" / "all.yaml"
    before = load_rule_set("demo", root=tmp_path / "rules")
    bank.write_text(bank.read_text().replace("min: 1,", "min: 1, fixed: true,"))
    rules = load_rule_set("demo", root=tmp_path / "rules")
    program = compile_rules(rules)

    given = smallest_change(program, assessed(program, REFUSED), "granted")
    missing = smallest_change(program, assessed(program, {"board": []}), "granted")

    assert rules.questions["population.registered"].fixed
    assert sha256(rules) == sha256(before)
    assert (given.number, given.kept) == (None, ("population.registered",))
    assert missing.number == 2


def test_what_is_missing_is_answered_and_nothing_that_was_given_changes(program: Program) -> None:
    half = assessed(program, {"population.registered": 5000})

    settles = smallest_change(program, half, "granted", only_missing=True)
    never = smallest_change(program, half, "refused", only_missing=True)

    ((change,),) = (alternative.changes for alternative in settles.alternatives)
    assert (settles.number, change.path, change.kind) == (1, "board", AnswerChangeKind.ANSWERED)
    assert (never.number, never.proved) == (None, True)


def test_at_the_decision_evidence_that_is_missing_is_named(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    table = tmp_path / "rules" / "demo" / "outcomes.yaml"
    table.write_text(table.read_text().replace('verdict = "not met"', 'verdict != "met"'))
    program = compile_rules(load_rule_set("demo", root=tmp_path / "rules"))
    granted = {"population.registered": 1500, "board": [{"name": "Xan", "role": "lay"}]}
    now = assessed(program, granted, "decision")
    found = smallest_change(program, now, "granted")

    assert now.outcome_ids == ("refused",)
    assert found.number == 0
    assert [each.evidence for each in found.alternatives] == [("population.registered",)]


@pytest.mark.slow
def test_no_other_single_answer_leads_there_as_the_engine_has_it() -> None:
    program, now = shipped("illustrative-developmental.yaml")
    found = smallest_change(program, now, "full budget now")

    does = {
        path
        for path, answer in single_changes(program, now)
        if leads_to(program, now, {path: answer}, "full budget now")
    }

    assert says(found) == [[("risk_pool.population_covered", "changed", Decimal(100_000))]]
    assert found.all_of_them
    assert does - {"population.registered"} == {"risk_pool.population_covered"}
    just_less = {"risk_pool.population_covered": Decimal(99_999)}
    assert not leads_to(program, now, just_less, "full budget now")


def single_changes(program: Program, now: Assessment) -> Iterator[tuple[str, Answer]]:
    """Every other answer of a few, and numbers around every figure that they are held against."""
    figures = breakpoints(program)
    for path, question in program.rules.questions.items():
        for answer in others(question, figures.get(path, frozenset())):
            if answer != now.submission.answers.get(path):
                yield path, answer


def others(question: Question, figures: frozenset[Any]) -> Iterator[Answer]:
    if question.none:
        yield None
    if question.type is ValueType.BOOLEAN:
        yield from (True, False)
    elif question.type is ValueType.CHOICE:
        yield from question.of
    elif question.type is ValueType.DOCUMENT:
        yield from (None, "Another document")
    elif question.type in NUMERIC:
        numbers = (each for each in figures if isinstance(each, Decimal))
        yield from (number + step for number in numbers for step in (-1, 0, 1))


def leads_to(
    program: Program, now: Assessment, answers: Mapping[str, Answer], outcome: str
) -> bool:
    changed = msgspec.structs.replace(now.submission, answers={**now.submission.answers, **answers})
    if program.check_contradictions(changed):
        return False
    return assess(program, changed).outcome_ids == (outcome,)


@pytest.mark.slow
def test_what_is_not_settled_in_time_is_never_called_smallest() -> None:
    program, now = shipped("illustrative-developmental.yaml")
    found = smallest_change(program, now, "full budget now", seconds=0)

    assert (found.number, found.proved, found.alternatives) == (None, False, ())
    assert "not settled within" in found.reason


def test_only_a_criterion_that_keeps_the_outcome_out_is_named(program: Program) -> None:
    kept = ["population.registered", "board"]
    conditions = assessed(program, {"population.registered": 5000, "board": []})
    both = assessed(program, REFUSED)

    granted = smallest_change(program, conditions, "granted", keep=kept)
    refused = smallest_change(program, conditions, "refused", keep=kept)
    lesser = smallest_change(program, both, "granted with conditions", keep=kept)
    most = smallest_change(program, both, "granted", keep=kept)

    assert (granted.blocked_by, refused.blocked_by) == (("LAY",), ())
    assert (lesser.blocked_by, most.blocked_by) == (("SIZE",), ("SIZE", "LAY"))


@pytest.mark.parametrize("keep", [("board",), ("board", "population.registered")])
def test_where_nothing_leads_there_it_ends_though_the_solver_named_no_conflict(
    program: Program, keep: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    undecided = (SolverAnswer.UNDECIDED, frozenset[Truth]())
    monkeypatch.setattr(Solver, "conflict", lambda *_: undecided)
    refused = assessed(program, REFUSED)

    found = smallest_change(program, refused, "granted", keep=keep, seconds=5)
    two = smallest_change(program, refused, "granted", seconds=5)

    assert (found.number, found.proved, found.reason) == (None, True, "")
    assert two.number == 2


@pytest.mark.slow
def test_of_half_an_application_the_fewest_answers_settle_it() -> None:
    program, now = shipped("illustrative-half-answered.yaml")
    found = smallest_change(program, now, "full budget with conditions", only_missing=True)

    assert (found.number, found.proved, found.all_of_them) == (6, True, True)
    assert {each.path for each in found.alternatives[0].changes} == {
        "safeguarding.lead_skills",
        "risk_pool.population_covered",
        "tasks",
        "ppi.governance_place",
        "conflicts.register_document",
        "track.requested",
    }


@pytest.mark.long
def test_a_governing_body_changes_item_by_item() -> None:
    program = shipped_program("statutory-2012")
    file = FIXTURES / "illustrative-five-members.yaml"
    now = assess(program, load_submission(file, program.rules))
    found = smallest_change(program, now, "nothing in the way")

    assert (found.number, found.proved, found.within) == (5, True, {})
    assert sum(each.path == "board" for each in found.alternatives[0].changes) == 2


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        pytest.param("gp", AnswerChangeKind.ITEM_ADDED, id="one is added before one is replaced"),
        pytest.param(None, AnswerChangeKind.ITEM_CHANGED, id="what there is none of is supplied"),
    ],
)
def test_of_as_few_changes_those_come_first_that_leave_what_was_given(
    role: str | None, kind: AnswerChangeKind
) -> None:
    answers = {"population.registered": 5000, "board": [{"name": "A", "role": role}]}
    program = small_program("demo")
    found = smallest_change(program, assessed(program, answers), "granted")

    ((change,),) = (alternative.changes for alternative in found.alternatives)
    assert (found.number, change.kind) == (1, kind)


TAKEN_OUT = ("board", "item removed", "not answered")
CHANGED = ("board", "item changed", {"name": "A", "role": None})


@pytest.mark.parametrize(
    ("marked", "changes"),
    [
        pytest.param("role: {", [[TAKEN_OUT]], id="whoever has a role may be taken out"),
        pytest.param("name: {", [[CHANGED]], id="whoever is there may not"),
    ],
)
def test_an_item_stays_where_nobody_can_change_what_names_it(
    marked: str, changes: list[object], tmp_path: Path
) -> None:
    copy_folder("demo", tmp_path)
    bank = tmp_path / "rules" / "questions" / "all.yaml"
    bank.write_text(bank.read_text().replace(marked, f"{marked}fixed: true, "))
    program = compile_rules(load_rule_set("demo", root=tmp_path / "rules"))
    answers = {"population.registered": 5000, "board": [{"name": "A", "role": "lay"}]}
    found = smallest_change(program, assessed(program, answers), "granted with conditions")

    assert says(found) == changes
