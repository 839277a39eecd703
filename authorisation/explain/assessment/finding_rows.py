"""One row a finding, for tables; no personal answer stands in any cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, TypeAlias

from authorisation.engine.analysis.provenance import (
    is_personal,
    question_behind,
    step_provenance,
    support_level,
)
from authorisation.engine.judge.assessors import counted_grades
from authorisation.engine.judge.margins import margin_unit, number_in_unit
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, RefPlan
from authorisation.engine.results import Finding, ImposedCondition, Provenance, Step
from authorisation.explain.assessment import reasons
from authorisation.explain.assessment.page_header import assessment_warnings
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.assessment.view import View
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import (
    format_count,
    format_value,
    name_few,
    round_for_table,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_sources
from authorisation.explain.words.titles import NOT_ACCEPTED
from authorisation.feel.values.values import PartialList
from authorisation.model.question import ValueType
from authorisation.model.verdict import Verdict

_FREE_TEXT_TYPES: Final = frozenset((ValueType.TEXT, ValueType.DOCUMENT, ValueType.LIST))
"""Types of answers in people's own words, in which anybody may be named."""


FindingRow: TypeAlias = Mapping[str, "Decimal | str"]
"""The cells of one finding, by the headings of their columns."""


def describe_finding_rows(view: View, contradictions: Sequence[str] = ()) -> Iterator[FindingRow]:
    """Yield the cells of every finding, in the order of the rules.

    `contradictions` are what other applications contradict this one in.
    """
    assessment = view.assessment
    warnings = "; ".join((*assessment_warnings(assessment), *map(visible, contradictions)))
    imposed = {i.criterion: i for o in assessment.outcomes for i in o.conditions}
    for finding in assessment.findings:
        yield _describe_finding_row(finding, view, warnings, imposed.get(finding.criterion.id))


def _describe_finding_row(
    finding: Finding, view: View, warnings: str, imposed: ImposedCondition | None
) -> FindingRow:
    assessment, criterion = view.assessment, finding.criterion
    rules, submission = assessment.rules, assessment.submission
    step = reasons.explained_step(finding)
    leaves = list(_decisive_leaves(step, view)) if step else []
    sources = describe_sources(criterion, rules)
    margin, unit = _margin(finding, view)
    return {
        "submission": visible(submission.name),
        "code": visible(submission.code),
        "rule set": visible(rules.id),
        "edition": visible(rules.edition),
        "warnings": warnings,
        "as of": assessment.as_of.isoformat(),
        "stage": assessment.stage.value,
        "criterion": visible(criterion.id),
        "title": visible(criterion.title),
        "domain": visible(rules.domains.get(criterion.domain, criterion.domain)),
        "what it weighs": reasons.format_severity(finding.severity, rules),
        "verdict": VERDICT_WORDS[finding.verdict],
        "grade": _format_grades(finding),
        "basis": _format_basis(step, view) if step else "",
        "why": _join_entries(
            chain(
                [_format_open(finding, view)],
                (_format_judgement(leaf, inside) for leaf, inside in leaves),
            )
        ),
        "figures": _join_entries(
            f for leaf, inside in leaves for f in _format_figures(leaf, inside)
        ),
        "margin": margin,
        "unit": unit,
        "waits for answers": _join_entries(map(visible, sorted(finding.rests_on))),
        "sources": _join_entries(source.words for source in sources),
        "standing": _join_entries(source.standing for source in sources),
        "condition of the outcome": _format_imposed(imposed),
        "condition due": imposed.due.isoformat() if imposed and imposed.due else "",
    }


def _format_grades(finding: Finding) -> str:
    """Format the grade that counts, or those that differ, in the order of the scale; else empty."""
    scale, given = finding.criterion.judgement, counted_grades(finding.judgements)
    return "; ".join(visible(grade) for grade in (scale.grades if scale else ()) if grade in given)


def _format_open(finding: Finding, view: View) -> str:
    """Format why a finding is open, without what an assessor said of an answer; else empty."""
    if finding.verdict is not Verdict.OPEN:
        return ""
    if any(reasons.format_not_accepted(path, view) for path in finding.rests_on):
        return NOT_ACCEPTED
    return reasons.format_why_open(finding, view)


