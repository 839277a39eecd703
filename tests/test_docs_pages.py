"""The pages as a reader follows them: commands print what is shown, links lead somewhere, paths exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, blocks
from tests.docs.transcript import FOLLOWED, follow

LONG = (
    "docs/first-steps/assessor.md",
    "docs/first-steps/case-manager.md",
    "docs/first-steps/policy-lead.md",
    "docs/first-steps/practice-manager.md",
    "docs/policy-changes.md",
    "docs/portfolio.md",
    "docs/testing-rules.md",
)
"""Whole jobs, of one person each: rules proved, compared and changed in every way among them."""


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=getattr(pytest.mark, "long" if page in LONG else "slow"))
        for page in FOLLOWED
    ],
)
def test_its_commands_end_well_and_print_what_it_shows(page: str, tmp_path: Path) -> None:
    followed = follow(page, tmp_path)

    assert followed.failed == []
    assert [text for _, text in followed.transcripts] == [
        block.text for block, _ in followed.transcripts
    ], f"make transcripts writes {page} anew"


def test_the_pages_show_and_run_something() -> None:
    shown = {page: [b for b in blocks(page) if b.text.startswith("$ ")] for page in FOLLOWED}
    typed = re.compile(r"^(?:\$ )?authorise ", re.MULTILINE)
    commands = [
        found for page in FOLLOWED[1:] for b in blocks(page) for found in typed.findall(b.text)
    ]

    assert len(shown["README.md"]) >= 3
    assert len(FOLLOWED) >= 5
    assert len(commands) >= 20


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_project_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", _read(ROOT / page))

    assert [link for link in links if not _leads_somewhere(ROOT / page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not heading or heading in _headings(_read(target)))


def _headings(text: str) -> set[str]:
    """The names by which a page's headings are linked to."""
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("page", FOLLOWED)
def test_fixtures_and_rule_sets_that_it_names_exist(page: str) -> None:
    named = re.findall(r"(?:fixtures/[\w./-]*\w|rules/[\w-]+(?=/))", _read(ROOT / page))

    assert [path for path in named if not (ROOT / path).exists()] == []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
