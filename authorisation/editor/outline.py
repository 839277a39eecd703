"""The outline of a file: what it defines, each with what stands in it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from authorisation.editor.names.known import KnownNames
from authorisation.editor.names.symbols import Occurrence, SymbolKind
from authorisation.editor.project import ReadFile
from authorisation.language.fixes.text import TextSpan
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, Parameter, Source


class OutlineEntry(msgspec.Struct, frozen=True):
    """One thing that a file defines: where its name stands, and all that is written of it."""

    name: str
    kind: SymbolKind
    detail: str
    span: TextSpan
    whole: TextSpan
    inside: tuple[OutlineEntry, ...] = ()


def outline(document: ReadFile, known: KnownNames | None) -> tuple[OutlineEntry, ...]:
    """The definitions in a file, in the order of the text; those of a group stand inside it."""
    defined = [each for each in document.occurrences if each.defines and each.whole is not None]
    return tuple(_nested(sorted(defined, key=lambda each: each.span.start), known))


def _nested(defined: Sequence[Occurrence], known: KnownNames | None) -> list[OutlineEntry]:
    found: list[OutlineEntry] = []
    rest = list(defined)
    while rest:
        first = rest.pop(0)
        whole = first.whole or first.span
        inside = []
        while rest and rest[0].span.start < whole.end:
            inside.append(rest.pop(0))
        found.append(
            OutlineEntry(
                name=first.symbol.word,
                kind=first.symbol.kind,
                detail=_detail(first, known),
                span=first.span,
                whole=TextSpan(min(whole.start, first.span.start), max(whole.end, first.span.end)),
                inside=tuple(_nested(inside, known)),
            )
        )
    return found


def _detail(occurrence: Occurrence, known: KnownNames | None) -> str:
    """The title of what is defined, where it has one."""
    if known is None:
        return ""
    name, rules = occurrence.symbol.name, known.rules
    found: Criterion | Parameter | Question | Source | None = None
    match occurrence.symbol.kind:
        case SymbolKind.CRITERION:
            found = rules.criteria.get(name)
        case SymbolKind.PARAMETER:
            found = rules.parameters.get(name)
        case SymbolKind.QUESTION:
            found = known.bank.get(name)
        case SymbolKind.RETURN_QUESTION:
            found = known.returns.get(name)
        case SymbolKind.SOURCE:
            found = rules.sources.get(name)
        case SymbolKind.DOMAIN:
            return rules.domains.get(name, "")
    if found is None:
        return ""
    return found.ask if isinstance(found, Question) else found.title
