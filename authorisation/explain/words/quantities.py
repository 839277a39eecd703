"""Values formatted for a reader: pounds with commas, dates in full, units in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from authorisation.explain.words.safe import shorten, visible
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, MONTHS, Date, DaysTime, YearsMonths
from authorisation.feel.values.values import CONTEXT, Bounds, PartialList, Unknown, Value
from authorisation.model.rules import DatedValue, DatedValueKind, Parameter
from authorisation.model.value import NOT_ANSWERED, Answer, Duration, Items

MAX_TEXT_LENGTH: Final = 160
"""How many characters of a text answer are shown; a longer one is cut."""
FEW: Final = 3
"""How many of several are named in a sentence."""
_IRREGULAR: Final = {"person": "people", "GP": "GPs", "item": "items", "FTE": "FTE"}
_VOWELS: Final = frozenset("aeiou")
_MONEY: Final = frozenset(("GBP", "GBP thousand", "GBP million"))
_PENCE: Final = 2
_MOST_DECIMALS: Final = 4
TABLE_DECIMALS: Final = 6
_WIDEST: Final = 40
_ITEMS_NAMED: Final = 5
_EXACT: Final = 34
"""As many decimals as a number may have."""


def format_value(value: Value, unit: str = "", *, places: int = 0, none: str = "none") -> str:
    """Format a FEEL value or an answer; an unknown one reads `not answered`.

    `none` is the wording of *there is none*. A number with more than four decimals (two for
    money) is rounded to `places`, or to two where that is 0, and then reads `about`.
    """
    match value:
        case None:
            return visible(none)
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format_amount(value, unit, places=places)
        case str():
            return shorten(visible(value), MAX_TEXT_LENGTH) or "(empty)"
        case date():
            return format_date(value)
        case Date():
            return _format_year_month_day(value.year, value.month, value.day)
        case DaysTime():
            return format_amount(Decimal(value.nanoseconds) / DAY_NANOSECONDS, "day")
        case YearsMonths():
            return _format_months(value.months)
        case Duration():
            days = Decimal(value.days)
            return _format_months(value.months) if value.months else format_amount(days, "day")
        case Bounds():
            return _format_bounds(value, unit)
        case Unknown():
            return "does not apply" if value.inapplicable else NOT_ANSWERED
        case _:
            return _format_collection(value, unit)


def _format_collection(value: Value, unit: str) -> str:
    match value:
        case PartialList():
            if value.open and not value.items:
                return NOT_ANSWERED
            more = value.open or len(value.sure) < len(value.items)
            return f"{_format_items(value.sure, unit)}{', perhaps more' if more else ''}"
        case Items():
            return _format_items(value.items, unit) + (" so far" if value.so_far else "")
        case Mapping():
            return "an entry"
        case Sequence():
            return _format_items(value, unit)
        case _:
            return shorten(visible(str(value)), MAX_TEXT_LENGTH)


def _format_items(items: Sequence[Value], unit: str) -> str:
    plain = all(isinstance(item, str | Decimal) for item in items)
    if items and plain and len(items) <= _ITEMS_NAMED:
        return join_words([format_value(item, unit) for item in items])
    return format_count(len(items), "item")


def _format_bounds(value: Bounds, unit: str) -> str:
    """Format a number known only within bounds; `not answered` if an answer leaves an end open."""
    if value.rests_on and (value.low is None or value.high is None):
        return NOT_ANSWERED
    match value.low, value.high:
        case None, None:
            return NOT_ANSWERED
        case Decimal() as low, None:
            return f"at least {format_amount(low, unit)}"
        case None, Decimal() as high:
            return f"at most {format_amount(high, unit)}"
        case low, high:
            assert low is not None  # noqa: S101 the cases above took every None
            assert high is not None  # noqa: S101 likewise
            return f"between {format_amount(low, unit)} and {format_amount(high, unit)}"


def format_amount(number: Decimal, unit: str = "", *, places: int = 0) -> str:
    """Format a number with its unit: `70,729 patients`, `£25 per patient per year`, `12.5%`."""
    if not number.is_finite():
        return visible(str(number))
    over, *under = unit.split("/")
    over = over.strip()
    number = number * 100 if over == "%" else number
    near = _round_number(number, _PENCE if over in _MONEY else _MOST_DECIMALS, places)
    about = "" if near == number else "about "
    ending = "".join(f" per {base.strip('() ')}" for base in under)
    return f"{about}{_format_with_unit(near, over, counts=not under)}{ending}"


def _format_with_unit(number: Decimal, base: str, *, counts: bool) -> str:
    match base:
        case "%":
            return f"{_format_number(number)}%"
        case "GBP":
            return _format_pounds(number)
        case "GBP thousand" | "GBP million":
            return f"{_format_pounds(number)} {base.removeprefix('GBP ')}"
        case "" | "1":
            return _format_number(number)
        case "item" if not counts:
            return _format_number(number)
        case _:
            return f"{_format_number(number)} {plural(base, number)}"


def format_count(number: Decimal | int, base: str) -> str:
    """Format a count with the word for what is counted: `1 item`, `3 items`."""
    return f"{_format_number(Decimal(number))} {plural(base, number)}"


def plural(base: str, number: Decimal | int) -> str:
    """The singular or plural of a word, by number: `1 body`, `2 bodies`."""
    if number in (1, -1):
        return base
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "ch", "sh")) else f"{base}s"


def _format_pounds(number: Decimal) -> str:
    sign = "-" if number < 0 else ""
    whole, _, pence = _format_number(abs(number)).partition(".")
    return f"{sign}£{whole}.{pence.ljust(_PENCE, '0')}" if pence else f"{sign}£{whole}"


def _format_number(number: Decimal) -> str:
    if abs(number.adjusted()) > _WIDEST:
        return str(number)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_for_table(number: Decimal) -> Decimal:
    """The number as tables have it: with at most six decimals; records alone have it exactly."""
    return _round_number(number, TABLE_DECIMALS, least=TABLE_DECIMALS)


def _round_number(
    number: Decimal, at_most: int, places: int = 0, *, least: int = _PENCE
) -> Decimal:
    """The number, rounded if it has more than `at_most` decimals.

    Without `places` the `least` decimals are kept, of a very small number two significant digits.
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= max(at_most, places):
        return number
    decimals = places or (max(least, 1 - number.adjusted()) if number else least)
    return CONTEXT.quantize(number, Decimal(1).scaleb(-decimals))


