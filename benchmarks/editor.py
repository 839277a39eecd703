"""How soon a keystroke is answered in an editor, with gpcc-2010 open."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from statistics import median
from typing import IO, Any

from benchmarks.builds import ROOT
from benchmarks.row import Row

TITLE = "a keystroke in gpcc-2010 until its problems are told, seconds"
SETTLED = 6
"""Seconds after which the server has checked every rule set once."""
KEYSTROKES = 20
MOST = 0.3
FILE = ROOT / "rules/gpcc-2010/criteria/finance.yaml"
TYPED = "population.registered >= self_pooling_population"


def rows() -> Iterator[Row]:
    """Type a name again and again, now wrong, now right, and wait for what is told of it."""
    if importlib.util.find_spec("pygls") is None:
        yield Row(TITLE, "pygls is not installed")
        return
    command = [sys.executable, "-m", "authorisation", "lsp"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        session = _Session(process.stdin, process.stdout)
        taken = session.keystrokes()
        process.stdin.close()
    yield Row(TITLE, f"{median(taken):.2f}", median(taken), MOST)
    yield Row("  the slowest of them", f"{max(taken):.2f}")


class _Session:
    def __init__(self, to: IO[bytes], come: IO[bytes]) -> None:
        self.to = to
        self.come = come
        self.numbers = count(1)

    def keystrokes(self) -> list[float]:
        uri, text = FILE.as_uri(), FILE.read_text(encoding="utf-8")
        self.send("initialize", self._client(), number=next(self.numbers))
        while self.receive().get("id") is None:
            pass
        self.send("initialized", {})
        item = {"uri": uri, "languageId": "yaml", "version": 0, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})
        time.sleep(SETTLED)
        taken = []
        for version in range(1, KEYSTROKES + 1):
            typed = text.replace(TYPED, TYPED[:-1] if version % 2 else TYPED, 1)
            document = {"uri": uri, "version": version}
            began = time.perf_counter()
            changes = {"textDocument": document, "contentChanges": [{"text": typed}]}
            self.send("textDocument/didChange", changes)
            while not self._told(self.receive(), uri, version):
                pass
            taken.append(time.perf_counter() - began)
        return taken

    def _client(self) -> dict[str, Any]:
        folder = {"uri": ROOT.as_uri(), "name": "rules"}
        return {
            "processId": None,
            "rootUri": ROOT.as_uri(),
            "capabilities": {},
            "workspaceFolders": [folder],
        }

    def _told(self, message: dict[str, Any], uri: str, version: int) -> bool:
        told = message.get("params") or {}
        return (
            message.get("method") == "textDocument/publishDiagnostics"
            and told["uri"] == uri
            and told.get("version") == version
        )

    def send(self, method: str, params: dict[str, Any], number: int | None = None) -> None:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        message |= {} if number is None else {"id": number}
        data = json.dumps(message).encode()
        self.to.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.to.flush()

    def receive(self) -> dict[str, Any]:
        length = 0
        while (line := self.come.readline().strip()) or not length:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return dict(json.loads(self.come.read(length)))
