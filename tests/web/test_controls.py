"""Answers on a page and back: what is shown and sent unchanged is the answer that was kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.language.answers.submissions import read_submission
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Answer, Duration, Evidence, Items
from authorisation.web.answers import answer_words
from authorisation.web.fields.controls import Controls, evidence_controls, question_control
from authorisation.web.fields.posted import (
    errors_by_control,
    read_entry,
    read_evidence,
    read_extent,
    read_posted,
)
from authorisation.web.fields.written import Kind, kind_of, written, written_evidence
from tests.shipped import RULES, shipped_rules
from tests.web.browser import parsed, posted, text_of

NAME = "answer"


def question(kind: ValueType, **more: object) -> Question:
    return Question(path="x.y", type=kind, ask="What is it?", title="the thing", **more)  # type: ignore[arg-type]


def shown(asked: Question, fields: dict[str, list[str]], entries: int = 0) -> str:
    return question_control(asked, NAME, Controls(fields, {}), alone=True, entries=entries)


def sent_back(asked: Question, answer: Answer) -> Answer:
    fields = {name: list(texts) for name, texts in written(answer, asked, NAME).items()}
    read = read_posted(asked, posted(shown(asked, fields)), NAME)
    assert read.problems == ()
    (back,) = read.answers
    return back


TEXT = question(ValueType.TEXT)
SEVERAL = ("GP", "someone else’s", "0", "a & b")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        pytest.param(question(ValueType.INTEGER), Decimal(0), id="a nought"),
        pytest.param(question(ValueType.INTEGER, unit="patient"), Decimal(70729), id="patients"),
        pytest.param(question(ValueType.NUMBER), Decimal("0.10"), id="a number"),
        pytest.param(question(ValueType.NUMBER, unit="%"), Decimal("0.05"), id="a share"),
        pytest.param(
            question(ValueType.MONEY, unit="GBP/year"), Decimal("1234567890123456.78"), id="money"
        ),
        pytest.param(question(ValueType.MONEY, none="no limit"), None, id="no such amount"),
        pytest.param(TEXT, "Dr P. Ash & <b>others</b> \"quoted\" 'so'", id="a text"),
        pytest.param(TEXT, "one line\n  and an indented one\n\nlast", id="a text of several lines"),
        pytest.param(
            question(ValueType.TEXT, none="nobody yet"), "one\n  two", id="lines below a choice"
        ),
        pytest.param(question(ValueType.CODE), "03V", id="a code"),
        pytest.param(question(ValueType.DATE), date(2012, 10, 1), id="a date"),
        pytest.param(question(ValueType.DATE, none="not yet"), None, id="no such date"),
        pytest.param(question(ValueType.DURATION), Duration(days=28), id="a length of time"),
        pytest.param(question(ValueType.BOOLEAN), True, id="yes"),
        pytest.param(question(ValueType.BOOLEAN), False, id="no"),
        pytest.param(question(ValueType.BOOLEAN, none="n/a"), None, id="neither"),
        pytest.param(question(ValueType.CHOICE, of=SEVERAL), "0", id="a choice called 0"),
        pytest.param(question(ValueType.CHOICE, of=SEVERAL, none="no"), None, id="no choice"),
        pytest.param(
            question(ValueType.CHOICES, of=SEVERAL), Items(("GP", "0", "a & b")), id="choices"
        ),
        pytest.param(
            question(ValueType.CHOICES, of=SEVERAL),
            Items(("GP",), so_far=True),
            id="choices so far",
        ),
        pytest.param(question(ValueType.CHOICES, of=SEVERAL), Items(()), id="none of the choices"),
        pytest.param(question(ValueType.DOCUMENT), "Constitution, part 5", id="a document"),
        pytest.param(question(ValueType.DOCUMENT), None, id="no such document"),
        pytest.param(question(ValueType.LIST), Items(("one", "two & more")), id="a list"),
        pytest.param(question(ValueType.LIST), Items(("one",), so_far=True), id="a list so far"),
        pytest.param(question(ValueType.LIST), Items(()), id="an empty list"),
    ],
)
def test_an_answer_shown_and_sent_back_is_the_same(asked: Question, answer: Answer) -> None:
    assert sent_back(asked, answer) == answer


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**30))
def test_money_keeps_every_penny(amount: Decimal) -> None:
    assert sent_back(question(ValueType.MONEY, unit="GBP"), amount) == amount


@pytest.mark.parametrize("kind", [each for each in ValueType if each is not ValueType.LIST])
@pytest.mark.parametrize("none", ["", "there is none"])
def test_a_question_without_an_answer_stays_so(kind: ValueType, none: str) -> None:
    asked = question(kind, none=none, of=SEVERAL)
    page = shown(asked, {})

    assert "None" not in page.replace("None of them", "")
    assert read_posted(asked, posted(page), NAME).answers == ()
    assert read_posted(asked, posted(page), NAME).problems == ()


@pytest.mark.slow
def test_every_answer_of_an_application_comes_back() -> None:
    rules = shipped_rules("gpcc-2010")
    file = RULES.parent / "fixtures" / "illustrative-full-budget.yaml"
    submission = read_submission(file.read_bytes(), str(file), rules)

    kinds = set()
    for path, answer in submission.answers.items():
        asked = rules.bank[path]
        kinds.add(kind_of(asked))
        if kind_of(asked) is not Kind.ENTRIES:
            assert sent_back(asked, answer) == answer
            continue
        assert isinstance(answer, Items)
        fields = {name: list(texts) for name, texts in written(answer, asked, NAME).items()}
        extent = posted(shown(asked, fields, len(answer.items)))
        assert read_extent(extent, NAME, answer.items).answers == (answer,)
        for entry in answer.items:
            assert isinstance(entry, MappingProxyType)
            inside: dict[str, list[str]] = {}
            for name, value in entry.items():
                texts = written(value, asked.each[name], name)
                inside |= {field: list(each) for field, each in texts.items()}
            controls = Controls(inside, {})
            page = "".join(
                question_control(field, name, controls, alone=False)
                for name, field in asked.each.items()
            )
            assert read_entry(asked, posted(page)).answers == (entry,)
    assert kinds == {Kind.TYPED, Kind.CHOSEN, Kind.TICKED, Kind.LINES, Kind.ENTRIES}


def test_evidence_shown_and_sent_back_is_the_same() -> None:
    given_for = question(ValueType.INTEGER, evidence="list sizes")
    evidence = Evidence(document="Lists & sizes", where="page 2")
    fields = {name: list(texts) for name, texts in written_evidence(evidence).items()}
    page = evidence_controls(given_for, Controls(fields, {}), ())

    assert read_evidence(given_for, posted(page)) == (evidence, ())
    assert read_evidence(given_for, posted(evidence_controls(given_for, Controls({}, {}), ()))) == (
        None,
        (),
    )


AMOUNT = question(ValueType.MONEY, unit="GBP", decimals=2)
DOCUMENT = question(ValueType.DOCUMENT)
LINES = question(ValueType.LIST)


@pytest.mark.parametrize(
    ("asked", "fields", "told"),
    [
        pytest.param(
            AMOUNT,
            {"answer-text": ["1,234"]},
            {
                "answer-text": "“1,234” is not a number: write “1234”, without marks between the digits"
            },
            id="the reader's own remedy",
        ),
        pytest.param(
            DOCUMENT,
            {"answer-text": ["TBC"]},
            {
                "answer-text": "“TBC” is no answer to “the thing”: leave it empty if it is not known yet; tick the box below if there is none"
            },
            id="a placeholder, in words of the page",
        ),
        pytest.param(
            DOCUMENT,
            {"answer": ["none"], "answer-text": ["Constitution"]},
            {"answer-text": "An answer is given, and it is said that there is none: keep one"},
            id="given and none at once",
        ),
        pytest.param(
            question(ValueType.DATE),
            {"answer[day]": ["30"], "answer[month]": ["2"], "answer[year]": ["2012"]},
            {"answer-day": "“2012-02-30” is no day of the calendar"},
            id="no such day",
        ),
        pytest.param(
            question(ValueType.DATE),
            {"answer[day]": ["1"], "answer[month]": ["2"], "answer[year]": ["12"]},
            {
                "answer-day": "This is no day: write day, month and year in numbers, the year with four digits"
            },
            id="a year of no century",
        ),
        pytest.param(
            question(ValueType.CHOICE, of=SEVERAL),
            {"answer": ["another"]},
            {
                "answer": "“another” is not one of the choices: write one of “GP”, “someone else’s”, “0”, “a & b”"
            },
            id="a choice that is not offered",
        ),
        pytest.param(
            LINES,
            {"answer-text": ["one\r\ntwo"]},
            {
                "answer": "It is not said whether these are all of “the thing”: say whether there may be more"
            },
            id="a list of which it is not said whether it is complete",
        ),
        pytest.param(
            TEXT,
            {"answer-text": ["left\u202eright"]},
            {
                "answer-text": "This text holds a character that turns the direction of text (U+202E): remove it"
            },
            id="a character that no file may hold",
        ),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_its_control(
    asked: Question, fields: dict[str, list[str]], told: dict[str, str]
) -> None:
    read = read_posted(asked, fields, NAME)

    assert read.answers == ()
    assert errors_by_control(read.problems) == told
    page = question_control(asked, NAME, Controls(fields, told), alone=True)
    ids = {each.get("id") for each in parsed(page).iter()}
    assert set(told) <= ids
    assert next(iter(told.values())) in "".join(parsed(page).itertext())


def test_a_choice_not_offered_on_the_page_chooses_nothing() -> None:
    asked = question(ValueType.CHOICE, of=SEVERAL)

    assert posted(shown(asked, {"answer": ["another"]})) == {}


@pytest.mark.parametrize(
    ("choice", "words"),
    [("gp", "GP"), ("other clinician", "Other clinician")],
)
def test_a_choice_is_shown_in_words_and_sent_as_the_rules_have_it(choice: str, words: str) -> None:
    asked = question(ValueType.CHOICE, of=(choice,))
    several = question(ValueType.CHOICES, of=(choice,))

    assert words in text_of(parsed(shown(asked, {})))
    assert words in text_of(parsed(shown(several, {})))
    assert answer_words(choice, asked) == words
    assert answer_words(Items((choice,)), several) == words
    assert sent_back(asked, choice) == choice
