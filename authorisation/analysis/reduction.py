"""Reduces a submission that shows something to as little as still shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, Generic, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from authorisation.model.value import Answer, Items

K = TypeVar("K")
_T = TypeVar("_T")

_MANY: Final = 4
"""How many are left out at once at least, before they are tried one by one."""


class Parts(Struct, Generic[K], frozen=True):
    """The parts that may be left out of a submission: answers by path, and the keys of all else."""

    answers: Mapping[str, Answer]
    others: tuple[K, ...] = ()


Keeps: TypeAlias = Callable[[Parts[K]], bool]
"""Whether these parts still show it."""


def reduced(parts: Parts[K], keeps: Keeps[K], *, again: bool = True) -> Parts[K]:
    """The parts without whatever can be left out.

    Nothing that is left can be left out by itself: no answer, nothing else, no entry of a list, and
    no field of an entry but its last. Without `again`, in half the time, what was needed once
    stays, although more may have been left out since.
    """
    parts = _without_many(parts, keeps)
    removals = tuple(_removals(parts))
    at = failed = 0
    while failed < len(removals) and (again or at < len(removals)):
        at %= len(removals)
        fewer = removals[at](parts)
        if keeps(fewer):
            # In the place of what was left out there is now the next.
            parts, removals, failed = fewer, tuple(_removals(fewer)), 0
        else:
            at, failed = at + 1, failed + 1
    return parts


def _without_many(parts: Parts[K], keeps: Keeps[K]) -> Parts[K]:
    """The parts without many answers, or many entries of a list, at once."""

    def with_paths(paths: Sequence[str]) -> Parts[K]:
        return replace(parts, answers={path: parts.answers[path] for path in paths})

    parts = with_paths(_by_halves(tuple(parts.answers), lambda paths: keeps(with_paths(paths))))
    for path, answer in parts.answers.items():
        if isinstance(answer, Items):
            parts = _without_many_entries(parts, path, answer, keeps)
    return parts


def _without_many_entries(parts: Parts[K], path: str, answer: Items, keeps: Keeps[K]) -> Parts[K]:
    def with_items(items: tuple[Answer, ...]) -> Parts[K]:
        return _with_items(parts, path, items)

    return with_items(_by_halves(answer.items, lambda items: keeps(with_items(items))))


def _fields(item: Answer) -> Iterable[str]:
    """The fields of an entry that may be left out; one stays."""
    return item if isinstance(item, Mapping) and len(item) > 1 else ()


def _without_field(item: Answer, name: str) -> Answer:
    if not isinstance(item, Mapping) or name not in _fields(item):
        return item
    return MappingProxyType({key: each for key, each in item.items() if key != name})


def _by_halves(items: tuple[_T, ...], keeps: Callable[[tuple[_T, ...]], bool]) -> tuple[_T, ...]:
    """The items without half of them, a quarter, and so on, where the rest is enough."""
    size = len(items) // 2
    while size >= _MANY:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size :]
            if keeps(fewer):
                items = fewer
            else:
                start += size
        size //= 2
    return items


def _removals(parts: Parts[K]) -> Iterator[Callable[[Parts[K]], Parts[K]]]:
    """Yield what takes one thing out of these parts."""
    for path in parts.answers:
        yield partial(_without_answer, path=path)
    for place in range(len(parts.others)):
        yield partial(_without_other, place=place)
    for path, answer in parts.answers.items():
        if isinstance(answer, Items):
            yield from _list_removals(path, answer.items)


def _list_removals(path: str, items: Sequence[Answer]) -> Iterator[Callable[[Parts[K]], Parts[K]]]:
    for place in range(len(items)):
        fewer = (*items[:place], *items[place + 1 :])
        yield partial(_with_items, path=path, items=fewer)
    for place, item in enumerate(items):
        for name in _fields(item):
            fewer = (*items[:place], _without_field(item, name), *items[place + 1 :])
            yield partial(_with_items, path=path, items=fewer)


def _without_answer(parts: Parts[K], path: str) -> Parts[K]:
    return replace(parts, answers={k: each for k, each in parts.answers.items() if k != path})


def _without_other(parts: Parts[K], place: int) -> Parts[K]:
    return replace(parts, others=parts.others[:place] + parts.others[place + 1 :])


def _with_items(parts: Parts[K], path: str, items: tuple[Answer, ...]) -> Parts[K]:
    answer = parts.answers[path]
    so_far = isinstance(answer, Items) and answer.so_far
    return replace(parts, answers={**parts.answers, path: Items(items, so_far=so_far)})
