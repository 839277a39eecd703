"""The kinds of cause that may explain a failing, and the evidence that each one wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Control(StrEnum):
    """Whether a cause was in the consortium's control."""

    WITHIN = "within control"
    BEYOND = "beyond control"
    SHARED = "shared"
    """Any part of it, from nothing to the whole, may have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKind:
    """A kind of evidence, and the causes beside which it shows nothing."""

    id: str
    title: str
    only_without: frozenset[str] = frozenset()
    """Causes that, once accepted, would explain what is seen here just as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseKind:
    """A kind of cause; no share of it is accepted without evidence of a kind that it wants.

    `evidenced` says that it may not even be claimed without: the remainder is never put down to
    it. `context` says that it explains need rather than a variance, and so bears no amount,
    unless the budget was set above the allocation.
    """

    id: str
    title: str
    control: Control
    wants: Mapping[str, EvidenceKind]
    evidenced: bool = False
    context: bool = False
    beyond_before: date | None = None
    """What arose on this day or later is shared; None where the date makes no difference."""

    def control_of(self, arose: date | None) -> Control:
        """Say in whose control a cause was that arose on that day, if the day is known."""
        before = self.beyond_before
        if before is None or (arose is not None and arose < before):
            return self.control
        return Control.SHARED


def _wants(*kinds: EvidenceKind) -> Mapping[str, EvidenceKind]:
    return MappingProxyType({kind.id: kind for kind in kinds})


def _evidence(name: str, title: str, only_without: frozenset[str] = frozenset()) -> EvidenceKind:
    return EvidenceKind(id=name, title=title, only_without=only_without)


_PLANNED: Final = frozenset({"tariff", "allocation decision", "provider failure"})

MANAGEMENT_EVIDENCE: Final = _wants(
    _evidence(
        "savings plan missed",
        "the group's own savings plan missed, with provider and tariff as planned",
        _PLANNED,
    ),
    _evidence("control failed", "a failed control, as an auditor found it"),
    _evidence("condition overdue", "a condition of authorisation not discharged when due"),
    _evidence("capability finding", "a finding about the capability of the management"),
)

_ACCOUNTS: Final = _evidence("audited accounts", "audited accounts of the body before")
_HANDOVER: Final = _evidence("handover", "a handover agreed between the two bodies")
_ORDER: Final = _evidence("published decision", "the decision as published, with its date")
_NOTICE: Final = _evidence("notice", "the notice that funding is withdrawn")
_REGULATOR: Final = _evidence("regulator's finding", "a finding of the provider's regulator")
_CONTRACT: Final = _evidence("contract record", "the contract's record of activity and price")
_POOL: Final = _evidence("pool statement", "the pool's statement of what each partner drew")
_SET_ABOVE: Final = _evidence("approved budget", "the approval of a budget above the allocation")


def _kinds(*kinds: CauseKind) -> Mapping[str, CauseKind]:
    return MappingProxyType({kind.id: kind for kind in kinds})


KINDS: Final = _kinds(
    CauseKind(
        id="inheritance, one-off",
        title="debt inherited, of a known date",
        control=Control.BEYOND,
        wants=_wants(_ACCOUNTS, _HANDOVER),
    ),
    CauseKind(
        id="inheritance, recurrent",
        title="spending inherited that recurs every year",
        control=Control.BEYOND,
        wants=_wants(_ACCOUNTS, _HANDOVER),
    ),
    CauseKind(
        id="tariff",
        title="a decision on the tariff",
        control=Control.BEYOND,
        wants=_wants(_ORDER),
    ),
    CauseKind(
        id="allocation decision",
        title="a decision on the allocation",
        control=Control.BEYOND,
        wants=_wants(_ORDER),
    ),
    CauseKind(
        id="funding withdrawn",
        title="funding withdrawn",
        control=Control.BEYOND,
        wants=_wants(_NOTICE, _ORDER),
    ),
    CauseKind(
        id="provider failure",
        title="the failure of a provider",
        control=Control.SHARED,
        wants=_wants(_REGULATOR, _CONTRACT),
    ),
    CauseKind(
        id="pool partners",
        title="what partners in a risk pool drew",
        control=Control.SHARED,
        wants=_wants(_POOL),
    ),
    CauseKind(
        id="distance from target",
        title="an allocation below or above its target",
        control=Control.BEYOND,
        wants=_wants(_SET_ABOVE),
        context=True,
    ),
    CauseKind(
        id="management",
        title="management",
        control=Control.WITHIN,
        wants=MANAGEMENT_EVIDENCE,
        evidenced=True,
    ),
)
"""The causes that the sources name; a rule set may give its own, with dates."""
