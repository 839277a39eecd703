"""Properties are read as strictly as the rules, and inherited with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.properties import LoadedProperties, load_properties
from authorisation.language.rules.load import load_rule_set
from authorisation.model.case import AnswersScope, BesideSet, FiguresScope, FreeFigure
from authorisation.model.submission import Stage
from tests.rule_sets.folders import copy_folder

SMALL = """\
- id: SMALL
  title: Small groups wait
  given: population.registered < 100000
  never: outcome = "full budget"
  source: act#1
"""


def load(folder: Path, text: str, name: str = "base", of: str = "base") -> LoadedProperties:
    copy_folder("base", folder)
    file = folder / "rules" / of / "properties" / "all.yaml"
    file.parent.mkdir()
    file.write_text(text)
    root = folder / "rules"
    return load_properties(name, load_rule_set(name, root=root), root=root)


def test_what_is_left_out_is_both_stages_any_answers_and_the_figures_in_force(
    tmp_path: Path,
) -> None:
    (small,) = load(tmp_path, SMALL).properties

    assert (small.id, small.always, small.rule_set) == ("SMALL", False, "base")
    assert small.claim.text == 'outcome = "full budget"'
    assert small.stages == tuple(Stage)
    assert small.answers is AnswersScope.ANY
    assert small.figures is FiguresScope.IN_FORCE
    assert small.as_of is None
    assert small.beside is None
    assert small.sources == ("act#1",)


def test_stages_day_answers_a_free_figure_and_rules_beside_these_are_read(tmp_path: Path) -> None:
    text = """\
- id: FREE
  title: Free
  always: beside.outcome != null or count(beside.findings[id = "GOV-1"]) = 1
  stages: decision
  as_of: 2012-07-01
  answers: complete
  figures: {least: {from: 1, to: 100000}}
  beside: {rules: child, as_of: 2013-05-01}
  source: [act, ours]
  expect: {refuted: Some are too small.}
"""
    loaded = load(tmp_path, text)

    (free,) = loaded.properties
    assert free.stages == (Stage.DECISION,)
    assert free.as_of == date(2012, 7, 1)
    assert free.answers is AnswersScope.COMPLETE
    assert free.figures == FreeFigure("least", Decimal(1), Decimal(100000))
    assert free.beside == BesideSet("child", date(2013, 5, 1))
    assert free.expect_refuted == "Some are too small."
    assert loaded.beside["child"].id == "child"


def test_a_child_promises_what_its_parent_does_but_for_what_compares_it_with_that_parent(
    tmp_path: Path,
) -> None:
    text = f"""\
{SMALL}- id: LOOSER
  title: The child asks no more
  given: outcome = "full budget"
  always: beside.outcome = "full budget"
  beside: child
  source: act
"""
    own = tmp_path / "own"
    assert [each.id for each in load(own, text).properties] == ["SMALL", "LOOSER"]

    inherited = load(tmp_path / "child", text, name="child").properties
    assert [(each.id, each.rule_set) for each in inherited] == [("SMALL", "base")]


def test_a_property_of_the_same_id_stands_in_place_of_an_inherited_one(tmp_path: Path) -> None:
    own = tmp_path / "rules" / "child" / "properties"
    own.mkdir(parents=True)
    (own / "all.yaml").write_text(SMALL.replace("Small groups wait", "They wait on"))

    (small,) = load(tmp_path, SMALL, name="child").properties

    assert (small.title, small.rule_set) == ("They wait on", "child")


def test_some_keys_of_an_inherited_property_are_changed(tmp_path: Path) -> None:
    own = tmp_path / "rules" / "child" / "properties"
    own.mkdir(parents=True)
    (own / "all.yaml").write_text("- amend: {id: SMALL, expect: {refuted: They need not.}}\n")

    (small,) = load(tmp_path, SMALL, name="child").properties

    assert (small.title, small.expect_refuted) == ("Small groups wait", "They need not.")
    assert small.rule_set == "child"
    assert small.at.file.endswith("child/properties/all.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- amend: {id: LARGE, title: They wait}\n", "no inherited property is called `LARGE`"),
        ("- amend: {id: SMALL}\n", "names a property by its `id`, and has the keys that change"),
        ("- amend: {id: SMALL, titel: X}\n", "unknown key `titel`"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "rules" / "child" / "properties"
    own.mkdir(parents=True)
    (own / "all.yaml").write_text(text)

    with pytest.raises(InvalidRules) as caught:
        load(tmp_path, SMALL, name="child")

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("registered <", "registred <", "3:10: unknown name `population.registred`"),
        ('"full budget"', '"full buget"', "did you mean `full budget`?"),
        ("100000", '"many"', '`population.registered` is a number and `"many"` is text'),
        ("  never:", "  never: true\n  always:", "a property says what is never so or"),
        ('  never: outcome = "full budget"\n', "", "what is never so or what is always so"),
        ("act#1", "actt", "no source is called `actt`"),
        ("  source: act#1\n", "", "`source` is missing"),
        ("never: outcome", "never: beside.outcome", "name the other rule set under `beside`"),
        ("never: outcome", "never: others.name", "a property is about one submission"),
        ("source:", "answers: some\n  source:", "write one of `any`, `complete`"),
        ("source:", "stages: decisions\n  source:", "did you mean `decision`?"),
        ("source:", "figures: all\n  source:", "`all` is not one of"),
        ("source:", "figures: {leest: {from: 1, to: 2}}\n  source:", "did you mean `least`?"),
        ("source:", "figures: {accepted: {from: 1, to: 2}}\n  source:", "is no number"),
        ("source:", "figures: {least: {from: 9, to: 2}}\n  source:", "greater than `to`"),
        ("source:", "beside: nowhere\n  source:", "`nowhere` that stand beside these cannot"),
        ("source:", "because: so\n  source:", "unknown key `because`"),
        ("- id: SMALL", f"{SMALL}- id: SMALL", "a property called `SMALL` is already at"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_remedy(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(InvalidRules) as caught:
        load(tmp_path, SMALL.replace(old, new, 1))

    assert told in str(caught.value)
    assert "rules/base/properties/all.yaml:" in str(caught.value)


def test_a_bare_number_stands_for_a_threshold_in_the_unit_of_what_it_is_compared_with(
    tmp_path: Path,
) -> None:
    assert load(tmp_path, SMALL.replace("registered <", "registered between 1 and")).properties


def test_what_a_child_removed_is_no_longer_promised_by_it_unless_it_says_otherwise(
    tmp_path: Path,
) -> None:
    text = SMALL.replace(
        "given: population.registered < 100000", 'given: count(findings[id = "CFG-1"]) = 1'
    )

    with pytest.raises(InvalidRules) as caught:
        load(tmp_path, text, name="child")

    assert '`"CFG-1"` is not a value of `id`' in str(caught.value)
    assert "give a property of the same id here" in str(caught.value)
