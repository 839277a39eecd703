"""Changes of parameters: each value by a step, each day on which one begins by a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.engine.analysis.breakpoints import comparisons
from authorisation.engine.program.program import Program
from authorisation.language.answers.answers import PERCENT, parameter_question
from authorisation.language.answers.steps import answer_step
from authorisation.model.question import NUMERIC, ValueType
from authorisation.model.rules import DatedValue, DatedValueKind, Parameter
from authorisation.model.value import Answer, Duration
from authorisation.policy.mutation.edits import EditKind, RuleEdit
from authorisation.records.values import scalar_text

DAY: Final = timedelta(days=1)


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
