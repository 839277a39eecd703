"""What a record keeps of other groups: the answers that a test across groups names, no more."""

from __future__ import annotations

from types import MappingProxyType

from msgspec.structs import replace

from authorisation.model.condition import Every, Leaf
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.records.assessment import has_tests_across_groups, minimise
from tests.explain.building import SMALL, program, submission


def rules(test: str) -> RuleSet:
    """Give the small rules with a test across groups put in the place of another."""
    known = program().rules
    across = Every(item="other", within=Formula("others"), satisfies=Leaf(test=Formula(test)))
    changed = replace(known.criteria["LAY"], scope="portfolio", require=across)
    return replace(known, criteria=MappingProxyType({**known.criteria, "LAY": changed}))


def test_rules_without_a_test_across_groups_look_at_no_other() -> None:
    assert not has_tests_across_groups(program().rules)
    assert has_tests_across_groups(rules("other.pool.covered > 1"))


def test_only_the_answers_that_are_named_are_kept() -> None:
    given = submission(SMALL)
    kept = minimise(given, rules("other.pool.covered > 1"))

    assert dict(kept.answers) == {"pool.covered": given.answers["pool.covered"]}
    assert (dict(kept.evidence), kept.note, kept.name) == ({}, "", "Little Marsh")


def test_of_a_list_only_the_fields_that_are_named_and_the_one_items_go_by() -> None:
    kept = minimise(submission(SMALL), rules("count(other.register[declared_on = null]) = 0"))

    assert [sorted(item) for item in kept.answers["register"].items] == [
        ["declared_on", "person"],
        ["declared_on", "person"],
    ]
    assert set(kept.answers) == {"register"}
