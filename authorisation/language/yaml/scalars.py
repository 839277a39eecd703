"""The text of one scalar, read as the type its field declares; nothing is guessed.

`010`, `0x10`, `1_000`, `1,000`, `1e3`, `.5`, `+5`, `-0`, `.inf` and `.nan` are no numbers;
`yes` and `on` are no booleans; `2011-02-30` is no date. A number has at most 40 digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

import msgspec

from authorisation.language.yaml.characters import quote, quote_names
from authorisation.language.yaml.common_mistakes import understood_day
from authorisation.model.source import Location, Remedy, Replacement
from authorisation.model.value import Duration

MAX_DIGITS: Final = 40
_WRITE: Final = "write {}"
_MOST_OFFERED: Final = 6
"""Of more names than this none is offered in place of what was written."""
MAX_TEXT: Final = 20_000
"""The longest text, in characters."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DURATION: Final = re.compile(r"(0|[1-9][0-9]{0,5}) (day|week|month|year)s?")
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?:[,_ ][0-9]{3})+(?:\.[0-9]+)?")
_POWER: Final = re.compile(r"-?[0-9.]+[eE][+-]?[0-9]+")
_BASED: Final = re.compile(r"0[xob][0-9a-fA-F]+")
_AMID_WORDS: Final = re.compile(r"(?=.*[~<>≈a-zA-Z])[^0-9]*[0-9][0-9,.]*[^0-9]*")
_ZEROS: Final = re.compile(r"-?0[0-9]+(?:\.[0-9]+)?")


