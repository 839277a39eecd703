"""The evidence behind answers and findings: as assessors checked it, and at the decision stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.assessors import (
    counted_grades,
    counted_judgements,
    latest_judgements,
)
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Reference, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding, Step
from authorisation.model.condition import AllOf, Every
from authorisation.model.rules import Severity
from authorisation.model.submission import CHECKED, NOT_ACCEPTED, Judgement, Judgements, Submission
from authorisation.model.value import Evidence, EvidenceLevel
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, Verdict


def checks_by_answer(judgements: Judgements) -> Mapping[str, tuple[Judgement, ...]]:
    """Give each assessor's latest check of each answer, by its path, in the order of the files."""
    paths = dict.fromkeys(entry.answer for entry in judgements.entries if entry.answer)
    return {
        path: latest_judgements([e for e in judgements.entries if e.answer == path])
        for path in paths
    }


def unaccepted_answers(
    submission: Submission, judgements: Judgements
) -> Mapping[str, tuple[Judgement, ...]]:
    """Give the checks of each answer that was given and that nobody whose check counts accepts."""
    return {
        path: tuple(counted_judgements(checks))
        for path, checks in checks_by_answer(judgements).items()
        if path in submission.answers and counted_grades(checks) == {NOT_ACCEPTED}
    }


def as_checked(submission: Submission, judgements: Judgements) -> Submission:
    """Give a submission as assessors left it.

    An answer that all who checked it call so is checked; one that none of them accepts counts as
    not answered. Where they differ it stands as the group gave it, until a panel has sat.
    """
    if not judgements.entries:
        return submission
    answers, evidence = dict(submission.answers), dict(submission.evidence)
    for path in unaccepted_answers(submission, judgements):
        del answers[path]
        evidence.pop(path, None)
    for path, checks in checks_by_answer(judgements).items():
        if path in answers and counted_grades(checks) == {CHECKED}:
            given = answer_evidence(path, submission) or Evidence(document="the answer itself")
            evidence[path] = msgspec.structs.replace(given, level=EvidenceLevel.CHECKED)
    if answers == submission.answers and evidence == submission.evidence:
        return submission
    return msgspec.structs.replace(
        submission, answers=MappingProxyType(answers), evidence=MappingProxyType(evidence)
    )


class EvidenceSupport(msgspec.Struct, frozen=True, order=True, gc=False):
    """The weakest evidence among the answers that a verdict cannot do without.

    `proven` says that every such answer that needs evidence has some. Better evidence is greater.
    """

    proven: bool
    level: EvidenceLevel


def evidence_support(
    step: Step, submission: Submission, program: Program
) -> EvidenceSupport | None:
    """Give the evidence behind a step; None where it rests on no answer.

    Where any one part would do (`any` met, `all` not met), the best supported of the parts that
    settled it counts; where all are needed, the worst.
    """
    return _SupportFinder(submission, program).support(step)


def is_proven(finding: Finding, submission: Submission, program: Program) -> bool:
    """Give whether all answers that a verdict needs, and that need evidence, have some."""
    paths = program.answers_to_prove[finding.criterion.id]
    if all(evidence_level(path, submission) >= EvidenceLevel.EVIDENCED for path in paths):
        return True  # whichever of them the verdict needs
    found = evidence_support(finding.step, submission, program) if finding.step else None
    return found is None or found.proven


class _SupportFinder(msgspec.Struct, frozen=True, gc=False):
    """Works out the evidence behind steps; `known` holds it for each criterion referred to."""

    submission: Submission
    program: Program
    known: dict[str, EvidenceSupport | None] = {}

    def support(self, step: Step) -> EvidenceSupport | None:
        match step.plan:
            case LeafPlan(references=references):
                return self._of_references(references)
            case RefPlan(condition=condition):
                name = condition.criterion
                if name not in self.known:
                    self.known[name] = _weakest(map(self.support, step.because))
                return self.known[name]
            case ItemsPlan(references=references) if not step.because:
                return self._of_references(references)
            case GroupPlan() | ItemsPlan():
                return self._of_parts(step)

    def _of_parts(self, step: Step) -> EvidenceSupport | None:
        parts = [part for part in step.because if part.possible != NOT_APPLICABLE]
        conjunctive = isinstance(step.plan.condition, AllOf | Every)
        one_suffices = step.possible == (NOT_MET if conjunctive else MET)
        if one_suffices and len(parts) > 1 and not _is_at_least(step):
            decisive = [part for part in parts if part.possible == step.possible]
            supports = [self.support(part) for part in decisive]
            return None if None in supports else max(s for s in supports if s is not None)
        needed = parts
        if _is_at_least(step) and step.possible == MET:
            needed = [part for part in parts if part.possible == MET]
        return _weakest(map(self.support, needed))

    def _of_references(self, references: Iterable[Reference]) -> EvidenceSupport | None:
        answers = (each.question for each in self.program.expand(references) if each.question)
        return _weakest(question_support(path, self.submission, self.program) for path in answers)


def _is_at_least(step: Step) -> bool:
    return isinstance(step.plan, GroupPlan) and step.plan.n is not None


def _weakest(supports: Iterable[EvidenceSupport | None]) -> EvidenceSupport | None:
    known = [s for s in supports if s is not None]
    if not known:
        return None
    return EvidenceSupport(all(s.proven for s in known), min(s.level for s in known))


def question_support(path: str, submission: Submission, program: Program) -> EvidenceSupport:
    """Give the evidence behind one answer."""
    level = evidence_level(path, submission)
    question = program.rules.bank.get(path)
    wanted = question is not None and bool(question.evidence)
    return EvidenceSupport(not wanted or level >= EvidenceLevel.EVIDENCED, level)


def evidence_level(path: str, submission: Submission) -> EvidenceLevel:
    """Give the level of an answer's evidence."""
    evidence = answer_evidence(path, submission)
    return EvidenceLevel.STATED if evidence is None else evidence.level


def answer_evidence(path: str, submission: Submission) -> Evidence | None:
    """Give an answer's evidence; given for a group, it holds for the answers in it."""
    while path:
        if path in submission.evidence:
            return submission.evidence[path]
        path = path.rpartition(".")[0]
    return None


NO_EVIDENCE = "no evidence"


def close_at_decision(finding: Finding, submission: Submission, program: Program) -> Finding:
    """Give a finding as it stands once no more answers can come.

    Unknown becomes open, except where every possibility left is met or not applicable: then
    nothing stands in the way. A gate or condition that is met on an answer that needs evidence
    and has none is open too; an answer that tells against the group needs no proof.
    """
    if finding.possible == MET | NOT_APPLICABLE:
        return msgspec.structs.replace(finding, verdict=Verdict.MET)
    if not logic.is_settled(finding.possible) or finding.verdict is Verdict.UNKNOWN:
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN)
    if (
        finding.possible == MET
        and finding.severity is not Severity.NOTE
        and not is_proven(finding, submission, program)
    ):
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN, known_why=NO_EVIDENCE)
    return finding
