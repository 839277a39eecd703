"""Reasons of findings: the decisive judgements, their figures and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import asdict, replace

from authorisation.engine.analysis.provenance import support_level
from authorisation.engine.judge.assessors import (
    OTHERS,
    judgement_path,
    others_answer,
    possible_grades,
)
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.explain.assessment.evidence import format_remedy, unevidenced_answers
from authorisation.explain.assessment.step_tree import VERDICT_WORDS, TreeLine, tree_line
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.explain.words.questions import path_steps, question_text
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import Citation, describe_sources, format_grade
from authorisation.explain.words.titles import format_message, upper_initial
from authorisation.model.rules import JudgementScale, RuleSet, Severity
from authorisation.model.submission import Judgement
from authorisation.model.value import NOT_ANSWERED, EvidenceLevel, Items
from authorisation.model.verdict import NOT_APPLICABLE, NOT_MET, Verdict

_BASIS_WORDS: Final = {
    EvidenceLevel.STATED: "rests on answers as stated, without evidence",
    EvidenceLevel.EVIDENCED: "rests on answers with evidence, not checked",
    EvidenceLevel.CHECKED: "rests on answers that were checked",
}
_OPEN_REASONS: Final = {
    "not answered": "it was not answered",
    "no evidence": "the answer needs evidence and has none",
    "not judged": "no assessor has judged it",
    "moderation needed": "the assessors differ, and moderation is needed",
    "cannot be worked out": "it cannot be worked out from the answers given",
}
MAX_POINTS: Final = 12


class FindingWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words on what one criterion came to, and those that go beside it."""

    criterion: str
    title: str
    severity: Severity
    severity_words: str
    """In the rule set's words."""
    verdict: Verdict
    says: str
    """The rule's own message for this verdict, with its values; else empty."""
    why_open: str
    so_far: tuple[TreeLine, ...]
    """While it is unknown, the judgements that are not met already; at most `MAX_POINTS`."""
    not_accepted: tuple[str, ...]
    """The questions that were answered, and whose answers assessors do not accept, with why."""
    judgements: tuple[str, ...]
    grade: str = ""
    """The grade where there is one and the outcome table reads it; else empty."""
    disputed: tuple[str, ...] = ()
    """What its verdict would be with the values that other sources have for its figures."""
    departure: str = ""
    """Who decided otherwise, when and why; else empty."""
    answered_by: tuple[str, ...] = ()
    """Where it is not met, the criteria that show how the concern behind it is met."""


class Reason(FindingWords, frozen=True, kw_only=True):
    """Why one criterion has its verdict."""

    points: tuple[TreeLine, ...]
    """The decisive judgements, at most `MAX_POINTS`."""
    more_points: int
    basis: str
    sources: tuple[Citation, ...]
    remedy: str
    """The rule's own remedy, or the evidence if that alone is missing."""
    stated: tuple[str, ...]
    """The answers that need evidence and have none, where that is why it is open."""
    waits_for: tuple[str, ...]
    """The questions whose answers would settle it."""
    answered_so_far: tuple[str, ...]
    """Those of them whose lists are answered so far only."""
    waits_for_others: tuple[str, ...]
    """What else would, and is not the group's to answer."""


def describe_finding(
    finding: Finding, view: View, disputed: tuple[str, ...] = (), departure: str = ""
) -> FindingWords:
    """The words for one finding, with what was decided in place of it."""
    criterion, rules = finding.criterion, view.assessment.rules
    step = explained_step(finding)
    return FindingWords(
        criterion=criterion.id,
        title=visible(criterion.title),
        severity=finding.severity,
        severity_words=format_severity(finding.severity, rules),
        verdict=finding.verdict,
        says=_format_message(finding, view),
        why_open=format_why_open(finding, view),
        so_far=tuple(_failed_lines(step, view))[:MAX_POINTS] if step is not None else (),
        not_accepted=_not_accepted(finding, view),
        judgements=tuple(
            format_judgement(entry, criterion.judgement) for entry in finding.judgements
        ),
        grade=_format_grade(finding, view),
        disputed=disputed,
        departure=departure,
        answered_by=tuple(_format_answers(finding, view.assessment)),
    )


