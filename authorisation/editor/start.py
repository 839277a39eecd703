"""Starts the server, where the libraries that it needs are installed."""

from __future__ import annotations

import os
from pathlib import Path

from authorisation.errors import EngineUnavailable, format_extra_remedy


def serve(root: Path | None = None) -> None:
    """Serve one editor over stdin and stdout until it ends; `root` is the folder of rules.

    Raises:
        EngineUnavailable: the libraries of the extra `editor` are not installed.
    """
    try:
        from authorisation.editor.requests import make_server  # noqa: PLC0415 needs the extra
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        if name not in {"pygls", "lsprotocol", "cattrs", "attrs"}:
            raise
        remedy = format_extra_remedy("editor")
        raise EngineUnavailable("authorise lsp", f"{name} is not installed", remedy) from None
    # The protocol has the streams for itself: whatever else is printed must not come between.
    with os.fdopen(os.dup(0), "rb") as stdin, os.fdopen(os.dup(1), "wb") as stdout:
        os.dup2(2, 1)
        make_server(root).start_io(stdin, stdout)
