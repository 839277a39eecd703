"""Names of several words, recognised among the tokens because they are in scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax.lexer import Token, tokenize

NameIndex: TypeAlias = dict[str, list[tuple[tuple[str, ...], str]]]
"""For each first word, the names that begin with it, longest first."""

BUILT_INS: Final = (
    *("date and time", "years and months duration"),
    *("day of week", "day of year", "week of year", "month of year"),
    *("round up", "round down", "round half up", "round half down"),
    *("upper case", "lower case", "starts with", "ends with", "string join", "string length"),
    *("substring before", "substring after"),
    *("list contains", "list replace", "index of", "insert before", "distinct values"),
    *("get value", "get entries", "context put", "context merge"),
    *("met by", "overlaps before", "overlaps after", "started by", "finished by"),
)
"""The standard's functions whose names hold spaces."""

PROPERTIES: Final = ("time offset", "start included", "end included")
KEYWORDS: Final = frozenset(
    {
        *("and", "or", "in", "between", "instance", "of", "true", "false", "null"),
        *("if", "then", "else", "for", "return", "some", "every", "satisfies", "function"),
    }
)
SIGNS: Final = frozenset("+-*/'.") | {"**"}
"""Signs that a name may hold."""

_SPACED_SIGN: Final = re.compile(r"\s*(\*\*|[-+*/'.])\s*")
_SIMPLE: Final = re.compile(r"\w+")


def index_multiword_names(names: Iterable[str]) -> NameIndex:
    """Index names of several words by their first word; names of one word are left out."""
    index: NameIndex = {}
    for name in names:
        if _SIMPLE.fullmatch(name):
            continue
        try:
            words = tuple(token.text for token in tokenize(name)[:-1])
        except FeelSyntaxError:
            continue
        if len(words) > 1:
            index.setdefault(words[0], []).append((words, name))
    for candidates in index.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return index


def match_name(scope: NameIndex, stream: Sequence[Token], at: int) -> tuple[str, int]:
    """Find the longest known name that starts at a token: the name and how many tokens."""
    for words, name in scope.get(stream[at].text, ()):
        end = at + len(words)
        if end < len(stream) and all(
            token.text == word for token, word in zip(stream[at:end], words, strict=True)
        ):
            return name, len(words)
    return "", 0


def fold_name(text: str) -> str:
    """Write a name with single spaces between words and none around signs."""
    return _SPACED_SIGN.sub(r"\1", " ".join(text.split()))