def describe_reason(
    finding: Finding, view: View, disputed: tuple[str, ...] = (), departure: str = ""
) -> Reason:
    """The reason of one finding, with what was decided in place of it."""
    step = explained_step(finding)
    points = list(decisive_lines(step, view)) if step is not None else []
    return Reason(
        **asdict(describe_finding(finding, view, disputed, departure)),
        points=tuple(points[:MAX_POINTS]),
        more_points=max(0, len(points) - MAX_POINTS),
        basis=_format_basis(step, view),
        sources=describe_sources(finding.criterion, view.assessment.rules, view.assessment.as_of),
        remedy=format_remedy(finding, view),
        stated=unevidenced_answers(finding, view),
        waits_for=_waits_for(finding, view, others=False),
        answered_so_far=_answered_so_far(finding, view),
        waits_for_others=_waits_for(finding, view, others=True),
    )


def _format_grade(finding: Finding, view: View) -> str:
    if finding.criterion.judgement is None or not view.program.outcome_view.reads_grades:
        return ""
    grades = possible_grades(finding)
    only = next(iter(grades)) if len(grades) == 1 else None
    return visible(only or "")


def _format_answers(finding: Finding, assessment: Assessment) -> Iterator[str]:
    """Yield each criterion that answers a finding which is not met, with what it came to."""
    if finding.verdict is Verdict.NOT_MET:
        for name in finding.criterion.answered_by:
            by = assessment.finding(name)
            if by.verdict is not Verdict.NOT_APPLICABLE:
                title = format_criterion(name, assessment.rules)
                yield f"{title}: {VERDICT_WORDS[by.verdict]}"


def format_why_open(finding: Finding, view: View) -> str:
    """Format what was not shown of a finding; empty where nothing is open."""
    if finding.why_open == NOT_ANSWERED and finding.rests_on == {OTHERS}:
        return "it depends on what the other groups of the round claim"
    if finding.why_open == NOT_ANSWERED and view.assessment.submission.published_facts_only:
        return "it is not among the facts that were published"
    if finding.why_open == NOT_ANSWERED:
        unaccepted = [format_not_accepted(path, view) for path in sorted(finding.rests_on)]
        if found := list(dict.fromkeys(filter(None, unaccepted))):
            rest = () if all(unaccepted) else ("something else was not answered",)
            return "; ".join((*found, *rest))
        if finding.rests_on and all(_is_so_far(path, view.assessment) for path in finding.rests_on):
            return "it was answered so far only"
    return _OPEN_REASONS.get(finding.why_open, visible(finding.why_open))


def _is_so_far(path: str, assessment: Assessment) -> bool:
    """Whether a path is that of a list with entries that may still grow, perhaps in an entry."""
    first, *rest = path_steps(path)
    answer = assessment.counted.answers.get(first)
    for step in rest:
        match answer:
            case Items(items=items) if step.isdigit() and int(step) <= len(items):
                answer = items[int(step) - 1]
            case Mapping():
                answer = answer.get(step)
            case _:
                return False
    return isinstance(answer, Items) and answer.so_far and bool(answer.items)


def _answered_so_far(finding: Finding, view: View) -> tuple[str, ...]:
    in_cells = bool(view.assessment.submission.asked_at)
    return tuple(
        question_text(path, view.assessment.rules, in_cells=in_cells)
        for path in sorted(finding.rests_on)
        if _is_so_far(path, view.assessment)
    )


def _waits_for(finding: Finding, view: View, *, others: bool) -> tuple[str, ...]:
    """The questions that a finding waits for of the group, or of `others`.

    Grades that differ wait for nobody.
    """
    graded = {judgement_path(finding.criterion.id)} if finding.judgements else set()
    paths = [
        path
        for path in sorted(finding.rests_on - graded)
        if others_answer(path) is others and not format_not_accepted(path, view)
    ]
    in_cells = bool(view.assessment.submission.asked_at)
    return tuple(
        dict.fromkeys(
            question_text(path, view.assessment.rules, in_cells=in_cells) for path in paths
        )
    )


def _not_accepted(finding: Finding, view: View) -> tuple[str, ...]:
    """The questions whose answers were not accepted, each with who found it, when and why."""
    lines = (
        f"{question_text(path, view.assessment.rules)} {upper_initial(unaccepted)}."
        for path in sorted(finding.rests_on)
        if (unaccepted := format_not_accepted(path, view))
    )
    return tuple(dict.fromkeys(lines))


