"""What a change means where terms are equal, and where only a proof could tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import Meaning, Relation, find_meanings
from authorisation.policy.comparison.terms import as_in_force
from tests.policy.comparison.rules import (
    CRITERIA,
    FIGURES,
    OUTCOMES,
    QUESTIONS,
    changed_rules,
    small_rules,
)
from tests.shipped import shipped_rules


class LeavesOpen:
    """Proves nothing, so that whatever is known is known by its terms."""

    def criterion(self, identifier: str) -> Meaning:
        return self._open(RulesPart.CRITERION, identifier)

    def outcome(self, identifier: str) -> Meaning:
        return self._open(RulesPart.OUTCOME, identifier)

    def _open(self, part: RulesPart, of: str) -> Meaning:
        return Meaning(part=part, of=of, relation=Relation.UNDECIDED, because="not asked")


ALL = ("SIZE", "LAY", "refused", "granted with conditions", "granted")


def not_the_same(old: RuleSet, new: RuleSet, day: str = "2012-06-01") -> dict[str, str]:
    """Each criterion and outcome that is not the same by its terms on a day."""
    in_force = (as_in_force(rules, date.fromisoformat(day)) for rules in (old, new))
    found = find_meanings(*in_force, LeavesOpen())
    return {each.of: each.relation.value for each in found if each.relation != "the same"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({CRITERIA: ("title: The group", "title: Whether the group")}, (), id="words"),
        pytest.param({FIGURES: ("source: act#1", "source: act#7")}, (), id="sources"),
        pytest.param({CRITERIA: ("registered >= least", "registered  >=  least")}, (), id="spaces"),
        pytest.param({FIGURES: ("value: 2000", "value: 2500")}, (), id="a value of another day"),
        pytest.param(
            {FIGURES: ("value: 1000", "value: 1200")},
            ("SIZE", "refused", "granted with conditions", "granted"),
            id="a value of the day",
        ),
        pytest.param(
            {CRITERIA: ("severity: condition", "severity: note")},
            ("refused", "granted with conditions", "granted"),
            id="a severity",
        ),
        pytest.param(
            {OUTCOMES: ('"not met", "open"]]) >= 1', '"not met", "open"]]) >= 2')},
            ("granted with conditions", "granted"),
            id="a row, and those below it",
        ),
        pytest.param({QUESTIONS: ("min: 1", "min: 2")}, ALL[:1] + ALL[2:], id="what may be answered"),
    ],
)  # fmt: skip
def test_what_is_of_equal_terms_is_the_same_and_nothing_else(
    changes: dict[str, tuple[str, str]], expected: tuple[str, ...], tmp_path: Path
) -> None:
    found = not_the_same(small_rules(), changed_rules(tmp_path, changes))

    assert found == dict.fromkeys(expected, "undecided")


def test_a_row_that_reads_no_finding_is_the_same_whatever_the_criteria(tmp_path: Path) -> None:
    old = small_rules()
    new = changed_rules(tmp_path, {CRITERIA: ("registered >= least", "registered > least")})
    _, *rows = old.outcomes
    first = replace(rows[-1], id="too many", when=Formula("population.registered > 9"))
    both = (replace(each, outcomes=(first, *each.outcomes)) for each in (old, new))

    assert "too many" not in not_the_same(*both)


TOO = """\
criteria:
  - {id: TOO, title: It is large enough too, severity: note, source: ours, require: {criterion: SIZE}}
"""


def test_a_criterion_changes_with_one_that_it_refers_to(tmp_path: Path) -> None:
    referring = {CRITERIA: ("criteria:\n", TOO)}
    old = changed_rules(tmp_path / "old", referring)
    new = changed_rules(tmp_path / "new", {**referring, FIGURES: ("value: 1000", "value: 1200")})

    assert [name for name in not_the_same(old, new) if name in new.criteria] == ["TOO", "SIZE"]


def test_a_criterion_that_refers_to_another_has_its_terms_too() -> None:
    old, new = shipped_rules("statutory-2012"), shipped_rules("statutory-2022")

    found = not_the_same(old, new, "2022-04-14")

    assert {name: found[name] for name in ("GB-SIZE", "GB-NURSE", "GB-CLINICIAN", "14C-2-f")} == {
        "GB-SIZE": "undecided",  # the figure
        "GB-NURSE": "removed",
        "GB-CLINICIAN": "added",
        "14C-2-f": "undecided",  # what it refers to
    }
    both = {name for name in found if name in new.criteria and name in old.criteria}
    assert both == {"GB-SIZE", "GB-LAY", "14C-2-f", "REG8-4"}  # the last refers to each ground


def test_what_looks_at_the_day_of_assessment_is_not_the_same_on_two_days(tmp_path: Path) -> None:
    counting = {CRITERIA: ("population.registered >= least", 'as_of <= date("2012-06-01")')}
    rules = changed_rules(tmp_path, counting)
    days = date(2012, 6, 1), date(2012, 6, 2)
    in_force = [as_in_force(rules, day) for day in days]

    found = find_meanings(*in_force, LeavesOpen(), days)

    relations = {each.of: each.relation.value for each in found}
    assert relations["SIZE"] == "undecided"
    assert relations["LAY"] == "the same"
