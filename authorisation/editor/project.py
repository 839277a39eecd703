"""What an editor has open, the files around it, and what is known of their rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from authorisation.editor.checking import MeasuredCases
from authorisation.editor.kinds import EditedFile, edited_file
from authorisation.editor.names.known import KnownNames
from authorisation.editor.names.occurrences import occurrences
from authorisation.editor.names.symbols import Occurrence
from authorisation.language.fixes.text import FileEdit, SourceText
from authorisation.language.rules.find import EDITIONS_FOLDER, QUESTIONS_FOLDER, RULE_SET_FILE
from authorisation.language.yaml.document import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableYaml,
    parse_yaml,
)
from authorisation.language.yaml.regular_files import is_file, is_folder, is_yaml
from authorisation.model.source import Problem
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.filesystem.places import rules_root

MAX_FILES: Final = 5_000
"""So many files of YAML in a workspace are looked through for names."""
MAX_BYTES: Final = 1_000_000
_NOT_ENTERED: Final = frozenset({EDITIONS_FOLDER, "node_modules", "__pycache__"})


class ReadFile(msgspec.Struct, frozen=True):
    """A file as it is in the editor, or else on the disk, and what can be read of it."""

    file: EditedFile
    text: SourceText
    fault: Problem | None
    """Why nothing can be read of it."""
    occurrences: tuple[Occurrence, ...]

    def at(self, offset: int) -> Occurrence | None:
        """The name on which a cursor stands."""
        return next((each for each in self.occurrences if each.span.holds(offset)), None)


class Project:
    """The files of a workspace; nothing in it is ever written."""

    def __init__(self, folders: Iterable[Path], root: Path | None = None) -> None:
        """Open it at these folders. Of rules in none of them, those under `root` count.

        Raises:
            InvalidOption: there are no rules under it.
        """
        self.folders = tuple(folders)
        near = [place for folder in self.folders for place in (folder / "rules", folder)]
        beside = next((place for place in near if is_folder(place / QUESTIONS_FOLDER)), None)
        self.root = rules_root(root or beside).absolute()
        self.open: dict[Path, str] = {}
        self.known: dict[Path, KnownNames] = {}
        self.measured: dict[Path, MeasuredCases] = {}
        self._kinds: dict[Path, EditedFile] = {}
        self._named_above: dict[Path, tuple[str, tuple[str, ...]]] = {}
        self._documents: dict[Path, tuple[str, tuple[frozenset[str], ...] | None, ReadFile]] = {}

    def text(self, path: Path) -> str | None:
        """The text of a file; None where it cannot be read."""
        if path in self.open:
            return self.open[path]
        try:
            if path.stat().st_size > MAX_BYTES:
                return None
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None

    def source(self, file: str) -> SourceText | None:
        """The same of a file as problems name it."""
        text = self.text(Path.cwd() / file)
        return None if text is None else SourceText(text)

    def edited(self, edits: Iterable[FileEdit], path: Path) -> str:
        """The text of a file as it would be after edits, of which others may be of other files."""
        text = self.text(path) or ""
        for edit in sorted((each for each in edits if each.file == str(path)), reverse=True):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text

    def file(self, path: Path) -> EditedFile | None:
        """The file at a path, by its kind; while it cannot be read, as it was before."""
        text = self.text(path)
        found = None if text is None else edited_file(path, text)
        if found is not None:
            self._kinds[path] = found
        return found or self._kinds.get(path)

    def document(self, path: Path) -> ReadFile | None:
        """A file with every name in it; None for one that is of no interest."""
        text, file = self.text(path), self.file(path)
        if text is None or file is None:
            return None
        known = self.known_to(file)
        before = self._documents.get(path)
        names = known.names if known else None
        if before is not None and before[0] == text and before[1] == names:
            return before[2]
        source = SourceText(text)
        root, fault = _parsed(text, str(file.path))
        found = () if root is None or known is None else occurrences(root, source, file, known)
        document = ReadFile(file, source, fault, found)
        self._documents[path] = (text, names, document)
        return document

    def root_of(self, file: EditedFile) -> Path:
        """The folder of rules that a file goes by."""
        return file.root or self.root

    def known_to(self, file: EditedFile) -> KnownNames | None:
        """The names that a file may use; None before any of its rules could be read."""
        if file.folder is not None:
            return self.known.get(file.folder)
        return self.known.get(self.rule_set_of(file)) or self._first_known(self.root_of(file))

    def rule_set_of(self, file: EditedFile) -> Path:
        """The folder of the rule set that a file belongs to, or is read under."""
        if file.folder is not None:
            return file.folder
        root = self.root_of(file)
        if file.kind == "returns":
            named = _named_rules(self.text(file.path) or "")
            if named and is_file(root / named / RULE_SET_FILE):
                return root / named
        default = root / DEFAULT_SET
        return (
            default if is_file(default / RULE_SET_FILE) else next(iter(self.rule_sets(root)), root)
        )

    def _first_known(self, root: Path) -> KnownNames | None:
        return next((self.known[each] for each in self.rule_sets(root) if each in self.known), None)

    def rule_sets(self, root: Path) -> tuple[Path, ...]:
        """The folders of the rule sets under a root, and of those open elsewhere that go by it."""
        inside = {path.parent for path in root.glob(f"*/{RULE_SET_FILE}")}
        files = (self._kinds.get(path) for path in self.open)
        beside = {
            file.folder for file in files if file and file.folder and self.root_of(file) == root
        }
        return tuple(sorted(inside | beside))

    def related(self, folder: Path, root: Path) -> frozenset[Path]:
        """The rule set, those that it rests on, and those that rest on any of them."""
        links = {each: self._rests_on(each, root) for each in self.rule_sets(root)}
        found, pending = {folder}, [folder]
        while pending:
            each = pending.pop()
            near = {*links.get(each, ()), *(other for other, on in links.items() if each in on)}
            pending += near - found
            found |= near
        return frozenset(found)

    def heirs(self, folder: Path, root: Path) -> tuple[Path, ...]:
        """The rule set, then those that rest on it."""
        links = {each: self._rests_on(each, root) for each in self.rule_sets(root)}
        found = [folder]
        for _ in links:
            found += [each for each, on in links.items() if each not in found and on & {*found}]
        return tuple(found)

    def _rests_on(self, folder: Path, root: Path) -> frozenset[Path]:
        """The folders of the rule sets that one extends or uses, as it is written now."""
        text = self.text(folder / RULE_SET_FILE) or ""
        before = self._named_above.get(folder)
        if before is None or before[0] != text:
            before = self._named_above[folder] = (text, _named_above(text))
        return frozenset(root / name for name in before[1])

    def documents(self, root: Path) -> Iterator[ReadFile]:
        """Yield every file that goes by the rules under a root: theirs, groups' and assessors'."""
        for path in self._paths(root):
            document = self.document(path)
            if document is not None and self.root_of(document.file) == root:
                yield document

    def _paths(self, root: Path) -> tuple[Path, ...]:
        found: dict[Path, None] = dict.fromkeys(self.open)
        for folder in (root, *self.folders):
            for path in _yaml_files(folder):
                found.setdefault(path)
                if len(found) >= MAX_FILES:
                    return tuple(found)
        return tuple(found)


def _named_above(text: str) -> tuple[str, ...]:
    """The rule sets that a `ruleset.yaml` extends or uses."""
    node = _parsed(text, "")[0]
    named = [node.get("extends"), node.get("uses")] if isinstance(node, Mapping) else []
    return tuple(
        name.text
        for each in named
        for name in (each if isinstance(each, Sequence) else [each])
        if isinstance(name, Scalar)
    )


def _named_rules(text: str) -> str:
    """The rule set that a file of returns names at its top; empty where it names none."""
    for line in text.splitlines():
        if line.startswith("rules:"):
            return line.removeprefix("rules:").strip().strip("'\"")
    return ""


def _parsed(text: str, file: str) -> tuple[Node | None, Problem | None]:
    try:
        return parse_yaml(text.encode("utf-8", "surrogatepass"), file), None
    except UnreadableYaml as error:
        return None, error.problem


def _yaml_files(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_ENTERED
        )
        yield from (Path(at, name) for name in sorted(files) if is_yaml(name))
