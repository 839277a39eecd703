"""The laws of the meaning of unknown, over generated rule sets and submissions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.assessors import grade_rests_on, possible_grades
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import ChangedVerdict, Sensitivity
from authorisation.model.submission import Judgements, Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict
from tests.agreement import grades_of
from tests.engine import worlds
from tests.examples import examples

World = tuple[Program, Mapping[str, Answer], Mapping[str, Answer], st.DataObject]
"""Rules, the answers of a whole submission, and what is left of them; and more to draw."""


def a_further_answer_never_overturns_a_verdict_or_adds_an_outcome(world: World) -> None:
    program, whole, half, data = world
    grade = data.draw(st.sampled_from(worlds.GRADES))
    early_grade = data.draw(st.sampled_from(("", grade)))
    before = assess(program, worlds.submission(half), judgements=graded(program, early_grade))
    after = assess(program, worlds.submission(whole), judgements=graded(program, grade))

    for early, late in zip(before.findings, after.findings, strict=True):
        assert late.possible & ~early.possible == 0, early.criterion
        if logic.is_settled(early.possible):
            assert late.verdict is early.verdict
        assert possible_grades(late) <= possible_grades(early)
    assert set(after.outcome_ids) <= set(before.outcome_ids)


def graded(program: Program, grade: str) -> Judgements:
    return grades_of(program.rules, worlds.DAY, {"J": grade})


def margins_of_the_whole_lie_within_those_of_the_half(world: World) -> None:
    program, whole, half, _ = world
    before = assess(program, worlds.submission(half))
    after = assess(program, worlds.submission(whole))

    assert len(before.findings) == len(program.rules.criteria)
    for early, late in zip(before.findings, after.findings, strict=True):
        if early.margin is None or late.margin is None:
            continue
        low, high = ends(early.margin)
        late_low, late_high = ends(late.margin)
        assert low is None or (late_low is not None and low <= late_low)
        assert high is None or (late_high is not None and late_high <= high)


def ends(margin):
    return margin if isinstance(margin, tuple) else (margin, margin)


def the_order_of_answers_and_criteria_never_matters(world: World) -> None:
    program, _, half, data = world
    answers = dict(data.draw(st.permutations(sorted(half.items()))))
    criteria = dict(data.draw(st.permutations(sorted(program.rules.criteria.items()))))

    one = assess(program, worlds.submission(half))
    other = assess(
        compile_rules(replace(program.rules, criteria=criteria)), worlds.submission(answers)
    )

    assert told(one) == told(other)
    assert one.outcome_ids == other.outcome_ids


def told(assessment):
    return {
        f.criterion.id: (f.possible, f.verdict, f.margin, f.rests_on) for f in assessment.findings
    }


def a_whole_submission_leaves_nothing_to_answer(world: World) -> None:
    program, whole, _, _ = world
    assessment = assess(program, worlds.submission(whole))

    missing = {path for f in assessment.findings for path in f.rests_on}
    assert missing <= {"judgements.J"}


def an_unsettled_finding_says_what_it_rests_on_or_why_it_cannot_be_worked_out(
    world: World,
) -> None:
    program, _, half, _ = world
    assessment = assess(program, worlds.submission(half))

    assert len(assessment.findings) == len(program.rules.criteria)
    for finding in assessment.findings:
        if logic.is_settled(finding.possible):
            assert not finding.rests_on
        else:
            assert finding.rests_on or list(reasons(finding.step)) or finding.applies


def reasons(step):
    if step is not None:
        if step.reason:
            yield step.reason
        for part in step.because:
            yield from reasons(part)


def at_decision_the_world_is_closed(world: World) -> None:
    program, _, half, _ = world
    assessment = assess(program, worlds.submission(half, stage=Stage.DECISION))

    assert assessment.settled
    assert Verdict.UNKNOWN not in {finding.verdict for finding in assessment.findings}


def what_to_answer_next_names_every_missing_answer_once(world: World) -> None:
    program, _, half, _ = world
    assessment = assess(program, worlds.submission(half))

    asks = missing_answers(assessment, program)
    asked = [ask.path for ask in asks]
    read = set() if assessment.settled else program.outcome_questions - half.keys()
    grades = set()
    if program.outcome_view.reads_grades and not assessment.settled:
        grades = {path for f in assessment.findings for path in grade_rests_on(f)}

    waiting = {path for f in assessment.findings for path in f.rests_on}
    assert sorted(asked) == sorted(waiting | read | grades)
    gates = [ask.gate for ask in asks if ask.path not in program.outcome_questions]
    assert gates == sorted(gates, reverse=True)
    deciding = [ask.path in read and bool(ask.rules_in) for ask in asks]
    assert deciding == sorted(deciding, reverse=True)


def judging_again_under_a_figure_is_assessing_with_it_set(world: World) -> None:
    program, _, half, data = world
    half = worlds.submission(half, stage=data.draw(st.sampled_from(Stage)))
    before = assess(program, half)

    after = assess(program, half, overrides={"five": Decimal(1)})

    changed = tuple(
        ChangedVerdict(new.criterion.id, new.verdict)
        for old, new in zip(before.findings, after.findings, strict=True)
        if old.verdict is not new.verdict
    )
    moves = after.outcome_ids != before.outcome_ids
    told = Sensitivity("five", Decimal(1), "other", after.outcome_ids, changed, moves)
    assert sensitivities(program, before) == ((told,) if changed or moves else ())


LAWS = (
    a_further_answer_never_overturns_a_verdict_or_adds_an_outcome,
    margins_of_the_whole_lie_within_those_of_the_half,
    the_order_of_answers_and_criteria_never_matters,
    a_whole_submission_leaves_nothing_to_answer,
    an_unsettled_finding_says_what_it_rests_on_or_why_it_cannot_be_worked_out,
    at_decision_the_world_is_closed,
    what_to_answer_next_names_every_missing_answer_once,
    judging_again_under_a_figure_is_assessing_with_it_set,
)


@pytest.mark.slow
@settings(max_examples=examples(300))
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_every_law_holds(rules, whole, data):
    """Drawing rules takes longer than a law does, so all laws are tried on the same."""
    half = data.draw(worlds.lessened(whole))
    world = (compile_rules(rules), whole, half, data)
    for law in LAWS:
        law(world)
    assert len(LAWS) == 8
