"""A criterion: what it weighs, who says so, what it requires, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from authorisation.engine.plans.plan import CriterionPlan, Origin
from authorisation.engine.program.program import Program
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.explain.words.questions import question_at
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, describe_sources, join_citations
from authorisation.explain.words.titles import Titles, format_message_template, upper_initial
from authorisation.model.rules import Criterion, DatedSeverity, RuleSet
from authorisation.report.document import Block, Cell, Para, Points, Section, Table
from authorisation.report.pages.rules.conditions import ConditionWords, describe_condition
from authorisation.report.pages.rules.figures import format_origin
from authorisation.report.pages.rules.part_links import PartPages


def criteria_table(
    criteria: Iterable[Criterion], rules: RuleSet, pages: PartPages
) -> tuple[Block, ...]:
    """Criteria with the severity and the title of each; nothing where there are none."""
    rows = tuple(
        (
            Cell(each.id),
            Cell(_format_severities(_counting(each, rules))),
            Cell(visible(each.title), pages.criteria.get(each.id, 0)),
        )
        for each in criteria
    )
    return (Table(("criterion", "severity", "title"), rows),) if rows else ()


def _counting(criterion: Criterion, rules: RuleSet) -> tuple[DatedSeverity, ...]:
    """The severities, without those that end before the rules begin, and any like the one before.

    Severities are alike where their sources are, too.
    """
    entries, begins = criterion.severities, rules.in_force[0]
    days = [each.since for each in entries[1:]] + [date.max]
    found: list[DatedSeverity] = []
    for entry, until in zip(entries, days, strict=True):
        alike = found and (found[-1].severity, found[-1].source) == (entry.severity, entry.source)
        if until > begins and not alike:
            found.append(entry)
    return tuple(found)


def _format_severities(severities: Sequence[DatedSeverity]) -> str:
    first, *later = severities
    dated = [f"{entry.severity.value} from {format_date(entry.since)}" for entry in later]
    return "; ".join([first.severity.value, *dated])


def criterion_section(
    plan: CriterionPlan, program: Program, *, beside_scales: bool = False
) -> Section:
    """A criterion: what it weighs, who says so, what it requires, and what is said of it.

    `beside_scales`: the page has the scales of the rules too, so the only one need not be named.
    """
    rules, criterion = program.rules, plan.criterion
    parts: list[tuple[Block, ...]] = [(Para(text),) for text in _head(criterion, rules)]
    if plan.applies is not None:
        parts.append(
            _condition_blocks("Asked only where", describe_condition(plan.applies, Titles(rules)))
        )
    if plan.require is not None:
        parts.append(_condition_blocks("Requires", describe_condition(plan.require, Titles(rules))))
    parts += [(Para(text),) for text in _tail(plan, program, beside_scales)]
    return Section(f"{criterion.id}: {visible(criterion.title)}", (Points(tuple(parts)),))


def _condition_blocks(lead: str, asked: ConditionWords) -> tuple[Block, ...]:
    first, *rest = asked.blocks
    assert isinstance(first, Para)  # noqa: S101 a condition begins with its words
    return (Para(f"{lead}: {first.text}"), *rest)


def _head(criterion: Criterion, rules: RuleSet) -> Iterator[str]:
    yield _weight(criterion, rules)
    yield f"Source: {'; '.join(join_citations(describe_sources(criterion, rules)))}"
    if origin := format_origin(criterion.edition, rules):
        yield origin
    if criterion.scope == "portfolio":
        yield "Looks at the other groups of the same round too"


def _weight(criterion: Criterion, rules: RuleSet) -> str:
    first, *later = _counting(criterion, rules)
    own = first.source not in criterion.sources and first is not criterion.severities[0]
    cited = f"; {describe_source(first.source, rules)}" if own else ""
    words = [f"{upper_initial(rules.severities[first.severity])} ({first.severity.value}{cited})"]
    for entry in later:
        source = describe_source(entry.source, rules)
        words.append(
            f"from {format_date(entry.since)}: {rules.severities[entry.severity]} "
            f"({entry.severity.value}; {source})"
        )
    return "; ".join(words)


def _tail(plan: CriterionPlan, program: Program, beside_scales: bool) -> Iterator[str]:  # noqa: FBT001
    criterion, titles = plan.criterion, Titles(program.rules)
    if criterion.judgement is not None:
        scale, guidance = criterion.judgement, visible(criterion.judgement.guidance)
        grades = ", ".join(f"{g} is {v}" for g, v in scale.grades.items())
        by = f", by the grades of “{visible(scale.name)}”" if scale.name else f": {visible(grades)}"
        is_named = not (beside_scales and scale.name and len(program.rules.scales) == 1)
        yield f"Judged by an assessor{by if is_named else ''}. {guidance}"
    evidence = tuple(_evidence(plan, program))
    if evidence:
        yield f"Evidence wanted: {'; '.join(evidence)}"
    if criterion.not_met:
        yield f"If not met: {format_message_template(criterion.not_met, titles)}"
    if criterion.answered_by:
        yield f"Answered by: {join_words(list(map(visible, criterion.answered_by)))}"
    if criterion.remedy:
        yield f"Remedy: {format_message_template(criterion.remedy, titles)}"
    if criterion.discharge is not None:
        due = visible(criterion.discharge.due)
        wanted = visible(criterion.discharge.evidence)
        yield f"Discharged by: {wanted}, within {due} of authorisation"
    if criterion.note:
        yield f"Note: {visible(criterion.note)}"


def _evidence(plan: CriterionPlan, program: Program) -> Iterator[str]:
    """Yield what supports each answer that the criterion looks at."""
    rules = program.rules
    asked = dict.fromkeys(
        each.question
        for each in program.references_of(plan)
        if each.origin is Origin.ANSWER and each.question
    )
    for path in asked:
        question = question_at(path, rules)
        if question is not None and question.evidence:
            yield f"{visible(question.evidence)} (for {Titles(rules).of(path).words})"