class InvalidScalar(ValueError):
    """The text is not of the type that is wanted here; `remedy` may be empty."""

    def __init__(self, message: str, remedy: str | Remedy = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(message)


_LATIN: Final = str.maketrans(
    "АВЕЅЗІЈКМНОРСТХУаеѕзіјорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABES3IJKMHOPCTXYaes3ijopcxyABEZHIKMNOPTYXo",
)
"""The Latin letter or digit that a Cyrillic or Greek letter looks like (Unicode UTS 39)."""


def suggest_name(written: str, known: Iterable[str]) -> str | Remedy:
    """A remedy that asks for the nearest of the known names; empty where none is near.

    One in other capitals is near only where none is in these.
    """
    names = tuple(known)
    in_any_case = {name.casefold(): name for name in names}
    exact = _suggest(written, {name: name for name in names}, str)
    return exact or _suggest(written, in_any_case, str.casefold)


def _suggest(written: str, known: Mapping[str, str], fold: Callable[[str], str]) -> str | Remedy:
    """A remedy that asks for the known name whose key is nearest to what was written, folded.

    A letter of another alphabet counts as the one that it looks like, and the remedy says so. The
    same letters in another order are nearest.
    """
    asked = written[:200]
    latin = unicodedata.normalize("NFKC", asked).translate(_LATIN)
    swapped = [each for each in known if sorted(each) == sorted(fold(latin))]
    near = swapped or get_close_matches(fold(latin), known, n=1)
    if not near:
        return ""
    alike = latin != asked and fold(latin) == near[0]
    words = "did you mean {}, in Latin letters?" if alike else "did you mean {}?"
    return replace_by(written, known[near[0]], words)


def suggest_path(written: str, known: Iterable[str]) -> str | Remedy:
    """A remedy that asks for a known path near in each of its parts, or tells what is in its group.

    Two paths that merely share a group are not near.
    """
    paths = tuple(known)
    group, dot, last = written[:200].rpartition(".")
    if not dot:
        return suggest_name(written, paths)
    if same := [each for each in paths if each.casefold() == written.casefold()]:
        return replace_by(written, same[0])
    within = [each.removeprefix(f"{group}.") for each in paths if each.startswith(f"{group}.")]
    if near := get_close_matches(last, within, n=1):
        return replace_by(written, f"{group}.{near[0]}")
    alike = [each for each in paths if get_close_matches(last, (each.rpartition(".")[2],))]
    if near := get_close_matches(written[:200], alike, n=1):
        return replace_by(written, near[0])
    if within:
        return f"{quote(group)} has {quote_names(within)}"
    return suggest_name(group, (each for each in paths if "." not in each or each == group))


def replace_by(written: str, new: str, words: str = "did you mean {}?") -> Remedy:
    """A remedy that puts a text in place of what was written; in `words` it stands for `{}`."""
    return Remedy(words.replace("{}", quote(new)), (Replacement(written, new),))


def replace_by_one(written: str, names: Sequence[str], words: str) -> Remedy:
    """A remedy that puts one of some names in place of what was written; `words` lists them."""
    few = names if len(names) <= _MOST_OFFERED else ()
    return Remedy(words, tuple(Replacement(written, each) for each in few), sure=False)


def suggest_in_any_case(written: str, known: Iterable[str]) -> str:
    """As `suggest_name`, where capitals and small letters are the same."""
    return str(_suggest(written, {name.casefold(): name for name in known}, str.casefold))


def parse_choice(text: str, known: Iterable[str], none: str = "") -> str:
    """Parse one of the known texts; `none` is what may be written where none of them holds.

    Raises:
        InvalidScalar: with the nearest, or with all of them where they are few.
    """
    names = tuple(known)
    if text in names:
        return text
    offered = (*names, *([none] if none else []))
    listed = ", ".join(map(quote, names)) + (f", or {quote(none)}" if none else "")
    few = f"write one of {listed}" if len(names) <= 12 else ""  # noqa: PLR2004
    raise InvalidScalar(
        f"{quote(text)} is not one of the choices",
        suggest_name(text, names) or (few and replace_by_one(text, offered, few)),
    )


def limit_text(text: str, most: int) -> str:
    """The text. Raises: InvalidScalar where it is longer than `most` characters."""
    if len(text) > most:
        raise InvalidScalar(f"this text is longer than {most:,} characters", "shorten it")
    return text


def parse_number(text: str) -> Decimal:
    """Parse a decimal number written in full. Raises: InvalidScalar."""
    if not _NUMBER.fullmatch(text):
        raise InvalidScalar(f"{quote(text)} is not a number", _number_help(text))
    if sum(char.isdigit() for char in text) > MAX_DIGITS:
        raise InvalidScalar(f"{quote(text)} has more than {MAX_DIGITS} digits", "round it")
    number = Decimal(text)
    if number.is_zero() and number.is_signed():
        raise InvalidScalar(f"{quote(text)} is not a number", replace_by(text, "0", _WRITE))
    return number


def _number_help(text: str) -> str | Remedy:
    if _GROUPED.fullmatch(text):
        plain = re.sub("[,_ ]", "", text)
        return replace_by(text, plain, "write {}, without marks between the digits")
    if _POWER.fullmatch(text):
        return "write the number out in full"
    if _BASED.fullmatch(text):
        return "write the number in tens"
    if _ZEROS.fullmatch(text):
        return "write it without leading zeros"
    if text.startswith("+") and _NUMBER.fullmatch(text[1:]):
        return replace_by(text, text[1:], _WRITE)
    if text.startswith((".", "-.")) and text.lstrip("-.").isdigit():
        return replace_by(text, text.replace(".", "0.", 1), _WRITE)
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        return "write a number; no percentage is taken here"
    if text[:1] in "£$€" or (text[:1].isdigit() and " " in text):
        return "write the number alone; its unit is known from the question or parameter"
    if _AMID_WORDS.fullmatch(text):
        return "write the number alone"
    return ""


def parse_percentage(text: str) -> Decimal:
    """Parse `12.5%` or `12.5 %` as the fraction 0.125. Raises: InvalidScalar."""
    if not text.endswith("%"):
        raise InvalidScalar(
            f"{quote(text)} is not a percentage", "write it with its sign, as in `5%`"
        )
    return parse_number(text[:-1].rstrip(" ")).scaleb(-2)


def parse_integer(text: str) -> int:
    """Parse a whole number. Raises: InvalidScalar."""
    number = parse_number(text)
    if number != number.to_integral_value():
        raise InvalidScalar(f"{quote(text)} is not a whole number")
    return int(number)


def parse_boolean(text: str) -> bool:
    """Parse `true` or `false`. Raises: InvalidScalar."""
    match text:
        case "true":
            return True
        case "false":
            return False
    message = f"{quote(text)} is not `true` or `false`"
    for meant, words in (("true", "yes y on true"), ("false", "no n off false")):
        if text.casefold() in words.split():
            raise InvalidScalar(message, replace_by(text, meant, _WRITE))
    raise InvalidScalar(message)


def parse_date(text: str) -> date:
    """Parse a day that exists, written year-month-day. Raises: InvalidScalar."""
    found = _DATE.fullmatch(text)
    if not found:
        words, meant = "write it as year-month-day: {}", understood_day(text)
        remedy: str | Remedy = words.replace("{}", "`2012-06-21`")
        if meant is not None:
            remedy = replace_by(text, meant.isoformat(), words)
        raise InvalidScalar(f"{quote(text)} is not a date", remedy)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise InvalidScalar(f"{quote(text)} is no day of the calendar") from None


def parse_duration(text: str) -> Duration:
    """Parse `28 days`, `4 weeks`, `3 months` or `10 years`. Raises: InvalidScalar."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise InvalidScalar(
            f"{quote(text)} is not a length of time",
            "write it as `28 days`, `3 months` or `10 years`",
        )
    many = int(found[1])
    match found[2]:
        case "day":
            return Duration(days=many)
        case "week":
            return Duration(days=7 * many)
        case "month":
            return Duration(months=many)
        case _:
            return Duration(months=12 * many)


NAME = re.compile(r"[a-z][a-z0-9_]*")
PARTY = re.compile(r"[^\W\d_][\w '’.()/-]{0,79}")
SET_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CRITERION_ID = re.compile(r"[A-Za-z0-9]+(?:[-.()/][A-Za-z0-9]+)*[)]?")
MAX_NAME = 120
MAX_DISPLAY_NAME = 200
"""The longest name of a consortium or a document, in characters: a page is headed by it."""


class PlacedName(msgspec.Struct, frozen=True):
    """A name to look up elsewhere, with its place for the problem that it is not there."""

    text: str
    at: Location


def parse_text(text: str) -> str:
    """Parse any text but a blank one, without the space around it. Raises: InvalidScalar."""
    if not text.strip():
        raise InvalidScalar("this text is blank")
    return limit_text(text.strip(), MAX_TEXT)


def parse_display_name(text: str) -> str:
    """Parse the name of a person or thing as pages show it. Raises: InvalidScalar."""
    return limit_text(parse_text(text), MAX_DISPLAY_NAME)


def parse_name(text: str) -> str:
    """Parse a name that expressions can use. Raises: InvalidScalar."""
    return _matching(text, NAME, "a name", "use small letters, digits and `_`, a letter first")


def parse_party(text: str) -> str:
    """Parse what an applicant or an authority is called. Raises: InvalidScalar."""
    remedy = "use up to 80 letters, digits and spaces, as inside a sentence: `the Department`"
    return _matching(text, PARTY, "what somebody is called", remedy)


def parse_set_id(text: str) -> str:
    """Parse the id of a rule set, which is the name of its folder. Raises: InvalidScalar."""
    return _matching(text, SET_ID, "the name of a rule set", "use small letters, digits and `-`")


def parse_criterion_id(text: str) -> str:
    """Parse a criterion's id, such as `FIN-3a` or `14C-2-e`. Raises: InvalidScalar."""
    return _matching(text, CRITERION_ID, "an id", "use letters, digits and `-`, as in `FIN-3a`")


def _matching(text: str, pattern: re.Pattern[str], what: str, remedy: str) -> str:
    if not pattern.fullmatch(text) or len(text) > MAX_NAME:
        raise InvalidScalar(f"{quote(text)} is not {what}", remedy)
    return text
