"""The grades of a scale in words, each with what it brings."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, format_standing
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import UNSOURCED, JudgementScale, RuleSet, Standing


def format_grade(grade: str, scale: JudgementScale | None) -> str:
    """Format a grade with the title that its scale gives it, if any."""
    meaning = scale.meanings.get(grade) if scale else None
    title = f" ({visible(meaning.title)})" if meaning and meaning.title else ""
    return f"{visible(grade)}{title}"


def format_grade_notes(scale: JudgementScale) -> Iterator[tuple[str, str]]:
    """Yield each grade that the scale says something of, with its title and note."""
    for grade, meaning in scale.meanings.items():
        says = [visible(each).rstrip(".") for each in (meaning.title, meaning.note) if each]
        if says:
            yield visible(grade), f"{'. '.join(map(upper_initial, says))}."


def format_sourced_grades(scale: JudgementScale, rules: RuleSet) -> Iterator[str]:
    """Yield each grade of a named scale: its verdict, what it brings, and who says so."""
    notes = dict(format_grade_notes(scale))
    for grade, meaning in scale.meanings.items():
        name = visible(grade)
        says = f" {notes[name]}" if name in notes else ""
        source = f"Source: {describe_source(meaning.source, rules, meaning.standing)}"
        if meaning.source == UNSOURCED:
            source = f"Unsourced: {format_standing(meaning.standing or Standing.OURS)}"
        yield f"{name}: {scale.grades[grade]}.{says} {source}."
