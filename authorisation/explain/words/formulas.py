"""FEEL formulas formatted as English sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.explain.words.quantities import format_value, join_words
from authorisation.explain.words.safe import shorten, visible
from authorisation.explain.words.titles import NOT_ACCEPTED, NameWords, Titles, format_name
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.tree import Node, dotted_name
from authorisation.model.question import ValueType

RELATIONS: Final = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
DATE_RELATIONS: Final = {
    "<": "is before",
    "<=": "is on or before",
    ">": "is after",
    ">=": "is on or after",
}
OPPOSITE_OPERATORS: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ARITHMETIC: Final = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by",
    "**": "to the power of",
}
_CALL_PATTERNS: Final = {
    "count": "the number of entries in {}",
    "sum": "the total of {}",
    "min": "the least of {}",
    "max": "the greatest of {}",
    "mean": "the average of {}",
    "median": "the middle one of {}",
    "distinct values": "the different values of {}",
    "all": "all of {}",
    "any": "any of {}",
    "flatten": "{}",
    "date": "{}",
    "list contains": "{} includes {}",
    "contains": "{} contains {}",
    "starts with": "{} starts with {}",
    "ends with": "{} ends with {}",
    "append": "{} with {}",
    "concatenate": "{} together with {}",
    "union": "{} together with {}",
    "floor": "{} rounded down",
    "ceiling": "{} rounded up",
    "abs": "the size of {}",
    "string length": "the length of {}",
    "years and months duration": "the time from {} to {}",
}
_NEGATED_CALL_PATTERNS: Final = {
    "list contains": "{} does not include {}",
    "contains": "{} does not contain {}",
    "starts with": "{} does not start with {}",
    "ends with": "{} does not end with {}",
}
MAX_FORMULA_LENGTH: Final = 400
_MAX_DEPTH: Final = 24

ValueFormatter = Callable[[str, NameWords], str]
"""Formats the value of a name, to stand after its words; empty where none is to stand there."""


class FormulaFormatter(msgspec.Struct, frozen=True):
    """A formatter of formulas: the words for their names, and perhaps the values of these."""

    titles: Titles
    value: ValueFormatter = lambda _name, _named: ""
    inner: frozenset[str] = frozenset()
    """Names bound inside the formula; they have no value outside it."""
    listed: str = ""
    """The list that a filter runs over; the fields of its items stand in it by bare name."""
    depth: int = 0

    def format_node(self, node: Node) -> str:
        """Format an expression, in at most `MAX_FORMULA_LENGTH` characters."""
        return shorten(_format_node(node, self), MAX_FORMULA_LENGTH)

    def format_negated(self, node: Node) -> str:
        """Format the negation of a test, in at most `MAX_FORMULA_LENGTH` characters."""
        return shorten(_format_negated(node, self), MAX_FORMULA_LENGTH)

    def nested(self) -> FormulaFormatter:
        """The same formatter for one level further inside the formula."""
        return replace(self, depth=self.depth + 1)


def _format_node(node: Node, by: FormulaFormatter) -> str:
    if by.depth > _MAX_DEPTH:
        return "…"
    inner = by.nested()
    match node:
        case syntax.Literal(value=str() as text):
            return f"“{visible(text)}”"
        case syntax.Literal(value=value):
            return format_value(value)
        case syntax.AtLiteral(text=text):
            return visible(text)
        case syntax.Name() | syntax.Path():
            return _name(node, inner)
        case syntax.Comparison():
            return _comparison(node, inner)
        case syntax.Between(of=of, low=low, high=high):
            ends = f"{_format_node(low, inner)} and {_format_node(high, inner)}"
            return f"{_format_node(of, inner)} is between {ends}"
        case syntax.In():
            return _in(node, inner)
        case syntax.And(left=left, right=right):
            return f"{_format_operand(left, inner)} and {_format_operand(right, inner)}"
        case syntax.Or(left=left, right=right):
            return f"{_format_node(left, inner)} or {_format_node(right, inner)}"
        case syntax.Arithmetic(op=op, left=left, right=right):
            return f"{_format_node(left, inner)} {_ARITHMETIC[op]} {_format_node(right, inner)}"
        case syntax.Negation(of=of):
            return f"minus {_format_node(of, inner)}"
        case syntax.Filter():
            return _filter(node, inner)
        case syntax.Call():
            return _call(node, inner)
        case syntax.If(condition=condition, then=then, other=other):
            first, second = _format_node(then, inner), _format_node(other, inner)
            return f"{first} where {_format_node(condition, inner)}, else {second}"
        case syntax.Quantified() | syntax.For():
            return _quantified(node, inner)
        case syntax.ListLiteral(items=items):
            return join_words([_format_node(item, inner) for item in items]) or "nothing"
        case syntax.RangeLiteral() | syntax.UnaryTest():
            return _test(node, inner)
        case syntax.InstanceOf(of=of, type=kind):
            return f"{_format_node(of, inner)} is a {visible(kind.name)}"
        case syntax.ContextLiteral() | syntax.FunctionLiteral():
            return "a value worked out by a formula"


def _format_operand(node: Node, by: FormulaFormatter) -> str:
    """Format one side of an *and*; an *or* in it keeps its brackets, which carry its meaning."""
    words = _format_node(node, by)
    return f"({words})" if isinstance(node, syntax.Or) else words


def _format_negated(node: Node, by: FormulaFormatter) -> str:
    inner = by.nested()
    match node:
        case syntax.Comparison(op=op, left=left, right=right):
            return _comparison(
                syntax.Comparison(op=OPPOSITE_OPERATORS[op], left=left, right=right), inner
            )
        case syntax.Between(of=of, low=low, high=high):
            ends = f"{_format_node(low, inner)} and {_format_node(high, inner)}"
            return f"{_format_node(of, inner)} is not between {ends}"
        case syntax.In():
            return _in(node, inner, relation="is not")
        case syntax.InstanceOf(of=of, type=kind):
            return f"{_format_node(of, inner)} is not a {visible(kind.name)}"
        case syntax.Call(function=function, positional=(of,)) if dotted_name(function) == "not":
            return _format_node(of, inner)
        case syntax.Call(function=function) if dotted_name(function) in _NEGATED_CALL_PATTERNS:
            return _call(node, inner, patterns=_NEGATED_CALL_PATTERNS)
        case syntax.Name() | syntax.Path():
            return f"{_format_node(node, inner)} is no"
        case _:
            return f"it is not so that {_format_node(node, inner)}"


def _name(node: syntax.Name | syntax.Path, by: FormulaFormatter) -> str:
    name = dotted_name(node)
    if not name:
        assert isinstance(node, syntax.Path)  # noqa: S101 a bare name always reads back
        return f"{format_name(node.name)} of {_format_node(node.of, by)}"
    root = name.partition(".")[0]
    if root in by.inner:
        return format_name(name.partition(".")[2] or name)
    listed = by.titles.rules.bank.get(by.listed)
    if listed is not None and root in listed.each:
        return by.titles.field(by.listed, name).words
    named = by.titles.of(name)
    value = by.value(name, named)
    if value and name in by.titles.not_accepted:
        value = NOT_ACCEPTED
    return f"{named.words} ({value})" if value else named.words


def is_null(node: Node) -> bool:
    """Whether an expression is `null` as written."""
    return isinstance(node, syntax.Literal) and node.value is None


def _comparison(node: syntax.Comparison, by: FormulaFormatter) -> str:
    if is_null(node.right) and node.op in ("=", "!="):
        return f"{_format_node(node.left, by)} is {'' if node.op == '!=' else 'not '}given"
    return f"{_format_node(node.left, by)} {RELATIONS[node.op]} {_format_node(node.right, by)}"


def _in(node: syntax.In, by: FormulaFormatter, *, relation: str = "is") -> str:
    tests = node.tests
    if len(tests) == 1 and isinstance(tests[0].of, syntax.ListLiteral) and tests[0].op is None:
        choices = [_format_node(item, by) for item in tests[0].of.items]
    else:
        choices = [_format_node(test, by) for test in tests]
    several = "one of " if len(choices) > 1 or _is_list(tests[0].of, by) else ""
    return f"{_format_node(node.of, by)} {relation} {several}{join_words(choices, 'or')}"


def _is_list(node: Node, by: FormulaFormatter) -> bool:
    figure = by.titles.rules.parameters.get(dotted_name(node))
    return figure is not None and figure.type in {ValueType.LIST, ValueType.CHOICES}


def _test(node: syntax.RangeLiteral | syntax.UnaryTest, by: FormulaFormatter) -> str:
    match node:
        case syntax.UnaryTest(op=None, of=of):
            return _format_node(of, by)
        case syntax.UnaryTest(op=str() as op, of=of):
            return f"{RELATIONS.get(op, op).removeprefix('is ')} {_format_node(of, by)}"
        case syntax.RangeLiteral(low=low, high=high):
            ends = (("from", low), ("to", high))
            return " ".join(f"{word} {_format_node(end, by)}" for word, end in ends if end)
    return ""


def _filter(node: syntax.Filter, by: FormulaFormatter) -> str:
    of = _format_node(node.of, by)
    if isinstance(node.by, syntax.Literal | syntax.Negation):
        return f"entry {_format_node(node.by, by)} of {of}"
    inside = replace(by, listed=dotted_name(node.of) or by.listed, inner=by.inner | {"item"})
    return f"{of} where {_format_node(node.by, inside)}"


def _call(
    node: syntax.Call, by: FormulaFormatter, *, patterns: Mapping[str, str] = _CALL_PATTERNS
) -> str:
    values = [*node.positional, *(value for _, value in node.named)]
    words = [_format_node(value, by) for value in values]
    name = dotted_name(node.function)
    if name == "not" and len(values) == 1:
        return _format_negated(values[0], by)
    pattern = patterns.get(name, "")
    if pattern.count("{}") == len(words) and pattern:
        return pattern.format(*words)
    if pattern.count("{}") == 1 and words:
        return pattern.format(join_words(words))
    return (
        f"{format_name(name) or 'a formula'} of {join_words(words)}" if words else format_name(name)
    )


def _quantified(node: syntax.Quantified | syntax.For, by: FormulaFormatter) -> str:
    first = node.iterations[0]
    inner = replace(by, inner=by.inner | {each.name for each in node.iterations})
    over, body = _format_node(first.over, by), _format_node(node.body, inner)
    match node:
        case syntax.For():
            return f"{body} for each of {over}"
        case syntax.Quantified(kind="every"):
            return f"for each of {over}, {body}"
        case syntax.Quantified():
            return f"for at least one of {over}, {body}"
