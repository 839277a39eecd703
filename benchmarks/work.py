"""The work that engines are measured on, and a plain Python reference that says what is right."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

MEMBERS = 12
LIMIT = Decimal(1000)
ROLES = ("gp", "lay", "nurse", "specialist")
SESSIONS = 10

DEVELOPMENT = "developmental track"
CONDITIONS = "full budget with conditions"
FULL = "full budget now"

Member: TypeAlias = Mapping[str, Any]
"""A choice, a yes or no, or a figure, by name."""
Answers: TypeAlias = Mapping[str, Any]
"""Figures by name, and the list `board`; what is left out was not answered."""
Possible: TypeAlias = frozenset[bool]
EITHER: Possible = frozenset({True, False})


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure between 0 and 1,000 is at least (or at most) a line."""

    id: str
    severity: str
    figure: str
    at_least: bool
    line: Decimal
    decimals: int

    def judge(self, answers: Answers) -> Possible:
        """Say which verdicts are possible; a missing figure is anywhere between its bounds."""
        seen = answers.get(self.figure)
        ends = (Decimal(0), LIMIT) if seen is None else (seen, seen)
        return frozenset(
            (end >= self.line) if self.at_least else (end <= self.line) for end in ends
        )

    def margin(self, answers: Answers) -> Fraction:
        """Give the distance from the line, positive on the met side."""
        distance = Fraction(answers[self.figure]) - Fraction(self.line)
        return distance if self.at_least else -distance


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure divided by another (from 500 to 1,000) is at most a line."""

    id: str
    severity: str
    figure: str
    by: str
    line: Decimal

    def judge(self, answers: Answers) -> Possible:
        """Say which verdicts are possible, by the least and the greatest quotient."""
        seen, by = answers.get(self.figure), answers.get(self.by)
        low, high = (0, LIMIT) if seen is None else (seen, seen)
        least, most = (500, LIMIT) if by is None else (by, by)
        ends = (Fraction(low) / Fraction(most), Fraction(high) / Fraction(least))
        return frozenset(end <= Fraction(self.line) for end in ends)

    def margin(self, answers: Answers) -> Fraction:
        """Give the distance from the line, positive on the met side."""
        return Fraction(self.line) - Fraction(answers[self.figure]) / Fraction(answers[self.by])


@dataclass(frozen=True, slots=True)
class Count:
    """Enough members of the board have a role (and vote, and sit often enough)."""

    id: str
    severity: str
    role: str
    votes: bool
    sessions: Decimal | None
    line: Decimal

    def judge(self, answers: Answers) -> Possible:
        """Say which verdicts are possible; nothing is known of a board not answered."""
        board = answers.get("board")
        if board is None:
            return EITHER
        sure = sum(self._matches(member, missing=False) for member in board)
        most = sum(self._matches(member, missing=True) for member in board)
        return frozenset((sure >= self.line, most >= self.line))

    def margin(self, answers: Answers) -> Fraction:
        """Give the number of members beyond the line."""
        sure = sum(self._matches(member, missing=False) for member in answers["board"])
        return sure - Fraction(self.line)

    def _matches(self, member: Member, *, missing: bool) -> bool:
        role = member["role"] == self.role if "role" in member else missing
        votes = member.get("votes", missing) if self.votes else True
        if self.sessions is None:
            return role and votes
        often = member["sessions"] >= self.sessions if "sessions" in member else missing
        return role and votes and often


Rule: TypeAlias = Threshold | Ratio | Count


def rules(scale: int = 1) -> tuple[Rule, ...]:
    """Make 120 criteria times `scale`: 100 thresholds, 10 ratios and 10 counts each time."""
    dice = random.Random(2010)
    made: list[Rule] = []
    for i in range(100 * scale):
        at_least = i % 2 == 0
        off = Decimal(dice.randint(10, 40))
        line = off if at_least else LIMIT - off
        made.append(
            Threshold(f"T-{i}", _severity(i), f"t{i}", at_least, line, 0 if i % 4 < 2 else 2)
        )
    for i in range(10 * scale):
        line = Decimal(dice.randint(150, 170)) / 100
        made.append(Ratio(f"R-{i}", _severity(i), f"a{i}", f"b{i}", line))
    for i in range(10 * scale):
        kind = i % 3
        sessions = Decimal(3) if kind == 2 else None
        made.append(Count(f"C-{i}", _severity(i), ROLES[i % 4], kind == 1, sessions, Decimal(1)))
    return tuple(made)


def submissions(made: Sequence[Rule], number: int, *, missing: float = 0.0) -> tuple[Answers, ...]:
    """Make random submissions, each answer left out with the probability `missing`."""
    dice = random.Random(2012)
    return tuple(_submission(made, dice, missing) for _ in range(number))


def outcomes(made: Sequence[Rule], judged: Mapping[str, Possible]) -> tuple[str, ...]:
    """List the outcomes still possible: the first row that applies wins."""
    left = []
    for outcome, severity in ((DEVELOPMENT, "gate"), (CONDITIONS, "condition")):
        judgements = [judged[rule.id] for rule in made if rule.severity == severity]
        if any(False in possible for possible in judgements):
            left.append(outcome)
        if frozenset({False}) in judgements:
            return tuple(left)
    return (*left, FULL)


def _severity(i: int) -> str:
    return "gate" if i % 10 == 0 else "condition" if i % 10 < 5 else "note"


def _submission(made: Sequence[Rule], dice: random.Random, missing: float) -> Answers:
    answers: dict[str, Decimal | Sequence[Member]] = {}
    for rule in made:
        match rule:
            case Threshold(figure=figure, decimals=decimals):
                answers[figure] = _number(dice, 0, 1000, decimals)
            case Ratio(figure=figure, by=by):
                answers[figure] = _number(dice, 0, 1000, 0)
                answers[by] = _number(dice, 500, 1000, 0)
            case Count():
                pass
    answers["board"] = tuple(_member(dice, missing) for _ in range(MEMBERS))
    return {name: seen for name, seen in answers.items() if dice.random() >= missing}


def _member(dice: random.Random, missing: float) -> Member:
    member: Member = {
        "role": dice.choice(ROLES),
        "votes": dice.random() < 0.8,
        "sessions": Decimal(dice.randint(0, SESSIONS)),
    }
    return {name: seen for name, seen in member.items() if dice.random() >= missing}


def _number(dice: random.Random, low: int, high: int, decimals: int) -> Decimal:
    return Decimal(dice.randint(low * 10**decimals, high * 10**decimals)).scaleb(-decimals)
