"""Lay out who comes out otherwise when a rule changes: those moved, by name, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.comparison import Changed, Move, moves
from authorisation.explain.assessment.standfirst import NOT_A_DECISION, rules_words, warnings
from authorisation.explain.words.quantities import counted, listed
from authorisation.report.formats.text_lines import Style, joined, paragraph, plain, section
from authorisation.report.pages.assessment_order import capital


def moves_text(
    pairs: Sequence[tuple[Assessment, Assessment]], *, width: int = 100, style: Style = plain
) -> str:
    """Lay out what each submission comes to before and now; who stays where they are is counted."""
    return joined(_lines(pairs, width, style))


def _lines(
    pairs: Sequence[tuple[Assessment, Assessment]], width: int, style: Style
) -> Iterator[str]:
    sets = dict.fromkeys((rules_words(now.rules), rules_words(old.rules)) for old, now in pairs)
    for new, before in sets:
        yield from paragraph(f"Now: {new}", width)
        yield from paragraph(f"Before: {before}", width)
    shared = [each for each in _warned(pairs[0]) if all(each in _warned(pair) for pair in pairs)]
    for warning in shared:
        yield from (style(line, "warning") for line in paragraph(warning, width))
    yield style(NOT_A_DECISION, "warning")
    told = [
        _Told(moves(*pair), tuple(w for w in _warned(pair) if w not in shared)) for pair in pairs
    ]
    told.sort(key=lambda each: each.move.name.casefold())
    moved = [each for each in told if each.move.other_outcome]
    touched = [each for each in told if each.move.changes and not each.move.other_outcome]
    yield from section("Another outcome", _moved(moved, width), style)
    yield from section("The same outcome, other findings", _touched(touched, width), style)
    same = len(told) - len(moved) - len(touched)
    whole = f"Nothing changes for {counted(Decimal(same), 'submission')}."
    yield from section("The same", paragraph(whole, width) if same else [], style)


@dataclass(frozen=True, slots=True)
class _Told:
    """One submission with the warnings that are its own."""

    move: Move
    warnings: tuple[str, ...]


def _warned(pair: tuple[Assessment, Assessment]) -> tuple[str, ...]:
    return warnings(pair[1])


def _moved(told: Sequence[_Told], width: int) -> Iterator[str]:
    for each in told:
        move = each.move
        words = f"{capital(move.now)}; before: {move.before}" if move.other_outcome else move.now
        yield from paragraph(f"{move.name}: {words}", width, bullet="- ")
        for line in (*map(str, move.changes), *each.warnings):
            yield from paragraph(line, width, indent=2)


def _touched(told: Sequence[_Told], width: int) -> Iterator[str]:
    """Say each change once, with everyone it touches."""
    names: dict[Changed, list[str]] = {}
    for each in told:
        for change in each.move.changes:
            names.setdefault(change, []).append(each.move.name)
    for change, those in names.items():
        yield from paragraph(f"{change}: {listed(those)}", width, bullet="- ")
