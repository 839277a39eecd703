"""The mutants of a rule set: a criterion, figure, derived value or row of outcomes changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from authorisation.engine.program.program import Program
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, DatedSeverity, Outcome, Severity
from authorisation.policy.mutation.conditions import condition_edits, format_condition, place_of
from authorisation.policy.mutation.edits import EditKind, Mutant, RuleEdit, each_in, within
from authorisation.policy.mutation.figures import DAY, figure_steps, parameter_edits
from authorisation.policy.mutation.formulas import formula_edits

Bank = Mapping[str, Question]
_WEIGHTS: Final = tuple(Severity)
OUTCOME: Final = "outcome"
"""What a mutant of the table of outcomes is of, as cases call it."""


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
