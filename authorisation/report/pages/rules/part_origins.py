"""The page of where the parts of rules came from: of each the edition that first had it so."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.explain.rules.parts import PartOrigin
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet
from authorisation.report.document import Cell, Document, Section, Table
from authorisation.report.pages.rules.rule_set import format_edition

_MEANS = (
    "The edition named is the first of those kept that has the part as it stands, in the rule set "
    "that it is inherited from, if it is."
)


def part_origins_document(origins: Sequence[PartOrigin], rules: RuleSet) -> Document:
    """The page of origins: a table for each kind of part, in the order of the rules."""
    title = f"Where the parts of {visible(rules.id)} came from"
    kinds = dict.fromkeys(each.part.kind for each in origins)
    return Document(
        title=title,
        kind="which edition each part came from",
        facts=(format_edition(rules), _MEANS),
        sections=tuple(
            Section(
                kind.capitalize(),
                (Table(("id", "came from", "title"), _rows(origins, kind)),),
            )
            for kind in kinds
        ),
        running=f"{title}, edition {visible(rules.edition)}.",
    )


def _rows(origins: Sequence[PartOrigin], kind: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (Cell(visible(each.part.id)), Cell(visible(each.edition)), Cell(visible(each.part.title)))
        for each in origins
        if each.part.kind == kind
    )
