"""Pools checked by assessing them: under an agreement, as one group, and with further practices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from msgspec.structs import replace

from authorisation.engine.merging import MergeConflict, merge_submissions
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.comparison import format_outcomes
from authorisation.model.question import MergeRule
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import Verdict
from authorisation.partners.members import Pool
from authorisation.partners.results import (
    CheckedPool,
    GroupFigure,
    Merger,
    MergerEffect,
    NearPractice,
)

_BEST_LAST = (Verdict.NOT_MET, Verdict.OPEN, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE, Verdict.MET)
_SETTLED = frozenset((Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE))


class PoolChecker:
    """Assesses pools by the rules under which the groups were assessed alone.

    `assess` gives the assessment of a submission, beside all but those whom it stands for.
    """

    def __init__(
        self,
        program: Program,
        groups: Mapping[str, GroupFigure],
        assess: Callable[[Submission, Sequence[Submission]], Assessment],
    ) -> None:
        pooling = program.rules.pooling
        assert pooling is not None  # noqa: S101 whoever looks for pools has seen that
        self._program = program
        self._pooling = pooling
        self._groups = groups
        self._assess = assess

    def check(self, pool: Pool) -> CheckedPool:
        """A pool with what the rules make of it, as a pool and as one group."""
        members = [self._groups[each] for each in pool.members]
        return CheckedPool(
            pool=pool, as_pool=self._as_pool(pool, members), merger=self._merger(members)
        )

    def widened(
        self, group: GroupFigure, practices: Sequence[NearPractice], listed_at: str
    ) -> Verdict:
        """The verdict on the criterion for a group with further practices.

        `listed_at` is the path of the question that asks for its practices.
        """
        questions = self._program.rules.bank
        listed = self._practice_submissions(practices, listed_at)
        merged = merge_submissions([group.submission, *listed], questions).submission
        own = {
            path: answer
            for path, answer in group.submission.answers.items()
            if path in questions and questions[path].merge is MergeRule.DROP
        }
        return self._answering({**own, **merged.answers}, group)

    def formed(self, practices: Sequence[NearPractice], listed_at: str) -> Verdict:
        """The verdict on the criterion for a group of practices that says nothing else."""
        listed = self._practice_submissions(practices, listed_at)
        merged = merge_submissions(listed, self._program.rules.bank).submission
        return self._verdict(self._assess(merged, ()))

    def _practice_submissions(
        self, practices: Sequence[NearPractice], listed_at: str
    ) -> list[Submission]:
        """The submissions that practices bring, each as an application that names one alone."""
        figure = self._pooling.figure
        return [
            Submission(
                name=each.title,
                answers=MappingProxyType(
                    {figure: each.amount, listed_at: Items(({"code": each.code},))}
                ),
            )
            for each in practices
        ]

    def _as_pool(self, pool: Pool, members: Sequence[GroupFigure]) -> Verdict | None:
        pooling = self._pooling
        if not pooling.covered:
            return None
        answers: dict[str, Answer] = {pooling.covered: Decimal(pool.total)}
        if pooling.agreement:
            names = " and ".join(each.submission.title for each in members)
            answers[pooling.agreement] = f"an agreement of {names}"
        verdicts = {
            self._answering({**each.submission.answers, **answers}, each) for each in members
        }
        return next(each for each in _BEST_LAST if each in verdicts)

    def _answering(self, answers: Mapping[str, Answer], group: GroupFigure) -> Verdict:
        """The verdict on the criterion for a group with other answers."""
        submission = replace(group.submission, answers=MappingProxyType(answers))
        return self._verdict(self._assess(submission, [group.submission]))

    def _merger(self, members: Sequence[GroupFigure]) -> Merger:
        parts = [each.submission for each in members]
        merged = merge_submissions(parts, self._program.rules.bank)
        conflicts = merged.conflicts or tuple(self._contradictions(merged.submission, parts))
        if conflicts:
            return Merger(conflicts=conflicts)
        assessment = self._assess(merged.submission, parts)
        effects = tuple(_effects(assessment, members))
        return Merger(
            verdict=self._verdict(assessment),
            effects=tuple(each for each in effects if each.merged in _SETTLED),
            unsettled=sum(each.merged not in _SETTLED for each in effects),
            outcome=format_outcomes(assessment),
        )

    def _contradictions(
        self, merged: Submission, parts: Sequence[Submission]
    ) -> Iterator[MergeConflict]:
        for problem in self._program.check_contradictions(merged):
            titles = tuple(each.title for each in parts)
            yield MergeConflict("", "", titles, says=problem.message)

    def _verdict(self, assessment: Assessment) -> Verdict:
        return assessment.finding(self._pooling.criterion).verdict


def _effects(assessment: Assessment, members: Iterable[GroupFigure]) -> Iterator[MergerEffect]:
    """Yield each criterion that can be told of a part and comes out otherwise for the whole."""
    for finding in assessment.findings:
        alone = tuple(each.verdicts[finding.criterion.id] for each in members)
        if any(each is not finding.verdict for each in alone) and (
            finding.verdict in _SETTLED or any(each in _SETTLED for each in alone)
        ):
            yield MergerEffect(
                criterion=finding.criterion,
                severity=finding.severity,
                alone=alone,
                merged=finding.verdict,
            )
