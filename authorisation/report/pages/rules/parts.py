"""A page for each criterion, figure and source of a rule set, which lead to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.assessment.page_header import edited_rules_warnings
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.rules.citations import RulesCitation, rules_citations
from authorisation.explain.rules.figure_history import FigureHistory, FigureValue, uses
from authorisation.explain.rules.parts import NamedPart, PartType
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.model.case import Case, Property
from authorisation.model.regime import Regime
from authorisation.model.rules import UNSOURCED, RuleSet, Source
from authorisation.model.value import natural_order
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Para,
    Points,
    Section,
    bullets,
    section,
)
from authorisation.report.pages.rules.criteria import criterion_section
from authorisation.report.pages.rules.figure_history import format_cited_source, format_days
from authorisation.report.pages.rules.part_links import (
    citations_table,
    figures_of,
    figures_table,
    number_parts,
    part_cell,
    place_of,
    sources_of,
    table,
)
from authorisation.report.pages.rules.regime import regime_figures
from authorisation.report.pages.rules.rule_set import figure_sections, format_edition, format_source


class EditionChanges(Struct, frozen=True):
    """The changes of an edition to one part of its rule set, since the edition before."""

    edition: str
    changes: tuple[str, ...]


class PartDocuments:
    """The pages of the parts of a rule set and of its failure regime."""

    def __init__(
        self,
        rules: RuleSet,
        regime: Regime | None,
        cases: Sequence[Case],
        properties: Sequence[Property],
        changes: Mapping[str, Sequence[EditionChanges]],
        histories: Mapping[str, FigureHistory],
    ) -> None:
        """The pages of rules with their cases and what they promise.

        `changes` is what editions changed of each criterion, `histories` what became of each
        figure.
        """
        self._changes, self._histories = changes, histories
        self._program: Program = compile_rules(rules)
        self._regime = regime
        self._rules = rules
        self._pages = number_parts(rules, regime)
        self._figures = figures_of(rules, regime)
        self._sources = sources_of(rules, regime)
        self._used = uses(self._program)
        self._citations: dict[str, list[RulesCitation]] = {}
        self._cited_by: dict[tuple[PartType, str], list[RulesCitation]] = {}
        for each in rules_citations(rules, regime, properties):
            self._citations.setdefault(each.passage.source, []).append(each)
            self._cited_by.setdefault((each.part.kind, each.part.id), []).append(each)
        self._cases: dict[str, list[Case]] = {}
        for case in cases:
            for name in case.expect:
                self._cases.setdefault(name, []).append(case)

    def __iter__(self) -> Iterator[Document]:
        """Yield each in the order in which `number_parts` counts them."""
        plans = {plan.id: plan for plan in self._program.criteria}
        for name in self._rules.criteria:
            own = criterion_section(plans[name], self._program)
            yield self._document(own.title, own.blocks, self._of_criterion(name))
        regime = regime_figures(self._regime, self._rules) if self._regime else ()
        figures = (*figure_sections(self._program), *regime)
        for name, own in zip(self._figures, figures, strict=True):
            yield self._document(own.title, own.blocks, self._of_figure(name))
        for source in self._sources.values():
            yield self._document(
                visible(source.title), (Para(format_source(source)),), self._of_source(source)
            )

    def _document(
        self, title: str, blocks: tuple[Block, ...], sections: Iterator[Section]
    ) -> Document:
        return Document(
            title=title,
            kind="what the rules ask",
            facts=(format_edition(self._rules),),
            warnings=edited_rules_warnings(self._rules),
            sections=(Section("", blocks), *sections),
            running=f"{title}. {format_edition(self._rules)}",
            back=visible(self._rules.title),
        )

    def _of_criterion(self, name: str) -> Iterator[Section]:
        read = [self._figures[each] for each, users in self._used.items() if name in users]
        yield from section("Figures it reads", figures_table(read, self._pages))
        related = ((self._criterion(each), Cell(how)) for each, how in self._related(name))
        yield from section("Related criteria", table(("criterion", "relation"), related))
        yield from self._cited(PartType.CRITERION, name)
        editions = tuple(
            (Para(f"Edition {visible(each.edition)}"), *bullets(each.changes))
            for each in self._changes.get(name, ())
        )
        yield from section("What editions changed", (Points(editions),) if editions else ())
        yield from section("Cases that test it", self._cases_table(name))

    def _of_figure(self, name: str) -> Iterator[Section]:
        history = self._histories[name]
        readers = ((Cell(each.kind), part_cell(each, self._pages)) for each in history.readers)
        yield from section("What reads it", table(("kind", "part"), readers))
        rows = map(_history_row, history.values)
        yield from section("Over the editions", table(("days", "value", "source", "in"), rows))
        yield from self._cited(PartType.FIGURE, name)

    def _of_source(self, source: Source) -> Iterator[Section]:
        cited = self._citations.get(source.id, [])
        rows = (
            (
                Cell(place_of(each.passage, self._sources)),
                Cell(each.part.kind),
                part_cell(each.part, self._pages),
                Cell(each.role),
            )
            for each in sorted(cited, key=lambda each: natural_order(each.passage.place))
        )
        yield from section("What cites it", table(("place", "kind", "part", "for"), rows))

    def _cited(self, kind: PartType, name: str) -> Iterator[Section]:
        cited = self._cited_by.get((kind, name), [])
        yield from section("What it cites", citations_table(cited, self._sources, self._pages))

    def _criterion(self, name: str) -> Cell:
        title = self._rules.criteria[name].title
        return part_cell(NamedPart(PartType.CRITERION, name, title), self._pages)

    def _related(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the criteria that this one rests on or answers, and those that do so to it."""
        criteria, behind = self._rules.criteria, self._program.criteria_behind
        relations = (
            ("this one rests on it", [each for each in criteria if each in behind[name]]),
            ("rests on this one", [each for each in criteria if name in behind[each]]),
            ("answers the concern behind this one", criteria[name].answered_by),
            (
                "has a concern behind it that this one answers",
                [each.id for each in criteria.values() if name in each.answered_by],
            ),
        )
        for relation, names in relations:
            yield from ((each, relation) for each in names if each != name)

    def _cases_table(self, criterion: str) -> tuple[Block, ...]:
        """The cases that expect a verdict of a criterion, each with what that is."""
        expected = (
            (case.name, case.expect[criterion].verdict) for case in self._cases.get(criterion, ())
        )
        rows = (
            (Cell(visible(name)), Cell(VERDICT_WORDS[verdict]))
            for name, verdict in expected
            if verdict
        )
        return table(("case", "expected"), rows)


def _history_row(value: FigureValue) -> tuple[Cell, ...]:
    source = value.source
    said = "; ".join(filter(None, (source.owner, source.published)))
    return (
        Cell(format_days(value)),
        Cell(visible(value.value)),
        Cell(format_cited_source(source), more=(said,) if said != UNSOURCED else ()),
        Cell(join_words([*map(visible, value.editions)])),
    )
