"""Filters, compiled: by position where the brackets hold a number, else by condition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from authorisation.feel.closures.frames import Compiler, Frame, Run, Scope, note, spend, weigh
from authorisation.feel.syntax.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    ListOf,
    Literal,
    Name,
    Negation,
    Node,
    Or,
    Quantified,
)
from authorisation.feel.values.absent import (
    INAPPLICABLE,
    UNKNOWN,
    bare,
    deep,
    doubted,
    marks,
    perhaps_only,
    strict,
    unite,
)
from authorisation.feel.values.values import NOWHERE, Bounds, PartialList, Paths, Unknown, Value

_CONDITIONS: Final = (And, Or, Comparison, Between, In, InstanceOf, Quantified)
Wanted: TypeAlias = list[tuple[str, type, frozenset[Value]]]
"""Fields, each with the type and the values that pass."""
_FIELDS: Final = frozenset((str, bool, Decimal))
_SOMEWHERE: Final[Paths] = frozenset(("",))
"""Stands for what an unknown rests on that names no answer."""


def is_condition(node: Node) -> bool:
    """Can the expression come to nothing but true, false, null or unknown?"""
    return (
        isinstance(node, _CONDITIONS)
        or (isinstance(node, Literal) and (node.value is None or isinstance(node.value, bool)))
        or (
            isinstance(node, Call)
            and isinstance(node.function, Name)
            and node.function.name in {"not", "all", "any", "list contains"}
        )
    )


def filtered(node: Filter, scope: Scope | None, compiler: Compiler) -> Run:
    """Compile `of[by]`."""
    of = compiler.closure(node.of, scope, compiler)
    if isinstance(node.by, Literal | Negation | Arithmetic) and not is_condition(node.by):
        return _indexed(of, compiler.closure(node.by, scope, compiler))
    by = compiler.closure(node.by, Scope(None, scope), compiler)
    if not is_condition(node.by):
        return _by_either(of, by)
    wanted, whole = _wanted(node.by)
    if wanted:
        return _by_fields(of, by, wanted, whole=whole)

    def run(frame: Frame) -> Value:
        return select(of(frame), by, frame)

    return run


def _wanted(node: Node) -> tuple[Wanted, bool]:
    """The tests that a condition makes of single fields, and whether it makes no others.

    Each field is named once for each part of the condition: every part must hold.
    """
    match node:
        case And(left, right):
            first, all_of_first = _wanted(left)
            second, all_of_second = _wanted(right)
            return first + second, all_of_first and all_of_second
        case Comparison("=", Name(name), Literal(value)) if name not in {"item", "?"}:
            if type(value) in _FIELDS:
                return [(name, type(value), frozenset((value,)))], True
        case In(Name(name), (test,)) if name not in {"item", "?"} and test.op is None:
            if isinstance(test.of, ListOf):
                texts = [item.value for item in test.of.items if isinstance(item, Literal)]
                found = frozenset(text for text in texts if isinstance(text, str))
                if len(texts) == len(test.of.items) and all(isinstance(t, str) for t in texts):
                    return [(name, str, found)], True
    return [], False


def _by_fields(of: Run, by: Run, wanted: Wanted, *, whole: bool) -> Run:
    """Filter contexts by single fields; only items that these do not settle take the condition.

    What one part of a conjunction makes false stays false whatever the other parts come to.
    """

    def run(frame: Frame) -> Value:
        items = of(frame)
        if type(items) is not list:
            return select(items, by, frame)
        spend(frame, len(items))
        kept: list[Value] = []
        waits: list[Paths] = []
        try:
            for item in items:
                settled, waiting = whole, NOWHERE
                for name, kind, values in wanted:
                    value = item[name]
                    if type(value) is kind:
                        if value not in values:
                            break
                    elif type(value) is Unknown and kind is str and _plain(value):
                        among = value.among
                        if among is None or not among <= values:
                            if among is not None and values.isdisjoint(among):
                                break
                            waiting = unite(waiting, value.rests_on) or _SOMEWHERE
                    else:
                        settled = False
                else:
                    verdict = True if settled else by((item, frame))
                    if verdict is True:
                        kept.append(item)
                        waits.append(waiting if settled else NOWHERE)
                    elif type(verdict) is Unknown:
                        if not _plain(verdict):
                            return select(items, by, frame)
                        kept.append(item)
                        waits.append(verdict.rests_on or _SOMEWHERE)
        except (KeyError, TypeError):
            return select(items, by, frame)
        return _perhaps_kept(kept, waits) if any(waits) else kept

    return run


def _plain(value: Unknown) -> bool:
    return not (value.inapplicable or value.perhaps_inapplicable)


def _perhaps_kept(kept: list[Value], waits: list[Paths]) -> PartialList:
    """The partial list of the items kept, each perhaps in it where it has paths to wait for."""
    perhaps = tuple(map(bool, waits))
    paths = NOWHERE.union(*waits) - _SOMEWHERE
    return PartialList(tuple(kept), perhaps, prefix=perhaps.index(True), rests_on=paths)


def select(of: Value, by: Run, frame: Frame) -> Value:
    """Keep the items for which a condition is true; perhaps, where it is unknown."""
    if type(of) is list:
        return _select(of, by, frame)
    if type(of) is PartialList:
        return _select_partial(of, by, frame)
    if type(of) is Unknown:
        return _doubted(of, by((bare(of), frame)), frame)
    if of is None:
        return []
    return _select([of], by, frame)


def _doubted(of: Unknown, verdict: Value, frame: Frame) -> Unknown:
    weigh(frame, verdict)
    return doubted(of, verdict)


def _select(items: list[Value], by: Run, frame: Frame) -> Value:
    spend(frame, len(items))
    kept: list[Value] = []
    waits: list[Paths] = []
    for item in items:
        verdict = by((item, frame))
        if verdict is True:
            kept.append(item)
            waits.append(NOWHERE)
        elif type(verdict) is Unknown:
            if not _plain(verdict):
                return _select_partial(PartialList(tuple(items), prefix=len(items)), by, frame)
            kept.append(item)
            waits.append(verdict.rests_on or _SOMEWHERE)
    return _perhaps_kept(kept, waits) if any(waits) else kept


def _select_partial(of: PartialList, by: Run, frame: Frame) -> Value:
    kept: list[Value] = []
    kept_marks: list[bool] = []
    certain, paths = 0, of.rests_on
    inapplicable = perhaps_inapplicable = False
    for index, (item, mark) in enumerate(zip(of.items, marks(of), strict=True)):
        verdict = by((item, frame))
        unknown = type(verdict) is Unknown
        if unknown:
            paths = unite(paths, verdict.rests_on)
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
    if not grows and True not in kept_marks:
        return kept
    return PartialList(tuple(kept), tuple(kept_marks), grows, of.tail, certain, paths)


def _doubtful(verdict: Value) -> bool:
    return type(verdict) is Unknown and (verdict.inapplicable or verdict.perhaps_inapplicable)


def _by_either(of: Run, by: Run) -> Run:
    """Filter by what is a position or a condition: the first item says which."""

    def run(frame: Frame) -> Value:
        value = of(frame)
        if type(value) is PartialList:
            return _either_partial(value, by, frame)
        if type(value) is Unknown:
            return _doubted(value, by((bare(value), frame)), frame)
        items = value if type(value) is list else [] if value is None else [value]
        first = by((items[0] if items else None, frame))
        of_first = type(first)
        if of_first is Decimal:
            return at(value, first, frame)
        if of_first is Bounds or (of_first is Unknown and not _is_truth(first)):
            return _strictly([first, *(_perhaps(by((item, frame))) for item in items[1:])])
        return select(items, by, frame)

    return run


def _is_truth(value: Unknown) -> bool:
    return bool(value.among) and all(one is None or type(one) is bool for one in value.among or ())


def _strictly(verdicts: list[Value]) -> Unknown:
    return strict(*verdicts) or UNKNOWN


def _perhaps(verdict: Value) -> Value:
    """An Unknown that is perhaps inapplicable where the verdict may be so, else None."""
    return Unknown(perhaps_inapplicable=True) if _doubtful(verdict) else None


def _either_partial(of: PartialList, by: Run, frame: Frame) -> Value:
    verdicts = list(_verdicts(of, by, frame))
    kinds = {type(verdict) for verdict in verdicts}
    unsure = Bounds in kinds or any(type(v) is Unknown and not _is_truth(v) for v in verdicts)
    if not unsure and Decimal not in kinds:
        return _select_partial(of, by, frame)
    if kinds == {Decimal} and len(set(verdicts)) == 1:
        return at(of, verdicts[0], frame)
    return _strictly([of, *map(perhaps_only, verdicts)])


def _verdicts(of: PartialList, by: Run, frame: Frame) -> Iterator[Value]:
    if all(marks(of)):
        yield by((None, frame))
    yield from (by((item, frame)) for item in of.items)
    if of.open:
        yield by((of.tail, frame))


def _indexed(of: Run, by: Run) -> Run:
    return lambda frame: at(of(frame), by(frame), frame)


def at(of: Value, position: Value, frame: Frame) -> Value:
    """Give the item at a position, counted from 1 or, backwards, from -1; else null."""
    kinds = type(of), type(position)
    if kinds[0] is Unknown or kinds[1] in {Unknown, Bounds}:
        return _unknown_item(of, position)
    if kinds[1] is not Decimal or position != position.to_integral_value():
        note(frame, "a position is a whole number")
        return None
    if kinds[0] is PartialList:
        return _at_partial(of, int(position))
    items = of if kinds[0] is list else [] if of is None else [of]
    if 0 < abs(position) <= len(items):
        index = int(position)
        return items[index - 1 if index > 0 else index]
    note(frame, f"there is no item {position:f} in a list of {len(items)}")
    return None


def _unknown_item(of: Value, position: Value) -> Unknown:
    return _one_of(of, strict(*(part for part in (of, position) if type(part) is not PartialList)))


def _one_of(of: Value, lack: Unknown | None) -> Unknown:
    """The Unknown of an item at an unknown position; it may not apply."""
    paths = of.rests_on if type(of) is PartialList else NOWHERE
    if lack is None:
        lack = Unknown(paths)
    if lack.inapplicable:
        return lack
    perhaps = lack.perhaps_inapplicable or _doubtful(deep((of,)))
    return Unknown(unite(paths, lack.rests_on), perhaps_inapplicable=perhaps)


def _at_partial(of: PartialList, position: int) -> Value:
    if 0 < position <= of.prefix:
        return of.items[position - 1]
    if position == 0 or (not of.open and abs(position) > len(of.items)):
        return None
    return _one_of(of, None)
