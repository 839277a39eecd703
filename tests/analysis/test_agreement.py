"""The encoding says of a submission what the engine says of it: every verdict, every outcome."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import authorisation
from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.findings import FindingTerms
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Items
from authorisation.model.verdict import Verdict
from authorisation.testing import submissions
from tests.agreement import DAYS, grades_of, needing_evidence, submission_under
from tests.analysis.assignments import Assignment
from tests.engine.worlds import (
    BANK,
    EVIDENCED,
    FIELDS,
    GRADES,
    criterion,
    leaf,
    lessened,
    rule_set,
    rule_sets,
    submission,
    whole_answers,
)
from tests.examples import examples
from tests.graded import GRADED, graded_submissions


def lists_of(questions: Mapping[str, Question], places: int, under: str = "") -> dict[str, int]:
    """So many places for every list, by path."""
    found = {}
    for name, question in questions.items():
        if question.type is ValueType.LIST:
            found[f"{under}{name}"] = places
            found |= lists_of(question.each, places, f"{under}{name}.")
    return found


def longest_list(given: Submission) -> int:
    lists = (len(each.items) for each in given.answers.values() if isinstance(each, Items))
    return max(lists, default=0)


def space_for(rules: RuleSet, given: Submission) -> AnswerSpace:
    """Answers that have a place for every entry of a submission, and one more."""
    multiplied = frozenset({"membership.practices"} & rules.bank.keys())
    slots = lists_of(rules.bank, longest_list(given) + 1)
    return AnswerSpace(partial=True, slots=slots, multiplied=multiplied)


def encoded_for(rules: RuleSet, given: Submission, stage: Stage) -> RuleSetTerms:
    """The encoding of some rules over answers that have room for those of a submission."""
    return RuleSetTerms(compile_rules(rules), space_for(rules, given), given.as_of, stage)


def both(
    program: Program,
    given: Submission,
    stage: Stage,
    grades: dict[str, str],
    encoded: RuleSetTerms | None = None,
) -> tuple:
    """What the encoding and what the engine says of a submission; and why some is not encoded."""
    rules, day = program.rules, given.as_of
    judgements = grades_of(rules, day, grades)
    wanted = assess(program, given, stage=stage, judgements=judgements, complete=True)
    encoded = encoded or encoded_for(rules, given, stage)
    findings, refused = encoded_findings(encoded)
    rows = {} if refused else encoded.outcomes
    truths = Assignment(encoded.space, given.answers, encoded, grades)
    mine: dict[str, object] = {
        key: (
            truths.possible(encoded, key),
            [verdict for verdict, truth in terms.verdict(stage).items() if truths.holds(truth)],
        )
        for key, terms in findings.items()
    }
    theirs: dict[str, object] = {
        finding.criterion.id: (finding.possible, [finding.verdict])
        for finding in wanted.findings
        if finding.criterion.id in findings
    }
    if rows:
        mine["outcomes"] = tuple(row for row, truth in rows.items() if truths.holds(truth))
        theirs["outcomes"] = wanted.outcome_ids
    return mine, theirs, refused


def encoded_findings(encoded: RuleSetTerms) -> tuple[dict[str, FindingTerms], tuple[str, ...]]:
    """The criteria that are encoded, and why each of the others is not."""
    findings, refused = {}, []
    for key in encoded.rules.criteria:
        try:
            findings[key] = encoded.finding(key)
        except NotEncoded as found:
            refused.append(found.reason)
    return findings, tuple(refused)


DRAWN = {
    "rules": rule_sets(),
    "whole": whole_answers,
    "stage": st.sampled_from(Stage),
    "grade": st.sampled_from(GRADES),
    "data": st.data(),
}


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(**DRAWN)
def test_every_form_is_encoded_as_the_engine_has_it_or_refused(rules, whole, stage, grade, data):
    encoding, engine, refused = of_a_part(rules, whole, stage, grade, data)
    assert encoding == engine
    assert all(" in `" in reason for reason in refused)


@pytest.mark.fuzz
@settings(max_examples=20_000)
@given(**DRAWN)
def test_every_form_is_encoded_as_the_engine_has_it_20_000(rules, whole, stage, grade, data):
    encoding, engine, _ = of_a_part(rules, whole, stage, grade, data)
    assert encoding == engine


def of_a_part(rules, whole, stage, grade, data):
    """What both say of a submission of which some answers are taken away; all need evidence."""
    rules = needing_evidence(rules)
    answers = data.draw(lessened(whole))
    given_answers = submission(answers, evidence=dict.fromkeys(answers, EVIDENCED))
    grades = {"J": grade} if grade and "J" in rules.criteria else {}
    return both(compile_rules(rules), given_answers, stage, grades)


UNASKED, ASKED = leaf("g.x <= 20"), leaf("g.y >= 1")
"""What the bounds of an unanswered question settle, and what an answer with evidence does."""


@pytest.mark.parametrize(
    ("require", "verdict"),
    [
        (UNASKED, Verdict.OPEN),
        (ASKED, Verdict.MET),
        (AllOf(of=(UNASKED, ASKED)), Verdict.OPEN),
        (AnyOf(of=(UNASKED, ASKED)), Verdict.MET),
        (AnyOf(of=(UNASKED, UNASKED)), Verdict.OPEN),
        (Not(part=leaf("g.x > 20")), Verdict.OPEN),
        (AtLeast(n=Formula("1"), of=(UNASKED, ASKED)), Verdict.OPEN),
    ],
)
def test_what_rests_on_an_unanswered_question_that_needs_evidence_is_open(require, verdict):
    rules = needing_evidence(rule_set({"C": criterion("C", require)}))
    given_answers = submission({"g.y": Decimal(2)}, evidence={"g.y": EVIDENCED})
    encoding, engine, _ = both(compile_rules(rules), given_answers, Stage.DECISION, {})
    assert encoding == engine
    assert engine["C"][1] == [verdict]


@pytest.mark.parametrize("stage", Stage)
def test_outcomes_that_look_at_grades_are_encoded_as_the_engine_has_them(stage):
    given_ones = list(graded_submissions())
    encoded = encoded_for(GRADED.rules, given_ones[0][0], stage)
    compared = [both(GRADED, each, stage, grades, encoded) for each, grades, _ in given_ones]
    assert len(compared) == 288
    assert [mine for mine, _, _ in compared] == [theirs for _, theirs, _ in compared]
    assert {refused for _, _, refused in compared} == {()}


_COUNTED = "running_costs.uses[list contains(administration, kind)]"
_USED = f"if count({_COUNTED}) = 0 then 0 else sum({_COUNTED}.amount)"
LEFT_TO_THE_ENGINE = {
    "running-costs": {f"a sum of entries that are perhaps there in `{_USED}`"},
}
"""What of a shipped rule set is not encoded: a sum of uses whose kind is not known yet."""
_ENCODED: dict[tuple[str, Stage, int], RuleSetTerms] = {}
"""The shipped rules, encoded once for all submissions that have room in the same answers."""


@pytest.mark.long
@pytest.mark.parametrize("name", DAYS)
@settings(max_examples=examples(20))
@given(data=st.data(), stage=st.sampled_from(Stage))
def test_every_shipped_rule_is_encoded_as_the_engine_has_it(name, data, stage):
    rules = authorisation.load(name).on(DAYS[name])
    program = rules._program
    drawn = data.draw(submissions(rules, complete=data.draw(st.booleans())))
    asked = [path for path in drawn if program.rules.bank[path].evidence]
    given_answers = submission_under(name, drawn, {path: {"document": "Paper"} for path in asked})
    grades = {
        key: data.draw(st.sampled_from(tuple(criterion.judgement.grades)))
        for key, criterion in program.rules.criteria.items()
        if criterion.judgement and data.draw(st.booleans())
    }
    kind = (name, stage, longest_list(given_answers))
    if kind not in _ENCODED:
        _ENCODED[kind] = encoded_for(program.rules, given_answers, stage)
    encoding, engine, refused = both(program, given_answers, stage, grades, _ENCODED[kind])
    assert encoding == engine
    assert set(refused) <= LEFT_TO_THE_ENGINE.get(name, set())


BEGUN = {"board": Items((), so_far=True)}


@pytest.mark.parametrize(("answers", "verdict"), [({}, Verdict.OPEN), (BEGUN, Verdict.MET)])
def test_a_list_without_an_entry_yet_is_an_answer_that_may_have_its_evidence(answers, verdict):
    every = Every(item="b", within=Formula("board"), satisfies=leaf("b.n >= 0"), name_by="name")
    rules = needing_evidence(rule_set({"C": criterion("C", every)}))
    given_answers = submission(answers, evidence=dict.fromkeys(answers, EVIDENCED))
    encoding, engine, _ = both(compile_rules(rules), given_answers, Stage.DECISION, {})
    assert encoding == engine
    assert engine["C"][1] == [verdict]


ENTRIES = {
    "nobody has answered": None,
    "begun": Items((), so_far=True),
    "one so far": Items(({"n": Decimal(3)},), so_far=True),
    "one without a number": Items(({"n": Decimal(3)}, {})),
    "none": Items(()),
}
LOWER = replace(FIELDS["n"], minimum=Decimal(-6), maximum=Decimal(0))
SUMS = ("sum(board.n) <= 9", "sum(board.n) < 0", "sum(board.n) >= -20", "sum(board.n) >= 0")


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("number", [FIELDS["n"], LOWER], ids=["from 0", "up to 0"])
def test_a_sum_is_bounded_as_the_engine_has_it(number, entries):
    board = replace(BANK["board"], each={**FIELDS, "n": number})
    bank = {**BANK, "board": board}
    criteria = {text: criterion(text, leaf(text)) for text in SUMS}
    answers = {} if entries is None else {"board": entries}
    rules = compile_rules(rule_set(criteria, bank=bank, questions=bank))
    encoding, engine, _ = both(rules, submission(answers), Stage.SELF_ASSESSMENT, {})
    assert encoding == engine


@pytest.mark.parametrize("answers", [{}, {"board": Items(({"n": Decimal(3), "flag": True},))}])
@pytest.mark.parametrize(
    "test",
    [
        "some b in board[n >= gone] satisfies g.x <= 10",
        "every b in board[n >= gone] satisfies g.x > 10",
        'if h.model = "one" then g.x >= gone else g.y >= gone',
    ],
)
def test_what_rests_on_an_abolished_figure_comes_to_what_the_engine_says(test, answers):
    rules = compile_rules(rule_set({"C": criterion("C", leaf(test))}))
    encoding, engine, _ = both(rules, submission(answers), Stage.SELF_ASSESSMENT, {})
    assert encoding == engine
