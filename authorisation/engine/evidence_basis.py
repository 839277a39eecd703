"""The evidence behind a step: the weakest among the answers that its verdict needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Reference,
    RefPlan,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Step
from authorisation.model.condition import AllOf, Every
from authorisation.model.submission import Submission
from authorisation.model.value import Evidence, Level
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET


@dataclass(frozen=True, slots=True, order=True)
class Support:
    """The weakest evidence among the answers that a verdict cannot do without.

    `proven` says that every such answer that needs evidence has some. Better evidence is greater.
    """

    proven: bool
    level: Level


def support(step: Step, submission: Submission, program: Program) -> Support | None:
    """Give the evidence behind a step; None where it rests on no answer.

    Where any one part would do (`any` met, `all` not met), the best supported of the parts that
    settled it counts; where all are needed, the worst.
    """
    return _Answers(submission, program).support(step)


@dataclass(frozen=True, slots=True)
class _Answers:
    """Works out the evidence behind steps; `known` holds it for each criterion referred to."""

    submission: Submission
    program: Program
    known: dict[str, Support | None] = field(default_factory=dict)

    def support(self, step: Step) -> Support | None:
        match step.plan:
            case LeafPlan(references=looked_at):
                return self._of_references(looked_at)
            case RefPlan(condition=condition):
                name = condition.criterion
                if name not in self.known:
                    self.known[name] = _worst(map(self.support, step.because))
                return self.known[name]
            case ItemsPlan(references=looked_at) if not step.because:
                return self._of_references(looked_at)
            case GroupPlan() | ItemsPlan():
                return self._of_parts(step)

    def _of_parts(self, step: Step) -> Support | None:
        parts = [part for part in step.because if part.possible != NOT_APPLICABLE]
        conjunctive = isinstance(step.plan.condition, AllOf | Every)
        one_suffices = step.possible == (NOT_MET if conjunctive else MET)
        if one_suffices and len(parts) > 1 and not _counts(step):
            decisive = [part for part in parts if part.possible == step.possible]
            found = [self.support(part) for part in decisive]
            return None if None in found else max(s for s in found if s is not None)
        needed = parts
        if _counts(step) and step.possible == MET:
            needed = [part for part in parts if part.possible == MET]
        return _worst(map(self.support, needed))

    def _of_references(self, looked_at: Iterable[Reference]) -> Support | None:
        return _worst(_supports(looked_at, self.submission, self.program))


def _counts(step: Step) -> bool:
    return isinstance(step.plan, GroupPlan) and step.plan.n is not None


def _worst(found: Iterable[Support | None]) -> Support | None:
    known = [s for s in found if s is not None]
    if not known:
        return None
    return Support(all(s.proven for s in known), min(s.level for s in known))


def _supports(
    looked_at: Iterable[Reference], submission: Submission, program: Program
) -> Iterator[Support | None]:
    for reference in looked_at:
        if reference.origin is Origin.DERIVED:
            yield from _supports(program.derived_references[reference.name], submission, program)
        elif reference.question:
            yield of_question(reference.question, submission, program)


def of_question(path: str, submission: Submission, program: Program) -> Support:
    """Give the evidence behind one answer."""
    level = level_of(path, submission)
    question = program.rules.bank.get(path)
    wanted = question is not None and bool(question.evidence)
    return Support(not wanted or level >= Level.EVIDENCED, level)


def level_of(path: str, submission: Submission) -> Level:
    """Give the level of an answer's evidence."""
    evidence = evidence_of(path, submission)
    return Level.STATED if evidence is None else evidence.level


def evidence_of(path: str, submission: Submission) -> Evidence | None:
    """Give an answer's evidence; given for a group, it holds for the answers in it."""
    while path:
        if path in submission.evidence:
            return submission.evidence[path]
        path = path.rpartition(".")[0]
    return None
