"""What changed terms mean, proved by the solver: the door from comparisons to `analysis`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from msgspec import Struct

from authorisation.analysis.encoding.terms import Truth, and_, not_, or_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Found, Inquiry, Reply, Undecided, RulesOnDay
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import Assessment
from authorisation.errors import EngineUnavailable
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import DifferenceWitness, Meaning, Relation

_SATISFIED: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)
PROVED: Final = "proved"

Levels: TypeAlias = "tuple[Truth, Truth]"
"""Whether something surely is so, and whether it may be."""


class SolverProver:
    """Asks how the criteria and outcomes of two rule sets stand to each other.

    `partial` includes submissions with answers missing. Each question takes `seconds` at most.
    """

    def __init__(
        self,
        old: RuleSet,
        new: RuleSet,
        days: tuple[date, date],
        stage: Stage,
        *,
        partial: bool = False,
        seconds: float = 60,
    ) -> None:
        self._views = tuple(
            RulesOnDay(program=compile_rules(rules), day=day, stage=stage)
            for rules, day in zip((old, new), days, strict=True)
        )
        self._partial = partial
        self._seconds = seconds
        self._whole: Inquiry | None = None
        self._outcomes: dict[
            RuleSetTerms, tuple[Mapping[str, Truth], Mapping[str, Truth]]
        ] = {}

    def criterion(self, identifier: str) -> Meaning:
        """What the change of a criterion that both rule sets have means."""

        def levels(terms: RuleSetTerms) -> Levels:
            verdicts = terms.finding(identifier).verdict(terms.stage)
            satisfied = or_(*(verdicts[each] for each in _SATISFIED))
            return satisfied, not_(verdicts[Verdict.NOT_MET])

        def level(assessment: Assessment) -> int:
            verdict = assessment.finding(identifier).verdict
            return 2 if verdict in _SATISFIED else int(verdict is not Verdict.NOT_MET)

        def came_to(assessment: Assessment) -> tuple[str, ...]:
            return (assessment.finding(identifier).verdict.value,)

        asked = _Asked(RulesPart.CRITERION, identifier, levels, level, came_to)
        return self._meaning(asked, self._inquiry((identifier,)))

    def outcome(self, identifier: str) -> Meaning:
        """What the change of an outcome that both rule sets have means."""

        def levels(terms: RuleSetTerms) -> Levels:
            sure, possible = self._outcomes_of(terms)
            return sure[identifier], possible[identifier]

        def level(assessment: Assessment) -> int:
            possible = assessment.outcome_ids
            return (identifier in possible) + (possible == (identifier,))

        def came_to(assessment: Assessment) -> tuple[str, ...]:
            return assessment.outcome_ids

        self._whole = self._whole or self._inquiry(None)
        asked = _Asked(RulesPart.OUTCOME, identifier, levels, level, came_to)
        return self._meaning(asked, self._whole)

    def _outcomes_of(self, terms: RuleSetTerms) -> tuple[Mapping[str, Truth], Mapping[str, Truth]]:
        """Where each outcome is sure, and where it is possible; encoded once."""
        if terms not in self._outcomes:
            self._outcomes[terms] = terms.sure_outcomes(), terms.outcomes()
        return self._outcomes[terms]

    def _inquiry(self, criteria: tuple[str, ...] | None) -> Inquiry:
        return Inquiry(
            *self._views, partial=self._partial, criteria=criteria, seconds=self._seconds
        )

    def _meaning(self, asked: _Asked, inquiry: Inquiry) -> Meaning:
        try:
            stricter = self._find(asked, inquiry, nearer=0)
            looser = self._find(asked, inquiry, nearer=1)
        except EngineUnavailable as error:
            return undecided(asked.part, asked.of, f"{error.reason}: {error.remedy}")
        reasons = [each.reason for each in (stricter, looser) if isinstance(each, Undecided)]
        found = isinstance(stricter, Found), isinstance(looser, Found)
        return Meaning(
            part=asked.part,
            of=asked.of,
            relation=Relation.UNDECIDED if reasons else _RELATIONS[found],
            because=reasons[0] if reasons else PROVED,
            stricter=self._witness(stricter, asked),
            looser=self._witness(looser, asked),
        )

    def _find(self, asked: _Asked, inquiry: Inquiry, *, nearer: int) -> Reply:
        """A submission that is nearer to being so under one of the views than under the other."""
        other = 1 - nearer

        def build(terms: Sequence[RuleSetTerms]) -> Truth:
            (sure, may), (surely_other, may_other) = (
                asked.levels(terms[side]) for side in (nearer, other)
            )
            return or_(and_(sure, not_(surely_other)), and_(may, not_(may_other)))

        def shows(witness: Witness) -> bool:
            levels = [asked.level(view.assess(witness)) for view in self._views]
            return levels[nearer] > levels[other]

        return inquiry.find(build, shows)

    def _witness(self, reply: Reply, asked: _Asked) -> DifferenceWitness | None:
        if not isinstance(reply, Found):
            return None
        before, after = (asked.came_to(view.assess(reply.witness)) for view in self._views)
        submission = reply.witness.submission(self._views[1].rules)
        return DifferenceWitness(submission, reply.witness.judgements(), before, after)


class _Asked(Struct, frozen=True):
    """A criterion or an outcome: how near it is to being so, as terms and as the engine has it."""

    part: RulesPart
    of: str
    levels: Callable[[RuleSetTerms], Levels]
    level: Callable[[Assessment], int]
    came_to: Callable[[Assessment], tuple[str, ...]]


_RELATIONS: Final = {
    (False, False): Relation.SAME,
    (True, False): Relation.STRICTER,
    (False, True): Relation.LOOSER,
    (True, True): Relation.INCOMPARABLE,
}


def undecided(part: RulesPart, of: str, why: str) -> Meaning:
    """A meaning that is not known, and why."""
    return Meaning(part=part, of=of, relation=Relation.UNDECIDED, because=why)
