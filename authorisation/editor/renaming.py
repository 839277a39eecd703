"""Where a name is defined, everywhere that it stands, and the edits that change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from authorisation.editor.names.symbols import Occurrence, Symbol, SymbolKind
from authorisation.editor.project import Document, Project
from authorisation.editor.text import Edit
from authorisation.language.yaml.names import CRITERION_ID, NAME

_OF_ALL_RULES: Final = frozenset(
    {
        SymbolKind.QUESTION,
        SymbolKind.RETURN_QUESTION,
        SymbolKind.FIELD,
        SymbolKind.RULE_SET,
    }
)
"""What every rule set of a folder shares; all else belongs to those that rest on each other."""
_AS_IN_EXPRESSIONS: Final = (NAME, "small letters, digits and `_`, a letter first")
_AS_TEXT: Final = (
    re.compile(r"[^\W\d_](?:[\w .,()/-]*[\w.)])?"),
    "letters, digits, spaces and `-`, a letter first",
)
_FORMS: Final = {
    SymbolKind.CRITERION: (CRITERION_ID, "letters, digits and `-`, as in `FIN-3a`"),
    SymbolKind.SOURCE: (re.compile(r"[A-Za-z0-9][\w.-]*"), "letters, digits and `-`"),
    SymbolKind.DOMAIN: (re.compile(r"[A-Za-z][\w-]*"), "letters, digits and `-`"),
    SymbolKind.OUTCOME: _AS_TEXT,
    SymbolKind.CASE: _AS_TEXT,
}


class CannotRename(Exception):
    """A name cannot be changed so; says why, and what would do."""


class PlacedOccurrence(msgspec.Struct, frozen=True):
    """A place where a name stands, and the file that it is in."""

    document: Document
    occurrence: Occurrence


def places_of(symbol: Symbol, seen_in: Document, project: Project) -> Iterator[PlacedOccurrence]:
    """Yield every place of a name that means the same as in this file."""
    root = project.root_of(seen_in.file)
    related = project.related(project.rule_set_of(seen_in.file), root)
    for document in project.documents(root):
        shared = symbol.kind in _OF_ALL_RULES
        if shared or project.rule_set_of(document.file) in related or _judges(symbol, document):
            for each in document.occurrences:
                if each.symbol == symbol:
                    yield PlacedOccurrence(document, each)


def definitions_of(symbol: Symbol, seen_in: Document, project: Project) -> list[PlacedOccurrence]:
    """Where a name is defined, of several places that of its own rule set first."""
    own = seen_in.file.folder
    found = [each for each in places_of(symbol, seen_in, project) if each.occurrence.defines]
    return sorted(found, key=lambda each: each.document.file.folder != own)


def rename(symbol: Symbol, new: str, seen_in: Document, project: Project) -> tuple[Edit, ...]:
    """The edits that give a thing another name, wherever it is named.

    Raises:
        CannotRename: the name cannot be changed so; nothing is.
    """
    places = list(places_of(symbol, seen_in, project))
    if not any(each.occurrence.defines for each in places):
        raise CannotRename(f"`{symbol.name}` is not defined in these files")
    form, wanted = _FORMS.get(symbol.kind, _AS_IN_EXPRESSIONS)
    if not form.fullmatch(new):
        raise CannotRename(f"`{new}` is no name for a {symbol.kind}: use {wanted}")
    for renamed in _namesakes(symbol, new):
        if taken := next(places_of(renamed, seen_in, project), None):
            place = taken.document.file.path.name
            raise CannotRename(f"`{new}` is already the name of a {renamed.kind}, in {place}")
    for document in project.documents(project.root_of(seen_in.file)):
        if document.fault is not None and symbol.word in document.text.source:
            raise CannotRename(f"a file that may name it cannot be read: {document.fault}")
    return tuple(
        sorted(
            {
                Edit(str(each.document.file.path), each.occurrence.span, new)
                for each in places
                if each.document.text.cut(each.occurrence.span) == symbol.word
            }
        )
    )


def _namesakes(symbol: Symbol, new: str) -> Iterator[Symbol]:
    """Yield what must not be there already under the new name."""
    figures = (SymbolKind.PARAMETER, SymbolKind.DERIVED)
    before = symbol.name[: len(symbol.name) - len(symbol.word)]
    for kind in figures if symbol.kind in figures else (symbol.kind,):
        yield Symbol(kind, before + new)
    if symbol.kind in figures:
        yield Symbol(SymbolKind.QUESTION, new)
    if symbol.kind is SymbolKind.QUESTION and not before:
        yield from (Symbol(kind, new) for kind in figures)


def _judges(symbol: Symbol, document: Document) -> bool:
    """Whether a file of judgements may grade this criterion."""
    return symbol.kind is SymbolKind.CRITERION and document.file.kind == "judgements"
