"""The laws of the meaning of unknown, over generated rule sets and submissions."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import ChangedVerdict, Sensitivity
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from tests.engine import worlds
from tests.examples import examples

LAWS = settings(max_examples=examples(300))


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_a_further_answer_never_overturns_a_verdict_or_adds_an_outcome(rules, whole, data):
    program = compile_rules(rules)
    half = data.draw(worlds.lessened(whole))

    before = assess(program, worlds.submission(half))
    after = assess(program, worlds.submission(whole))

    for early, late in zip(before.findings, after.findings, strict=True):
        assert late.possible & ~early.possible == 0, early.criterion
        if logic.is_settled(early.possible):
            assert late.verdict is early.verdict
    assert set(after.outcome_ids) <= set(before.outcome_ids)


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_margins_of_the_whole_lie_within_those_of_the_half(rules, whole, data):
    program = compile_rules(rules)
    half = data.draw(worlds.lessened(whole))

    before = assess(program, worlds.submission(half))
    after = assess(program, worlds.submission(whole))

    assert len(before.findings) == len(rules.criteria)
    for early, late in zip(before.findings, after.findings, strict=True):
        if early.margin is None or late.margin is None:
            continue
        low, high = ends(early.margin)
        late_low, late_high = ends(late.margin)
        assert low is None or (late_low is not None and low <= late_low)
        assert high is None or (late_high is not None and late_high <= high)


def ends(margin):
    return margin if isinstance(margin, tuple) else (margin, margin)


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_the_order_of_answers_and_criteria_never_matters(rules, whole, data):
    half = data.draw(worlds.lessened(whole))
    answers = dict(data.draw(st.permutations(sorted(half.items()))))
    criteria = dict(data.draw(st.permutations(sorted(rules.criteria.items()))))

    one = assess(compile_rules(rules), worlds.submission(half))
    other = assess(compile_rules(worlds.rule_set(criteria)), worlds.submission(answers))

    assert told(one) == told(other)
    assert one.outcome_ids == other.outcome_ids


def told(assessment):
    return {
        f.criterion.id: (f.possible, f.verdict, f.margin, f.rests_on) for f in assessment.findings
    }


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers)
def test_a_whole_submission_leaves_nothing_to_answer(rules, whole):
    assessment = assess(compile_rules(rules), worlds.submission(whole))

    missing = {path for f in assessment.findings for path in f.rests_on}
    assert missing <= {"judgements.J"}


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_an_unsettled_finding_says_what_it_rests_on_or_why_it_cannot_be_worked_out(
    rules, whole, data
):
    half = data.draw(worlds.lessened(whole))
    assessment = assess(compile_rules(rules), worlds.submission(half))

    assert len(assessment.findings) == len(rules.criteria)
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


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_at_decision_the_world_is_closed(rules, whole, data):
    half = data.draw(worlds.lessened(whole))
    closed = worlds.submission(half, stage=Stage.DECISION)

    assessment = assess(compile_rules(rules), closed)

    assert assessment.settled
    assert Verdict.UNKNOWN not in {finding.verdict for finding in assessment.findings}


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_what_to_answer_next_names_every_missing_answer_once(rules, whole, data):
    half = data.draw(worlds.lessened(whole))
    program = compile_rules(rules)
    assessment = assess(program, worlds.submission(half))

    asks = missing_answers(assessment, program)
    asked = [ask.path for ask in asks]
    read = set() if assessment.settled else program.outcome_questions - half.keys()

    assert sorted(asked) == sorted({p for f in assessment.findings for p in f.rests_on} | read)
    gates = [ask.gate for ask in asks if ask.path not in program.outcome_questions]
    assert gates == sorted(gates, reverse=True)
    deciding = [ask.path in read and bool(ask.rules_in) for ask in asks]
    assert deciding == sorted(deciding, reverse=True)


@LAWS
@given(worlds.rule_sets(), worlds.whole_answers, st.data(), st.sampled_from(Stage))
def test_judging_again_under_a_figure_is_assessing_with_it_set(rules, whole, data, stage):
    program = compile_rules(rules)
    half = worlds.submission(data.draw(worlds.lessened(whole)), stage=stage)
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
