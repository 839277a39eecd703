"""What `every` and `some` come to over the items of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET
from authorisation.portfolio.compilation.steps import (
    Margin,
    StepColumns,
    extreme_kind,
    extreme_of,
    is_settled,
    margin_of_ends,
    parent_waits,
    support_flags,
    support_of,
)
from authorisation.portfolio.expressions import (
    FALSE,
    ZERO,
    Lookup,
    Member,
    RowExpression,
    Structure,
    operation,
    variable,
)
from authorisation.portfolio.formulas.lists import item_there
from authorisation.portfolio.formulas.tables import (
    INAPPLICABLE,
    ITEMS,
    KNOWN,
    MISSING,
    PERHAPS_INAPPLICABLE,
)
from authorisation.portfolio.formulas.values import Rows, Settled, Slots, Value, Waiting, united
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    for_each,
    is_null,
    lookup,
    negation,
    one_of,
    total,
    union,
)

_SURE_BIT: Final = 256
_DOUBT_BIT: Final = 512
_THERE: Final = (MET, MISSING)
_SURE: Final = tuple((1 << each) | _SURE_BIT for each in range(8))
_PERHAPS: Final = tuple(
    (1 << (each | NOT_APPLICABLE)) | (_DOUBT_BIT if each & NOT_APPLICABLE else 0)
    for each in range(8)
)
"""An item that is perhaps there counts as one that may not apply."""
Body = Callable[[Value], StepColumns]


def items_step(
    within: Slots | Rows, body: Body, empty: RowExpression, *, every: bool
) -> StepColumns:
    """The columns of a list's items together; `empty` says that one without items is not shown."""
    found = (
        _slots_step(within, body, empty, every=every)
        if isinstance(within, Slots)
        else _rows_step(within, body, empty, every=every)
    )
    return _where_list_known(within, found, body)


def _place_bits(there: RowExpression, possible: RowExpression) -> RowExpression:
    """The bits by which an item counts among the rest; none where it is not there."""
    sure, perhaps = lookup(_SURE, possible), lookup(_PERHAPS, possible)
    return case_of(((equals(there, NOT_MET), ZERO), (equals(there, MET), sure)), perhaps)


def _verdicts_of_bits(bits: Sequence[RowExpression], *, every: bool) -> RowExpression:
    """The verdicts that the bits of all items leave."""
    table = ITEMS[every]
    found = union(bits)
    if found.among is not None:
        return lookup(table, found)
    return Lookup(table, found, among=frozenset(table))


def _slots_step(within: Slots, body: Body, empty: RowExpression, *, every: bool) -> StepColumns:
    parts = [(slot.there, body(slot.value)) for slot in within.slots]
    possible = _verdicts_of_bits(
        [_place_bits(there, p.possible) for there, p in parts], every=every
    )
    perhaps = disjunction(equals(there, MISSING) for there, _ in parts)
    waits = [part.waits.where(one_of(there, _THERE)) for there, part in parts]
    flags = union(
        support_flags(part, every=every, there=one_of(there, _THERE)) for there, part in parts
    )
    return StepColumns(
        possible,
        parent_waits(possible, (*waits, within.waits.where(perhaps))),
        _slots_margin(parts, every=every),
        support_of(possible, flags, empty, every=every),
    )


def _slots_margin(
    parts: Sequence[tuple[RowExpression, StepColumns]], *, every: bool
) -> Margin | None:
    if all(part.margin is None for _, part in parts):
        return None
    known = [(there, part.margin) for there, part in parts if part.margin is not None]
    ends = [_sure_ends(there, margin, every=every) for there, margin in known]
    return margin_of_ends(
        extreme_of([outer for outer, _ in ends], every=every),
        extreme_of([inner for _, inner in ends], every=every),
        disjunction(_opens(there, part, every=every) for there, part in parts),
        every=every,
        rounded=any(margin.rounded for _, margin in known),
    )


