"""Variation in a budget line: how much one person's cost and a whole group's vary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from authorisation.model.rules import UNSOURCED

AS_SET: Final = "as set"
LOW: Final = "low"
HIGH: Final = "high"
_LARGEST_CV: Final = 1000
_LARGEST_TAU: Final = 100
_SMALLEST_NU: Final = 2
"""At or below it Student's t has no standard deviation."""
_LARGEST_NU: Final = 1_000_000
_HELD: Final = 64
"""How many lines are held with their variants: few are open at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A part of the budget (or the whole), with the figures of chance that hold for it alone.

    A figure whose source is `unsourced` comes with the lowest and highest that may be true, and one
    that is contested may; whatever rests on it is worked out under those too.

    Raises:
        ValueError: a figure is out of bounds, or unsourced without a low and a high.
    """

    name: str
    cv: Decimal
    """Standard deviation of one person's yearly cost, over its mean."""
    source: str = UNSOURCED
    """Where the CV is from."""
    cv_low: Decimal | None = None
    cv_high: Decimal | None = None
    tau: Decimal = Decimal(0)
    """Standard deviation in per cent, from year to year, of what a whole group shares."""
    tau_source: str = UNSOURCED
    """Of no account where tau is 0 and has no high: then nothing is shared."""
    tau_low: Decimal | None = None
    tau_high: Decimal | None = None
    nu: Decimal | None = None
    """Degrees of freedom of Student's t where the published tails are heavy; None is normal."""
    averages_out: bool = True
    """Whether the CV is of persons' own chance, which matters less as time goes by. Where it is of
    how far a formula errs about a population, it is there from the first month and stays."""

    def __post_init__(self) -> None:
        """Refuse figures out of bounds, and unsourced ones without a low and a high."""
        _require_ordered(self.name, "CV", (self.cv_low, self.cv, self.cv_high), _LARGEST_CV)
        _require_ordered(self.name, "tau", (self.tau_low, self.tau, self.tau_high), _LARGEST_TAU)
        if self.cv == 0 and self.tau == 0:
            raise ValueError(f"`{self.name}` does not vary at all")
        if self._is_unsourced("CV") and (self.cv_low is None or self.cv_high is None):
            raise ValueError(f"the CV of `{self.name}` is unsourced, and lacks a low and a high")
        if self._is_unsourced("tau") and (self.tau_low is None or self.tau_high is None):
            raise ValueError(f"tau of `{self.name}` is unsourced, and lacks a low and a high")
        nu = self.nu
        if nu is not None and not (nu.is_finite() and _SMALLEST_NU < nu <= _LARGEST_NU):
            raise ValueError(f"nu of `{self.name}` is {nu}, and is to be above {_SMALLEST_NU}")

    @property
    def open_figures(self) -> tuple[str, ...]:
        """The names of the figures that no source settles: `CV`, `tau`, both or neither."""
        return tuple(name for name in ("CV", "tau") if self._is_open(name))

    def variants(self) -> Iterator[tuple[str, BudgetLine]]:
        """Yield this line as set and, where a figure is open, at its lowest and highest.

        Only the open figures move; both move together.
        """
        yield from _variants(self)

    def without_tau(self) -> BudgetLine:
        """Give this line with the variation of persons' own costs alone."""
        return replace(self, tau=Decimal(0), tau_low=None, tau_high=None)

    def _is_open(self, figure: str) -> bool:
        """Say whether a figure is unsourced, or there are others beside it."""
        ends = {"CV": (self.cv_low, self.cv, self.cv_high)}.get(
            figure, (self.tau_low, self.tau, self.tau_high)
        )
        return self._is_unsourced(figure) or len({end for end in ends if end is not None}) > 1

    def _is_unsourced(self, figure: str) -> bool:
        if figure == "CV":
            return self.source == UNSOURCED
        unset = self.tau == 0 and self.tau_high is None
        return self.tau_source == UNSOURCED and not unset

    def with_figures(self, cv: Decimal | None, tau: Decimal | None) -> BudgetLine:
        """Give this line with these in the place of its open figures."""
        changed = self
        if self._is_open("CV") and cv is not None:
            changed = replace(changed, cv=cv)
        if self._is_open("tau") and tau is not None:
            changed = replace(changed, tau=tau)
        return changed


@lru_cache(_HELD)
def _variants(line: BudgetLine) -> tuple[tuple[str, BudgetLine], ...]:
    """The variants of a line, which every period of a history asks for."""
    if not line.open_figures:
        return ((AS_SET, line),)
    low, high = (line.cv_low, line.tau_low), (line.cv_high, line.tau_high)
    return ((AS_SET, line), (LOW, line.with_figures(*low)), (HIGH, line.with_figures(*high)))


def _require_ordered(
    line: str, name: str, figures: tuple[Decimal | None, ...], largest: int
) -> None:
    known = [each for each in figures if each is not None]
    if not all(each.is_finite() and 0 <= each <= largest for each in known):
        raise ValueError(f"{name} of `{line}` is not between 0 and {largest}")
    if known != sorted(known):
        raise ValueError(f"{name} of `{line}` is not between its low and its high")
