"""Which page of a folder each part of a rule set has, and lists of parts that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final

from msgspec import Struct

from authorisation.explain.words.safe import visible
from authorisation.model.regime import Regime
from authorisation.model.rules import Parameter, RuleSet, Source
from authorisation.report.document import Block, Cell, Table
from authorisation.report.pages.rules.figures import format_history


class PartPages(Struct, frozen=True):
    """The pages of criteria and figures by their ids, as `Cell.page` counts them."""

    criteria: Mapping[str, int]
    figures: Mapping[str, int]

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The kind and the id of the part of each page after the first."""
        kinds = (("criterion", self.criteria), ("figure", self.figures))
        return tuple((kind, name) for kind, parts in kinds for name in parts)


NO_PAGES: Final = PartPages({}, {})
"""Where all stands on one page."""


def number_parts(rules: RuleSet, regime: Regime | None) -> PartPages:
    """The pages of the parts of a rule set and of its failure regime, after their list."""
    numbers = count(2)
    parts = (rules.criteria, figures_of(rules, regime))
    return PartPages(*({name: next(numbers) for name in each} for each in parts))


def figures_of(rules: RuleSet, regime: Regime | None) -> Mapping[str, Parameter]:
    """The figures of a rule set, then those that its failure regime alone has."""
    return {**rules.parameters, **(regime.rules.parameters if regime else {}), **rules.parameters}


def sources_of(rules: RuleSet, regime: Regime | None) -> Mapping[str, Source]:
    """The sources of a failure regime, then those that the rule set alone has."""
    return {**(regime.rules.sources if regime else {}), **rules.sources}


def figures_table(figures: Iterable[Parameter], pages: PartPages) -> tuple[Block, ...]:
    """Figures with all their values; nothing where there are none."""
    rows = tuple(
        (
            Cell(visible(each.title) or each.name, pages.figures.get(each.name, 0)),
            Cell(format_history(each)),
        )
        for each in figures
    )
    return (Table(("figure", "value"), rows),) if rows else ()
