"""The page of one assessment as data, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from authorisation.engine.analysis.answer_changes import SmallestChange
from authorisation.engine.analysis.decisive import decisive_criteria
from authorisation.engine.analysis.what_if import ruled_out
from authorisation.engine.evidence import checks_by_answer
from authorisation.engine.judge.assessors import counted_grades, others_answer
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, MissingAnswer, Sensitivity
from authorisation.explain.assessment import reasons
from authorisation.explain.assessment.outcome import (
    OutcomeWords,
    RuledOutWords,
    describe_outcome,
    describe_ruled_out,
    format_departures,
    format_departures_beside,
    format_outcome_reason,
    format_sensitivities,
    format_sensitivity,
    has_own_test,
    outcome_title,
)
from authorisation.explain.assessment.page_header import (
    PageHeader,
    describe_page_header,
    format_published_facts_notice,
)
from authorisation.explain.assessment.smallest_change import (
    SmallestChangeWords,
    describe_smallest_change,
    format_settling,
)
from authorisation.explain.assessment.step_tree import TreeLine, outline
from authorisation.explain.assessment.view import View
from authorisation.explain.assessment.wanted_evidence import (
    InOrder,
    WantedEvidence,
    describe_in_order,
    describe_wanted_evidence,
    format_checks,
    format_questioned,
)
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.questions import question_at, question_text
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.source import Location
from authorisation.model.verdict import Verdict

LISTED: Final = 10
"""How many entries of a long list are shown unless everything is asked for."""
_DIFFER: Final = "the assessors differ, and moderation is needed"
_OUTCOME_READS: Final = "the outcome itself depends on it"


class MissingAnswerWords(msgspec.Struct, frozen=True, kw_only=True):
    """A missing answer worth giving next, in words."""

    path: str
    place: str
    """The workbook's sheet and row that ask it; the path where the answers came in other files."""
    question: str
    evidence: str
    """The evidence that is wanted with it; else empty."""
    criteria: tuple[str, ...]
    """The ids of the criteria that wait for it, gates first."""
    severity_words: str
    """The gravest severity among them, in the rule set's words."""
    not_accepted: str
    """Who did not accept the answer that was given, when and why; else empty."""
    effect: str
    """Which outcomes this answer alone could settle on or rule out; else empty."""


class CriterionExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion with its reason and the whole tree of its steps."""

    reason: reasons.Reason
    applies: tuple[TreeLine, ...]
    lines: tuple[TreeLine, ...]
    note: str


class AssessmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """The page of one assessment; every text in it is safe to print."""

    header: PageHeader
    introduction: str
    """The notice before the outcome where there are published facts alone; else empty."""
    outcomes: tuple[OutcomeWords, ...]
    because: str
    """The outcome and its reason in one sentence; empty while several are possible."""
    departures: tuple[str, ...]
    """What was decided in place of what these rules indicate, beside that."""
    ruled_out: tuple[RuledOutWords, ...]
    """The outcomes that are out already."""
    in_order: InOrder
    decisive: tuple[reasons.Reason, ...]
    """What decided the outcome or, while it is open, what is not met already."""
    also: tuple[reasons.Reason, ...]
    """Other gates and conditions that are not met or not shown."""
    unsettled: tuple[reasons.FindingWords, ...]
    """Gates and conditions that wait for an answer, gates first."""
    contested: tuple[str, ...]
    """The contested figures whose alternatives change the outcome."""
    contested_findings: tuple[str, ...]
    """Those that change findings alone, and are not told at a finding of the page; of these a page
    that is not full leaves out the notes."""
    contested_more: int
    """How many of those were left out."""
    what_would: tuple[SmallestChangeWords, ...]
    """What would lead to an outcome that was asked for."""
    wanted_evidence: WantedEvidence
    """What a self-assessment finds met on answers that will need evidence."""
    checks: tuple[str, ...]
    """What assessors found of answers that they checked."""
    questioned: tuple[tuple[str, str], ...]
    """Documents that say of themselves that there are none."""
    missing_answers: tuple[MissingAnswerWords, ...]
    left_to_others: tuple[str, ...]
    """What is missing and is not the group's to answer, and answers whose checks differ."""
    notes: tuple[reasons.Reason, ...]
    """Criteria for information that are not met."""
    not_asked: tuple[str, ...]
    says: tuple[str, ...]
    criteria: tuple[CriterionExplanation, ...]
    """Every criterion in full, in the order of the rules; empty unless asked for."""

    @property
    def settled(self) -> bool:
        """Whether one outcome alone is left."""
        return len(self.outcomes) == 1


