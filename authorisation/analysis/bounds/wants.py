"""What each use of a list wants of its items on one day, and how often it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum
from itertools import product
from typing import Final

from authorisation.analysis.bounds.list_uses import (
    ListUse,
    Loop,
    LoopKind,
    UseForm,
    fields_of,
    grounded,
    shape_of,
    value_node,
)
from authorisation.engine.judge.assessors import OTHERS
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.feel.values.values import Unknown, Value
from authorisation.model.condition import Condition
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import DatedValueKind, RuleSet
from authorisation.model.value import Answer

_NO_FIGURE: Final = "the figure that it is held against is no number"
_FREE: Final = "the figure that it is held against is left free"
_MOST_SPELT_OUT: Final = 60
"""How long a figure's list may be for each of its values to be looked at by itself."""
_BOUNDED: Final = frozenset({UseForm.COUNT, UseForm.EVERY, UseForm.SOME})


class Sureness(IntEnum):
    """The items that a want is about: those that surely pass the filters, or all that may."""

    SURE = 0
    POSSIBLE = 1


class Decides(IntEnum):
    """The items among those of `Sureness`, by what `every` or `some` asks of them."""

    SETTLES = 0
    """Those that settle it by themselves: an item not met under `every`."""
    MAY_SETTLE = 1
    ANY = 2
    OWN = 3
    """Items of another kind, which no other want is compared with."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """That a use is made over again for each item of a list, or so many times.

    `most` is how many different conditions it may come to, whatever the list; None without limit.
    """

    source: syntax.Node
    """What is gone through, and in which place of the loops around."""
    fields: frozenset[str]
    path: str
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """So many items of one kind, if there are so many, that a use wants kept."""

    use: ListUse
    filter: syntax.Node
    """Which items, by what passes the filters; with figures in the place of their names."""
    sureness: Sureness
    decides: Decides
    shape: object = None
    """Equal where what `every` or `some` asks of them is the same."""
    items: int
    repeats: frozenset[Repeat] = frozenset()


@dataclass(frozen=True, slots=True)
class DatedUse:
    """A use on one day, with all that it wants."""

    use: ListUse
    wants: tuple[Want, ...]
    needed: int = 0
    """How many items decide a count."""
    may_not_apply: bool = False
    why: str = ""


class FiguresOfDay:
    """The figures of a day, and what uses come to under them."""

    def __init__(
        self,
        rules: RuleSet,
        day: date,
        overrides: Mapping[str, Answer],
        free: frozenset[str] = frozenset(),
    ) -> None:
        """With `free`, figures that may have any value at all."""
        self._rules = rules
        self._free = free
        self._values: Bindings = {}
        for parameter in rules.parameters.values():
            entry = parameter.on(day)
            if parameter.name in free:
                continue
            if parameter.name in overrides:
                self._values[parameter.name] = feel_value(overrides[parameter.name])
            elif entry is not None and entry.setting is DatedValueKind.VALUE:
                self._values[parameter.name] = feel_value(entry.value)
            else:
                self._values[parameter.name] = Unknown(inapplicable=True)
        self._unset = frozenset(
            name for name, value in self._values.items() if isinstance(value, Unknown)
        )
        self._work_out_derived()
        self._names = {name: value_node(value) for name, value in self._values.items()}
        self._ambiguous = _field_names(rules.bank.values())
        # Criteria of one name may ask something else in rules that are no older nor newer.
        self._identity = object()
        for name in rules.derived:
            self._names[name] = self._grounded_derived(name)

    def _grounded_derived(self, name: str) -> syntax.Node:
        node = parse(self._rules.derived[name].value.text)
        for _ in self._rules.derived:  # as many times as one may stand behind another
            trees = {n: parse(d.value.text) for n, d in self._rules.derived.items()}
            node = grounded(node, trees)
        return grounded(node, self._names)

    def _work_out_derived(self) -> None:
        """Add the derived figures that are worked out from figures alone; others come to null."""
        for _ in self._rules.derived:  # as many times as one may stand behind another
            for derived in self._rules.derived.values():
                self._values[derived.name] = compile(derived.value.text).evaluate(self._values)

    def dated_use(self, use: ListUse, *, partial: bool) -> DatedUse:
        """A use on that day; where answers may be left out, with what is only possible as well."""
        needed = self._number(use)
        why = use.reason
        if needed is None and not why:
            found = _NO_FIGURE if self._free.isdisjoint(use.held_against) else _FREE
            why = f"{use.at}: `{use.text}`: {found}"
        may_not_apply = use.refers or not self._unset.isdisjoint(use.names)
        kinds: list[tuple[Sureness, Decides, int]] = []
        if use.form in _BOUNDED and not why:
            # What other submissions say is never all known.
            unsure = partial or OTHERS in use.names
            kinds = list(_kinds_wanted(use, needed or 0, unsure=unsure))
            if may_not_apply:
                # What may not apply is one more thing that a count comes to, and a third verdict.
                number = 1 if use.form is UseForm.COUNT else 3
                kinds.append((Sureness.POSSIBLE, Decides.OWN, number))
        wants: list[Want] = []
        for filters_alone in (False, True):
            chosen = [kind for kind in kinds if _is_of_filters(use, kind[1]) is filters_alone]
            if chosen:
                wants += self._wants(use, chosen, filters_alone, partial=partial)
        return DatedUse(use, tuple(wants), needed or 0, may_not_apply, why)

    def _wants(
        self,
        use: ListUse,
        kinds: Sequence[tuple[Sureness, Decides, int]],
        filters_alone: bool,  # noqa: FBT001
        *,
        partial: bool,
    ) -> Iterator[Want]:
        """Yield some kinds of wants, once for each value of the figures' lists around the use."""
        loops = dict(use.filter_loops if filters_alone else use.loops)
        figures = [loop for loop in loops if self._is_spelt_out(loop)]
        for values in product(*(self._gone_through(loop) for loop in figures)):
            names = {**self._names, use.item: syntax.Name("·item")}
            repeats = []
            known = dict(zip(figures, values, strict=True))
            for at, loop in enumerate(use.around):
                if loop in known:
                    names[loop.name] = value_node(known[loop])
                    continue
                each = syntax.Filter(grounded(loop.within, names), syntax.Literal(Decimal(at)))
                names |= (
                    {name: syntax.Path(each, name) for name in fields_of(loop)}
                    if (not loop.name)
                    else {loop.name: each}
                )
                if loop in loops:
                    repeats.append(self._repeat(loop, each, loops[loop], partial=partial))
            own = frozenset(use.question.each)
            for sureness, decides, items in kinds:
                yield Want(
                    use=use,
                    filter=grounded(use.filter, names, own),
                    sureness=sureness,
                    decides=decides if self._can_compare(use) else Decides.OWN,
                    shape=None if filters_alone else shape_of(use.body, names, self._identity),
                    items=items,
                    repeats=frozenset(repeats),
                )

    def _is_spelt_out(self, loop: Loop) -> bool:
        figure = loop.kind is LoopKind.FIGURE and self._free.isdisjoint(loop.names)
        return figure and len(self._gone_through(loop)) <= _MOST_SPELT_OUT

    def _gone_through(self, loop: Loop) -> Sequence[Value]:
        """The values of a figure's list; none where nothing is judged for them."""
        value = compile(loop.within).evaluate(self._values)
        if value is None or (isinstance(value, Unknown) and value.inapplicable):
            return ()
        return value if isinstance(value, list) else (value,)

    def _can_compare(self, use: ListUse) -> bool:
        """Whether no name in a use is that of a field as well, so that it stands for one thing."""
        names = {*use.names, *(loop.name for loop in use.around)}
        return names.isdisjoint(self._ambiguous & (self._names.keys() | names - use.names))

    def _number(self, use: ListUse) -> int | None:
        """The number of items that decide a count: all that it takes to pass each figure."""
        most = 0
        for op, line in use.lines:
            value = compile(line).evaluate(self._values)
            if isinstance(value, Unknown) and value.inapplicable:
                continue  # then the whole does not apply, whatever the count is
            if not isinstance(value, Decimal):
                return None
            rounding = ROUND_CEILING if op in {">=", "<"} else ROUND_FLOOR
            whole = int(value.to_integral_value(rounding))
            most = max(most, whole if op in {">=", "<"} else whole + 1)
        return most

    def _repeat(
        self, loop: Loop, source: syntax.Node, fields: frozenset[str], *, partial: bool
    ) -> Repeat:
        match loop.kind:
            case LoopKind.FIGURE if self._free.isdisjoint(loop.names):
                return Repeat(source, fields, "", len(self._gone_through(loop)))
            case LoopKind.CHOICES if loop.question is not None:
                return Repeat(source, fields, "", len(loop.question.of) + partial)
            case LoopKind.OTHERS:
                return Repeat(source, fields, "", 1)
            case LoopKind.ANSWERS:
                most = _different_values(loop.question, fields, partial=partial)
                return Repeat(source, fields, loop.path, most)
            case _:
                return Repeat(source, fields, "", None)


