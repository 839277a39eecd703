"""Where a name is defined, everywhere that it stands, and the edits that change it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import Final

import msgspec

from authorisation.editor.names.symbols import Occurrence, Symbol, SymbolKind
from authorisation.editor.project import Project, ReadFile
from authorisation.errors import InvalidRules
from authorisation.language.fixes.text import FileEdit
from authorisation.language.rules.find import EDITIONS_FOLDER
from authorisation.language.yaml.regular_files import OpenTexts, reading_open_texts
from authorisation.language.yaml.scalars import CRITERION_ID, NAME
from authorisation.model.source import Problem
from authorisation.usecases.library import Library

_FIGURES: Final = (SymbolKind.PARAMETER, SymbolKind.DERIVED)
_OF_ALL_RULES: Final = frozenset(
    {SymbolKind.QUESTION, SymbolKind.RETURN_QUESTION, SymbolKind.FIELD, SymbolKind.RULE_SET}
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
    SymbolKind.SCALE: _AS_TEXT,
    SymbolKind.OUTCOME: _AS_TEXT,
    SymbolKind.CASE: _AS_TEXT,
}


class CannotRename(Exception):
    """A name cannot be changed so; says why, and what would do."""


class PlacedOccurrence(msgspec.Struct, frozen=True):
    """A place where a name stands, and the file that it is in."""

    document: ReadFile
    occurrence: Occurrence


def places_of(symbol: Symbol, read: ReadFile, project: Project) -> Iterator[PlacedOccurrence]:
    """Yield every place of a name that means the same as in this file."""
    root = project.root_of(read.file)
    related = project.related(project.rule_set_of(read.file), root)
    for document in project.documents(root):
        shared = symbol.kind in _OF_ALL_RULES
        if shared or project.rule_set_of(document.file) in related or _judges(symbol, document):
            for each in document.occurrences:
                if each.symbol == symbol:
                    yield PlacedOccurrence(document, each)


def definitions_of(symbol: Symbol, read: ReadFile, project: Project) -> list[PlacedOccurrence]:
    """The places where a name is defined, of several that of its own rule set first."""
    own = read.file.folder
    found = [each for each in places_of(symbol, read, project) if each.occurrence.defines]
    return sorted(found, key=lambda each: each.document.file.folder != own)


def can_rename(symbol: Symbol, read: ReadFile, project: Project) -> bool:
    """Whether a thing may have another name."""
    return not _why_not(symbol, read, project)


def _why_not(symbol: Symbol, read: ReadFile, project: Project) -> str:
    """Why a thing may have no other name; empty where it may."""
    if symbol.kind is SymbolKind.RULE_SET:
        return "a rule set is called as its folder is: rename both by hand"
    if EDITIONS_FOLDER in project.root_of(read.file).parts:
        return "an adopted edition stays as it was adopted"
    if not definitions_of(symbol, read, project):
        return f"`{symbol.name}` is not defined in these files"
    return ""


def rename(symbol: Symbol, new: str, read: ReadFile, project: Project) -> tuple[FileEdit, ...]:
    """The edits that give a thing another name, wherever it is named.

    Raises:
        CannotRename: the name cannot be changed so; nothing is.
    """
    if why_not := _why_not(symbol, read, project):
        raise CannotRename(why_not)
    places = list(places_of(symbol, read, project))
    form, wanted = _FORMS.get(symbol.kind, _AS_IN_EXPRESSIONS)
    if not form.fullmatch(new):
        raise CannotRename(f"`{new}` is no name for a {symbol.kind}: use {wanted}")
    for renamed in _namesakes(symbol, new):
        if taken := next(places_of(renamed, read, project), None):
            place = taken.document.file.path.name
            raise CannotRename(f"`{new}` is already the name of a {renamed.kind}, in {place}")
    for document in project.documents(project.root_of(read.file)):
        if document.fault is not None and symbol.word in document.text.source:
            raise CannotRename(f"a file that may name it cannot be read: {document.fault}")
    edits = {
        FileEdit(str(each.document.file.path), each.occurrence.span, new)
        for each in places
        if each.document.text.cut(each.occurrence.span) == symbol.word
    }
    _refuse_clash(edits, new, read, project)
    return tuple(sorted(edits))


def _refuse_clash(edits: Iterable[FileEdit], new: str, read: ReadFile, project: Project) -> None:
    """Refuse edits after which rules that can be read now could not be."""
    root = project.root_of(read.file)
    touched = {
        project.rule_set_of(document.file)
        for document in project.documents(root)
        if any(edit.file == str(document.file.path) for edit in edits)
    }
    changed = {Path(edit.file): project.edited(edits, Path(edit.file)) for edit in edits}
    for folder in sorted(touched):
        after = _fault(folder, root, {**project.open, **changed})
        if after is not None and _fault(folder, root, project.open) is None:
            raise CannotRename(f"`{new}` would not do here: {after}")


def _fault(folder: Path, root: Path, texts: MappingOf[Path, str]) -> Problem | None:
    """The first problem in rules with these texts; None where they can be used."""
    library = Library(root)
    try:
        with reading_open_texts(OpenTexts(texts)):
            library.rule_set(str(folder))
            if library.has_regime(str(folder)):
                library.regime(str(folder))
    except InvalidRules as error:
        return error.problems[0]
    return None


def _namesakes(symbol: Symbol, new: str) -> Iterator[Symbol]:
    """Yield what must not be there already under the new name."""
    before = symbol.name[: len(symbol.name) - len(symbol.word)]
    for kind in _FIGURES if symbol.kind in _FIGURES else (symbol.kind,):
        yield Symbol(kind, before + new)
    if symbol.kind in _FIGURES:
        yield Symbol(SymbolKind.QUESTION, new)
    if symbol.kind is SymbolKind.QUESTION and not before:
        yield from (Symbol(kind, new) for kind in _FIGURES)


def _judges(symbol: Symbol, document: ReadFile) -> bool:
    """Whether an assessor's file may name this criterion."""
    return symbol.kind is SymbolKind.CRITERION and document.file.kind == "assessor"
