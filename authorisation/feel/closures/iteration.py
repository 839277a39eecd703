"""`for`, `some` and `every`, compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from authorisation.feel.closures.frames import (
    ROUND,
    Closure,
    Compiler,
    Frame,
    Scope,
    charge,
    charge_values,
    cost_of,
    note_reason,
    null_on_error,
)
from authorisation.feel.errors import FeelError
from authorisation.feel.operators import compare, kind_name
from authorisation.feel.syntax.tree import For, Iteration, Node, Quantified, mentions
from authorisation.feel.temporal.calendar import date_at, day_number
from authorisation.feel.temporal.kinds import Date
from authorisation.feel.values.absent import (
    INAPPLICABLE,
    Truth,
    doubt_value,
    hull,
    identical,
    kleene_and,
    kleene_or,
    strict_absence,
    to_truth,
    unite_paths,
    weaken_absence,
    weaken_truth,
    without_among,
)
from authorisation.feel.values.values import NOWHERE, PartialList, Paths, Range, Unknown, Value

MAX_STEPS: Final = 1_000_000
"""How many numbers or dates one interval may be stepped through."""

Sources: TypeAlias = list[Closure]


class _Visit(msgspec.Struct, frozen=True):
    """One round of a loop; `frame` is None where there is nothing to go through.

    `perhaps` and `tail` say whether the round takes place; `absence` what stands in for the rounds
    there may be, where what to go through is itself unknown.
    """

    frame: Frame | None
    perhaps: bool
    tail: bool
    certain: bool
    paths: Paths
    absence: Unknown | None = None

    def evaluate(self, body: Closure) -> Value:
        """The body's value in the round; an Unknown where the round itself is not known."""
        value = body(self.frame) if self.frame is not None else None
        if self.absence is None:
            return value
        if self.frame is not None:
            charge_values(self.frame, value)
        return doubt_value(self.absence, value)


