"""What the doctor looks for is what the project says that it needs."""

from __future__ import annotations

import tomllib
from importlib import metadata

import pytest

from authorisation.usecases import doctor
from tests.docs.blocks import ROOT


def test_every_library_that_the_project_needs_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {line.partition(">=")[0].lower() for line in project["dependencies"]}

    assert set(doctor.NEEDED) == needed


def test_without_scipy_all_is_well_and_it_says_who_needs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def version(name: str) -> str:
        if name == "scipy":
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor.metadata, "version", version)
    found = next(check for check in doctor.diagnose(None) if check.subject == "scipy")

    assert found.well
    assert found.says == (
        "not installed; only budget lines with heavy tails need it; try: pip install scipy"
    )
