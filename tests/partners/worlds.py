"""Small worlds of members, near each other or not, and what every pool of them must be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from hypothesis import strategies as st

from authorisation.partners.members import Pairs, PoolMember

IDS = "abcdef"


@dataclass(frozen=True)
class World:
    """PoolMembers in the order of their ids, a line and who is near whom."""

    members: tuple[PoolMember, ...]
    line: Decimal
    near: Pairs

    @property
    def short(self) -> list[PoolMember]:
        return [each for each in self.members if each.amount < self.line]

    @property
    def others(self) -> list[PoolMember]:
        return [each for each in self.members if each.amount >= self.line]

    def is_pool(self, ids: Collection[str]) -> bool:
        """Whether these reach the line, and one of them is near all others."""
        total = sum(each.amount for each in self.members if each.id in ids)
        return total >= self.line and any(
            all(other == centre or self.is_near(centre, other) for other in ids) for centre in ids
        )

    def is_near(self, one: str, other: str) -> bool:
        return self.near is None or (one, other) in self.near or (other, one) in self.near


@st.composite
def worlds(draw: st.DrawFn, most: int = len(IDS)) -> World:
    """Worlds of a few members, some of them on the line or beyond it."""
    ids = IDS[: draw(st.integers(1, most))]
    amounts = st.decimals(0, 12, places=1)
    pairs = list(combinations(ids, 2))
    near = st.lists(st.sampled_from(pairs), unique=True) if pairs else st.just([])
    return World(
        tuple(PoolMember(each, draw(amounts)) for each in ids),
        draw(st.decimals("0.1", 20, places=1)),
        draw(st.none() | near),
    )


def subsets(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every set of ids but that of none."""
    return chain.from_iterable(combinations(ids, size) for size in range(1, len(ids) + 1))
