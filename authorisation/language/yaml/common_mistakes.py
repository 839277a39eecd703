"""Common mistakes of whoever writes YAML or FEEL, each with its remedy."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from authorisation.feel.temporal.kinds import MONTHS
from authorisation.language.yaml.characters import quote
from authorisation.model.source import LineChange, Remedy, Replacement

_GLUED: Final = re.compile(r"\s*(?:- )?([A-Za-z][\w.-]*):((?!//)[^\s:].*)")
_MARKS: Final = "=<>!~≥≤≠&|"
_OPERATORS: Final = {
    written: meant
    for meant, slips in {
        ">=": "=> ≥ >==",
        "<=": "=< ≤ <==",
        "=": "== ===",
        "!=": "!== <> ~= ≠ =!",
        "and": "& &&",
        "or": "| ||",
    }.items()
    for written in slips.split()
}
_WORDS: Final = {"AND": "and", "OR": "or", "is": "=", "equals": "="}
_WORD: Final = re.compile(r"\w+")
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH: Final = r"(?P<month>[a-z]{3,9})\.?"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_IN_WORDS: Final = tuple(
    re.compile(form)
    for form in (rf"{_DAY}[ -](?:of )?{_MONTH},?[ -]{_YEAR}", rf"{_MONTH} {_DAY},? {_YEAR}")
)
_YEAR_FIRST: Final = re.compile(rf"{_YEAR}([-/.])(?P<month>[0-9]{{1,2}})\2(?P<day>[0-9]{{1,2}})")
_DAY_FIRST: Final = re.compile(rf"(?P<day>[0-9]{{1,2}})([-/.])(?P<month>[0-9]{{1,2}})\2{_YEAR}")


def glued_colon_remedy(text: str) -> str | Remedy:
    """The remedy for a colon without a space after it; empty where there is no such colon."""
    found = _GLUED.fullmatch(text.split("\n", maxsplit=1)[0].rstrip())
    if found is None:
        return ""
    apart = quote(f"{found[1]}: {found[2]}")
    return Remedy(f"put a space after the colon: {apart}", (LineChange.SPACE_AFTER_COLON,))


def operator_remedy(text: str, offset: int) -> str | Remedy:
    """The remedy for an operator of another language at this offset; empty where none is."""
    begin, end = offset, offset
    while begin > 0 and text[begin - 1] in _MARKS:
        begin -= 1
    while end < len(text) and text[end] in _MARKS:
        end += 1
    if (written := text[begin:end]) in _OPERATORS:
        return _written_as(written, _OPERATORS[written])
    if written == "=" and text[:begin].rstrip().endswith((">", "<")):
        return "write the two marks of the operator without a space"
    if written == "!":
        apart = text[end:].lstrip().startswith("=")
        return "`!=` is written without a space" if apart else "`!` is written `not(…)`"
    word = _WORD.match(text, offset)
    if word and word[0] in _WORDS:
        return _written_as(word[0], _WORDS[word[0]])
    if text[offset : offset + 1] in {"“", "”", "„", "‘", "’"}:
        return 'texts stand between straight double quotes: `"…"`'
    if text[offset : offset + 1] == "%":
        return "5% is written 0.05; better is a parameter whose unit is `%`"
    if re.search(r"\bnot\s+$", text[:offset]):
        return "`not` takes brackets: `not(…)`"
    return ""


def _written_as(written: str, meant: str) -> Remedy:
    return Remedy(f"{quote(written)} is written {quote(meant)}", (Replacement(written, meant),))


def understood_day(text: str) -> date | None:
    """The one day that a text can mean, such as `1 May 2012`; None where there may be two or none.

    `1/5/2012` may be in May or in January; `21/6/2012` and `5/5/2012` are one day either way.
    """
    plain = " ".join(text.casefold().split())
    for form in _IN_WORDS:
        if found := form.fullmatch(plain):
            return _day(found["year"], _month(found["month"]), found["day"])
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(found["year"], int(found["month"]), found["day"])
    if found := _DAY_FIRST.fullmatch(plain):
        one, other = int(found["day"]), int(found["month"])
        if one == other or one > len(MONTHS):
            return _day(found["year"], other, found["day"])
        if other > len(MONTHS):
            return _day(found["year"], one, found["month"])
    return None


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 where it is none."""
    return next((n for n, full in enumerate(MONTHS, 1) if full.lower().startswith(name)), 0)


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
