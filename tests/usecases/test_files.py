"""Files appear whole or not at all, and what is no file stays what it is."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from authorisation.errors import InvalidOption
from authorisation.usecases.filesystem.files import write_all

HELP = "\n  help: name a file in a folder that exists and that you may write to"


def test_every_file_is_written_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / ("x" * 255)
    one.write_text("old")

    write_all({one: b"1", two: b"2"})

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "one": b"1",
        "x" * 255: b"2",
    }


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param(".", "there is a folder of that name", id="a folder"),
        pytest.param("", "there is a folder of that name", id="no name at all"),
        pytest.param("x" * 256, "file name too long", id="a name too long for the disk"),
        pytest.param("nowhere/file", "no such file or directory", id="no such folder"),
        pytest.param("one/file", "not a directory", id="a file for a folder"),
        pytest.param("ring", "its links lead in a ring", id="a link to itself"),
    ],
)
def test_where_one_cannot_be_written_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ring").symlink_to("ring")
    Path("one").write_text("old")

    with pytest.raises(InvalidOption) as raised:
        write_all({Path("one"): b"new", Path(name): b"new"})

    assert str(raised.value) == f"{Path(name)}: cannot be written: {why}{HELP}"
    assert Path("one").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "ring"]


@pytest.mark.skipif(os.name != "posix", reason="pipes are named otherwise elsewhere")
def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()

    write_all({pipe: b"told"})
    reader.join(timeout=10)

    assert heard == [b"told"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "file"
    file.write_text("old")
    link.symlink_to(file)

    write_all({link: b"new"})

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
