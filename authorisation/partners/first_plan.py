"""A plan of pools to begin with, found by taking whoever brings most: good, and not the best."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from authorisation.partners.members import PoolMembers


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
