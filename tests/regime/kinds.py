"""The causes that the sources name, with the evidence that each one wants, for tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from authorisation.regime.attribution.cause_kinds import CauseKind, Control, EvidenceKind


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
