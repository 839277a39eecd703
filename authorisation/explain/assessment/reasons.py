"""Reasons of findings: the decisive judgements, their figures and their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from authorisation.engine.analysis.provenance import basis
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.results import Finding, Step
from authorisation.explain.assessment.evidence import stated_alone, to_do
from authorisation.explain.assessment.step_tree import Line, line
from authorisation.explain.assessment.view import View
from authorisation.explain.words.messages import fill
from authorisation.explain.words.quantities import day
from authorisation.explain.words.questions import asked
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import Cited, cited_by
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Judgement
from authorisation.model.value import Level
from authorisation.model.verdict import NOT_APPLICABLE, NOT_MET, Verdict

_LEVELS: Final = {
    Level.STATED: "rests on answers as stated, without evidence",
    Level.EVIDENCED: "rests on answers with evidence, not checked",
    Level.CHECKED: "rests on answers that were checked",
}
_OPEN: Final = {
    "not answered": "it was not answered",
    "no evidence": "the answer needs evidence and has none",
    "not judged": "no assessor has judged it",
    "moderation needed": "the assessors differ, and moderation is needed",
    "cannot be worked out": "it cannot be worked out from the answers given",
}
MOST_POINTS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one criterion has its verdict."""

    criterion: str
    title: str
    severity: Severity
    weight: str
    """The severity in the rule set's words."""
    verdict: Verdict
    says: str
    """The rule's own message for this verdict, with its values; else empty."""
    why_open: str
    points: tuple[Line, ...]
    """The decisive judgements, at most `MOST_POINTS`."""
    more_points: int
    so_far: tuple[Line, ...]
    """While it is unknown, the judgements that are not met already; at most `MOST_POINTS`."""
    basis: str
    sources: tuple[Cited, ...]
    remedy: str
    """The rule's own remedy, or the evidence if that alone is missing."""
    stated: tuple[str, ...]
    """The answers that need evidence and have none, where that is why it is open."""
    waits_for: tuple[str, ...]
    """The questions whose answers would settle it."""
    judgements: tuple[str, ...]


def reason(finding: Finding, view: View) -> Reason:
    """The reason of one finding."""
    criterion = finding.criterion
    told = _told(finding)
    points = list(decisive(told, view)) if told is not None else []
    rules = view.assessment.rules
    return Reason(
        criterion=criterion.id,
        title=visible(criterion.title),
        severity=finding.severity,
        weight=weight(finding.severity, rules),
        verdict=finding.verdict,
        says=_says(finding, view),
        why_open=_OPEN.get(finding.why_open, visible(finding.why_open)),
        points=tuple(points[:MOST_POINTS]),
        more_points=max(0, len(points) - MOST_POINTS),
        so_far=tuple(_so_far(told, view))[:MOST_POINTS] if told is not None else (),
        basis=_basis(told, view),
        sources=cited_by(criterion, rules),
        remedy=to_do(finding, view),
        stated=stated_alone(finding, view),
        waits_for=tuple(dict.fromkeys(asked(path, rules) for path in sorted(finding.rests_on))),
        judgements=tuple(judgement_words(entry) for entry in finding.judgements),
    )


def weight(severity: Severity, rules: RuleSet) -> str:
    """Format a severity in the rule set's words."""
    return visible(rules.severities[severity])


def judgement_words(entry: Judgement) -> str:
    """Format an assessor's judgement: who, when, the grade and why."""
    told = f"{visible(entry.assessor)} on {day(entry.on)}: {visible(entry.grade)}"
    return f"{told}. {visible(entry.reason)}" if entry.reason else told


def decisive(step: Step, view: View) -> Iterator[Line]:
    """Yield the judgements that settled a step or, while it is unknown, those that are unknown."""
    match step.plan:
        case LeafPlan() | RefPlan():
            yield line(step, view)
        case GroupPlan() | ItemsPlan() if step.because:
            told = {id(part) for part in _decisive(step)}
            for part, inside in view.parts(step):
                if id(part) in told:
                    for found in decisive(part, inside):
                        yield _under(part, found)
        case GroupPlan() | ItemsPlan():
            yield line(step, view)


def _so_far(step: Step, view: View) -> Iterator[Line]:
    """Yield the judgements that are not met already below a step that is unknown."""
    if step.verdict is not Verdict.UNKNOWN or isinstance(step.plan, RefPlan):
        return
    for part, inside in view.parts(step):
        if part.possible == NOT_MET:
            for found in decisive(part, inside):
                yield _under(part, found)
        else:
            for found in _so_far(part, inside):
                yield _under(part, found)


def _decisive(step: Step) -> tuple[Step, ...]:
    """The parts that settled a step; while it is unknown, every part that is unknown."""
    if step.verdict is Verdict.UNKNOWN:
        unsettled = tuple(s for s in step.because if s.verdict is Verdict.UNKNOWN)
        return unsettled or step.because
    return step.decisive


def _under(part: Step, found: Line) -> Line:
    """The line with the list's item that it is about, unless it names one already."""
    if not part.item or found.item:
        return found
    return replace(found, item=part.item, perhaps=part.perhaps)


def _told(finding: Finding) -> Step | None:
    if finding.verdict is Verdict.NOT_APPLICABLE or finding.step is None:
        return finding.applies or finding.step
    return finding.step


def _says(finding: Finding, view: View) -> str:
    criterion = finding.criterion
    message = {
        Verdict.MET: criterion.met,
        Verdict.NOT_MET: criterion.not_met,
        Verdict.UNKNOWN: criterion.unknown,
    }.get(finding.verdict, "")
    return fill(message, view.assessment.scope, view.titles) if message else ""


def _basis(step: Step | None, view: View) -> str:
    if step is None or step.possible == NOT_APPLICABLE or step.verdict is Verdict.UNKNOWN:
        return ""
    level = basis(step, view.assessment, view.program)
    return "" if level is None else _LEVELS[level]
