"""Common mistakes that YAML or FEEL takes for something else, each with its remedy."""

from __future__ import annotations

import re
from typing import Final

from authorisation.language.yaml.characters import quote

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


def glued_colon_remedy(text: str) -> str:
    """The remedy for a colon without a space after it; empty where there is no such colon."""
    found = _GLUED.fullmatch(text.split("\n", maxsplit=1)[0].rstrip())
    if found is None:
        return ""
    return f"put a space after the colon: {quote(f'{found[1]}: {found[2]}')}"


def operator_remedy(text: str, offset: int) -> str:
    """The remedy for an operator of another language at this offset; empty where none is."""
    begin, end = offset, offset
    while begin > 0 and text[begin - 1] in _MARKS:
        begin -= 1
    while end < len(text) and text[end] in _MARKS:
        end += 1
    if (written := text[begin:end]) in _OPERATORS:
        return f"{quote(written)} is written {quote(_OPERATORS[written])}"
    if written == "=" and text[:begin].rstrip().endswith((">", "<")):
        return "write the two marks of the operator without a space"
    if written == "!":
        apart = text[end:].lstrip().startswith("=")
        return "`!=` is written without a space" if apart else "`!` is written `not(…)`"
    word = _WORD.match(text, offset)
    if word and word[0] in _WORDS:
        return f"{quote(word[0])} is written {quote(_WORDS[word[0]])}"
    if text[offset : offset + 1] in {"“", "”", "„", "‘", "’"}:
        return 'texts stand between straight double quotes: `"…"`'
    if text[offset : offset + 1] == "%":
        return "5% is written 0.05; better is a parameter whose unit is `%`"
    if re.search(r"\bnot\s+$", text[:offset]):
        return "`not` takes brackets: `not(…)`"
    return ""
