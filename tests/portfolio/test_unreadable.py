"""A file that is no table, or a damaged one, is refused with what is wrong and a remedy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from authorisation.errors import EngineUnavailable, UnreadableFile
from authorisation.portfolio import database
from authorisation.portfolio.duckdb_sql import literal
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from tests.portfolio.test_inputs import LIBRARY, SET

ROWS = 30_000
AGAIN = "make it again, or fetch it again"
WHAT_IT_IS = (
    "make it again, or let its name end in what it is: .csv, .parquet, .duckdb, .sqlite, .db"
)
AS_ANOTHER = "make it again, or write the table as CSV or Parquet"
AS_UTF_8 = "save the table as CSV UTF-8"
DAMAGED = "it is damaged, or not all of it is there"
OR_CLOSED = f"{DAMAGED}, or it is encrypted, or of a newer DuckDB than is here"
NEITHER = "it is neither a database of DuckDB nor a database of SQLite"
HEADING = "name,as_of\r\nAlpha,2012-10-01\r\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of one table of each kind, by the ending of its name."""
    folder = tmp_path_factory.mktemp("whole")
    table = f"SELECT 'Group ' || range AS name, DATE '2012-10-01' AS as_of FROM range({ROWS})"
    with duckdb.connect(str(folder / "a.duckdb")) as made:
        made.execute(f"CREATE TABLE groups AS {table}")
        made.execute(f"COPY ({table}) TO {literal(str(folder / 'a.parquet'))} (FORMAT parquet)")
    with closing(sqlite3.connect(folder / "a.sqlite")) as made:
        made.execute("CREATE TABLE groups (name TEXT, as_of TEXT)")
        rows = [(f"Group {number}", "2012-10-01") for number in range(2_000)]
        made.executemany("INSERT INTO groups VALUES (?, ?)", rows)
        made.commit()
    found = {each.suffix: each.read_bytes() for each in folder.iterdir()}
    return {**found, ".csv": HEADING.encode()}


def refusal(place: Path) -> str:
    """Why a file is refused, without its name, which stands first and alone of all paths."""
    request = PortfolioRequest(Request(rules=SET, library=LIBRARY), place)
    with pytest.raises(UnreadableFile) as caught, portfolio_run(request):
        pass
    message = str(caught.value)
    assert message.startswith(f"{place}: ")
    assert str(place) not in message.removeprefix(f"{place}: ")
    return message.removeprefix(f"{place}: ")


def unreadable(why: str, remedy: str) -> str:
    return f"cannot be read: {why}\n  help: {remedy}"


def spoilt(data: bytes, at: int) -> bytes:
    """Bytes of which all from a place to near the end are others."""
    return data[:at] + bytes(0xFF ^ each for each in data[at:-1_000]) + data[-1_000:]


@pytest.mark.parametrize("ending", [".parquet", ".duckdb", ".sqlite", ".db"])
@pytest.mark.parametrize("content", [b"", b"not a table \x00\xff\xfe" * 500, b"name\nAlpha\n"])
def test_a_file_that_is_not_what_its_name_says(tmp_path, ending, content):
    (tmp_path / f"groups{ending}").write_bytes(content)
    what = "it is not Parquet" if ending == ".parquet" else NEITHER
    wanted = unreadable(what, WHAT_IT_IS) if content else unreadable("it is empty", AGAIN)
    assert refusal(tmp_path / f"groups{ending}") == wanted


@pytest.mark.parametrize(
    ("of", "ending", "what"),
    [
        (".parquet", ".csv", "Parquet"),
        (".parquet", ".db", "Parquet"),
        (".duckdb", ".csv", "a database of DuckDB"),
        (".duckdb", ".parquet", "a database of DuckDB"),
        (".sqlite", ".csv", "a database of SQLite"),
        (".sqlite", ".parquet", "a database of SQLite"),
    ],
)
def test_a_table_of_another_kind_is_called_what_it_is(tmp_path, whole, of, ending, what):
    (tmp_path / f"groups{ending}").write_bytes(whole[of])
    wanted = unreadable(f"it is {what}, whatever its name says", f"let its name end in {of}")
    assert refusal(tmp_path / f"groups{ending}") == wanted


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".duckdb"])
def test_a_workbook_under_another_name_is_called_one(tmp_path, ending):
    (tmp_path / f"groups{ending}").write_bytes(b"PK\x03\x04" + bytes(100))
    remedy = "save the sheet as CSV UTF-8, and name that file"
    assert refusal(tmp_path / f"groups{ending}") == unreadable(
        "it is a workbook, or another archive", remedy
    )