def compile_for(node: For, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `for`; the results so far are `partial` where the body asks for them."""
    asks = mentions(node.body, "partial")
    inner = Scope(("partial",), scope) if asks else scope
    sources, inner = _sources(node.iterations, node.body, inner, compiler)
    body = compiler.compile_node(node.body, inner, compiler)
    if asks:
        return _with_partial(sources, body)
    if len(sources) == 1:
        return _single(sources[0], body)
    return lambda frame: _collect_rounds(sources, body, frame)


def _sources(
    iterations: tuple[Iteration, ...], body: Node, scope: Scope | None, compiler: Compiler
) -> tuple[Sources, Scope | None]:
    sources = []
    for iteration, inside in zip(iterations, _insides(iterations, body), strict=True):
        sources.append(_source(iteration, ROUND + inside, scope, compiler))
        scope = Scope((iteration.name,), scope)
    return sources, scope


def _insides(iterations: tuple[Iteration, ...], body: Node) -> Iterator[int]:
    """The cost of what each loop goes through at each of its rounds."""
    for inner in iterations[1:]:
        yield cost_of(inner.over) + (cost_of(inner.to) if inner.to else 0)
    yield cost_of(body)


def _source(node: Iteration, cost: int, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile what a loop goes through, charging what all of its rounds will cost."""
    over = compiler.compile_node(node.over, scope, compiler)
    if node.to is None:

        def items(frame: Frame) -> Value:
            value = over(frame)
            of = type(value)
            if of is list:
                charge(frame, cost * len(value))
                return value
            return _loop_items(value, cost, frame)

        return items
    to = compiler.compile_node(node.to, scope, compiler)

    def steps(frame: Frame) -> Value:
        low, high = over(frame), to(frame)
        absent = strict_absence(low, high)
        return absent if absent is not None else _steps(low, high, cost, frame)

    return steps


def _loop_items(value: Value, cost: int, frame: Frame) -> Value:
    """The items that a loop goes through: a list, a PartialList or an Unknown.

    Raises:
        FeelError: for null, and for an interval that has no steps.
    """
    of = type(value)
    if of is PartialList:
        charge(frame, cost * (len(value.items) + 1))
        return value
    if of is Unknown:
        return value
    if of is Range:
        absent = strict_absence(value.low, value.high)
        if absent is not None:
            return absent
        if compare("<=", value.low, value.high) is False:
            raise FeelError(
                "an interval in brackets goes upwards; write `for i in 2..1` to go down"
            )
        found = _steps(value.low, value.high, cost, frame)
        if not value.low_included and found:
            found = found[1:]
        if not value.high_included and found:
            found = found[:-1]
        return found
    if value is None:
        raise FeelError("null is nothing to go through")
    return [value]


def _steps(low: Value, high: Value, cost: int, frame: Frame) -> list[Value]:
    kinds = type(low), type(high)
    if kinds == (Date, Date):
        first, last = day_number(low), day_number(high)
        _check_steps(abs(last - first), cost, frame)
        return [date_at(number) for number in _inclusive(first, last)]
    if kinds == (Decimal, Decimal) and _is_whole(low) and _is_whole(high):
        _check_steps(abs(high - low), cost, frame)
        return [Decimal(number) for number in _inclusive(int(low), int(high))]
    raise FeelError(f"there are no steps from a {kind_name(low)} to a {kind_name(high)}")


def _check_steps(count: int | Decimal, cost: int, frame: Frame) -> None:
    if count > MAX_STEPS:
        raise FeelError(f"more than {MAX_STEPS:,} steps")
    charge(frame, cost * (int(count) + 1))


def _is_whole(number: Decimal) -> bool:
    return bool(number == number.to_integral_value())


def _inclusive(first: int, last: int) -> range:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def _single(source: Closure, body: Closure) -> Closure:
    def run(frame: Frame) -> Value:
        items = source(frame)
        if type(items) is list:
            return [body((item, frame)) for item in items]
        return _collect_rounds([lambda _: items], body, frame)

    return null_on_error(run)


def _with_partial(sources: Sources, body: Closure) -> Closure:
    def run(frame: Frame) -> Value:
        done: list[Value] = []
        # The body may keep what it is given: it gets a list of its own at each round.
        for visit in _visits(sources, (done, frame), _CERTAIN_ROUND):
            if visit.absence is not None or visit.frame is None:
                return visit.evaluate(body)
            if visit.perhaps or visit.tail or not visit.certain:
                return Unknown(visit.paths)
            charge(frame, len(done) // 8)
            done.append(body(_replace_partial(visit.frame, len(sources), list(done))))
        return done

    return null_on_error(run)


def _replace_partial(frame: Frame, depth: int, done: list[Value]) -> Frame:
    """The frame with the results so far as its value of `partial`."""
    if depth == 0:
        return (done, frame[1])
    return (frame[0], _replace_partial(frame[1], depth - 1, done))


_CERTAIN_ROUND: Final = _Visit(None, perhaps=False, tail=False, certain=True, paths=NOWHERE)


def _visits(sources: Sources, frame: Frame, so_far: _Visit) -> Iterator[_Visit]:
    """Go through every combination, first source outermost, the tails of open lists as well."""
    if not sources:
        yield _Visit(
            frame, so_far.perhaps, so_far.tail, so_far.certain, so_far.paths, so_far.absence
        )
        return
    try:
        items = sources[0](frame)
    except FeelError as error:
        note_reason(frame, error.reason)
        yield replace(so_far, frame=None)
        return
    rest = sources[1:]
    if type(items) is Unknown:
        # There may be no round, and one stands for all, to see what would not apply in it.
        absence = (
            items
            if so_far.absence is None
            else strict_absence(so_far.absence, weaken_absence(items))
        )
        here = replace(so_far, frame=None, certain=False, absence=absence)
        yield here
        yield from _visits(rest, (without_among(items), frame), here)
        return
    if type(items) is list:
        for item in items:
            yield from _visits(rest, (item, frame), so_far)
        return
    paths = unite_paths(so_far.paths, items.rests_on)
    for index, (item, perhaps) in enumerate(items.marked_items):
        certain = so_far.certain and index < items.prefix
        here = replace(so_far, perhaps=so_far.perhaps or perhaps, certain=certain, paths=paths)
        yield from _visits(rest, (item, frame), here)
    if items.open:
        here = replace(so_far, perhaps=True, tail=True, certain=False, paths=paths)
        yield from _visits(rest, (items.tail, frame), here)


def _collect_rounds(sources: Sources, body: Closure, frame: Frame) -> Value:
    """Collect the body's values of every round in a list, a PartialList or an Unknown."""
    items: list[Value] = []
    perhaps: list[bool] = []
    tails: list[Value] = []
    certain = 0
    paths = NOWHERE
    absences: list[Unknown] = []
    failed = False
    for visit in _visits(sources, frame, _CERTAIN_ROUND):
        paths = unite_paths(paths, visit.paths)
        value = visit.evaluate(body)
        if visit.absence is not None:
            absences.append(weaken_absence(value) if visit.perhaps else value)
        elif visit.frame is None and visit.perhaps:
            absences.append(Unknown(visit.paths))
        elif visit.frame is None:
            failed = True
        elif visit.tail:
            tails.append(value)
        else:
            sure = visit.certain and not visit.perhaps and not tails
            certain += sure and certain == len(items)
            items.append(value)
            perhaps.append(visit.perhaps)
    absence = strict_absence(*absences)
    if failed and not (absence and (absence.inapplicable or absence.perhaps_inapplicable)):
        return None
    if absence is not None:
        # A round that is there may also turn out not to apply.
        return absence
    if not tails and True not in perhaps and certain == len(items):
        return items
    charge_values(frame, *tails)
    tail = _merge_tails(tails) if tails else Unknown()
    return PartialList(tuple(items), tuple(perhaps), bool(tails), tail, certain, paths)


def _merge_tails(tails: list[Value]) -> Value:
    merged, *others = tails
    for other in others:
        if not identical(merged, other) and merged != other:
            merged = hull(merged, other, NOWHERE)
            if type(merged) is Unknown and merged.inapplicable:
                return INAPPLICABLE
    return merged


def compile_quantified(node: Quantified, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `some` and `every`: the verdicts on each round, joined by `or` and by `and`."""
    sources, inner = _sources(node.iterations, node.body, scope, compiler)
    body = compiler.compile_node(node.body, inner, compiler)
    some = node.kind == "some"
    join: Callable[[Value, Value], Truth] = kleene_or if some else kleene_and

    def run(frame: Frame) -> Truth:
        result: Truth = not some
        rounds = sources
        if len(sources) == 1:
            items = sources[0](frame)
            if type(items) is list:
                return _joined(items, frame)
            rounds = [lambda _: items]
        for visit in _visits(rounds, frame, _CERTAIN_ROUND):
            verdict = to_truth(visit.evaluate(body))
            if visit.perhaps and verdict is not (not some):
                verdict = weaken_truth(verdict, Unknown(visit.paths))
            result = join(result, verdict)
            if result is some:
                return result
        return result

    def _joined(items: list[Value], frame: Frame) -> Truth:
        result: Truth = not some
        for item in items:
            verdict = body((item, frame))
            if verdict is not result:
                result = join(result, to_truth(verdict))
                if result is some:
                    return result
        return result

    return null_on_error(run)
