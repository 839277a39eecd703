"""The pages of the rule sets: one for each, made from the rules as they are now."""

from __future__ import annotations

import pytest

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.rule_sets import rule_set
from authorisation.usecases.filesystem.places import rule_sets
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.expected import assert_expected

PAGES = ROOT / "docs/rules"
SETS = rule_sets(ROOT / "rules")


@pytest.mark.parametrize("name", SETS)
def test_a_page_is_what_the_rules_make_of_it_today(name: str) -> None:
    made = render(rule_set(name, Library(ROOT / "rules")), FileFormat.MARKDOWN).decode()

    assert_expected(PAGES / f"{name}.md", made)


def test_there_is_a_page_for_each_rule_set_and_no_other() -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == [f"{name}.md" for name in SETS]
