"""The heaviest antichain of a partial order: of things of which none is below another."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def heaviest_antichain(
    weights: Sequence[int], below: Collection[tuple[int, int]]
) -> tuple[int, tuple[int, ...]]:
    """Return the weight of the heaviest antichain, and the things in it, by their places.

    `below` has pairs of places of which the first is below the second; no two are below each
    other. Pairs that only follow from others may be missing: then the weight may be too great, and
    is never too small. By Dilworth's theorem it is the weight of the lightest cover by chains: what
    all things weigh, less the greatest flow from things to such as are above them.
    """
    flow = _Flow(weights, below)
    for at in range(len(weights)):
        while flow.unpaired[at] and flow.push(at, flow.unpaired[at], set()):
            pass
    reached, above = flow.reached()
    chosen = tuple(at for at in sorted(reached) if weights[at] and at not in above)
    return sum(flow.unpaired), chosen


class _Flow:
    """The flow from each weight to those above it: how much of it is paired with them."""

    def __init__(self, weights: Sequence[int], below: Collection[tuple[int, int]]) -> None:
        self.unpaired = list(weights)
        """How much of each is not yet paired with one above it."""
        self._room = list(weights)
        self._above: dict[int, dict[int, int]] = {at: {} for at in range(len(weights))}
        """For each thing, those above it, and how much of it is paired with each."""
        self._below: dict[int, list[int]] = {at: [] for at in range(len(weights))}
        for low, high in below:
            self._above[low][high] = 0
            self._below[high].append(low)

    def push(self, at: int, amount: int, tried: set[int]) -> int:
        """Pair more of a thing, moving what others are paired with; returns how much it was."""
        sent = self._pushed(at, amount, tried)
        self.unpaired[at] -= sent
        return sent

    def _pushed(self, at: int, amount: int, tried: set[int]) -> int:
        pairs = self._above[at]
        for high in pairs:
            if high in tried:
                continue
            tried.add(high)
            sent = min(amount, self._room[high])
            if sent:
                self._room[high] -= sent
                pairs[high] += sent
                return sent
            for low in self._below[high]:
                paired = self._above[low][high]
                sent = self._pushed(low, min(amount, paired), tried) if paired else 0
                if sent:
                    self._above[low][high] -= sent
                    pairs[high] += sent
                    return sent
        return 0

    def reached(self) -> tuple[set[int], set[int]]:
        """The nodes from which more could be paired if there were room, and those above them."""
        reached = {at for at, left in enumerate(self.unpaired) if left}
        waiting, above = list(reached), set[int]()
        while waiting:
            for high in self._above[waiting.pop()]:
                if high not in above:
                    above.add(high)
                    new = {low for low in self._below[high] if self._above[low][high]} - reached
                    reached |= new
                    waiting += new
        return reached, above
