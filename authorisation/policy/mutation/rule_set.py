"""The mutants of a rule set: a criterion, figure, derived value or row of outcomes changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.engine.analysis.breakpoints import comparisons
from authorisation.engine.program.program import Program
from authorisation.language.answers.answers import PERCENT, parameter_question
from authorisation.language.answers.steps import answer_step
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    DatedValueKind,
    Outcome,
    Parameter,
    Severity,
)
from authorisation.model.value import Answer, Duration
from authorisation.policy.mutation.conditions import (
    condition_edits,
    format_condition,
    formula_edits,
    place_of,
)
from authorisation.policy.mutation.edits import EditKind, Mutant, RuleEdit, each_in, within
from authorisation.records.values import scalar_text

Bank = Mapping[str, Question]
_WEIGHTS: Final = tuple(Severity)
OUTCOME: Final = "outcome"
"""What a mutant of the table of outcomes is of, as cases call it."""
DAY: Final = timedelta(days=1)


def rule_set_mutants(program: Program) -> Iterator[Mutant]:
    """Yield every mutant of a rule set; figures that nothing rests on are passed over."""
    rules, bank = program.rules, program.rules.bank
    for name, criterion in rules.criteria.items():
        for edit in _criterion_edits(criterion, bank):
            criteria = {**rules.criteria, name: edit.part}
            yield Mutant.of_edit(name, edit, replace(rules, criteria=criteria))
    steps = figure_steps(program)
    for name, parameter in rules.parameters.items():
        if name in program.plans_by_name or name in program.outcome_parameters:
            for figure in parameter_edits(parameter, steps.get(name)):
                parameters = {**rules.parameters, name: figure.part}
                yield Mutant.of_edit(name, figure, replace(rules, parameters=parameters))
    for name, derived in rules.derived.items():
        for formula in formula_edits(derived.value, bank):
            changed = {**rules.derived, name: replace(derived, value=formula.part)}
            yield Mutant.of_edit(name, formula, replace(rules, derived=changed))
    for rows in _outcome_edits(rules.outcomes, bank):
        yield Mutant.of_edit(OUTCOME, rows, replace(rules, outcomes=rows.part))


def _criterion_edits(criterion: Criterion, bank: Bank) -> Iterator[RuleEdit[Criterion]]:
    """Yield the changes of a criterion: of whether it applies, what it requires, what it weighs."""
    if criterion.applies is not None:
        text = f"applies: {format_condition(criterion.applies)}"
        place = place_of(criterion.applies)
        yield RuleEdit(EditKind.APPLIES, place, text, "", replace(criterion, applies=None))
        yield from within(
            condition_edits(criterion.applies, bank), lambda part: replace(criterion, applies=part)
        )
    if criterion.require is not None:
        yield from within(
            condition_edits(criterion.require, bank), lambda part: replace(criterion, require=part)
        )
    yield from _severities_edits(criterion)


def _severities_edits(criterion: Criterion) -> Iterator[RuleEdit[Criterion]]:
    entries = criterion.severities
    for place, entry in enumerate(entries):
        for changed, was, becomes in _severity_edits(entry, later=place > 0):
            kind = EditKind.SEVERITY if changed.since == entry.since else EditKind.DATE
            whole = replace(
                criterion, severities=(*entries[:place], changed, *entries[place + 1 :])
            )
            yield RuleEdit(kind, criterion.at, f"severity: {was}", becomes, whole)


def _severity_edits(
    entry: DatedSeverity, *, later: bool
) -> Iterator[tuple[DatedSeverity, str, str]]:
    """Yield an entry with the severity next to its own, or, where another was before, the day."""
    place = _WEIGHTS.index(entry.severity)
    for other in (*_WEIGHTS[max(place - 1, 0) : place], *_WEIGHTS[place + 1 : place + 2]):
        yield replace(entry, severity=other), entry.severity.value, other.value
    for since in (entry.since - DAY, entry.since + DAY) if later else ():
        was = f"{entry.severity.value} from {entry.since}"
        yield replace(entry, since=since), was, f"from {since}"


def _outcome_edits(
    rows: tuple[Outcome, ...], bank: Bank
) -> Iterator[RuleEdit[tuple[Outcome, ...]]]:
    """Yield the changes of a table of outcomes: two rows change places, or a row's test changes."""
    for place in range(len(rows) - 1):
        first, second = rows[place : place + 2]
        swapped = (*rows[:place], second, first, *rows[place + 2 :])
        yield RuleEdit(EditKind.SWAPPED, first.when.at, first.id, second.id, swapped)
    yield from each_in(
        rows,
        lambda row: within(formula_edits(row.when, bank), lambda when: replace(row, when=when)),
        lambda changed: changed,
    )


