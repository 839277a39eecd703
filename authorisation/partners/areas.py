"""The most pools that the members of each area can form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic
from typing import Final

from authorisation.partners.members import Amount, Pool, PoolMember, PoolMembers
from authorisation.partners.smallest import least_size, smallest_subsets
from authorisation.partners.solver import BinaryChoices

_LAST: Final = 4
"""So many members at most are chosen to end a pool near the line; those before are the largest."""
_MOST_STEPS: Final = 1_000
"""Of the search for those: a few milliseconds."""
_MOST_CHOICES: Final = 100_000
"""A larger question is not put to the solver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPools:
    """The pools of one area, each member in one, and how many there can be at most."""

    area: str
    pools: tuple[Pool, ...]
    at_most: int
    """No way to form pools gives more."""
    left_out: tuple[str, ...]
    """Members of an area in which no pool is formed."""
    is_too_large: bool
    """Whether the solver was not asked, since it would have been too large a question."""

    @property
    def is_optimal(self) -> bool:
        """Whether it is proved that there cannot be more."""
        return len(self.pools) == self.at_most


def most_pools(
    members: Iterable[PoolMember], line: Amount, area_of: Mapping[str, str], *, time_limit: float
) -> tuple[AreaPools, ...]:
    """The pools of each area, as many as were found, in the order of the areas.

    There are at most as many as whole lines in what an area's members bring, what one brings beyond
    the line left aside. Pools that are formed largest member first mostly are as many; only where
    they are not is the solver asked, for `time_limit` seconds in all, or never with 0. Members that
    are not needed join the smallest pools, so that nobody is left out where there is a pool.

    >>> patients = {"ash": 60, "birch": 50, "cedar": 40, "elm": 50}
    >>> members = [PoolMember(each, number) for each, number in patients.items()]
    >>> (north,) = most_pools(members, 100, dict.fromkeys(patients, "north"), time_limit=10)
    >>> [pool.members for pool in north.pools], north.at_most
    ([('ash', 'cedar'), ('birch', 'elm')], 2)

    Raises:
        EngineUnavailable: the solver is needed for an area, and not installed.
        ValueError: the line is 0, an id is there twice, or amounts have too many digits.
        KeyError: a member has no area.
    """
    ends = monotonic() + time_limit
    everybody = PoolMembers(members, line)
    areas: defaultdict[str, list[str]] = defaultdict(list)
    for each in everybody.largest_first(everybody.by_id):
        areas[area_of[each]].append(each)
    return tuple(_area_pools(area, areas[area], everybody, ends) for area in sorted(areas))


def _area_pools(area: str, ids: list[str], members: PoolMembers, ends: float) -> AreaPools:
    at_most = sum(min(members.amounts[each], members.line) for each in ids) // members.line
    pools = list(_largest_first(ids, members))
    is_open, seconds = len(pools) < at_most, ends - monotonic()
    is_too_large = is_open and len(ids) * at_most > _MOST_CHOICES
    if is_open and not is_too_large and seconds > 0:
        pools, at_most = _by_solver(ids, members, pools, at_most, seconds)
    _add_rest(ids, members, pools)
    return AreaPools(
        area=area,
        pools=tuple(sorted(map(members.pool, pools), key=lambda pool: pool.members)),
        at_most=at_most,
        left_out=() if pools else tuple(sorted(ids)),
        is_too_large=is_too_large,
    )


def _largest_first(ids: list[str], members: PoolMembers) -> Iterator[list[str]]:
    """Yield pools: the largest that are left, then those of the rest that end it nearest the line.

    `ids` is in descending order of amounts.
    """
    rest = list(ids)
    while sum(members.amounts[each] for each in rest) >= members.line:
        pool: list[str] = []
        needed = members.line
        while needed > 0:
            added = set((pool and _nearest_end(rest, members, needed)) or rest[:1])
            pool += added
            needed -= sum(members.amounts[each] for each in added)
            rest = [each for each in rest if each not in added]
        yield pool


def _nearest_end(rest: list[str], members: PoolMembers, needed: int) -> tuple[str, ...]:
    """Of the sets of a few that bring what is needed, one that brings least; none where none do."""
    most = min(_LAST, len(rest))
    size = least_size(rest[:most], members.amounts, needed)
    if size is None:
        return ()
    found = [
        subset
        for each in range(size, most + 1)
        for subset in smallest_subsets(
            rest, members.amounts, each, needed, limit=1, most_steps=_MOST_STEPS
        ).subsets
    ]
    return min(found)[1]


def _by_solver(
    ids: list[str], members: PoolMembers, pools: list[list[str]], at_most: int, seconds: float
) -> tuple[list[list[str]], int]:
    """The most pools that the solver finds from these on, and how many it proves there can be."""
    choices = BinaryChoices(seconds)
    at_first = {each: at for at, pool in enumerate(pools) for each in pool}
    missing = [choices.add(at >= len(pools)) for at in range(at_most)]
    joins = [{each: choices.add(at_first.get(each) == at) for each in ids} for at in range(at_most)]
    for none, pool in zip(missing, joins, strict=True):
        brought = {choice: members.amounts[each] for each, choice in pool.items()}
        choices.require({**brought, none: members.line}, at_least=members.line)
    for earlier, later in pairwise(missing):
        choices.require({later: 1, earlier: -1}, at_least=0)
    for each in ids:
        choices.require({pool[each]: -1 for pool in joins}, at_least=-1)
    fewest = choices.minimise(dict.fromkeys(missing, 1))
    formed = [
        [each for each, choice in pool.items() if choices.chosen([choice])]
        for none, pool in zip(missing, joins, strict=True)
        if not choices.chosen([none])
    ]
    return formed, at_most - fewest.bound


def _add_rest(ids: list[str], members: PoolMembers, pools: list[list[str]]) -> None:
    """Let members in no pool join the pool that is smallest then, the largest of them first."""
    totals = [sum(members.amounts[each] for each in pool) for pool in pools]
    placed = {each for pool in pools for each in pool}
    for each in ids if pools else ():
        if each not in placed:
            smallest = totals.index(min(totals))
            pools[smallest].append(each)
            totals[smallest] += members.amounts[each]
