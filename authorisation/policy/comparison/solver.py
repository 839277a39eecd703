"""The meaning of changed terms, proved by the solver or left undecided: the door to `analysis`."""

from __future__ import annotations

from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import Meaning, Relation


class WithoutSolver:
    """Decides nothing: the terms differ, and what that means would have to be proved."""

    def criterion(self, identifier: str) -> Meaning:
        """That the meaning of a criterion is left undecided."""
        return _undecided(RulesPart.CRITERION, identifier)

    def outcome(self, identifier: str) -> Meaning:
        """That the meaning of an outcome is left undecided."""
        return _undecided(RulesPart.OUTCOME, identifier)


def _undecided(part: RulesPart, of: str) -> Meaning:
    return Meaning(part=part, of=of, relation=Relation.UNDECIDED, because="the terms differ")
