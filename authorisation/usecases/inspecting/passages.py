"""The passages of sources: what an amendment of one touches, and which of them are encoded."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption
from authorisation.explain.rules.citations import RulesCitation, rules_citations
from authorisation.explain.rules.cited_by import PassageUses, is_within, passage_uses
from authorisation.explain.rules.figure_history import figure_readers
from authorisation.explain.rules.source_coverage import SourceCoverage, source_coverage
from authorisation.language.properties import load_properties
from authorisation.language.rules.references import citation_fault
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.passage import Passage
from authorisation.model.rules import OURS, UNSOURCED, RuleSet, Source, Standing
from authorisation.model.source import Remedy
from authorisation.model.value import natural_order
from authorisation.report.pages.rules.part_links import sources_of
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases

_WITHOUT: Final = {
    OURS: Source(id=OURS, title="Ours", standing=Standing.OURS),
    UNSOURCED: Source(id=UNSOURCED, title="Unsourced", standing=Standing.OURS),
}
"""What rules may cite in place of a source."""


class CitedRules:
    """A rule set with its failure regime, its cases and all that they cite."""

    def __init__(self, asked: str | Path, library: Library) -> None:
        """Read them.

        Raises:
            InvalidRules: the rules, their cases or their properties cannot be used.
        """
        self._loaded = RuleSetCases(asked, library)
        self.rules: RuleSet = self._loaded.rules
        self.folders = self._loaded.folders
        regime = self._loaded.regime
        self.sources = sources_of(self.rules, regime)
        properties = load_properties(asked, self.rules, root=library.folder).properties
        self._citations: tuple[RulesCitation, ...] = rules_citations(self.rules, regime, properties)

    def uses_of(self, cited: str) -> PassageUses:
        """The uses of a passage, `source#place` or `source`, which an amendment of it touches.

        Raises:
            InvalidOption: there is no such source, or nothing that the rules know lies there.
        """
        passage = Passage.parse(cited)
        if fault := citation_fault(cited):
            raise InvalidOption(*fault)
        source = {**self.sources, **_WITHOUT}.get(passage.source)
        if source is None:
            none = f"{self.rules.id} has no source called {quote(passage.source)}"
            raise InvalidOption(
                none, _near(passage.source, self.sources) or "its rules have no sources"
            )
        self._require_known(passage, source)
        loaded = self._loaded
        return passage_uses(
            passage, self._citations, source, loaded.program, loaded.regime, loaded.kept_cases
        )

    def _require_known(self, passage: Passage, source: Source) -> None:
        """Raise an error where no place that is cited lies in the passage or around it."""
        cited = (each.passage for each in self._citations if each.passage.source == source.id)
        places = sorted({each.place for each in cited} - {""}, key=natural_order)
        asked = passage.place
        if not asked or any(
            is_within(asked, each, source) or is_within(each, asked, source) for each in places
        ):
            return
        whole = f"write {quote(source.id)} alone: no place in it is cited"
        raise InvalidOption(
            f"{self.rules.id} knows no place {quote(asked)} in {quote(source.id)}",
            _near(asked, places) or whole,
        )

    def coverage(self) -> tuple[SourceCoverage, ...]:
        """The coverage of each source, what became of it, in the order of the rules."""
        loaded = self._loaded
        readers = figure_readers(loaded.program, loaded.regime)
        return source_coverage(
            self.rules, self.sources, self._citations, readers, loaded.kept_cases
        )


def _near(written: str, known: Collection[str]) -> str | Remedy:
    """The nearest of the known names, else all of them; empty where there are none."""
    names = f"there are: {', '.join(map(quote, known))}" if known else ""
    return suggest_name(written, known) or names
