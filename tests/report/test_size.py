"""A full page of the rules of 2010 stays small, and every fixture makes a valid one."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.library import Library

ROOT = Path(__file__).parents[2]
REQUEST = Request(rules="gpcc-2010", library=Library(ROOT / "rules"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["corby", "illustrative-five-members"])
def test_a_full_page_is_valid_and_under_400_kb(name: str) -> None:
    run = assess_files([ROOT / "fixtures" / f"{name}.yaml"], REQUEST)
    page = render(assessments(run, several=False, full=True), FileFormat.HTML)

    html5lib.HTMLParser(strict=True).parse(page.decode())
    assert len(page) < 400_000
