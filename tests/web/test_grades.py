"""The grades of a named scale as an assessor and a panel choose among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from authorisation.casework.cases.draft import submit
from authorisation.casework.cases.judging import assess, take_up
from tests.casework.conftest import copy_of, to_be_copied
from tests.casework.walk import Walk, grade, library
from tests.web.conftest import SETTINGS, signed_in, signed_in_site
from tests.web.test_applicant import words

CRITERION = "1.1D"


@pytest.mark.slow
def test_whoever_grades_is_told_what_each_grade_brings(tmp_path: Path) -> None:
    with to_be_copied(signed_in_site()[0]) as folder:
        walk = Walk("Imaginary Levels", "L1", "authorisation-2012")
        submit(walk.by("signatory"), walk.case, library())
        take_up(walk.by("assessor 1"), walk.case)
        for number, given in enumerate(("level IV", "level I"), start=1):
            entries = [grade(CRITERION, given)]
            assess(walk.by(f"assessor {number}"), walk.case, entries, library())

    with override_settings(**SETTINGS), copy_of(folder, tmp_path / "store"):
        case = f"/cases/{walk.case.uid}"
        asked = words(signed_in("assessor 1"), f"{case}/assessed/criteria/{CRITERION}")
        panel = words(signed_in("panel 1"), f"{case}/moderate")

    assert (
        "Level IV (a named team or person is put in): not met Underpinned by directions." in asked
    )
    assert "level IV (a named team or person is put in)" in panel
