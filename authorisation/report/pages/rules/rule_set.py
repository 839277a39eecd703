"""The page of a rule set: what it asks and why, its figures, its outcomes, what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from authorisation.engine.plans.plan import CriterionPlan, Origin
from authorisation.engine.program.program import DerivedPlan, Program, compile_rules
from authorisation.explain.assessment.page_header import (
    edited_rules_warnings,
    format_rule_set,
    format_statement,
)
from authorisation.explain.rules.figure_users import uses
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.grades import format_sourced_grades
from authorisation.explain.words.messages import format_message_template
from authorisation.explain.words.quantities import format_count, format_date, join_words
from authorisation.explain.words.questions import question_at
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import (
    describe_source,
    describe_sources,
    format_standing,
    join_citations,
)
from authorisation.explain.words.titles import Titles, upper_initial
from authorisation.feel.syntax import tree as syntax
from authorisation.model.regime import Regime
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    Outcome,
    RuleSet,
    Source,
    UntestedStatement,
)
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Para,
    Part,
    Points,
    Section,
    Table,
    bullets,
    section,
)
from authorisation.report.pages.assessment_order import statements_section
from authorisation.report.pages.rules.conditions import ConditionWords, describe_condition
from authorisation.report.pages.rules.figures import (
    format_origin,
    parameter_section,
    pooling_blocks,
)
from authorisation.report.pages.rules.regime import regime_sections


def rule_set_document(rules: RuleSet, regime: Regime | None = None) -> Document:
    """The page of a rule set, with its failure regime if it has one."""
    program = compile_rules(rules)
    return Document(
        title=visible(rules.title),
        kind="what the rules ask",
        facts=tuple(_facts(rules)),
        warnings=edited_rules_warnings(rules),
        sections=tuple(_sections(program, regime)),
        running=f"{format_rule_set(rules)}. {format_statement(rules)}",
    )


def _facts(rules: RuleSet) -> Iterator[str]:
    first, end = rules.in_force
    until = f" until {format_date(end)}, the first day no longer in force" if end else ""
    state = "as edited here, not as adopted" if rules.edited else "as adopted"
    edition = f"{visible(rules.id)}, edition {visible(rules.edition)}, {state}"
    yield f"{edition}; in force from {format_date(first)}{until}"
    if rules.followed_by:
        yield f"Followed by {join_words([visible(name) for name in rules.followed_by])}"
    if rules.extends:
        yield f"Builds on {visible(rules.extends)}; what it inherits is worked in here"
    if rules.uses:
        yield f"Uses the figures of {', '.join(map(visible, rules.uses))}"
    by = "the day of assessment" if rules.dated_by == "as_of" else visible(rules.dated_by)
    yield f"Figures are chosen by {by}"
    yield "Made from the files of the rules; change those and not this page"


def _sections(program: Program, regime: Regime | None) -> Iterator[Section]:
    rules = program.rules
    yield from statements_section([*map(visible, rules.says)])
    plans = {plan.id: plan for plan in program.criteria}
    yield from section("In short", _overview(rules))
    for title, criteria in _by_domain(rules):
        yield Section(
            visible(title), tuple(criterion_section(plans[each.id], program) for each in criteria)
        )
    yield from section("Grades", _scales(rules))
    yield from section("Pools and mergers", tuple(pooling_blocks(rules)))
    used = uses(program)
    figures = [
        parameter_section(each, used[name], rules) for name, each in rules.parameters.items()
    ]
    yield from section("Figures", figures)
    worked_out = [format_derived(each, rules) for each in program.derived]
    yield from section("Figures that are worked out", bullets(worked_out))
    yield from section("Outcomes", tuple(_outcomes(program)))
    if regime is not None:
        yield from regime_sections(regime, rules)
    removed = [_removed(each, rules) for each in rules.removed]
    yield from section("Removed from what it builds on", bullets(removed))
    untested = [_untested(each, rules) for each in rules.left_out]
    yield from section("Said by the sources, tested by no criterion", bullets(untested))
    documents = {**(regime.rules.sources if regime else {}), **rules.sources}
    sources = [format_source(each) for each in documents.values()]
    yield from section("Sources", bullets(sources))


def _overview(rules: RuleSet) -> tuple[Block, ...]:
    """Every criterion with its severity and its title, in the order of the page."""
    rows = tuple(
        (Cell(each.id), Cell(_format_severities(_counting(each, rules))), Cell(visible(each.title)))
        for _, criteria in _by_domain(rules)
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


def _scales(rules: RuleSet) -> tuple[Block, ...]:
    """Each scale that criteria name, with its grades."""
    return tuple(
        Section(visible(name), bullets(list(format_sourced_grades(scale, rules))))
        for name, scale in rules.scales.items()
    )


def _by_domain(rules: RuleSet) -> Iterator[tuple[str, list[Criterion]]]:
    """The criteria under the title of their domain, in the order of the domains."""
    keys = dict.fromkeys([*rules.domains, *(c.domain for c in rules.criteria.values())])
    for key in keys:
        criteria = [c for c in rules.criteria.values() if c.domain == key]
        if criteria:
            yield rules.domains.get(key, key) or "Other criteria", criteria


def criterion_section(plan: CriterionPlan, program: Program) -> Section:
    """A criterion: what it weighs, who says so, what it requires, and what is said of it."""
    rules, criterion = program.rules, plan.criterion
    parts: list[tuple[Block, ...]] = [(Para(text),) for text in _head(criterion, rules)]
    if plan.applies is not None:
        parts.append(_asked("Asked only where", describe_condition(plan.applies, Titles(rules))))
    if plan.require is not None:
        parts.append(_asked("Requires", describe_condition(plan.require, Titles(rules))))
    parts += [(Para(text),) for text in _tail(plan, program)]
    return Section(f"{criterion.id}: {visible(criterion.title)}", (Points(tuple(parts)),))


def _asked(lead: str, asked: ConditionWords) -> tuple[Block, ...]:
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


def _tail(plan: CriterionPlan, program: Program) -> Iterator[str]:
    criterion, titles = plan.criterion, Titles(program.rules)
    if criterion.judgement is not None:
        scale, guidance = criterion.judgement, visible(criterion.judgement.guidance)
        grades = ", ".join(f"{g} is {v}" for g, v in scale.grades.items())
        by = f", by the grades of “{visible(scale.name)}”" if scale.name else f": {visible(grades)}"
        yield f"Judged by an assessor{by}. {guidance}"
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


def format_derived(plan: DerivedPlan, rules: RuleSet) -> str:
    """Format a figure that is worked out: what it is called, and how it is worked out."""
    derived = plan.derived
    words = FormulaFormatter(Titles(rules)).format_node(plan.value.syntax)
    unit = f", in {visible(derived.unit)}" if derived.unit else ""
    origin = format_origin(derived.edition, rules)
    return f"{visible(derived.title)} ({derived.name}): {words}{unit}{origin and f'. {origin}'}"


def _outcomes(program: Program) -> Iterator[Block]:
    yield Para("Read from the top: the first that applies is the outcome.")
    rows = tuple(_outcome(each.row, each.when.syntax, program) for each in program.outcomes)
    yield Points(rows, first=1)


def _outcome(row: Outcome, when: syntax.Node, program: Program) -> tuple[Block, ...]:
    cited = [describe_source(each, program.rules) for each in row.sources]
    points = [
        f"Where {_when(when, program)}",
        *([visible(row.says)] if row.says else []),
        f"Source: {'; '.join(join_citations(cited))}",
    ]
    return (Para(visible(row.title or row.id), Part.OUTCOME), *bullets(points))


def _when(node: syntax.Node, program: Program) -> str:
    if isinstance(node, syntax.Literal) and node.value is True:
        return "nothing above applies"
    return FormulaFormatter(Titles(program.rules)).format_node(node)


def _removed(name: str, rules: RuleSet) -> str:
    reason = visible(rules.removed[name])
    if (gone := rules.removed_criteria.get(name)) is None:
        return f"{name}: {reason}"
    cited = join_citations(describe_source(each, rules) for each in gone.sources)
    return f"{name}, {visible(gone.title)}: {reason} ({'; '.join(cited)})"


def _untested(statement: UntestedStatement, rules: RuleSet) -> str:
    cited = join_citations(describe_source(each, rules) for each in statement.sources)
    return f"{visible(statement.id)}: {visible(statement.reason)} ({'; '.join(cited)})"


def format_source(source: Source) -> str:
    """Format a source: its title, who published it and when, and its standing."""
    published = "; ".join(filter(None, map(visible, (source.publisher, source.published))))
    about = f" ({published})" if published else ""
    note = f" {visible(source.note)}" if source.note else ""
    return (
        f"{visible(source.id)}: {visible(source.title)}{about}. "
        f"{upper_initial(format_standing(source.standing, source))}.{note}"
    )


def rule_sets_document(found: Sequence[RuleSet]) -> Document:
    """The list of rule sets, with the days between which each is in force."""
    rows = tuple((Cell(r.id), Cell(_format_in_force(r)), Cell(visible(r.title))) for r in found)
    title = format_count(len(found), "rule set")
    return Document(
        title=title,
        kind="what the rules ask",
        facts=(),
        sections=(Section("", (Table(("name", "in force", "title"), rows),)),),
        running=f"{title}.",
    )


def _format_in_force(rules: RuleSet) -> str:
    """Format the days between which a rule set is in force: `from 2013-04-01`."""
    first, end = rules.in_force
    return f"from {first}" + (f" to {end}" if end else "")
