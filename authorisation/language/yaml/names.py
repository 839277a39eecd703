"""Names and short texts, parsed as written: those of questions, rule sets, people and documents."""

from __future__ import annotations

import re

import msgspec

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import MAX_TEXT, InvalidScalar, limit_text
from authorisation.model.source import Location

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
