"""The sources that rules describe, and what they cite of them."""

from __future__ import annotations

from collections.abc import Mapping

from authorisation.language.written.rules import WrittenSource
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.problems import Problems
from authorisation.model.passage import Passage
from authorisation.model.rules import OURS, UNSOURCED, Source, Standing


def build_sources(written: Mapping[str, WrittenSource]) -> dict[str, Source]:
    """Build the sources by name; without a standing of its own a source is an opinion."""
    return {
        name: Source(
            id=name,
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            standing=source.standing or Standing.OPINION,
            called=source.called,
            note=source.note,
        )
        for name, source in written.items()
    }


def checked_citation(
    cited: PlacedName, sources: Mapping[str, object], problems: Problems, remedy: str
) -> str:
    """Return what is cited, `id` or `id#passage`, adding a problem where it names neither."""
    name = cited.text.partition("#")[0]
    if name not in sources and cited.text not in {OURS, UNSOURCED}:
        problems.unknown_name(name, cited.at, sources, "source", remedy)
    elif fault := citation_fault(cited.text):
        problems.wrong(cited.at, *fault)
    return cited.text


def citation_fault(cited: str) -> tuple[str, str] | None:
    """The fault in how a passage is written, and the remedy; None where there is none."""
    passage = Passage.parse(cited)
    if Passage.lacks_place(cited):
        whole = f"write {quote(passage.source)} alone for the whole of it"
        return f"{quote(cited)} names no place", whole
    if missing := passage.unmatched_brackets:
        closed = f"write {quote(str(passage) + ')' * missing)}"
        round_alone = not set("[]{}") & set(passage.place)
        remedy = closed if missing > 0 and round_alone else "close each as often as it is opened"
        return f"the brackets of {quote(cited)} do not match", remedy
    return None
