"""What no submission shows, as advice to whoever wrote the rules: its place, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from authorisation.analysis.questions import RulesOnDay
from authorisation.engine.plans.plan import CriterionPlan
from authorisation.explain.words.quantities import format_date, join_words, plural
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import DatedValue, DatedValueKind
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.policy.advice.claims import (
    Claim,
    ClaimKind,
    figures_alone,
    figures_of,
    unset_figures,
)
from authorisation.policy.advice.never import NeverShown
from authorisation.policy.advice.shown_by_cases import ShownByCases
from authorisation.policy.advice.witnesses import OutcomeRows, find_witness, format_witness
from authorisation.policy.coverage.points import leaves_of

_ON_PURPOSE: Final = "nothing, if the rules are to say so; else change the figure"
_KEEPS_NOBODY_BACK: Final = "nothing, if it is to keep nobody back; else correct what it requires"


def describe_never_shown(never: NeverShown, shown: ShownByCases) -> Iterator[Problem]:
    """Yield advice on each criterion, comparison and row of which something never happens.

    What a figure decides is passed over where a case that sets the figure shows the contrary.
    """
    constant: set[str] = set()
    for plan in never.program.criteria:
        found = tuple(_about_criterion(plan, never, shown))
        yield from filter(
            None, found or describe_constant_tests(plan, never.claims, _whatever(never))
        )
        if never.never(ClaimKind.MET, plan.id) or never.never(ClaimKind.NOT_MET, plan.id):
            constant.add(plan.id)
    for alike in never.alike:
        if constant.isdisjoint(alike):
            yield from _redundant(alike, never)
    if never.contradictory:
        yield _contradictory(never)
    yield from _rows(never)
    yield from _unsettled(never)


def _about_criterion(
    plan: CriterionPlan, never: NeverShown, shown: ShownByCases
) -> Iterator[Problem | None]:
    name, at = quote(plan.id), plan.criterion.at
    whatever = f", {_whatever(never)}"
    figures = _deciding_figures(plan, never)

    def advice(says: str, code: AdviceCode, remedy: str, witness: str = "") -> Problem | None:
        if figures:
            if shown.contrary(plan.id, code, figures.keys()):
                return None
            says = f"{says} as long as {_format_figures(figures)}"
            return Problem(at, says, _ON_PURPOSE, AdviceCode.DECIDED_BY_FIGURE)
        return Problem(at, says + whatever, remedy, code, witness)

    if never.never(ClaimKind.APPLIES, plan.id):
        remedy = "correct `applies`, or take the criterion out"
        yield advice(f"{name} applies to nobody", AdviceCode.NEVER_APPLIES, remedy)
        return
    if plan.applies is not None and never.never(ClaimKind.APPLIES_NOT, plan.id):
        says, remedy = f"{name} applies to everybody", "leave `applies` out, or correct it"
        yield advice(says, AdviceCode.ALWAYS_APPLIES, remedy)
    if never.never(ClaimKind.MET, plan.id):
        witness = "" if figures else _witness(never, ClaimKind.NOT_MET, plan.id)
        remedy = "correct what it requires: nobody can satisfy it"
        yield advice(f"{name} is met by nobody", AdviceCode.NEVER_MET, remedy, witness)
    elif never.never(ClaimKind.NOT_MET, plan.id):
        witness = "" if figures else _witness(never, ClaimKind.MET, plan.id)
        says = f"no answer leaves {name} not met"
        yield advice(says, AdviceCode.ALWAYS_MET, _KEEPS_NOBODY_BACK, witness)


def describe_constant_tests(
    plan: CriterionPlan, never: Collection[Claim], whatever: str
) -> Iterator[Problem]:
    """Yield advice on each comparison of a criterion that always comes to the same."""
    for number, leaf in enumerate(leaves_of(plan), start=1):
        met = Claim(ClaimKind.TEST_MET, (plan.id,), number) in never
        not_met = Claim(ClaimKind.TEST_NOT_MET, (plan.id,), number) in never
        if met == not_met:
            continue
        text = quote(" ".join(leaf.condition.test.text.split()))
        says = f"{text} is {'never' if met else 'always'} met, {whatever}"
        remedy = "correct it, or take it out"
        yield Problem(leaf.condition.test.at, says, remedy, AdviceCode.CONSTANT_TEST)


def _redundant(alike: Sequence[str], never: NeverShown) -> Iterator[Problem]:
    first, *others = alike
    for name in others:
        says = f"{quote(name)} has the same verdict as {quote(first)}, {_whatever(never)}"
        remedy = "refer to it by its id, or take one out, unless each has a source of its own"
        at = never.program.rules.criteria[name].at
        witness = _witness(never, ClaimKind.NOT_MET, name)
        yield Problem(at, says, remedy, AdviceCode.REDUNDANT, witness)


def _contradictory(never: NeverShown) -> Problem:
    *others, last = never.contradictory
    named = join_words([quote(each) for each in others])
    says = f"{quote(last)} cannot be met together with {named}, {_whatever(never)}"
    at = never.program.rules.criteria[last].at
    witness = _witness(never, ClaimKind.TOGETHER, *others)
    return Problem(at, says, "correct one of them", AdviceCode.CONTRADICTORY, witness)


def _rows(never: NeverShown) -> Iterator[Problem]:
    for row in never.program.rules.outcomes:
        if not never.never(ClaimKind.ROW, row.id):
            continue
        name, witness = quote(row.id), ""
        if never.never(ClaimKind.ROW_HOLDS, row.id):
            says = f"the row {name} is never reached: what it says is so of nobody"
            remedy = "correct `when`, or take the row out"
        else:
            says = f"the row {name} is never reached: earlier rows take all that it is for"
            remedy = "put it before them, or take it out"
            witness = OutcomeRows(never.program).witness(row)
        yield Problem(row.when.at, says, remedy, AdviceCode.UNREACHED_ROW, witness)


def _unsettled(never: NeverShown) -> Iterator[Problem]:
    criteria = never.program.rules.criteria
    rows = {row.id: row.when.at for row in never.program.rules.outcomes}
    for name, reason in never.unsettled:
        at = criteria[name].at if name in criteria else rows.get(name, Location("-"))
        says = f"whether {quote(name)} is always or never so is not known: {reason}"
        yield Problem(at, says, "", AdviceCode.NOT_SETTLED)


def _deciding_figures(plan: CriterionPlan, never: NeverShown) -> Mapping[str, str]:
    """The figures that are never set, else those that comparisons look at alone, with values.

    Empty where there are none, and where they do not stay the same on all the days.
    """
    program = never.program
    unset = set.intersection(
        *(set(unset_figures(figures_of(plan, program), program, day)) for day in never.days)
    )
    if unset:
        return dict.fromkeys(sorted(unset), "")
    found = {}
    for name in sorted(figures_alone(plan, program)):
        entries = {program.rules.parameters[name].on(day) for day in never.days}
        values = {_format_value(entry) for entry in entries if entry is not None}
        if len(values) == 1:
            found[name] = values.pop()
    return found


def _format_figures(figures: Mapping[str, str]) -> str:
    """Format figures with their values; those of which there is none at all have no value."""
    if not any(figures.values()):
        return f"{join_words([quote(each) for each in figures])} has no value"
    return join_words([f"{quote(name)} is {value}" for name, value in figures.items()])


def _format_value(entry: DatedValue) -> str:
    match entry.value:
        case _ if entry.setting is not DatedValueKind.VALUE:
            return "not set"
        case bool(value):
            return str(value).lower()
        case str(text):
            return f'"{text}"'
        case value:
            return str(value)


def _whatever(never: NeverShown) -> str:
    """For what it holds: the days that were looked at."""
    return f"whatever is answered on {format_days(never.days)}"


def format_days(days: Sequence[date]) -> str:
    """Format days that were looked at: each of a few, else how many, from first to last."""
    if len(days) <= 3:  # noqa: PLR2004
        return join_words([format_date(day) for day in days])
    first, last = format_date(days[0]), format_date(days[-1])
    return f"{len(days)} {plural('day', len(days))} from {first} to {last}"


def _witness(never: NeverShown, kind: ClaimKind, *criteria: str) -> str:
    """The YAML of a small submission that shows a claim of criteria; empty where none is found."""
    view, claim = RulesOnDay(program=never.program, day=never.days[0]), Claim(kind, criteria)
    return format_witness(find_witness(view, claim), view, claim)
