"""Kept outputs: what a test says of one that differs, how it is written anew, and that none is left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.cli.main import COMMANDS
from tests import expected
from tests.expected import ROOT, assert_expected

FOLDERS = ("tests/cli/help", "tests/regime/pages", "tests/report/expected")
KEPT = [path for folder in FOLDERS for path in sorted((ROOT / folder).iterdir())]


@pytest.fixture(autouse=True)
def _compares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare, also in a run that writes all other outputs anew."""
    monkeypatch.setattr(expected._Mode, "writes", False)


def test_what_differs_is_shown_with_the_way_to_write_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("one\ntwo\n")

    with pytest.raises(pytest.fail.Exception) as caught:
        assert_expected(path, "one\nthree\n")

    assert str(caught.value) == (
        f"--- {path} as kept\n+++ as made now\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
        f"{path} is not what is made now: `make expected` writes it anew"
    )
    assert path.read_text() == "one\ntwo\n"


@pytest.mark.parametrize("kept", ["", "one\r\n", "one"])
def test_nothing_that_differs_passes(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(kept.encode())

    with pytest.raises(pytest.fail.Exception, match="is not what is made now"):
        assert_expected(path, "one\n")


def test_a_file_is_written_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected._Mode, "writes", True)

    assert_expected(tmp_path / "new" / "page.txt", "one\r\n")

    assert (tmp_path / "new" / "page.txt").read_bytes() == b"one\r\n"


@pytest.mark.parametrize("path", KEPT, ids=[str(path.relative_to(ROOT)) for path in KEPT])
def test_every_kept_file_is_one_that_a_test_names(path: Path) -> None:
    folder = path.parent.parent
    named = "".join(each.read_text(encoding="utf-8") for each in folder.glob("test_*.py"))

    assert f'"{path.name}"' in named or (folder / "help") in path.parents


def test_every_help_page_is_that_of_a_command() -> None:
    assert {path.stem for path in (ROOT / "tests/cli/help").iterdir()} == {"authorise", *COMMANDS}
