"""Sets of so many members that bring enough, those that bring least first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

Subset: TypeAlias = tuple[int, tuple[str, ...]]
"""What the members bring together, and their ids in order."""


@dataclass(frozen=True, slots=True)
class FoundSubsets:
    """Subsets in the order of what they bring, then of their ids; whether the search was ended.

    Where it was, they are all there are or, if as many as were asked for, the first of all.
    """

    subsets: tuple[Subset, ...]
    is_exhaustive: bool


def least_size(ids: Sequence[str], amounts: Mapping[str, int], needed: int) -> int | None:
    """How many of them bring what is needed, the largest first; None where all together do not.

    `ids` is in descending order of amounts.
    """
    sums = list(accumulate((amounts[each] for each in ids), initial=0))
    size = bisect_left(sums, needed)
    return size if size < len(sums) else None


def smallest_subsets(
    ids: Sequence[str],
    amounts: Mapping[str, int],
    size: int,
    needed: int,
    *,
    limit: int,
    most_steps: int,
) -> FoundSubsets:
    """The first `limit` sets of exactly `size` that bring at least what is needed.

    `ids` is in descending order of amounts. A branch is left where the largest that remain bring
    too little, or the smallest more than the worst of `limit` sets that were found. After
    `most_steps` branches the search stops where it is, with one set at least if there is any.
    """
    ordered = [amounts[each] for each in ids]
    sums = list(accumulate(ordered, initial=0))
    count = len(ids)
    found: list[Subset] = []
    branches: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    steps = 0
    while branches:
        start, total, chosen = branches.pop()
        left = size - len(chosen)
        if not left:
            if total >= needed:
                insort(found, (total, tuple(sorted(ids[each] for each in chosen))))
                del found[limit:]
            continue
        if steps > most_steps:
            if not found and sums[size] >= needed:
                found.append((sums[size], tuple(sorted(ids[:size]))))
            return FoundSubsets(tuple(found), is_exhaustive=False)
        end = _end_of_enough(sums, start, left, needed - total)
        rest = sums[count] - sums[count - left + 1]
        next_branches = []
        for at in range(end - 1, start - 1, -1):
            steps += 1
            if len(found) == limit and total + ordered[at] + rest > found[-1][0]:
                break
            next_branches.append((at + 1, total + ordered[at], (*chosen, at)))
        branches.extend(reversed(next_branches))
    return FoundSubsets(tuple(found), is_exhaustive=True)


def _end_of_enough(sums: Sequence[int], start: int, size: int, missing: int) -> int:
    """The end of the places from which on the `size` largest bring what is missing."""
    places = range(start, len(sums) - size)
    return start + bisect_right(places, -missing, key=lambda at: sums[at] - sums[at + size])
