"""A store: a folder with settings, keys, uploads and heads, and a database in it or elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import django
import msgspec
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from authorisation.casework import settings as own_settings
from authorisation.casework.keys import Keys, write_private
from authorisation.casework.moves import Role
from authorisation.errors import InvalidOption, InvalidRecord, UnreadableFile
from authorisation.explain.words.damage import decode_json

SETTINGS_FILE: Final = "store.json"
_SQLITE: Final = "casework.sqlite3"
_SECRET: Final = "secret"  # noqa: S105 - the name of its file
_POSTGRESQL: Final = frozenset({"postgresql", "postgres"})
_PRAGMAS: Final = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON"
"""Not WAL: before SQLite 3.51.3 writes of several connections could be lost with it. What is erased
is written over."""
_SECONDS_WAITED: Final = 20
"""How long a connection waits for another that writes."""


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of `store.json`: the URL of a PostgreSQL database, and where heads are appended.

    An empty `database` is the SQLite file in the folder, empty `heads` the file `heads` there.
    Whoever has one of the roles of `second_factor` signs in with one; anybody else may.
    """

    database: str = ""
    heads: str = ""
    second_factor: tuple[Role, ...] = tuple(Role)


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of a store, and what its settings say."""

    folder: Path
    settings: StoreSettings

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the database; None where PostgreSQL keeps it."""
        return None if self.settings.database else self.folder / _SQLITE

    @property
    def heads(self) -> Path:
        """The file of signed heads, which belongs on another disk than the database."""
        return Path(self.settings.heads) if self.settings.heads else self.folder / "heads"

    @property
    def keys(self) -> Path:
        """The folder of the keys: one to sign with, and the public one of each that ever did."""
        return self.folder / "keys"

    @property
    def uploads(self) -> Path:
        """The folder of uploaded files, each under its hash."""
        return self.folder / "uploads"


def make_store(folder: Path, wanted: StoreSettings, more: Mapping[str, Any] | None = None) -> Store:
    """Make a store in a new or empty folder, or bring one of an earlier version up to date.

    Raises:
        InvalidOption: the folder holds something else or cannot be made, or there is no such
            database.
    """
    is_new = not (folder / SETTINGS_FILE).exists()
    if is_new:
        try:
            _make_folder(folder, wanted)
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            raise InvalidOption(
                f"{folder}: no store can be made there: {why}",
                "name a new folder, in one that exists and that you may write to",
            ) from None
    store = _use(folder, more or {})
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise InvalidOption(f"{folder}: the database cannot be used: {_first(error)}") from None
    if is_new:
        Keys(store.keys).make()
    return store


def _make_folder(folder: Path, wanted: StoreSettings) -> None:
    """Make the folder of a new store, with its secret and its settings.

    Raises:
        InvalidOption: the folder holds something else, or there is no such database.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidOption(f"{folder}: the folder is not empty, and no store", "name a new folder")
    _database_settings(Store(folder, wanted))
    heads = Store(folder, wanted).heads
    in_store = heads.parent.absolute() == folder.absolute()
    if heads.is_dir() or not (in_store or heads.parent.is_dir()):
        raise InvalidOption(
            f"{heads}: heads cannot be written there", "name a file in a folder that exists"
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "uploads").mkdir(mode=0o700)
    write_private(folder / _SECRET, secrets.token_urlsafe(48).encode())
    write_private(folder / SETTINGS_FILE, msgspec.json.format(msgspec.json.encode(wanted)))


def open_store(folder: Path, more: Mapping[str, Any] | None = None) -> Store:
    """Open the store in a folder for this process; `more` are settings of Django beside ours.

    The first store opened decides which apps Django loads. Another may be opened after it.

    Raises:
        UnreadableFile: there is no store, or it is of another version of this program.
    """
    if not (folder / SETTINGS_FILE).is_file():
        raise UnreadableFile(
            f"{folder}: no store is there", f"`authorise casework init {folder}` makes one"
        )
    store = _use(folder, more or {})
    if store.sqlite_file and not store.sqlite_file.is_file():
        raise UnreadableFile(f"{store.sqlite_file}: the database of the store is gone")
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise UnreadableFile(f"{folder}: the database cannot be read: {_first(error)}") from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnreadableFile(
            f"{folder}: the store is of an earlier version",
            f"`authorise casework init {folder}` brings it up to date; back it up first",
        )
    return store


def configure(more: Mapping[str, Any]) -> None:
    """Have Django load its apps, ours and those in `more`, which this process does once.

    Only then can what knows models be imported.
    """
    if not settings.configured:
        own = {name: each for name, each in vars(own_settings).items() if name.isupper()}
        settings.configure(**{**own, **more})
        django.setup()


def current_store() -> Store:
    """The store that this process has opened."""
    store: Store = settings.CASEWORK_STORE
    return store


def _use(folder: Path, more: Mapping[str, Any]) -> Store:
    """Have Django work on the store in a folder."""
    try:
        store = Store(folder.absolute(), _read_settings(folder / SETTINGS_FILE))
        secret = (folder / _SECRET).read_text("ascii")
    except OSError as error:
        raise UnreadableFile(f"{error.filename}: cannot be read: {error.strerror}") from None
    databases = {"default": _database_settings(store)}
    configure(more)
    connections.close_all()
    connections.settings = connections.configure_settings(databases)
    del connections["default"]
    settings.DATABASES = databases
    settings.SECRET_KEY = secret
    settings.CASEWORK_STORE = store
    return store


def _read_settings(file: Path) -> StoreSettings:
    try:
        return decode_json(file.read_bytes(), StoreSettings)
    except InvalidRecord as error:
        raise UnreadableFile(
            f"{file}: not the settings of a store: {error}",
            '`{"database": "", "heads": ""}` are those of SQLite and heads in the folder',
        ) from None


def _database_settings(store: Store) -> dict[str, Any]:
    url = urlsplit(store.settings.database)
    if not store.settings.database:
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": _SECONDS_WAITED,
            "init_command": _PRAGMAS,
        }
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": store.sqlite_file,
            "OPTIONS": options,
        }
    if url.scheme not in _POSTGRESQL or not url.path.strip("/"):
        raise InvalidOption(
            "the database is not one that this program knows",
            "leave it out for SQLite, or write `postgresql://USER:PASSWORD@HOST/NAME`",
        )
    more = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or more.pop("host", "")),
        "PORT": url.port or "",
        "OPTIONS": more,
    }


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
