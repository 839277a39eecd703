"""What somebody wrote is never written over, whatever it is called by and however long it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidOption
from authorisation.usecases.filesystem.overwriting import (
    refuse_overwriting,
    refuse_overwriting_inputs,
    refuse_overwriting_work,
)


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(b"filled in", id="as long as what comes out"),
        pytest.param(b"filled in by hand", id="longer"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_file_that_holds_anything_else_is_not_written_over(tmp_path: Path, kept: bytes) -> None:
    place = tmp_path / "form.yaml"
    place.write_bytes(kept)

    with pytest.raises(InvalidOption) as caught:
        refuse_overwriting({place: b"blank now"}, "a form is here", "name another file")

    assert str(caught.value) == f"{place}: a form is here\n  help: name another file"


def test_the_same_bytes_and_new_files_may_be_written(tmp_path: Path) -> None:
    place = tmp_path / "form.yaml"
    place.write_bytes(b"blank")

    refuse_overwriting({place: b"blank", tmp_path / "new": b"x", tmp_path: b"x"}, "", "")

    assert place.read_bytes() == b"blank"


@pytest.mark.parametrize("name", ["in.yaml", "./in.yaml", "link.yaml", "hard.yaml"])
def test_an_input_is_known_by_any_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.yaml").write_text("x")
    Path("link.yaml").symlink_to("in.yaml")
    Path("hard.yaml").hardlink_to("in.yaml")

    with pytest.raises(InvalidOption, match="this file is read, so nothing is written over it"):
        refuse_overwriting_inputs([Path("out.yaml"), Path(name)], [Path("in.yaml")])


def test_files_that_are_not_there_are_nobodys_inputs(tmp_path: Path) -> None:
    missing = tmp_path / "missing"

    assert refuse_overwriting_inputs([missing], [missing]) is None


def test_a_place_that_cannot_be_read_holds_no_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "result.yaml"
    place.write_text("answers: {}\n")

    def refuse(path: Path) -> bytes:
        raise PermissionError(path)

    with pytest.raises(InvalidOption, match="a file of YAML is there"):
        refuse_overwriting_work({place: b"new"})
    monkeypatch.setattr(Path, "read_bytes", refuse)
    refuse_overwriting_work({place: b"new"})

    assert place.exists()