def figure_steps(program: Program) -> dict[str, Decimal]:
    """The least step of each numeric figure: of the finest question that it is held against.

    Of a number that is held against none it is one of the last digit that is written.
    """
    bank = program.rules.bank
    parameters = program.rules.parameters
    steps = {n: _own_step(each) for n, each in parameters.items() if each.type in NUMERIC}
    found: dict[str, set[Decimal]] = {}
    for leaf, paths in comparisons(program.criteria, program):
        for reference in leaf.references:
            parameter = program.rules.parameters.get(reference.name)
            if parameter is not None and parameter.type is ValueType.NUMBER:
                alike = (bank[path] for path in paths if bank[path].unit == parameter.unit)
                asked = {answer_step(each) for each in alike if each.type in NUMERIC}
                found.setdefault(reference.name, set()).update(asked)
    return steps | {name: min(asked) for name, asked in found.items() if asked}


def _own_step(parameter: Parameter) -> Decimal:
    exponents = [
        exponent
        for entry in parameter.values
        if isinstance(entry.value, Decimal)
        and isinstance(exponent := entry.value.normalize().as_tuple().exponent, int)
    ]
    if parameter.type is not ValueType.NUMBER:
        return answer_step(parameter_question(parameter))
    coarsest = -2 if parameter.unit == PERCENT else 0
    return Decimal(1).scaleb(min(coarsest, *exponents) if exponents else coarsest)


def neighbours(
    value: Answer, parameter: Parameter, step: Decimal | None = None
) -> Iterator[Answer]:
    """Yield the values of a parameter that are a step from one; none for what has no steps."""
    match value:
        case bool():
            yield not value
        case Decimal():
            step = step or answer_step(parameter_question(parameter))
            yield from (value - step, value + step)
        case date():
            yield from (value - DAY, value + DAY)
        case Duration(months=months, days=days):
            lengths = [Duration(months - 1), Duration(months + 1)]
            if days:
                lengths = [Duration(days=days - 1), Duration(days=days + 1)]
            yield from (each for each in lengths if min(each.months, each.days) >= 0)
        case _:
            return


def parameter_edits(parameter: Parameter, step: Decimal | None) -> Iterator[RuleEdit[Parameter]]:
    """Yield the changes of a parameter, of what it is and of when that begins."""
    for place, entry in enumerate(parameter.values):
        for changed, was, becomes in _entry_edits(entry, parameter, step, later=place > 0):
            kind = EditKind.DATE if changed.since != entry.since else EditKind.FIGURE
            values = (*parameter.values[:place], changed, *parameter.values[place + 1 :])
            whole = replace(parameter, values=values)
            yield RuleEdit(kind, parameter.at, f"{parameter.name}: {was}", becomes, whole)


def _entry_edits(
    entry: DatedValue, parameter: Parameter, step: Decimal | None, *, later: bool
) -> Iterator[tuple[DatedValue, str, str]]:
    if entry.setting is DatedValueKind.VALUE:
        for value in neighbours(entry.value, parameter, step):
            was, becomes = (scalar_text(each, parameter.unit) for each in (entry.value, value))
            yield replace(entry, value=value), f"{was} from {entry.since}", becomes
    for since in (entry.since - DAY, entry.since + DAY) if later else ():
        yield replace(entry, since=since), f"from {entry.since}", f"from {since}"
