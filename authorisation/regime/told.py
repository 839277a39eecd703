"""An attribution in words: what is explained, what is not, and what may be said of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from authorisation.explain.safe import visible
from authorisation.regime.attribution import Account, Attribution, Controllable
from authorisation.regime.causes import Claim, Status, Support
from authorisation.regime.chance import Band
from authorisation.regime.line import BudgetLine
from authorisation.regime.rounding import EXACT

_CONTROL: Mapping[Controllable, str] = {
    Controllable.MAINLY: "mainly within the group's control.",
    Controllable.MAINLY_NOT: "mainly beyond the group's control.",
    Controllable.CANNOT_TELL: "whether it was mainly in the group's control cannot be told.",
}


def told_under(variants: Mapping[str, Attribution], line: BudgetLine) -> tuple[str, ...]:
    """Tell an attribution under each variant of its budget line, one after the other."""
    if len(variants) == 1:
        return told(next(iter(variants.values())))
    figures = dict(line.variants())
    return tuple(
        each
        for name, attribution in variants.items()
        for each in (
            f"With {chance_figures(figures[name])}:",
            *(f"  {words}" for words in told(attribution)),
        )
    )


def chance_told(variants: Mapping[str, Attribution], line: BudgetLine) -> Iterator[str]:
    """Tell in one sentence where what is accepted leaves the rest under each variant.

    Nothing where the figures of chance have a source, and for an underspend: its one account is
    the whole of it.
    """
    if len(variants) == 1 or next(iter(variants.values())).variance.amount <= 0:
        return
    by_figures: dict[str, Attribution] = {}
    for name, variant in line.variants():
        by_figures.setdefault(chance_figures(variant), variants[name])
    parts = (
        f"with {figures}: {_band(each, each.accepted.band)}" for figures, each in by_figures.items()
    )
    yield f"What is unexplained lies, {'; '.join(parts)}."
    if len({each.accepted.band for each in variants.values()}) > 1:
        yield "These disagree, so this by itself chooses no response."


def chance_figures(line: BudgetLine) -> str:
    """Give the figures that one variant of a budget line rests on."""
    return f"a coefficient of {_plain(line.cv)} and {_plain(line.tau)} % between years"


def told(attribution: Attribution) -> tuple[str, ...]:
    """Tell one attribution, the account that informs a response first."""
    return tuple(_told(attribution))


def _told(attribution: Attribution) -> Iterator[str]:
    variance = attribution.variance
    side = "over" if variance.amount > 0 else "under"
    yield (
        f"{_first_up(variance.basis)}: {_pounds(variance.amount.copy_abs())} {side},"
        f" {_per_cent(variance.percent.copy_abs())} of {_pounds(variance.budget)}."
    )
    if variance.amount <= 0:
        return
    if variance.planned > 0:
        yield f"Of this, {_pounds(variance.planned)} was planned for."
    yield from map(_claim, attribution.claims)
    yield "As accepted, which is what informs a response:"
    yield from _account(attribution, attribution.accepted)
    if attribution.claimed > 0:
        yield "If what is claimed and not disputed were accepted too:"
        yield from _account(attribution, attribution.as_claimed)
    if attribution.contended > 0:
        yield (
            f"Disputed shares included, {_pounds(attribution.contended)} is explained more than"
            " once."
        )


def _account(attribution: Attribution, account: Account) -> Iterator[str]:
    yield (
        f"  Unexplained: {_pounds(account.remainder)}, {_per_cent(account.remainder_percent)} of"
        f" the budget, {_band(attribution, account.band)}."
    )
    if account.not_chance_at_least > 0:
        yield (
            f"  At least {_pounds(account.not_chance_at_least)} of it is not chance,"
            f" {_per_cent(account.not_chance_share)} of the overspend; chance cannot be excluded"
            " for the rest."
        )
    elif account.remainder > 0:
        yield "  Chance cannot be excluded for any of it."
    yield (
        f"  Between {_per_cent(account.control_low)} and {_per_cent(account.control_high)} of the"
        f" overspend was within the group's control: {_CONTROL[account.control]}"
    )


def _band(attribution: Attribution, band: Band) -> str:
    watch, severe = map(_pounds, (attribution.limits_money.watch, attribution.limits_money.severe))
    match band:
        case Band.INSIDE:
            return f"inside what chance alone does (up to {watch})"
        case Band.WATCH:
            return (
                f"beyond the watch limit of chance ({watch}) and inside the severe one ({severe})"
            )
        case Band.SEVERE:
            return f"beyond the severe limit of chance ({severe})"


def _claim(claim: Claim) -> str:
    papers = "; ".join(map(_paper, sorted(claim.evidence)))
    amount = _pounds(claim.amount or Decimal(0))
    by = f"{claim.status} by {visible(claim.by)} on {claim.on}"
    evidence = f": {papers}" if papers else "; no evidence given"
    return f"- {claim.cause}, {amount}, {by}{_first_claimed(claim)}{evidence}"


def _first_claimed(claim: Claim) -> str:
    if not claim.claimed_by or claim.status is Status.CLAIMED:
        return ""
    on = f" on {claim.claimed_on}" if claim.claimed_on else ""
    return f", claimed by {visible(claim.claimed_by)}{on}"


def _paper(support: Support) -> str:
    return f"{visible(support.document)} ({support.kind}, by {visible(support.by)}, {support.on})"


def _pounds(amount: Decimal) -> str:
    text = f"{EXACT.quantize(amount, Decimal('0.01')):,f}"
    return "GBP " + text.removesuffix(".00")


def _per_cent(share: Decimal) -> str:
    return f"{EXACT.quantize(share, Decimal('0.01'))} %"


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
