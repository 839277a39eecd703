"""A submission on which a mutant comes to something else, or why there is none."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.policy.mutation.edits import Mutant


class Killing(Struct, frozen=True):
    """A submission that the rules and the mutant judge otherwise."""

    submission: Submission


class Equivalent(Struct, frozen=True):
    """There is none, for the scope that is named."""

    scope: str


class Undecided(Struct, frozen=True):
    """It was not found out whether there is one."""

    reason: str


KillingAnswer: TypeAlias = Killing | Equivalent | Undecided


def killing_submission(old: RuleSet, mutant: Mutant) -> KillingAnswer:  # noqa: ARG001
    """What tells a mutant from the rules: a submission, or that there is none, or neither."""
    return Undecided("the analysis extra is not installed")
