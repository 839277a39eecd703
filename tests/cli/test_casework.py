"""`authorise casework` and `authorise audit`: a store from the command line."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.casework.conftest import template

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command run where `store` is a copy of a store with two cases that were walked."""
    shutil.copytree(template(walked=True), tmp_path / "store")
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str, store: str = "store") -> Result:
        environment = {"AUTHORISATION_STORE": store, "NO_COLOR": ""}
        result = CliRunner().invoke(cli, args, env=environment, prog_name="authorise")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def said(result: Result) -> tuple[int, str]:
    return result.exit_code, re.sub("[0-9a-f]{32,}", "#", result.output)


@pytest.mark.slow
def test_a_case_goes_from_store_to_store(run: Run, tmp_path: Path) -> None:
    key = next((tmp_path / "store" / "keys").glob("*.pub"))

    assert said(run("casework", "list")) == (
        0,
        (
            "#  Imaginary Long Shore (illustrative) (ILL2): letter sent, gpcc-2010; 2 conditions to meet\n"
            "#  Imaginary Short Shore (ILX): letter sent, gpcc-2010; 2 conditions to meet\n"
        ),
    )
    assert said(run("casework", "export", "ill2", "-o", "out")) == (0, "")
    assert said(run("casework", "init", "other")) == (
        0,
        f"other: a store, and its heads in {tmp_path}/other/heads\n",
    )
    refused = run("casework", "import", "out", store="other")
    assert said(refused) == (
        13,
        (
            "out/events.jsonl:1: `opened` of case # was signed by no key that is known here\n"
            "  help: take the public key from `keys/` of the store that it left, by a way that you "
            "trust, and name it with `--trust FILE`\n"
        ),
    )
    taken = run("casework", "import", "out", "--trust", str(key), store="other")
    assert said(taken) == (
        0,
        "out: case # of Imaginary Long Shore (illustrative), letter sent\n",
    )
    assert said(run("audit", "verify", store="other")) == (
        0,
        (
            "13 events of 1 case: all as signed\n"
            f"held against {tmp_path}/other/heads; a cut of both at their end cannot be seen: give "
            "--head a copy kept elsewhere, or the head on a letter\n"
        ),
    )


def test_a_copy_of_the_database_is_whole_and_verifies_with_the_files_of_the_store(run: Run) -> None:
    assert said(run("casework", "backup", "-o", "copy")) == (0, "copy: whole, up to event 39\n")
    assert said(run("casework", "backup", "-o", "copy")) == (
        2,
        "copy: it is there already\n  help: name a new file\n",
    )
    assert Path("copy").stat().st_mode & 0o777 == 0o600
    Path("copy").replace("store/casework.sqlite3")
    assert run("audit", "verify").exit_code == 0


def test_tampering_exits_with_13_and_names_the_event(run: Run) -> None:
    with closing(sqlite3.connect("store/casework.sqlite3")) as database, database:
        database.execute("DROP TRIGGER casework_events_UPDATE")
        database.execute("UPDATE casework_caseevent SET at = '2013' WHERE number = 35")
    Path("store/heads").unlink()

    assert said(run("audit", "verify")) == (
        13,
        (
            "event 35: changed: `proposed` of case # is not as it was signed\n"
            "39 events of 2 cases: 1 not as signed\n"
            "no file of heads is there: a cut at the end cannot be seen; see --head\n"
        ),
    )


@pytest.mark.parametrize(
    ("args", "store", "code", "says"),
    [
        (
            ["casework", "list"],
            "none",
            6,
            "none: no store is there\n  help: `authorise casework init none` makes one\n",
        ),
        (
            ["casework", "export", "NONE", "-o", "out"],
            "store",
            2,
            "no case is called `NONE`\n  help: `authorise casework list` has their ids\n",
        ),
        (
            ["casework", "init", "."],
            "store",
            2,
            ".: the folder is not empty, and no store\n  help: name a new folder\n",
        ),
        (
            ["audit", "verify", "--head", "none"],
            "store",
            6,
            "none: cannot be read: No such file or directory\n",
        ),
        (
            ["audit", "verify", "--head", "store/store.json"],
            "store",
            6,
            (
                "store/store.json: no head is in it\n"
                "  help: give a copy of the file of heads, or the head on a letter\n"
            ),
        ),
        (
            ["casework", "backup", "-o", "store/secret/copy"],
            "store",
            2,
            (
                "store/secret/copy: cannot be written: not a directory\n"
                "  help: name a file in a folder that exists and that you may write to\n"
            ),
        ),
        (
            ["casework", "import", "store"],
            "store",
            6,
            (
                "store/events.jsonl: cannot be read: no such file or directory\n"
                "  help: take the folder as `authorise casework export` wrote it\n"
            ),
        ),
    ],
)
def test_what_is_not_there_is_named(
    run: Run, args: list[str], store: str, code: int, says: str
) -> None:
    assert said(run(*args, store=store)) == (code, says)


def test_settings_that_are_none_are_named(run: Run) -> None:
    Path("store/store.json").write_text('{"database": "", "colour": "red"}')

    assert said(run("casework", "list")) == (
        6,
        (
            "store/store.json: not the settings of a store: it has `colour`, which no record has "
            'there\n  help: `{"database": "", "heads": ""}` are those of SQLite and heads in '
            "the folder\n"
        ),
    )


def test_a_store_of_an_earlier_version_is_brought_up_to_date_by_init_alone(run: Run) -> None:
    with closing(sqlite3.connect("store/casework.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE name >= '0002'")
        database.executescript(
            "DROP TRIGGER casework_events_UPDATE; DROP TRIGGER casework_events_DELETE;"
        )
        database.execute("DELETE FROM casework_chainhead")

    assert said(run("casework", "list")) == (
        6,
        (
            "store: the store is of an earlier version\n"
            "  help: `authorise casework init store` brings it up to date; back it up first\n"
        ),
    )


@pytest.mark.parametrize(
    "args", [["casework", "list"], ["casework", "init", "new"], ["audit", "verify"]]
)
def test_without_the_extra_it_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)

    assert said(run(*args)) == (
        7,
        (
            "cryptography: what keeps cases is not installed\n"
            "  help: python3 -m pip install '.[web]' in this program's folder\n"
        ),
    )
    assert run("rules").exit_code == 0
