"""Pools for all groups at once that fall short, so that the fewest others join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from authorisation.partners.members import Amount, Nearness, Pairs, Pool, PoolMember, PoolMembers
from authorisation.partners.solver import BinaryChoices, Minimum

_MARGIN_EFFORT: Final = 2.0
"""Of the search for small margins, in the solver's own seconds: the same on every machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPlan:
    """Pools that together serve the groups that fall short; the fewest partners that were found."""

    pools: tuple[Pool, ...]
    partners: tuple[str, ...]
    """Those in a pool that do not fall short, in the order of their ids."""
    least_partners: int
    """No plan that leaves as few groups without a pool has fewer partners."""
    without_pool: tuple[str, ...]
    """Groups that fall short and are in no pool."""
    least_without_pool: int
    """No plan leaves fewer groups without a pool."""

    @property
    def is_optimal(self) -> bool:
        """Whether it is proved that fewest are left without a pool, and then that fewest join."""
        return (len(self.without_pool), len(self.partners)) == (
            self.least_without_pool,
            self.least_partners,
        )


def fewest_partners(
    short: Iterable[PoolMember],
    candidates: Iterable[PoolMember],
    line: Amount,
    near: Pairs,
    *,
    each_once: bool,
    time_limit: float,
) -> PoolPlan:
    """Pools for all groups that fall short, so that the fewest of the candidates join.

    Groups that fall short may share a pool. Every pool has a member that all its other members are
    near. `each_once`: nobody is in two pools; then there may not be a pool for everybody, and as
    few as can be are left without. Of plans with as few partners one is taken whose margins are
    small, though they are not proved to be least. The order in which members are given changes
    nothing. `time_limit` is in seconds; where it ends the search, another run may differ.

    >>> short = [PoolMember("ash", 60), PoolMember("birch", 70)]
    >>> plan = fewest_partners(
    ...     short, [PoolMember("cedar", 90)], 100, [("ash", "cedar"), ("birch", "cedar")],
    ...     each_once=True, time_limit=10,
    ... )
    >>> [pool.members for pool in plan.pools], plan.partners, plan.is_optimal
    ([('ash', 'birch', 'cedar')], ('cedar',), True)

    Raises:
        EngineUnavailable: the solver is not installed.
        ValueError: the line is 0, an id is there twice, or amounts have too many digits.
    """
    of_short = sorted(short, key=lambda each: each.id)
    ids = {each.id for each in of_short}
    members = PoolMembers([*of_short, *sorted(candidates, key=lambda each: each.id)], line)
    plan = _Plan(ids, members, near, each_once=each_once, time_limit=time_limit)
    return plan.solved()


class _Plan:
    """A plan, as choices: which member is in the pool around which centre."""

    def __init__(
        self,
        short: set[str],
        members: PoolMembers,
        near: Pairs,
        *,
        each_once: bool,
        time_limit: float,
    ) -> None:
        self._short = short
        self._members = members
        self._each_once = each_once
        self._choices = BinaryChoices(time_limit)
        self._pools: dict[str, dict[str, int]] = {}
        """By the centre, the choice of each member that may be in its pool."""
        self._of: defaultdict[str, list[int]] = defaultdict(list)
        """By the member, the choices of it."""
        centres = _centres(short, members, near)
        self._first = FirstPlan(centres, short, members, each_once=each_once)
        for centre, allowed in centres.items():
            self._add_pool(centre, allowed)
        self._joining = self._add_partners()

    def solved(self) -> PoolPlan:
        served = {each for ids in self._pools.values() for each in ids} & self._short
        never = len(self._short) - len(served)
        without = Minimum(0, 0)
        if self._each_once and served:
            without = self._leave_fewest(sorted(served))
        fewest = self._choices.minimise(dict.fromkeys(self._joining, 1))
        self._choices.minimise(
            {
                choice: self._members.amounts[member] - (member == centre) * self._members.line
                for centre, pool in self._pools.items()
                for member, choice in pool.items()
            },
            effort=_MARGIN_EFFORT,
        )
        pools = [
            self._members.pool(member for member, choice in pool.items() if choice in chosen)
            for pool in self._pools.values()
            if (chosen := set(self._choices.chosen(pool.values())))
        ]
        joined = {member for pool in pools for member in pool.members}
        return PoolPlan(
            pools=tuple(sorted(pools, key=lambda pool: pool.members)),
            partners=tuple(sorted(joined - self._short)),
            least_partners=fewest.bound,
            without_pool=tuple(sorted(self._short - joined)),
            least_without_pool=never + without.bound,
        )

    def _add_pool(self, centre: str, allowed: list[str]) -> None:
        at_first = self._first.pools.get(centre, ())
        pool = {each: self._choices.add(each in at_first) for each in allowed}
        self._pools[centre] = pool
        for member, choice in pool.items():
            self._of[member].append(choice)
            if member != centre:
                self._choices.require({pool[centre]: 1, choice: -1}, at_least=0)
        reach = {choice: self._members.amounts[member] for member, choice in pool.items()}
        reach[pool[centre]] -= self._members.line
        self._choices.require(reach, at_least=0)
        if centre not in self._short:
            of_short = {pool[each]: 1 for each in allowed if each in self._short}
            self._choices.require({**of_short, pool[centre]: -1}, at_least=0)

    def _add_partners(self) -> list[int]:
        """The choices that are counted: once for each partner, in however many pools it is."""
        counted = []
        for member, choices in self._of.items():
            if self._each_once:
                self._choices.require(dict.fromkeys(choices, -1), at_least=-1)
                counted += [] if member in self._short else choices
            elif member in self._short:
                self._choices.require(dict.fromkeys(choices, 1), at_least=1)
            else:
                joins = self._choices.add(member in self._first.pooled)
                for choice in choices:
                    self._choices.require({joins: 1, choice: -1}, at_least=0)
                counted.append(joins)
        return counted

    def _leave_fewest(self, served: list[str]) -> Minimum:
        left_out = {}
        for member in served:
            choice = self._choices.add(member not in self._first.pooled)
            left_out[choice] = 1
            self._choices.require({**dict.fromkeys(self._of[member], 1), choice: 1}, at_least=1)
        return self._choices.minimise(left_out)


