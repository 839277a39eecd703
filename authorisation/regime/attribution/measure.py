"""One period of a budget line: its variance, the attribution of it, and the limits of chance."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.settings import Settings
from authorisation.errors import InvalidSubmission
from authorisation.feel.values.values import Bounds, Value
from authorisation.model.regime import Control, MonitoredLine
from authorisation.model.returns import ClaimStatus, Period, Share, claimed_anew
from authorisation.model.rules import UNSOURCED, DatedValue, Standing
from authorisation.model.source import Location, Problem
from authorisation.regime.attribution.attribute import (
    AttributedVariance,
    FaultyClaims,
    Variance,
    attribute_by_variant,
)
from authorisation.regime.attribution.claims import Kinds, fault_problems
from authorisation.regime.chance.budget_line import AS_SET, BudgetLine
from authorisation.regime.chance.limits import (
    Levels,
    Limits,
    chance_limits,
    person_years,
    person_years_by_year,
)
from authorisation.regime.chance.rounding import EXACT, is_amount, percent_of, sum_amounts

T = TypeVar("T")
_HUNDRED = Decimal(100)
_YEAR = Decimal(12)


@dataclass(frozen=True, slots=True)
class LineMeasure:
    """A budget line in one period; attributed only where all three figures are known."""

    line: MonitoredLine
    period: Period
    variance: Decimal | None
    budget: Decimal | None
    people: Decimal | None
    """Person-years of the part of the year that is over; people, where time averages nothing."""
    attributions: Mapping[str, AttributedVariance]
    """Under each variant of the line's figures of chance; empty where figures are missing."""
    cumulative: Decimal | None = None
    cumulative_limits: Mapping[str, Limits] = field(default_factory=lambda: MappingProxyType({}))
    """In pounds, over all the years up to now, under each variant."""
    budget_line: BudgetLine | None = None
    """The figures of chance that the attributions rest on; None where there are none."""
    open_controls: tuple[Control, ...] = ()
    """Where figures are missing, what control may come out, for causes accepted already."""

    @property
    def as_set(self) -> AttributedVariance | None:
        """The attribution with the figures of chance as set."""
        return self.attributions.get(AS_SET)

    @property
    def control(self) -> Control:
        """In whose control the variance was, as accepted; chance has no part in that."""
        found = self.as_set
        return found.accepted.control if found else Control.CANNOT_TELL

    @property
    def own(self) -> Decimal:
        """The variance less what is accepted as not the group's own doing.

        Evidence of management explains an overspend, and does not make it any less severe.
        """
        found = self.as_set
        if found is None:
            return Decimal(0)
        return EXACT.add(found.accepted.remainder, found.accepted.within)

    @property
    def own_percent(self) -> Decimal | None:
        """The same in per cent of the budget; None where it is not known."""
        return percent_of(self.own, self.budget) if self.as_set and self.budget else None

    @property
    def has_variants(self) -> bool:
        """Whether some figure of chance has no source, so that there are variants."""
        return len(self.attributions) > 1

    def condition_values(self, variant: str = "") -> dict[str, Value]:
        """Give the figures that conditions compare, by name.

        Under one variant each is a number; under none an open figure is bounded.
        """
        if not self.attributions:
            return {}
        limits_now = [each.limits_money for each in _values_under(self.attributions, variant)]
        found: dict[str, Value] = {
            "remainder": self.own,
            "watch": _bounds_of(each.watch for each in limits_now),
            "serious": _bounds_of(each.serious for each in limits_now),
        }
        if self.cumulative is not None:
            over_years = _values_under(self.cumulative_limits, variant)
            found["cumulative"] = self.cumulative
            found["cumulative_watch"] = _bounds_of(each.watch for each in over_years)
            found["cumulative_serious"] = _bounds_of(each.serious for each in over_years)
        return found


def _values_under(variants: Mapping[str, T], variant: str) -> Sequence[T]:
    """Give the values under one variant, or under all; without that variant, those as set."""
    if not variant:
        return tuple(variants.values())
    return (variants.get(variant, variants[AS_SET]),)


