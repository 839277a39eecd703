"""What an authorised group filed, period after period, and what the Board found about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from authorisation.model.source import Location
from authorisation.model.value import Answer, Evidence


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period by its financial year and its number within it, both as people count them."""

    year: int
    """The calendar year in which the financial year begins."""
    number: int
    label: str = field(compare=False)
    begins: date = field(compare=False)
    ends: date = field(compare=False)
    """Its last day."""
    due: date = field(compare=False)
    elapsed: int = field(compare=False)
    """How many months of the financial year have gone by at its end."""

    def __str__(self) -> str:
        return self.label


class ClaimStatus(StrEnum):
    """The status of a claim that a cause explains something."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    """It counts no longer, and ends what was carried on from an earlier period."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Proof:
    """One piece of evidence for a cause: what kind, which document, from whom, of which day."""

    kind: str
    document: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A claim that one cause explains what a trigger or a budget line shows.

    `amount` is in pounds and only where the matter is money; elsewhere causes are listed, and
    `main` says that whoever accepted it takes it for the main one. `by` and `on` say who gave it
    its standing, and when; `claimed_by` and `claimed_on` who claimed it in the first place, where
    that is another matter.
    """

    cause: str
    about: str
    """The id of a budget line or of a trigger."""
    standing: ClaimStatus
    by: str
    on: date
    amount: Decimal | None = None
    main: bool = False
    claimed_by: str = ""
    claimed_on: date | None = None
    arose: date | None = None
    """When the cause arose, as opposed to when it was claimed."""
    evidence: tuple[Proof, ...] = ()
    carried_from: str = ""
    """The earlier period of the year whose return named it; empty where this period's does."""
    at: Location = field(compare=False, default=Location("-"))

    @property
    def subject(self) -> tuple[str, str]:
        """The cause, and what it is claimed of; a later claim with the same two replaces it."""
        return self.cause, self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationCondition:
    """A condition of authorisation, when it is due and when it was discharged, if it was."""

    id: str = ""
    """What returns name it by: the criterion that imposed it, where one did; empty without."""
    requires: str
    due_on: date
    discharged_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityGrade:
    """The Board's grade of the management, one of `CAPABILITIES`, and its reason."""

    grade: int
    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAct:
    """An act of the Board's own: a stage, or a step that it did not take, or a deadline."""

    on: date
    by: str
    reason: str
    stage: str = ""
    """The stage that it put the group in; empty where it did something else."""
    not_taken: str = ""
    """The stage that it did not put the group in, as long as the group stays where it is."""
    deadline: date | None = None
    """The day to which it moved the deadline of the stage that the group is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReturn:
    """One version of one period's return; `withdrawn` takes back what was filed before.

    A correction as filed gives only what changes; as known on a day it is whole.
    """

    period: Period
    received_on: date
    answers: Mapping[str, Answer]
    corrects: bool = False
    withdrawn: bool = False
    reason: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    shares: tuple[Share, ...] = ()
    explained: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By question, why an answer is right although it contradicts another."""
    discharged: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    """By the id of a condition of authorisation, the day on which it was discharged."""
    first_received_on: date | None = None
    """When the first version of what it corrects came; None where it is the first."""
    at: Location = field(compare=False, default=Location("-"))

    @property
    def came_on(self) -> date:
        """The day on which the period was first reported, whatever was corrected since."""
        return self.first_received_on or self.received_on


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedGroup:
    """An authorised group with everything known of it, in the order it became known."""

    name: str
    first: Period
    """The first period for which a return was due."""
    authorised_on: date
    at_authorisation: Mapping[str, Answer]
    filed: tuple[FiledReturn, ...]
    conditions: tuple[AuthorisationCondition, ...] = ()
    conditions_known: bool = False
    """Whether the conditions were listed at all, if only to say that there are none."""
    capability: tuple[CapabilityGrade, ...] = ()
    acts: tuple[BoardAct, ...] = ()
    """What the Board did, in the order of days."""
    code: str = ""
    note: str = ""
    published_facts_only: bool = False
    sources: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    """Over all that the file says."""
    sha256_before: str = ""
    """As records had it once: without note, sources and what stands beside the returns."""

    def acts_until(self, day: date) -> tuple[BoardAct, ...]:
        """The acts that the Board had done by a day."""
        return tuple(act for act in self.acts if act.on <= day)

    @property
    def standing_conditions(self) -> tuple[AuthorisationCondition, ...]:
        """The conditions, discharged where they or a return that still stands say so."""
        by_period: dict[Period, Mapping[str, date]] = {}
        for filed in self.filed:
            before = by_period.pop(filed.period, {})
            if not filed.withdrawn:
                by_period[filed.period] = {**before, **filed.discharged}
        days = {name: day for found in by_period.values() for name, day in found.items()}
        return tuple(
            replace(each, discharged_on=each.discharged_on or days.get(each.id))
            for each in self.conditions
        )


def claims_upon(standing: Sequence[Share], given: Sequence[Share], since: str) -> tuple[Share, ...]:
    """Return the claims that stand once others are made after them.

    A claim takes the place of those on the same subject, but what is merely claimed takes the place
    of nothing that was accepted: that is carried on beside it, as of the period `since`.
    """
    restated = {share.subject for share in given}
    decided = {share.subject for share in given if share.standing is not ClaimStatus.CLAIMED}
    kept = [
        replace(share, carried_from=share.carried_from or since)
        if share.subject in restated
        else share
        for share in standing
        if share.subject not in restated
        or (share.standing is ClaimStatus.ACCEPTED and share.subject not in decided)
    ]
    return (*kept, *given)


def carried_on(standing: Sequence[Share], since: str) -> tuple[Share, ...]:
    """Return what was accepted by the end of an earlier period of the year, as carried on."""
    return tuple(
        replace(share, carried_from=share.carried_from or since)
        for share in standing
        if share.standing is ClaimStatus.ACCEPTED
    )


def claimed_anew(claims: Sequence[Share]) -> frozenset[tuple[str, str]]:
    """Return the subjects of which something was accepted before and something else is claimed."""
    carried = {share.subject for share in claims if share.carried_from}
    own = {share.subject for share in claims if not share.carried_from}
    return frozenset(carried & own)
