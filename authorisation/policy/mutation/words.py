"""A change of rules in words."""

from __future__ import annotations

from typing import Final, Protocol

from authorisation.policy.mutation.edits import EditKind

_LONGEST_ALIKE: Final = 40


class Changed(Protocol):
    """A mutant, or the result of one."""

    @property
    def kind(self) -> EditKind:
        """What is changed."""

    @property
    def was(self) -> str:
        """What it was."""

    @property
    def becomes(self) -> str:
        """What it becomes; empty where it is left out."""


def format_change(changed: Changed) -> str:
    """Format what is changed, in half a sentence: `a > b` becomes `a >= b`."""
    if not changed.becomes:
        return f"`{changed.was}` is left out"
    if changed.kind is EditKind.SWAPPED:
        return f"`{changed.was}` and `{changed.becomes}` change places"
    return f"`{changed.was}` becomes `{changed.becomes}`"
