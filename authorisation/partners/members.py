"""Who may pool, what pools are, and who is near whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Decimal, localcontext
from fractions import Fraction
from math import gcd, lcm
from typing import Final, TypeAlias

from authorisation.errors import SolverDisagrees

Amount: TypeAlias = Decimal | int
"""So much of what the line is about, exactly: patients, say."""
Pairs: TypeAlias = Iterable[tuple[str, str]] | None
"""The ids that are near each other, in either order; None where everybody is near everybody."""
LONGEST: Final = 34
"""As many digits has a number of FEEL."""


@dataclass(frozen=True, slots=True)
class PoolMember:
    """One who may be in a pool, and how much it brings.

    Raises:
        ValueError: the amount is below 0, or no number of at most 34 digits.
    """

    id: str
    amount: Amount

    def __post_init__(self) -> None:
        _check_amount(self.amount)


@dataclass(frozen=True, slots=True)
class Pool:
    """Members that reach the line together; the margin is 0 on the line itself."""

    members: tuple[str, ...]
    """In the order of their ids."""
    total: Amount
    margin: Amount


class PoolMembers:
    """Members by their ids, a line, and both as whole numbers of the greatest common unit."""

    def __init__(self, members: Iterable[PoolMember], line: Amount) -> None:
        """Take members, each once.

        Raises:
            ValueError: an id is there twice, or the line is not above 0.
        """
        self.by_id: dict[str, PoolMember] = {}
        for member in members:
            if member.id in self.by_id:
                raise ValueError(f"{member.id!r} is there twice")
            self.by_id[member.id] = member
        _check_amount(line)
        if not line:
            raise ValueError("the line is 0, which everybody reaches")
        self._line = line
        exact = [Fraction(line), *(Fraction(each.amount) for each in self.by_id.values())]
        unit = Fraction(
            gcd(*(each.numerator for each in exact)), lcm(*(each.denominator for each in exact))
        )
        self.line, *amounts = (int(each / unit) for each in exact)
        self.amounts = dict(zip(self.by_id, amounts, strict=True))

    def pool(self, ids: Iterable[str]) -> Pool:
        """The pool of these members, summed exactly.

        Raises:
            SolverDisagrees: they do not reach the line.
        """
        members = tuple(sorted(ids))
        with localcontext(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN):
            total = sum(self.by_id[each].amount for each in members)
            margin = total - self._line
        if margin < 0:
            raise SolverDisagrees(f"a pool does not reach the line: {', '.join(members)}")
        return Pool(members, total, margin)

    def largest_first(self, ids: Iterable[str]) -> list[str]:
        """Ids in the order of what they bring, then of the ids themselves."""
        return sorted(ids, key=lambda each: (-self.amounts[each], each))


class Nearness:
    """The nearness of some members to each other; pairs that name others say nothing here."""

    def __init__(self, pairs: Pairs, ids: Iterable[str]) -> None:
        """Take pairs; None where everybody is near everybody."""
        self.is_given = pairs is not None
        self._everybody = frozenset(ids)
        near: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in pairs or ():
            if one in self._everybody and other in self._everybody:
                near[one].add(other)
                near[other].add(one)
        self._around = {each: frozenset({each, *others}) for each, others in near.items()}

    def around(self, centre: str) -> frozenset[str]:
        """One member and all that are near it."""
        if not self.is_given:
            return self._everybody
        return self._around.get(centre, frozenset({centre}))


def is_amount(amount: Amount) -> bool:
    """Whether a number can be added up exactly: not below 0, and no longer than FEEL has them.

    >>> is_amount(Decimal("0.5")), is_amount(-1), is_amount(10**34)
    (True, False, False)
    """
    exact = Decimal(amount)
    if not exact.is_finite() or exact < 0:
        return False
    return not exact or max(exact.adjusted() + 1, -int(exact.as_tuple().exponent)) <= LONGEST


def _check_amount(amount: Amount) -> None:
    if not is_amount(amount):
        raise ValueError(f"{amount} is no amount: 0 or more, of at most {LONGEST} digits")
