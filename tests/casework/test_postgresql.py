"""The same on PostgreSQL, where it is installed: a whole case, triggers, and tampering."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.backup import back_up
from authorisation.casework.models import CaseEvent
from authorisation.casework.store import Store, StoreSettings, make_store, open_store
from authorisation.errors import InvalidOption
from tests.casework.postgresql import postgresql
from tests.casework.test_endurance import endure
from tests.casework.walk import Walk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgresql() as address:
        yield address


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


@pytest.mark.long
def test_two_writers_killed_a_few_times_lose_nothing(
    store: Store, url: str, tmp_path: Path
) -> None:
    open_store(store.folder)
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE kills")
    assert endure(tmp_path / "store", 5, url.replace("/postgres?", "/kills?")) > 5


def test_a_database_that_is_not_there_is_named(url: str, tmp_path: Path) -> None:
    elsewhere = url.replace("/postgres?", "/nowhere?")
    with pytest.raises(InvalidOption, match=r"the database cannot be used: .*nowhere"):
        make_store(tmp_path / "store", StoreSettings(database=elsewhere))