def _bounds_of(amounts: Iterable[Decimal]) -> Value:
    found = sorted(set(amounts))
    return found[0] if len(found) == 1 else Bounds(found[0], found[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureContext:
    """The parameters, kinds of cause and day that budget lines are measured with."""

    settings: Settings
    kinds: Kinds
    mainly: str
    since: date
    """The day on which the group was authorised; it has no spending of before."""
    corrected_on: date | None = None
    """The day on which the return of the period was corrected, if it was."""


def measure_line(
    line: MonitoredLine,
    period: Period,
    scope: Bindings,
    claims: Sequence[Share],
    by: MeasureContext,
) -> LineMeasure:
    """Measure a line in one period, without the years before.

    Raises:
        InvalidSubmission: the causes claimed cannot stand as they are.
    """
    variance, budget = (_number_in_scope(scope, name) for name in (line.variance, line.budget))
    sizes = (_number_in_scope(scope, name) for name in line.populations)
    population = next((size for size in sizes if size is not None), None)
    months = months_of_year(period, by.since) if line.averages_out else _YEAR
    people = _person_years_so_far(population, months)
    # Only what is known to have been planned counts as planned.
    planned = (_number_in_scope(scope, line.planned) if line.planned else None) or Decimal(0)
    unknown = LineMeasure(
        line, period, variance, budget, people, {}, open_controls=_open_controls(claims, by.kinds)
    )
    if variance is None or budget is None or people is None or budget <= 0:
        return unknown
    if not all(map(is_amount, (variance, budget, planned))):
        return unknown
    compared = Variance(line.compared_with, variance, budget, planned, by.corrected_on)
    claims = _as_far_as_overspent(claims, compared, by.kinds)
    budget_line, levels = budget_line_of(line, by.settings), levels_of(line, by.settings)
    threshold = _mainly_threshold(by)
    found = attribute_by_variant(
        compared, claims, budget_line, [people], levels, threshold, by.kinds
    )
    if isinstance(found, FaultyClaims):
        raise InvalidSubmission(fault_problems(found.faults, claims))
    return LineMeasure(line, period, variance, budget, people, found, budget_line=budget_line)


def _open_controls(claims: Sequence[Share], kinds: Kinds) -> tuple[Control, ...]:
    """Give what control may come out once it is known of how much these causes were accepted."""
    accepted = [claim for claim in claims if claim.standing is ClaimStatus.ACCEPTED]
    found = {kinds[claim.cause].reach_of(claim.arose).control for claim in accepted}
    return tuple(c for c in Control if c in found or c is Control.CANNOT_TELL) if found else ()


def _as_far_as_overspent(
    claims: Sequence[Share], variance: Variance, kinds: Kinds
) -> Sequence[Share]:
    """Give the claims, those carried on only as far as there is an overspend left to explain.

    What was accepted first goes first; whoever files again what it explains now is taken at that.
    """
    anew = claimed_anew(claims)
    own = [claim for claim in claims if not claim.carried_from]
    taken = sum_amounts(
        claim.amount or Decimal(0)
        for claim in own
        if claim.subject not in anew and claim.standing is not ClaimStatus.DISPUTED
    )
    left = EXACT.subtract(variance.amount, taken)
    kept: list[Share] = []
    carried = [claim for claim in claims if claim.carried_from]
    for claim in sorted(carried, key=lambda each: (each.on, each.cause)):
        if kinds[claim.cause].context and not variance.above_allocation:
            continue
        amount = min(claim.amount or Decimal(0), left)
        if amount > 0:
            kept.append(replace(claim, amount=amount))
            left = EXACT.subtract(left, amount)
    return [*own, *kept]


def _mainly_threshold(by: MeasureContext) -> Decimal:
    """Give the share, in per cent, above which control is *mainly* one way; by default 50.

    Raises:
        InvalidSubmission: it is not between nothing and the whole.
    """
    share = _parameter(by.mainly, by.settings) * _HUNDRED if by.mainly else Decimal(50)
    if not 0 < share < _HUNDRED:
        message = (
            f"`{by.mainly}` is {share.normalize():f}%, and most of an amount is between 0% and 100%"
        )
        raise InvalidSubmission([Problem(Location(by.mainly), message, "set another share")])
    return share


def months_of_year(period: Period, since: date) -> Decimal:
    """Give the months of the financial year that a group, there since a day, has behind it."""
    begins = period.ends.replace(day=1)
    months = Decimal(0)
    for _ in range(period.elapsed):
        days = monthrange(begins.year, begins.month)[1]
        there = min(days, max(0, days - (since - begins).days))
        months += EXACT.divide(Decimal(there), Decimal(days))
        begins = (begins - timedelta(days=1)).replace(day=1)
    return months


def _person_years_so_far(population: Decimal | None, months: Decimal) -> Decimal | None:
    """Give the person-years of the part of the year that is over; None for no such number."""
    try:
        return None if population is None else person_years(population, months)
    except ValueError:
        return None


def with_years_before(
    measured: LineMeasure, earlier: Sequence[LineMeasure], settings: Settings
) -> LineMeasure:
    """Give a measure with its sum over the years; `earlier` has the last period of each before."""
    parts, budget_line = [*earlier, measured], measured.budget_line
    if budget_line is None or any(not part.attributions for part in parts):
        return measured
    amount, whole = Decimal(0), Decimal(0)
    for part in parts:
        amount = EXACT.add(amount, part.own)
        whole = EXACT.add(whole, part.budget or Decimal(0))
    years = person_years_by_year(
        (str(p.period.year), p.people) for p in parts if p.people is not None
    )
    levels = levels_of(measured.line, settings)
    under = {
        name: chance_limits(each, years, levels).of(whole) for name, each in budget_line.variants()
    }
    return replace(measured, cumulative=amount, cumulative_limits=under)


def budget_line_of(line: MonitoredLine, settings: Settings) -> BudgetLine:
    """Give a line's figures of chance, from the parameters in force.

    Raises:
        InvalidSubmission: a figure is out of bounds, or lacks a low and a high.
    """
    cv, tau = settings.dated[line.cv], settings.dated[line.between_years]
    low, value, high = _low_value_high(line.cv, cv, settings, Decimal(1))
    tau_low, tau_value, tau_high = _low_value_high(line.between_years, tau, settings, _HUNDRED)
    try:
        budget_line = BudgetLine(
            name=line.title,
            cv=value,
            source=_source_of(line.cv, cv, settings),
            cv_low=low,
            cv_high=high,
            tau=tau_value,
            tau_source=_source_of(line.between_years, tau, settings),
            tau_low=tau_low,
            tau_high=tau_high,
            nu=_parameter(line.freedom, settings) if line.freedom else None,
            averages_out=line.averages_out,
        )
        tuple(budget_line.variants())  # each of them is to be a line that varies
    except ValueError as error:
        problem = Problem(Location(line.id), str(error), "change the parameters of this line")
        raise InvalidSubmission([problem]) from None
    return budget_line


def _source_of(name: str, entry: DatedValue, settings: Settings) -> str:
    return "set for this run" if name in settings.overrides else entry.source or UNSOURCED


def _low_value_high(
    name: str, entry: DatedValue, settings: Settings, scale: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Give a figure between the lowest and the highest that contest it.

    What the source of a settled figure has beside it is the range of one finding, and no contest.
    """
    value = _parameter(name, settings)
    unsettled = entry.source in {"", UNSOURCED} or entry.standing is Standing.OURS
    others = [
        each.value
        for each in entry.contested
        if isinstance(each.value, Decimal) and (unsettled or each.source != entry.source)
    ]
    known = [value] if name in settings.overrides else [value, *others]
    return min(known) * scale, value * scale, max(known) * scale


def levels_of(line: MonitoredLine, settings: Settings) -> Levels:
    """Give a line's levels, from the parameters in force.

    Raises:
        InvalidSubmission: they do not rise from above 0 to below 1.
    """
    watch, serious = (_parameter(name, settings) for name in (line.watch_level, line.serious_level))
    try:
        return Levels(watch, serious)
    except ValueError as error:
        problem = Problem(Location(line.id), str(error), "change the parameters of this line")
        raise InvalidSubmission([problem]) from None


def _parameter(name: str, settings: Settings) -> Decimal:
    value = settings.scope[name]
    if isinstance(value, Decimal):
        return value
    problem = Problem(Location(name), f"`{name}` has no value in force, and chance needs one")
    raise InvalidSubmission([problem])


def _number_in_scope(scope: Bindings, name: str) -> Decimal | None:
    value: Value = scope
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, Decimal) else None
