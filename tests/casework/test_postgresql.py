"""The same on PostgreSQL, where it is installed: a whole case, triggers, and tampering."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.db import DatabaseError, connection, connections

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.backup import back_up
from authorisation.casework.models import CaseEvent
from authorisation.casework.store import Store, StoreSettings, make_store, open_store
from authorisation.errors import InvalidOption
from tests.casework.walk import Walk

pytestmark = pytest.mark.slow


def server_folder() -> Path | None:
    """Where the programs of the newest PostgreSQL are; Debian has them beside the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(each) for each in [shutil.which("initdb")] if each
    ]
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server that is started for these tests, on a socket of its own."""
    programs = server_folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(mkdtemp(prefix="pg-"))  # pytest's own are for one user alone
    run = partial(subprocess.run, check=True, capture_output=True, cwd="/")
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
        run = partial(run, user="postgres", group="postgres", extra_groups=[])
    data = folder / "data"
    run([programs / "initdb", "-A", "trust", "-U", "cases", "-E", "UTF8", data])
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    start = ["-w", "-D", data, "-l", folder / "log", "-o", options, "start"]
    run([programs / "pg_ctl", *start])
    try:
        yield f"postgresql://cases@/postgres?host={folder}"
    finally:
        connections.close_all()
        run([programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def store(url: str, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store kept there, with a case that was walked."""
    made = make_store(tmp_path_factory.mktemp("made") / "store", StoreSettings(database=url))
    Walk().whole()
    return made


def test_a_whole_case_is_kept_and_verifies(store: Store) -> None:
    assert open_store(store.folder) == store
    report = verify_store(store)

    assert connection.vendor == "postgresql"
    assert (report.events, report.cases, report.faults) == (26, 1, ())


@pytest.mark.parametrize("sql", ["UPDATE {} SET text = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_or_remove_events(store: Store, sql: str) -> None:
    open_store(store.folder)
    with (
        pytest.raises(DatabaseError, match="neither changed nor removed"),
        connection.cursor() as c,
    ):
        c.execute(sql.format(CaseEvent._meta.db_table))
    assert CaseEvent.objects.count() == 26


def test_tampering_is_told_and_a_backup_is_left_to_its_own_tool(
    store: Store, tmp_path: Path
) -> None:
    open_store(store.folder)
    with pytest.raises(InvalidOption, match="`pg_dump` backs it up"):
        back_up(store, tmp_path / "copy")
    table = CaseEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER casework_events_stay ON {table}")
        cursor.execute(f"DELETE FROM {table} WHERE number = 25")
    told = [(fault.number, fault.kind.value) for fault in verify_store(store).faults]

    assert (25, "removed") in told
    assert (26, "removed") in told


def test_a_database_that_is_not_there_is_named(url: str, tmp_path: Path) -> None:
    elsewhere = url.replace("/postgres?", "/nowhere?")
    with pytest.raises(InvalidOption, match=r"the database cannot be used: .*nowhere"):
        make_store(tmp_path / "store", StoreSettings(database=elsewhere))