def _centres(short: set[str], members: PoolMembers, near: Pairs) -> dict[str, list[str]]:
    """By each centre that a pool may have, the members that its pool may hold.

    A member near to all that are near a centre is as good a centre of any pool that holds both;
    such a pool is looked for around that member alone: the first of them, those short before all.
    """
    order = {each: at for at, each in enumerate(members.by_id)}
    nearness = Nearness(near, tuple(order))
    centres = {}
    for centre in order if nearness.is_given else sorted(short):
        around = nearness.around(centre)
        allowed = [
            each
            for each in sorted(around, key=order.__getitem__)
            if not (
                around <= (wider := nearness.around(each))
                and (len(around), order[each]) < (len(wider), order[centre])
            )
        ]
        total = sum(members.amounts[each] for each in allowed)
        if total >= members.line and not short.isdisjoint(allowed):
            centres[centre] = allowed
    return centres


class FirstPlan:
    """Pools by their centres; members that fall short are served one after another."""

    def __init__(
        self,
        centres: Mapping[str, Sequence[str]],
        short: Collection[str],
        members: PoolMembers,
        *,
        each_once: bool,
    ) -> None:
        """Make the plan.

        `centres` has the members that the pool around each centre may hold.
        """
        self.pools: dict[str, set[str]] = {}
        self.pooled: set[str] = set()
        """Everybody that is in a pool."""
        self._short = short
        self._members = members
        self._each_once = each_once
        self._centres = {
            centre: members.largest_first(allowed) for centre, allowed in centres.items()
        }
        for member in members.largest_first(short):
            if member not in self.pooled:
                self._serve(member)

    def _serve(self, member: str) -> None:
        """Put a member into a pool, with as few new partners as around any centre."""
        best: tuple[int, str, set[str]] | None = None
        for centre, pool in self._possible(member):
            cost = sum(map(self._would_join, pool))
            if best is None or cost < best[0]:
                best = cost, centre, pool
            if not cost:
                break
        if best:
            _, centre, pool = best
            self.pools[centre] = pool
            self.pooled |= pool

    def _possible(self, member: str) -> Iterator[tuple[str, set[str]]]:
        """Yield pools with a member: one that is there and takes it, or a new one."""
        for centre, allowed in self._centres.items():
            if member not in allowed:
                continue
            if centre in self.pools:
                yield centre, self.pools[centre] | {member}
            elif (pool := self._filled({centre, member}, allowed)) and self._is_free(centre):
                yield centre, pool

    def _filled(self, pool: set[str], allowed: Sequence[str]) -> set[str] | None:
        """The pool with as many more as it takes, those first who are no new partners."""
        total = sum(self._members.amounts[each] for each in pool)
        for each in sorted(filter(self._is_free, allowed), key=self._would_join):
            if total >= self._members.line:
                break
            if each not in pool:
                pool.add(each)
                total += self._members.amounts[each]
        return pool if total >= self._members.line else None

    def _is_free(self, member: str) -> bool:
        return not self._each_once or member not in self.pooled

    def _would_join(self, member: str) -> bool:
        """Whether a member is a partner in no pool so far."""
        return member not in self._short and member not in self.pooled
