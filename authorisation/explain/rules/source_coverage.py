"""What rules are made of in each source and cases test, what is left out, and what unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from authorisation.explain.rules.citations import RulesCitation
from authorisation.explain.rules.cited_by import TouchedCase, touched_cases
from authorisation.explain.rules.parts import NamedPart, PartType
from authorisation.explain.words.sources import format_place
from authorisation.model.case import AnyCase
from authorisation.model.passage import Passage
from authorisation.model.rules import RuleSet, Source, UnreadPassages, UntestedStatement
from authorisation.model.structs import ShortRepr
from authorisation.model.value import natural_order

_NO_RULES = frozenset({PartType.LEFT_OUT, PartType.UNREAD, PartType.REMOVED, PartType.PROPERTY})


class CoveredPassage(ShortRepr, frozen=True):
    """A passage of which rules are made."""

    passage: Passage
    place: str
    """As lawyers cite it; empty for the whole source."""
    parts: tuple[NamedPart, ...]
    """What cites this very passage."""
    cases: tuple[TouchedCase, ...] | None
    """The cases that expect something of one of them, or of what reads a figure that is one; None
    where cases are not kept, as of an adopted edition."""


class SourceCoverage(ShortRepr, frozen=True, kw_only=True):
    """The coverage of a source: what became of it, its passages in their order there."""

    source: Source
    passages: tuple[CoveredPassage, ...]
    left_out: tuple[UntestedStatement, ...]
    unread: tuple[UnreadPassages, ...]
    """Of each the passages of this source alone."""


def source_coverage(
    rules: RuleSet,
    sources: Mapping[str, Source],
    citations: Sequence[RulesCitation],
    readers: Mapping[str, Sequence[NamedPart]],
    cases: Sequence[AnyCase] | None,
) -> tuple[SourceCoverage, ...]:
    """The coverage of each source, in the order of the rules; `readers` are those of figures."""
    return tuple(
        SourceCoverage(
            source=source,
            passages=tuple(_passages(source, citations, readers, cases)),
            left_out=tuple(each for each in rules.left_out if _of(each.sources, source)),
            unread=tuple(_unread(rules.unread, source)),
        )
        for source in sources.values()
    )


def _passages(
    source: Source,
    citations: Iterable[RulesCitation],
    readers: Mapping[str, Sequence[NamedPart]],
    cases: Sequence[AnyCase] | None,
) -> Iterator[CoveredPassage]:
    found: dict[Passage, dict[NamedPart, None]] = {}
    for each in citations:
        if each.passage.source == source.id and each.part.kind not in _NO_RULES:
            found.setdefault(each.passage, {})[each.part] = None
    for passage in sorted(found, key=lambda each: natural_order(each.place)):
        parts = tuple(found[passage])
        figures = (each.id for each in parts if each.kind is PartType.FIGURE)
        reading = (reader for name in figures for reader in readers.get(name, ()))
        yield CoveredPassage(
            passage=passage,
            place=format_place(passage.place, source),
            parts=parts,
            cases=None if cases is None else tuple(touched_cases(cases, (*parts, *reading))),
        )


def _unread(unread: Iterable[UnreadPassages], source: Source) -> Iterator[UnreadPassages]:
    for each in unread:
        if own := _of(each.sources, source):
            yield msgspec.structs.replace(each, sources=own)


def _of(cited: Iterable[str], source: Source) -> tuple[str, ...]:
    """The citations that are of a source."""
    return tuple(text for text in cited if Passage.parse(text).source == source.id)
