"""What changes of rules mean: each criterion and outcome the same, stricter, looser, or neither."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from msgspec import Struct

from authorisation.engine.program.program import compile_rules
from authorisation.explain.assessment.comparison import ChangedFinding
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.terms import CriteriaTerms


class Relation(StrEnum):
    """The relation of a criterion or an outcome of the newer rules to that of the older ones.

    A stricter criterion is satisfied (met, or not applicable) by fewer, a stricter outcome come to
    by fewer, and by nobody who was not before.
    """

    SAME = "the same"
    STRICTER = "stricter"
    LOOSER = "looser"
    INCOMPARABLE = "incomparable"
    """Some satisfy it now who did not, and some did who do not now."""
    ADDED = "added"
    REMOVED = "removed"
    UNDECIDED = "undecided"


class DifferenceWitness(Struct, frozen=True):
    """An application that shows a difference, and what it comes to before and now."""

    submission: Submission
    judgements: Judgements
    old: tuple[str, ...]
    new: tuple[str, ...]
    """A verdict, or the ids of the outcomes that are possible."""
    findings: tuple[ChangedFinding, ...]
    """The criteria that come out otherwise."""
    proved_fewest: bool
    """Whether it is proved that none with fewer answers goes as far."""


class Meaning(Struct, frozen=True, kw_only=True):
    """The meaning of the change of one criterion or outcome."""

    part: RulesPart
    of: str
    relation: Relation
    because: str
    """What it rests on: equal terms, the scope of a proof, or why it could not be decided."""
    stricter: DifferenceWitness | None = None
    """One that was satisfied, or came to the outcome, and does so no longer."""
    looser: DifferenceWitness | None = None
    """One that does so now, and did not."""
    values: tuple[str, ...] = ()
    """The values of a failure regime that change, in words; by them too it is what it is."""
    fault: bool = False
    """Whether it could not be decided by a fault of this program."""


class MeaningScope(Struct, frozen=True):
    """The submissions that proofs are about: at which stage, and whether answers may be missing."""

    stage: Stage
    partial: bool


class Prover(Protocol):
    """A prover, which answers where terms differ."""

    def criterion(self, identifier: str) -> Meaning:
        """The meaning of the change of a criterion that both rule sets have."""

    def outcome(self, identifier: str) -> Meaning:
        """The meaning of the change of an outcome that both rule sets have."""


RELATIONS: Final = {
    (False, False): Relation.SAME,
    (True, False): Relation.STRICTER,
    (False, True): Relation.LOOSER,
    (True, True): Relation.INCOMPARABLE,
}
"""By whether anybody is worse off, and whether anybody is better off."""
BY_TERMS: Final = "by its terms"
BY_VALUES: Final = "by its values"
PROVED: Final = "proved"


def find_meanings(
    old: RuleSet, new: RuleSet, prover: Prover, days: tuple[date, date] | None = None
) -> Iterator[Meaning]:
    """Yield the meaning of each criterion, then of each outcome, in the order of the newer rules.

    Both rule sets are as they are on one day. `prover` is asked where terms differ; of what looks
    at the day of assessment they do where `days` differ.
    """
    on = days or (None, None)
    old_terms = CriteriaTerms(compile_rules(old), on[0])
    new_terms = CriteriaTerms(compile_rules(new), on[1])
    both = [name for name in new.criteria if name in old.criteria]
    alike = {name for name in both if old_terms.criterion(name) == new_terms.criterion(name)}
    for name in dict.fromkeys((*new.criteria, *old.criteria)):
        known = _without_proof(RulesPart.CRITERION, name, old.criteria, new.criteria, alike)
        yield known or prover.criterion(name)
    old_rows, new_rows = ([row.id for row in rules.outcomes] for rules in (old, new))
    same_findings = len(alike) == len(old.criteria) == len(new.criteria) and all(
        old_terms.weight(name) == new_terms.weight(name) for name in both
    )
    alike = {*_alike_rows(old_terms, new_terms, same_findings=same_findings)}
    for name in dict.fromkeys((*new_rows, *old_rows)):
        known = _without_proof(RulesPart.OUTCOME, name, old_rows, new_rows, alike)
        yield known or prover.outcome(name)


def number_of_meanings(old: RuleSet, new: RuleSet) -> int:
    """The number of criteria and outcomes that either has."""
    rows = {row.id for rules in (old, new) for row in rules.outcomes}
    return len({*old.criteria, *new.criteria}) + len(rows)


def _alike_rows(
    old_terms: CriteriaTerms, new_terms: CriteriaTerms, *, same_findings: bool
) -> Iterator[str]:
    """Yield the outcomes of rows in which, and above which, nothing differs."""
    for place, row in enumerate(new_terms.rules.outcomes[: len(old_terms.rules.outcomes)]):
        terms = new_terms.row(place)
        if old_terms.row(place) != terms or (terms.reads_findings and not same_findings):
            return
        yield row.id


def _without_proof(
    part: RulesPart, of: str, old: Container[str], new: Container[str], alike: Container[str]
) -> Meaning | None:
    """The meaning where terms are equal, or only one of the two has it; else None."""
    if of in alike:
        return Meaning(part=part, of=of, relation=Relation.SAME, because=BY_TERMS)
    if of in old and of in new:
        return None
    relation = Relation.REMOVED if of in old else Relation.ADDED
    return Meaning(part=part, of=of, relation=relation, because="")
