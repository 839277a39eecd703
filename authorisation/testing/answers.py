"""Strategies for single answers: values at and around the figures that tests hold them against."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from hypothesis import strategies as st

from authorisation.engine.analysis.breakpoints import Figure
from authorisation.language.answers.answers import SO_FAR
from authorisation.language.answers.steps import answer_step, as_written, within_bounds
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Duration

Answers = dict[str, Any]
"""Answers by path, as `Rules.assess` takes them."""

_NAMES: Final = ("Ash", "Birch", "Cedar", "Elm", "Oak", "Yew")
_CODES: Final = tuple(f"A8100{number}" for number in range(1, 10))
_DAYS_APART: Final = 400
_LONGEST_LIST: Final = 6
"""How many entries a list has at most, unless a test asks for more."""
MOST_ENTRIES: Final = 30
"""How many entries a list has at most, whatever a test asks for."""
_FOUR_WEEKS: Final = Duration(days=28)
_LARGEST: Final = Decimal(10**7)
"""How far numbers lie from 0 where the question has no bounds."""
_MOST: Final = Decimal(10**15)


def answer(
    question: Question, figures: Collection[Figure], day: date, *, complete: bool = False
) -> st.SearchStrategy[Any]:
    """An answer to a question, at or around the figures or anywhere within its bounds.

    Days lie around `day`. Where the question offers *there is none*, that is drawn too. A list may
    still grow, and its entries leave fields out, unless it is to be `complete`.
    """
    drawn = _answer(question, figures, day, complete=complete)
    if not complete and question.type in {ValueType.LIST, ValueType.CHOICES}:
        return drawn | drawn.map(lambda entries: {SO_FAR: entries})
    if question.none or question.type is ValueType.DOCUMENT:
        return drawn | st.none()
    return drawn


def _answer(
    question: Question, figures: Collection[Figure], day: date, *, complete: bool
) -> st.SearchStrategy[Any]:
    match question.type:
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.MONEY:
            numbers = _numbers(question, figures)
            return numbers.map(as_written(question))
        case ValueType.BOOLEAN:
            return st.booleans()
        case ValueType.DATE:
            return _days(figures, day)
        case ValueType.DURATION:
            lengths = sorted({f for f in figures if isinstance(f, Duration)} | {_FOUR_WEEKS})
            return st.builds(_length, st.sampled_from(lengths), st.sampled_from((0, 1, -1)))
        case ValueType.CHOICE:
            return st.sampled_from(question.of)
        case ValueType.CHOICES:
            return _lists(st.sampled_from(question.of), question, figures, unique_by=str)
        case ValueType.CODE:
            return st.sampled_from(_CODES)
        case ValueType.LIST if question.each:
            entry = _entries(question, figures, day, complete=complete)
            return _lists(entry, question, figures, unique_by=_code_of)
        case ValueType.LIST:
            words = _CODES if question.codes else _NAMES
            return _lists(
                st.sampled_from(words), question, figures, unique_by=str if question.codes else None
            )
        case ValueType.DOCUMENT:
            return st.sampled_from(("Paper 1", "Paper 2"))
        case _:
            return st.sampled_from(_NAMES)


def _entries(
    question: Question, figures: Collection[Figure], day: date, *, complete: bool
) -> st.SearchStrategy[Answers]:
    """One entry of a list, of which any field may be left out unless it is to be complete."""
    fields = {
        name: answer(field, figures, day, complete=complete)
        for name, field in question.each.items()
    }
    if complete:
        return st.fixed_dictionaries(fields)
    return st.fixed_dictionaries({}, optional=fields)


def _code_of(entry: Answers) -> object:
    """By what entries differ: their code, where they have one."""
    return entry.get("code", id(entry))


def _lists(
    entry: st.SearchStrategy[Any],
    question: Question,
    figures: Collection[Figure],
    *,
    unique_by: Callable[[Any], Any] | None = None,
) -> st.SearchStrategy[list[Any]]:
    counts = {int(f) for f in figures if isinstance(f, Decimal) and 0 <= f < MOST_ENTRIES}
    most = min(question.max_items, max(counts, default=0) + 1 + _LONGEST_LIST)
    if question.type is ValueType.CHOICES:
        most = min(most, len(question.of))
    elif question.codes:
        most = min(most, len(_CODES))
    return st.lists(entry, max_size=most, unique_by=unique_by)


def plain_answer(question: Question, day: date, number: int) -> Any:  # noqa: ANN401 - of any type
    """The simplest answer to a question; of text and codes, another for each number."""
    match question.type:
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.MONEY:
            return as_written(question)(question.minimum or Decimal(0))
        case ValueType.BOOLEAN:
            return False
        case ValueType.DATE:
            return day
        case ValueType.DURATION:
            return "28 days"
        case ValueType.CHOICE:
            return question.of[0]
        case ValueType.LIST | ValueType.CHOICES:
            return []
        case ValueType.CODE:
            return f"A{number:05}"
        case _:
            return f"Name {number}"


def _numbers(question: Question, figures: Collection[Figure]) -> st.SearchStrategy[Decimal]:
    step = answer_step(question)
    low = -_LARGEST if question.minimum is None else question.minimum
    high = max(low, Decimal(0)) + _LARGEST if question.maximum is None else question.maximum
    least = int((low / step).to_integral_value(ROUND_CEILING))
    most = int((high / step).to_integral_value(ROUND_FLOOR))
    anywhere = st.integers(least, max(least, most)).map(lambda steps: steps * step)
    ends = {end for end in (question.minimum, question.maximum) if end is not None}
    written = {f for f in figures if isinstance(f, Decimal) and abs(f) < _MOST}
    numbers = {each for each in written | ends if each % step == 0}
    near = [number for number in around(sorted(numbers), step) if within_bounds(number, question)]
    return st.sampled_from(near) | anywhere if near else anywhere


def _days(figures: Collection[Figure], day: date) -> st.SearchStrategy[date]:
    lengths = {f for f in figures if isinstance(f, Duration)} | {Duration()}
    days = {
        _moved(base, length, sign)
        for base in {f for f in figures if isinstance(f, date)} | {day}
        for length in lengths
        for sign in (1, -1)
    }
    near = st.builds(
        lambda base, apart: base + timedelta(days=apart),
        st.sampled_from(sorted(days)),
        st.sampled_from((0, 1, -1)),
    )
    return near | st.integers(-_DAYS_APART, _DAYS_APART).map(lambda n: day + timedelta(days=n))


def _moved(day: date, length: Duration, sign: int) -> date:
    """The day that lies a length of time after another, or with -1 before it."""
    months = day.year * 12 + day.month - 1 + sign * length.months
    year = min(max(months // 12, 1900), 2100)
    month = months % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=sign * length.days)


def _length(length: Duration, more: int) -> str:
    """A length of time, or one that is a day or a month from it, as it is written."""
    if length.months:
        return f"{max(length.months + more, 0)} months"
    return f"{max(length.days + more, 0)} days"


def around(figures: Collection[Any], step: Any) -> list[Any]:  # noqa: ANN401 - numbers of one kind
    """Each figure, and its neighbours on both sides."""
    return sorted({each + offset * step for each in figures for offset in (-1, 0, 1)})
