"""Formulas of FEEL over answers that nobody has given yet: one function a form.

What is not known here is refused with its place, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from authorisation.analysis.encoding import lists
from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.calendar import civil_date
from authorisation.analysis.encoding.operations import (
    absolute,
    arithmetic,
    as_truth,
    choose,
    compare,
    conjoin,
    disjoin,
    extreme_of,
    negate,
)
from authorisation.analysis.encoding.shapes import (
    AmongTexts,
    Cases,
    Day,
    Entries,
    FreeText,
    ListShape,
    Missing,
    NotEncoded,
    OptionText,
    Shape,
    Slot,
    TimeSpan,
    cases,
    exact_number,
    map_cases,
    one_case,
    truth_case,
)
from authorisation.analysis.encoding.terms import constant
from authorisation.feel.errors import FeelError
from authorisation.feel.regex import match as regex
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.temporal.text import parse_temporal
from authorisation.feel.values.values import Value

Names: TypeAlias = Callable[[str], Cases | None]
"""The value of a name; None where it stands for nothing."""


class Environment:
    """The names that a formula may use; `within` adds some.

    `path` gives the value of a dotted name that stands for a question; None for any other.
    """

    def __init__(
        self, names: Names, path: Names, space: AnswerSpace, around: Environment | None = None
    ) -> None:
        self._names = names
        self._around = around
        self.path = path
        self.space = space

    def within(self, names: Names) -> Environment:
        """These names, and some that hide them."""
        return Environment(names, self.path, self.space, self)

    def name(self, name: str) -> Cases | None:
        """The value of a name, the innermost first."""
        found = self._names(name)
        if found is not None or self._around is None:
            return found
        return self._around.name(name)


def encode(node: syntax.Node, scope: Environment) -> Cases:
    """The value of a formula in every submission.

    Raises:
        NotEncoded: it has a form that is not encoded.
    """
    match node:
        case syntax.Literal(value=value):
            return one_case(shape_of(value))
        case syntax.AtLiteral(text=text):
            return one_case(shape_of(parse_temporal(text)))
        case syntax.Name() | syntax.Path():
            return _encode_path(node, scope)
        case syntax.Comparison(op=op, left=left, right=right):
            return compare(op, encode(left, scope), encode(right, scope))
        case syntax.Between(of=of, low=low, high=high):
            middle = encode(of, scope)
            above = compare(">=", middle, encode(low, scope))
            return conjoin(above, compare("<=", middle, encode(high, scope)))
        case syntax.And(left=left, right=right):
            # What is settled by one part is not asked of the other: of findings, by their id.
            one = as_truth(encode(left, scope))
            return one if _settled(one) is False else conjoin(one, as_truth(encode(right, scope)))
        case syntax.Or(left=left, right=right):
            one = as_truth(encode(left, scope))
            return one if _settled(one) is True else disjoin(one, as_truth(encode(right, scope)))
        case syntax.Negation(of=of):
            return arithmetic("-", one_case(exact_number(0)), encode(of, scope))
        case syntax.Arithmetic(op=op, left=left, right=right):
            return arithmetic(op, encode(left, scope), encode(right, scope))
        case syntax.If(condition=condition, then=then, other=other):
            return choose(encode(condition, scope), encode(then, scope), encode(other, scope))
        case syntax.In(of=of, tests=tests):
            return _encode_in(encode(of, scope), tests, scope)
        case syntax.Filter(of=of, by=by):
            return _encode_filter(encode(of, scope), by, scope)
        case syntax.ListLiteral(items=items):
            slots = tuple(Slot(encode(item, scope)) for item in items)
            return one_case(ListShape(slots))
        case syntax.Quantified(kind=kind, iterations=(only,), body=body) if only.to is None:
            return _encode_quantified(kind, only, body, scope)
        case syntax.Call(function=syntax.Name(name=name), positional=args, named=()):
            return _encode_call(name, args, scope)
        case _:
            raise NotEncoded(f"a {type(node).__name__.lower()} expression")


def _settled(value: Cases) -> Shape:
    """The value, where it is the same in every submission; else null."""
    return value[0][1] if len(value) == 1 and value[0][0] is True else None


def shape_of(value: Value) -> Shape:
    """The shape of a value that is settled.

    Raises:
        NotEncoded: it is of a kind that is not encoded.
    """
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return exact_number(Fraction(value))
        case Date(year=year, month=month, day=day):
            return Day(civil_date(date(year, month, day)))
        case YearsMonths(months=months):
            return TimeSpan(months=months)
        case DaysTime(nanoseconds=length) if length % DAY_NANOSECONDS == 0:
            return TimeSpan(days=constant(length // DAY_NANOSECONDS))
        case list():
            return ListShape(tuple(Slot(one_case(shape_of(each))) for each in value))
        case _:
            raise NotEncoded(f"a {type(value).__name__} value")


def _encode_path(node: syntax.Node, scope: Environment) -> Cases:
    chain = syntax.name_chain(node)
    if not chain:
        of, name = node.of, node.name  # type: ignore[union-attr]
        return entries_of(encode(of, scope), name)
    value = scope.name(chain[0])
    rest = chain[1:]
    if value is None:
        for length in range(len(chain), 0, -1):
            value = scope.path(".".join(chain[:length]))
            if value is not None:
                rest = chain[length:]
                break
    if value is None:
        raise NotEncoded(f"the name `{'.'.join(chain)}`")
    for name in rest:
        value = entries_of(value, name)
    return value


def entries_of(value: Cases, name: str) -> Cases:
    """An entry of a context by name; of a list, that of each item."""
    return map_cases(lambda shape: _entry_of(shape, name), value)


def _entry_of(shape: Shape, name: str) -> Cases:
    match shape:
        case Entries(entry=entry):
            found = entry(name)
            return one_case(None) if found is None else found
        case Missing() as missing:
            return one_case(missing)
        case ListShape(slots=slots, open=grows, tail=tail):
            items = tuple(
                Slot(entries_of(slot.value, name), slot.sure, slot.perhaps, slot.times)
                for slot in slots
            )
            return one_case(ListShape(items, grows, entries_of(tail, name) if tail else ()))
        case None | bool() | str():
            return one_case(None)
        case _:
            raise NotEncoded(f"the property `{name}` of such a value")


def _encode_in(value: Cases, tests: tuple[syntax.UnaryTest, ...], scope: Environment) -> Cases:
    result: Cases = one_case(shape=False)
    for test in tests:
        result = disjoin(result, _encode_test(value, test, scope))
    return result


def _encode_test(value: Cases, test: syntax.UnaryTest, scope: Environment) -> Cases:
    if test.op is not None:
        return compare(test.op, value, encode(test.of, scope))
    match test.of:
        case syntax.ListLiteral(items=items) if items:
            return _among(value, tuple(encode(item, scope) for item in items))
        case syntax.RangeLiteral(low=low, high=high, op=None) if low and high:
            above = ">=" if test.of.low_included else ">"
            below = "<=" if test.of.high_included else "<"
            first = compare(above, value, encode(low, scope))
            return conjoin(first, compare(below, value, encode(high, scope)))
        case syntax.Literal():
            return compare("=", value, encode(test.of, scope))
        case _:
            raise NotEncoded("such a test after `in`")


def _among(value: Cases, items: tuple[Cases, ...]) -> Cases:
    """Whether a value is one of several; one of another kind is simply not the one."""

    def one(shape: Shape) -> Cases:
        if isinstance(shape, AmongTexts):
            return lists.among_texts(shape, items)
        if isinstance(shape, Missing):
            return one_case(shape)
        result: Cases = one_case(shape=False)
        for item in items:
            equal = compare("=", one_case(shape), item)
            result = disjoin(
                result, cases((guard, each if each is not None else False) for guard, each in equal)
            )
        return result

    return map_cases(one, value)


def _encode_filter(of: Cases, by: syntax.Node, scope: Environment) -> Cases:
    def condition(item: Cases) -> Cases:
        return encode(by, scope.within(_item_names(item)))

    if isinstance(by, syntax.Literal | syntax.Negation | syntax.Arithmetic):
        raise NotEncoded("an item by its position")
    return map_cases(lambda shape: lists.filtered(shape, condition), of)


def _item_names(item: Cases) -> Names:
    """The names inside a filter: the fields of the item, and `item` itself."""

    def name(wanted: str) -> Cases | None:
        if wanted == "item":
            return item
        fields = [shape.entry(wanted) for _, shape in item if isinstance(shape, Entries)]
        if len(item) == 1 and fields:
            return fields[0]
        if any(field is not None for field in fields):
            return entries_of(item, wanted)
        return None

    return name


def _encode_quantified(
    kind: str, iteration: syntax.Iteration, body: syntax.Node, scope: Environment
) -> Cases:
    def verdict(item: Cases) -> Cases:
        inner = scope.within(lambda name: item if name == iteration.name else None)
        return as_truth(encode(body, inner))

    over = encode(iteration.over, scope)
    return map_cases(lambda shape: lists.quantified(kind, shape, verdict), over)


def _encode_call(name: str, args: tuple[syntax.Node, ...], scope: Environment) -> Cases:
    match name, args:
        case "not", (of,):
            return negate(as_truth(encode(of, scope)))
        case "count", (of,):
            return map_cases(lists.counted, encode(of, scope))
        case "sum", (of,):
            return map_cases(lists.summed, encode(of, scope))
        case "abs", (of,):
            return absolute(encode(of, scope))
        case "min" | "max", (syntax.ListLiteral(items=parts),) if parts:
            return extreme_of(name, [encode(part, scope) for part in parts])
        case "min" | "max", (_, _, *_):
            return extreme_of(name, [encode(part, scope) for part in args])
        case "list contains", (of, element):
            wanted = encode(element, scope)
            return map_cases(lambda shape: lists.contains(shape, wanted), encode(of, scope))
        case "matches", (of, syntax.Literal(value=str() as pattern)):
            return map_cases(lambda shape: _matches(shape, pattern, scope), encode(of, scope))
        case "date" | "duration", (syntax.Literal(value=str() as text),):
            return _temporal(name, text)
        case _:
            raise NotEncoded(f"the function `{name}`")


def _temporal(name: str, text: str) -> Cases:
    """A date or a length of time that a rule writes; null where there is none such."""
    try:
        shape = shape_of(parse_temporal(text))
    except FeelError:
        return one_case(None)
    if not isinstance(shape, Day if name == "date" else TimeSpan):
        raise NotEncoded(f"`{name}` of such a text")
    return one_case(shape)


def _matches(shape: Shape, pattern: str, scope: Environment) -> Cases:
    match shape:
        case FreeText():
            return truth_case(scope.space.matches(shape, pattern))
        case str():
            return one_case(regex.matches(shape, pattern))
        case Missing():
            return one_case(shape)
        case OptionText(options=options):
            return cases((truth, regex.matches(o, pattern)) for o, truth in options.items())
        case _:
            return one_case(None)
