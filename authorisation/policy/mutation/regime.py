"""The mutants of a failure regime: a test, a figure, a number of periods, or a cell of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

from authorisation.engine.analysis.breakpoints import comparisons
from authorisation.engine.program.program import Program
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Move,
    Regime,
    ResponseRow,
    SeverityBand,
    SupervisionStage,
    evidence_id,
)
from authorisation.model.rules import Parameter
from authorisation.model.source import Location
from authorisation.policy.comparison.regimes.tables import is_total
from authorisation.policy.mutation.conditions import condition_edits
from authorisation.policy.mutation.edits import EditKind, Mutant, RuleEdit, each_in
from authorisation.policy.mutation.rule_set import figure_steps, parameter_edits
from authorisation.regime.program import NO_RESPONSE_NAME

Row = TypeVar("Row", bound=ResponseRow | Move)
_Cell: TypeAlias = tuple[str, Any, Any]
"""The name of a cell, its values as they are, and others."""
RESPONSES: Final = "responses"
MOVES: Final = "moves"
ELAPSED: Final = "period.elapsed"
"""How many months of the year are over, as conditions call it."""


def regime_mutants(regime: Regime, program: Program) -> Iterator[Mutant]:
    """Yield every mutant of a regime; `program` is its conditions, compiled."""
    yield from _condition_mutants(regime)
    yield from _figure_mutants(regime, program)
    yield from _trigger_mutants(regime)
    yield from _stage_mutants(regime)
    yield from _table_mutants(regime)
    if regime.interim is not None:
        for days in (regime.interim.review_days - 1, regime.interim.review_days + 1):
            interim = replace(regime.interim, review_days=days)
            was = f"review: {regime.interim.review_days} days"
            changed = replace(regime, interim=interim)
            edit = RuleEdit(
                EditKind.NUMBER,
                Location(regime.triggers[0].at.file if regime.triggers else "-", line=0),
                was,
                f"{days} days",
                interim,
            )
            yield Mutant.of_edit("interim", edit, changed)


def _condition_mutants(regime: Regime) -> Iterator[Mutant]:
    """Yield those of bands and exit tests: they are judged as criteria of the regime's rules.

    What evidence needs is left as it is: it leads to a remark, and no case can look at that.
    """
    rules = regime.rules
    remarks = {evidence_id(cause, e) for cause in regime.causes.values() for e in cause.evidence}
    for name, criterion in rules.criteria.items():
        if criterion.require is None or name in remarks:
            continue
        for edit in condition_edits(criterion.require, rules.bank):
            changed = msgspec.structs.replace(criterion, require=edit.part)
            criteria = MappingProxyType({**rules.criteria, name: changed})
            yield Mutant.of_edit(
                name,
                edit,
                replace(regime, rules=msgspec.structs.replace(rules, criteria=criteria)),
            )


def _figure_mutants(regime: Regime, program: Program) -> Iterator[Mutant]:
    rules = regime.rules
    named = regime.figures
    steps = {**figure_steps(program), **_period_steps(regime, program)}
    for name, parameter in rules.parameters.items():
        if name not in named and name not in program.plans_by_name:
            continue
        for edit in parameter_edits(parameter, steps.get(name)):
            if name in named and _is_between_sources(edit.part):
                continue
            parameters = MappingProxyType({**rules.parameters, name: edit.part})
            yield Mutant.of_edit(
                name,
                edit,
                replace(regime, rules=msgspec.structs.replace(rules, parameters=parameters)),
            )


def _period_steps(regime: Regime, program: Program) -> dict[str, Decimal]:
    """The steps of figures that are held against how much of the year is over: whole periods."""
    months = Decimal(regime.periods.every.months)
    return {
        reference.name: months
        for leaf, paths in comparisons(program.criteria, program)
        if ELAPSED in paths
        for reference in leaf.references
        if reference.name in regime.rules.parameters
    }


def _is_between_sources(changed: Parameter) -> bool:
    """Whether a figure of chance lies between those that other sources have for it.

    A history is gone through with the lowest and the highest of them: what is between has no part.
    """
    for entry in changed.values:
        others = [each.value for each in entry.contested if isinstance(each.value, Decimal)]
        if (
            isinstance(entry.value, Decimal)
            and others
            and min(others) <= entry.value <= max(others)
        ):
            return True
    return False


def _trigger_mutants(regime: Regime) -> Iterator[Mutant]:
    for place, trigger in enumerate(regime.triggers):
        for edit in each_in(
            trigger.bands,
            lambda band, at=trigger.at: _band_edits(band, at),  # type: ignore[misc]
            lambda bands, of=trigger: replace(of, bands=bands),  # type: ignore[misc]
        ):
            triggers = (*regime.triggers[:place], edit.part, *regime.triggers[place + 1 :])
            yield Mutant.of_edit(trigger.id, edit, replace(regime, triggers=triggers))


def _band_edits(band: SeverityBand, at: Location) -> Iterator[RuleEdit[SeverityBand]]:
    for severity in (band.severity - 1, band.severity + 1):
        if severity in SEVERITIES:
            was = f"{band.name}: severity: {band.severity}"
            changed = replace(band, severity=severity)
            yield RuleEdit(EditKind.SEVERITY, at, was, str(severity), changed)
    yield from _numbers(band, ("sustained",), 1, f"{band.name}: ", at)


def _stage_mutants(regime: Regime) -> Iterator[Mutant]:
    for name, stage in regime.stages.items():
        for edit in _stage_edits(stage, stage.at):
            stages = MappingProxyType({**regime.stages, name: edit.part})
            yield Mutant.of_edit(name, edit, replace(regime, stages=stages))


def _stage_edits(stage: SupervisionStage, at: Location) -> Iterator[RuleEdit[SupervisionStage]]:
    if stage.exit is not None:
        yield from _numbers(stage, ("exit_sustained",), 1, "", at)
    if stage.deadline is not None:
        yield from _numbers(stage, ("deadline",), 1, "", at)
        yield from _numbers(stage, ("settling",), 0, "", at)


def _numbers(
    of: Any,  # noqa: ANN401 - a data class
    names: Sequence[str],
    least: int,
    prefix: str,
    at: Location,
) -> Iterator[RuleEdit[Any]]:
    """Yield a data class with one of its numbers one less, and one more."""
    for name in names:
        number = getattr(of, name)
        for other in (number - 1, number + 1):
            if other >= least:
                was = f"{prefix}{name}: {number}"
                yield RuleEdit(EditKind.NUMBER, at, was, str(other), replace(of, **{name: other}))


def _table_mutants(regime: Regime) -> Iterator[Mutant]:
    for responses in _rows_edits(regime.table, lambda row: _response_cells(row, regime)):
        if is_total(responses.part, regime):
            yield Mutant.of_edit(RESPONSES, responses, replace(regime, table=responses.part))
    for moves in _rows_edits(regime.moves, lambda row: _move_cells(row, regime)):
        yield Mutant.of_edit(MOVES, moves, replace(regime, moves=moves.part))


def _rows_edits(
    rows: tuple[Row, ...], cells: Callable[[Row], Iterator[_Cell]]
) -> Iterator[RuleEdit[tuple[Row, ...]]]:
    """Yield a table with two rows swapped, with a row left out, or with a cell changed."""
    for place, row in enumerate(rows):
        before, after = rows[:place], rows[place + 1 :]
        at, number = row.at, place + 1
        if after:
            swapped = (*before, after[0], row, *after[1:])
            yield RuleEdit(EditKind.SWAPPED, at, f"row {number}", f"row {number + 1}", swapped)
        yield RuleEdit(EditKind.DROPPED, at, f"row {number}", "", (*before, *after))
        for name, was, becomes in cells(row):
            changed = replace(row, **{name: becomes})
            texts = f"row {number}: {name}: {_cell(was)}", _cell(becomes)
            yield RuleEdit(EditKind.CELL, at, *texts, (*before, changed, *after))


def _response_cells(row: ResponseRow, regime: Regime) -> Iterator[_Cell]:
    yield from _set_cell("severity", row.severity, SEVERITIES)
    yield from _set_cell("capability", row.capability, CAPABILITIES)
    yield from _set_cell("control", row.control, tuple(Control))
    yield "response", row.response, _next(row.response, tuple(regime.responses))
    if row.triggers:
        yield "triggers", row.triggers, ()


def _move_cells(row: Move, regime: Regime) -> Iterator[_Cell]:
    yield from _set_cell("stages", row.stages, tuple(regime.stages))
    yield from _set_cell("responses", row.responses, (NO_RESPONSE_NAME, *regime.responses))
    yield from _set_cell("exits", row.exits, tuple(ExitResult))
    yield from _set_cell("clocks", row.clocks, tuple(DeadlineState))
    yield "to", row.to, _next(row.to, tuple(regime.stages))
    if row.triggers:
        yield "triggers", row.triggers, ()


def _set_cell(name: str, values: tuple[Any, ...], known: tuple[Any, ...]) -> Iterator[_Cell]:
    """Yield a cell with each of its values left out; of `any` all but one, of one the next."""
    if len(values) in (1, len(known)):
        yield name, values, (_next(values[0], known) if len(values) == 1 else values[0],)
        return
    for value in values:
        yield name, values, tuple(each for each in values if each != value)


def _next(value: Any, known: tuple[Any, ...]) -> Any:  # noqa: ANN401 - of any type
    return known[(known.index(value) + 1) % len(known)]


def _cell(value: Any) -> str:  # noqa: ANN401 - of any type
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)
