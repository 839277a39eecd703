"""Whether words name the group that a file is about, which may not rule on its own claims."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_ITSELF: Final = frozenset(
    {"us", "we", "ourselves", "the group", "the ccg", "the consortium", "this group", "this ccg"}
)
_KIND_OF_BODY: Final = " (?:ccg|gpcc|clinical commissioning group|gp consortium|consortium)"
_LEGAL_FORM: Final = re.compile(rf"^(?:nhs )|(?:{_KIND_OF_BODY})$")


def names_group(words: str, name: str, code: str) -> bool:
    """Return whether words name a group: its name, with or without its legal form, or its code.

    A name with its kind of body counts anywhere in the words, as in an officer of the group.
    """
    given, own = _plain(words), _plain(_outside_brackets(name))
    if given in _ITSELF or given in {own, _plain(name), _plain(code)} - {""}:
        return True
    core = _without_form(own)
    if not core:
        return False
    bare = _without_form(_plain(_outside_brackets(words)))
    of_body = re.search(rf"\b{core}{_KIND_OF_BODY}\b", given)
    return core in {_without_form(given), bare} or of_body is not None


def _outside_brackets(text: str) -> str:
    return re.sub(r"\(.*?\)", "", text)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _without_form(plain: str) -> str:
    while (shorter := _LEGAL_FORM.sub("", plain)) != plain:
        plain = shorter
    return plain
