"""Formulas of FEEL over answers that nobody has given yet: one function a form.

What is not known here is refused with its place, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

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
from authorisation.feel.interpretation import Names, NamesInScope, interpret
from authorisation.feel.regex import match as regex
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.values.values import Value


class Environment(NamesInScope[Cases]):
    """The names that a formula may use, and the answers that it may look at."""

    def __init__(
        self,
        names: Names[Cases],
        path: Names[Cases],
        space: AnswerSpace,
        around: Environment | None = None,
    ) -> None:
        super().__init__(names, path, around)
        self.space = space

    def within(self, names: Names[Cases]) -> Environment:
        """These names, and some that hide them."""
        return Environment(names, self.path, self.space, self)


def encode(node: syntax.Node, scope: Environment) -> Cases:
    """The value of a formula in every submission.

    Raises:
        NotEncoded: it has a form that is not encoded.
    """
    return interpret(node, scope, EncodedOperations(scope.space))


class EncodedOperations:
    """The operations of FEEL, each over values by case."""

    compare = staticmethod(compare)
    arithmetic = staticmethod(arithmetic)
    choose = staticmethod(choose)

    def __init__(self, space: AnswerSpace) -> None:
        self._space = space

    def settled(self, value: Value) -> Cases:
        """A value of the engine's."""
        return one_case(shape_of(value))

    def conjoin(self, left: Cases, right: Cases) -> Cases:
        """`left and right`."""
        return conjoin(as_truth(left), as_truth(right))

    def disjoin(self, left: Cases, right: Cases) -> Cases:
        """`left or right`."""
        return disjoin(as_truth(left), as_truth(right))

    def surely(self, of: Cases) -> bool | None:
        """The truth that a value has in every submission; None where it has none."""
        only = of[0][1] if len(of) == 1 and of[0][0] is True else None
        return only if isinstance(only, bool) else None

    def negate(self, of: Cases) -> Cases:
        """`not(of)`."""
        return negate(as_truth(of))

    def among(self, value: Cases, items: Sequence[Cases]) -> Cases:
        """Whether a value is one of several; one of another kind is simply not the one."""
        return _among(value, tuple(items))

    def items(self, of: Cases) -> Sequence[Cases] | None:
        """The items of a list that is the same in every submission; None of any other value."""
        match of:
            case ((True, ListShape(slots=slots, open=False)),):
                settled = all(slot.sure is True and slot.times is None for slot in slots)
                return [slot.value for slot in slots] if settled else None
            case _:
                return None

    def list_of(self, items: Sequence[Cases]) -> Cases:
        """A list of these items."""
        return one_case(ListShape(tuple(map(Slot, items))))

    def entry(self, of: Cases, name: str) -> Cases:
        """An entry of a context by name; of a list, that of each item."""
        return _entries_of(of, name)

    def fields(self, item: Cases, name: str) -> Cases | None:
        """A field of an item, where it has one."""
        fields = [shape.entry(name) for _, shape in item if isinstance(shape, Entries)]
        if len(item) == 1 and fields:
            return fields[0]
        if any(field is not None for field in fields):
            return _entries_of(item, name)
        return None

    def filtered(self, of: Cases, condition: Callable[[Cases], Cases]) -> Cases:
        """`of[condition]`."""
        return map_cases(lambda shape: lists.filtered(shape, condition), of)

    def quantified(self, kind: str, of: Cases, condition: Callable[[Cases], Cases]) -> Cases:
        """`some` or `every` item of a list satisfies a condition."""
        return map_cases(
            lambda shape: lists.quantified(kind, shape, lambda item: as_truth(condition(item))), of
        )

    def call(self, name: str, args: Sequence[Cases]) -> Cases:
        """A built-in function."""
        match name, args:
            case "count", (of,):
                return map_cases(lists.count_of, of)
            case "sum", (of,):
                return map_cases(lists.summed, of)
            case "abs", (of,):
                return absolute(of)
            case "min" | "max", (_, _, *_):
                return extreme_of(name, args)
            case "list contains", (of, element):
                return map_cases(lambda shape: lists.contains(shape, element), of)
            case _:
                raise NotEncoded(f"the function `{name}`")

    def matches(self, of: Cases, pattern: str) -> Cases:
        """Whether a text matches a pattern."""
        return map_cases(lambda shape: _matches(shape, pattern, self._space), of)


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


def _entries_of(value: Cases, name: str) -> Cases:
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
                Slot(_entries_of(slot.value, name), slot.sure, slot.perhaps, slot.times)
                for slot in slots
            )
            return one_case(ListShape(items, grows, _entries_of(tail, name) if tail else ()))
        case None | bool() | str():
            return one_case(None)
        case _:
            raise NotEncoded(f"the property `{name}` of such a value")


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


def _matches(shape: Shape, pattern: str, space: AnswerSpace) -> Cases:
    match shape:
        case FreeText():
            return truth_case(space.matches(shape, pattern))
        case str():
            return one_case(regex.matches(shape, pattern))
        case Missing():
            return one_case(shape)
        case OptionText(options=options):
            return cases((truth, regex.matches(o, pattern)) for o, truth in options.items())
        case _:
            return one_case(None)
