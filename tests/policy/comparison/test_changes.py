"""What changed between two rule sets: of what kind, of what, from what to what; and undone again."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.changes import find_changes, undo
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.words import describe_change
from tests.policy.comparison.rules import (
    CRITERIA,
    FIGURES,
    HEAD,
    OUTCOMES,
    changed_rules,
    small_rules,
)
from tests.shipped import SETS, shipped_regime, shipped_rules

SIZE = """\
  - id: SIZE
    title: The group is large enough
    domain: size
    severity: gate
    source: act#1
    require: population.registered >= least
    not_met: 'Only {population.registered}.'
"""
LAY = '  - id: LAY\n    title: Somebody on the board is lay\n    domain: board\n    severity: condition\n    source: act#3\n    require: count(board[role = "lay"]) >= 1\n    discharge: {evidence: the list of members, due: 3 months}\n'
WITH_REGIME = ("failure-statutory", "gpcc-2010")
CHANGES = {
    "a value": (
        {FIGURES: ("value: 1000", "value: 1200")},
        "value of Least population (least): value from 1 January 2012: 1,000 patients → 1,200 patients",
    ),
    "a further value, against what held on its day": (
        {FIGURES: ("    2013-01-01", "    2012-07-01: {value: 1500, source: act#2}\n    2013-01-01")},
        "value of Least population (least): value from 1 July 2012: 1,000 patients → 1,500 patients",
    ),
    "a value that is left out, against what holds on": (
        {FIGURES: ("    2013-01-01: {value: 2000, source: act#2}\n", "")},
        "value of Least population (least): value from 1 January 2013: 2,000 patients → 1,000 patients",
    ),
    "a date": (
        {FIGURES: ("2013-01-01", "2014-01-01")},
        "date of Least population (least): first day of 2,000 patients: 1 January 2013 → 1 January 2014",
    ),
    "an operator": (
        {CRITERIA: ("registered >= least", "registered > least")},
        "operator of The group is large enough (SIZE): what it requires: population registered is at least least population → population registered is more than least population",
    ),
    "a value in a condition": (
        {CRITERIA: (") >= 1", ") >= 2")},
        "value of Somebody on the board is lay (LAY): what it requires: the number of entries in board where role is “lay” is at least 1 → the number of entries in board where role is “lay” is at least 2",
    ),
    "a condition": (
        {CRITERIA: ("registered >= least", "registered >= 2 * least")},
        "condition of The group is large enough (SIZE): what it requires: population registered is at least least population → population registered is at least 2 times least population",
    ),
    "a severity": (
        {CRITERIA: ("severity: gate", "severity: note")},
        "severity of The group is large enough (SIZE): severity: needed before a full budget (gate) → for information (note)",
    ),
    "a severity from a day": (
        {CRITERIA: ("severity: gate", "severity: {2012-01-01: {value: gate, source: act#1}, 2012-06-01: {value: note, source: act#4}}")},
        "severity of The group is large enough (SIZE): severity from 1 June 2012: needed before a full budget (gate) → for information (note)",
    ),
    "a source": (
        {CRITERIA: ("source: act#3", "source: act#4")},
        "source of Somebody on the board is lay (LAY): sources: law: The Example Act, s.3 → law: The Example Act, s.4",
    ),
    "the source of a value": (
        {FIGURES: ("source: act#2", "source: act#4")},
        "source of Least population (least): value from 1 January 2013, source: law: The Example Act, s.2 → law: The Example Act, s.4",
    ),
    "the wording of a figure": (
        {FIGURES: ("title: Least", "title: Smallest")},
        "wording of Smallest population (least): title: Least population → Smallest population",
    ),
    "spaces in a formula, which mean nothing": (
        {CRITERIA: ("registered >= least", "registered  >=  least")},
        "wording of The group is large enough (SIZE): what it requires: population registered is at least least population → population registered is at least least population",
    ),
    "a criterion": (
        {CRITERIA: (LAY, LAY + LAY.replace("LAY", "LAY-2"))},
        "added of Somebody on the board is lay (LAY-2): added: would be a condition of it",
    ),
    "the first criterion fewer": (
        {CRITERIA: (SIZE, "")},
        "removed of The group is large enough (SIZE): removed: needed before a full budget",
    ),
    "one criterion fewer": (
        {CRITERIA: (LAY, "")},
        "removed of Somebody on the board is lay (LAY): removed: would be a condition of it",
    ),
    "a row of the outcome table": (
        {OUTCOMES: ("source: act#9, when: 'count(findings[severity = \"gate\"", "source: act#9, when: 'count(findings[severity = \"note\"")},
        "value of Refused (refused): when it applies: the number of entries in the findings where severity is “gate” and verdict is “not met” is at least 1 → the number of entries in the findings where severity is “note” and verdict is “not met” is at least 1",
    ),
    "the days in force": (
        {HEAD: ("in_force: {from: 2012-01-01}", "in_force: {from: 2012-01-01, until: 2014-01-01}")},
        "date of : the days in force: from 1 January 2012 → from 1 January 2012 until 1 January 2014",
    ),
}  # fmt: skip


def described(old: RuleSet, new: RuleSet) -> list[str]:
    """Each change in words, with its kind and what it is of."""
    changes = find_changes(old, new)
    days = (date(2012, 6, 1), date(2012, 6, 1))
    compared = ComparedRules(old=old, new=new, days=days, changes=changes, meanings=())
    words = [describe_change(each, compared) for each in changes]
    return [f"{each.kind} of {each.title}: {each}" for each in words]


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_by_its_kind_with_before_and_after(
    changes: dict[str, tuple[str, str]], expected: str, tmp_path: Path
) -> None:
    assert described(small_rules(), changed_rules(tmp_path, changes)) == [expected]


@pytest.mark.parametrize("changes", [each for each, _ in CHANGES.values()], ids=CHANGES)
def test_undone_it_leaves_the_rules_as_they_were(
    changes: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    old, new = small_rules(), changed_rules(tmp_path, changes)

    undone = undo(find_changes(old, new), new, old)
    assert [*undone.criteria] == [*old.criteria]
    assert undone.outcomes == old.outcomes
    left = (
        *find_changes(old, undone),
        *find_changes(new, undo(find_changes(new, old), old, new)),
    )

    # A severity that is not dated has the source of its criterion, and changes with it.
    assert [each for each in left if each.path[0] != "severities" or not each.of_words] == []


def test_rows_in_another_order_are_one_change_and_can_be_put_back() -> None:
    old = small_rules()
    refused, conditions, granted = old.outcomes
    new = replace(old, outcomes=(conditions, refused, granted))

    (change,) = find_changes(old, new)

    assert (change.kind, change.old[0], change.new[0]) == (
        *("order", "refused", "granted with conditions"),
    )
    assert undo([change], new, old).outcomes == old.outcomes


def test_a_part_that_is_put_back_stands_where_it_stood() -> None:
    old = shipped_rules("statutory-2012")
    fewer = {name: each for name, each in old.criteria.items() if name != "GB-NURSE"}
    new = replace(old, criteria=fewer)

    assert [*undo(find_changes(old, new), new, old).criteria] == [*old.criteria]


def test_places_are_those_of_both_files(tmp_path: Path) -> None:
    (change,) = find_changes(
        small_rules(),
        changed_rules(
            tmp_path, {FIGURES: ("least:\n  title: Least", "\n\nleast:\n  title: Smallest")}
        ),
    )

    assert (change.at_old.line, change.at_new.line) == (1, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), [*permutations(SETS, 2)])
def test_every_change_between_shipped_sets_has_words_and_can_be_undone(old: str, new: str) -> None:
    before, after = shipped_rules(old), shipped_rules(new)
    regimes = tuple(
        shipped_regime(name).regime if name in WITH_REGIME else None for name in (old, new)
    )
    changes = find_changes(before, after, regimes)
    day = after.in_force[0]
    compared = ComparedRules(
        old=before, new=after, regimes=regimes, days=(day, day), changes=changes, meanings=()
    )

    words = [describe_change(each, compared) for each in changes]

    assert len(words) > 20
    assert [each for each in words if each.old == each.new and each.kind != "wording"] == []
    assert [each for each in words if "(" in str(each) and "=" in str(each)] == []
    assert [
        each for each in find_changes(before, undo(changes, after, before)) if not each.of_words
    ] == []
