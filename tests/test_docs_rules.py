"""The pages of the rule sets: one for each and their list, made from the rules as they are now."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render_folder
from authorisation.usecases.delivery.rule_sets import rule_sets as delivered
from authorisation.usecases.filesystem.places import rule_sets
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.expected import assert_expected

PAGES = ROOT / "docs/rules"
SETS = rule_sets(ROOT / "rules")


@pytest.mark.parametrize("name", ["index", *SETS])
def test_a_page_is_what_the_rules_make_of_it_today(name: str, made: Mapping[str, bytes]) -> None:
    assert_expected(PAGES / f"{name}.md", made[f"{name}.md"].decode())


def test_there_is_a_page_for_each_rule_set_and_no_other(made: Mapping[str, bytes]) -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == sorted(made)


@pytest.fixture(scope="module")
def made() -> Mapping[str, bytes]:
    found = render_folder(delivered(Library(ROOT / "rules")), FileFormat.MARKDOWN, PAGES)
    return {place.name: page for place, page in found}
