"""Findings that are alike to the outcome table may stand for each other, and no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.analysis.what_if import RuledOut, ruled_out
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.program.settings import OutcomeView, outcome_view
from authorisation.feel.closures.expression import compile as compile_text
from authorisation.language.rules.load import load_rule_set
from authorisation.model.submission import Stage, Submission
from tests.agreement import grades_of
from tests.examples import examples
from tests.files import load_submission
from tests.rule_sets.folders import HERE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DAY = date(2012, 10, 1)
FIXTURES = sorted((ROOT / "fixtures").glob("*.yaml"))


@cache
def program(name: str) -> Program:
    return compile_rules(load_rule_set(name, root=ROOT / "rules"))


class _Everything(frozenset[str]):
    """Words among which every name is."""

    def isdisjoint(self, _: object) -> bool:
        return False


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2012"])
def test_analyses_are_those_of_a_table_that_tells_all_apart(name: str, stage: Stage) -> None:
    known = program(name)
    blind = replace(known, outcome_view=OutcomeView(_Everything(), None, reads_grades=False))
    asked = changed = 0
    for file in FIXTURES:
        assessment = assess(known, load_submission(file, known.rules), stage=stage)
        missing = missing_answers(assessment, known)
        turning = sensitivities(known, assessment)
        asked += sum(bool(each.rules_in or each.rules_out) for each in missing)
        changed += len(turning)

        assert missing == missing_answers(assessment, blind)
        assert turning == sensitivities(blind, assessment)

    assert bool(asked) is (stage is Stage.SELF_ASSESSMENT)
    assert (changed > 0) is (name == "gpcc-2010")


GRADED = load_rule_set("graded", root=HERE / "graded" / "rules")
SEEN = compile_rules(GRADED)
BLIND = replace(compile_rules(GRADED), outcome_view=OutcomeView(_Everything(), None))
GRADES = {
    key: st.sampled_from(("", *each.judgement.grades))
    for key, each in GRADED.criteria.items()
    if each.judgement
}


@pytest.mark.parametrize("stage", Stage)
@settings(max_examples=examples(100))
@given(st.fixed_dictionaries(GRADES), st.booleans() | st.none(), st.sampled_from((999, 1000, None)))
def test_a_table_that_reads_grades_is_read_as_one_that_tells_all_apart(
    stage: Stage, grades: dict[str, str], shared: bool | None, patients: int | None
) -> None:
    given = {"shared": shared, "patients": patients and Decimal(patients)}
    answers = {path: each for path, each in given.items() if each is not None}
    submission = Submission(name="A", answers=answers, as_of=DAY, stage=stage)
    judged = grades_of(GRADED, DAY, grades)

    seen, blind = (assess(each, submission, judgements=judged) for each in (SEEN, BLIND))

    assert seen.outcomes == blind.outcomes
    assert missing_answers(seen, SEEN) == missing_answers(blind, BLIND)
    assert [*map(told, ruled_out(seen, SEEN))] == [*map(told, ruled_out(blind, BLIND))]


def told(out: RuledOut) -> tuple[object, ...]:
    return out.row, [each.criterion.id for each in out.findings], out.at_decision


def test_rows_and_what_they_impose_may_look_at_grades() -> None:
    view = SEEN.outcome_view
    assert (view.reads_grades, view.one_of_each) == (True, True)
    assert view.texts == frozenset({"condition", "open", "not met", "level I"})
    imposed = outcome_view([compile_text("true")], [compile_text('findings[grade = "low"]')])
    assert imposed.reads_grades
    assert not program("statutory-2012").outcome_view.reads_grades


def test_the_shipped_tables_only_count_findings() -> None:
    shown = {"gate", "condition", "TRACK-ASKED", "not met", "open"}

    assert program("gpcc-2010").outcome_view.texts == shown
    assert program("statutory-2012").outcome_view.texts is not None


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("true", set()),
        ('track.requested = "developmental"', set()),
        ('count(findings[severity = "gate" and verdict = "met"]) >= 2', {"gate", "met"}),
        ('count(findings[id in ["A", "B"] or domain != "size"]) = 0', {"A", "B", "size"}),
        (
            'count(findings[id = "A"]) > 0 and not(count(findings[title = "B"]) > least)',
            {"A", "B"},
        ),
        ("count(findings) > 3", None),
        ('findings[1].verdict = "met"', None),
        ('count(findings[verdict = "met"]) > 1 and findings[1].id = "A"', None),
        ('some f in findings satisfies f.verdict = "met"', None),
        ('count(for f in findings return f[verdict = "met"]) > 1', None),
        ('count(findings[starts with(id, "A")]) > 1', None),
        ("count(findings[id = other]) > 1", None),
        ('count(findings[other = "A"]) > 1', None),
        ('count(findings[id in ["A", other]]) > 1', None),
        ('count(findings[id in ("A")]) > 1', None),
        ('count(findings[id > "A"]) > 1', None),
        ('count(findings[item.id = "A"]) > 1', None),
        ('count(findings[verdict = "met"][1]) > 1', None),
        ('contains("findings", "f")', None),
    ],
)
def test_what_a_row_compares_fields_with(row: str, texts: set[str] | None) -> None:
    seen = outcome_view([compile_text("true"), compile_text(row)])

    assert seen.texts == texts


def test_what_no_row_names_makes_no_difference_and_every_word_counts() -> None:
    seen = outcome_view([compile_text('count(findings[id = "A-1"]) >= least + size.most')])

    assert seen.words == {"count", "findings", "id", "A", "1", "least", "size", "most"}


def test_criteria_are_alike_but_for_the_texts_that_rows_name() -> None:
    rules = program("gpcc-2010").rules
    first, second, *_ = rules.criteria.values()
    day = rules.in_force[0]
    by_severity = OutcomeView(frozenset(), frozenset({"gate", "condition", "note"}))
    by_id = OutcomeView(frozenset(), frozenset({first.id}))
    apart = OutcomeView(frozenset(), None)
    severity = first.severity_on(day)

    assert by_severity.likeness(first, severity) == by_severity.likeness(second, severity)
    assert by_id.likeness(first, severity) != by_id.likeness(second, severity)
    assert apart.likeness(first, severity) != apart.likeness(second, severity)


@pytest.mark.parametrize(
    ("row", "only_whether"),
    [
        ('count(findings[verdict = "open"]) >= 1', True),
        ('count(findings[verdict = "open"]) = 0 or count(findings[id = "A"]) > 0', True),
        ('count(findings[verdict = "open"]) >= 2', False),
        ('count(findings[verdict = "open"]) > 1', False),
        ('count(findings[verdict = "open"]) > count(findings[id = "A"])', False),
        ('count(findings[verdict = "open"]) >= 1 or count(findings[id = "A"]) + 1 > 2', False),
        ('findings[1].verdict = "open" and count(findings[id = "A"]) >= 1', False),
    ],
)
def test_rows_that_ask_only_whether_there_is_any(row: str, only_whether: bool) -> None:
    assert outcome_view([compile_text(row, ["findings"])]).only_whether is only_whether
