"""The smallest pools of one group that falls short on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from authorisation.partners.members import Amount, Nearness, Pairs, Pool, PoolMember, PoolMembers
from authorisation.partners.subsets import least_size, smallest_subsets

_MOST_STEPS: Final = 100_000
"""Of the search around one centre: about half a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestPools:
    """The pools of a group with the fewest partners, in the order of their margins, then of ids."""

    partners: int | None
    """How many partners it takes; None where all that are near do not reach the line together."""
    pools: tuple[Pool, ...]
    has_more: bool
    """Whether there are more of as few partners: these are the first, up to the limit."""
    is_exhaustive: bool
    """Whether the search was ended; otherwise pools of a smaller margin may be missing."""


def smallest_pools(
    member: PoolMember, candidates: Iterable[PoolMember], line: Amount, near: Pairs, limit: int
) -> SmallestPools:
    """All pools of a group with as few partners as reach the line.

    A pool has a member, the group itself or another, that all its other members are near. How few
    partners it takes is always exact.

    >>> hollin, others = PoolMember("hollin", 60), [PoolMember("ash", 30), PoolMember("birch", 50)]
    >>> found = smallest_pools(hollin, others, 100, None, limit=10)
    >>> [(pool.members, pool.margin) for pool in found.pools]
    [(('birch', 'hollin'), 10)]
    >>> chain = [("hollin", "ash"), ("ash", "birch")]
    >>> smallest_pools(hollin, others, 100, chain, limit=10).pools[0].members
    ('ash', 'birch', 'hollin')

    Raises:
        ValueError: the limit is below 1, the line is 0, or an id is there twice.
    """
    if limit < 1:
        raise ValueError("the limit is below 1")
    members = PoolMembers([member, *candidates], line)
    stars = _stars(member.id, Nearness(near, tuple(members.by_id)))
    sizes: dict[tuple[str, ...], tuple[list[str], int, int]] = {}
    for base, others in stars.items():
        ordered = members.largest_first(others)
        needed = members.line - sum(members.amounts[each] for each in base)
        size = least_size(ordered, members.amounts, needed)
        if size is not None:
            sizes[base] = (ordered, size, needed)
    if not sizes:
        return SmallestPools(partners=None, pools=(), has_more=False, is_exhaustive=True)
    partners = min(len(base) - 1 + size for base, (_, size, _) in sizes.items())
    found: set[tuple[str, ...]] = set()
    is_exhaustive = True
    for base, (ordered, size, needed) in sizes.items():
        if len(base) - 1 + size == partners:
            subsets = smallest_subsets(
                ordered, members.amounts, size, needed, limit=limit + 1, most_steps=_MOST_STEPS
            )
            is_exhaustive &= subsets.is_exhaustive
            found.update(tuple(sorted((*base, *ids))) for _, ids in subsets.subsets)
    pools = sorted(map(members.pool, found), key=lambda pool: (pool.margin, pool.members))
    return SmallestPools(
        partners=partners,
        pools=tuple(pools[:limit]),
        has_more=len(pools) > limit,
        is_exhaustive=is_exhaustive,
    )


def _stars(member: str, nearness: Nearness) -> dict[tuple[str, ...], frozenset[str]]:
    """The centres that pools of a member may have, each with the member, and who is near it.

    A centre to whom nobody is near that is not near the member itself gives no other pools.
    """
    own = nearness.around(member)
    stars: dict[tuple[str, ...], frozenset[str]] = {(member,): own - {member}}
    for centre in sorted(own - {member}) if nearness.is_given else ():
        around = nearness.around(centre)
        if not around <= own:
            stars[member, centre] = around - {member, centre}
    return stars
