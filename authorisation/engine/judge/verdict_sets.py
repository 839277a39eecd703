"""Combine sets of possible verdicts under `all`, `any`, `not` and `at least`.

Over met and not met this is Kleene's strong logic; what is not applicable is left out.
Every function takes the sets of its parts as if they were independent, so what it gives is never
too small: no verdict that some completion of the answers would bring is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, SETTLED_SETS, VerdictSet


def _set_table(wins: VerdictSet, otherwise: VerdictSet) -> tuple[tuple[VerdictSet, ...], ...]:
    """Tabulate every two sets where one verdict wins over the other, under `all` or `any`."""

    def combined(a: VerdictSet, b: VerdictSet) -> VerdictSet:
        """Combine two verdicts; what does not apply is left out."""
        if a == NOT_APPLICABLE:
            return b
        if b == NOT_APPLICABLE:
            return a
        return wins if wins in (a, b) else otherwise

    def combined_sets(left: VerdictSet, right: VerdictSet) -> VerdictSet:
        result = 0
        for a in SETTLED_SETS:
            for b in SETTLED_SETS:
                if left & a and right & b:
                    result |= combined(a, b)
        return result

    return tuple(tuple(combined_sets(a, b) for b in range(8)) for a in range(8))


CONJUNCTION: Final = _set_table(NOT_MET, MET)
"""The set that `all` of two sets may come to, by both."""
DISJUNCTION: Final = _set_table(MET, NOT_MET)
"""The set that `any` of two sets may come to, by both."""
NEGATION: Final = tuple(
    (a & NOT_APPLICABLE) | (NOT_MET if a & MET else 0) | (MET if a & NOT_MET else 0)
    for a in range(8)
)
"""The opposite of each set; the opposite of what does not apply does not apply."""


def all_of(parts: Iterable[VerdictSet]) -> VerdictSet:
    """Combine under `all`; nothing that applies is not applicable."""
    result = NOT_APPLICABLE
    for part in parts:
        result = CONJUNCTION[result][part]
    return result


def any_of(parts: Iterable[VerdictSet]) -> VerdictSet:
    """Combine under `any`; nothing that applies is not applicable."""
    result = NOT_APPLICABLE
    for part in parts:
        result = DISJUNCTION[result][part]
    return result


def at_least(low: int, high: int, parts: Iterable[VerdictSet]) -> VerdictSet:
    """Combine under `at least` n, n lying from `low` to `high`.

    What does not apply is not counted; where nothing applies, neither does the whole.
    """
    # How many may be met, apart for whether any part so far applies.
    reached = {(0, False)}
    for part in parts:
        reached = {
            (count + (bit == MET), applies or bit != NOT_APPLICABLE)
            for count, applies in reached
            for bit in SETTLED_SETS
            if part & bit
        }
    result = 0
    for count, applies in reached:
        if not applies:
            result |= NOT_APPLICABLE
            continue
        result |= MET if count >= low else 0
        result |= NOT_MET if count < high else 0
    return result


def every_item(sure: Iterable[VerdictSet], perhaps: Iterable[VerdictSet]) -> VerdictSet:
    """Combine items under `every`: an empty list is met; a perhaps item may drop out."""
    return _combine_items(tuple(sure), tuple(perhaps), all_of, MET)


def some_item(sure: Iterable[VerdictSet], perhaps: Iterable[VerdictSet]) -> VerdictSet:
    """Combine items under `some`: an empty list is not met; a perhaps item may drop out."""
    return _combine_items(tuple(sure), tuple(perhaps), any_of, NOT_MET)


def _combine_items(
    sure: tuple[VerdictSet, ...],
    perhaps: tuple[VerdictSet, ...],
    combine: Callable[[Iterable[VerdictSet]], VerdictSet],
    empty: VerdictSet,
) -> VerdictSet:
    """A perhaps item that drops out is as if it did not apply; with no item at all, `empty`."""
    if not perhaps:
        return combine(sure) if sure else empty
    result = combine((*sure, *(part | NOT_APPLICABLE for part in perhaps)))
    if sure:
        return result
    # With no sure item, "nothing applies" may mean that there is no item: then it is `empty`.
    # It is not applicable only where an item that does not apply may stay.
    if not any(part & NOT_APPLICABLE for part in perhaps):
        result &= ~NOT_APPLICABLE
    return result | empty


def is_settled(possible: VerdictSet) -> bool:
    """Say whether only one verdict is left."""
    return possible in (MET, NOT_MET, NOT_APPLICABLE)
