"""A session at an editor: the real process, on gpcc-2010 as it is shipped, from opening to closing."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.docs.blocks import ROOT

pytestmark = pytest.mark.long

FINANCE = "rules/gpcc-2010/criteria/finance.yaml"
FIGURES = "rules/gpcc-2010/parameters.yaml"
PATIENCE = 60


class Editor:
    """What an editor does: it holds texts, makes the edits that it is handed, and saves."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str) -> str:
        uri = self.uri(name)
        self.texts[uri] = (self.folder / name).read_text(encoding="utf-8")
        self.versions[uri] = 1
        item = lsp.TextDocumentItem(uri, "yaml", 1, self.texts[uri])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return self.texts[uri]

    async def change(self, uri: str, text: str) -> None:
        """Type the text of a file, and wait until its problems are told."""
        self.texts[uri] = text
        self.versions[uri] += 1
        document = lsp.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        changes: list[lsp.TextDocumentContentChangeEvent] = [
            lsp.TextDocumentContentChangeWholeDocument(text)
        ]
        self.client.diagnostics.pop(uri, None)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))
        async with asyncio.timeout(PATIENCE):
            while uri not in self.client.diagnostics:  # noqa: ASYNC110 the client has no event
                await asyncio.sleep(0.002)

    async def make(self, edit: lsp.WorkspaceEdit) -> list[str]:
        """Make edits in the files that are open, and write the others; give which there were."""
        assert edit.document_changes is not None
        for change in edit.document_changes:
            assert isinstance(change, lsp.TextDocumentEdit)
            uri = change.text_document.uri
            path = Path(uri.removeprefix("file://"))
            assert change.text_document.version == self.versions.get(uri)
            text = self.texts.get(uri) or read(path)
            for each in sorted(change.edits, key=lambda each: each.range.start, reverse=True):
                assert isinstance(each, lsp.TextEdit)
                start, end = offset(text, each.range.start), offset(text, each.range.end)
                text = text[:start] + each.new_text + text[end:]
            if uri in self.texts:
                await self.change(uri, text)
            else:
                write(path, text)
                event = lsp.FileEvent(uri, lsp.FileChangeType.Changed)
                self.client.workspace_did_change_watched_files(
                    lsp.DidChangeWatchedFilesParams([event])
                )
        return [change.text_document.uri for change in edit.document_changes]  # type: ignore[union-attr]

    def problems(self) -> list[tuple[str, str]]:
        """The errors that are told now, each with the name of its file."""
        return [
            (Path(uri).name, each.message)
            for uri, told in self.client.diagnostics.items()
            for each in told
            if each.severity == lsp.DiagnosticSeverity.Error
        ]

    async def until(self, so: Callable[[list[tuple[str, str]]], bool]) -> None:
        """Wait until it is so of the problems that are told."""
        end = time.monotonic() + PATIENCE
        while not so(self.problems()) and time.monotonic() < end:  # noqa: ASYNC110 likewise
            await asyncio.sleep(0.02)
        assert so(self.problems()), self.problems()

    def at(self, name: str, passage: str) -> dict[str, object]:
        """The place at the end of a passage of a file, as requests name it."""
        uri = self.uri(name)
        before = self.texts[uri][: self.texts[uri].index(passage) + len(passage)]
        line = before.count("\n")
        character = len(before.rpartition("\n")[2])
        return {
            "text_document": lsp.TextDocumentIdentifier(uri),
            "position": lsp.Position(line, character),
        }


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def offset(text: str, position: lsp.Position) -> int:
    lines = text.split("\n")[: position.line]
    return sum(len(line) + 1 for line in lines) + position.character


