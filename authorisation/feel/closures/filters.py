"""Filters, compiled: by position where the brackets hold a number, else by condition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from authorisation.feel.closures.field_filters import (
    SOMEWHERE,
    charge_rounds,
    compile_field_filter,
    filter_by_fields,
    partial_result,
    surely_applies,
)
from authorisation.feel.closures.frames import (
    Closure,
    Compiler,
    Frame,
    Scope,
    charge_values,
    note_reason,
)
from authorisation.feel.operators import kind_name
from authorisation.feel.syntax.tree import Arithmetic, Filter, Literal, Negation, is_condition
from authorisation.feel.values.absent import (
    INAPPLICABLE,
    UNKNOWN,
    deep_absence,
    doubt_value,
    strict_absence,
    unite_paths,
    weaken_absence,
    without_among,
)
from authorisation.feel.values.values import NOWHERE, Bounds, PartialList, Paths, Unknown, Value

_CONDITIONAL: Final = frozenset((bool, Unknown, type(None)))


def compile_filter(node: Filter, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of[by]`."""
    items = compiler.compile_node(node.of, scope, compiler)
    if isinstance(node.by, Literal | Negation | Arithmetic) and not is_condition(node.by):
        at = compiler.compile_node(node.by, scope, compiler)
        return lambda frame: item_at(items(frame), at(frame), frame)
    of = charge_rounds(items, node.by)
    by = compiler.compile_node(node.by, Scope(None, scope), compiler)
    if not is_condition(node.by):
        return _compile_ambiguous_filter(of, by)
    fields = compile_field_filter(node.by, by, scope, compiler)
    if fields is None:
        return lambda frame: filter_items(of(frame), by, frame)

    def run(frame: Frame) -> Value:
        value = of(frame)
        kept = filter_by_fields(fields, value, frame) if type(value) is list else None
        return filter_items(value, by, frame) if kept is None else kept

    return run


def filter_items(of: Value, by: Closure, frame: Frame) -> Value:
    """Keep the items for which a condition is true; perhaps, where it is unknown."""
    if type(of) is list:
        return _filter_list(of, by, frame)
    if type(of) is PartialList:
        return _filter_partial(of, by, frame)
    if type(of) is Unknown:
        return _doubt_verdict(of, by((without_among(of), frame)), frame)
    if of is None:
        return []
    return _filter_list([of], by, frame)


def _doubt_verdict(of: Unknown, verdict: Value, frame: Frame) -> Unknown:
    charge_values(frame, verdict)
    return doubt_value(of, verdict)


def _filter_list(items: list[Value], by: Closure, frame: Frame) -> Value:
    kept: list[Value] = []
    doubts: dict[int, Paths] = {}
    for item in items:
        verdict = by((item, frame))
        if type(verdict) is Unknown:
            if not surely_applies(verdict):
                return _filter_partial(PartialList(tuple(items), prefix=len(items)), by, frame)
            doubts[len(kept)] = verdict.rests_on or SOMEWHERE
        elif verdict is not True:
            continue
        kept.append(item)
    return partial_result(kept, doubts) if doubts else kept


def _filter_partial(of: PartialList, by: Closure, frame: Frame) -> Value:
    kept: list[Value] = []
    kept_marks: list[bool] = []
    certain, paths = 0, of.rests_on
    inapplicable = perhaps_inapplicable = False
    for index, (item, mark) in enumerate(of.marked_items):
        verdict = by((item, frame))
        unknown = type(verdict) is Unknown
        if unknown:
            paths = unite_paths(paths, verdict.rests_on)
            inapplicable = inapplicable or (verdict.inapplicable and not mark)
            perhaps_inapplicable = perhaps_inapplicable or _doubtful(verdict)
        if unknown or verdict is True:
            # Positions are certain up to the first item that may not be there.
            certain += certain == len(kept) and index < of.prefix and not (unknown or mark)
            kept.append(item)
            kept_marks.append(mark or unknown)
    grows = of.open
    if grows:
        verdict = by((of.tail, frame))
        grows = verdict is True or type(verdict) is Unknown
        perhaps_inapplicable = perhaps_inapplicable or _doubtful(verdict)
    if inapplicable:
        return INAPPLICABLE
    if perhaps_inapplicable:
        return Unknown(paths, perhaps_inapplicable=True)
    if not grows and True not in kept_marks and certain == len(kept):
        return kept
    return PartialList(tuple(kept), tuple(kept_marks), grows, of.tail, certain, paths)


