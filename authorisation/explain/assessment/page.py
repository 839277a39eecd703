"""The page of one assessment as data, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.engine.results import Ask, Assessment, Finding, Turn
from authorisation.explain.assessment.outcome import (
    OutcomeWords,
    outcome_title,
    outcome_words,
    turn_words,
)
from authorisation.explain.assessment.outcome_reason import because
from authorisation.explain.assessment.reasons import Reason, reason, weight
from authorisation.explain.assessment.standfirst import Standfirst, published_words, standfirst
from authorisation.explain.assessment.step_tree import Line, outline
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import listed
from authorisation.explain.words.questions import asked, question_at
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.verdict import Verdict

_SEVERITIES: Final = (Severity.GATE, Severity.CONDITION)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWords:
    """A missing answer worth giving next, in words."""

    path: str
    question: str
    evidence: str
    """The evidence that is wanted with it; else empty."""
    criteria: tuple[str, ...]
    """The ids of the criteria that wait for it, gates first."""
    weight: str
    """The gravest severity among them, in the rule set's words."""
    effect: str
    """Which outcomes this answer alone could settle on or rule out; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One criterion with its reason and the whole tree of its steps."""

    reason: Reason
    applies: tuple[Line, ...]
    lines: tuple[Line, ...]
    note: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of one assessment; every text in it is safe to print."""

    standfirst: Standfirst
    introduction: str
    """The notice before the outcome where there are published facts alone; else empty."""
    outcomes: tuple[OutcomeWords, ...]
    because: str
    """The outcome and its reason in one sentence; empty while several are possible."""
    decisive: tuple[Reason, ...]
    """What decided the outcome or, while it is open, what is not met already."""
    also: tuple[Reason, ...]
    """Other gates and conditions that are not met or not shown."""
    unsettled: tuple[Reason, ...]
    """Gates and conditions that wait for an answer, gates first."""
    contested: tuple[str, ...]
    """The contested figures whose alternatives change the outcome."""
    contested_findings: tuple[str, ...]
    """Those that change findings alone; of these a page that is not full leaves out the notes."""
    contested_more: int
    """How many of those were left out."""
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
    """The page of an assessment; `full` adds every criterion with the whole tree of its steps."""
    view = View.of(assessment, program)
    outcomes = tuple(outcome_words(outcome, view) for outcome in assessment.outcomes)
    decisive, also, unsettled = _sorted(assessment)
    told = _told(decisive, view)
    well = not (decisive or also or unsettled)
    lesser = [turn for turn in turns if not turn.moves_outcome]
    shown = lesser if full else [turn for turn in lesser if _weighty(turn, assessment)]
    weights = {f.criterion.id: weight(f.severity, assessment.rules) for f in assessment.findings}
    return Page(
        standfirst=standfirst(assessment),
        introduction=published_words(assessment),
        outcomes=outcomes,
        because=because(outcomes[0], told, all_well=well) if assessment.settled else "",
        decisive=told,
        also=_told(also, view),
        unsettled=_told(unsettled, view),
        contested=tuple(turn_words(t, assessment.rules) for t in turns if t.moves_outcome),
        contested_findings=tuple(turn_words(turn, assessment.rules) for turn in shown),
        contested_more=len(lesser) - len(shown),
        asks=tuple(ask_words(ask, assessment.rules, weights) for ask in asks),
        notes=_told(_of(assessment, Severity.NOTE, Verdict.NOT_MET), view),
        not_asked=_not_asked(assessment),
        says=tuple(visible(text) for text in assessment.rules.says),
        criteria=tuple(explanation(f, view) for f in assessment.findings) if full else (),
    )


def _weighty(turn: Turn, assessment: Assessment) -> bool:
    """Whether the alternative decides a gate or a condition."""
    severities = {f.criterion.id: f.severity for f in assessment.findings}
    return any(
        severities[criterion] is not Severity.NOTE and verdict in {Verdict.MET, Verdict.NOT_MET}
        for criterion, verdict in turn.findings
    )


def explanation(finding: Finding, view: View) -> Explanation:
    """The explanation of one finding, with the whole tree of its steps."""
    return Explanation(
        reason=reason(finding, view),
        applies=tuple(outline(finding.applies, view)) if finding.applies else (),
        lines=tuple(outline(finding.step, view)) if finding.step else (),
        note=visible(finding.criterion.note),
        met=finding.verdict is Verdict.MET,
    )


def ask_words(ask: Ask, rules: RuleSet, weights: Mapping[str, str]) -> AskWords:
    """The words for a missing answer, and for what it could settle."""
    question = question_at(ask.path, rules)
    return AskWords(
        path=ask.path,
        question=asked(ask.path, rules),
        evidence=visible(question.evidence) if question else "",
        criteria=tuple(map(visible, ask.criteria)),
        weight=weights.get(ask.criteria[0], "") if ask.criteria else "",
        effect=_effect(ask, rules),
    )


def _effect(ask: Ask, rules: RuleSet) -> str:
    """Format the outcomes that one answer could settle on, or else those it could rule out."""
    verb, ids = ("settle on", ask.rules_in) if ask.rules_in else ("rule out", ask.rules_out)
    titles = [f"“{outcome_title(each, rules)}”" for each in ids]
    return f"one answer alone could {verb} {listed(titles, 'or')}" if titles else ""


def _told(findings: Sequence[Finding], view: View) -> tuple[Reason, ...]:
    return tuple(reason(finding, view) for finding in findings)


def _of(assessment: Assessment, severity: Severity, verdict: Verdict) -> list[Finding]:
    return [f for f in assessment.findings if f.severity is severity and f.verdict is verdict]


def _sorted(
    assessment: Assessment,
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The findings that decided, those also not met or open, and those that are unknown."""
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
    """The ids of the criteria that decided the outcome; while it is open, of gates not met.

    The findings that an outcome imposes something for decided it; where it imposes nothing, the
    gravest group of findings that are not met or open.
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
