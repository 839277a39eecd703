"""Submissions cut down to the bounds of their lists, with the same verdicts and outcomes.

The items that stay are chosen as the proof in `docs/list-bounds.md` chooses them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from msgspec.structs import replace

from authorisation.analysis.bounds.list_bounds import (
    ListBound,
    counts_several,
    joint_bounds,
    list_uses,
    outer_lists,
    without_length,
)
from authorisation.analysis.bounds.list_uses import UseForm
from authorisation.engine.assess import add_derived_values, assess, bind_names
from authorisation.engine.judge.assessors import OTHERS
from authorisation.engine.judge.conditions import FindingsById
from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import Program
from authorisation.feel.values.values import PartialList, Unknown, Value
from authorisation.model.question import Question, with_groups
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from tests.analysis.kept_items import Keep, ReadyUse, fewest, listed, with_item

_Names: TypeAlias = tuple[Bindings, FindingsById]
"""What conditions may name: answers, figures, and the findings of criteria."""
_NOTHING: Final[Mapping[str, Answer]] = MappingProxyType({})


def list_bounds(rules: RuleSet, **given: Any) -> Mapping[str, ListBound]:
    """The bound on each list of one rule set."""
    return joint_bounds(list_uses(rules, **given))


class ListCutter:
    """Cuts down submissions to one rule set on one day, to within its `bounds`.

    With `also` they stay the same for the rules of those as well, and the bounds are joint ones.
    """

    def __init__(
        self,
        program: Program,
        *,
        day: date,
        extra: Sequence[Formula | str] = (),
        overrides: Mapping[str, Answer] = _NOTHING,
        also: Sequence[ListCutter] = (),
    ) -> None:
        bounds = list_bounds(program.rules, partial=True, day=day, extra=extra, overrides=overrides)
        own = _RulesOfDay(program, day, overrides, bounds)
        others = (each for other in also for each in other._rules)
        self._rules: tuple[_RulesOfDay, ...] = (own, *others)
        self.bounds = joint_bounds(*(each.bounds for each in self._rules))
        self._bank = {
            path: q for each in self._rules for path, q in each.program.rules.bank.items()
        }
        self._ready = {
            path: [each.ready_uses(path, copied=bound.multiplied) for each in self._rules]
            for path, bound in self.bounds.items()
            if bound.items is not None
        }
        self._gone_through = {
            path for each in self.bounds.values() for path in _needed_first(each, self.bounds)
        }

    def cut_down(self, submission: Submission) -> Submission:
        """Return a submission with no more items in each list than `bounds` has.

        Every finding may come to the same verdicts as before, and the same outcomes are possible;
        what contradicted nothing still does not. A list whose length is held against an answer
        keeps it: its further items become copies of few.
        """
        scopes: list[_Names] = []
        for path in _outer_first(self.bounds):
            if path in self._ready:
                scopes = scopes or [each.scope(submission) for each in self._rules]
                submission = self._cut(submission, self.bounds[path], scopes)
                if path in self._gone_through:  # what is judged for its items is so for fewer now
                    scopes = []
        return submission

    def _cut(
        self, submission: Submission, bound: ListBound, scopes: Sequence[_Names]
    ) -> Submission:
        path, field = _path_and_field(bound.path, self._bank)
        answer = submission.answers.get(path)
        if not isinstance(answer, Items) or not answer.items or "." in field:
            return submission
        values = listed(_entry(scopes[0][0], path))
        if not field:
            cut = self._cut_list(answer, values, bound, scopes)
        else:
            items = zip(answer.items, values, strict=True)
            inside = tuple(self._cut_field(*each, field, bound, scopes) for each in items)
            cut = replace(answer, items=inside)
        places = {at: p for at, p in submission.places.items() if not at.startswith(f"{path}[")}
        return replace(
            submission,
            answers=MappingProxyType({**submission.answers, path: cut}),
            places=MappingProxyType(places),
        )

    def _cut_field(
        self, item: Answer, value: Value, field: str, bound: ListBound, scopes: Sequence[_Names]
    ) -> Answer:
        answer = item.get(field) if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(answer, Items):
            return item
        cut = self._cut_list(answer, listed(value[field]), bound, scopes, owner=value)
        return {**item, field: cut}

    def _cut_list(
        self,
        answer: Items,
        values: Sequence[Value],
        bound: ListBound,
        scopes: Sequence[_Names],
        owner: Value = None,
    ) -> Items:
        keeps: list[Keep] = []
        for uses, (scope, findings) in zip(self._ready[bound.path], scopes, strict=True):
            for ready in uses:
                loop = ready.use.owner
                inner = scope if loop is None else with_item(scope, loop, owner)
                keeps += ready.keeps(values, inner, findings)
        if bound.multiplied:
            return _multiplied(answer, keeps, bound)
        return replace(answer, items=tuple(answer.items[at] for at in sorted(fewest(keeps))))


class _RulesOfDay:
    """One of the rule sets for which submissions are to stay the same."""

    def __init__(
        self,
        program: Program,
        day: date,
        overrides: Mapping[str, Answer],
        bounds: Mapping[str, ListBound],
    ) -> None:
        self.program = program
        self.bounds = bounds
        self._day = day
        self._overrides = overrides
        self._binder = Binder(program.rules.bank.values())
        uses = [dated.use for bound in bounds.values() for dated in bound.dated]
        self._refers = any(use.refers for use in uses)

    def ready_uses(self, path: str, *, copied: bool) -> list[ReadyUse]:
        """The uses of a list, to be tried on its items."""
        dated = self.bounds[path].dated if path in self.bounds else ()
        wanted = map(without_length, dated) if copied else dated
        return [ReadyUse(each, self.program.rules, copied=copied) for each in wanted]

    def scope(self, submission: Submission) -> _Names:
        """Every name that conditions may use, the whole bank and no other submissions included."""
        settings = self.program.on(self._day, self._overrides)
        answers, stage = submission.answers, submission.stage
        scope = bind_names(self.program, settings, answers, self._day, stage)
        bank = self._binder.bind(answers)
        tail = {group: Unknown(frozenset({OTHERS})) for group in bank}
        scope |= {**bank, OTHERS: PartialList((), open=True, tail=tail)}
        add_derived_values(self.program, scope)
        if not self._refers:
            return scope, {}
        judged = assess(self.program, submission, as_of=self._day, overrides=self._overrides)
        return scope, {finding.criterion.id: finding for finding in judged.findings}


def _multiplied(answer: Items, keeps: Sequence[Keep], bound: ListBound) -> Items:
    """A list as long as it was, its further items copies of one that no count is short of."""
    kept = fewest(keeps)
    dropped = [at for at in range(len(answer.items)) if at not in kept]
    several = any(counts_several(want) for dated in bound.dated for want in dated.wants)
    copied = min(kept) if kept and not several else min(dropped, default=0)
    differ = [d.use.field for d in bound.dated if d.use.form is UseForm.ALL_DIFFER]
    fresh = _fresh_texts(answer)
    items = [
        item if at in kept or at == copied else _copy(answer.items[copied], differ, fresh)
        for at, item in enumerate(answer.items)
    ]
    return replace(answer, items=tuple(items))


def _copy(item: Answer, differ: Sequence[str], fresh: Iterator[str]) -> Answer:
    """An item again, with new values in the fields in which all are to differ."""
    if not isinstance(item, Mapping):
        return item
    return {**item, **{name: next(fresh) for name in differ if name in item}}


def _fresh_texts(answer: Items) -> Iterator[str]:
    """Yield texts that stand nowhere in a list, and that are codes as well."""
    known = {
        text
        for item in answer.items
        if isinstance(item, Mapping)
        for text in item.values()
        if isinstance(text, str)
    }
    return (text for number in count(1) if (text := f"NEW{number}") not in known)


def _outer_first(bounds: Mapping[str, ListBound]) -> Iterator[str]:
    """Yield each list after those that must be cut before it, as far as there is an order."""
    begun: set[str] = set()

    def visit(path: str) -> Iterator[str]:
        if path in begun:
            return
        begun.add(path)
        for outer in _needed_first(bounds[path], bounds):
            yield from visit(outer)
        yield path

    for path in bounds:
        yield from visit(path)


def _needed_first(bound: ListBound, bounds: Mapping[str, ListBound]) -> Iterator[str]:
    """Yield the list that a list is inside of, and those for whose items it is looked at."""
    yield from (path for path in with_groups(bound.path)[1:] if path in bounds)
    yield from sorted(outer_lists(bound))


def _path_and_field(path: str, bank: Mapping[str, Question]) -> tuple[str, str]:
    """The path of a question, and the rest of a path that leads into its items."""
    of = next(each for each in with_groups(path) if each in bank)
    return of, path[len(of) + 1 :]


def _entry(scope: Bindings, path: str) -> Value:
    value: Value = scope
    for name in path.split("."):
        value = value[name]
    return value
