"""The page of a rule set: what it asks and why, its figures, its outcomes, what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.engine.program.program import DerivedPlan, Program, compile_rules
from authorisation.explain.assessment.page_header import (
    edited_rules_warnings,
    format_rule_set,
    format_statement,
)
from authorisation.explain.rules.figure_history import uses
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.quantities import format_count, format_date, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import (
    describe_source,
    format_sourced_grades,
    format_standing,
    join_citations,
)
from authorisation.explain.words.titles import Titles, upper_initial
from authorisation.feel.syntax import tree as syntax
from authorisation.model.regime import Regime
from authorisation.model.rules import (
    Criterion,
    Outcome,
    RuleSet,
    Source,
    UnreadPassages,
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
from authorisation.report.pages import headings
from authorisation.report.pages.assessment_order import statements_section
from authorisation.report.pages.rules import part_links
from authorisation.report.pages.rules.criteria import criteria_table, criterion_section
from authorisation.report.pages.rules.figures import (
    format_origin,
    parameter_section,
    pooling_blocks,
)
from authorisation.report.pages.rules.regime import regime_figures, regime_sections


def rule_set_document(
    rules: RuleSet, regime: Regime | None = None, pages: part_links.PartPages | None = None
) -> Document:
    """The page of a rule set, with its failure regime if it has one.

    Criteria, figures and sources that have `pages` of their own stand there, and here are lists
    that lead to them.
    """
    program = compile_rules(rules)
    return Document(
        title=visible(rules.title),
        kind="what the rules ask",
        facts=tuple(_facts(rules)),
        warnings=edited_rules_warnings(rules),
        sections=tuple(_sections(program, regime, pages)),
        running=f"{format_rule_set(rules)}. {format_statement(rules)}",
    )


def _facts(rules: RuleSet) -> Iterator[str]:
    yield format_edition(rules)
    if rules.followed_by:
        yield f"Followed by {join_words([visible(name) for name in rules.followed_by])}"
    if rules.extends:
        yield f"Builds on {visible(rules.extends)}; what it inherits is worked in here"
    if rules.uses:
        yield f"Uses the figures of {', '.join(map(visible, rules.uses))}"
    by = "the day of assessment" if rules.dated_by == "as_of" else visible(rules.dated_by)
    yield f"Figures are chosen by {by}"
    yield "Made from the files of the rules; change those and not this page"


def format_edition(rules: RuleSet) -> str:
    """Format which edition of which rule set this is, and between which days it is in force."""
    first, end = rules.in_force
    until = f" until {format_date(end)}, the first day no longer in force" if end else ""
    state = "as edited here, not as adopted" if rules.edited else "as adopted"
    edition = f"{visible(rules.id)}, edition {visible(rules.edition)}, {state}"
    return f"{edition}; in force from {format_date(first)}{until}"


def _sections(
    program: Program, regime: Regime | None, pages: part_links.PartPages | None
) -> Iterator[Section]:
    rules = program.rules
    yield from statements_section([*map(visible, rules.says)])
    yield from _criteria(program) if pages is None else _listed_criteria(rules, pages)
    yield from section("Grades", _scales(rules))
    yield from section("Pools and mergers", tuple(pooling_blocks(rules)))
    if pages is None:
        yield from section(headings.FIGURES, figure_sections(program))
    else:
        figures = part_links.figures_of(rules, regime).values()
        yield from section(headings.FIGURES, part_links.figures_table(figures, pages))
    worked_out = [format_derived(each, rules) for each in program.derived]
    yield from section(headings.WORKED_OUT, bullets(worked_out))
    yield from section(headings.OUTCOMES, tuple(_outcomes(program)))
    if regime is not None:
        yield from regime_sections(regime)
        if pages is None:
            yield from section("Once authorised: figures", regime_figures(regime, rules))
    removed = [_removed(each, rules) for each in rules.removed]
    yield from section("Removed from what it builds on", bullets(removed))
    untested = [_untested(each, rules) for each in rules.left_out]
    yield from section(headings.LEFT_OUT, bullets(untested))
    unread = [_unread(each, rules) for each in rules.unread]
    yield from section("Asked by the sources, and unread", bullets(unread))
    documents = part_links.sources_of(rules, regime).values()
    listed = bullets([*map(format_source, documents)])
    yield from section(
        headings.SOURCES, listed if pages is None else part_links.sources_table(documents, pages)
    )


def _criteria(program: Program) -> Iterator[Section]:
    """Every criterion in short, then each in full."""
    rules, plans = program.rules, {plan.id: plan for plan in program.criteria}
    domains = [*_by_domain(rules)]
    every = [each for _, criteria in domains for each in criteria]
    yield from section(headings.IN_SHORT, criteria_table(every, rules, part_links.NO_PAGES))
    for title, criteria in domains:
        yield Section(
            visible(title),
            tuple(
                criterion_section(plans[each.id], program, beside_scales=True) for each in criteria
            ),
        )


def _listed_criteria(rules: RuleSet, pages: part_links.PartPages) -> Iterator[Section]:
    for title, criteria in _by_domain(rules):
        yield Section(visible(title), criteria_table(criteria, rules, pages))


def figure_sections(program: Program) -> tuple[Section, ...]:
    """Every figure of a rule set, in the order of its file."""
    used, rules = uses(program), program.rules
    return tuple(
        parameter_section(each, used[name], rules) for name, each in rules.parameters.items()
    )


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
    """Format what the sources say and no criterion tests: why, and where they say it."""
    cited = join_citations(describe_source(each, rules) for each in statement.sources)
    return f"{visible(statement.id)}: {visible(statement.reason)} ({'; '.join(cited)})"


def _unread(unread: UnreadPassages, rules: RuleSet) -> str:
    """Format what nobody could read, and where it stands."""
    places: dict[str, list[str]] = {}
    for each in unread.sources:
        cited = describe_source(each, rules)
        places.setdefault(cited.document, []).extend(filter(None, (cited.passage,)))
    named = [", ".join(filter(None, (title, join_words(of)))) for title, of in places.items()]
    return f"{'; '.join(named)}: {format_unread_reason(unread)}"


def format_unread_reason(unread: UnreadPassages) -> str:
    """Format how many things nobody could read, if that is known, and why."""
    count = f"{unread.count:,} unread: " if unread.count else ""
    return f"{count}{visible(unread.reason)}"


def format_source(source: Source) -> str:
    """Format a source: its title, who published it and when, and its standing."""
    published = "; ".join(filter(None, map(visible, (source.publisher, source.published))))
    about = f" ({published})" if published else ""
    note = f" {visible(source.note)}" if source.note else ""
    return (
        f"{visible(source.id)}: {visible(source.title)}{about}. "
        f"{upper_initial(format_standing(source.standing, source))}.{note}"
    )


def rule_sets_document(found: Sequence[RuleSet], *, linked: bool = False) -> Document:
    """The list of rule sets, with the days between which each is in force.

    Where it is `linked`, each leads to its page, which are in the same order.
    """
    rows = tuple(
        (Cell(r.id), Cell(_format_in_force(r)), Cell(visible(r.title), page if linked else 0))
        for page, r in enumerate(found, start=2)
    )
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
