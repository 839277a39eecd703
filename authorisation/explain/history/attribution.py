"""An attribution in words: what is explained, what is not, and what chance may do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from authorisation.explain.history.facts import format_rounded_sum
from authorisation.explain.history.model import Statement
from authorisation.explain.words.quantities import format_amount, format_date
from authorisation.explain.words.safe import visible
from authorisation.model.regime import ComparedWith, Control
from authorisation.model.returns import ClaimStatus, Proof, Share
from authorisation.regime.attribution.attribute import AttributedVariance, CauseAccount
from authorisation.regime.attribution.claims import Kinds
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import ChanceZone
from authorisation.regime.chance.rounding import EXACT

_CONTROL_WORDS: Mapping[Control, str] = {
    Control.WITHIN: "mainly within the group's control.",
    Control.BEYOND: "mainly beyond the group's control.",
    Control.CANNOT_TELL: "whether it was mainly in the group's control cannot be told.",
}
_BASE_WORDS: Mapping[ComparedWith, str] = {
    ComparedWith.PLAN: "budget",
    ComparedWith.ALLOCATION: "allocation",
}


def describe_chance(
    variants: Mapping[str, AttributedVariance], line: BudgetLine
) -> Iterator[Statement]:
    """Yield what stays unexplained under each variant of the figures of chance.

    There are none where every figure of chance has a source, and none for an underspend.
    """
    if len(variants) == 1 or next(iter(variants.values())).variance.amount <= 0:
        return
    by_figures: dict[str, AttributedVariance] = {}
    for name, variant in line.variants():
        by_figures.setdefault(format_open_figures(line, variant), variants[name])
    yield Statement(
        "The figures of chance are not settled, so it was worked out with the lowest and the"
        " highest:"
    )
    for figures, each in by_figures.items():
        least = each.accepted.not_chance_at_least
        not_chance = f"; at least {_format_about(least)} is not chance" if least > 0 else ""
        where = _format_zone(each, each.accepted.zone)
        text = f"with {figures}, what is unexplained is {where}{not_chance}"
        yield Statement(text, listed=True)
    if len({each.accepted.zone for each in variants.values()}) > 1:
        yield Statement("These disagree; what it would call for, below, allows for each of them.")


def format_open_figures(line: BudgetLine, variant: BudgetLine) -> str:
    """Format the figures of a variant that no source settles: `0.5% between years`."""
    figures = []
    if "CV" in line.open_figures:
        figures.append(f"a coefficient of variation of {format_amount(variant.cv)}")
    if "tau" in line.open_figures:
        figures.append(f"{_format_per_cent(variant.tau)} between years")
    return " and ".join(figures)


def describe_attribution(attribution: AttributedVariance, kinds: Kinds) -> Iterator[Statement]:
    """Yield the statements on one attribution, on the account that informs a response first."""
    variance = attribution.variance
    side = "over" if variance.amount > 0 else "under"
    yield Statement(
        f"Variance from {variance.compared_with}:"
        f" {_format_pounds(variance.amount.copy_abs())} {side},"
        f" {_format_per_cent(variance.percent.copy_abs())} of {_format_pounds(variance.budget)}."
    )
    if variance.amount <= 0:
        return
    if variance.planned > 0:
        planned = min(variance.planned, variance.amount)
        text = f"Of this, {_format_pounds(planned)} was planned for, and is no matter of chance."
        yield Statement(text)
    for claim in attribution.claims:
        yield Statement(_format_claim(claim, kinds), listed=True)
    accepted = tuple(_account_sentences(attribution, attribution.accepted))
    yield Statement("As accepted, which is what informs a response:", accepted)
    if attribution.claimed > 0:
        claimed = tuple(_account_sentences(attribution, attribution.as_claimed))
        yield Statement("If what is claimed and not disputed were accepted too:", claimed)
    if attribution.contended > 0:
        yield Statement(
            f"Disputed shares included, {_format_pounds(attribution.contended)}"
            " is explained more than once."
        )


def _account_sentences(attribution: AttributedVariance, account: CauseAccount) -> Iterator[str]:
    yield (
        f"Unexplained: {_format_pounds(account.remainder)},"
        f" {_format_per_cent(account.remainder_percent)} of"
        f" the {_BASE_WORDS[attribution.variance.compared_with]},"
        f" {_format_zone(attribution, account.zone)}."
    )
    if account.not_chance_at_least > 0:
        whole = account.not_chance_at_least >= account.remainder
        rest = "" if whole else "; chance cannot be excluded for the rest"
        yield (
            f"At least {_format_about(account.not_chance_at_least)} of it is not chance,"
            f" {_format_per_cent(account.not_chance_share)} of the overspend{rest}."
        )
    elif account.remainder > 0:
        yield "Chance cannot be excluded for any of it."
    yield (
        f"Between {_format_per_cent(account.control_low)}"
        f" and {_format_per_cent(account.control_high)} of the"
        f" overspend was within the group's control: {_CONTROL_WORDS[account.control]}"
    )


def _format_zone(attribution: AttributedVariance, band: ChanceZone) -> str:
    watch, serious = map(
        _format_about, (attribution.limits_money.watch, attribution.limits_money.serious)
    )
    match band:
        case ChanceZone.INSIDE:
            return f"inside what chance alone does (up to {watch})"
        case ChanceZone.WATCH:
            return (
                f"beyond the watch limit of chance ({watch}) and inside the serious one ({serious})"
            )
        case ChanceZone.SERIOUS:
            return f"beyond the serious limit of chance ({serious})"


def _format_claim(claim: Share, kinds: Kinds) -> str:
    kind = kinds[claim.cause]
    titles = {wanted.id: wanted.title for wanted in kind.evidence}
    papers = "; ".join(
        _format_evidence(proof, titles[proof.kind]) for proof in sorted(claim.evidence)
    )
    by = f"{claim.standing} by {visible(claim.by)} on {format_date(claim.on)}"
    evidence = f": {papers}" if papers else "; no evidence given"
    share = _format_pounds(claim.amount or Decimal(0))
    carried = f", carried on from {claim.carried_from}" if claim.carried_from else ""
    return f"{kind.title}, {share}, {by}{_format_first_claim(claim)}{carried}{evidence}"


def _format_first_claim(claim: Share) -> str:
    if not claim.claimed_by or claim.standing is ClaimStatus.CLAIMED:
        return ""
    on = f" on {format_date(claim.claimed_on)}" if claim.claimed_on else ""
    return f", claimed by {visible(claim.claimed_by)}{on}"


def _format_evidence(proof: Proof, title: str) -> str:
    by, when = visible(proof.by), format_date(proof.on)
    return f"{visible(proof.document)} ({title}, by {by}, {when})"


def _format_about(money: Decimal) -> str:
    """Format a sum that was worked out from chance as people speak of it: in three figures."""
    return f"about {format_rounded_sum(money)}" if money else _format_pounds(money)


def _format_pounds(money: Decimal) -> str:
    return format_amount(EXACT.quantize(money, Decimal("0.01")), "GBP")


def _format_per_cent(share: Decimal) -> str:
    """Format a figure that is in per cent already, with two decimals at most."""
    return f"{format_amount(EXACT.quantize(share, Decimal('0.01')))}%"
