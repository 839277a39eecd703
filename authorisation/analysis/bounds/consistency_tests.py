"""Two kinds of consistency test that hold of part of a list where they hold of the whole."""

from __future__ import annotations

from authorisation.analysis.bounds.resolve import FoundList, NameResolver
from authorisation.feel.syntax import tree as syntax
from authorisation.model.question import NUMERIC, Question, ValueType


def sum_at_most(
    node: syntax.Comparison, names: NameResolver
) -> tuple[FoundList, syntax.Node] | None:
    """The list and the limit of a test such as `sum(LIST.field) <= limit`; None for any other.

    The field must always be a number, and never negative; the limit looks at no list.
    """
    for op, left, right in _both_ways(node):
        match left:
            case syntax.Call(syntax.Name("sum"), (over,), ()) if op in {"<", "<="}:
                found = names.resolve(over, ())
            case _:
                continue
        if found is None or found.filters or found.why or names.mentions_list(right):
            continue
        field = found.question.each.get(found.field)
        if field is not None and _is_never_negative(field):
            return found, right
    return None


def all_differ(node: syntax.Comparison, names: NameResolver) -> FoundList | None:
    """The list of a test `count(distinct values(LIST.field)) = count(LIST)`; None for any other.

    The field must be a text or a code.
    """
    for op, left, right in _both_ways(node):
        match left, right:
            case (
                syntax.Call(
                    syntax.Name("count"),
                    (syntax.Call(syntax.Name("distinct values"), (values,), ()),),
                    (),
                ),
                syntax.Call(syntax.Name("count"), (whole,), ()),
            ) if op == "=":
                found, counted = names.resolve(values, ()), names.resolve(whole, ())
            case _:
                continue
        if found is None or counted is None or found.path != counted.path:
            continue
        field = found.question.each.get(found.field)
        whole_lists = not (found.filters or counted.filters or found.why or counted.field)
        if whole_lists and field is not None and field.type in {ValueType.TEXT, ValueType.CODE}:
            return found
    return None


def _both_ways(node: syntax.Comparison) -> tuple[tuple[str, syntax.Node, syntax.Node], ...]:
    return (node.op, node.left, node.right), (syntax.MIRRORED[node.op], node.right, node.left)


def _is_never_negative(field: Question) -> bool:
    least = field.minimum
    return field.type in NUMERIC and not field.none and least is not None and least >= 0
