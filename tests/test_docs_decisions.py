"""The decisions: a page each, listed once in the index, with all that a page of a decision says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.docs.blocks import ROOT

INDEX = (ROOT / "docs/why.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d{4}) \| \[(.+)\]\(decisions/(.+)\) \| (\S+) \|$", INDEX, re.MULTILINE)
FILES = sorted(path.name for path in (ROOT / "docs/decisions").iterdir())
SECTIONS = ["What was decided", "Why", "What else was tried or turned down"]


def test_the_index_lists_every_page_once() -> None:
    assert sorted(name for _, _, name, _ in ROWS) == FILES
    assert len(FILES) >= 25


def test_numbers_are_given_in_order_and_never_twice() -> None:
    assert [name[:4] for name in FILES] == [f"{n:04}" for n in range(1, len(FILES) + 1)]
    days = {number: day for number, _, _, day in ROWS}
    assert [days[number] for number in sorted(days)] == sorted(days.values())


@pytest.mark.parametrize(("number", "title", "name", "day"), ROWS, ids=[row[2] for row in ROWS])
def test_a_page_says_what_the_index_says_of_it(
    number: str, title: str, name: str, day: str
) -> None:
    text = (ROOT / "docs/decisions" / name).read_text(encoding="utf-8")

    assert text.startswith(f"# {title}\n\nDecision {number} of {date.fromisoformat(day)}.")
    assert re.fullmatch(rf"{number}(-[a-z0-9]+)+\.md", name)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    assert all(re.split(r"^## .*$", text, flags=re.MULTILINE)[1:])
