"""The evidence behind a step: the weakest among the answers that its verdict needs."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Reference,
    RefPlan,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding, Step
from authorisation.model.condition import AllOf, Every
from authorisation.model.submission import Submission
from authorisation.model.value import Evidence, EvidenceLevel
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET


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
