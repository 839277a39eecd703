"""What conditions come to: the verdicts that each leaves, its margin and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from authorisation.engine.judge.conditions import number_needed
from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET, SETTLED_SETS
from authorisation.portfolio.compilation.margins import Margin, opposite_margin
from authorisation.portfolio.expressions import FALSE, ZERO, RowExpression, operation
from authorisation.portfolio.formulas.tables import (
    all_of,
    any_of,
    at_least,
    opposite_of,
    state_of,
)
from authorisation.portfolio.formulas.values import Settled, Value
from authorisation.portfolio.formulas.waiting import NOTHING, Waiting, united
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    negation,
    one_of,
    union,
)


class StepColumns(msgspec.Struct, frozen=True, eq=False):
    """The columns of what a condition comes to.

    `unshown` says that its verdict rests on an answer that needs evidence and has none, as
    `authorisation.engine.evidence` works it out.
    """

    possible: RowExpression
    waits: Waiting = NOTHING
    margin: Margin | None = None
    unshown: RowExpression = FALSE


def is_settled(possible: RowExpression) -> RowExpression:
    """Whether only one verdict is left."""
    return one_of(possible, SETTLED_SETS)


def parent_waits(possible: RowExpression, parts: Iterable[Waiting]) -> Waiting:
    """The paths a step above some parts waits for: while it is unsettled, those of the parts."""
    return united(parts).where(negation(is_settled(possible)))


def group_step(parts: Sequence[StepColumns], *, every: bool) -> StepColumns:
    """Parts under `all`, or under `any`."""
    sets = [part.possible for part in parts]
    possible = all_of(sets) if every else any_of(sets)
    waits = parent_waits(possible, (part.waits for part in parts))
    flags = union(support_flags(part, every=every) for part in parts)
    return StepColumns(possible, waits, None, support_of(possible, flags, FALSE, every=every))


_SHOWN, _UNSHOWN, _PART = 1, 2, 4


def support_flags(
    part: StepColumns, *, every: bool, there: RowExpression | None = None
) -> RowExpression:
    """The flags of a part, as bits, for the evidence behind the whole.

    That it alone settles the whole and is shown; that it applies and is not shown; that it is a
    part at all, which an item of a list may not be.
    """
    decisive = equals(part.possible, NOT_MET if every else MET)
    applies = negation(equals(part.possible, NOT_APPLICABLE))
    if part.unshown is FALSE:
        flags = case_of(((decisive, constant(_SHOWN | _PART)),), constant(_PART))
    else:
        flags = case_of(
            (
                (conjunction((part.unshown, applies)), constant(_UNSHOWN | _PART)),
                (conjunction((decisive, negation(part.unshown))), constant(_SHOWN | _PART)),
            ),
            constant(_PART),
        )
    return flags if there is None else case_of(((there, flags),), ZERO)


def support_of(
    possible: RowExpression, flags: RowExpression, empty: RowExpression, *, every: bool
) -> RowExpression:
    """Whether a group is not shown: any part of it, or where one suffices, all that suffice.

    `empty` is what counts where there is no part.
    """
    unshown = _has(flags, _UNSHOWN)
    suffices = equals(possible, NOT_MET if every else MET)
    return disjunction(
        (
            conjunction((negation(_has(flags, _PART)), empty)),
            conjunction((suffices, unshown, negation(_has(flags, _SHOWN)))),
            conjunction((negation(suffices), unshown)),
        )
    )


def _has(flags: RowExpression, bit: int) -> RowExpression:
    if flags.among is not None and not any(each & bit for each in flags.among):
        return FALSE
    if flags.among is not None:
        return one_of(flags, (each for each in flags.among if each & bit))
    return operation("<>", operation("&", flags, constant(bit)), ZERO)


def opposite_step(part: StepColumns) -> StepColumns:
    """A part under `not`."""
    possible = opposite_of(part.possible)
    applies = negation(equals(part.possible, NOT_APPLICABLE))
    return StepColumns(
        possible,
        parent_waits(possible, (part.waits,)),
        opposite_margin(part.margin),
        conjunction((applies, part.unshown)),
    )


def at_least_step(number: Value, parts: Sequence[StepColumns]) -> StepColumns:
    """Parts under `at least` a number, which must be settled.

    Raises:
        NotInterpreted: it rests on answers.
    """
    if not isinstance(number, Settled):
        raise NotInterpreted("a number of parts that rests on answers")
    if isinstance(number.value, Unknown):
        return StepColumns(constant(state_of(number.value)))
    needed = number_needed(number.value)
    if needed is None:
        return StepColumns(constant(EITHER))
    possible = at_least(needed, [part.possible for part in parts])
    is_met = equals(possible, MET)
    met = disjunction(conjunction((equals(p.possible, MET), p.unshown)) for p in parts)
    others = disjunction(
        conjunction((negation(equals(p.possible, NOT_APPLICABLE)), p.unshown)) for p in parts
    )
    unshown = disjunction((conjunction((is_met, met)), conjunction((negation(is_met), others))))
    return StepColumns(possible, parent_waits(possible, (p.waits for p in parts)), None, unshown)
