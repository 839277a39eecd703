"""Which page of a folder each part of a rule set has, and lists of parts that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final

from msgspec import Struct

from authorisation.explain.rules.citations import RulesCitation, is_passage
from authorisation.explain.rules.parts import NamedPart, PartType
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_place, format_standing
from authorisation.model.passage import Passage
from authorisation.model.regime import Regime
from authorisation.model.rules import Parameter, RuleSet, Source
from authorisation.report.document import Block, Cell, Table
from authorisation.report.pages.rules.figures import format_history


class PartPages(Struct, frozen=True):
    """The pages of criteria, figures and sources by their ids, as `Cell.page` counts them."""

    criteria: Mapping[str, int]
    figures: Mapping[str, int]
    sources: Mapping[str, int]

    @property
    def part_keys(self) -> tuple[tuple[str, str], ...]:
        """The kind and the id of the part of each page after the first."""
        kinds = (
            ("criterion", self.criteria),
            ("figure", self.figures),
            ("source", self.sources),
        )
        return tuple((kind, name) for kind, parts in kinds for name in parts)

    def page_of(self, part: NamedPart) -> int:
        """The page of a criterion or a figure; 0 for any other part."""
        pages = {PartType.CRITERION: self.criteria, PartType.FIGURE: self.figures}
        return pages.get(part.kind, {}).get(part.id, 0)


NO_PAGES: Final = PartPages({}, {}, {})
"""Where all stands on one page."""


def number_parts(rules: RuleSet, regime: Regime | None) -> PartPages:
    """The pages of the parts of a rule set and of its failure regime, after their list."""
    numbers = count(2)
    parts = (rules.criteria, figures_of(rules, regime), sources_of(rules, regime))
    return PartPages(*({name: next(numbers) for name in each} for each in parts))


def figures_of(rules: RuleSet, regime: Regime | None) -> Mapping[str, Parameter]:
    """The figures of a rule set, then those that its failure regime alone has."""
    return {**rules.parameters, **(regime.rules.parameters if regime else {}), **rules.parameters}


def sources_of(rules: RuleSet, regime: Regime | None) -> Mapping[str, Source]:
    """The sources of a failure regime, then those that the rule set alone has."""
    return {**(regime.rules.sources if regime else {}), **rules.sources}


def figures_table(figures: Iterable[Parameter], pages: PartPages) -> tuple[Block, ...]:
    """Figures with all their values; nothing where there are none."""
    rows = (
        (
            Cell(visible(each.title) or each.name, pages.figures.get(each.name, 0)),
            Cell(format_history(each)),
        )
        for each in figures
    )
    return table(("figure", "value"), rows)


def sources_table(sources: Iterable[Source], pages: PartPages) -> tuple[Block, ...]:
    """Sources with when each was published, and its standing; nothing where there are none."""
    rows = (
        (
            Cell(visible(each.title), pages.sources.get(each.id, 0)),
            Cell(visible(each.published)),
            Cell(format_standing(each.standing, each)),
        )
        for each in sources
    )
    return table(("source", "published", "standing"), rows)


def part_cell(part: NamedPart, pages: PartPages) -> Cell:
    """A part by its title, a criterion by its id too; it leads to its page, where it has one."""
    title = visible(part.title) or part.id
    named = f"{part.id}: {title}" if part.kind is PartType.CRITERION else title
    return Cell(named, pages.page_of(part))


def citations_table(
    citations: Iterable[RulesCitation], sources: Mapping[str, Source], pages: PartPages
) -> tuple[Block, ...]:
    """The passages that a part cites, each with what rests on it; nothing where there are none."""
    rows = (
        (
            Cell(visible(sources[each.passage.source].title), pages.sources[each.passage.source]),
            Cell(place_of(each.passage, sources)),
            Cell(each.role),
        )
        for each in citations
        if is_passage(each.passage)
    )
    return table(("source", "place", "for"), rows)


def place_of(passage: Passage, sources: Mapping[str, Source]) -> str:
    """The place of a passage as pages have it; empty for a whole source."""
    return format_place(passage.place, sources[passage.source])


def table(headings: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> tuple[Block, ...]:
    """A table without columns of which every cell is empty; nothing where there are no rows."""
    found = tuple(rows)
    filled = [
        at for at in range(len(headings)) if any(row[at].text or row[at].more for row in found)
    ]
    if not found:
        return ()
    kept = tuple(tuple(row[at] for at in filled) for row in found)
    return (Table(tuple(headings[at] for at in filled), kept),)
