"""How many items of each list are enough for whatever the rules can come to.

`docs/list-bounds.md` states the theorem behind the numbers, and proves it; the names there are
those of this module. No solver is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from authorisation.analysis.bounds.antichain import heaviest_antichain
from authorisation.analysis.bounds.find_list_uses import find_list_uses
from authorisation.analysis.bounds.list_uses import ALL, ListUse, Loop, LoopKind, UseForm
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.values.values import Unknown
from authorisation.language.check.implications import implies
from authorisation.model.condition import Condition
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import DatedValueKind, RuleSet
from authorisation.model.source import Formula
from authorisation.model.value import Answer

_UNFIXED: Final = "it is looked at for each item of a list that has no bound, or of itself"
_COPIED_FIELD: Final = "its length and the sum of a field are both held against answers"
_LOOKED_AT: Final = "its items are all to differ in a field that is looked at elsewhere too"
_NO_FIGURE: Final = "the figure that it is held against is no number"
_BOUNDED: Final = frozenset({UseForm.COUNT, UseForm.EVERY, UseForm.SOME})
_NOTHING: Final[Mapping[str, Answer]] = MappingProxyType({})


class Sureness(IntEnum):
    """Which items a want is about: those that surely pass the filters, or all that may."""

    SURE = 0
    POSSIBLE = 1


class Body(IntEnum):
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
    body: Body
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBound:
    """How many items of a list are enough, or why no number is known to be.

    `items` is that number, None where there is none and `reason` says why. With `multiplied` it is
    the number of different items, each of which may stand in the list many times over (with a new
    value in each field that must differ); else that of all items.
    """

    path: str
    items: int | None
    multiplied: bool = False
    reason: str = ""
    because: tuple[ListUse, ...] = ()
    """The uses that add up to the number."""
    partial: bool = False
    """Whether answers may be left out, and the list still grow."""
    max_items: int = 1000
    dated: tuple[DatedUse, ...] = ()
    fields: frozenset[str] = frozenset()
    """The fields of its items that are looked at."""


def list_bounds(
    rules: RuleSet,
    *,
    partial: bool,
    day: date,
    extra: Sequence[Formula | str] = (),
    overrides: Mapping[str, Answer] = _NOTHING,
) -> Mapping[str, ListBound]:
    """Return the bound on each list that a rule set asks for or its bank holds, by path.

    It holds under the figures of a day, and those of `overrides` in their place: for any set of
    verdicts, derived figures held against figures, and outcomes that a submission comes to, some
    submission within the bounds comes to the same. `partial` says whether answers may be left out
    and lists still grow. `extra` are further formulas over the answers whose truth is to stay.
    A list inside items has the path of both; it has so many in each item.
    """
    found = find_list_uses(rules, extra)
    figures = _Figures(rules, day, overrides)
    dated: dict[str, list[DatedUse]] = {}
    for use in found.uses:
        dated.setdefault(use.path, []).append(figures.dated_use(use, partial=partial))
    lists = dict(_lists(rules.bank))
    return _solved(
        {
            path: ListBound(
                path=path,
                items=None,
                partial=partial,
                max_items=question.max_items,
                dated=tuple(dated.get(path, ())),
                fields=frozenset(name for of, name in found.fields if of == path),
            )
            for path, question in lists.items()
        }
    )


def joint_bounds(
    first: Mapping[str, ListBound], *others: Mapping[str, ListBound]
) -> Mapping[str, ListBound]:
    """Return the bounds that hold for several rule sets at once, asked the same questions.

    A use that they share counts once, so they are often less than the sum.
    """
    joined = dict(first)
    for bounds in others:
        for path, bound in bounds.items():
            known = joined.get(path)
            joined[path] = bound if known is None else _joined(known, bound)
    return _solved(joined)


def _joined(one: ListBound, other: ListBound) -> ListBound:
    return ListBound(
        path=one.path,
        items=None,
        partial=one.partial or other.partial,
        max_items=max(one.max_items, other.max_items),
        dated=(*one.dated, *other.dated),
        fields=one.fields | other.fields,
    )


def _lists(bank: Mapping[str, Question], under: str = "") -> Iterator[tuple[str, Question]]:
    for name, question in bank.items():
        if question.type is ValueType.LIST:
            yield f"{under}{name}", question
            yield from _lists(question.each, f"{under}{name}.")


# What a use wants on a day.


class _Figures:
    """The figures of a day, and what uses come to under them."""

    def __init__(self, rules: RuleSet, day: date, overrides: Mapping[str, Answer]) -> None:
        self._rules = rules
        self._values: Bindings = {}
        for parameter in rules.parameters.values():
            entry = parameter.on(day)
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
        wants: tuple[Want, ...] = ()
        why = use.reason
        if use.form is UseForm.COUNT and not why:
            needed = self._number(use)
            why = "" if needed is not None else f"{use.at}: `{use.text}`: {_NO_FIGURE}"
            wants = tuple(_count_wants(use, needed or 0, partial=partial))
        elif use.form in {UseForm.EVERY, UseForm.SOME}:
            wants = tuple(_item_wants(use, partial=partial))
        if use.form in _BOUNDED and (use.refers or not self._unset.isdisjoint(use.names)):
            # What may not apply is one more thing that a count may come to, and a third verdict.
            number = 1 if use.form is UseForm.COUNT else 3
            wants = (*wants, Want(use, Sureness.POSSIBLE, Body.OWN, number))
        repeats = tuple(self._repeat(loop, fields, partial) for loop, fields in use.loops)
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

    def _repeat(self, loop: Loop, fields: frozenset[str], partial: bool) -> Repeat:  # noqa: FBT001
        match loop.kind:
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
        yield Want(use, Sureness.SURE, Body.ANY, needed)
        if partial:
            yield Want(use, Sureness.POSSIBLE, Body.ANY, needed)


def _item_wants(use: ListUse, *, partial: bool) -> Iterator[Want]:
    may = Sureness.POSSIBLE if partial else Sureness.SURE
    if _is_formula(use):
        # In a formula null is a third truth, which settles nothing that it may settle.
        yield Want(use, may, Body.MAY_SETTLE, 1)
        return
    yield Want(use, Sureness.SURE, Body.SETTLES, 1)
    yield Want(use, may, Body.MAY_SETTLE, 1)
    yield Want(use, may, Body.ANY, 1)


def _is_formula(use: ListUse) -> bool:
    """Whether an `every` or `some` stands inside a formula, and is no condition of its own."""
    return not isinstance(use.body, Condition)


# What all uses want together.


def _solved(bounds: Mapping[str, ListBound]) -> Mapping[str, ListBound]:
    solver = _Solver(bounds)
    return MappingProxyType({path: solver.bound(path) for path in bounds})


class _Solver:
    """Works out each bound after those that it depends on."""

    def __init__(self, bounds: Mapping[str, ListBound]) -> None:
        self._given = bounds
        self._found: dict[str, ListBound] = {}

    def bound(self, path: str) -> ListBound:
        if path not in self._found:
            self._found[path] = self._worked_out(self._given[path])
        return self._found[path]

    def _worked_out(self, given: ListBound) -> ListBound:
        multiplied = any(dated.use.form is UseForm.TOTAL for dated in given.dated)
        reason = next((dated.why for dated in given.dated if dated.why), "")
        reason = reason or (_why_not_copied(given) if multiplied else "")
        if multiplied:
            given = replace(given, dated=tuple(map(_without_length, given.dated)))
        wants: list[Want] = []
        weights: list[int] = []
        for dated in given.dated if not reason else ():
            times = self._times(given.path, dated)
            if times is None:
                reason = f"{dated.use.at}: `{dated.use.text}`: {_UNFIXED}"
                break
            wants += dated.wants
            weights += [want.items * times for want in dated.wants]
        if reason:
            return replace(given, items=None, multiplied=False, reason=reason, because=())
        items, chosen = heaviest_antichain(weights, _pairs_below(wants))
        if multiplied:
            items = max(items, 1) + any(_counts_several(want) for want in wants)
        return replace(
            given,
            items=min(items, given.max_items),
            multiplied=multiplied,
            reason="",
            because=tuple(dict.fromkeys(wants[at].use for at in chosen)),
        )

    def _times(self, path: str, dated: DatedUse) -> int | None:
        """How often a use is made; None where there is no limit."""
        number = 1
        for repeat in dated.repeats:
            most = repeat.most
            if repeat.path and not self._depends(repeat.path, path):
                around = self.bound(repeat.path)
                if around.items is not None:
                    # Where the list may grow, what holds for any further item counts as well.
                    kept = around.items + around.partial
                    most = kept if most is None else min(kept, most)
            if most is None:
                return None
            number *= most
        return number

    def _depends(self, path: str, on: str) -> bool:
        """Whether a list is the other, or is looked at for each item of it, directly or not."""
        reached, waiting = {path}, [path]
        while waiting:
            for dated in self._given[waiting.pop()].dated:
                new = {repeat.path for repeat in dated.repeats if repeat.path} - reached
                reached |= new
                waiting += new
        return on in reached


def _why_not_copied(given: ListBound) -> str:
    for dated in given.dated:
        use = dated.use
        if use.form is UseForm.SUM_AT_MOST:
            return f"{use.at}: `{use.text}`: {_COPIED_FIELD}"
        if use.form is UseForm.ALL_DIFFER and use.field in given.fields:
            return f"{use.at}: `{use.text}`: {_LOOKED_AT}"
    return ""


def _without_length(dated: DatedUse) -> DatedUse:
    """A use without what it wants of the number of all items, which copies keep as it is."""
    if dated.use.form is not UseForm.COUNT:
        return dated
    return replace(dated, wants=tuple(want for want in dated.wants if not _is_whole(want)))


def _is_whole(want: Want) -> bool:
    return want.use.filter == ALL


def _counts_several(want: Want) -> bool:
    return want.use.form is UseForm.COUNT and want.items > 1


def _pairs_below(wants: Sequence[Want]) -> list[tuple[int, int]]:
    """The pairs of wants of which the first is about items that the second is about as well.

    Of two about the same items, the one that wants fewer is below.
    """
    known: dict[tuple[int, int], bool] = {
        (one, other): one != other and _is_within(wants[one], wants[other])
        for one in range(len(wants))
        for other in range(len(wants))
    }
    return [
        (one, other)
        for (one, other), within in known.items()
        if within
        and (not known[other, one] or (wants[one].items, one) < (wants[other].items, other))
    ]


def _is_within(one: Want, other: Want) -> bool:
    """Whether every item that the first is about is one that the second is about."""
    if Body.OWN in (one.body, other.body):
        return False
    # What is in the list is surely in it, as long as nothing is filtered out.
    if one.sureness > other.sureness and not _is_whole(other):
        return False
    if other.body is not Body.ANY and not _is_body_within(one, other):
        return False
    if one.use.filter == other.use.filter:
        return True
    if one.sureness is Sureness.POSSIBLE and not (one.use.never_null and other.use.never_null):
        return False
    return implies(one.use.filter, other.use.filter)


def _is_body_within(one: Want, other: Want) -> bool:
    if one.use.form is not other.use.form or one.use.shape != other.use.shape:
        return False
    if _is_formula(other.use):  # what is chosen of them depends on all that pass the filters
        return one.use.filter == other.use.filter and one.sureness == other.sureness
    return one.body <= other.body
