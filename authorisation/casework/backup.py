"""A copy of the database of a store, checked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection

from authorisation.casework.models import CaseEvent
from authorisation.casework.store import Store
from authorisation.errors import InvalidOption


def back_up(store: Store, file: Path) -> int:
    """Copy the database to a new file while others use it, and return the last event in the copy.

    Keys, heads and uploads are no part of it.

    Raises:
        InvalidOption: it cannot be written there, the copy is not whole, or PostgreSQL keeps it.
    """
    if store.sqlite_file is None:
        raise InvalidOption("the database is PostgreSQL's", "`pg_dump` backs it up")
    if file.exists():
        raise InvalidOption(f"{file}: it is there already", "name a new file")
    before = CaseEvent.objects.count()
    try:
        file.touch(mode=0o600)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
    except (DatabaseError, OSError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise InvalidOption(
            f"{file}: cannot be written: {why}",
            "name a file in a folder that exists and that you may write to",
        ) from None
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        (whole,) = copy.execute("PRAGMA integrity_check").fetchone()
        events = f"SELECT count(*), max(number) FROM {CaseEvent._meta.db_table}"  # noqa: S608, SLF001
        number, last = copy.execute(events).fetchone()
    if whole != "ok" or number < before:
        raise InvalidOption(f"{file}: the copy is not whole: {whole}, {number} of {before} events")
    return last or 0
