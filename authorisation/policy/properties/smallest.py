"""Cuts down a submission that refutes a property to as few answers as still refute it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from authorisation.model.case import Case
from authorisation.model.value import Answer, Items

Refutes: TypeAlias = Callable[[Case], bool]
_Removal: TypeAlias = Callable[[Case], Case]


def smallest_case(case: Case, refutes: Refutes) -> Case:
    """The case without whatever can be left out.

    Nothing that is left can be left out by itself: no answer, entry of a list, field of an entry,
    judgement, or figure that is set.
    """
    smaller = _without_many(case, refutes)
    before = None
    while smaller != before:
        before = smaller
        for remove in _removals(smaller):
            fewer = remove(smaller)
            if refutes(fewer):
                smaller = fewer
    return smaller


def _without_many(case: Case, refutes: Refutes) -> Case:
    """The case without large parts of its answers: half of them, a quarter, and so on."""
    size = len(case.given) // 2
    while size > 1:
        paths = tuple(case.given)
        for start in range(0, len(paths), size):
            fewer = _without_answers(case, frozenset(paths[start : start + size]))
            if refutes(fewer):
                case = fewer
        size //= 2
    return case


def _removals(case: Case) -> Iterator[_Removal]:
    """Yield what takes one thing out of a case, and leaves the places of those to come alone."""
    for path in case.given:
        yield partial(_without_answers, paths=frozenset({path}))
    for place in reversed(range(len(case.judgements))):
        yield partial(_without_judgement, place=place)
    for name in case.set:
        yield partial(_without_setting, name=name)
    for path, answer in case.given.items():
        if isinstance(answer, Items):
            yield from _list_removals(path, answer)


def _list_removals(path: str, answer: Items) -> Iterator[_Removal]:
    for place in reversed(range(len(answer.items))):
        yield partial(_without_entry, path=path, place=place)
    # Where entries are left out before these, their fields are looked at one pass later.
    for place, item in enumerate(answer.items):
        for name in item if isinstance(item, Mapping) else ():
            yield partial(_without_field, path=path, place=place, name=name)


def _without_answers(case: Case, paths: frozenset[str]) -> Case:
    given = {path: value for path, value in case.given.items() if path not in paths}
    return replace(case, given=MappingProxyType(given))


def _without_judgement(case: Case, place: int) -> Case:
    return replace(case, judgements=(*case.judgements[:place], *case.judgements[place + 1 :]))


def _without_setting(case: Case, name: str) -> Case:
    settings = {other: value for other, value in case.set.items() if other != name}
    return replace(case, set=MappingProxyType(settings))


def _without_entry(case: Case, path: str, place: int) -> Case:
    answer = case.given.get(path)
    if not isinstance(answer, Items):
        return case
    return _with_items(case, path, (*answer.items[:place], *answer.items[place + 1 :]))


def _without_field(case: Case, path: str, place: int, name: str) -> Case:
    answer = case.given.get(path)
    if not isinstance(answer, Items) or place >= len(answer.items):
        return case
    item = answer.items[place]
    if not isinstance(item, Mapping):
        return case
    entry = MappingProxyType({other: value for other, value in item.items() if other != name})
    return _with_items(case, path, (*answer.items[:place], entry, *answer.items[place + 1 :]))


def _with_items(case: Case, path: str, items: tuple[Answer, ...]) -> Case:
    answer = case.given[path]
    so_far = isinstance(answer, Items) and answer.so_far
    return replace(case, given=MappingProxyType({**case.given, path: Items(items, so_far=so_far)}))
