"""A rule set as a folder: a page for each criterion, figure and source, and links that lead from one to another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render_folder
from authorisation.usecases.delivery.rule_sets import rule_set
from authorisation.usecases.library import Library
from tests.expected import assert_expected
from tests.rule_sets.folders import HERE
from tests.shipped import RULES, SETS

LONG = pytest.mark.long
EXPECTED = Path(__file__).parent / "expected"


def pages(name: str, root: Path) -> dict[str, str]:
    made = render_folder(rule_set(name, Library(root)), FileFormat.MARKDOWN, Path())
    return {place.name: page.decode() for place, page in made}


def test_a_folder_is_whole() -> None:
    made = pages("child", HERE / "base/rules")

    assert " ".join(made) == (
        "POP-1.md GOV-1.md allowance.md least.md accepted.md rca.md act.md index.md"
    )
    assert_expected(
        EXPECTED / "rule-parts.md", "\n".join(map("=== {}\n\n{}".format, made, made.values()))
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=LONG) if name == "gpcc-2010" else name for name in SETS]
)
def test_links_lead_from_page_to_page_and_from_the_list_to_all(name: str) -> None:
    made = pages(name, RULES)
    links = {page: set(re.findall(r"(?<!\\)\]\(\./([^)]+)\)", text)) for page, text in made.items()}

    assert {page for each in links.values() for page in each} == set(made)
    assert links["index.md"] == set(made) - {"index.md"}
    assert all("index.md" in each for page, each in links.items() if page != "index.md")
