"""`authorise lsp`: problems, completion and names for editors, while rules are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rules_root_option
from authorisation.cli.parameters import Command

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command("lsp", cls=Command, short_help="Serve an editor in which rules are written.")
@rules_root_option
def command(library: Library) -> None:
    """Serve an editor by the Language Server Protocol, over stdin and stdout.

    An editor starts it by itself: docs/editor.md has the settings for VS Code, Helix and Neovim. It
    tells problems as they are typed, completes, explains and renames. It writes no file.
    """
    from authorisation.editor.start import serve

    serve(library.asked)
