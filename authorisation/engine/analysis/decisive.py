"""The criteria that decided an outcome, and the comparisons that decided a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.conditions import combine_parts
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.model.rules import Severity
from authorisation.model.verdict import MET, NOT_MET, Verdict, VerdictSet


def decisive_criteria(assessment: Assessment, program: Program) -> frozenset[str]:
    """The ids of the criteria that decided the outcome; while it is open, of gates not met.

    The findings that an outcome imposes something for decided it; where it imposes nothing, the
    gravest group of findings that are not met or open and without which it would be another. An
    outcome is never due to a finding that only stands beside it.
    """
    if not assessment.settled:
        return _ids(assessment.findings_with(Severity.GATE, Verdict.NOT_MET))
    outcome = assessment.outcomes[0]
    imposed = [i.criterion for i in (*outcome.conditions, *outcome.support) if not i.perhaps]
    if imposed:
        return frozenset(imposed)
    table = OutcomeTable(program, assessment)
    for severity in (Severity.GATE, Severity.CONDITION):
        for verdict in (Verdict.NOT_MET, Verdict.OPEN):
            group = assessment.findings_with(severity, verdict)
            met = assessment.by_place({each.criterion.id: each.supposed_met() for each in group})
            if met and table.rows_if(met) != assessment.outcome_ids:
                return _ids(group)
    return frozenset()


def _ids(findings: list[Finding]) -> frozenset[str]:
    return frozenset(finding.criterion.id for finding in findings)


def decisive_leaves(step: Step) -> Iterator[LeafPlan]:
    """Yield each comparison below a step that is met or not met, and changes it if turned round.

    That is the test of modified condition and decision coverage (MC/DC). A comparison on the items
    of a list counts where turning it round for one item is enough. Criteria that are referred to
    are judged by themselves.
    """
    yield from _decisive(step, lambda possible: possible != step.possible)


def _decisive(step: Step, changes: Callable[[VerdictSet], bool]) -> Iterator[LeafPlan]:
    match step.plan:
        case LeafPlan():
            if step.possible in (MET, NOT_MET) and changes(logic.NEGATION[step.possible]):
                yield step.plan
        case GroupPlan() | ItemsPlan():
            for place, part in enumerate(step.because):
                yield from _decisive(part, _changes_with(step, place, changes))


def _changes_with(
    step: Step, place: int, changes: Callable[[VerdictSet], bool]
) -> Callable[[VerdictSet], bool]:
    """Whether the whole changes if one part of a step has another verdict."""

    def changed(possible: VerdictSet) -> bool:
        sets = [part.possible for part in step.because]
        sets[place] = possible
        return changes(combine_parts(step, sets))

    return changed