def hashes(folder: Path) -> dict[Path, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=shutil.ignore_patterns("adopted"))
    shutil.copytree(ROOT / "fixtures", folder / "fixtures")
    return folder


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "authorisation", "lsp"])
)
async def client(lsp_client: LanguageClient, workspace: Path) -> AsyncIterator[None]:
    uri = workspace.as_uri()

    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams) -> None:
        assert [each.method for each in params.registrations] == [
            lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        ]

    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            workspace_folders=[lsp.WorkspaceFolder(uri, "rules")],
            initialization_options={"asOf": "2012-10-01"},
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_a_figure_is_renamed_and_a_unit_broken_and_mended(
    client: LanguageClient, workspace: Path
) -> None:
    editor = Editor(client, workspace)
    before = hashes(workspace)
    editor.open(FINANCE)
    editor.open(FIGURES)
    await editor.until(lambda problems: not problems)

    # Each keystroke is answered by what is wrong with it.
    whole = "registered >= self_pooling_population"
    for typed in (whole[:-1], whole, whole[:-2], whole):
        text = read(workspace / FINANCE).replace(whole, typed)
        await editor.change(editor.uri(FINANCE), text)
        assert [file for file, _ in editor.problems()] == ["finance.yaml"] * (typed != whole)
    await editor.until(lambda problems: not problems)

    # Places are counted as editors count: this character is two of theirs.
    test = f"- test: population.{whole}\n          title: the group is large enough by itself\n"
    flow = f"- {{title: 😀, test: population.{whole[:-1]}}}\n"
    assert test in read(workspace / FINANCE)
    await editor.change(editor.uri(FINANCE), read(workspace / FINANCE).replace(test, flow))
    (told,) = client.diagnostics[editor.uri(FINANCE)]
    before_name = flow[: flow.index("self_pooling")]
    assert told.range.start.character == 8 + len(before_name) + 1
    assert told.range.end.character == told.range.start.character + len("self_pooling_populatio")
    await editor.change(editor.uri(FINANCE), read(workspace / FINANCE))
    await editor.until(lambda problems: not problems)

    # What is known of a name.
    said = await client.text_document_hover_async(
        lsp.HoverParams(**editor.at(FINANCE, "registered >= self_pooling"))
    )
    assert isinstance(said.contents, lsp.MarkupContent)
    assert said.contents.value.startswith("**100,000 patients on 1 October 2012**")
    assert "Used by FIN-3a and POP-9" in said.contents.value
    found = await client.text_document_definition_async(
        lsp.DefinitionParams(**editor.at(FINANCE, "registered >= self_pooling"))
    )
    assert [(Path(each.uri).name, each.range.start.line) for each in found] == [
        ("parameters.yaml", 1)
    ]

    # A figure is renamed wherever it stands, by the editor alone.
    edit = await client.text_document_rename_async(
        lsp.RenameParams(**editor.at(FINANCE, "registered >= self_pooling"), new_name="own_risk")
    )
    assert hashes(workspace) == before
    files = await editor.make(edit)
    assert {Path(uri).parent.name for uri in files} == {
        "gpcc-2010",
        "criteria",
        "cases",
        "properties",
    }
    await editor.until(lambda problems: not problems)
    assert "registered >= own_risk" in editor.texts[editor.uri(FINANCE)]

    # A unit is broken where it is defined, and mended where it shows.
    whole = editor.texts[editor.uri(FIGURES)]
    broken = whole.replace("unit: patient\n", "unit: people\n", 1)
    await editor.change(editor.uri(FIGURES), broken)
    wrong = "`population.registered` is in `patient` and `own_risk` is in `people`"
    await editor.until(lambda problems: ("finance.yaml", wrong) in problems)
    shown = next(
        each for each in client.diagnostics[editor.uri(FINANCE)] if "`own_risk`" in each.message
    )
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(editor.uri(FINANCE)),
            shown.range,
            lsp.CodeActionContext([shown]),
        )
    )
    fix = next(each for each in actions if each.title == "give `own_risk` the unit `patient`")
    assert await editor.make(fix.edit) == [editor.uri(FIGURES)]
    await editor.until(lambda problems: not problems)
    assert editor.texts[editor.uri(FIGURES)] == whole

    # Only what the editor itself wrote has changed on the disk.
    written = {path for path, digest in hashes(workspace).items() if before[path] != digest}
    assert written == {
        Path(uri.removeprefix("file://")) for uri in files if uri not in editor.texts
    }
