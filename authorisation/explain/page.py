"""Gather all that a page says about one assessment, whatever its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from authorisation.engine.program import Program
from authorisation.engine.steps import Ask, Assessment, Finding, Turn
from authorisation.explain.judged import criterion_words
from authorisation.explain.outcome import OutcomeWords, outcome_title, outcome_words, turn_words
from authorisation.explain.outline import Line, outline
from authorisation.explain.quantity import listed
from authorisation.explain.questions import asked, question_at
from authorisation.explain.reasons import Reason, reason
from authorisation.explain.safe import visible
from authorisation.explain.standfirst import Standfirst, standfirst
from authorisation.explain.view import View
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.verdict import Verdict

_TITLES: Final = 2
_SEVERITIES: Final = (Severity.GATE, Severity.CONDITION)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWords:
    """A missing answer that is worth giving next, in words."""

    path: str
    question: str
    evidence: str
    """The evidence that is wanted with it; else empty."""
    criteria: tuple[str, ...]
    """The titles of the first criteria that wait for it, gates first."""
    more_criteria: int
    gate: bool
    effect: str
    """What this answer alone could do to the outcome; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One criterion told in full."""

    reason: Reason
    applies: tuple[Line, ...]
    lines: tuple[Line, ...]
    note: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a page says; every text in it is safe to show."""

    standfirst: Standfirst
    outcomes: tuple[OutcomeWords, ...]
    decisive: tuple[Reason, ...]
    """What decided the outcome or, while it is open, what is not met already."""
    also: tuple[Reason, ...]
    """Other gates and conditions that are not met or not shown."""
    unsettled: tuple[Reason, ...]
    """Gates and conditions that wait for an answer, gates first."""
    contested: tuple[str, ...]
    asks: tuple[AskWords, ...]
    notes: tuple[Reason, ...]
    """Criteria for information that are not met."""
    not_asked: tuple[str, ...]
    says: tuple[str, ...]
    criteria: tuple[Explanation, ...]
    """Every criterion in full, in the order of the rules; empty unless asked for."""

    @property
    def settled(self) -> bool:
        """Whether one outcome alone is left."""
        return len(self.outcomes) == 1


def page(
    assessment: Assessment,
    program: Program,
    turns: Sequence[Turn] = (),
    asks: Sequence[Ask] = (),
    *,
    full: bool = False,
) -> Page:
    """Explain an assessment; `full` adds every criterion with the whole tree of its steps."""
    view = View.of(assessment, program)
    outcomes = tuple(outcome_words(outcome, view) for outcome in assessment.outcomes)
    decisive, also, unsettled = _sorted(assessment)
    return Page(
        standfirst=standfirst(assessment),
        outcomes=outcomes,
        decisive=_told(decisive, view),
        also=_told(also, view),
        unsettled=_told(unsettled, view),
        contested=turn_words(turns, assessment.rules),
        asks=tuple(ask_words(ask, assessment.rules) for ask in asks),
        notes=_told(_of(assessment, Severity.NOTE, Verdict.NOT_MET), view),
        not_asked=_not_asked(assessment),
        says=tuple(visible(text) for text in assessment.rules.says),
        criteria=tuple(explanation(f, view) for f in assessment.findings) if full else (),
    )


def explanation(finding: Finding, view: View) -> Explanation:
    """Tell one criterion in full."""
    return Explanation(
        reason=reason(finding, view),
        applies=tuple(outline(finding.applies, view)) if finding.applies else (),
        lines=tuple(outline(finding.step, view)) if finding.step else (),
        note=visible(finding.criterion.note),
        met=finding.verdict is Verdict.MET,
    )


def ask_words(ask: Ask, rules: RuleSet) -> AskWords:
    """Say what to answer next, and what the answer could do."""
    question = question_at(ask.path, rules)
    return AskWords(
        path=ask.path,
        question=asked(ask.path, rules),
        evidence=visible(question.evidence) if question else "",
        criteria=tuple(criterion_words(each, rules) for each in ask.criteria[:_TITLES]),
        more_criteria=max(0, len(ask.criteria) - _TITLES),
        gate=ask.gate,
        effect=_effect(ask, rules),
    )


def _effect(ask: Ask, rules: RuleSet) -> str:
    certain = [outcome_title(each, rules) for each in ask.rules_in]
    excluded = [outcome_title(each, rules) for each in ask.rules_out]
    parts = []
    if certain:
        parts.append(f"could by itself make certain: {listed(certain, 'or')}")
    if excluded:
        parts.append(f"could by itself rule out: {listed(excluded, 'or')}")
    return "; ".join(parts)


def _told(findings: Sequence[Finding], view: View) -> tuple[Reason, ...]:
    return tuple(reason(finding, view) for finding in findings)


def _of(assessment: Assessment, severity: Severity, verdict: Verdict) -> list[Finding]:
    return [f for f in assessment.findings if f.severity is severity and f.verdict is verdict]


def _sorted(
    assessment: Assessment,
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """Part what decided from what else is amiss and from what is still to be answered."""
    amiss = [
        finding
        for severity in Severity
        for verdict in (Verdict.NOT_MET, Verdict.OPEN)
        for finding in _of(assessment, severity, verdict)
    ]
    deciding = _deciding(assessment)
    decisive = [f for f in amiss if f.criterion.id in deciding]
    rest = [f for f in amiss if f.criterion.id not in deciding]
    also = [f for f in rest if f.severity is not Severity.NOTE]
    unsettled = [f for severity in _SEVERITIES for f in _of(assessment, severity, Verdict.UNKNOWN)]
    return decisive, also, unsettled


def _deciding(assessment: Assessment) -> frozenset[str]:
    """Name the findings that the settled outcome is about; gates not met while it is open.

    What an outcome imposes is what it is about; where it imposes nothing, the gravest group of
    findings that are not met or not shown decided it, if any did.
    """
    if not assessment.settled:
        gates = _of(assessment, Severity.GATE, Verdict.NOT_MET)
        return frozenset(f.criterion.id for f in gates)
    outcome = assessment.outcomes[0]
    imposed = [i.finding for i in (*outcome.conditions, *outcome.support) if not i.perhaps]
    if imposed:
        return frozenset(finding.criterion.id for finding in imposed)
    for severity in _SEVERITIES:
        for verdict in (Verdict.NOT_MET, Verdict.OPEN):
            if group := _of(assessment, severity, verdict):
                return frozenset(finding.criterion.id for finding in group)
    return frozenset()


def _not_asked(assessment: Assessment) -> tuple[str, ...]:
    rules = assessment.rules
    return tuple(
        asked(path, rules)
        for path in sorted(assessment.submission.answers)
        if path not in rules.questions
    )
