"""Evidence that is missing where answers were stated without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.engine.closing import NO_EVIDENCE
from authorisation.engine.evidence_basis import of_question
from authorisation.engine.plans.plan import ItemsPlan, LeafPlan, Origin, Reference, RefPlan
from authorisation.engine.results import Finding, Step
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import listed
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.question import Question
from authorisation.model.verdict import MET


def to_do(finding: Finding, view: View) -> str:
    """Format the remedy of a finding: the evidence if that alone is missing, else the rule's."""
    by_evidence: dict[str, list[str]] = {}
    for question in _stated(finding, view):
        evidence = visible(question.evidence).rstrip(".")
        by_evidence.setdefault(evidence, []).append(_named(question, view))
    if not by_evidence:
        return visible(finding.criterion.remedy)
    wanted = [f"{listed(names)}: {evidence}" for evidence, names in by_evidence.items()]
    return f"Give the evidence for {'; and for '.join(wanted)}."


def stated_alone(finding: Finding, view: View) -> tuple[str, ...]:
    """The names of the answers that lack evidence; empty if the finding is not open for that."""
    return tuple(_named(question, view) for question in _stated(finding, view))


def _named(question: Question, view: View) -> str:
    return Titles(view.assessment.rules).of(question.path).words


def _stated(finding: Finding, view: View) -> list[Question]:
    if finding.why_open != NO_EVIDENCE or finding.step is None:
        return []
    bank = view.assessment.rules.bank
    return [
        bank[path] for path in dict.fromkeys(_unproven(finding.step, view, set())) if path in bank
    ]


def _unproven(step: Step, view: View, told: set[str]) -> Iterator[str]:
    """Yield the paths of the questions below a met step whose answers lack their evidence.

    Criteria in `told` were gone through already; those referred to here are added.
    """
    match step.plan:
        case LeafPlan(references=looked_at):
            yield from _of(looked_at, view)
        case ItemsPlan(references=looked_at) if not step.because:
            yield from _of(looked_at, view)
        case RefPlan(condition=condition):
            if condition.criterion not in told:
                told.add(condition.criterion)
                for part in step.because:
                    yield from _unproven(part, view, told)
        case _:
            for part in step.because:
                if part.possible == MET:
                    yield from _unproven(part, view, told)


def _of(looked_at: Iterable[Reference], view: View) -> Iterator[str]:
    for reference in looked_at:
        if reference.origin is Origin.DERIVED:
            yield from _of(view.program.derived_references[reference.name], view)
        elif reference.question:
            support = of_question(reference.question, view.assessment.submission, view.program)
            if not support.proven:
                yield reference.question
