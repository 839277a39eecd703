"""Sets of characters as XPath's patterns name them, written as RE2 reads them."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.errors import FeelError

BLOCKS: Final[dict[str, tuple[int, int]]] = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "CyrillicSupplement": (0x0500, 0x052F),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Syriac": (0x0700, 0x074F),
    "Thaana": (0x0780, 0x07BF),
    "Devanagari": (0x0900, 0x097F),
    "Bengali": (0x0980, 0x09FF),
    "Gurmukhi": (0x0A00, 0x0A7F),
    "Gujarati": (0x0A80, 0x0AFF),
    "Oriya": (0x0B00, 0x0B7F),
    "Tamil": (0x0B80, 0x0BFF),
    "Telugu": (0x0C00, 0x0C7F),
    "Kannada": (0x0C80, 0x0CFF),
    "Malayalam": (0x0D00, 0x0D7F),
    "Sinhala": (0x0D80, 0x0DFF),
    "Thai": (0x0E00, 0x0E7F),
    "Lao": (0x0E80, 0x0EFF),
    "Tibetan": (0x0F00, 0x0FFF),
    "Myanmar": (0x1000, 0x109F),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "Ethiopic": (0x1200, 0x137F),
    "Cherokee": (0x13A0, 0x13FF),
    "UnifiedCanadianAboriginalSyllabics": (0x1400, 0x167F),
    "Ogham": (0x1680, 0x169F),
    "Runic": (0x16A0, 0x16FF),
    "Khmer": (0x1780, 0x17FF),
    "Mongolian": (0x1800, 0x18AF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "CombiningMarksforSymbols": (0x20D0, 0x20FF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "MiscellaneousTechnical": (0x2300, 0x23FF),
    "ControlPictures": (0x2400, 0x243F),
    "OpticalCharacterRecognition": (0x2440, 0x245F),
    "EnclosedAlphanumerics": (0x2460, 0x24FF),
    "BoxDrawing": (0x2500, 0x257F),
    "BlockElements": (0x2580, 0x259F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "BraillePatterns": (0x2800, 0x28FF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF),
    "IdeographicDescriptionCharacters": (0x2FF0, 0x2FFF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "HangulCompatibilityJamo": (0x3130, 0x318F),
    "Kanbun": (0x3190, 0x319F),
    "BopomofoExtended": (0x31A0, 0x31BF),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F),
    "YiRadicals": (0xA490, 0xA4CF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "PrivateUseArea": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "AlphabeticPresentationForms": (0xFB00, 0xFB4F),
    "ArabicPresentationForms-A": (0xFB50, 0xFDFF),
    "CombiningHalfMarks": (0xFE20, 0xFE2F),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "SmallFormVariants": (0xFE50, 0xFE6F),
    "ArabicPresentationForms-B": (0xFE70, 0xFEFE),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "Specials": (0xFFF0, 0xFFFD),
    "Emoticons": (0x1F600, 0x1F64F),
}


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


def _category(name: str) -> Spans:
    """Find the characters of a general category, by its one or two letters."""
    return _merge_spans(
        span for found, spans in _categories().items() if found.startswith(name) for span in spans
    )


@cache
def _categories() -> dict[str, list[tuple[int, int]]]:
    """Find the characters of every general category, in one walk."""
    found: dict[str, list[tuple[int, int]]] = {}
    for code in range(sys.maxunicode + 1):
        spans = found.setdefault(unicodedata.category(chr(code)), [])
        if spans and spans[-1][1] == code - 1:
            spans[-1] = (spans[-1][0], code)
        else:
            spans.append((code, code))
    return found