def format_not_accepted(path: str, view: View) -> str:
    """Format who did not accept an answer, when, by which document and why; else empty."""
    checks = view.unaccepted.get(path) or view.unaccepted.get(path.partition("[")[0]) or ()
    by = join_judgements(
        f"{_format_judges(each)} on {format_date(each.on)}{_format_document(each)}"
        + (f": {visible(each.reason)}" if each.reason else "")
        for each in checks
    )
    return f"given, but not accepted by {by}" if by else ""


def join_judgements(judgements: Iterable[str]) -> str:
    """Judgements in one clause; a full stop that ends a reason does not end the clause."""
    return "; ".join(each.removesuffix(".") for each in judgements)


def format_severity(severity: Severity, rules: RuleSet) -> str:
    """Format a severity in the rule set's words."""
    return visible(rules.severities[severity])


def format_judgement(entry: Judgement, scale: JudgementScale | None = None) -> str:
    """Format an assessor's or a panel's judgement: who, when, the grade, by what, and why.

    The grade has the title that its scale gives it, where that is handed in.
    """
    grade = format_grade(entry.grade, scale)
    text = f"{_format_judges(entry)} on {format_date(entry.on)}: {grade}"
    text += _format_document(entry)
    return f"{text}. {visible(entry.reason)}" if entry.reason else text


def _format_judges(entry: Judgement) -> str:
    names = join_words([visible(name) for name in entry.by])
    return f"a panel of {names}" if entry.panel else names


def _format_document(entry: Judgement) -> str:
    return f", against “{visible(entry.document)}”" if entry.document else ""


def decisive_lines(step: Step, view: View) -> Iterator[TreeLine]:
    """Yield the judgements that settled a step or, while it is unknown, those that are unknown."""
    match step.plan:
        case LeafPlan() | RefPlan():
            yield tree_line(step, view)
        case GroupPlan() | ItemsPlan() if step.because:
            decisive = {id(part) for part in _decisive_parts(step)}
            for part, inside in view.parts(step):
                if id(part) in decisive:
                    for found in decisive_lines(part, inside):
                        yield _with_item(part, found)
        case GroupPlan() | ItemsPlan():
            yield tree_line(step, view)


def _failed_lines(step: Step, view: View) -> Iterator[TreeLine]:
    """Yield the judgements that are not met already below a step that is unknown."""
    if step.verdict is not Verdict.UNKNOWN or isinstance(step.plan, RefPlan):
        return
    for part, inside in view.parts(step):
        if part.possible == NOT_MET:
            for found in decisive_lines(part, inside):
                yield _with_item(part, found)
        else:
            for found in _failed_lines(part, inside):
                yield _with_item(part, found)


def _decisive_parts(step: Step) -> tuple[Step, ...]:
    """The parts that settled a step; while it is unknown, every part that is unknown."""
    if step.verdict is Verdict.UNKNOWN:
        unsettled = tuple(s for s in step.because if s.verdict is Verdict.UNKNOWN)
        return unsettled or step.because
    return step.decisive


def _with_item(part: Step, found: TreeLine) -> TreeLine:
    """The line with the list's item that it is about, unless it names one already."""
    if not part.item or found.item:
        return found
    return replace(found, item=part.item, perhaps=part.perhaps)


def explained_step(finding: Finding) -> Step | None:
    """The step that explains a finding: of one that does not apply, why it does not."""
    step = finding.step
    if finding.verdict is Verdict.NOT_APPLICABLE or step is None:
        return finding.applies or step
    if finding.verdict is Verdict.NOT_MET and step.possible != NOT_MET:
        return None  # the assessors' grade decided it, and the tests tell nothing against it
    return step


def _format_message(finding: Finding, view: View) -> str:
    criterion = finding.criterion
    message = {
        Verdict.MET: criterion.met,
        Verdict.NOT_MET: criterion.not_met,
        Verdict.UNKNOWN: criterion.unknown,
    }.get(finding.verdict, "")
    return format_message(message, view.assessment.scope, view.titles) if message else ""


def _format_basis(step: Step | None, view: View) -> str:
    if step is None or step.possible == NOT_APPLICABLE or step.verdict is Verdict.UNKNOWN:
        return ""
    level = support_level(step, view.assessment, view.program)
    return "" if level is None else _BASIS_WORDS[level]