def describe_assessment(
    assessment: Assessment,
    program: Program,
    sensitivities: Sequence[Sensitivity] = (),
    missing_answers: Sequence[MissingAnswer] = (),
    *,
    what_would: Sequence[SmallestChange] = (),
    full: bool = False,
) -> AssessmentPage:
    """The page of an assessment; `full` adds every criterion with the whole tree of its steps."""
    view, rules = View.of(assessment, program), assessment.rules
    outcomes = tuple(describe_outcome(outcome, view) for outcome in assessment.outcomes)
    disputed = format_sensitivities(sensitivities, rules)
    departed = format_departures(assessment)

    def beside(finding: Finding) -> tuple[tuple[str, ...], str]:
        key = finding.criterion.id
        return disputed.get(key, ()), departed.get(key, "")

    decisive, also, notes = (
        tuple(reasons.describe_reason(finding, view, *beside(finding)) for finding in group)
        for group in _group_amiss(assessment, program)
    )
    unsettled = tuple(
        reasons.describe_finding(finding, view, *beside(finding))
        for severity in (Severity.GATE, Severity.CONDITION)
        for finding in assessment.findings_with(severity, Verdict.UNKNOWN)
    )
    well = not (decisive or also or unsettled)
    told = (*decisive, *also, *(unsettled if full else unsettled[:LISTED]), *notes)
    lesser = _lesser_sensitivities(sensitivities, {reason.criterion for reason in told})
    shown = lesser if full else [s for s in lesser if _decides_gate_or_condition(s, assessment)]
    return AssessmentPage(
        header=describe_page_header(assessment),
        introduction=format_published_facts_notice(assessment),
        outcomes=outcomes,
        because=format_outcome_reason(
            outcomes[0], decisive, all_well=well, tested=has_own_test(outcomes[0].id, program)
        )
        if assessment.settled
        else "",
        departures=tuple(format_departures_beside(assessment)),
        ruled_out=tuple(describe_ruled_out(out, view) for out in ruled_out(assessment, program)),
        in_order=describe_in_order(view),
        decisive=decisive,
        also=also,
        unsettled=unsettled,
        contested=tuple(
            format_sensitivity(s, assessment) for s in sensitivities if s.moves_outcome
        ),
        contested_findings=tuple(format_sensitivity(s, assessment) for s in shown),
        contested_more=len(lesser) - len(shown),
        what_would=tuple(describe_smallest_change(each, view) for each in what_would),
        wanted_evidence=describe_wanted_evidence(view),
        checks=format_checks(view),
        questioned=format_questioned(view),
        missing_answers=_describe_missing_answers(missing_answers, view, what_would),
        left_to_others=(*_format_left_to_others(missing_answers, view),),
        notes=notes,
        not_asked=_not_asked(assessment),
        says=tuple(visible(text) for text in rules.says),
        criteria=tuple(describe_criterion(f, view) for f in assessment.findings) if full else (),
    )


def _lesser_sensitivities(
    sensitivities: Sequence[Sensitivity], told: AbstractSet[str]
) -> list[Sensitivity]:
    """The sensitivities that change findings alone, one at least of which no page tells."""
    return [
        each
        for each in sensitivities
        if not each.moves_outcome and any(f.criterion not in told for f in each.findings)
    ]


def _decides_gate_or_condition(sensitivity: Sensitivity, assessment: Assessment) -> bool:
    """Whether the alternative decides a gate or a condition."""
    severities = {f.criterion.id: f.severity for f in assessment.findings}
    return any(
        severities[changed.criterion] is not Severity.NOTE
        and changed.verdict in {Verdict.MET, Verdict.NOT_MET}
        for changed in sensitivity.findings
    )


def describe_criterion(finding: Finding, view: View) -> CriterionExplanation:
    """The explanation of one finding, with the whole tree of its steps."""
    return CriterionExplanation(
        reason=reasons.describe_reason(
            finding,
            view,
            departure=format_departures(view.assessment).get(finding.criterion.id, ""),
        ),
        applies=tuple(outline(finding.applies, view)) if finding.applies else (),
        lines=tuple(outline(finding.step, view)) if finding.step else (),
        note=visible(finding.criterion.note),
    )


