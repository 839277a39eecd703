"""The language server: what an editor asks, in its protocol, and what the modules beside answer.

It reads files and never writes one: what is to change is handed to the editor as edits.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from authorisation import __version__
from authorisation.editor.background import BackgroundChecks
from authorisation.editor.checking import FoundProblem
from authorisation.editor.project import Project, ReadFile
from authorisation.errors import AuthorisationError
from authorisation.language.fixes.edits import problem_span
from authorisation.language.fixes.text import FileEdit, SourceText, TextSpan

NAME: Final = "authorise"
_MOST_PROBLEMS: Final = 200


class RulesServer(LanguageServer):
    """A server for one editor, with what is open in it."""

    def __init__(self, root: Path | None = None) -> None:
        """Serve rules; of those in no folder of the workspace, those under `root`."""
        super().__init__(NAME, __version__)
        self.root = root
        self.day: date | None = None
        self._project: Project | None = None
        self._checks: BackgroundChecks | None = None
        self._published: dict[Path, tuple[str, tuple[FoundProblem, ...]]] = {}

    @property
    def project(self) -> Project:
        """The files that are open, and those around them."""
        if self._project is None:
            folders = [Path(path) for path in map(uris.to_fs_path, self.workspace.folders) if path]
            if not folders and self.workspace.root_path:
                folders = [Path(self.workspace.root_path)]
            try:
                self._project = Project(folders, self.root)
            except AuthorisationError as error:
                message = lsp.ShowMessageParams(lsp.MessageType.Error, str(error))
                self.window_show_message(message)
                self._project = Project(folders)
        return self._project

    @property
    def checks(self) -> BackgroundChecks:
        """The checks that run beside the editor."""
        if self._checks is None:
            self._checks = BackgroundChecks(self.project, self.publish, self.report_fault)
        return self._checks

    def changed(self, uri: str, source: str | None) -> None:
        """Take over the text of a file, or None where the one on the disk counts again."""
        path = file_path(uri)
        if path is None:
            return
        if source is None:
            self.project.open.pop(path, None)
        else:
            self.project.open[path] = source
        self.checks.changed(path)

    def document(self, uri: str) -> ReadFile | None:
        """The file of that address, where it is of interest."""
        path = file_path(uri)
        return None if path is None else self.project.document(path)

    def offset(self, text: SourceText, position: lsp.Position) -> int:
        """The offset in a text of a position as the editor counts."""
        codec = self.workspace.position_codec
        found = codec.position_from_client_units(text.lines, position)
        return text.offset(found.line + 1, found.character + 1)

    def range(self, text: SourceText, span: TextSpan) -> lsp.Range:
        """A span of a text as the editor counts."""
        start, end = (self._position(text, offset) for offset in (span.start, span.end))
        return lsp.Range(start, end)

    def _position(self, text: SourceText, offset: int) -> lsp.Position:
        line, column = text.place(offset)
        units = self.workspace.position_codec.client_num_units(text.lines[line][:column])
        return lsp.Position(line, units)

    def report_fault(self, fault: Exception) -> None:
        """Tell whoever types that a check broke down; what they type is not at fault."""
        text = "".join(traceback.format_exception(fault))
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, text))
        message = f"a check broke down, which is a bug of this program: {fault!r}"
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, message))

    def publish(self) -> None:
        """Tell the editor the problems of every file whose problems or text are not as told."""
        found = self.checks.problems()
        for path in {*self._published, *found, *self.project.open}:
            text = self.project.text(path) or ""
            if path in self.project.open and self.checks.checked.get(path) != text:
                continue  # it is being checked
            ordered = sorted(found.get(path, ()), key=lambda each: (each.advice, each.problem))
            problems = tuple(ordered[:_MOST_PROBLEMS])
            if self._published.get(path) != (text, problems):
                self._published[path] = (text, problems)
                self._publish(path, SourceText(text), problems)

    def _publish(self, path: Path, text: SourceText, problems: Sequence[FoundProblem]) -> None:
        uri = file_uri(path)
        diagnostics = [self.diagnostic(each, text) for each in problems]
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, diagnostics, self._version(uri))
        )

    def diagnostic(self, found: FoundProblem, text: SourceText) -> lsp.Diagnostic:
        """A problem as the editor shows it, with its remedy."""
        problem = found.problem
        severity = lsp.DiagnosticSeverity
        return lsp.Diagnostic(
            range=self.range(text, problem_span(problem, text)),
            message=problem.message + (f"\nhelp: {problem.help}" if problem.help else ""),
            severity=severity.Information if found.advice else severity.Error,
            source=NAME,
        )

    def workspace_edit(self, edits: Iterable[FileEdit]) -> lsp.WorkspaceEdit:
        """Edits for the editor to make, each for the version of its file that is open."""
        by_file: dict[str, list[FileEdit]] = {}
        for edit in edits:
            by_file.setdefault(edit.file, []).append(edit)
        changes: dict[str, list[lsp.TextEdit]] = {}
        for file, several in by_file.items():
            path = Path.cwd() / file
            text = SourceText(self.project.text(path) or "")
            changes[file_uri(path)] = [
                lsp.TextEdit(self.range(text, edit.span), edit.text) for edit in several
            ]
        able = self.client_capabilities.workspace
        if able is None or able.workspace_edit is None or not able.workspace_edit.document_changes:
            return lsp.WorkspaceEdit(changes=changes)
        return lsp.WorkspaceEdit(
            document_changes=[
                lsp.TextDocumentEdit(
                    lsp.OptionalVersionedTextDocumentIdentifier(uri, self._version(uri)), [*several]
                )
                for uri, several in changes.items()
            ]
        )

    def _version(self, uri: str) -> int | None:
        document = self.workspace.text_documents.get(uri)
        return document.version if document else None


def file_path(uri: str) -> Path | None:
    """The file of an address; None for what is no file on the disk.

    Such are a text without a name yet, and an earlier version of a file that an editor shows.
    """
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None


def file_uri(path: Path) -> str:
    """The address of a file."""
    return uris.from_fs_path(str(path)) or path.as_uri()
