"""Attribution of an overspend: what accepted causes explain, and how much is not chance.

Accepted causes are taken off first. What remains is *unexplained*: it is set against the limit U
of chance, and *at least max(0, remainder - U) is not chance*; chance cannot be excluded for the
rest. What was planned for is no chance either. Chance is a range and never an amount, so it is
never taken off. The remainder is never put down to management: within control is only what has
been accepted as being so, by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from authorisation.model.regime import ComparedWith, Control, Reach
from authorisation.model.returns import ClaimStatus, Share, claimed_anew
from authorisation.regime.attribution.claims import ClaimFault, Kinds, check_shares, sort_claims
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import (
    ChanceZone,
    Levels,
    Limits,
    PersonYears,
    chance_limits,
)
from authorisation.regime.chance.rounding import EXACT, is_amount, percent_of, sum_amounts

_ZERO_POUNDS: Final = Decimal("0.00")
_WHOLE_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Variance:
    """Spending less the budget it is compared with, in pounds; above 0 is an overspend.

    `planned` is how much of it was planned for, and approved: nothing against the plan; against
    the allocation, the plan less the allocation, which may be below 0.

    Raises:
        ValueError: the budget is not above 0, or a figure is not in pounds and pence.
    """

    compared_with: ComparedWith
    amount: Decimal
    budget: Decimal
    planned: Decimal = _ZERO_POUNDS
    corrected_on: date | None = None
    """When the return that says so was corrected; None where it is as first filed."""

    def __post_init__(self) -> None:
        """Refuse what is not money."""
        if not all(map(is_amount, (self.amount, self.budget, self.planned))):
            raise ValueError("a variance is in pounds and pence")
        if self.budget <= 0:
            raise ValueError("a budget is above nothing")

    @property
    def percent(self) -> Decimal:
        """Give the variance in per cent of the budget."""
        return percent_of(self.amount, self.budget)

    @property
    def above_allocation(self) -> bool:
        """Say whether the budget is known to have been set above the allocation."""
        return self.planned > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseAccount:
    """An overspend split by a set of causes; amounts in pounds, shares in per cent of it."""

    causes: tuple[tuple[str, Decimal], ...]
    """Each kind of cause with its amount, by name; never the remainder."""
    explained: Decimal
    remainder: Decimal
    """Unexplained: nobody has shown what it is due to."""
    remainder_percent: Decimal
    """In per cent of the budget, to be held against the limits."""
    zone: ChanceZone
    """Where the remainder lies: beyond the serious limit it makes a failing graver."""
    not_chance_at_least: Decimal
    not_chance_share: Decimal
    """The same, as a share of the overspend; 0 where there is none."""
    within: Decimal
    """How much was shown to be within control."""
    control_low: Decimal
    """The least share of the overspend that was within control: what was shown to be."""
    control_high: Decimal
    """The largest: everything but what was shown to be beyond it."""
    control: Control


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedVariance:
    """An overspend, split as far as the evidence goes."""

    variance: Variance
    limits: Limits
    """In per cent of the budget."""
    limits_money: Limits
    claims: tuple[Share, ...]
    accepted: CauseAccount
    """As accepted: the one account that informs a response."""
    as_claimed: CauseAccount
    """As if every share that is claimed, and not disputed, were accepted too."""
    claimed: Decimal
    """In shares neither accepted nor disputed."""
    disputed: Decimal
    contended: Decimal
    """How much of the amount is explained more than once if disputed shares are counted too."""


@dataclass(frozen=True, slots=True)
class FaultyClaims:
    """Claims that cannot be used as they stand: they are put right first, never scaled."""

    faults: tuple[ClaimFault, ...]


def attribute_variance(
    variance: Variance, claims: Sequence[Share], chance: Limits, threshold: Decimal, kinds: Kinds
) -> AttributedVariance | FaultyClaims:
    """Split an overspend between the causes claimed, and set the remainder against chance.

    `chance` is in per cent of the variance's budget. `threshold` is the share of the overspend,
    in per cent, beyond which control is *mainly* one way; exactly on it, *cannot tell*. An
    underspend has no causes, and its remainder is the whole of it.

    Raises:
        ValueError: the threshold is not above 0 and below 100.
    """
    if not threshold.is_finite() or not 0 < threshold < _WHOLE_PERCENT:
        raise ValueError(f"{threshold} % is no threshold for a share")
    faults = check_shares(
        claims,
        variance.amount,
        kinds,
        above_allocation=variance.above_allocation,
        corrected_on=variance.corrected_on,
    )
    if faults:
        return FaultyClaims(faults)
    ordered = sort_claims(c for c in claims if c.standing is not ClaimStatus.WITHDRAWN)
    by_status = {status: [c for c in ordered if c.standing is status] for status in ClaimStatus}
    accepted, claimed = by_status[ClaimStatus.ACCEPTED], by_status[ClaimStatus.CLAIMED]
    frame = _AccountBasis(variance, chance.of(variance.budget), threshold, kinds)
    anew = claimed_anew(ordered)
    latest = [c for c in ordered if not (c.carried_from and c.subject in anew)]
    every = sum_amounts(_amounts(latest))
    return AttributedVariance(
        variance=variance,
        limits=chance,
        limits_money=frame.limits,
        claims=ordered,
        accepted=_cause_account(frame, accepted),
        as_claimed=_cause_account(
            frame, [c for c in latest if c.standing is not ClaimStatus.DISPUTED]
        ),
        claimed=sum_amounts(_amounts(claimed)),
        disputed=sum_amounts(_amounts(by_status[ClaimStatus.DISPUTED])),
        contended=max(_ZERO_POUNDS, EXACT.subtract(every, max(_ZERO_POUNDS, variance.amount))),
    )


def attribute_by_variant(
    variance: Variance,
    claims: Sequence[Share],
    line: BudgetLine,
    years: PersonYears,
    levels: Levels,
    threshold: Decimal,
    kinds: Kinds,
) -> Mapping[str, AttributedVariance] | FaultyClaims:
    """Give the attribution under each of the line's variants; three where a figure is unsourced.

    Raises:
        ValueError: no years, no one in one of them, or the threshold is none.
        EngineUnavailable: the line has heavy tails, and SciPy is not installed.
    """
    found: dict[str, AttributedVariance] = {}
    for name, variant in line.variants():
        chance = chance_limits(variant, years, levels)
        attribution = attribute_variance(variance, claims, chance, threshold, kinds)
        if isinstance(attribution, FaultyClaims):
            return attribution
        found[name] = attribution
    return found


@dataclass(frozen=True, slots=True)
class _AccountBasis:
    """The figures that every account of one overspend shares."""

    variance: Variance
    limits: Limits
    threshold: Decimal
    kinds: Kinds


def _cause_account(frame: _AccountBasis, claims: Sequence[Share]) -> CauseAccount:
    amount = frame.variance.amount
    explained = sum_amounts(_amounts(claims))
    remainder = EXACT.subtract(amount, explained)
    planned = EXACT.subtract(min(frame.variance.planned, amount), explained)
    beyond = max(_ZERO_POUNDS, EXACT.subtract(remainder, frame.limits.serious), planned)
    within = _amount_of_reach(frame, claims, Reach.WITHIN)
    low = _share_percent(within, amount)
    outside = _amount_of_reach(frame, claims, Reach.BEYOND)
    high = _share_percent(EXACT.subtract(amount, outside), amount)
    return CauseAccount(
        causes=tuple(
            (cause, sum_amounts(_amounts(claim for claim in claims if claim.cause == cause)))
            for cause in sorted({claim.cause for claim in claims})
        ),
        explained=explained,
        remainder=remainder,
        remainder_percent=percent_of(remainder, frame.variance.budget),
        zone=frame.limits.zone(remainder),
        not_chance_at_least=beyond,
        not_chance_share=_share_percent(beyond, amount),
        within=within,
        control_low=low,
        control_high=high,
        control=_control(low, high, frame.threshold) if amount > 0 else Control.CANNOT_TELL,
    )


def _control(low: Decimal, high: Decimal, threshold: Decimal) -> Control:
    if low > threshold:
        return Control.WITHIN
    return Control.BEYOND if high < threshold else Control.CANNOT_TELL


def _amount_of_reach(frame: _AccountBasis, claims: Sequence[Share], reach: Reach) -> Decimal:
    return sum_amounts(
        _amounts(c for c in claims if frame.kinds[c.cause].reach_of(c.arose) is reach)
    )


def _amounts(claims: Iterable[Share]) -> Iterator[Decimal]:
    return (claim.amount for claim in claims if claim.amount is not None)


def _share_percent(part: Decimal, whole: Decimal) -> Decimal:
    """Give a part in per cent of an overspend; where there is no overspend, 0."""
    return percent_of(part, whole) if whole > 0 else Decimal(0)
