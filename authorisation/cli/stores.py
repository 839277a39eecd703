"""The store that a command works on, and what must be installed for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from authorisation.errors import import_extra

WEB_EXTRA = "web"
_NEEDED = ("django", "cryptography", "argon2")


def require_web(*more: str) -> None:
    """Look for what the extra `web` installs: what every command of it needs, and `more`.

    Raises:
        EngineUnavailable: some of it is not; the remedy says how.
    """
    for module in (*_NEEDED, *more):
        import_extra(module, WEB_EXTRA, "what keeps cases")


def store_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option that names a store, which the command is given opened, as its `store`."""

    @wraps(command)
    def with_store(*args: object, store: Path, **others: object) -> None:
        require_web()
        from authorisation.casework.store import open_store

        command(*args, store=open_store(store), **others)

    return click.option(
        "--store",
        type=click.Path(path_type=Path),
        envvar="AUTHORISATION_STORE",
        show_envvar=True,
        required=True,
        metavar="FOLDER",
        help="The store, as `authorise casework init` made it.",
    )(with_store)
