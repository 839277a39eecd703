"""What editions changed of criteria, as the pages of these tell it."""

from __future__ import annotations

from authorisation.report.pages.rules.parts import EditionChanges
from authorisation.usecases.inspecting.editions import edition_changes
from authorisation.usecases.library import Library
from tests.shipped import RULES


def test_each_edition_tells_what_it_changed_of_a_criterion_and_no_other() -> None:
    found = edition_changes("statutory-2012", Library(RULES))

    assert found["14B-3"] == [
        EditionChanges("2012-10-01.2", ("added: what the law requires, as part of a ground",)),
        EditionChanges(
            "2012-10-01.3", ("sources: nothing → law: National Health Service Act 2006, s.14G",)
        ),
    ]
    assert [each.edition for each in found["GB-OFFICE"]] == ["2012-10-01"]
    assert "GB-AO" not in found


def test_rules_of_one_edition_changed_nothing() -> None:
    assert edition_changes("running-costs", Library(RULES)) == {}
