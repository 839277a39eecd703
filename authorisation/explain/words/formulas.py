"""FEEL formulas formatted as English sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from authorisation.explain.words.quantities import listed, shown
from authorisation.explain.words.safe import short, visible
from authorisation.explain.words.titles import Named, Titles, spelt
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.tree import Node

RELATIONS: Final = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
DATED: Final = {
    "<": "is before",
    "<=": "is on or before",
    ">": "is after",
    ">=": "is on or after",
}
OPPOSITES: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ARITHMETIC: Final = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by",
    "**": "to the power of",
}
_CALLS: Final = {
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
_DENIED: Final = {
    "list contains": "{} does not include {}",
    "contains": "{} does not contain {}",
    "starts with": "{} does not start with {}",
    "ends with": "{} does not end with {}",
}
LONGEST: Final = 400
_DEEPEST: Final = 24

Shown = Callable[[str, Named], str]
"""Formats the value of a name, to stand after its words; empty where none is to stand there."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A formatter of formulas: the words for their names, and perhaps the values of these."""

    titles: Titles
    value: Shown = lambda _name, _named: ""
    inner: frozenset[str] = frozenset()
    """Names bound inside the formula; they have no value outside it."""
    listed: str = ""
    """The list that a filter runs over; the fields of its items stand in it by bare name."""
    depth: int = 0

    def say(self, node: Node) -> str:
        """Format an expression, in at most `LONGEST` characters."""
        return short(_said(node, self), LONGEST)

    def deny(self, node: Node) -> str:
        """Format the negation of a test, in at most `LONGEST` characters."""
        return short(_denied(node, self), LONGEST)

    def deeper(self) -> Phrasing:
        """The same formatter for one level further inside the formula."""
        return replace(self, depth=self.depth + 1)


def _said(node: Node, by: Phrasing) -> str:
    if by.depth > _DEEPEST:
        return "…"
    inner = by.deeper()
    match node:
        case syntax.Literal(value=value):
            return _literal(value)
        case syntax.AtLiteral(text=text):
            return visible(text)
        case syntax.Name() | syntax.Path():
            return _name(node, inner)
        case syntax.Comparison():
            return _comparison(node, inner)
        case syntax.Between(of=of, low=low, high=high):
            return f"{_said(of, inner)} is between {_said(low, inner)} and {_said(high, inner)}"
        case syntax.In():
            return _in(node, inner)
        case syntax.And(left=left, right=right):
            return f"{_joined(left, inner)} and {_joined(right, inner)}"
        case syntax.Or(left=left, right=right):
            return f"{_said(left, inner)} or {_said(right, inner)}"
        case syntax.Arithmetic(op=op, left=left, right=right):
            return f"{_said(left, inner)} {_ARITHMETIC[op]} {_said(right, inner)}"
        case syntax.Negation(of=of):
            return f"minus {_said(of, inner)}"
        case syntax.Filter():
            return _filter(node, inner)
        case syntax.Call():
            return _call(node, inner)
        case syntax.If(condition=condition, then=then, other=other):
            first, second = _said(then, inner), _said(other, inner)
            return f"{first} where {_said(condition, inner)}, else {second}"
        case syntax.Quantified() | syntax.For():
            return _quantified(node, inner)
        case syntax.ListOf(items=items):
            return listed([_said(item, inner) for item in items]) or "nothing"
        case syntax.RangeOf() | syntax.UnaryTest():
            return _test(node, inner)
        case syntax.InstanceOf(of=of, type=kind):
            return f"{_said(of, inner)} is a {visible(kind.name)}"
        case syntax.ContextOf() | syntax.FunctionOf():
            return "a value worked out by a formula"


def _joined(node: Node, by: Phrasing) -> str:
    """Format one side of an *and*; an *or* in it keeps its brackets, which carry its meaning."""
    words = _said(node, by)
    return f"({words})" if isinstance(node, syntax.Or) else words


def _denied(node: Node, by: Phrasing) -> str:
    inner = by.deeper()
    match node:
        case syntax.Comparison(op=op, left=left, right=right):
            return _comparison(syntax.Comparison(op=OPPOSITES[op], left=left, right=right), inner)
        case syntax.Between(of=of, low=low, high=high):
            ends = f"{_said(low, inner)} and {_said(high, inner)}"
            return f"{_said(of, inner)} is not between {ends}"
        case syntax.In():
            return _in(node, inner, relation="is not")
        case syntax.InstanceOf(of=of, type=kind):
            return f"{_said(of, inner)} is not a {visible(kind.name)}"
        case syntax.Call(function=function, positional=(of,)) if dotted(function) == "not":
            return _said(of, inner)
        case syntax.Call(function=function) if dotted(function) in _DENIED:
            return _call(node, inner, patterns=_DENIED)
        case syntax.Name() | syntax.Path():
            return f"{_said(node, inner)} is no"
        case _:
            return f"it is not so that {_said(node, inner)}"


