"""The parts of rules by kind and id, as lists of them name each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class PartType(StrEnum):
    """The kinds of parts of rules and failure regimes that rest on sources or figures."""

    CRITERION = "criterion"
    FIGURE = "figure"
    OUTCOME = "outcome"
    GRADE = "grade"
    TRIGGER = "trigger"
    CAUSE = "cause"
    RESPONSE = "response"
    POWER = "power"
    STAGE = "stage"
    MOVE = "move"
    LINE = "budget line"
    ATTRIBUTION = "attribution"
    INTERIM = "interim direction"
    PROPERTY = "property"
    REMOVED = "removed criterion"
    LEFT_OUT = "left out"


class NamedPart(msgspec.Struct, frozen=True):
    """One part of rules; a move has the stage for its id to which it leads."""

    kind: PartType
    id: str
    title: str


ATTRIBUTION: Final = NamedPart(PartType.ATTRIBUTION, "attribution", "Who is to blame")
