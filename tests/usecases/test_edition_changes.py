"""What editions changed of criteria and figures, as the pages of these tell it."""

from __future__ import annotations

from authorisation.explain.rules.parts import PartType
from authorisation.report.pages.rules.parts import EditionChanges
from authorisation.usecases.inspecting.edition_changes import edition_changes
from authorisation.usecases.library import Library
from tests.shipped import RULES


def test_each_edition_tells_what_it_changed_of_a_part_and_no_other() -> None:
    found = edition_changes("statutory-2012", Library(RULES))

    assert found[PartType.FIGURE, "lay_members_needed"] == [
        EditionChanges(
            "2012-10-01.2",
            ("title: Least number of qualified lay members → Qualified lay members needed",),
        )
    ]
    assert [each.edition for each in found[PartType.CRITERION, "NAME"]] == ["2012-10-01"]
    assert (PartType.CRITERION, "14B-2") not in found


def test_rules_of_one_edition_changed_nothing() -> None:
    assert edition_changes("running-costs", Library(RULES)) == {}
