"""How many items of each list are enough for whatever the rules can come to.

`docs/list-bounds.md` states the theorem behind the numbers, and proves it; the names there are
those of this module. No solver is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from authorisation.analysis.bounds.antichain import heaviest_antichain
from authorisation.analysis.bounds.find_list_uses import find_list_uses
from authorisation.analysis.bounds.list_uses import ALL, ListUse, UseForm
from authorisation.analysis.bounds.wants import (
    DatedUse,
    Decides,
    FiguresOfDay,
    Sureness,
    Want,
    is_formula,
)
from authorisation.language.check.implications import implies
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.model.value import Answer

_UNFIXED: Final = "it is looked at for each item of a list that has no bound, or of itself"
_COPIED_FIELD: Final = "its length and the sum of a field are both held against answers"
_LOOKED_AT: Final = "its items are all to differ in a field that is looked at elsewhere too"
_NOTHING: Final[Mapping[str, Answer]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBound:
    """The bound of a list: the number of items that are enough, or why no number is known to be.

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


def list_uses(
    rules: RuleSet,
    *,
    partial: bool,
    day: date,
    extra: Sequence[Formula | str] = (),
    overrides: Mapping[str, Answer] = _NOTHING,
    free: Collection[str] = (),
) -> Mapping[str, ListBound]:
    """The bounds of each list that rules ask for or their bank holds, by path, not worked out yet.

    From them `joint_bounds` works out the numbers, under the figures of a day, and those of
    `overrides` in their place. `partial` says whether answers may be left out and lists still grow.
    `extra` are further formulas over the answers whose truth is to stay, and `free` are figures
    that may have any value at all. A list inside items has the path of both; its bound is that of
    each item.
    """
    found = find_list_uses(rules, extra)
    figures = FiguresOfDay(rules, day, overrides, frozenset(free))
    dated: dict[str, list[DatedUse]] = {}
    for use in found.uses:
        dated.setdefault(use.path, []).append(figures.dated_use(use, partial=partial))
    lists = dict(_lists(rules.bank))
    return {
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


def joint_bounds(
    first: Mapping[str, ListBound], *others: Mapping[str, ListBound]
) -> Mapping[str, ListBound]:
    """The bound on each list that holds for some rule sets at once, asked the same questions.

    For any set of verdicts, derived figures held against figures, and outcomes that a submission
    comes to, some submission within the bounds comes to the same. All are for complete submissions,
    or all for such as leave answers out. What the sets share counts once, so they are often less
    than the sum.
    """
    joined = dict(first)
    for bounds in others:
        for path, bound in bounds.items():
            known = joined.get(path)
            joined[path] = bound if known is None else _joined(known, bound)
    solver = _BoundSolver(joined)
    return MappingProxyType({each: solver.bound(each) for each in joined})


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


# What all uses want together.


class _BoundSolver:
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
            given = replace(given, dated=tuple(map(without_length, given.dated)))
        wants: list[Want] = []
        weights: list[int] = []
        for dated in given.dated if not reason else ():
            for want in dated.wants:
                times = self._times(given.path, want)
                if times is None:
                    reason = reason or f"{want.use.at}: `{want.use.text}`: {_UNFIXED}"
                wants.append(want)
                weights.append(want.items * (times or 0))
        if reason:
            return replace(given, items=None, multiplied=False, reason=reason, because=())
        items, chosen = heaviest_antichain(weights, _pairs_below(wants))
        if multiplied:
            items = max(items, 1) + any(counts_several(want) for want in wants)
        return replace(
            given,
            items=min(items, given.max_items),
            multiplied=multiplied,
            reason="",
            because=tuple(dict.fromkeys(wants[at].use for at in chosen)),
        )

    def _times(self, path: str, want: Want) -> int | None:
        """The number of times that items are wanted; None where there is no limit."""
        number = 1
        for repeat in want.repeats:
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
            new = outer_lists(self._given[waiting.pop()]) - reached
            reached |= new
            waiting += new
        return on in reached


def outer_lists(bound: ListBound) -> set[str]:
    """Return the lists for each of whose items a list is looked at."""
    wants = (want for dated in bound.dated for want in dated.wants)
    return {repeat.path for want in wants for repeat in want.repeats if repeat.path}


def _why_not_copied(given: ListBound) -> str:
    for dated in given.dated:
        use = dated.use
        if use.form is UseForm.SUM_AT_MOST:
            return f"{use.at}: `{use.text}`: {_COPIED_FIELD}"
        if use.form is UseForm.ALL_DIFFER and use.field in given.fields:
            return f"{use.at}: `{use.text}`: {_LOOKED_AT}"
    return ""


def without_length(dated: DatedUse) -> DatedUse:
    """A use without what it wants of the number of all items, which copies keep as it is."""
    if dated.use.form is not UseForm.COUNT:
        return dated
    return replace(dated, wants=tuple(want for want in dated.wants if not _is_whole(want)))


def _is_whole(want: Want) -> bool:
    return want.filter == ALL


def counts_several(want: Want) -> bool:
    """Whether a want is of a count that more than one item decides."""
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
    if Decides.OWN in (one.decides, other.decides):
        return False
    # What is in the list is surely in it, as long as nothing is filtered out.
    if one.sureness > other.sureness and not _is_whole(other):
        return False
    if other.decides is not Decides.ANY and not _is_body_within(one, other):
        return False
    if not other.repeats <= one.repeats:
        return False
    if _is_whole(other) or one.filter == other.filter:
        return True
    if one.sureness is Sureness.POSSIBLE and not (one.use.never_null and other.use.never_null):
        return False
    return implies(one.filter, other.filter)


def _is_body_within(one: Want, other: Want) -> bool:
    same = one.use.form is other.use.form and one.shape == other.shape
    if not same:
        return False
    if is_formula(other.use):  # what is chosen of them depends on all that pass the filters
        return one.filter == other.filter and one.sureness == other.sureness
    return one.decides <= other.decides
