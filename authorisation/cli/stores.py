"""The store that a command works on, what must be installed for it, and lists of what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from authorisation.cli.options import formats_option
from authorisation.cli.output import say
from authorisation.errors import import_extra
from authorisation.report.file_formats import FileFormat

if TYPE_CHECKING:
    import msgspec

    from authorisation.casework.store import Store

Row = TypeVar("Row", bound="msgspec.Struct")

WEB_EXTRA = "web"
_NEEDED = ("django", "cryptography", "argon2", "zxcvbn")


def require_web(*more: str) -> None:
    """Look for what the extra `web` installs: what every command of it needs, and `more`.

    Raises:
        EngineUnavailable: some of it is not; the remedy says how.
    """
    for module in (*_NEEDED, *more):
        import_extra(module, WEB_EXTRA, "what keeps cases")


def in_store_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option that names a store, which is open while the command runs."""

    @wraps(command)
    def in_store(*args: object, store: Store, **others: object) -> None:  # noqa: ARG001 - it is open
        command(*args, **others)

    return store_option(in_store)


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


list_format_option = formats_option(
    (FileFormat.TEXT, FileFormat.JSON, FileFormat.CSV), "text, json or csv"
)


def say_list(
    rows: Sequence[Row], kind: type[Row], form: str | None, line: Callable[[Row], str]
) -> None:
    """Print rows of one kind as data, or as text with a line for each."""
    from authorisation.report.tables.csv import rows_csv
    from authorisation.usecases.delivery.deliverable import record_bytes

    if form == "json":
        click.echo(record_bytes(rows), nl=False)
    elif form == "csv":
        click.echo(rows_csv(rows, kind), nl=False)
    else:
        for row in rows:
            say(line(row))
