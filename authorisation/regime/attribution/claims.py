"""Claims about what caused a failing, and the faults that keep them from being used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from authorisation.model.regime import CauseKind
from authorisation.model.returns import ClaimStatus, Share, claimed_anew
from authorisation.model.source import Problem
from authorisation.regime.chance.rounding import is_amount, sum_amounts

Kinds = Mapping[str, CauseKind]


@dataclass(frozen=True, slots=True)
class ClaimFault:
    """A reason why claims cannot be used as they stand.

    `claims` are their places in the list as it was given, so that a file's line can be named.
    `message` and `help` are written as a `Problem` has them.
    """

    claims: tuple[int, ...]
    message: str
    help: str = ""


def fault_problems(faults: Iterable[ClaimFault], claims: Sequence[Share]) -> Iterator[Problem]:
    """Yield each fault as a problem, at the place of the first claim that has it."""
    for fault in faults:
        yield Problem(claims[fault.claims[0]].at, fault.message, fault.help)


def sort_claims(claims: Iterable[Share]) -> tuple[Share, ...]:
    """Give the claims in the order in which they are always shown, however they came in."""
    return tuple(sorted(claims, key=_sort_key))


def _sort_key(claim: Share) -> tuple[object, ...]:
    return (
        claim.cause,
        list(ClaimStatus).index(claim.standing),
        claim.on,
        claim.by,
        claim.amount or Decimal(0),
        claim.claimed_by,
        claim.claimed_on or date.min,
        claim.arose or date.min,
        tuple(sorted(claim.evidence)),
        claim.main,
    )


def claims_as_at(claims: Iterable[Share], day: date) -> tuple[Share, ...]:
    """Give the claims as they stood at the end of a day.

    One that was accepted or disputed only later was merely claimed by then, if it was claimed.
    """
    return tuple(then for claim in claims if (then := _claim_as_at(claim, day)) is not None)


def _claim_as_at(claim: Share, day: date) -> Share | None:
    if claim.on <= day:
        return claim
    withdrawn = claim.standing is ClaimStatus.WITHDRAWN
    if withdrawn or claim.claimed_on is None or claim.claimed_on > day:
        return None
    return replace(
        claim, standing=ClaimStatus.CLAIMED, by=claim.claimed_by or claim.by, on=claim.claimed_on
    )


def check_shares(
    claims: Sequence[Share],
    amount: Decimal,
    kinds: Kinds,
    *,
    above_allocation: bool = False,
    corrected_on: date | None = None,
) -> tuple[ClaimFault, ...]:
    """List what is wrong with claims to shares of an overspend, in the order of the claims.

    `above_allocation` says that the budget was set above the allocation, `corrected_on` when the
    amount was corrected; what was claimed before may be more than is left. Shares overlap where
    those accepted and claimed are more than the amount between them. A disputed share enters no
    sum, or else whoever disputes could keep everyone from an answer; by itself it is no larger
    than the amount.
    """
    faults = [*_claim_faults(claims, kinds)]
    for place, claim in enumerate(claims):
        kind = kinds.get(claim.cause)
        if kind is not None and kind.context and not above_allocation:
            faults.append(_context_fault(place, claim))
        faults += _amount_faults(place, claim, amount)
    if all(claim.amount is None or is_amount(claim.amount) for claim in claims):
        faults += _overlap_faults(claims, amount, corrected_on)
    return tuple(faults)


def check_causes(claims: Sequence[Share], kinds: Kinds) -> tuple[ClaimFault, ...]:
    """List what is wrong with the causes claimed for a failing that is not about money."""
    split = [
        ClaimFault(
            (place,),
            f"`{claim.cause}` is given an amount, and only money is split between causes",
            "leave the amount out",
        )
        for place, claim in enumerate(claims)
        if claim.amount is not None
    ]
    return (*_claim_faults(claims, kinds), *split)


def _claim_faults(claims: Sequence[Share], kinds: Kinds) -> Iterator[ClaimFault]:
    accepted = {claim.cause for claim in claims if claim.standing is ClaimStatus.ACCEPTED}
    for place, claim in enumerate(claims):
        kind = kinds.get(claim.cause)
        if kind is None:
            yield ClaimFault(
                (place,), f"unknown cause `{claim.cause}`", "one of: " + "; ".join(sorted(kinds))
            )
        else:
            yield from _evidence_faults(place, claim, kind, accepted)
        yield from _status_faults(place, claim)


def _evidence_faults(
    place: int, claim: Share, kind: CauseKind, accepted: set[str]
) -> Iterator[ClaimFault]:
    wants = {each.id: each for each in kind.evidence}
    wanted = "; ".join(f"{each.id} ({each.title})" for each in kind.evidence)
    fitting = [each for each in claim.evidence if each.kind in wants]
    named = [each for each in fitting if each.document.strip() and each.by.strip()]
    needed = claim.standing is ClaimStatus.ACCEPTED or (
        kind.evidenced and claim.standing is not ClaimStatus.WITHDRAWN
    )
    for each in claim.evidence:
        if each.kind not in wants:
            message = f"`{each.kind}` is not evidence of `{kind.id}`"
            yield ClaimFault((place,), message, f"it wants one of: {wanted}")
    if len(named) < len(fitting):
        message = f"the evidence of `{kind.id}` does not say which document, or whose"
        yield ClaimFault((place,), message, "name the document and who made it")
    if needed and not fitting:
        yield ClaimFault((place,), _no_evidence_message(claim, kind), f"it wants one of: {wanted}")
    # Evidence that another accepted cause explains shows nothing where no other evidence stands.
    doubts = [accepted.intersection(wants[each.kind].only_without) for each in fitting]
    if needed and fitting and all(doubts):
        others = ", ".join(f"`{name}`" for name in sorted(set().union(*doubts)))
        message = f"the evidence of `{kind.id}` shows nothing while {others} is accepted"
        yield ClaimFault((place,), message, "name other evidence, or withdraw one of the two")


def _no_evidence_message(claim: Share, kind: CauseKind) -> str:
    if kind.evidenced:
        return f"`{kind.id}` is {claim.standing} without evidence, and is never what is left over"
    return f"`{kind.id}` is accepted without evidence"


def _status_faults(place: int, claim: Share) -> Iterator[ClaimFault]:
    if not claim.by.strip():
        message = f"`{claim.cause}` is {claim.standing}, and by whom is not said"
        yield ClaimFault((place,), message, "say who gave it this status")
    if claim.claimed_on is not None and claim.claimed_on > claim.on:
        message = f"`{claim.cause}` is {claim.standing} on {claim.on}, before it was claimed"
        yield ClaimFault((place,), message, "correct one of the two dates")
    late = [each for each in claim.evidence if each.on > claim.on]
    if late and claim.standing is ClaimStatus.ACCEPTED:
        message = f"`{claim.cause}` is accepted on {claim.on}, before its evidence of {late[0].on}"
        yield ClaimFault((place,), message, "correct one of the two dates")
    own = claim.claimed_by.strip().casefold() == claim.by.strip().casefold() != ""
    if own and claim.standing not in {ClaimStatus.CLAIMED, ClaimStatus.WITHDRAWN}:
        message = f"`{claim.cause}` is {claim.standing} by {claim.by}, who claimed it"
        yield ClaimFault((place,), message, "another is to accept or dispute it")


def _amount_faults(place: int, claim: Share, amount: Decimal) -> Iterator[ClaimFault]:
    share = claim.amount
    if share is None:
        message = f"`{claim.cause}` is given no amount"
        yield ClaimFault((place,), message, "say how many pounds of the overspend it explains")
    elif not is_amount(share):
        yield ClaimFault((place,), f"{share} is not an amount of money in pounds and pence")
    elif share < 0:
        yield ClaimFault(
            (place,), f"the share of `{claim.cause}` is negative", "a share adds to cost"
        )
    elif share > amount and claim.standing is ClaimStatus.DISPUTED:
        message = f"the share of `{claim.cause}` is more than the whole, GBP {amount:,.2f}"
        yield ClaimFault((place,), message, "a share is at most the whole")


def _context_fault(place: int, claim: Share) -> ClaimFault:
    message = f"`{claim.cause}` was known when the budget was set, and explains no variance from it"
    return ClaimFault((place,), message, "leave it out; it is context")


def _overlap_faults(
    claims: Sequence[Share], amount: Decimal, corrected_on: date | None
) -> Iterator[ClaimFault]:
    anew = claimed_anew(claims)
    counted = [
        (place, claim)
        for place, claim in enumerate(claims)
        if claim.amount
        and claim.standing not in {ClaimStatus.DISPUTED, ClaimStatus.WITHDRAWN}
        and not (claim.carried_from and claim.subject in anew)
    ]
    summed = sum_amounts(claim.amount or Decimal(0) for _, claim in counted)
    if not counted or summed <= amount:
        return
    named = "; ".join(map(_format_claim, sort_claims(claim for _, claim in counted)))
    if corrected_on is not None:
        are = f", together GBP {summed:,.2f}, are" if len(counted) > 1 else ", is"
        message = f"{named}{are} more than there is to explain: as corrected on {corrected_on},"
        message += f" {_format_overspend(amount)}"
        remedy = (
            "give each cause again in the correction, with the amount that it explains now or as "
            "`status: withdrawn`"
        )
    elif amount <= 0:
        message = f"there is no overspend to explain: {_format_overspend(amount)}"
        remedy = "leave the causes out"
    elif len(counted) == 1:
        message = f"{named}, is more than the whole, GBP {amount:,.2f}"
        remedy = "a share is at most the whole"
    else:
        message = f"claims overlap: GBP {summed:,.2f} of GBP {amount:,.2f} is explained by {named}"
        remedy = "agree who explains which part"
    yield ClaimFault(tuple(place for place, _ in counted), message, remedy)


def _format_overspend(amount: Decimal) -> str:
    if amount > 0:
        return f"spending is GBP {amount:,.2f} above"
    return (
        f"spending is GBP {-amount:,.2f} below" if amount else "spending is neither above nor below"
    )


def _format_claim(claim: Share) -> str:
    amount = "" if claim.amount is None else f" of GBP {claim.amount:,.2f}"
    return f"`{claim.cause}`{amount}, {claim.standing} by {claim.by} on {claim.on}"