def _sure_ends(
    there: RowExpression, margin: Margin, *, every: bool
) -> tuple[RowExpression, RowExpression]:
    outer, inner = margin.where(equals(there, MET)).ends(every=every)
    return outer, inner


def _opens(there: RowExpression, part: StepColumns, *, every: bool) -> RowExpression:
    """Whether the margin over all items is open for an item: it may still be the one that counts.

    It is perhaps there; or it has no margin yet and is not settled, or one without that end.
    """
    unsettled = negation(is_settled(part.possible))
    if part.margin is not None:
        outer, _ = part.margin.ends(every=every)
        open_end = disjunction((unsettled, negation(part.margin.none)))
        unsettled = conjunction((is_null(outer), open_end))
    gone = equals(there, NOT_MET)
    return disjunction((equals(there, MISSING), conjunction((negation(gone), unsettled))))


def _rows_step(within: Rows, body: Body, empty: RowExpression, *, every: bool) -> StepColumns:
    item = variable()
    part, there = body(within.item(item)), item_there(within, item)
    tail = body(within.tail)
    grows = conjunction((within.open, one_of(within.tail_there, _THERE)))
    flags = support_flags(part, every=every, there=one_of(there, _THERE))
    shown = part.unshown is FALSE and tail.unshown is FALSE and empty is FALSE
    waits = part.waits.where(one_of(there, _THERE))
    fields = {"bits": _place_bits(there, part.possible)}
    fields |= {f"waits{at}": word for at, word in waits.words.items()}
    if part.margin is not None:
        outer, inner = _sure_ends(there, part.margin, every=every)
        opens = case_of(((_opens(there, part, every=every), constant(1)),), ZERO)
        fields |= {"outer": outer, "inner": inner, "opens": opens}
    if not shown:
        fields["flags"] = flags
    made = for_each(within.source, item, Structure(tuple(fields.items())))

    def totalled(kind: str, name: str, among: frozenset[int] | None = None) -> RowExpression:
        each = variable()
        return total(kind, made, each, Member(each, name), among=among)

    further = _place_bits(constant(MISSING), tail.possible)
    bits = (totalled("union", "bits"), case_of(((grows, further),), ZERO))
    possible = _verdicts_of_bits(bits, every=every)
    words = {at: totalled("union", f"waits{at}") for at in waits.words}
    unshown: RowExpression = FALSE
    if not shown:
        more = support_flags(tail, every=every, there=grows)
        all_flags = union((totalled("union", "flags", frozenset(range(8))), more))
        unshown = support_of(possible, all_flags, empty, every=every)
    margin = None
    if part.margin is not None:
        kind = extreme_kind(every=every)
        opened = operation("<>", totalled("union", "opens"), ZERO)
        margin = margin_of_ends(
            totalled(kind, "outer"),
            totalled(kind, "inner"),
            disjunction((opened, grows)),
            every=every,
            rounded=part.margin.rounded,
        )
    parts_wait = (Waiting(words, waits.paths), tail.waits.where(grows), within.waits)
    return StepColumns(possible, parent_waits(possible, parts_wait), margin, unshown)


def _where_list_known(within: Slots | Rows, found: StepColumns, body: Body) -> StepColumns:
    """The columns of a list where it is one; where it does not apply, neither does this."""
    state = within.state
    if state.among == frozenset((KNOWN,)):
        return found
    known = equals(state, KNOWN)
    anything = body(Settled(Unknown(perhaps_inapplicable=True)))
    unknown = union((anything.possible, constant(EITHER)))
    possible = case_of(
        (
            (known, found.possible),
            (equals(state, INAPPLICABLE), constant(NOT_APPLICABLE)),
            (equals(state, PERHAPS_INAPPLICABLE), constant(PERHAPS_INAPPLICABLE)),
        ),
        unknown,
    )
    open_ = one_of(state, (MISSING, PERHAPS_INAPPLICABLE))
    waits = united((found.waits.where(known), united((within.waits, anything.waits)).where(open_)))
    margin = None if found.margin is None else found.margin.where(known)
    return StepColumns(possible, waits, margin, found.unshown)
