"""What the doctor looks for is what the project says that it needs."""

from __future__ import annotations

import tomllib

from authorisation.usecases import doctor
from tests.docs.blocks import ROOT


def test_every_library_that_the_project_needs_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {line.partition(">=")[0].lower() for line in project["dependencies"]}

    assert set(doctor.NEEDED) == needed
