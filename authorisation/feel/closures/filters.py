"""Filters, compiled: by position where the brackets hold a number, else by condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Final, TypeAlias

from authorisation.feel.closures.costs import ROUND, cost_of
from authorisation.feel.closures.frames import (
    Closure,
    Compiler,
    Frame,
    Scope,
    charge,
    charge_values,
    note_reason,
)
from authorisation.feel.operators import kind_name
from authorisation.feel.syntax.tree import (
    And,
    Arithmetic,
    Comparison,
    Filter,
    In,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    is_condition,
)
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

FieldTests: TypeAlias = list[tuple[str, type, frozenset[Value]]]
"""Fields, each with the type and the values that pass."""
_CONDITIONAL: Final = frozenset((bool, Unknown, type(None)))
_YES_OR_NO: Final = frozenset((bool, type(None)))
_FIELDS: Final = frozenset((str, bool, Decimal))
_SOMEWHERE: Final[Paths] = frozenset(("",))
"""Stands for what an unknown rests on that names no answer."""


def compile_filter(node: Filter, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of[by]`."""
    items = compiler.compile_node(node.of, scope, compiler)
    of = _charge_rounds(items, ROUND + cost_of(node.by))
    if isinstance(node.by, Literal | Negation | Arithmetic) and not is_condition(node.by):
        at = compiler.compile_node(node.by, scope, compiler)
        return lambda frame: item_at(items(frame), at(frame), frame)
    by = compiler.compile_node(node.by, Scope(None, scope), compiler)
    if not is_condition(node.by):
        return _compile_ambiguous_filter(of, by)
    wanted, others = _field_tests(node.by)
    if wanted:
        rest = (
            compiler.compile_node(_joined(others), Scope(None, scope), compiler) if others else None
        )
        return _compile_field_filter(of, by, wanted, rest)

    def run(frame: Frame) -> Value:
        return filter_items(of(frame), by, frame)

    return run


def _charge_rounds(of: Closure, cost: int) -> Closure:
    """What is filtered, charged with what the condition on each of its items costs."""

    def run(frame: Frame) -> Value:
        value = of(frame)
        if type(value) is list:
            charge(frame, cost * len(value))
        elif type(value) is PartialList:
            charge(frame, cost * (len(value.items) + 1))
        return value

    return run


def _field_tests(node: Node) -> tuple[FieldTests, tuple[Node, ...]]:
    """The tests that a condition makes of single fields, and the other tests that it makes.

    Each field is named once for each part of the condition: every part must hold.
    """
    match node:
        case And(left, right):
            first, others_of_first = _field_tests(left)
            second, others_of_second = _field_tests(right)
            return first + second, others_of_first + others_of_second
        case Comparison("=", Name(name), Literal(value)) if name not in {"item", "?"}:
            if type(value) in _FIELDS:
                return [(name, type(value), frozenset((value,)))], ()
        case In(Name(name), (test,)) if name not in {"item", "?"} and test.op is None:
            if isinstance(test.of, ListLiteral):
                texts = [item.value for item in test.of.items if isinstance(item, Literal)]
                found = frozenset(text for text in texts if isinstance(text, str))
                if len(texts) == len(test.of.items) and all(isinstance(t, str) for t in texts):
                    return [(name, str, found)], ()
    return [], (node,)


def _joined(tests: tuple[Node, ...]) -> Node:
    """One condition of several that must all hold."""
    return reduce(lambda left, right: And(left=left, right=right), tests)


def _compile_field_filter(
    of: Closure, by: Closure, wanted: FieldTests, rest: Closure | None
) -> Closure:
    """Filter contexts by single fields; only items that these leave in take `rest`, other tests.

    What one part of a conjunction makes false stays false whatever the others come to. An item with
    a field of another type takes `by`, the whole condition.
    """
    first, first_kind, first_values = wanted[0]

    def run(frame: Frame) -> Value:
        items = of(frame)
        if type(items) is not list:
            return filter_items(items, by, frame)
        kept: list[Value] = []
        doubts: dict[int, Paths] = {}
        try:
            for item in items:
                value = item[first]
                if type(value) is first_kind and value not in first_values:
                    continue  # most items by far, so that they are passed over first
                settled, pending = True, NOWHERE
                for name, kind, values in wanted:
                    value = item[name]
                    if type(value) is kind:
                        if value not in values:
                            break
                    elif type(value) is Unknown and _may_be_among(value, kind, values):
                        if value.among is None or not value.among <= values:
                            pending = unite_paths(pending, value.rests_on) or _SOMEWHERE
                    elif type(value) is Unknown and kind is str and _surely_applies(value):
                        break
                    else:
                        settled = False
                else:
                    if not settled:
                        verdict = by((item, frame))
                        pending = NOWHERE
                    else:
                        verdict = True if rest is None else rest((item, frame))
                    if type(verdict) is Unknown:
                        if not _surely_applies(verdict):
                            return filter_items(items, by, frame)
                        pending = unite_paths(pending, verdict.rests_on) or _SOMEWHERE
                    elif verdict is False or not (verdict is True or pending):
                        continue  # what is null by itself is unknown beside something unknown
                    if pending:
                        doubts[len(kept)] = pending
                    kept.append(item)
        except (KeyError, TypeError):
            return filter_items(items, by, frame)
        return _partial_result(kept, doubts) if doubts else kept

    return run


def _may_be_among(value: Unknown, kind: type, values: frozenset[Value]) -> bool:
    """Whether an unknown text, or yes or no, may turn out to be one of some values."""
    if kind is Decimal or not _surely_applies(value):
        return False
    if kind is bool and value.among and not {*map(type, value.among)} <= _YES_OR_NO:
        return False  # to Python the number 1 is true
    return value.among is None or not values.isdisjoint(value.among)


def _surely_applies(value: Unknown) -> bool:
    return not (value.inapplicable or value.perhaps_inapplicable)


def _partial_result(kept: list[Value], doubts: Mapping[int, Paths]) -> PartialList:
    """The partial list of the items kept, those at the places of `doubts` only perhaps in it."""
    perhaps = tuple([place in doubts for place in range(len(kept))])
    paths = NOWHERE.union(*doubts.values()) - _SOMEWHERE
    return PartialList(tuple(kept), perhaps, prefix=perhaps.index(True), rests_on=paths)


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
            if not _surely_applies(verdict):
                return _filter_partial(PartialList(tuple(items), prefix=len(items)), by, frame)
            doubts[len(kept)] = verdict.rests_on or _SOMEWHERE
        elif verdict is not True:
            continue
        kept.append(item)
    return _partial_result(kept, doubts) if doubts else kept


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
                frame,
                f"a {kind_name(first)} in brackets is neither a condition nor a position",
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
