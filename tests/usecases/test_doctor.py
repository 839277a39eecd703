"""What the doctor looks for is what the project says that it needs."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from authorisation.usecases import doctor
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT


def test_every_library_that_the_project_needs_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {line.partition(">=")[0].lower() for line in project["dependencies"]}

    assert set(doctor.NEEDED) == needed


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("z3-solver", "analysis"),
        ("duckdb", "portfolio"),
        ("ortools", "pool"),
        ("pygls", "editor"),
        ("typst", "letter"),
    ],
)
def test_what_an_optional_part_lacks_is_no_fault_and_has_its_remedy(
    name: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert any(each.startswith(name) for each in extras["optional-dependencies"][extra])

    def version(asked: str) -> str:
        if asked == name:
            raise metadata.PackageNotFoundError(asked)
        return "1.0"

    monkeypatch.setattr(doctor.metadata, "version", version)
    (found,) = (c for c in doctor.diagnose(Library(tmp_path)) if c.subject == name)

    assert found.well
    assert found.says.startswith("not installed; only ")
    assert found.says.endswith(
        f"; try: python3 -m pip install '.[{extra}]' in this program's folder"
    )


@pytest.mark.parametrize(
    ("version", "well", "says"), [(17, True, "17"), (0, False, "none was"), (11, False, "11; only")]
)
def test_java_is_looked_for_where_spark_is(version, well, says, monkeypatch) -> None:
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(doctor, "java_version", lambda: version)
    (found,) = doctor._java()

    assert (found.well, found.says.startswith(says)) == (well, True)
