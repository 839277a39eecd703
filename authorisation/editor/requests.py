"""The requests of editors, each answered by the module that knows."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from authorisation.editor import renaming
from authorisation.editor.completion.choices import ChoiceKind
from authorisation.editor.completion.complete import complete
from authorisation.editor.hover import OutlineEntry, format_symbol, outline
from authorisation.editor.names.symbols import SymbolKind
from authorisation.editor.server import RulesServer, file_path, file_uri
from authorisation.language.fixes.edits import problem_span, quick_fixes
from authorisation.language.fixes.text import SourceText
from authorisation.language.rules.find import RULE_SET_FILE

_WATCHED: Final = "**/*.{yaml,yml}"
_TRIGGERS: Final = [".", "{", '"', "["]
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
    SymbolKind.SCALE: lsp.SymbolKind.Enum,
    SymbolKind.CASE: lsp.SymbolKind.Method,
    SymbolKind.RULE_SET: lsp.SymbolKind.Package,
}


def make_server(root: Path | None = None) -> RulesServer:
    """A server that answers what editors ask."""
    server = RulesServer(root)
    _serve_texts(server)
    _serve_names(server)
    _serve_help(server)
    return server


def _serve_texts(server: RulesServer) -> None:
    @server.feature(lsp.INITIALIZED)
    async def initialized(ls: RulesServer, _: lsp.InitializedParams) -> None:
        for folder in ls.project.rule_sets(ls.project.root):
            ls.checks.changed(folder / RULE_SET_FILE)
        able = ls.client_capabilities.workspace
        files = able.did_change_watched_files if able else None
        if files is not None and files.dynamic_registration:
            watchers = [lsp.FileSystemWatcher(glob_pattern=_WATCHED)]
            asked = lsp.Registration(
                id="files",
                method=lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=lsp.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
            with suppress(JsonRpcException):  # then what changes on the disk is seen when asked for
                await ls.client_register_capability_async(lsp.RegistrationParams([asked]))

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
            if (path := file_path(change.uri)) is not None and path not in ls.project.open:
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
        if not document or not found or not renaming.can_rename(found.symbol, document, ls.project):
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
            edits = renaming.rename(found.symbol, params.new_name, document, ls.project)
        except renaming.CannotRename as refused:
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
        path = file_path(params.text_document.uri)
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
        description = format_symbol(found.symbol, known, ls.day, measured)
        if not description:
            return None
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, description)
        return lsp.Hover(contents=content, range=ls.range(document.text, found.span))

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    )
    def code_actions(ls: RulesServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return _code_actions(ls, params)


def _code_actions(ls: RulesServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """The changes that mend the problems at a place, as long as they are of the text as it is."""
    path = file_path(params.text_document.uri)
    document = ls.document(params.text_document.uri)
    if path is None or document is None or ls.checks.checked.get(path) != document.text.source:
        return []
    begin = ls.offset(document.text, params.range.start)
    end = ls.offset(document.text, params.range.end)
    found: list[lsp.CodeAction] = []
    for each in ls.checks.problems().get(path, ()):
        span = problem_span(each.problem, document.text)
        if span.end < begin or span.start > end:
            continue
        found += [
            lsp.CodeAction(
                title=fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[ls.diagnostic(each, document.text)],
                edit=ls.workspace_edit([fix.edit]),
                is_preferred=fix.sure,
            )
            for fix in quick_fixes(each.problem, ls.project.source)
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
        places = renaming.definitions_of(found.symbol, document, ls.project)
    else:
        places = list(renaming.places_of(found.symbol, document, ls.project))
    return [
        lsp.Location(
            file_uri(each.document.file.path), ls.range(each.document.text, each.occurrence.span)
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
