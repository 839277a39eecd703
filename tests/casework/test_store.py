"""A store: made once, opened as it was made, and safe against losing what was acknowledged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE

import pytest
from django.db import DatabaseError, connection, connections, transaction

from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.models import CaseEvent
from authorisation.casework.moves import StoreAct
from authorisation.casework.store import Store, StoreSettings, make_store, open_store
from authorisation.errors import InvalidOption, UnreadableFile
from tests.disk import waiting_for_the_disk


def pragmas(_: int) -> tuple[str, int, int, str]:
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    mode = connection.transaction_mode
    connection.close()
    return (*found, mode)


def test_every_connection_writes_through_to_the_disk(store: Store) -> None:
    with waiting_for_the_disk(), ThreadPoolExecutor(3) as threads:
        open_store(store.folder)
        seen = [pragmas(0), *threads.map(pragmas, range(3))]

    assert seen == [("delete", 2, 1, "IMMEDIATE")] * 4  # 2 is FULL


def test_what_is_secret_is_the_owners_alone(store: Store) -> None:
    files = [store.folder / "secret", store.folder / "store.json", *store.keys.iterdir()]

    assert {S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {S_IMODE(each.stat().st_mode) for each in (store.folder, store.keys)} == {0o700}
    assert len(files) == 4


@pytest.mark.parametrize("sql", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
@pytest.mark.usefixtures("store")
def test_the_database_refuses_to_change_or_remove_events(sql: str) -> None:
    with transaction.atomic():
        append(NewEvent(StoreAct.EXPORT, "a", "", datetime(2012, 1, 1, tzinfo=UTC)))

    with (
        pytest.raises(DatabaseError, match="neither changed nor removed"),
        connection.cursor() as c,
    ):
        c.execute(sql.format(CaseEvent._meta.db_table))
    assert CaseEvent.objects.get().text == "a"


@pytest.mark.slow
def test_a_store_is_opened_as_it_was_made_and_another_after_it(
    tmp_path: Path, store: Store
) -> None:
    other = make_store(tmp_path / "other", StoreSettings())
    with transaction.atomic():
        append(NewEvent(StoreAct.EXPORT, "", "", datetime(2012, 1, 1, tzinfo=UTC)))

    assert open_store(store.folder) == store
    assert CaseEvent.objects.count() == 0
    assert open_store(other.folder) == other
    assert CaseEvent.objects.count() == 1
    assert make_store(other.folder, StoreSettings()) == other
    assert CaseEvent.objects.count() == 1
    connections.close_all()


def test_nothing_is_done_while_the_file_of_heads_has_no_place(tmp_path: Path) -> None:
    disk, away = tmp_path / "disk", tmp_path / "away"
    disk.mkdir()
    make_store(tmp_path / "store", StoreSettings(heads=str(disk / "heads")))
    event = NewEvent(StoreAct.EXPORT, "", "", datetime(2012, 1, 1, tzinfo=UTC))
    for done in range(2):
        disk.rename(away)
        message = f"{disk}/heads: heads cannot be written there: no such file or directory"
        with pytest.raises(InvalidOption, match=message), transaction.atomic():
            append(event)
        assert CaseEvent.objects.count() == done
        away.rename(disk)
        with transaction.atomic():
            append(event)

    assert len((disk / "heads").read_text().splitlines()) == CaseEvent.objects.count() == 2
    connections.close_all()


def test_no_store_is_made_over_something_else_or_opened_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(InvalidOption, match="the folder is not empty, and no store"):
        make_store(tmp_path / "full", StoreSettings())
    for inside in ("full/file", "full/file/new"):
        with pytest.raises(InvalidOption, match=f"{inside}: no store can be made there: not a dir"):
            make_store(tmp_path / inside, StoreSettings())
    for heads in (tmp_path / "full", tmp_path / "full" / "file" / "heads"):
        with pytest.raises(InvalidOption, match=f"{heads}: heads cannot be written there"):
            make_store(tmp_path / "new", StoreSettings(heads=str(heads)))
    with pytest.raises(InvalidOption, match="write `postgresql://USER:PASSWORD@HOST/NAME`"):
        make_store(tmp_path / "new", StoreSettings(database="mysql://x/y"))
    with pytest.raises(UnreadableFile, match="no store is there"):
        open_store(tmp_path / "none")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["full"]
