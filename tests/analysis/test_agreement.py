"""The encoding says of a submission what the engine says of it: every verdict, every outcome."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import authorisation
from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.language.answers.from_python import submission_from_python
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.testing import submissions
from tests.analysis.assignments import Assignment
from tests.engine.worlds import EVIDENCED, lessened, rule_sets, submission, whole_answers
from tests.examples import examples

PLACES = 7
DAYS = {
    "gpcc-2010": date(2012, 10, 1),
    "statutory-2012": date(2012, 10, 1),
    "statutory-2022": date(2022, 7, 1),
}


def lists_of(questions: dict[str, Question], under: str = "") -> dict[str, int]:
    """So many places for every list, by path."""
    found = {}
    for name, question in questions.items():
        if question.type is ValueType.LIST:
            found[f"{under}{name}"] = PLACES
            found |= lists_of(dict(question.each), f"{under}{name}.")
    return found


def space_for(rules: RuleSet, *, partial: bool) -> AnswerSpace:
    multiplied = frozenset({"membership.practices"} & rules.bank.keys())
    return AnswerSpace(partial=partial, slots=lists_of(dict(rules.bank)), multiplied=multiplied)


def compared(program: Program, given: Submission, stage: Stage, grades: dict[str, str]) -> Counter:
    """How many verdicts and outcomes were compared; each that is not encoded by its reason."""
    rules, seen = program.rules, Counter()
    day = given.as_of
    judgements = Judgements(
        entries=tuple(
            Judgement(criterion=key, assessor="A", on=day, grade=grade, reason="so")
            for key, grade in grades.items()
        )
    )
    wanted = assess(program, given, stage=stage, judgements=judgements, complete=True)
    encoded = RuleSetTerms(rules, space_for(rules, partial=True), day, stage)
    for finding in wanted.findings:
        try:
            encoded.finding(finding.criterion.id)
        except NotEncoded as found:
            seen[found.reason] += 1
    try:
        rows = encoded.outcomes()
    except NotEncoded:
        rows = None
    truths = Assignment(encoded.space, given.answers, encoded, grades)
    for finding in wanted.findings:
        key = finding.criterion.id
        try:
            terms = encoded.finding(key)
        except NotEncoded:
            continue
        assert truths.possible(encoded, key) == finding.possible, (key, given.answers)
        verdicts = [v for v, truth in terms.verdict(stage).items() if truths.holds(truth)]
        assert verdicts == [finding.verdict], (key, given.answers)
        seen["verdicts"] += 1
    if rows is not None:
        assert [row for row, truth in rows.items() if truths.holds(truth)] == list(
            wanted.outcome_ids
        ), given.answers
        seen["outcomes"] += 1
    return seen


DRAWN = {
    "rules": rule_sets(),
    "whole": whole_answers,
    "stage": st.sampled_from(Stage),
    "grade": st.sampled_from(("green", "red", "")),
    "data": st.data(),
}


@settings(max_examples=examples(300))
@given(**DRAWN)
def test_every_form_is_encoded_as_the_engine_has_it_or_refused(rules, whole, stage, grade, data):
    agrees(rules, whole, stage, grade, data)


@pytest.mark.fuzz
@settings(max_examples=20_000)
@given(**DRAWN)
def test_every_form_is_encoded_as_the_engine_has_it_20_000(rules, whole, stage, grade, data):
    agrees(rules, whole, stage, grade, data)


def agrees(rules, whole, stage, grade, data):
    answers = data.draw(lessened(whole))
    given_answers = submission(answers, evidence=dict.fromkeys(answers, EVIDENCED))
    grades = {"J": grade} if grade and "J" in rules.criteria else {}
    compared(compile_rules(rules), given_answers, stage, grades)


@pytest.mark.parametrize("name", DAYS)
@settings(max_examples=examples(30))
@given(data=st.data(), stage=st.sampled_from(Stage))
def test_every_shipped_rule_is_encoded_as_the_engine_has_it(name, data, stage):
    rules = authorisation.load(name).on(DAYS[name])
    program = rules._program
    drawn = data.draw(submissions(rules, complete=data.draw(st.booleans())))
    head = {"name": "Drawn", "as_of": DAYS[name], "received_on": DAYS[name]}
    asked = [path for path in drawn if program.rules.bank[path].evidence]
    given_answers = submission_from_python(
        drawn, program.rules, {**head, "evidence": {p: {"document": "Paper"} for p in asked}}
    )
    if any(
        len(entries) > PLACES
        for entries in (getattr(a, "items", ()) for a in given_answers.answers.values())
    ):
        return
    grades = {
        key: data.draw(st.sampled_from(tuple(criterion.judgement.grades)))
        for key, criterion in program.rules.criteria.items()
        if criterion.judgement and data.draw(st.booleans())
    }
    seen = compared(program, given_answers, stage, grades)
    assert seen == Counter({"verdicts": len(program.rules.criteria), "outcomes": 1})
