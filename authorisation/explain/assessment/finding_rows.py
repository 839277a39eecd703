"""One row a finding, for tables; no personal answer stands in any cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from authorisation.engine.analysis.provenance import step_provenance, support_level
from authorisation.engine.judge.margins import margin_unit, number_in_unit
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, RefPlan
from authorisation.engine.results import Finding, ImposedCondition, Provenance, Step
from authorisation.explain.assessment.page_header import assessment_warnings
from authorisation.explain.assessment.reasons import explained_step, format_severity
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.assessment.view import View
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import format_count, format_value, round_for_table
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_sources
from authorisation.feel.values.values import PartialList
from authorisation.model.question import Question, ValueType
from authorisation.model.value import EvidenceLevel
from authorisation.model.verdict import Verdict

_MAX_ENTRIES: Final = 12
"""The most judgements, and the most figures, in one cell."""
_FREE_TEXT_TYPES: Final = frozenset((ValueType.TEXT, ValueType.DOCUMENT, ValueType.LIST))
"""Types of answers in people's own words, in which anybody may be named."""
_BASIS_WORDS: Final = {
    EvidenceLevel.STATED: "stated",
    EvidenceLevel.EVIDENCED: "evidenced",
    EvidenceLevel.CHECKED: "checked",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """The cells of one finding, in the order of the columns."""

    submission: str
    code: str
    rule_set: str
    edition: str
    warnings: str
    """Edited rules, values set for this run alone, published facts, contradictions."""
    as_of: str
    stage: str
    criterion: str
    title: str
    domain: str
    severity: str
    verdict: str
    basis: str
    why: str
    """The decisive judgements in the rules' words; no value of an answer."""
    figures: str
    """The values these compare; none that is personal or in people's own words."""
    margin: Decimal | str
    """How far from the line; a text where only bounds are known, empty where there is none."""
    unit: str
    waits_for: str
    sources: str
    standing: str
    condition: str
    """Whether the outcome makes it a condition, surely or perhaps."""
    due: str


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
    step = explained_step(finding)
    leaves = list(_decisive_leaves(step, view)) if step else []
    sources = describe_sources(criterion, rules)
    margin, unit = _margin(finding, view)
    return FindingRow(
        submission=visible(submission.name),
        code=visible(submission.code),
        rule_set=visible(rules.id),
        edition=visible(rules.edition),
        warnings=warnings,
        as_of=assessment.as_of.isoformat(),
        stage=assessment.stage.value,
        criterion=visible(criterion.id),
        title=visible(criterion.title),
        domain=visible(rules.domains.get(criterion.domain, criterion.domain)),
        severity=format_severity(finding.severity, rules),
        verdict=VERDICT_WORDS[finding.verdict],
        basis=_format_basis(step, view) if step else "",
        why=_join_entries(_format_judgement(leaf, inside) for leaf, inside in leaves),
        figures=_join_entries(f for leaf, inside in leaves for f in _format_figures(leaf, inside)),
        margin=margin,
        unit=unit,
        waits_for=_join_entries(map(visible, sorted(finding.rests_on))),
        sources=_join_entries(source.words for source in sources),
        standing=_join_entries(source.standing for source in sources),
        condition="" if imposed is None else "perhaps" if imposed.perhaps else "yes",
        due=imposed.due.isoformat() if imposed and imposed.due else "",
    )


def _format_basis(step: Step, view: View) -> str:
    if step.verdict not in (Verdict.MET, Verdict.NOT_MET):
        return ""
    level = support_level(step, view.assessment, view.program)
    return "" if level is None else _BASIS_WORDS[level]


def _join_entries(several: Iterator[str]) -> str:
    entries = list(dict.fromkeys(filter(None, several)))
    more = [f"and {len(entries) - _MAX_ENTRIES} more"] if len(entries) > _MAX_ENTRIES else []
    return "; ".join([*entries[:_MAX_ENTRIES], *more])


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
            personal = any(_is_personal(origins, view) for origins in _origins(step, view))
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
        if not _is_personal(origins, view):
            named = view.titles.of(origins.name)
            yield f"{named.words}: {_format_impersonal(origins, named.none, view)}"


def _format_impersonal(origins: Provenance, none: str, view: View) -> str:
    """Format a value; of one in people's own words, no more than that it is given."""
    value = origins.value
    free = origins.origin == Origin.DERIVED
    if origins.origin in (Origin.ANSWER, Origin.ITEM):
        question = _question(origins, view)
        free = question is None or question.type in _FREE_TEXT_TYPES
    if free and isinstance(value, str):
        return "given"
    if free and isinstance(value, list):
        return format_count(len(value), "item")
    if free and isinstance(value, PartialList) and value.items:
        return f"{format_count(len(value.items), 'item')}, perhaps more"
    return format_value(value, origins.unit, none=none)


def _is_personal(origins: Provenance, view: View) -> bool:
    """Whether a value is a personal answer or is derived from one."""
    if origins.origin == Origin.DERIVED:
        return any(_is_personal(part, view) for part in origins.of)
    if origins.origin not in (Origin.ANSWER, Origin.ITEM):
        return False
    question = _question(origins, view)
    return question is None or question.personal


def _question(origins: Provenance, view: View) -> Question | None:
    """The question behind a value, of an entry's field that field's own; None if there is none."""
    question = view.assessment.rules.bank.get(origins.question)
    if origins.origin == Origin.ITEM:
        rest = origins.name.split(".")[1:]
    else:
        rest = [part for part in origins.name.removeprefix(origins.question).split(".") if part]
    for name in rest:
        question = question.each.get(name) if question else None
    return question


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
        return any(_is_personal(origins, view) for origins in _origins(step, view))
    if isinstance(step.plan, RefPlan):
        return False
    return any(_rests_on_personal(part, inside) for part, inside in view.parts(step) if part.margin)
