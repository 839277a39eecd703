"""A day or a number that people write in words of their own is offered as it is to be written."""

from __future__ import annotations

import pytest

from authorisation.language.yaml.scalars import InvalidScalar, parse_date, parse_number

UNCLEAR = "2012-06-21"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("1 May 2012", "2012-05-01"),
        ("1st of May, 2012", "2012-05-01"),
        ("01-Sep-2012", "2012-09-01"),
        ("Sept. 1, 2012", "2012-09-01"),
        ("december 31 2012", "2012-12-31"),
        ("2012/5/1", "2012-05-01"),
        ("2012-5-1", "2012-05-01"),
        ("21/6/2013", "2013-06-21"),
        ("6/21/2013", "2013-06-21"),
        ("05.05.2012", "2012-05-05"),
        ("1/5/2012", UNCLEAR),
        ("1 Ma 2012", UNCLEAR),
        ("31 June 2012", UNCLEAR),
        ("1 Smarch 2012", UNCLEAR),
        ("May 2012", UNCLEAR),
        ("1 May 12", UNCLEAR),
        ("13/13/2012", UNCLEAR),
        ("2012/5-1", UNCLEAR),
        ("soon", UNCLEAR),
    ],
)
def test_a_day_that_can_be_understood_is_offered(text: str, offered: str) -> None:
    with pytest.raises(InvalidScalar) as caught:
        parse_date(text)

    assert str(caught.value.remedy) == f"write it as year-month-day: `{offered}`"


@pytest.mark.parametrize("text", ["about 120000", "c. 120,000", "~120000", "120000ish"])
def test_a_number_amid_words_is_asked_for_alone(text: str) -> None:
    with pytest.raises(InvalidScalar) as caught:
        parse_number(text)

    assert str(caught.value.remedy) == "write the number alone"


@pytest.mark.parametrize("text", ["many", "between 100 and 200", "1.2.3", "12,34"])
def test_what_is_not_one_number_is_not(text: str) -> None:
    with pytest.raises(InvalidScalar) as caught:
        parse_number(text)

    assert str(caught.value.remedy) == ""
