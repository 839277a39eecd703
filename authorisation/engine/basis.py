"""How well the answers behind a step are supported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authorisation.engine.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, Reference, RefPlan
from authorisation.engine.program import Program
from authorisation.engine.steps import Step
from authorisation.model.condition import AllOf, Every
from authorisation.model.submission import Submission
from authorisation.model.value import Level
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET


@dataclass(frozen=True, slots=True, order=True)
class Support:
    """The weakest support among the answers that a verdict cannot do without.

    `proven` says that every such answer that needs evidence has some. Better support is greater.
    """

    proven: bool
    level: Level


def support(step: Step, submission: Submission, program: Program) -> Support | None:
    """Say how well a step is supported; None where it rests on no answer.

    Where any one part would do (`any` met, `all` not met), the best supported of the parts that
    settled it counts; where all are needed, the worst.
    """
    match step.plan:
        case LeafPlan(references=looked_at):
            return _worst(_of_references(looked_at, submission, program))
        case RefPlan():
            return _worst(support(part, submission, program) for part in step.because)
        case ItemsPlan(references=looked_at) if not step.because:
            return _worst(_of_references(looked_at, submission, program))
        case GroupPlan() | ItemsPlan():
            return _of_parts(step, submission, program)


def _of_parts(step: Step, submission: Submission, program: Program) -> Support | None:
    parts = [part for part in step.because if part.possible != NOT_APPLICABLE]
    conjunctive = isinstance(step.plan.condition, AllOf | Every)
    one_suffices = step.possible == (NOT_MET if conjunctive else MET)
    if one_suffices and len(parts) > 1 and not _counts(step):
        decisive = [part for part in parts if part.possible == step.possible]
        found = [support(part, submission, program) for part in decisive]
        return None if None in found else max(s for s in found if s is not None)
    needed = parts
    if _counts(step) and step.possible == MET:
        needed = [part for part in parts if part.possible == MET]
    return _worst(support(part, submission, program) for part in needed)


def _counts(step: Step) -> bool:
    return isinstance(step.plan, GroupPlan) and step.plan.n is not None


def _worst(found: Iterable[Support | None]) -> Support | None:
    known = [s for s in found if s is not None]
    if not known:
        return None
    return Support(all(s.proven for s in known), min(s.level for s in known))


def _of_references(
    looked_at: Iterable[Reference], submission: Submission, program: Program
) -> list[Support | None]:
    found: list[Support | None] = []
    for reference in looked_at:
        if reference.origin is Origin.DERIVED:
            deeper = program.derived_references[reference.name]
            found.append(_worst(_of_references(deeper, submission, program)))
        elif reference.question:
            found.append(of_question(reference.question, submission, program))
    return found


def of_question(path: str, submission: Submission, program: Program) -> Support:
    """Say how well one answer is supported."""
    level = level_of(path, submission)
    question = program.rules.bank.get(path)
    wanted = question is not None and bool(question.evidence)
    return Support(not wanted or level >= Level.EVIDENCED, level)


def level_of(path: str, submission: Submission) -> Level:
    """Give the level of an answer's evidence; given for a group, it holds for its answers."""
    while path:
        evidence = submission.evidence.get(path)
        if evidence is not None:
            return evidence.level
        path = path.rpartition(".")[0]
    return Level.STATED