def _field_names(questions: Iterable[Question]) -> frozenset[str]:
    """The names of the fields of all items."""
    found = [name for question in questions for name in question.each]
    inside = [_field_names(question.each.values()) for question in questions if question.each]
    return frozenset(found).union(*inside)


def _different_values(
    question: Question | None, fields: frozenset[str], *, partial: bool
) -> int | None:
    """The largest number of items that differ in some fields; None where there is no limit."""
    number = 1
    for name in fields:
        field = question.each.get(name) if question else None
        match field:
            case Question(type=ValueType.CHOICE):
                values = len(field.of)
            case Question(type=ValueType.BOOLEAN):
                values = 2
            case _:
                return None
        number *= values + bool(field.none) + partial
    return number


def _kinds_wanted(
    use: ListUse, needed: int, *, unsure: bool
) -> Iterator[tuple[Sureness, Decides, int]]:
    may = Sureness.POSSIBLE if unsure else Sureness.SURE
    if use.form is UseForm.COUNT:
        if needed:
            yield from dict.fromkeys(
                (sureness, Decides.ANY, needed) for sureness in (Sureness.SURE, may)
            )
        return
    if is_formula(use):
        # In a formula null is a third truth, which settles nothing that it may settle.
        yield may, Decides.MAY_SETTLE, 1
        return
    yield Sureness.SURE, Decides.SETTLES, 1
    yield may, Decides.MAY_SETTLE, 1
    yield may, Decides.ANY, 1


def _is_of_filters(use: ListUse, decides: Decides) -> bool:
    """Whether a want of it is about all that pass its filters, whatever its body says."""
    return decides is Decides.ANY and use.form is not UseForm.COUNT


def is_formula(use: ListUse) -> bool:
    """Whether an `every` or `some` stands inside a formula, and is no condition of its own."""
    return not isinstance(use.body, Condition)
