"""Adopted editions stay loadable, and a record is replayed under the edition that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

import authorisation
from authorisation.errors import InvalidRules
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.regime.load import has_regime, load_regime
from authorisation.language.rules.editions import read_editions
from authorisation.language.rules.find import kept_editions
from authorisation.language.rules.load import load_rule_set
from tests.faults.law_and_truth_statutes.statutes import decided
from tests.rule_sets.folders import HERE, copy_folder
from tests.shipped import RULES

pytestmark = pytest.mark.slow

ADOPTED = [
    (name, edition)
    for name, editions in read_editions(RULES).items()
    for edition in editions
    if not edition.endswith(" regime")
]


@pytest.mark.parametrize(("name", "edition"), ADOPTED)
def test_an_adopted_edition_loads_as_it_was_adopted(name: str, edition: str) -> None:
    kept = f"{name}@{edition}"
    rules = load_rule_set(kept, root=RULES)

    assert (rules.id, rules.edition) == (name, edition)
    assert rules.sha256 == read_editions(RULES)[name][edition]
    assert not rules.edited
    if has_regime(kept, root=RULES):
        found = load_regime(kept, root=RULES).regime
        assert found.sha256 == read_editions(RULES)[name][f"{edition} regime"]


def test_every_kept_edition_was_adopted() -> None:
    assert {(name, kept) for name, _ in ADOPTED for kept in kept_editions(name, RULES)} == (
        set(ADOPTED)
    )


def test_an_edition_that_is_not_kept_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidRules, match="no such edition is kept"):
        load_rule_set("statutory-2012@2011-01-01", root=RULES)


def test_a_record_of_an_earlier_edition_is_replayed_under_it() -> None:
    earlier = authorisation.load("statutory-2012@2012-06-21")
    record = earlier.assess({"membership.applicants": 1}, as_of="2012-10-01").to_record()

    assert record["rules"]["edition"] == "2012-06-21"
    assert authorisation.replay(record).same


def test_a_mended_rule_set_concludes_otherwise_than_the_edition_before() -> None:
    before = authorisation.load("statutory-2012@2012-06-21")
    record = before.assess({}, as_of="2012-10-01", stage="decision").to_record()

    assert "14C-2-g" in str(record)
    assert decided().outcomes == ("nothing in the way",)


GATES = HERE / "gates/rules"


def test_G1_what_is_not_met_is_no_reason_of_the_last_row() -> None:
    result = authorisation.load("gates", root=GATES).assess(
        {"a.one": True, "a.two": False}, as_of="2012-06-01"
    )
    told = " ".join(str(result.render()).split())

    assert result.outcome == "granted"
    assert "Granted, because nothing that would bring an earlier outcome is so." in told


def test_G1_a_row_with_a_test_of_its_own_is_no_last_row(tmp_path: Path) -> None:
    own = 'when: \'count(findings[id = "G-1" and verdict = "met"]) = 1\', says: G-1 is met.}'
    rest = "\n  - {id: rest, source: ours, when: true}"
    copy_folder("gates", tmp_path, {"rules/gates/outcomes.yaml": ("when: true}", own + rest)})
    result = authorisation.load("gates", root=tmp_path / "rules").assess(
        {"a.one": True, "a.two": False}, as_of="2012-06-01"
    )
    told = " ".join(str(result.render()).split())

    assert result.outcome == "granted"
    assert "indicate Granted. G-1 is met." in told


def test_G1_what_brought_a_row_about_is_its_reason() -> None:
    result = authorisation.load("gates", root=GATES).assess(
        {"a.one": False, "a.two": True}, as_of="2012-06-01"
    )
    told = " ".join(str(result.render()).split())

    assert "Refused, because this is not met (needed before a full budget): One (G-1)." in told


def test_G1_a_table_that_names_one_gate_and_forgets_another_is_told() -> None:
    (found,) = advise_rule_set(load_rule_set("gates", root=GATES))

    assert "no outcome looks at `G-2`, as one does at `G-1`" in found.message
