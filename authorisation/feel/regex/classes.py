"""Sets of characters as XPath's patterns name them, written as RE2 reads them."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.errors import FeelError
from authorisation.feel.regex.blocks import BLOCKS

Spans: TypeAlias = tuple[tuple[int, int], ...]

LITERAL_ESCAPES: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    **{char: char for char in "\\|.?*+(){}$-[]^,"},
}
_MAJOR: Final = {
    "L": "ultmo",
    "M": "nce",
    "N": "dlo",
    "P": "cdseifo",
    "Z": "slp",
    "S": "mcko",
    "C": "cfo",
}
_CATEGORIES: Final = frozenset(
    major + minor for major, minors in _MAJOR.items() for minor in ("", *minors)
)
_WORD: Final = ("L", "M", "N", "S")
_NOT_WORD: Final = ("P", "Z", "C")
_FOLD_LIMIT: Final = 5_000
_NAME_START: Final[Spans] = (
    *((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6)),
    *((0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F)),
    *((0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF)),
)
_NAME: Final[Spans] = (
    *_NAME_START,
    *((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)),
)
_SURROGATES: Final = (0xD800, 0xDFFF)


class CharacterSet(msgspec.Struct, frozen=True, gc=False):
    """Spans of code points and general categories, or all but these where `negated`."""

    spans: Spans = ()
    categories: tuple[tuple[str, bool], ...] = ()
    """Each with whether it is the others that are meant."""

    negated: bool = False

    def text(self) -> str:
        """Write the set as a class of RE2."""
        inside = "".join(
            _point(low) if low == high else f"{_point(low)}-{_point(high)}"
            for low, high in _without_surrogates(self.spans)
        )
        inside += "".join(f"\\{'P' if other else 'p'}{{{name}}}" for name, other in self.categories)
        if not inside:
            return "[\\x{0}-\\x{10FFFF}]" if self.negated else "[^\\x{0}-\\x{10FFFF}]"
        return f"[{'^' if self.negated else ''}{inside}]"

    def union(self, other: CharacterSet) -> CharacterSet:
        """Put two sets together."""
        if self.negated or other.negated:
            return CharacterSet(_merge_spans([*self.flat(), *other.flat()]))
        return CharacterSet(self.spans + other.spans, self.categories + other.categories)

    def complement(self) -> CharacterSet:
        """Give all other characters."""
        return CharacterSet(self.spans, self.categories, not self.negated)

    def without(self, other: CharacterSet, *, fold: bool) -> CharacterSet:
        """Take characters away, in both cases where `fold`."""
        taken = _fold_case(other.flat()) if fold else other.flat()
        kept = _merge_spans([*_invert_spans(self.flat()), *taken])
        return CharacterSet(_invert_spans(kept))

    def flat(self) -> Spans:
        """Spell the set out as spans alone."""
        parts = list(self.spans)
        for name, other in self.categories:
            parts += _invert_spans(_category(name)) if other else _category(name)
        merged = _merge_spans(parts)
        return _invert_spans(merged) if self.negated else merged


def named_set(name: str, *, negated: bool) -> CharacterSet:
    """Give a set by its name: a general category such as `Lu`, or a block such as `IsGreek`."""
    if name in _CATEGORIES:
        return CharacterSet(categories=((name, negated),))
    span = BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if span is None:
        raise FeelError(f"`\\p{{{name}}}` names no category or block")
    return CharacterSet(_invert_spans((span,)) if negated else (span,))


def escape_char(char: str) -> str:
    """Write one character so that RE2 takes it as itself."""
    return char if char.isascii() and char.isalnum() else _point(ord(char))


def _all_of(names: Iterable[str]) -> CharacterSet:
    return CharacterSet(categories=tuple((name, False) for name in names))


_WHITE: Final[Spans] = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
MULTI_ESCAPES: Final[dict[str, Callable[[], CharacterSet]]] = {
    "s": lambda: CharacterSet(_WHITE),
    "S": lambda: CharacterSet(_invert_spans(_WHITE)),
    "d": lambda: CharacterSet(categories=(("Nd", False),)),
    "D": lambda: CharacterSet(categories=(("Nd", True),)),
    "w": lambda: _all_of(_WORD),
    "W": lambda: _all_of(_NOT_WORD),
    "i": lambda: CharacterSet(_NAME_START),
    "I": lambda: CharacterSet(_invert_spans(_merge_spans(_NAME_START))),
    "c": lambda: CharacterSet(_NAME),
    "C": lambda: CharacterSet(_invert_spans(_merge_spans(_NAME))),
}


def _point(code: int) -> str:
    return f"\\x{{{code:X}}}"


def _without_surrogates(spans: Spans) -> Iterable[tuple[int, int]]:
    """Leave out the surrogates, which RE2 refuses and no text has."""
    first, last = _SURROGATES
    for low, high in spans:
        if low < first:
            yield low, min(high, first - 1)
        if high > last:
            yield max(low, last + 1), high


def _merge_spans(spans: Iterable[tuple[int, int]]) -> Spans:
    result: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def _invert_spans(spans: Spans) -> Spans:
    """The spans between merged spans, up to the last code point."""
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in spans:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= sys.maxunicode:
        result.append((start, sys.maxunicode))
    return tuple(result)


def _fold_case(spans: Spans) -> Spans:
    """Add the other case of each letter, in sets small enough to be of letters."""
    if sum(high - low + 1 for low, high in spans) > _FOLD_LIMIT:
        return spans
    chars = [chr(code) for low, high in spans for code in range(low, high + 1)]
    others = [other for char in chars for other in (char.upper(), char.lower()) if len(other) == 1]
    return _merge_spans([*spans, *((ord(other), ord(other)) for other in others)])


@lru_cache(maxsize=64)
def _category(name: str) -> Spans:
    """Find the characters of a general category, by its one or two letters."""
    return _merge_spans(
        (code, code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)).startswith(name)
    )
