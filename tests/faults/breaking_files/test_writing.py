"""One writer for every file: nothing that somebody wrote is lost to it, and no half is left."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.errors import InvalidOption
from authorisation.usecases.filesystem import files
from authorisation.usecases.filesystem.files import write_all

Run = Callable[..., Result]
Names = Callable[[], set[str]]


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["assess", "granted.yaml", "-o"], id="a result"),
        pytest.param(["assess", "granted.yaml", "-o", "out.txt", "--record"], id="a record"),
        pytest.param(["explain", "granted.yaml", "LAY", "-o"], id="a criterion"),
        pytest.param(["form", "--force", "-o"], id="a form"),
        pytest.param(["schema", "-o"], id="a schema"),
    ],
)
def test_B2_a_way_through_a_folder_that_is_not_there_leads_nowhere(
    run: Run, folder: Path, args: list[str]
) -> None:
    before = (folder / "granted.yaml").read_bytes()
    rules = ["demo"] if args[0] == "form" else ["--rules", "demo"]

    refused = run(*args, "nope/../granted.yaml", *rules)

    assert refused.exit_code == 2
    assert (folder / "granted.yaml").read_bytes() == before
    assert not (folder / "out.txt").exists()


def test_B3_two_runs_of_one_number_write_each_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 7)
    between: list[set[str]] = []
    place = os.fsync

    def look(handle: int) -> None:
        place(handle)
        between.append({path.name for path in tmp_path.iterdir()})
        if len(between) == 1:
            write_all({tmp_path / "b": b"of the other"})

    monkeypatch.setattr(os, "fsync", look)
    write_all({tmp_path / "a": b"of the one"})

    assert [len(names) for names in between] == [1, 2]
    assert (tmp_path / "a").read_bytes() == b"of the one"
    assert (tmp_path / "b").read_bytes() == b"of the other"


def test_B4_a_name_in_passing_is_not_followed_where_a_link_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.secrets, "token_hex", lambda _: "0" * 16)
    (tmp_path / "kept").write_bytes(b"kept")
    (tmp_path / f"{files._PASSING}{'0' * 16}").symlink_to(tmp_path / "kept")

    with pytest.raises(InvalidOption, match="cannot be written: file exists"):
        write_all({tmp_path / "a": b"new"})

    assert (tmp_path / "kept").read_bytes() == b"kept"
    assert not (tmp_path / "a").exists()


def test_B7_of_several_that_keep_a_record_at_once_one_succeeds(tmp_path: Path) -> None:
    for turn in range(25):
        place, start = tmp_path / str(turn), threading.Barrier(4)
        refused: list[str] = []

        def keep(
            content: bytes,
            place: Path = place,
            start: threading.Barrier = start,
            refused: list[str] = refused,
        ) -> None:
            start.wait()
            try:
                write_all({place: content}, new=[place])
            except InvalidOption as error:
                refused.append(str(error))

        writers = [threading.Thread(target=keep, args=(bytes([n]),)) for n in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert len(place.read_bytes()) == 1
        assert (
            refused
            == [f"{place}: something else was written there meanwhile\n  help: name another file"]
            * 3
        )


def test_B7_the_loser_leaves_nothing_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"of another")
    both = {tmp_path / "a": b"ours", tmp_path / "b": b"ours"}

    with pytest.raises(InvalidOption):
        write_all(both, new=both)

    assert [path.name for path in tmp_path.iterdir()] == ["b"]


RECORD = (["assess", "granted.yaml", "--record", "r.json"], "r.json", "a record")
WITHOUT_ENDING = (["form", "demo", "-o", "filled"], "filled", "a file of YAML")
WORKBOOK = (["form", "demo", "-o", "filled.xlsx"], "filled.xlsx", "a workbook to fill in")
ASSESS = ["assess", "open.yaml"]
SCHEMA = ["schema"]


@pytest.mark.parametrize(
    ("make", "name", "what", "command"),
    [
        pytest.param(*RECORD, ASSESS, id="assess record"),
        pytest.param(*WITHOUT_ENDING, ASSESS, id="assess no ending"),
        pytest.param(*WORKBOOK, ASSESS, id="assess form"),
        pytest.param(*RECORD, SCHEMA, id="schema record"),
        pytest.param(*WITHOUT_ENDING, SCHEMA, id="schema no ending"),
    ],
)
def test_B14_no_result_takes_the_place_of_what_somebody_wrote(
    run: Run, folder: Path, make: list[str], name: str, what: str, command: list[str]
) -> None:
    run(*make, *([] if make[0] == "form" else ["--rules", "demo"]))
    before = (folder / name).read_bytes()

    refused = run(*command, "-o", name, "--rules", "demo")

    assert (refused.exit_code, refused.stderr) == (
        2,
        (
            f"{name}: {what} is there, and nothing is written over it\n"
            "  help: name another file for what comes out\n"
        ),
    )
    assert (folder / name).read_bytes() == before


@pytest.mark.parametrize("place", ["rules/demo/ruleset.yaml", "rules/demo/outcomes.yaml"])
def test_B14_nor_of_rules(run: Run, folder: Path, place: str) -> None:
    before = (folder / place).read_bytes()

    assert run("schema", "-o", place, "--rules", "demo").exit_code == 2
    assert run("assess", "open.yaml", "-o", place, "--rules", "demo").exit_code == 2
    assert (folder / place).read_bytes() == before


@pytest.mark.parametrize("name", ["page.html", "page.txt", "list.csv", "list.xlsx", "page"])
def test_B14_a_result_takes_the_place_of_an_earlier_one(run: Run, folder: Path, name: str) -> None:
    for submission in ("granted.yaml", "open.yaml"):
        assert run("assess", submission, "--rules", "demo", "-o", name).exit_code != 2

    assert (folder / name).exists()


def test_B21_what_a_run_that_was_killed_left_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_move_new", lambda *_: os._exit(9))
    child = os.fork()
    if child == 0:
        write_all({tmp_path / "a": b"half"})
    os.waitpid(child, 0)
    monkeypatch.undo()
    (left,) = tmp_path.iterdir()
    other = tmp_path / f"{files._PASSING}of-somebody"
    other.write_bytes(b"")

    write_all({tmp_path / "b": b"whole"})
    at_work = {path.name for path in tmp_path.iterdir()}
    long_ago = time.time() - 2 * files._SECONDS_ABANDONED
    for each in (left, other):
        os.utime(each, (long_ago, long_ago))
    write_all({tmp_path / "c": b"whole"})

    assert re.fullmatch(r"\.authorise-part-[0-9a-f]{16}", left.name)
    assert at_work == {left.name, other.name, "b"}
    assert {path.name for path in tmp_path.iterdir()} == {other.name, "b", "c"}
