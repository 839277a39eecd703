"""Which way a criterion or an outcome moves from one rule set to another, and how far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from authorisation.analysis.encoding.terms import Truth, and_, not_, or_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Build
from authorisation.engine.results import Assessment
from authorisation.model.verdict import SATISFIED, Verdict
from authorisation.policy.comparison.changes import RulesPart

Levels: TypeAlias = "tuple[Truth, Truth]"
"""Whether something surely is so, and whether it may be."""
OLD: Final = 0
NEW: Final = 1
_SURE: Final = 2
_MAY_BE: Final = 1


class ComparedPart(Struct, frozen=True):
    """A criterion or an outcome, and how near it is to being so.

    `level` is 2 where the engine finds it so, 1 where it may be, else 0; `terms` says the same of
    every submission at once.
    """

    part: RulesPart
    of: str
    terms: Callable[[RuleSetTerms], Levels]
    level: Callable[[Assessment], int]
    comes_to: Callable[[RuleSetTerms, Sequence[str]], Truth]
    """Where it comes to what `came_to` says of an assessment."""

    def at_level(self, rules: RuleSetTerms, level: int) -> Truth:
        """The truth that it has a level."""
        sure, may = self.terms(rules)
        if level == _SURE:
            return sure
        return and_(may, not_(sure)) if level == _MAY_BE else not_(may)


class Direction(Struct, frozen=True):
    """That a subject is nearer to being so on one side than on the other."""

    subject: ComparedPart
    nearer: int

    @property
    def further(self) -> int:
        """The other side."""
        return OLD + NEW - self.nearer

    def build(self, terms: Sequence[RuleSetTerms], *, whole_way: bool = False) -> Truth:
        """The truth that it is so; with `whole_way`, and nothing is left open on either side."""
        sure, may = self.subject.terms(terms[self.nearer])
        surely_further, may_further = self.subject.terms(terms[self.further])
        if whole_way:
            return and_(sure, not_(may_further))
        return or_(and_(sure, not_(surely_further)), and_(may, not_(may_further)))

    def as_far(self, levels: Sequence[int]) -> Build:
        """The builder of the truth that it has these levels, the nearer first."""

        def build(terms: Sequence[RuleSetTerms]) -> Truth:
            sides = (terms[self.nearer], terms[self.further])
            return and_(*(self.subject.at_level(*each) for each in zip(sides, levels, strict=True)))

        return build

    def levels(self, assessments: Sequence[Assessment]) -> tuple[int, int]:
        """The levels of how near it is to being so: on the nearer side, and on the other."""
        nearer, further = (self.subject.level(assessments[s]) for s in (self.nearer, self.further))
        return nearer, further

    def goes_whole_way(self, assessments: Sequence[Assessment]) -> bool:
        """Whether one submission is surely so on one side, and surely not on the other."""
        return self.levels(assessments) == (_SURE, 0)

    def shows(self, assessments: Sequence[Assessment]) -> bool:
        """Whether it is so in one submission."""
        nearer, further = self.levels(assessments)
        return nearer > further


def came_to(assessment: Assessment, subject: ComparedPart) -> tuple[str, ...]:
    """The verdict on a criterion, or the ids of the outcomes that are possible."""
    if subject.part is RulesPart.CRITERION:
        return (assessment.finding(subject.of).verdict.value,)
    return assessment.outcome_ids


def criterion_part(identifier: str) -> ComparedPart:
    """A criterion, which is so where it is satisfied."""

    def terms(rules: RuleSetTerms) -> Levels:
        verdicts = rules.finding(identifier).verdict(rules.stage)
        satisfied = or_(*(verdicts[each] for each in SATISFIED))
        return satisfied, not_(verdicts[Verdict.NOT_MET])

    def level(assessment: Assessment) -> int:
        verdict = assessment.finding(identifier).verdict
        return _SURE if verdict in SATISFIED else int(verdict is not Verdict.NOT_MET)

    def comes_to(rules: RuleSetTerms, came: Sequence[str]) -> Truth:
        return rules.finding(identifier).verdict(rules.stage)[Verdict(came[0])]

    return ComparedPart(RulesPart.CRITERION, identifier, terms, level, comes_to)


def outcome_part(identifier: str) -> ComparedPart:
    """An outcome, which is so where no other is possible."""

    def terms(rules: RuleSetTerms) -> Levels:
        return rules.sure_outcomes[identifier], rules.outcomes[identifier]

    def level(assessment: Assessment) -> int:
        possible = assessment.outcome_ids
        return (identifier in possible) + (possible == (identifier,))

    def comes_to(rules: RuleSetTerms, came: Sequence[str]) -> Truth:
        possible = rules.outcomes
        return and_(*(each if row in came else not_(each) for row, each in possible.items()))

    return ComparedPart(RulesPart.OUTCOME, identifier, terms, level, comes_to)
