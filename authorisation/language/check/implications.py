"""Whether one condition can hold only where another does, as far as their texts tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from itertools import islice, product
from typing import Final

from authorisation.feel.syntax import tree as syntax

_MOST_ALTERNATIVES: Final = 256
_AT_LEAST: Final = frozenset({">=", ">", "="})


def never_holds(node: syntax.Node) -> bool:
    """Whether a condition can hold for nothing at all."""
    match node:
        case syntax.Literal(value):
            return value is not True
        case syntax.And(left, right):
            return never_holds(left) or never_holds(right) or _disjoint(_parts(node))
        case syntax.Or(left, right):
            return never_holds(left) and never_holds(right)
        case _:
            counted = _least_count(node)
            return counted is not None and counted[1] >= 1 and never_holds(counted[0].by)


def is_covered(node: syntax.Node, by: Sequence[syntax.Node]) -> syntax.Node | None:
    """The last condition that is needed to cover one; None where it may hold without them."""
    needed: list[syntax.Node] = []
    for alternative in _alternatives(node):
        first = next((other for other in by if implies(alternative, other)), None)
        if first is None:
            return None
        needed.append(first)
    return max(needed, key=lambda other: [one is other for one in by].index(True), default=None)


def implies(node: syntax.Node, other: syntax.Node) -> bool:
    """Whether the second condition holds wherever the first does."""
    if node == other or other == syntax.Literal(value=True):
        return True
    match node, other:
        case _, syntax.And(left, right):
            return implies(node, left) and implies(node, right)
        case syntax.Or(left, right), _:
            return implies(left, other) and implies(right, other)
        case _, syntax.Or(left, right) if implies(node, left) or implies(node, right):
            return True
        case syntax.And(left, right), _:
            return implies(left, other) or implies(right, other)
    match _values(node), _values(other):
        case (of, values), (same, others) if of == same and values <= others:
            return True
    return _count_implies(node, other) or _line_implies(node, other)


def _count_implies(node: syntax.Node, other: syntax.Node) -> bool:
    one, two, line = _least_count(node), _least_count(other), _line(other)
    if line is not None and line[1] == "=":
        return False
    if one is None or two is None or one[1] < two[1] or two[1] < 1:
        return False
    return one[0].of == two[0].of and implies(one[0].by, two[0].by)


def _line_implies(node: syntax.Node, other: syntax.Node) -> bool:
    one, two = _line(node), _line(other)
    if one is None or two is None or one[0] != two[0]:
        return False
    (_, op, number), (_, wanted, line) = one, two
    match op, wanted:
        case (("=" | ">=" | ">"), ">=") | (">", ">"):
            return number >= line
        case (("=" | "<=" | "<"), "<=") | ("<", "<"):
            return number <= line
        case (("=" | ">="), ">"):
            return number > line
        case (("=" | "<="), "<"):
            return number < line
        case _:
            return False


def _alternatives(node: syntax.Node) -> Iterator[syntax.Node]:
    """Yield conditions of which one holds where a condition does: one for each value it names."""
    match node:
        case syntax.Or(left, right):
            yield from _alternatives(left)
            yield from _alternatives(right)
            return
    counted = _least_count(node)
    if counted is None or counted[1] != 1:
        yield node
        return
    parts = [_one_by_one(part) for part in _parts(counted[0].by)]
    chosen = list(islice(product(*parts), _MOST_ALTERNATIVES + 1))
    if len(chosen) > _MOST_ALTERNATIVES:
        yield node
        return
    for each in chosen:
        kept = syntax.Filter(counted[0].of, reduce(syntax.And, each))
        count = syntax.Call(syntax.Name("count"), (kept,))
        yield syntax.Comparison(">=", count, syntax.Literal(Decimal(1)))


def _one_by_one(part: syntax.Node) -> list[syntax.Node]:
    found = _values(part)
    if found is None or not isinstance(part, syntax.In):
        return [part]
    of, values = found
    return [syntax.Comparison("=", of, syntax.Literal(value)) for value in sorted(values)]


def _parts(node: syntax.Node) -> list[syntax.Node]:
    if isinstance(node, syntax.And):
        return [*_parts(node.left), *_parts(node.right)]
    return [node]


def _disjoint(parts: Sequence[syntax.Node]) -> bool:
    """Whether two parts want two different values of one thing."""
    found = [values for part in parts if (values := _values(part)) is not None]
    return any(
        one == other and values.isdisjoint(others)
        for at, (one, values) in enumerate(found)
        for other, others in found[:at]
    )


def _values(node: syntax.Node) -> tuple[syntax.Node, frozenset[str]] | None:
    """The node that is compared, and the texts that it may be; None for any other condition."""
    match node:
        case syntax.Comparison("=", left, syntax.Literal(str() as text)):
            return left, frozenset((text,))
        case syntax.Comparison("=", syntax.Literal(str() as text), right):
            return right, frozenset((text,))
        case syntax.In(of, tests):
            items = [
                item
                for test in tests
                for item in (
                    test.of.items if isinstance(test.of, syntax.ListLiteral) else (test.of,)
                )
            ]
            texts = [item.value for item in items if isinstance(item, syntax.Literal)]
            plain = all(test.op in {None, "="} for test in tests)
            if plain and len(texts) == len(items) and all(isinstance(t, str) for t in texts):
                return of, frozenset(map(str, texts))
    return None


def _least_count(node: syntax.Node) -> tuple[syntax.Filter, Decimal] | None:
    """A filter and how many items it must at least leave; None for any other condition.

    That some item satisfies a test is to leave at least one.
    """
    if (kept := _some(node)) is not None:
        return kept, Decimal(1)
    line = _line(node)
    if line is None:
        return None
    of, op, number = line
    match of:
        case syntax.Call(syntax.Name("count"), (syntax.Filter() as kept,)) if op in _AT_LEAST:
            return kept, number + 1 if op == ">" else number
        case _:
            return None


def _some(node: syntax.Node) -> syntax.Filter | None:
    """The filter of a list in `some item in list satisfies test`; None for any other condition."""
    match node:
        case syntax.Quantified("some", (syntax.Iteration(item, over, None),), body):
            test = _of_item(body, item)
            return None if test is None else syntax.Filter(over, test)
        case _:
            return None


def _of_item(test: syntax.Node, item: str) -> syntax.Node | None:
    """A test on the fields of an item as a filter has it; None where it looks at more than them."""
    match test:
        case syntax.Path(syntax.Name(name), field) if name == item:
            return syntax.Name(field)
        case syntax.And(left, right):
            one, other = _of_item(left, item), _of_item(right, item)
            return None if one is None or other is None else syntax.And(one, other)
        case syntax.Comparison(op, left, syntax.Literal() as literal):
            of = _of_item(left, item)
            return None if of is None else syntax.Comparison(op, of, literal)
        case syntax.In(of, tests) if all(_written(each.of) for each in tests):
            tested = _of_item(of, item)
            return None if tested is None else syntax.In(tested, tests)
        case _:
            return None


def _written(node: syntax.Node) -> bool:
    """Whether a value is written out, or a list of such."""
    if isinstance(node, syntax.ListLiteral):
        return all(map(_written, node.items))
    return isinstance(node, syntax.Literal)


def _line(node: syntax.Node) -> tuple[syntax.Node, str, Decimal] | None:
    """The node compared with a written number, and how; None for any other condition."""
    match node:
        case syntax.Comparison(op, left, syntax.Literal(Decimal() as number)) if op != "!=":
            return left, op, number
        case syntax.Comparison(op, syntax.Literal(Decimal() as number), right) if op != "!=":
            return right, syntax.MIRRORED[op], number
        case _:
            return None