def _doubtful(verdict: Value) -> bool:
    return type(verdict) is Unknown and (verdict.inapplicable or verdict.perhaps_inapplicable)


def _compile_ambiguous_filter(of: Closure, by: Closure) -> Closure:
    """Filter by what is a position or a condition: the first item says which."""

    def run(frame: Frame) -> Value:
        value = of(frame)
        if type(value) is PartialList:
            return _ambiguous_partial(value, by, frame)
        if type(value) is Unknown:
            return _doubt_verdict(value, by((without_among(value), frame)), frame)
        items = value if type(value) is list else [] if value is None else [value]
        first = by((items[0] if items else None, frame))
        of_first = type(first)
        if of_first is Decimal:
            return item_at(value, first, frame)
        if of_first is Bounds or (of_first is Unknown and not _is_truth(first)):
            marks = [_doubtful(by((item, frame))) for item in items[1:]]
            rest = (Unknown(perhaps_inapplicable=True) for mark in marks if mark)
            return _strict_verdict([first, *rest])
        if of_first not in _CONDITIONAL:
            note_reason(
                frame, f"a {kind_name(first)} in brackets is neither a condition nor a position"
            )
            return None
        return filter_items(items, by, frame)

    return run


def _is_truth(value: Unknown) -> bool:
    return bool(value.among) and all(one is None or type(one) is bool for one in value.among or ())


def _strict_verdict(verdicts: list[Value]) -> Unknown:
    return strict_absence(*verdicts) or UNKNOWN


def _ambiguous_partial(of: PartialList, by: Closure, frame: Frame) -> Value:
    verdicts = list(_verdicts(of, by, frame))
    kinds = {type(verdict) for verdict in verdicts}
    unsure = Bounds in kinds or any(type(v) is Unknown and not _is_truth(v) for v in verdicts)
    if not unsure and kinds <= _CONDITIONAL:
        return _filter_partial(of, by, frame)
    if not unsure and kinds.isdisjoint(_CONDITIONAL | {Decimal}):
        note_reason(frame, "what stands in brackets is neither a condition nor a position")
        return None
    if kinds == {Decimal} and len(set(verdicts)) == 1:
        return item_at(of, verdicts[0], frame)
    return _strict_verdict([of, *map(weaken_absence, verdicts)])


def _verdicts(of: PartialList, by: Closure, frame: Frame) -> Iterator[Value]:
    if not of.sure:
        yield by((None, frame))
    yield from (by((item, frame)) for item in of.items)
    if of.open:
        yield by((of.tail, frame))


def item_at(of: Value, position: Value, frame: Frame) -> Value:
    """Give the item at a position, counted from 1 or, backwards, from -1; else null."""
    kinds = type(of), type(position)
    if kinds[0] is Unknown or kinds[1] in {Unknown, Bounds}:
        known = (part for part in (of, position) if type(part) is not PartialList)
        return _item_at_unknown_position(of, strict_absence(*known))
    if kinds[1] is not Decimal or position != position.to_integral_value():
        note_reason(frame, "a position is a whole number")
        return None
    if kinds[0] is PartialList:
        return _at_partial(of, int(position))
    items = of if kinds[0] is list else [] if of is None else [of]
    if 0 < abs(position) <= len(items):
        index = int(position)
        return items[index - 1 if index > 0 else index]
    note_reason(frame, f"there is no item {position:f} in a list of {len(items)}")
    return None


def _item_at_unknown_position(of: Value, absence: Unknown | None) -> Unknown:
    """The Unknown of an item at an unknown position; it may not apply."""
    paths = of.rests_on if type(of) is PartialList else NOWHERE
    if absence is None:
        absence = Unknown(paths)
    if absence.inapplicable:
        return absence
    perhaps = absence.perhaps_inapplicable or _doubtful(deep_absence((of,)))
    return Unknown(unite_paths(paths, absence.rests_on), perhaps_inapplicable=perhaps)


def _at_partial(of: PartialList, position: int) -> Value:
    if 0 < position <= of.prefix:
        return of.items[position - 1]
    if position == 0 or (not of.open and abs(position) > len(of.items)):
        return None
    return _item_at_unknown_position(of, None)
