"""The list of rule sets."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet
from authorisation.report.document import Cell, Document, Section, Table


def rule_sets_document(found: Sequence[RuleSet]) -> Document:
    """The list of rule sets, with the days between which each is in force."""
    rows = tuple((Cell(r.id), Cell(format_in_force(r)), Cell(visible(r.title))) for r in found)
    title = format_count(len(found), "rule set")
    return Document(
        title=title,
        kind="what the rules ask",
        facts=(),
        sections=(Section("", (Table(("name", "in force", "title"), rows),)),),
        running=f"{title}.",
    )


def format_in_force(rules: RuleSet) -> str:
    """Format the days between which a rule set is in force: `from 2013-04-01`."""
    first, end = rules.in_force
    return f"from {first}" + (f" to {end}" if end else "")
