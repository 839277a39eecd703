"""The changelog: this version is in it, and every version and day has its date, newest first."""

from __future__ import annotations

import re
from datetime import date

from authorisation import __version__
from tests.docs.blocks import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_this_version_is_the_newest_with_a_date() -> None:
    versions = re.findall(r"^## (\d\S*) - (\d{4}-\d\d-\d\d)$", CHANGELOG, re.MULTILINE)

    assert versions[0][0] == __version__
    assert len(versions) == len(re.findall(r"^## (?!Unreleased$)", CHANGELOG, re.MULTILINE))


def test_days_stand_newest_first() -> None:
    headings = re.findall(r"^##+ .*?(\d{4}-\d\d-\d\d)$", CHANGELOG, re.MULTILINE)
    days = [date.fromisoformat(day) for day in headings]

    assert len(days) >= 2
    assert days == sorted(days, reverse=True)


def test_no_entry_stands_more_than_once() -> None:
    entries = [line for line in CHANGELOG.splitlines() if line.startswith("- ")]

    assert [each for each in entries if entries.count(each) > 1] == []
