"""Each part of a rule set came from the rule set and the edition that first had it so."""

from pathlib import Path

from authorisation.explain.rules.parts import PartType
from authorisation.usecases.inspecting.origins import part_origins
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder
from tests.shipped import RULES


def test_what_a_child_does_not_change_came_from_its_parent(tmp_path: Path) -> None:
    copy_folder("base", tmp_path)
    library = Library(tmp_path / "rules")
    kinds = (PartType.CRITERION, PartType.FIGURE)
    child, base = (
        {
            each.part.id: each.edition
            for each in part_origins(name, library)
            if each.part.kind in kinds
        }
        for name in ("child", "base")
    )

    assert child == {
        **dict.fromkeys(("POP-1", "GOV-1", "accepted"), "child 2013-04-01"),
        "least": "base 2012-06-21",
        "allowance": "costs 2012",
    }
    assert base == {
        **dict.fromkeys(("POP-1", "CFG-1", "GOV-1", "accepted", "least"), "base 2012-06-21"),
        "allowance": "costs 2012",
    }


def test_an_inherited_criterion_is_its_parents_though_its_weight_has_a_later_day() -> None:
    found = {
        each.part.id: each.edition.split()[0]
        for each in part_origins("statutory-2022", Library(RULES))
    }

    assert (found["NAME"], found["GB-CLINICIAN"]) == ("statutory-2012", "statutory-2022")
