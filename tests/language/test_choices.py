"""A choice written with other capitals, and what is named where it is none of them."""

from __future__ import annotations

import pytest

from authorisation.language.answers.answers import parse_answer
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import Question, ValueType

WHO = Question(path="who", type=ValueType.CHOICE, ask="Who?", of=("GP", "nurse", "in house"))
WHO_IF_ANY = Question(
    path="who", type=ValueType.CHOICE, ask="Who?", of=("GP", "nurse", "in house"), none="nobody"
)


@pytest.mark.parametrize(
    ("text", "choice"), [("gp", "GP"), ("GP", "GP"), ("Nurse", "nurse"), ("In  House", "in house")]
)
def test_capitals_and_spaces_make_no_other_choice(text: str, choice: str) -> None:
    assert parse_answer(text, WHO) == choice


def test_there_is_none_in_capitals_is_the_same_too() -> None:
    assert parse_answer("None", WHO_IF_ANY) is None


@pytest.mark.parametrize(
    ("question", "remedy"),
    [
        (WHO, "write one of `GP`, `nurse`, `in house`"),
        (WHO_IF_ANY, "write one of `GP`, `nurse`, `in house`, or `none`"),
    ],
)
def test_none_is_named_where_it_is_offered(question: Question, remedy: str) -> None:
    with pytest.raises(InvalidScalar) as caught:
        parse_answer("baker", question)

    assert str(caught.value.remedy) == remedy
