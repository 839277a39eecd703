"""Findings that are remembered, for many submissions that differ in little."""

from __future__ import annotations

from typing import Final, TypeAlias

from authorisation.engine.assess import judge_criterion
from authorisation.engine.evidence import close_at_decision
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import Program
from authorisation.engine.program.settings import Settings
from authorisation.engine.results import Finding
from authorisation.model.submission import Judgements, Stage, Submission

_Remembered: TypeAlias = "tuple[object, Finding, Finding]"
"""What a finding comes from, which is held so that none of it is forgotten; open and closed."""
_MISSING: Final = object()


class FindingMemory:
    """The findings of one program, each remembered by the answers and grades that it comes from.

    All its submissions must be alike but for which answers, entries and grades there are: of one
    day and stage, with the same figures, with evidence for the same answers, and with no others.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._remembered: dict[tuple[object, ...], _Remembered] = {}
        self._reach: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        plans = {plan.id: plan for plan in program.criteria}
        for name, behind in program.criteria_behind.items():
            paths = (r.question for each in behind for r in program.references_of(plans[each]))
            judged = (each for each in behind if plans[each].criterion.judgement)
            self._reach[name] = frozenset(paths), frozenset(judged)

    def findings(
        self,
        settings: Settings,
        scope: Bindings,
        counted: Submission,
        judgements: Judgements,
        stage: Stage,
    ) -> list[Finding]:
        """The findings of a submission as `assess` has them, judged where they are new."""
        by_id: dict[str, Finding] = {}
        found: list[Finding] = []
        for ready in settings.criteria:
            criterion = ready.plan.id
            paths, judged = self._reach[criterion]
            answers = tuple([counted.answers.get(path, _MISSING) for path in paths])
            entries = judgements.entries if judged else ()
            grades = tuple([each for each in entries if each.criterion in judged])
            key = (criterion, grades, *map(id, answers))
            known = self._remembered.get(key)
            if known is None:
                closed = raw = judge_criterion(ready, scope, by_id, judgements)
                if stage is Stage.DECISION:
                    closed = close_at_decision(raw, counted, self._program)
                known = self._remembered[key] = answers, raw, closed
            by_id[criterion] = known[1]
            found.append(known[2])
        return found
