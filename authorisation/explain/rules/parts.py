"""The parts of rules by kind and id, as lists of them name each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from authorisation.explain.words.safe import visible
from authorisation.model.structs import ShortRepr


class PartType(StrEnum):
    """The kinds of parts that rules and failure regimes have."""

    CRITERION = "criterion"
    FIGURE = "figure"
    DERIVED = "figure worked out"
    QUESTION = "question"
    SOURCE = "source"
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
    UNREAD = "unread"


class NamedPart(ShortRepr, frozen=True):
    """One part of rules; a move has the stage for its id to which it leads."""

    kind: PartType
    id: str
    title: str

    @property
    def label(self) -> str:
        """The kind with the id; the kind alone of a part that rules have one of."""
        alone = self.kind in (PartType.INTERIM, PartType.ATTRIBUTION)
        return self.kind.value if alone else f"{self.kind} {visible(self.id)}"


INTERIM: Final = NamedPart(PartType.INTERIM, "interim", "An immediate risk to patients")
ATTRIBUTION: Final = NamedPart(PartType.ATTRIBUTION, "attribution", "Whether it was within control")


class PartOrigin(ShortRepr, frozen=True):
    """A part of rules, and the edition that it came from."""

    part: NamedPart
    edition: str
    """The rule set and its edition that first had the part as it stands."""
