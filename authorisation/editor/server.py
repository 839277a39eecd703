"""The language server: what an editor asks, in its protocol, and what the modules beside answer.

It reads files and never writes one: what is to change is handed to the editor as edits.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from authorisation import __version__
from authorisation.editor.background import BackgroundChecks
from authorisation.editor.checking import FoundProblem
from authorisation.editor.completion.choices import ChoiceKind
from authorisation.editor.completion.complete import complete
from authorisation.editor.hover import describe_symbol
from authorisation.editor.names.symbols import SymbolKind
from authorisation.editor.outline import OutlineEntry, outline
from authorisation.editor.project import Project, ReadFile
from authorisation.editor.quick_fixes import problem_span, quick_fixes
from authorisation.editor.renaming import (
    CannotRename,
    definitions_of,
    fix_context,
    places_of,
    rename,
)
from authorisation.editor.text import Edit, SourceText, TextSpan
from authorisation.errors import AuthorisationError
from authorisation.language.rules.find import RULE_SET_FILE

NAME: Final = "authorise"
_TRIGGERS: Final = [".", "{", '"', "["]
_MOST_PROBLEMS: Final = 200
_ITEM_KINDS: Final = {
    ChoiceKind.KEY: lsp.CompletionItemKind.Property,
    ChoiceKind.WORD: lsp.CompletionItemKind.EnumMember,
    ChoiceKind.QUESTION: lsp.CompletionItemKind.Field,
    ChoiceKind.FIGURE: lsp.CompletionItemKind.Constant,
    ChoiceKind.CRITERION: lsp.CompletionItemKind.Class,
    ChoiceKind.FUNCTION: lsp.CompletionItemKind.Function,
    ChoiceKind.VARIABLE: lsp.CompletionItemKind.Variable,
    ChoiceKind.KEYWORD: lsp.CompletionItemKind.Keyword,
    ChoiceKind.SOURCE: lsp.CompletionItemKind.Reference,
}
_SYMBOL_KINDS: Final = {
    SymbolKind.QUESTION: lsp.SymbolKind.Field,
    SymbolKind.RETURN_QUESTION: lsp.SymbolKind.Field,
    SymbolKind.FIELD: lsp.SymbolKind.Property,
    SymbolKind.PARAMETER: lsp.SymbolKind.Constant,
    SymbolKind.DERIVED: lsp.SymbolKind.Variable,
    SymbolKind.CRITERION: lsp.SymbolKind.Class,
    SymbolKind.OUTCOME: lsp.SymbolKind.EnumMember,
    SymbolKind.SOURCE: lsp.SymbolKind.File,
    SymbolKind.DOMAIN: lsp.SymbolKind.Namespace,
    SymbolKind.CASE: lsp.SymbolKind.Method,
    SymbolKind.RULE_SET: lsp.SymbolKind.Package,
}


class RulesServer(LanguageServer):
    """A server for one editor, with what is open in it."""

    def __init__(self, root: Path | None = None) -> None:
        """Serve rules; of those in no folder of the workspace, those under `root`."""
        super().__init__(NAME, __version__)
        self.root = root
        self.day: date | None = None
        self._project: Project | None = None
        self._checks: BackgroundChecks | None = None
        self._told: dict[Path, tuple[str, tuple[FoundProblem, ...]]] = {}

    @property
    def project(self) -> Project:
        """What is open, and the files around it."""
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
        """What is checked beside the editor."""
        if self._checks is None:
            self._checks = BackgroundChecks(self.project, self.publish, self.report_fault)
        return self._checks

    def changed(self, uri: str, source: str | None) -> None:
        """Take over the text of a file, or None where the one on the disk counts again."""
        path = _path(uri)
        if path is None:
            return
        if source is None:
            self.project.open.pop(path, None)
        else:
            self.project.open[path] = source
        self.checks.changed(path)

    def document(self, uri: str) -> ReadFile | None:
        """The file of that address, where it is of interest."""
        path = _path(uri)
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
        for path in {*self._told, *found, *self.project.open}:
            text = self.project.text(path) or ""
            problems = tuple(sorted_problems(found.get(path, ())))
            if self._told.get(path) != (text, problems):
                self._told[path] = (text, problems)
                self._publish(path, SourceText(text), problems)

    def _publish(self, path: Path, text: SourceText, problems: Sequence[FoundProblem]) -> None:
        uri = _uri(path)
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

    def workspace_edit(self, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
        """Edits for the editor to make, each for the version of its file that is open."""
        by_file: dict[str, list[Edit]] = {}
        for edit in edits:
            by_file.setdefault(edit.file, []).append(edit)
        changes: dict[str, list[lsp.TextEdit]] = {}
        for file, several in by_file.items():
            text = SourceText(self.project.text(Path(file)) or "")
            changes[_uri(Path(file))] = [
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


def sorted_problems(problems: Sequence[FoundProblem]) -> list[FoundProblem]:
    """Errors before advice, in the order of the file, and no more than anybody reads."""
    return sorted(problems, key=lambda each: (each.advice, each.problem))[:_MOST_PROBLEMS]


def make_server(root: Path | None = None) -> RulesServer:
    """A server that answers what editors ask."""
    server = RulesServer(root)
    _serve_texts(server)
    _serve_names(server)
    _serve_help(server)
    return server


def _serve_texts(server: RulesServer) -> None:
    @server.feature(lsp.INITIALIZED)
    def initialized(ls: RulesServer, _: lsp.InitializedParams) -> None:
        for folder in ls.project.rule_sets(ls.project.root):
            ls.checks.changed(folder / RULE_SET_FILE)

    @server.feature(lsp.INITIALIZE)
    def initialize(ls: RulesServer, params: lsp.InitializeParams) -> None:
        options = params.initialization_options
        settings: dict[str, Any] = options if isinstance(options, dict) else {}
        if isinstance(root := settings.get("rulesRoot"), str) and root:
            ls.root = Path(root)
        try:
            ls.day = date.fromisoformat(str(settings.get("asOf", "")))
        except ValueError:
            ls.day = None

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: RulesServer, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: RulesServer, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.changed(uri, ls.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: RulesServer, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, None)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(ls: RulesServer, params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            if (path := _path(change.uri)) is not None and path not in ls.project.open:
                ls.checks.changed(path)

    @server.feature(lsp.SHUTDOWN)
    def shutdown(ls: RulesServer, *_: object) -> None:
        ls.checks.stop()


def _serve_names(server: RulesServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(ls: RulesServer, params: lsp.DefinitionParams) -> list[lsp.Location]:
        return _locations(ls, params, definitions_only=True)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(ls: RulesServer, params: lsp.ReferenceParams) -> list[lsp.Location]:
        return _locations(ls, params, declared=params.context.include_declaration)

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(
        ls: RulesServer, params: lsp.PrepareRenameParams
    ) -> lsp.PrepareRenamePlaceholder | None:
        document = ls.document(params.text_document.uri)
        found = document and document.at(ls.offset(document.text, params.position))
        if not document or not found or not definitions_of(found.symbol, document, ls.project):
            return None
        span = ls.range(document.text, found.span)
        return lsp.PrepareRenamePlaceholder(range=span, placeholder=found.symbol.word)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename_symbol(ls: RulesServer, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        document = ls.document(params.text_document.uri)
        found = document and document.at(ls.offset(document.text, params.position))
        if not document or not found:
            return None
        try:
            edits = rename(found.symbol, params.new_name, document, ls.project)
        except CannotRename as refused:
            raise JsonRpcInvalidParams(str(refused)) from None
        return ls.workspace_edit(edits)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbols(
        ls: RulesServer, params: lsp.DocumentSymbolParams
    ) -> list[lsp.DocumentSymbol]:
        document = ls.document(params.text_document.uri)
        if document is None:
            return []
        entries = outline(document, ls.project.known_to(document.file))
        return [_document_symbol(ls, document.text, each) for each in entries]


def _serve_help(server: RulesServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=_TRIGGERS)
    )
    def completion(ls: RulesServer, params: lsp.CompletionParams) -> lsp.CompletionList:
        path = _path(params.text_document.uri)
        file = ls.project.file(path) if path else None
        known = ls.project.known_to(file) if file else None
        if path is None or file is None or known is None:
            return lsp.CompletionList(is_incomplete=True, items=[])
        text = SourceText(ls.project.text(path) or "")
        found = complete(text, ls.offset(text, params.position), file, known)
        place = ls.range(text, found.span)
        items = [
            lsp.CompletionItem(
                label=each.label,
                kind=_ITEM_KINDS[each.kind],
                detail=each.detail or None,
                text_edit=lsp.TextEdit(place, each.written),
                sort_text=f"{number:05}",
            )
            for number, each in enumerate(found.choices)
        ]
        return lsp.CompletionList(is_incomplete=False, items=items)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(ls: RulesServer, params: lsp.HoverParams) -> lsp.Hover | None:
        document = ls.document(params.text_document.uri)
        known = ls.project.known_to(document.file) if document else None
        found = document and document.at(ls.offset(document.text, params.position))
        if not document or not known or not found:
            return None
        measured = ls.project.measured.get(ls.project.rule_set_of(document.file))
        said = describe_symbol(found.symbol, known, ls.day, measured)
        if not said:
            return None
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, said)
        return lsp.Hover(contents=content, range=ls.range(document.text, found.span))

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    )
    def code_actions(ls: RulesServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return _code_actions(ls, params)


def _code_actions(ls: RulesServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """The changes that mend the problems at a place, as long as they are of the text as it is."""
    path = _path(params.text_document.uri)
    document = ls.document(params.text_document.uri)
    if path is None or document is None or ls.checks.checked.get(path) != document.text.source:
        return []
    begin = ls.offset(document.text, params.range.start)
    end = ls.offset(document.text, params.range.end)
    found: list[lsp.CodeAction] = []
    context = fix_context(document, ls.project)
    for each in ls.checks.problems().get(path, ()):
        span = problem_span(each.problem, document.text)
        if span.end < begin or span.start > end:
            continue
        found += [
            lsp.CodeAction(
                title=fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[ls.diagnostic(each, document.text)],
                edit=ls.workspace_edit(fix.edits),
                is_preferred=fix.sure,
            )
            for fix in quick_fixes(each.problem, context)
        ]
    return found


def _locations(
    ls: RulesServer,
    params: lsp.DefinitionParams | lsp.ReferenceParams,
    *,
    definitions_only: bool = False,
    declared: bool = True,
) -> list[lsp.Location]:
    document = ls.document(params.text_document.uri)
    found = document and document.at(ls.offset(document.text, params.position))
    if not document or not found:
        return []
    if definitions_only:
        places = definitions_of(found.symbol, document, ls.project)
    else:
        places = list(places_of(found.symbol, document, ls.project))
    return [
        lsp.Location(
            _uri(each.document.file.path), ls.range(each.document.text, each.occurrence.span)
        )
        for each in places
        if declared or not each.occurrence.defines
    ]


def _document_symbol(ls: RulesServer, text: SourceText, entry: OutlineEntry) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        name=entry.name,
        detail=entry.detail or None,
        kind=_SYMBOL_KINDS[entry.kind],
        range=ls.range(text, entry.whole),
        selection_range=ls.range(text, entry.span),
        children=[_document_symbol(ls, text, each) for each in entry.inside],
    )


def _path(uri: str) -> Path | None:
    path = uris.to_fs_path(uri)
    return Path(path) if path else None


def _uri(path: Path) -> str:
    return uris.from_fs_path(str(path)) or path.as_uri()
