"""Say in a line or a few what the second engine thinks of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.report.formats.text_lines import Style, joined, paragraph, plain, section
from authorisation.second_opinion.assessment import Disagreement, SecondOpinion


def second_opinions_text(
    opinions: Sequence[tuple[str, SecondOpinion]], *, width: int, style: Style = plain
) -> str:
    """Lay out the opinions, each with the group that it is about; a word where all agree."""
    return joined(section("Second opinion", _lines(opinions, width, style), style))


def _lines(
    opinions: Sequence[tuple[str, SecondOpinion]], width: int, style: Style
) -> Iterator[str]:
    agreeing = [opinion for _, opinion in opinions if agrees(opinion)]
    if agreeing:
        of = "" if len(opinions) == 1 else f" of {_counted(len(agreeing), 'assessment')}"
        verdicts = _counted(sum(opinion.compared for opinion in agreeing), "verdict")
        yield from paragraph(
            f"A second engine ({_engine(agreeing[0])}) re-derived {verdicts}{of} and agrees.", width
        )
    for group, opinion in opinions:
        name = "" if len(opinions) == 1 else f"{group}: "
        if opinion.unavailable:
            yield from paragraph(f"{name}No second opinion: {opinion.unavailable}.", width)
        elif opinion.disagreements:
            for line in paragraph(f"{name}{_disagrees(opinion)}", width):
                yield style(line, "warning")
            for each in opinion.disagreements:
                yield from paragraph(_difference(each), width, bullet="- ")


def agrees(opinion: SecondOpinion) -> bool:
    """Whether there is an opinion, and it is ours."""
    return not opinion.unavailable and not opinion.disagreements


def _disagrees(opinion: SecondOpinion) -> str:
    return (
        f"A second engine ({_engine(opinion)}) re-derived {_counted(opinion.compared, 'verdict')} "
        f"and disagrees in {len(opinion.disagreements):,}. One of the engines is at fault: "
        "do not rely on these findings before it is known which."
    )


def _difference(difference: Disagreement) -> str:
    where = f" ({difference.part})" if difference.part else ""
    return (
        f"{difference.criterion}{where}: here {_either(difference.ours)}; "
        f"there {_either(difference.theirs)}"
    )


def _either(words: Sequence[str]) -> str:
    return " or ".join(words) or "nothing"


def _engine(opinion: SecondOpinion) -> str:
    return f"{opinion.engine} {opinion.version}".strip()


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
