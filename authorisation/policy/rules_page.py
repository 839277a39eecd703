"""The page of what was found of some rule sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.report.document import Document, Section


class OfRuleSet(Protocol):
    """A result for one rule set, with its name and edition."""

    @property
    def rule_set(self) -> str:
        """Its name."""

    @property
    def edition(self) -> str:
        """Its edition."""


def rules_page(
    title: str,
    kind: str,
    found: Sequence[OfRuleSet],
    sections: Sequence[Section],
    warnings: Sequence[str] = (),
) -> Document:
    """The page, which says of which editions it is; `title` has `{}` where their names stand."""
    named = visible(title.format(join_words([each.rule_set for each in found])))
    rules = join_words([f"{each.rule_set}, edition {each.edition}" for each in found])
    return Document(
        title=named,
        kind=kind,
        facts=(visible(f"Rules: {rules}"),),
        warnings=tuple(warnings),
        sections=tuple(sections),
        running=f"{named}.",
    )
