"""Changes of parameters: each value by a step, each day on which one begins by a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.language.answers.answers import parameter_question
from authorisation.language.answers.steps import answer_step
from authorisation.model.rules import DatedValue, DatedValueKind, Parameter
from authorisation.model.value import Answer, Duration
from authorisation.policy.mutation.edits import Edit, EditKind
from authorisation.records.values import scalar_text

DAY: Final = timedelta(days=1)


def neighbours(value: Answer, parameter: Parameter) -> Iterator[Answer]:
    """Yield the values of a parameter that are a step from one; none for what has no steps."""
    match value:
        case bool():
            yield not value
        case Decimal():
            step = answer_step(parameter_question(parameter))
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


def parameter_edits(parameter: Parameter) -> Iterator[Edit[Parameter]]:
    """Yield the changes of a parameter, of what it is and of when that begins."""
    for place, entry in enumerate(parameter.values):
        for changed, was, becomes in _entry_edits(entry, parameter, later=place > 0):
            kind = EditKind.DATE if changed.since != entry.since else EditKind.FIGURE
            values = (*parameter.values[:place], changed, *parameter.values[place + 1 :])
            whole = replace(parameter, values=values)
            yield Edit(kind, parameter.at, f"{parameter.name}: {was}", becomes, whole)


def _entry_edits(
    entry: DatedValue, parameter: Parameter, *, later: bool
) -> Iterator[tuple[DatedValue, str, str]]:
    if entry.setting is DatedValueKind.VALUE:
        for value in neighbours(entry.value, parameter):
            was, becomes = (scalar_text(each, parameter.unit) for each in (entry.value, value))
            yield replace(entry, value=value), f"{was} from {entry.since}", becomes
    for since in (entry.since - DAY, entry.since + DAY) if later else ():
        yield replace(entry, since=since), f"from {entry.since}", f"from {since}"
