"""The section on what the second engine says of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from authorisation.explain.words.quantities import format_count
from authorisation.report.document import Block, Para, Part, Section, bullets, section

if TYPE_CHECKING:  # few pages have the section, and the engine takes long to load
    from authorisation.second_opinion.assessment import Disagreement, SecondOpinion


def second_opinion_section(
    opinions: Sequence[tuple[str, SecondOpinion]],
) -> tuple[Section, ...]:
    """The opinions, each with the group that it is about; no section where there is none."""
    return section("Second opinion", tuple(_opinions(opinions)))


def _opinions(opinions: Sequence[tuple[str, SecondOpinion]]) -> Iterator[Block]:
    agreeing = [o for _, o in opinions if not o.unavailable and not o.disagreements]
    if agreeing:
        of = "" if len(opinions) == 1 else f" of {format_count(len(agreeing), 'assessment')}"
        verdicts = format_count(sum(opinion.compared for opinion in agreeing), "verdict")
        yield Para(
            f"A second engine ({_engine(agreeing[0])}) re-derived {verdicts}{of} and agrees."
        )
    for group, opinion in opinions:
        name = "" if len(opinions) == 1 else f"{group}: "
        if opinion.unavailable:
            yield Para(f"{name}No second opinion: {opinion.unavailable}.")
        elif opinion.disagreements:
            verdicts = format_count(opinion.compared, "verdict")
            yield Para(
                f"{name}A second engine ({_engine(opinion)}) re-derived {verdicts} "
                f"and disagrees in {len(opinion.disagreements):,}. One of the engines is at fault: "
                "do not rely on these findings before it is known which.",
                Part.WARNING,
            )
            yield from bullets([_difference(each) for each in opinion.disagreements])


def _difference(difference: Disagreement) -> str:
    where = f" ({difference.part})" if difference.part else ""
    ours, theirs = (" or ".join(w) or "nothing" for w in (difference.ours, difference.theirs))
    return f"{difference.criterion}{where}: here {ours}; there {theirs}"


def _engine(opinion: SecondOpinion) -> str:
    return f"{opinion.engine} {opinion.version}".strip()
