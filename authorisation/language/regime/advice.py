"""Advice on a failure regime that may be used as it is: what nothing looks at, or comes to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from authorisation.language.check.advice import dotted_names
from authorisation.language.regime.scope import PREVIOUS
from authorisation.language.yaml.characters import quote
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Control, Regime
from authorisation.model.source import AdviceCode, Location, Problem


def advise_regime(regime: Regime) -> Iterator[Problem]:
    """Yield a problem for what nothing comes to in its tables, and each question nothing looks at.

    That is a value in a cell that no trigger leads to, a stage that no move leads to, and one that
    none leads away from.
    """
    yield from _unreached_cells(regime)
    yield from _stages(regime)
    used = _names_used(regime)
    at = Location(regime.triggers[0].at.file, line=0)
    for path in regime.returns:
        if path not in used and f"{PREVIOUS}.{path}" not in used:
            message = f"nothing looks at {quote(path)}, which every return is asked for"
            remedy = "look at it in a trigger, an exit test or a budget line, or do not ask it"
            yield Problem(at, message, remedy, AdviceCode.UNUSED_QUESTION)


def _unreached_cells(regime: Regime) -> Iterator[Problem]:
    """Yield each severity and capability in a row that is named there and never reached in it."""
    bands = {(each.id, band.severity) for each in regime.triggers for band in each.bands}
    for number, row in enumerate(regime.table):
        reached = {
            (severity, capability)
            for trigger, severity in bands
            for capability, control in product(CAPABILITIES, Control)
            if row.fits(severity, capability, control, trigger)
            and not any(
                earlier.fits(severity, capability, control, trigger)
                for earlier in regime.table[:number]
            )
        }
        columns = (
            ("severity", row.severity, SEVERITIES, {severity for severity, _ in reached}),
            ("capability", row.capability, CAPABILITIES, {grade for _, grade in reached}),
        )
        for name, cells, known, found in columns:
            missed = [str(cell) for cell in cells if cell not in found]
            if cells != known and missed:
                message = f"{name} {' and '.join(missed)} is never reached in this row"
                remedy = "no trigger has it, or earlier rows take it: leave it out"
                yield Problem(row.at, message, remedy, AdviceCode.UNREACHED_CELL)


def _stages(regime: Regime) -> Iterator[Problem]:
    first, *_ = regime.stages
    reached, waiting = {first}, [first]
    while waiting:
        leaving = waiting.pop()
        new = {move.to for move in regime.moves if leaving in move.stages} - reached
        reached |= new
        waiting += new
    for name, stage in regime.stages.items():
        if name not in reached:
            message = f"no move leads to the stage {quote(name)} from {quote(first)}"
            remedy = "add a move, or take the stage out"
            yield Problem(stage.at, message, remedy, AdviceCode.UNREACHED_STAGE)
        elif not any(name in move.stages and move.to != name for move in regime.moves):
            message = f"no move leads away from the stage {quote(name)}"
            remedy = "nothing, if it is the end; else add a move"
            yield Problem(stage.at, message, remedy, AdviceCode.NO_WAY_OUT)


def _names_used(regime: Regime) -> set[str]:
    """The dotted names in tests, derived figures and budget lines, and all that lead to them."""
    rules = regime.rules
    formulas = [f for criterion in rules.criteria.values() for f in criterion.formulas]
    formulas += [each.value for each in rules.derived.values()]
    formulas += [each.test for each in rules.consistency]
    found = dotted_names(formulas)
    for line in regime.lines.values():
        found.update((line.variance, line.budget, line.planned, *line.populations))
    return found
