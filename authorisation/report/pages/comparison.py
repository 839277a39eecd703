"""Lay out who comes out otherwise when a rule changes: those moved, by name, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.comparison import (
    ChangedFinding,
    OutcomeChange,
    compare_assessments,
)
from authorisation.explain.assessment.page_header import (
    NOT_A_DECISION,
    assessment_warnings,
    format_rule_set,
)
from authorisation.explain.words.quantities import format_count, join_words
from authorisation.report.formats.text_lines import Style, joined, paragraph, plain, section
from authorisation.report.pages.assessment_order import capital


def comparison_text(
    pairs: Sequence[tuple[Assessment, Assessment]], *, width: int = 100, style: Style = plain
) -> str:
    """Lay out what each submission comes to before and now; who stays where they are is counted."""
    return joined(_lines(pairs, width, style))


def _lines(
    pairs: Sequence[tuple[Assessment, Assessment]], width: int, style: Style
) -> Iterator[str]:
    sets = dict.fromkeys(
        (format_rule_set(now.rules), format_rule_set(old.rules)) for old, now in pairs
    )
    for new, before in sets:
        yield from paragraph(f"Now: {new}", width)
        yield from paragraph(f"Before: {before}", width)
    shared = [each for each in _warned(pairs[0]) if all(each in _warned(pair) for pair in pairs)]
    for warning in shared:
        yield from (style(line, "warning") for line in paragraph(warning, width))
    yield style(NOT_A_DECISION, "warning")
    told = [
        _ComparedSubmission(
            compare_assessments(*pair), tuple(w for w in _warned(pair) if w not in shared)
        )
        for pair in pairs
    ]
    told.sort(key=lambda each: each.move.name.casefold())
    moved = [each for each in told if each.move.other_outcome]
    touched = [each for each in told if each.move.changes and not each.move.other_outcome]
    yield from section("Another outcome", _moved(moved, width), style)
    yield from section("The same outcome, other findings", _touched(touched, width), style)
    same = len(told) - len(moved) - len(touched)
    whole = f"Nothing changes for {format_count(Decimal(same), 'submission')}."
    yield from section("The same", paragraph(whole, width) if same else [], style)


@dataclass(frozen=True, slots=True)
class _ComparedSubmission:
    """One submission with the warnings that are its own."""

    move: OutcomeChange
    warnings: tuple[str, ...]


def _warned(pair: tuple[Assessment, Assessment]) -> tuple[str, ...]:
    return assessment_warnings(pair[1])


def _moved(told: Sequence[_ComparedSubmission], width: int) -> Iterator[str]:
    for each in told:
        move = each.move
        words = f"{capital(move.now)}; before: {move.before}" if move.other_outcome else move.now
        yield from paragraph(f"{move.name}: {words}", width, bullet="- ")
        for line in (*map(str, move.changes), *each.warnings):
            yield from paragraph(line, width, indent=2)


def _touched(told: Sequence[_ComparedSubmission], width: int) -> Iterator[str]:
    """Say each change once, with everyone it touches."""
    names: dict[ChangedFinding, list[str]] = {}
    for each in told:
        for change in each.move.changes:
            names.setdefault(change, []).append(each.move.name)
    for change, those in names.items():
        yield from paragraph(f"{change}: {join_words(those)}", width, bullet="- ")
