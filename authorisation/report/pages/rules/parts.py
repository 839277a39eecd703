"""A page for each criterion and each figure of a rule set, which lead to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.assessment.page_header import edited_rules_warnings
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.rules.figure_users import uses
from authorisation.explain.words.safe import visible
from authorisation.model.case import Case
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.report.document import Block, Cell, Document, Section, Table, section
from authorisation.report.pages.rules.criteria import criteria_table, criterion_section
from authorisation.report.pages.rules.part_links import (
    PartPages,
    figures_of,
    figures_table,
    number_parts,
)
from authorisation.report.pages.rules.regime import regime_figures
from authorisation.report.pages.rules.rule_set import figure_sections, format_edition


def part_documents(
    rules: RuleSet, regime: Regime | None, cases: Sequence[Case]
) -> Iterator[Document]:
    """The page of each criterion and figure, in the order in which `number_parts` counts them."""
    program, pages = compile_rules(rules), number_parts(rules, regime)
    plans = {plan.id: plan for plan in program.criteria}
    used = uses(program)
    figures = figures_of(rules, regime)
    expecting = _cases_by_criterion(cases)
    for name in rules.criteria:
        read = [figures[each] for each, users in used.items() if name in users]
        sections = (
            *section("Figures it reads", figures_table(read, pages)),
            *section("Other criteria", _related(plans[name], program, pages)),
            *section("Cases that test it", _cases_table(expecting.get(name, ()), name)),
        )
        own = criterion_section(plans[name], program)
        yield _document(own, sections, rules)
    own_regime = regime_figures(regime, rules) if regime else ()
    figure_pages = (*figure_sections(program), *own_regime)
    for name, own in zip(figures, figure_pages, strict=True):
        users = [rules.criteria[each] for each in used.get(name, ()) if each in rules.criteria]
        sections = section("Criteria that read it", criteria_table(users, rules, pages))
        yield _document(own, sections, rules)


def _document(own: Section, sections: Sequence[Section], rules: RuleSet) -> Document:
    return Document(
        title=own.title,
        kind="what the rules ask",
        facts=(format_edition(rules),),
        warnings=edited_rules_warnings(rules),
        sections=(Section("", own.blocks), *sections),
        running=f"{own.title}. {format_edition(rules)}",
        back=visible(rules.title),
    )


def _related(plan: CriterionPlan, program: Program, pages: PartPages) -> tuple[Block, ...]:
    """The criteria that this one rests on or answers, and those that do so to it."""
    rules, criterion = program.rules, plan.criterion
    behind = program.criteria_behind
    relations = (
        ("this one rests on it", [each for each in rules.criteria if each in behind[plan.id]]),
        ("rests on this one", [each for each in rules.criteria if plan.id in behind[each]]),
        ("answers the concern behind this one", criterion.answered_by),
        (
            "has a concern behind it that this one answers",
            [each.id for each in rules.criteria.values() if plan.id in each.answered_by],
        ),
    )
    rows = tuple(
        (
            Cell(name),
            Cell(visible(rules.criteria[name].title), pages.criteria[name]),
            Cell(relation),
        )
        for relation, names in relations
        for name in names
        if name != plan.id
    )
    return (Table(("criterion", "title", "relation"), rows),) if rows else ()


def _cases_by_criterion(cases: Sequence[Case]) -> Mapping[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        for name in case.expect:
            found.setdefault(name, []).append(case)
    return found


def _cases_table(cases: Sequence[Case], criterion: str) -> tuple[Block, ...]:
    """The cases that expect a verdict of a criterion, each with what that is."""
    expected = ((case.name, case.expect[criterion].verdict) for case in cases)
    rows = tuple(
        (Cell(visible(name)), Cell(VERDICT_WORDS[verdict])) for name, verdict in expected if verdict
    )
    return (Table(("case", "expected"), rows),) if rows else ()
