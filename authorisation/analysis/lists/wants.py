"""What each use of a list wants of its items on one day, and how often it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum
from typing import Final

from authorisation.analysis.lists.uses import ListUse, Loop, LoopKind, UseForm
from authorisation.engine.judge.assessors import OTHERS
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.values.values import Unknown
from authorisation.model.condition import Condition
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import DatedValueKind, RuleSet
from authorisation.model.value import Answer

_NO_FIGURE: Final = "the figure that it is held against is no number"
_FREE: Final = "the figure that it is held against is left free"
_BOUNDED: Final = frozenset({UseForm.COUNT, UseForm.EVERY, UseForm.SOME})


class Sureness(IntEnum):
    """Which items a want is about: those that surely pass the filters, or all that may."""

    SURE = 0
    POSSIBLE = 1


class Decides(IntEnum):
    """Which of those, by what `every` or `some` asks of them."""

    SETTLES = 0
    """Those that settle it by themselves: an item not met under `every`."""
    MAY_SETTLE = 1
    ANY = 2
    OWN = 3
    """Items of another kind, which no other want is compared with."""


@dataclass(frozen=True, slots=True)
class Want:
    """So many items of one kind, if there are so many, that a use wants kept."""

    use: ListUse
    sureness: Sureness
    decides: Decides
    items: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a use is made over again: for each item of another list, or so many times.

    `most` is how many different conditions it may come to, whatever the list; None without limit.
    """

    path: str
    most: int | None


@dataclass(frozen=True, slots=True)
class DatedUse:
    """A use on one day: what it wants each time, and how often it is made."""

    use: ListUse
    wants: tuple[Want, ...]
    repeats: tuple[Repeat, ...]
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

    def _work_out_derived(self) -> None:
        """Add the derived figures that are worked out from figures alone; others come to null."""
        for _ in self._rules.derived:  # as many times as one may stand behind another
            for derived in self._rules.derived.values():
                self._values[derived.name] = compile(derived.value.text).evaluate(self._values)

    def dated_use(self, use: ListUse, *, partial: bool) -> DatedUse:
        """A use on that day; where answers may be left out, with what is only possible as well."""
        # What other submissions say is never all known.
        partial = partial or OTHERS in use.names
        wants: tuple[Want, ...] = ()
        why = use.reason
        if use.form is UseForm.COUNT:
            needed = self._number(use)
            if needed is None:
                found = _NO_FIGURE if self._free.isdisjoint(use.held_against) else _FREE
                why = f"{use.at}: `{use.text}`: {found}"
            wants = tuple(_count_wants(use, needed or 0, partial=partial))
        elif use.form in {UseForm.EVERY, UseForm.SOME}:
            wants = tuple(_item_wants(use, partial=partial))
        if use.form in _BOUNDED and (use.refers or not self._unset.isdisjoint(use.names)):
            # What may not apply is one more thing that a count may come to, and a third verdict.
            number = 1 if use.form is UseForm.COUNT else 3
            wants = (*wants, Want(use, Sureness.POSSIBLE, Decides.OWN, number))
        repeats = tuple(self._repeat(loop, fields, partial=partial) for loop, fields in use.loops)
        return DatedUse(use, wants, repeats, why)

    def _number(self, use: ListUse) -> int | None:
        """How many items decide a count: all that it takes to pass each figure."""
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

    def _repeat(self, loop: Loop, fields: frozenset[str], *, partial: bool) -> Repeat:
        match loop.kind:
            case LoopKind.FIGURE if not self._free.isdisjoint(loop.names):
                return Repeat("", None)
            case LoopKind.FIGURE:
                value = compile(loop.within).evaluate(self._values)
                if isinstance(value, Unknown) and value.inapplicable:
                    return Repeat("", 0)  # then nothing is judged for any item
                return Repeat("", len(value) if isinstance(value, list) else 1)
            case LoopKind.CHOICES if loop.question is not None:
                return Repeat("", len(loop.question.of) + partial)
            case LoopKind.OTHERS:
                return Repeat("", 1)
            case LoopKind.ANSWERS:
                return Repeat(loop.path, _different_values(loop.question, fields, partial=partial))
            case _:
                return Repeat("", None)


def _different_values(
    question: Question | None, fields: frozenset[str], *, partial: bool
) -> int | None:
    """How many items differ in some fields at most; None where there is no limit."""
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


def _count_wants(use: ListUse, needed: int, *, partial: bool) -> Iterator[Want]:
    if needed > 0:
        yield Want(use, Sureness.SURE, Decides.ANY, needed)
        if partial:
            yield Want(use, Sureness.POSSIBLE, Decides.ANY, needed)


def _item_wants(use: ListUse, *, partial: bool) -> Iterator[Want]:
    may = Sureness.POSSIBLE if partial else Sureness.SURE
    if is_formula(use):
        # In a formula null is a third truth, which settles nothing that it may settle.
        yield Want(use, may, Decides.MAY_SETTLE, 1)
        return
    yield Want(use, Sureness.SURE, Decides.SETTLES, 1)
    yield Want(use, may, Decides.MAY_SETTLE, 1)
    yield Want(use, may, Decides.ANY, 1)


def is_formula(use: ListUse) -> bool:
    """Whether an `every` or `some` stands inside a formula, and is no condition of its own."""
    return not isinstance(use.body, Condition)