@pytest.mark.parametrize("ending", [".parquet", ".duckdb", ".sqlite"])
def test_half_a_file_is_called_damaged(tmp_path, whole, ending):
    data = whole[ending]
    (tmp_path / f"groups{ending}").write_bytes(data[: len(data) // 2])
    why = OR_CLOSED if ending == ".duckdb" else DAMAGED
    assert refusal(tmp_path / f"groups{ending}") == unreadable(why, AS_ANOTHER)


@pytest.mark.parametrize(("ending", "at"), [(".parquet", 8), (".duckdb", 4096), (".sqlite", 4096)])
def test_a_file_that_is_spoilt_inside_is_called_damaged(tmp_path, whole, ending, at):
    (tmp_path / f"groups{ending}").write_bytes(spoilt(whole[ending], at))
    why = OR_CLOSED if ending == ".duckdb" else DAMAGED
    assert refusal(tmp_path / f"groups{ending}") == unreadable(why, AS_ANOTHER)


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_csv_in_wide_characters_is_called_so(tmp_path, encoding):
    (tmp_path / "groups.csv").write_bytes(HEADING.encode(encoding))
    called = encoding[:6].upper()
    assert refusal(tmp_path / "groups.csv") == unreadable(f"it is {called}, not UTF-8", AS_UTF_8)


@pytest.mark.parametrize("content", [b"\x81\x82 junk", b'name,"as_of\nAlpha,2012-10-01\n'])
def test_a_first_line_that_is_no_csv_is_refused(tmp_path, content):
    (tmp_path / "groups.csv").write_bytes(content)
    assert refusal(tmp_path / "groups.csv") == unreadable("it is no CSV in UTF-8", AS_UTF_8)


@pytest.mark.parametrize("name", ["groups.csv", "groups.parquet", "groups.db", "groups", "g.xyz"])
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, name):
    assert refusal(tmp_path / name) == "there is no such file"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("groups", "its name has no ending"),
        ("groups.txt", "nothing that is read here ends in `.txt`"),
    ],
)
def test_a_name_that_says_no_kind_of_table_has_those_that_do(tmp_path, name, why):
    (tmp_path / name).write_text(HEADING)
    endings = ".csv, .parquet, .duckdb, .sqlite, .db"
    remedy = f"name a folder of submissions, or a file that ends in {endings}"
    assert refusal(tmp_path / name) == f"{why}\n  help: {remedy}"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".duckdb", ".sqlite"])
def test_what_is_no_regular_file_is_not_waited_for(tmp_path, ending):
    os.mkfifo(tmp_path / f"groups{ending}")
    assert refusal(tmp_path / f"groups{ending}") == "this is not a regular file"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".duckdb", ".sqlite"])
def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path, whole, ending, monkeypatch):
    place = tmp_path / f"groups{ending}"
    place.write_bytes(whole[ending])
    opened = Path.open

    def refused(path: Path, *given, **named):
        if path == place:
            raise PermissionError
        return opened(path, *given, **named)

    monkeypatch.setattr(Path, "open", refused)
    assert refusal(place) == "you may not read this file"


@pytest.mark.slow
def test_a_database_that_another_program_writes_to_is_said_to_be_in_use(tmp_path, whole):
    place = tmp_path / "groups.duckdb"
    place.write_bytes(whole[".duckdb"])
    holding = "import duckdb, sys; kept = duckdb.connect(sys.argv[1]); print(flush=True); input()"
    command = [sys.executable, "-c", holding, str(place)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as other:
        other.stdout.readline()
        found = refusal(place)
        other.communicate(b"\n")
    assert found == unreadable("another program is writing to it", "let that end, or close it")


NO_ROOM = (
    "the database: there is no room left, in memory or on the disk for what does not fit into it\n"
    "  help: let the variable TMPDIR name a folder with more room, close other programs, or divide "
    "the table into several"
)


def test_where_memory_is_not_enough_it_is_said_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "groups.csv").write_text(HEADING)
    monkeypatch.setattr(database, "_MEGABYTES_A_THREAD", 1)
    request = PortfolioRequest(Request(rules=SET, library=LIBRARY), tmp_path / "groups.csv")
    with pytest.raises(EngineUnavailable) as caught, portfolio_run(request):
        pass
    assert str(caught.value) == NO_ROOM


MANY = "SELECT DISTINCT repeat('x', 100) || range FROM range(1_000_000)"


@pytest.mark.parametrize(
    "use",
    [
        lambda made: made.write_parquet(MANY, Path("/dev/full")),
        lambda made: list(made.rows(f"SELECT count(*) FROM ({MANY})")),
    ],
    ids=["on the disk", "for what does not fit into memory"],
)
def test_where_no_room_is_left_it_is_said_what_to_do(tmp_path, monkeypatch, use):
    small = {**database._CONFIGURATION, "max_temp_directory_size": "1MiB"}
    monkeypatch.setattr(database, "_CONFIGURATION", small)
    monkeypatch.setattr(database, "_MEGABYTES_A_THREAD", 20)
    made = database.Database(tmp_path / "rows")
    with pytest.raises(EngineUnavailable) as caught:
        use(made)
    made.close()
    assert str(caught.value) == NO_ROOM