def format_date(when: date) -> str:
    """Format a date: `1 October 2012`."""
    return _format_year_month_day(when.year, when.month, when.day)


def _format_year_month_day(year: int, month: int, number: int) -> str:
    return f"{number} {MONTHS[month - 1]} {year}"


def _format_months(months: int) -> str:
    years, rest = divmod(months, 12)
    if not rest and years:
        return format_count(years, "year")
    return format_count(months, "month")


def join_words(words: Sequence[str], joint: str = "and") -> str:
    """Join words into a list within a sentence: `a, b and c`, or `a, b; c; and d`."""
    if len(words) <= 1:
        return "".join(words)
    if any(", " in word and not word.startswith("“") for word in words):
        return f"{'; '.join(words[:-1])}; {joint} {words[-1]}"
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def in_all(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The texts that every list has, in the order of the first."""
    first = lists[0] if lists else ()
    return tuple(text for text in first if all(text in each for each in lists))


def name_few(words: Sequence[str], most: int = FEW, *, more: str = "{} more") -> list[str]:
    """The first words of a list and, in words with `{}` for the number, how many more there are."""
    return [*words[:most], *([more.format(len(words) - most)] if len(words) > most else [])]


def format_few(words: Sequence[str], most: int = FEW) -> str:
    """Format the first words of a list, and how many more there are: `a, b, c and 2 more`."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return f"{', '.join(words[:most])}{more}"


def format_full_value(value: Answer, parameter: Parameter) -> str:
    """Format a value in full, the items of a list too."""
    if isinstance(value, Items):
        return "; ".join(format_full_value(item, parameter) for item in value.items) or "none"
    return format_value(value, parameter.unit, places=_EXACT)


def format_setting(entry: DatedValue, parameter: Parameter) -> str:
    """Format what an entry sets: a value, that there is none, or that it was abolished."""
    match entry.setting:
        case DatedValueKind.NONE:
            return "none is set"
        case DatedValueKind.ABOLISHED:
            return "abolished"
        case DatedValueKind.VALUE:
            return format_full_value(entry.value, parameter)
