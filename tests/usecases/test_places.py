"""Files are found once each, and names that no disk can hold are only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import AuthorisationError
from authorisation.usecases.assess import Request, assess_files
from authorisation.usecases.check import Checker, subjects
from authorisation.usecases.filesystem.places import rules_root, submission_files

LONG = "x" * 300


def test_a_file_named_in_two_ways_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").touch()
    Path("b.yaml").touch()

    found = submission_files([Path("b.yaml"), tmp_path / "b.yaml", Path("-"), tmp_path])

    assert found == (Path("b.yaml"), Path("-"), tmp_path / "a.yaml")


def test_a_name_too_long_for_any_disk_is_no_folder() -> None:
    assert submission_files([Path(LONG)]) == (Path(LONG),)
    assert subjects([LONG], None) == (LONG,)
    assert Checker("gpcc-2010", None).check(LONG).problems[0].message == "there is no such rule set"
    with pytest.raises(AuthorisationError, match="is not a folder of rules"):
        rules_root(Path(LONG))
    with pytest.raises(AuthorisationError, match="there is no such rule set"):
        assess_files([], Request(rules=LONG))


def test_a_folder_of_folders_points_at_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "a.yaml").touch()

    with pytest.raises(AuthorisationError) as caught:
        submission_files([tmp_path])

    assert str(caught.value) == (
        f"{tmp_path}: no .yaml or .xlsx file in this folder\n"
        f"  help: name a folder in it, such as `{tmp_path}/north`"
    )
