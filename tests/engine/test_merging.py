"""Several submissions as one: sums, joined lists, and what nobody can know."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.merging import MergeConflict, merge_submissions
from authorisation.model.question import MergeRule, Question, ValueType
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Evidence, EvidenceLevel, Items
from tests.examples import examples

CODE = Question(path="code", type=ValueType.CODE, ask="Code?")
NAME = Question(path="name", type=ValueType.TEXT, ask="Name?")
QUESTIONS = {
    each.path: each
    for each in (
        Question(
            path="size",
            type=ValueType.NUMBER,
            ask="?",
            merge=MergeRule.SUM,
            maximum=Decimal(10) ** 40,
        ),
        Question(
            path="practices",
            type=ValueType.LIST,
            ask="?",
            merge=MergeRule.JOIN,
            each={"code": CODE, "name": NAME},
            max_items=4,
        ),
        Question(path="areas", type=ValueType.LIST, ask="?", merge=MergeRule.JOIN, codes=True),
        Question(
            path="debts", type=ValueType.LIST, ask="?", merge=MergeRule.JOIN, each={"n": NAME}
        ),
        Question(path="model", type=ValueType.TEXT, ask="?"),
    )
}
P1, P2 = {"code": "P1"}, {"code": "P2", "name": "Second"}


def named(name: str, **answers: Answer) -> Submission:
    return Submission(name=name, answers=answers)


def merged(*answers: Answer, path: str) -> Answer:
    """What parts with these answers to a question come to; `...` is not answered."""
    parts = [
        named(str(at), **({} if answer is ... else {path: answer}))
        for at, answer in enumerate(answers)
    ]
    return merge_submissions(parts, QUESTIONS).submission.answers.get(path, "not answered")


@pytest.mark.parametrize(
    ("parts", "comes_to"),
    [
        ((Decimal("0.1"), Decimal("0.2")), Decimal("0.3")),
        ((Decimal(10) ** 33, Decimal("0.01")), Decimal(f"1{33 * '0'}.01")),
        ((Decimal(5), ...), "not answered"),
        ((None, None), None),
        ((Decimal(5), None), "not answered"),
    ],
)
def test_figures_are_summed_exactly_where_every_part_has_one(
    parts: tuple[Answer, ...], comes_to: Answer
) -> None:
    assert merged(*parts, path="size") == comes_to


@pytest.mark.parametrize(
    ("parts", "comes_to"),
    [
        ((Items((P1,)), Items((P2,))), Items((P1, P2))),
        ((Items((P1,)), Items((P2,), so_far=True)), Items((P1, P2), so_far=True)),
        ((Items((P1,)), ...), Items((P1,), so_far=True)),
        ((Items(()), Items(())), Items(())),
        ((..., ...), "not answered"),
        ((Items((), so_far=True), ...), "not answered"),
    ],
)
def test_a_joined_list_is_complete_where_every_part_is(
    parts: tuple[Answer, ...], comes_to: Answer
) -> None:
    assert merged(*parts, path="practices") == comes_to


def test_what_is_not_merged_is_left_to_be_answered_anew() -> None:
    two = [named("A", model="alone"), named("B", model="alone")]

    assert "model" not in merge_submissions(two, QUESTIONS).submission.answers


def test_a_code_that_two_of_them_name_is_a_conflict_and_a_text_is_none() -> None:
    debt = {"n": "old debt"}
    one = named("A", practices=Items((P1,)), areas=Items(("e 1",)), debts=Items((debt,)))
    other = named(
        "B", practices=Items(({"code": "P1"},)), areas=Items(("E1",)), debts=Items((debt,))
    )

    found = merge_submissions([one, other], QUESTIONS)

    assert found.conflicts == (
        MergeConflict("practices", "P1", ("A", "B")),
        MergeConflict("areas", "E1", ("A", "B")),
    )
    assert found.submission.answers["debts"] == Items((debt, debt))


@pytest.mark.parametrize("path", ["size", "practices"])
def test_more_than_a_question_takes_is_a_conflict(path: str) -> None:
    most: dict[str, Answer] = {
        "size": Decimal(10) ** 40,
        "practices": Items(tuple({"code": f"P{n}"} for n in range(1, 5))),
    }
    more: dict[str, Answer] = {"size": Decimal(1), "practices": Items(({"code": "P9"},))}

    found = merge_submissions(
        [named("A", **{path: most[path]}), named("B", **{path: more[path]})], QUESTIONS
    )

    assert found.conflicts == (MergeConflict(path, "", ("A", "B")),)


def test_evidence_of_a_sum_is_as_good_as_that_of_its_least_supported_part() -> None:
    checked = Evidence(document="a list", level=EvidenceLevel.CHECKED)

    def level(*proofs: Evidence | None) -> tuple[str, EvidenceLevel]:
        parts = [
            Submission(
                name=name,
                answers={"size": Decimal(1)},
                evidence={"size": proof} if proof else {},
            )
            for name, proof in zip("AB", proofs, strict=True)
        ]
        found = merge_submissions(parts, QUESTIONS).submission.evidence["size"]
        return found.document, found.level

    other = Evidence(document="a letter")
    assert level(checked, other) == ("A: a list; B: a letter", EvidenceLevel.EVIDENCED)
    assert level(checked, None) == ("A: a list", EvidenceLevel.STATED)


SIZES = st.one_of(st.none(), st.decimals(0, 10**9, places=2))
LISTS = st.builds(
    lambda codes, so_far: Items(tuple({"code": code} for code in codes), so_far=so_far),
    st.lists(st.sampled_from("ABCDEFGH"), unique=True, max_size=3),
    st.booleans(),
)
PARTS = st.builds(
    lambda answers: named("part", **answers),
    st.fixed_dictionaries(
        {}, optional={"size": SIZES, "practices": LISTS, "areas": st.just(Items(()))}
    ),
)


@settings(max_examples=examples(300))
@given(PARTS, PARTS, PARTS)
def test_one_is_itself_and_it_makes_no_difference_who_is_merged_first(
    one: Submission, two: Submission, three: Submission
) -> None:
    def answers(*parts: Submission) -> Submission:
        return merge_submissions(parts, QUESTIONS).submission

    at_once = answers(one, two, three).answers

    assert answers(one) is one
    assert answers(answers(one, two), three).answers == at_once
    assert answers(one, answers(two, three)).answers == at_once