def _format_imposed(imposed: ImposedCondition | None) -> str:
    """Format whether the outcome makes a finding a condition."""
    if imposed is None:
        return ""
    return "perhaps" if imposed.perhaps else "yes"


def _format_basis(step: Step, view: View) -> str:
    if step.verdict not in (Verdict.MET, Verdict.NOT_MET):
        return ""
    level = support_level(step, view.assessment, view.program)
    return "" if level is None else level.word


def _join_entries(several: Iterator[str]) -> str:
    entries = list(dict.fromkeys(filter(None, several)))
    return "; ".join(name_few(entries, reasons.MAX_POINTS, more="and {} more"))


def _decisive_leaves(step: Step, view: View) -> Iterator[tuple[Step, View]]:
    """Yield the leaves that settled a step or, while it is unknown, those that are unknown."""
    if isinstance(step.plan, GroupPlan | ItemsPlan) and step.because:
        wanted = {id(part) for part in step.decisive}
        for part, inside in view.parts(step):
            if id(part) in wanted:
                yield from _decisive_leaves(part, inside)
    else:
        yield step, view


def _format_judgement(step: Step, view: View) -> str:
    """Format a judgement by its title or its formula, with its margin; no answer is in it."""
    plan = step.plan
    title = visible(plan.condition.title)
    verdict = VERDICT_WORDS[step.verdict]
    match plan:
        case LeafPlan():
            words = title or FormulaFormatter(view.titles).format_node(plan.test.syntax)
            personal = any(is_personal(origins, view.program) for origins in _origins(step, view))
            unit = margin_unit(step)
            margin = "" if personal else format_margin(step.margin, unit, plan.operator)
            return f"{words}: {verdict}{', ' if margin else ''}{margin}"
        case RefPlan():
            return f"{format_criterion(plan.condition.criterion, view.assessment.rules)}: {verdict}"
        case GroupPlan() | ItemsPlan():
            return f"{title}: {verdict}" if title else ""


def _origins(step: Step, view: View) -> tuple[Provenance, ...]:
    return step_provenance(step, view.assessment, view.program)


def _format_figures(step: Step, view: View) -> Iterator[str]:
    for origins in _origins(step, view):
        if not is_personal(origins, view.program):
            named = view.titles.of(origins.name)
            unaccepted = origins.name in view.titles.not_accepted
            value = NOT_ACCEPTED if unaccepted else _format_impersonal(origins, named.none, view)
            yield f"{named.words}: {value}"


def _format_impersonal(origins: Provenance, none: str, view: View) -> str:
    """Format a value; of one in people's own words, no more than that it is given."""
    value = origins.value
    free = origins.origin == Origin.DERIVED
    if origins.origin in (Origin.ANSWER, Origin.ITEM):
        question = question_behind(origins, view.assessment.rules)
        free = question is None or question.type in _FREE_TEXT_TYPES
    if free and isinstance(value, str):
        return "given"
    if free and isinstance(value, list):
        return format_count(len(value), "item")
    if free and isinstance(value, PartialList) and value.items:
        return f"{format_count(len(value.items), 'item')}, perhaps more"
    return format_value(value, origins.unit, none=none)


def _margin(finding: Finding, view: View) -> tuple[Decimal | str, str]:
    """The margin of a finding and its unit; both empty where it would reveal a personal answer."""
    step = finding.step
    if step is None or step.margin is None or _rests_on_personal(step, view):
        return "", ""
    unit = margin_unit(step)
    if isinstance(step.margin, Decimal):
        return round_for_table(number_in_unit(step.margin, unit)), unit
    operator = step.plan.operator if isinstance(step.plan, LeafPlan) else ""
    words = format_margin(step.margin, unit, operator)
    return words, unit if words else ""


def _rests_on_personal(step: Step, view: View) -> bool:
    """Whether the margin of a step depends on a personal answer."""
    if isinstance(step.plan, LeafPlan):
        return any(is_personal(origins, view.program) for origins in _origins(step, view))
    if isinstance(step.plan, RefPlan):
        return False
    return any(_rests_on_personal(part, inside) for part, inside in view.parts(step) if part.margin)
