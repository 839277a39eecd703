"""Put what the second engine says into a section of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.report.document import Para, Part, Section, section
from authorisation.report.pages.second_opinion import agrees, second_opinions_text
from authorisation.second_opinion.assessment import SecondOpinion

_UNBROKEN: Final = 1_000_000


def second_section(opinions: Sequence[tuple[str, SecondOpinion]]) -> tuple[Section, ...]:
    """Give the section of the second opinion; nothing where there is none to tell."""
    _, *lines = second_opinions_text(opinions, width=_UNBROKEN).strip().splitlines() or [""]
    doubtful = any(opinion.disagreements for _, opinion in opinions if not agrees(opinion))
    part = Part.WARNING if doubtful else Part.PLAIN
    return section("Second opinion", [Para(line, part) for line in lines])