def _describe_missing_answers(
    missing_answers: Sequence[MissingAnswer], view: View, what_would: Sequence[SmallestChange]
) -> tuple[MissingAnswerWords, ...]:
    """The words for the missing answers that are the group's to give."""
    together = format_settling(what_would, view.assessment.rules)
    severities = {
        f.criterion.id: reasons.format_severity(f.severity, view.assessment.rules)
        for f in view.assessment.findings
    }
    return tuple(
        _describe_missing_answer(missing, view, severities, together)
        for missing in missing_answers
        if not others_answer(missing.path)
    )


def _describe_missing_answer(
    missing: MissingAnswer,
    view: View,
    severities: Mapping[str, str],
    together: Mapping[str, str],
) -> MissingAnswerWords:
    """The words for a missing answer, and for what it could settle."""
    program, rules = view.program, view.assessment.rules
    severity_words = severities.get(missing.criteria[0], "") if missing.criteria else ""
    question = question_at(missing.path, rules)
    asked_at = view.assessment.submission.asked_at
    return MissingAnswerWords(
        path=missing.path,
        place=_format_place(missing.path, asked_at),
        question=question_text(missing.path, rules, in_cells=bool(asked_at)),
        evidence=visible(question.evidence) if question else "",
        criteria=tuple(map(visible, missing.criteria)),
        severity_words=_OUTCOME_READS
        if missing.path in program.outcome_questions
        else severity_words,
        not_accepted=reasons.format_not_accepted(missing.path, view),
        effect=together.get(missing.path) or _format_effect(missing, rules),
    )


def _format_place(path: str, asked_at: Mapping[str, Location]) -> str:
    """Format where a question is asked; of a list in a workbook, the sheet, and the entry's row."""
    entry, mark, _ = path.rpartition("]")
    places = (path, entry + mark, path.partition("[")[0])
    at = next((asked_at[each] for each in places if each in asked_at), None)
    if at is None:
        return visible(path)
    row = f", row {at.line}" if at.line > 1 else ""
    return f"sheet “{visible(at.sheet)}”{row}"


def _format_effect(missing: MissingAnswer, rules: RuleSet) -> str:
    """Format the outcomes that one answer could settle on, or else those it could rule out."""
    verb, ids = (
        ("settle on", missing.rules_in) if missing.rules_in else ("rule out", missing.rules_out)
    )
    titles = [f"“{outcome_title(each, rules)}”" for each in ids]
    return f"one answer alone could {verb} {join_words(titles, 'or')}" if titles else ""


def _format_left_to_others(missing_answers: Sequence[MissingAnswer], view: View) -> Iterator[str]:
    """Yield what assessors or other groups are to settle, with how far they are."""
    assessment, rules = view.assessment, view.assessment.rules
    for missing in missing_answers:
        if others_answer(missing.path):
            criteria = join_words(list(map(visible, missing.criteria)))
            differ = f"; {_DIFFER}" if assessment.finding(missing.criteria[0]).judgements else ""
            yield f"{question_text(missing.path, rules)} ({criteria}){differ}"
    for path, checks in checks_by_answer(assessment.counted_judgements).items():
        if path in assessment.submission.answers and len(counted_grades(checks)) > 1:
            yield f"{question_text(path, rules)} ({_DIFFER})"


def _group_amiss(assessment: Assessment, program: Program) -> tuple[list[Finding], ...]:
    """The findings that decided, others not met or not shown, and what is not met of the notes."""
    amiss = [
        finding
        for severity in Severity
        for verdict in (Verdict.NOT_MET, Verdict.OPEN)
        for finding in assessment.findings_with(severity, verdict)
    ]
    deciding = decisive_criteria(assessment, program)
    decisive = [f for f in amiss if f.criterion.id in deciding]
    rest = [f for f in amiss if f.criterion.id not in deciding]
    also = [f for f in rest if f.severity is not Severity.NOTE]
    return decisive, also, assessment.findings_with(Severity.NOTE, Verdict.NOT_MET)


def _not_asked(assessment: Assessment) -> tuple[str, ...]:
    rules = assessment.rules
    return tuple(
        question_text(path, rules)
        for path in sorted(assessment.submission.answers)
        if path not in rules.questions
    )
