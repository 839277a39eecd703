"""Evidence that a self-assessment will need at the decision, and documents that deny themselves."""

from __future__ import annotations

from typing import Final

import msgspec

from authorisation.engine.evidence import checks_by_answer, is_proven
from authorisation.engine.judge.assessors import counted_grades
from authorisation.engine.questioned import QuestionedAnswer, questioned_answers
from authorisation.engine.results import Finding
from authorisation.explain.assessment.evidence import question_name, questions_without_evidence
from authorisation.explain.assessment.reasons import (
    format_judgement,
    format_severity,
    join_judgements,
)
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import format_count, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles, upper_initial
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict

EVIDENCE_NOTICE: Final = "Met on answers that will need evidence and have none: {}."


class WantedEvidence(msgspec.Struct, frozen=True):
    """The wanted evidence: the gates and conditions met on answers that need it, and how many."""

    count: str = ""
    """As `7 of 10 (needed before a full budget)`; empty where there are none."""
    lines: tuple[str, ...] = ()
    """Each with the answers whose evidence will be wanted, gates first."""


def describe_wanted_evidence(view: View) -> WantedEvidence:
    """The evidence that the decision will want for gates and conditions met at self-assessment."""
    assessment = view.assessment
    if assessment.stage is not Stage.SELF_ASSESSMENT:
        return WantedEvidence()
    counts: list[str] = []
    lines: list[str] = []
    for severity in (Severity.GATE, Severity.CONDITION):
        met = assessment.findings_with(severity, Verdict.MET)
        unproven = [line for each in met if (line := _format_unproven(each, view))]
        if unproven:
            weight = format_severity(severity, assessment.rules)
            counts.append(f"{len(unproven)} of {len(met)} ({weight})")
        lines += unproven
    return WantedEvidence(join_words(counts), tuple(lines))


def _format_unproven(finding: Finding, view: View) -> str:
    """Format a met finding with its answers that lack evidence; empty where it needs none."""
    if is_proven(finding, view.assessment.counted, view.program):
        return ""
    names = [question_name(each, view) for each in questions_without_evidence(finding, view)]
    title = format_criterion(finding.criterion.id, view.assessment.rules)
    return f"{title}: {join_words(names)}"


class InOrder(msgspec.Struct, frozen=True):
    """The gates and conditions met, by name, and how much of the form is answered; no score."""

    counts: str = ""
    """How many gates, conditions and questions are done, and how many are not yet."""
    lines: tuple[str, ...] = ()
    """Each domain with its gates and conditions that are met."""


def describe_in_order(view: View) -> InOrder:
    """The gates and conditions that are met, by domain, and how many questions are answered."""
    assessment, rules = view.assessment, view.assessment.rules
    counts: list[str] = []
    by_domain: dict[str, list[str]] = {}
    for severity in (Severity.GATE, Severity.CONDITION):
        alike = [f for f in assessment.findings if f.severity is severity]
        met = [f for f in alike if f.verdict is Verdict.MET]
        applying = sum(f.verdict is not Verdict.NOT_APPLICABLE for f in alike)
        weight = upper_initial(format_severity(severity, rules))
        counts.append(f"{weight}: {len(met)} met, {applying - len(met)} not yet.")
        for each in met:
            title = format_criterion(each.criterion.id, rules)
            by_domain.setdefault(each.criterion.domain, []).append(title)
    answered = sum(path in assessment.counted.answers for path in rules.questions)
    missing = len(rules.questions) - answered
    counts.append(f"The form: {format_count(answered, 'question')} answered, {missing} not yet.")
    return InOrder(
        " ".join(counts),
        tuple(
            f"{visible(rules.domains.get(domain, domain)) or 'Other'}: {'; '.join(titles)}"
            for domain in (*rules.domains, "")
            if (titles := by_domain.get(domain))
        ),
    )


def format_checks(view: View) -> tuple[str, ...]:
    """The lines on what each assessor found of the answers checked, and how each counts now."""
    assessment, titles = view.assessment, Titles(view.assessment.rules)
    lines: list[str] = []
    for path, checks in checks_by_answer(assessment.counted_judgements).items():
        judgements = join_judgements(format_judgement(each) for each in checks)
        if path not in assessment.submission.answers:
            counts = "It was not answered."
        elif len(counted_grades(checks)) > 1:
            counts = "The assessors differ, so it counts as the group gave it."
        elif path in assessment.counted.answers:
            counts = "It counts as checked."
        else:
            counts = "It counts as not answered."
        lines.append(f"{titles.of(path).words}: by {judgements}. {counts}")
    return tuple(lines)


def format_questioned(view: View) -> tuple[tuple[str, str], ...]:
    """The documents that deny themselves, in words, each with the path of its question."""
    submission, rules = view.assessment.counted, view.assessment.rules
    titles = Titles(rules)

    def words(each: QuestionedAnswer) -> str:
        about = f"{'Evidence for ' if each.as_evidence else ''}{titles.of(each.path).words}"
        return f"{about}: “{visible(each.text)}”"

    return tuple((words(each), each.path) for each in questioned_answers(submission, rules.bank))
