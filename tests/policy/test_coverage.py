"""What cases look at is counted point by point, and what they do not is named with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from msgspec import structs

from authorisation.cli.parameters import Percentage
from authorisation.engine.analysis.decisive_leaves import decisive_leaves
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import walk_steps
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Condition, Leaf, Not
from authorisation.model.rules import RuleSet
from authorisation.model.value import Answer
from authorisation.model.verdict import MET, NOT_MET
from authorisation.policy.coverage.measure import Coverage
from authorisation.policy.coverage.points import Point, PointKind
from authorisation.policy.coverage.report import (
    coverage_document,
    coverage_record,
    format_coverage,
    format_share,
)
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import measure_cases
from tests.engine.worlds import DAY, rule_sets, submission, whole_answers
from tests.rule_sets.folders import HERE, copy_folder

DEMO = HERE / "demo" / "rules"


def coverage_of(name: str, root: Path, containing: str = "") -> Coverage:
    _, measured = measure_cases(name, Library(root), containing)
    return measured.coverage


def test_each_verdict_of_a_comparison_is_a_point_and_so_is_deciding_alone() -> None:
    covered = coverage_of("demo", DEMO).covered

    assert Point(PointKind.LEAF, "SIZE", "met", 1) in covered
    assert Point(PointKind.DECISIVE, "SIZE", leaf=1) in covered
    assert Point(PointKind.LEAF, "SIZE", "not met", 1) not in covered
    assert Point(PointKind.LEAF, "LAY", "unknown", 1) in covered


def test_what_no_case_looks_at_is_named_at_its_place() -> None:
    _, measured = measure_cases("demo", Library(DEMO))

    lines = list(format_coverage([measured]))

    not_met = [line for line in lines if "not met" in line]
    assert any("`SIZE` has `population.registered >= least` not met" in line for line in not_met)
    assert all("/demo/criteria/all.yaml:" in line for line in not_met)
    assert any("no case comes to the outcome `refused`" in line for line in lines)
    assert "  criteria: 2 of 2" in lines


def test_a_case_that_expects_nothing_of_a_criterion_does_not_look_at_it() -> None:
    some = coverage_of("demo", DEMO, "a lay member").covered

    assert Point(PointKind.CRITERION, "LAY") in some
    assert not [point for point in some if point.of == "SIZE"]


def test_a_case_more_covers_what_it_looks_at_and_nothing_is_lost(tmp_path: Path) -> None:
    more = (
        "- case: large enough",
        """- case: too small
  as_of: 2012-06-01
  given: {population.registered: 5}
  expect: {SIZE: not met, outcome: refused}
- case: large enough""",
    )
    copy_folder("demo", tmp_path, {"rules/demo/cases/all.yaml": more})

    before, now = coverage_of("demo", DEMO), coverage_of("demo", tmp_path / "rules")

    assert before.covered < now.covered
    assert Point(PointKind.LEAF, "SIZE", "not met", 1) in now.covered
    assert Point(PointKind.OUTCOME, "refused") in now.covered
    assert now.share() > before.share()


def turned(condition: Condition) -> Iterator[tuple[Leaf, Condition]]:
    """Each comparison outside of lists, with the whole condition in which it is turned round."""
    match condition:
        case Leaf():
            yield condition, Not(part=condition)
        case AllOf() | AnyOf() | AtLeast():
            for place, part in enumerate(condition.of):
                for leaf, other in turned(part):
                    parts = (*condition.of[:place], other, *condition.of[place + 1 :])
                    yield leaf, structs.replace(condition, of=parts)
        case Not():
            for leaf, other in turned(condition.part):
                yield leaf, Not(part=other)
        case _:
            return


@given(rule_sets(), whole_answers)
def test_a_comparison_decides_alone_where_turning_it_round_changes_the_criterion(
    rules: RuleSet, answers: Mapping[str, Answer]
) -> None:
    given_ = submission(answers)
    for name, criterion in rules.criteria.items():
        if criterion.require is None:
            continue
        step = assess(compile_rules(rules), given_, as_of=DAY).finding(name).step
        for leaf, other in turned(criterion.require) if step else ():
            changed = structs.replace(criterion, require=other)
            with_it = structs.replace(rules, criteria={**rules.criteria, name: changed})
            now = assess(compile_rules(with_it), given_, as_of=DAY).finding(name).step
            assert step is not None
            assert now is not None
            decides = any(plan.condition is leaf for plan in decisive_leaves(step))
            seen = {each.possible for each in walk_steps(step) if each.plan.condition is leaf}
            if seen <= {MET, NOT_MET}:
                assert decides is (now.possible != step.possible)
    assert rules.criteria


def test_the_record_and_the_page_have_what_is_missed() -> None:
    _, measured = measure_cases("demo", Library(DEMO))

    (record,) = coverage_record([measured]).rule_sets
    page = render(coverage_document([measured]), FileFormat.HTML).decode()

    assert record.covered == record.points - len(record.missed)
    assert record.kinds["criteria"].points == 2
    assert "no case comes to the outcome" in page
    assert "all.yaml" in page


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1), "100.0%"),
        (Fraction(9999, 10000), "99.9%"),
        (Fraction(0), "0.0%"),
        (Fraction(2, 3), "66.6%"),
    ],
)
def test_a_share_is_rounded_down_so_that_100_is_all(share: Fraction, text: str) -> None:
    assert format_share(share) == text


def test_a_limit_is_held_exactly() -> None:
    assert Percentage().convert("66.7", None, None) == Fraction(667, 1000)
    assert Fraction(2, 3) < Percentage().convert("66.7%", None, None)