def _literal(value: Decimal | str | bool | None) -> str:  # noqa: FBT001 a FEEL literal
    return f"“{visible(value)}”" if isinstance(value, str) else shown(value)


def dotted(node: Node) -> str:
    """The dotted name that a node spells, such as `a.b.c`; empty for any other expression."""
    match node:
        case syntax.Name(name=name):
            return name
        case syntax.Path(of=of, name=name):
            start = dotted(of)
            return f"{start}.{name}" if start else ""
        case _:
            return ""


def _name(node: syntax.Name | syntax.Path, by: Phrasing) -> str:
    name = dotted(node)
    if not name:
        assert isinstance(node, syntax.Path)  # noqa: S101 a bare name always reads back
        return f"{spelt(node.name)} of {_said(node.of, by)}"
    root = name.partition(".")[0]
    if root in by.inner:
        return spelt(name.partition(".")[2] or name)
    if by.listed and _is_field(root, by):
        return by.titles.field(by.listed, name).words
    named = by.titles.of(name)
    value = by.value(name, named)
    return f"{named.words} ({value})" if value else named.words


def _is_field(name: str, by: Phrasing) -> bool:
    question = by.titles.rules.bank.get(by.listed)
    return question is not None and name in question.each


def _is_null(node: Node) -> bool:
    return isinstance(node, syntax.Literal) and node.value is None


def _comparison(node: syntax.Comparison, by: Phrasing) -> str:
    if _is_null(node.right) and node.op in ("=", "!="):
        return f"{_said(node.left, by)} is {'' if node.op == '!=' else 'not '}given"
    return f"{_said(node.left, by)} {RELATIONS[node.op]} {_said(node.right, by)}"


def _in(node: syntax.In, by: Phrasing, *, relation: str = "is") -> str:
    tests = node.tests
    if len(tests) == 1 and isinstance(tests[0].of, syntax.ListOf) and tests[0].op is None:
        choices = [_said(item, by) for item in tests[0].of.items]
    else:
        choices = [_said(test, by) for test in tests]
    several = "one of " if len(choices) > 1 else ""
    return f"{_said(node.of, by)} {relation} {several}{listed(choices, 'or')}"


def _test(node: syntax.RangeOf | syntax.UnaryTest, by: Phrasing) -> str:
    match node:
        case syntax.UnaryTest(op=None, of=of):
            return _said(of, by)
        case syntax.UnaryTest(op=str() as op, of=of):
            return f"{RELATIONS.get(op, op).removeprefix('is ')} {_said(of, by)}"
        case syntax.RangeOf(low=low, high=high):
            ends = [
                f"{word} {_said(end, by)}" for word, end in (("from", low), ("to", high)) if end
            ]
            return " ".join(ends)
    return ""


def _filter(node: syntax.Filter, by: Phrasing) -> str:
    of = _said(node.of, by)
    if isinstance(node.by, syntax.Literal | syntax.Negation):
        return f"entry {_said(node.by, by)} of {of}"
    inside = replace(by, listed=dotted(node.of) or by.listed, inner=by.inner | {"item"})
    return f"{of} where {_said(node.by, inside)}"


def _call(node: syntax.Call, by: Phrasing, *, patterns: Mapping[str, str] = _CALLS) -> str:
    values = [*node.positional, *(value for _, value in node.named)]
    words = [_said(value, by) for value in values]
    name = dotted(node.function)
    if name == "not" and len(values) == 1:
        return _denied(values[0], by)
    pattern = patterns.get(name, "")
    if pattern.count("{}") == len(words) and pattern:
        return pattern.format(*words)
    if pattern.count("{}") == 1 and words:
        return pattern.format(listed(words))
    return f"{spelt(name) or 'a formula'} of {listed(words)}" if words else spelt(name)


def _quantified(node: syntax.Quantified | syntax.For, by: Phrasing) -> str:
    first = node.iterations[0]
    inner = replace(by, inner=by.inner | {each.name for each in node.iterations})
    over, body = _said(first.over, by), _said(node.body, inner)
    match node:
        case syntax.For():
            return f"{body} for each of {over}"
        case syntax.Quantified(kind="every"):
            return f"for each of {over}, {body}"
        case syntax.Quantified():
            return f"for at least one of {over}, {body}"
