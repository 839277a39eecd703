"""Evidence that is missing where answers were stated without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.engine.evidence import NO_EVIDENCE, question_support
from authorisation.engine.plans.plan import ItemsPlan, LeafPlan, Reference, RefPlan
from authorisation.engine.results import Finding, Step
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.question import Question
from authorisation.model.verdict import MET


def format_remedy(finding: Finding, view: View) -> str:
    """Format the remedy of a finding: the evidence if that alone is missing, else the rule's."""
    by_evidence: dict[str, list[str]] = {}
    for question in _unevidenced_questions(finding, view):
        evidence = visible(question.evidence).rstrip(".")
        by_evidence.setdefault(evidence, []).append(question_name(question, view))
    if not by_evidence:
        return visible(finding.criterion.remedy)
    wanted = [f"{join_words(names)}: {evidence}" for evidence, names in by_evidence.items()]
    return f"Give the evidence for {'; and for '.join(wanted)}."


def unevidenced_answers(finding: Finding, view: View) -> tuple[str, ...]:
    """The names of the answers that lack evidence; empty if the finding is not open for that."""
    return tuple(
        question_name(question, view) for question in _unevidenced_questions(finding, view)
    )


def question_name(question: Question, view: View) -> str:
    """The words that stand for the answer to a question."""
    return Titles(view.assessment.rules).of(question.path).words


def _unevidenced_questions(finding: Finding, view: View) -> list[Question]:
    return questions_without_evidence(finding, view) if finding.why_open == NO_EVIDENCE else []


def questions_without_evidence(finding: Finding, view: View) -> list[Question]:
    """The questions below a met finding whose answers need evidence and have none."""
    if finding.step is None:
        return []
    bank = view.assessment.rules.bank
    return [
        bank[path]
        for path in dict.fromkeys(_unevidenced_paths(finding.step, view, set()))
        if path in bank
    ]


def _unevidenced_paths(step: Step, view: View, visited: set[str]) -> Iterator[str]:
    """Yield the paths of the questions below a met step whose answers lack their evidence.

    Criteria in `visited` were gone through already; those referred to here are added.
    """
    match step.plan:
        case LeafPlan(references=references):
            yield from _unevidenced_references(references, view)
        case ItemsPlan(references=references) if not step.because:
            yield from _unevidenced_references(references, view)
        case RefPlan(condition=condition):
            if condition.criterion not in visited:
                visited.add(condition.criterion)
                for part in step.because:
                    yield from _unevidenced_paths(part, view, visited)
        case _:
            for part in step.because:
                if part.possible == MET:
                    yield from _unevidenced_paths(part, view, visited)


def _unevidenced_references(references: Iterable[Reference], view: View) -> Iterator[str]:
    for path in filter(None, (each.question for each in view.program.expand(references))):
        if not question_support(path, view.assessment.counted, view.program).proven:
            yield path
