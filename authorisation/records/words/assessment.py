"""The page of an assessment from its record alone, which has no words of the rules but titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.engine.results import ImposedCondition
from authorisation.explain.assessment.outcome import (
    OTHERS_IMPOSED,
    ImposedConditionWords,
    OutcomeWords,
    RuledOutWords,
)
from authorisation.explain.assessment.page import (
    AssessmentPage,
    CriterionExplanation,
    MissingAnswerWords,
)
from authorisation.explain.assessment.page_header import (
    PageHeader,
    format_rules_name,
    format_stages,
)
from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.reasons import MAX_POINTS, Reason, format_judgement
from authorisation.explain.assessment.step_tree import VERDICT_WORDS, TreeLine
from authorisation.explain.assessment.steps import StepWords
from authorisation.explain.assessment.wanted_evidence import InOrder, WantedEvidence
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import MAX_TEXT_LENGTH, format_date, join_words
from authorisation.explain.words.safe import shorten, visible
from authorisation.explain.words.sources import Citation
from authorisation.model.rules import Severity
from authorisation.model.submission import Judgement, title_of
from authorisation.model.value import NOT_ANSWERED
from authorisation.model.verdict import Verdict
from authorisation.records.assessment_shape import (
    AssessmentRecord,
    FindingRecord,
    JudgementRecord,
    ProvenanceRecord,
    RuledOutRecord,
    SensitivityRecord,
    StepRecord,
)
from authorisation.records.parts import MarginRecord, RuleSetRecord
from authorisation.records.values import InapplicableRecord, RecordedValue, UnansweredRecord

_CITED: Final = "as its rules cite it"
_KINDS: Final = {
    "all": "all of these",
    "any": "at least one of these",
    "not": "not this",
    "at_least": "at least so many of these:",
    "every": "for every",
    "some": "for some",
    "criterion": "the criterion",
}


def describe_assessment_record(record: AssessmentRecord, *, full: bool = False) -> AssessmentPage:
    """The page of what a record holds; `full` adds every criterion with the tree of its steps."""
    reasons = {each.criterion: _reason(each, record) for each in record.findings}
    amiss = [r for r in reasons.values() if r.verdict in (Verdict.NOT_MET, Verdict.OPEN)]
    met = [r for r in reasons.values() if r.verdict is Verdict.MET]
    outcomes = tuple(
        OutcomeWords(
            id=each.id,
            title=visible(each.title),
            says="",
            sources=(),
            because="",
            conditions=tuple(_imposed(each.conditions, reasons)),
            support=tuple(_imposed(each.support, reasons)),
        )
        for each in record.outcomes
    )
    return AssessmentPage(
        header=_header(record),
        introduction="",
        outcomes=outcomes,
        because=f"{outcomes[0].title}." if record.settled else "",
        departures=tuple(_departures(record, reasons)),
        ruled_out=tuple(_ruled_out(each, reasons) for each in record.ruled_out or ()),
        in_order=InOrder(
            f"Of {len(reasons)} criteria {len(met)} met.", tuple(map(_format_criterion, met))
        ),
        decisive=(),
        also=tuple(r for r in amiss if r.severity is not Severity.NOTE),
        unsettled=tuple(
            reason
            for reason in reasons.values()
            if reason.verdict is Verdict.UNKNOWN and reason.severity is not Severity.NOTE
        ),
        contested=tuple(_sensitivity(e, record) for e in record.sensitivities if e.moves_outcome),
        contested_findings=tuple(
            _sensitivity(e, record) for e in record.sensitivities if not e.moves_outcome
        ),
        contested_more=0,
        what_would=(),
        wanted_evidence=WantedEvidence(),
        checks=tuple(
            f"{visible(each.answer)}: {format_judgement(_judgement(each))}"
            for each in record.judgements.entries
            if each.answer
        ),
        questioned=(),
        missing_answers=tuple(
            MissingAnswerWords(
                path=each.path,
                place=visible(each.path),
                question=_quoted(each.path),
                evidence="",
                criteria=tuple(map(visible, each.criteria)),
                severity_words=(Severity.GATE if each.gate else Severity.CONDITION).value,
                not_accepted="",
                effect="",
            )
            for each in record.missing_answers
        ),
        left_to_others=(),
        notes=tuple(
            r for r in amiss if r.severity is Severity.NOTE and r.verdict is Verdict.NOT_MET
        ),
        not_asked=(),
        says=(),
        criteria=tuple(_explained(each, reasons) for each in record.findings) if full else (),
    )


def format_recorded_rules(rules: RuleSetRecord) -> str:
    """The rules that a record names, as pages name rules."""
    return format_rules_name(rules.title, rules.id, rules.edition)


def _header(record: AssessmentRecord) -> PageHeader:
    submission = record.submission
    return PageHeader(
        group=title_of(
            visible(submission.name) or "A group without a name", visible(submission.code)
        ),
        rules=format_recorded_rules(record.rules),
        as_of=format_date(record.as_of),
        dated_on=format_date(record.dated_on) if record.dated_on != record.as_of else "",
        also_in_force="",
        stage=format_stages([record.stage]),
        note=visible(submission.note),
        warnings=tuple(map(visible, record.warnings)),
        statement=visible(record.statement),
    )


def _imposed(
    imposed: Iterable[ImposedCondition], reasons: dict[str, Reason]
) -> Iterator[ImposedConditionWords]:
    for each in imposed:
        named = reasons.get(each.criterion)
        yield ImposedConditionWords(
            criterion=visible(each.criterion),
            title=named.title if named else visible(each.criterion),
            perhaps=each.perhaps,
            evidence=visible(each.evidence),
            due=format_date(each.due) if each.due else "",
            remedy="",
        )


def _ruled_out(out: RuledOutRecord, reasons: dict[str, Reason]) -> RuledOutWords:
    named = [
        _format_criterion(reasons[each]) if each in reasons else visible(each)
        for each in out.criteria
    ]
    needed = [f"these being met: {join_words(named)}"] if named else []
    if out.question:
        needed.append(f"the answer “{visible(str(out.answer))}” to {_quoted(out.question)}")
    if needed:
        because = f"It would be possible with {join_words(needed)}."
    elif out.at_decision:
        because = "It is said at the decision alone."
    else:
        because = "What leads to it was not so, or an outcome before it applied."
    return RuledOutWords(title=visible(out.title), says="", because=because)


def _sensitivity(found: SensitivityRecord, record: AssessmentRecord) -> str:
    changed = [f"{visible(each.criterion)}: {each.verdict}" for each in found.findings]
    if found.moves_outcome and found.outcomes == tuple(each.id for each in record.outcomes):
        changed.append(OTHERS_IMPOSED)
    elif found.moves_outcome:
        changed.append(f"these rules would indicate: {visible(' or '.join(found.outcomes))}")
    figure = f"{_quoted(found.parameter)} as {visible(found.value)}"
    return f"With {figure} ({visible(found.source)}), {'; '.join(changed)}."


def _reason(finding: FindingRecord, record: AssessmentRecord) -> Reason:
    lines = _outline(finding.step) if finding.step else []
    settling = Verdict.UNKNOWN if finding.verdict is Verdict.OPEN else finding.verdict
    points = [replace(line, depth=0) for line in lines if line.verdict is settling]
    return Reason(
        criterion=visible(finding.criterion),
        title=visible(finding.title),
        severity=finding.severity,
        severity_words=finding.severity.value,
        verdict=finding.verdict,
        says="",
        why_open=visible(finding.why_open),
        points=tuple(points[:MAX_POINTS]),
        more_points=max(0, len(points) - MAX_POINTS),
        so_far=(),
        basis=f"rests on answers that are {finding.basis}" if finding.basis else "",
        sources=tuple(Citation(s, visible(s), "", _CITED) for s in finding.sources),
        remedy="",
        stated=(),
        waits_for=tuple(map(_quoted, finding.rests_on)),
        answered_so_far=(),
        waits_for_others=(),
        not_accepted=(),
        judgements=tuple(
            format_judgement(_judgement(each))
            for each in record.judgements.entries
            if each.criterion == finding.criterion
        ),
    )


def _judgement(entry: JudgementRecord) -> Judgement:
    return msgspec.convert(msgspec.to_builtins(entry), Judgement)


def _departures(record: AssessmentRecord, reasons: dict[str, Reason]) -> Iterator[str]:
    """Yield what was decided in place of what the rules indicated, that from the outcome first."""
    titles = {each.id: each.title for each in record.outcomes}
    titles |= {each.id: each.title for each in record.ruled_out or ()}
    counted = [each for each in record.judgements.departures or () if each.on <= record.as_of]
    standing = {each.criterion: each for each in sorted(counted, key=lambda each: each.on)}
    for name, each in sorted(standing.items()):
        named = reasons.get(visible(name))
        outcome = record.outcomes[0].title if record.settled else VERDICT_WORDS[Verdict.UNKNOWN]
        indicated = VERDICT_WORDS[named.verdict] if named else visible(outcome)
        decided = titles.get(each.outcome, each.outcome)
        words = VERDICT_WORDS[each.verdict] if each.verdict else visible(decided)
        about = _format_criterion(named) if named else "The outcome"
        yield (
            f"{about}: the rules indicated “{indicated}”;"
            f" {visible(each.by)} decided “{words}” on {format_date(each.on)}."
            f" {visible(each.reason)}"
        )


def _explained(finding: FindingRecord, reasons: dict[str, Reason]) -> CriterionExplanation:
    return CriterionExplanation(
        reason=reasons[finding.criterion],
        applies=tuple(_outline(finding.applies)) if finding.applies else (),
        lines=tuple(_outline(finding.step)) if finding.step else (),
        note="",
    )


def _outline(step: StepRecord, depth: int = 0) -> list[TreeLine]:
    """A line for each step, parents before the parts that they rest on."""
    line = TreeLine(
        depth=depth,
        verdict=step.possible[0] if len(step.possible) == 1 else Verdict.UNKNOWN,
        words=StepWords(
            visible(step.title),
            " ".join(filter(None, (_KINDS.get(step.kind, ""), visible(step.test)))),
            _format_margin(step.margin),
            visible(step.reason),
        ),
        item=visible(step.item),
        perhaps=step.perhaps,
        provenance=tuple(map(_provenance, step.provenance)),
    )
    return [line, *(below for part in step.because for below in _outline(part, depth + 1))]


def _provenance(value: ProvenanceRecord) -> ProvenanceWords:
    since = f"since {format_date(value.since)}" if value.since else ""
    document = ": ".join(filter(None, (value.level, visible(value.document))))
    where = (document, since, visible(value.source), visible(value.standing))
    return ProvenanceWords(
        name=value.name,
        words=_quoted(value.name),
        value=f"{_format_value(value.value)} {visible(value.unit)}".strip(),
        origin=str(value.origin),
        source="; ".join(filter(None, where)),
        of=tuple(map(_provenance, value.of)),
    )


def _format_value(value: RecordedValue) -> str:
    match value:
        case UnansweredRecord():
            return NOT_ANSWERED
        case InapplicableRecord():
            return "does not apply"
        case tuple():
            return " to ".join(map(_format_value, value))
        case str():
            return shorten(visible(value), MAX_TEXT_LENGTH)
        case None | bool():
            return {None: "none", True: "yes", False: "no"}[value]
        case _:
            return "known in part, or a list"


def _format_margin(margin: MarginRecord | None) -> str:
    """A margin in words, which hold a share as a fraction."""
    if margin is None:
        return ""
    scale = 100 if margin.unit.startswith("%") else 1
    ends = (margin.low, margin.high)
    low, high = (None if end is None else Decimal(end) / scale for end in ends)
    known = low if low == high else (low, high)
    return format_margin(known, margin.unit)


def _quoted(path: str) -> str:
    return f"“{visible(path)}”"


def _format_criterion(reason: Reason) -> str:
    return f"{reason.title} ({reason.criterion})"
