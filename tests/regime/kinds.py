"""The causes that the sources name, with the evidence that each one wants, for tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from authorisation.model.regime import CauseKind, EvidenceWanted, Reach


def _evidence(name: str, title: str, only_without: tuple[str, ...] = ()) -> EvidenceWanted:
    return EvidenceWanted(id=name, title=title, only_without=only_without)


_PLANNED: Final = ("tariff", "allocation decision", "provider failure")

MANAGEMENT_EVIDENCE: Final = (
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
        reach=Reach.BEYOND,
        evidence=(_ACCOUNTS, _HANDOVER),
        sources=(),
    ),
    CauseKind(
        id="inheritance, recurrent",
        title="spending inherited that recurs every year",
        reach=Reach.BEYOND,
        evidence=(_ACCOUNTS, _HANDOVER),
        sources=(),
    ),
    CauseKind(
        id="tariff",
        title="a decision on the tariff",
        reach=Reach.BEYOND,
        evidence=(_ORDER,),
        sources=(),
    ),
    CauseKind(
        id="allocation decision",
        title="a decision on the allocation",
        reach=Reach.BEYOND,
        evidence=(_ORDER,),
        sources=(),
    ),
    CauseKind(
        id="funding withdrawn",
        title="funding withdrawn",
        reach=Reach.BEYOND,
        evidence=(_NOTICE, _ORDER),
        sources=(),
    ),
    CauseKind(
        id="provider failure",
        title="the failure of a provider",
        reach=Reach.SHARED,
        evidence=(_REGULATOR, _CONTRACT),
        sources=(),
    ),
    CauseKind(
        id="pool partners",
        title="what partners in a risk pool drew",
        reach=Reach.SHARED,
        evidence=(_POOL,),
        sources=(),
    ),
    CauseKind(
        id="distance from target",
        title="an allocation below or above its target",
        reach=Reach.BEYOND,
        evidence=(_SET_ABOVE,),
        sources=(),
        context=True,
    ),
    CauseKind(
        id="management",
        title="management",
        reach=Reach.WITHIN,
        evidence=MANAGEMENT_EVIDENCE,
        sources=(),
        evidenced=True,
    ),
)
