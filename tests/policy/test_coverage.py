"""What cases look at is counted point by point, and what they do not is named with its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click
import pytest
from hypothesis import given
from msgspec import structs

from authorisation.analysis import solver as analysis_solver
from authorisation.cli.parameters import parse_share
from authorisation.engine.analysis.decisive import decisive_leaves
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import walk_steps
from authorisation.errors import EngineUnavailable
from authorisation.language.cases.assessment import load_cases
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Condition, Leaf, Not
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula, Location
from authorisation.model.value import Answer
from authorisation.model.verdict import MET, NOT_MET
from authorisation.policy.advice.impossible_verdicts import which_cannot_occur
from authorisation.policy.cases.report import render_cases_junit
from authorisation.policy.coverage.changes import changed_points
from authorisation.policy.coverage.measure import Coverage, CoverageMeter, named_points
from authorisation.policy.coverage.points import PlacedPoint, Point, PointKind, coverage_points
from authorisation.policy.coverage.report import (
    MeasuredSet,
    coverage_document,
    coverage_record,
    format_coverage,
    format_share,
)
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases, measure_cases
from tests.engine.worlds import (
    DAY,
    criterion,
    leaf,
    rule_set,
    rule_sets,
    submission,
    whole_answers,
)
from tests.rule_sets.folders import HERE, child_head, copy_folder
from tests.shipped import RULES, SETS

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
    assert now.share > before.share


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


@pytest.mark.slow
@given(rule_sets(), whole_answers)
def test_a_comparison_decides_alone_where_turning_it_round_changes_the_criterion(
    rules: RuleSet, answers: Mapping[str, Answer]
) -> None:
    given_ = submission(answers)
    for name, asked in rules.criteria.items():
        if asked.require is None:
            continue
        step = assess(compile_rules(rules), given_, as_of=DAY).finding(name).step
        for one, other in turned(asked.require) if step else ():
            changed = structs.replace(asked, require=other)
            with_it = structs.replace(rules, criteria={**rules.criteria, name: changed})
            now = assess(compile_rules(with_it), given_, as_of=DAY).finding(name).step
            assert step is not None
            assert now is not None
            decides = any(plan.condition is one for plan in decisive_leaves(step))
            seen = {each.possible for each in walk_steps(step) if each.plan.condition is one}
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


def test_cases_that_come_out_otherwise_are_named_on_the_page_and_in_the_record(
    tmp_path: Path,
) -> None:
    copy_folder(DEMO, tmp_path / "rules")
    file = tmp_path / "rules" / "demo" / "cases" / "all.yaml"
    file.write_text(file.read_text().replace("outcome: granted", "outcome: refused", 1))
    _, measured = measure_cases("demo", Library(tmp_path / "rules"))

    page = coverage_document([measured.portable])
    (record,) = coverage_record([measured.portable]).rule_sets

    (failed,) = measured.failed
    assert page.warnings == (
        "1 case of demo came out otherwise; what it looks at is counted all the same.",
    )
    text = render(page, FileFormat.MARKDOWN).decode()
    assert text.index("Came out otherwise") < text.index("The files of the rules")
    assert failed.case.name in text
    assert [(each.name, each.file, each.passed) for each in record.failed] == [
        (failed.case.name, "demo/cases/all.yaml", False)
    ]
    assert [str(each) for each in record.failed[0].differences] == [
        "outcome: expected refused, got granted"
    ]


@pytest.mark.parametrize(("covered", "points", "text"), [(3, 3, "100.0%"), (1999, 2000, "99.9%")])
def test_a_share_is_rounded_down_so_that_100_is_all(covered: int, points: int, text: str) -> None:
    placed = tuple(
        PlacedPoint(Point(PointKind.CRITERION, str(n)), Location("a.yaml"), "missed")
        for n in range(points)
    )
    seen = frozenset(each.point for each in placed[:covered])

    measured = MeasuredSet("demo", "1", Coverage(placed, seen), {})

    assert format_share(measured) == f"demo: cases look at {text} ({covered} of {points} points)"


def test_a_limit_is_held_exactly() -> None:
    option = click.Option(["--least"])
    context = click.Context(click.Command("x"))

    assert parse_share(context, option, "66.7") == Fraction(667, 1000)
    assert parse_share(context, option, "100%") == 1
    for no_share in ("101", "-1", "much", "1e1", ""):
        with pytest.raises(click.BadParameter, match="write one up to 100"):
            parse_share(context, option, no_share)


SEVERITIES = (
    "    severity: gate\n",
    """\
    severity:
      2012-01-01: {value: note, source: act#2}
      2012-06-01: {value: gate, source: act#2}
      2012-12-01: {value: note, source: act#2}
""",
)


def test_a_severity_counts_from_its_very_first_day(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    criteria = tmp_path / "rules/demo/criteria/all.yaml"
    text = criteria.read_text(encoding="utf-8")
    assert "    severity: gate\n" in text
    criteria.write_text(text.replace(*SEVERITIES, 1), encoding="utf-8")

    coverage = coverage_of("demo", tmp_path / "rules")
    missed = {
        each.point.under
        for each in coverage.missed
        if (each.point.kind, each.point.of) == (PointKind.SEVERITY, "SIZE")
    }

    assert missed == {"0001-01-01", "2012-12-01"}
    assert [each.message for each in coverage.missed_problems if "`SIZE`" in each.message] == [
        "no case looks at `SIZE` as a note",
        "no case looks at `SIZE` as a note, as it is from 2012-12-01",
    ]


def test_a_criterion_that_no_case_looks_at_is_named_without_its_first_severity(
    tmp_path: Path,
) -> None:
    nothing_of_size = ("SIZE: {verdict: met, margin: 500 patient}, ", "")
    copy_folder("demo", tmp_path, {"rules/demo/cases/all.yaml": nothing_of_size})

    coverage = coverage_of("demo", tmp_path / "rules")

    assert [each.message for each in coverage.missed_problems if "`SIZE`" in each.message] == [
        "no case looks at the criterion `SIZE`"
    ]


@pytest.mark.parametrize("needed", ["gone", "if g.flag then gone else 1"])
def test_nothing_decides_where_nobody_set_how_many_are_needed(needed: str) -> None:
    parts = (leaf("g.x > g.y"), leaf("g.flag"))
    rules = rule_set({"C": criterion("C", AtLeast(n=Formula(needed), of=parts))})
    given_ = submission({"g.x": Decimal(3), "g.y": Decimal(1), "g.flag": True})

    step = assess(compile_rules(rules), given_, as_of=DAY).finding("C").step

    assert step is not None
    assert list(decisive_leaves(step)) == []


def test_a_child_has_what_it_changes_apart_from_what_it_inherits(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    child = tmp_path / "rules" / "child"
    child.mkdir()
    (child / "ruleset.yaml").write_text(child_head("child", "demo"), encoding="utf-8")
    (child / "parameters.yaml").write_text(
        "least: {amend: {values: {2012-01-01: {value: 2000, source: ours}}}}\n", encoding="utf-8"
    )

    _, measured = measure_cases("child", Library(tmp_path / "rules"))

    changes = measured.changes
    assert changes is not None
    # The value, and the comparison that is held against it; not a word of the other criterion.
    assert {(point.kind, point.of) for point in changes.points} == {
        (PointKind.VALUE, "least"),
        (PointKind.LEAF, "SIZE"),
        (PointKind.DECISIVE, "SIZE"),
    }
    (inherited, changed) = measured.parts
    assert [words for words, _ in measured.parts] == ["inherited from demo", "changed against demo"]
    assert inherited[1].count()[1] + changed[1].count()[1] == measured.coverage.count()[1]
    (record,) = coverage_record([measured]).rule_sets
    assert record.changes is not None
    assert record.changes.changed.points == len(changes.points)
    assert {each.of for each in record.missed if each.changed} == {"SIZE"}
    page = render(coverage_document([measured]), FileFormat.MARKDOWN).decode()
    assert page.index("changed against demo") < page.index("No case looks at these, changed")


def test_a_figure_that_the_table_of_outcomes_reads_is_looked_at_with_the_outcome() -> None:
    rules = Library(DEMO).rule_set("demo")
    enough = structs.replace(rules.parameters["least"], name="enough")
    first = structs.replace(rules.outcomes[0], when=Formula("population.registered >= enough"))
    program = compile_rules(
        structs.replace(
            rules,
            parameters={**rules.parameters, "enough": enough},
            outcomes=(first, *rules.outcomes[1:]),
        )
    )
    (case, *_) = load_cases("demo", rules, root=DEMO)
    value = Point(PointKind.VALUE, "enough", "2012-01-01")

    assert value in {each.point for each in coverage_points(program)}
    assert value in named_points(program, [case])
    assert value not in named_points(program, [dataclasses.replace(case, outcome=None)])


def test_what_a_parent_has_word_for_word_is_not_changed() -> None:
    program = compile_rules(Library(DEMO).rule_set("demo"))

    assert changed_points((program, None), (program, None)) == frozenset()


def test_names_of_files_are_the_same_on_every_machine(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)

    run, measured = measure_cases("demo", Library(tmp_path / "rules"))

    for data in (
        render_cases_junit([run.portable]).decode(),
        str(coverage_record([measured.portable])),
    ):
        assert "demo/c" in data
        assert str(tmp_path) not in data
    assert set(measured.portable.lines) == {
        each.at.file for each in measured.portable.coverage.points
    }


@pytest.mark.long
@pytest.mark.parametrize("name", SETS)
def test_the_cases_of_each_shipped_set_look_at_all_of_it(name: str) -> None:
    assert [str(each.problem) for each in coverage_of(name, RULES).missed] == []


IMPOSSIBLE = (
    "    require: population.registered >= least\n",
    """\
    require:
      any:
        - population.registered >= least
        - population.registered <= 0
        - some: person
          in: board[role != "lay"]
          satisfies: {all: ['person.name != null', 'person.role = "lay"']}
""",
)


def test_verdicts_that_cannot_occur_are_left_out_with_their_number(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    copy_folder("demo", tmp_path, {"rules/demo/criteria/all.yaml": IMPOSSIBLE})

    _, measured = measure_cases("demo", Library(tmp_path / "rules"))

    assert [
        (each.point.of, each.point.leaf, each.point.under)
        for each in measured.coverage.left_out or ()
    ] == [("SIZE", 2, "met"), ("SIZE", 2, "unknown"), ("SIZE", 3, "not met"), ("SIZE", 4, "met")]
    whole = Coverage((*measured.coverage.points, *(measured.coverage.left_out or ())), frozenset())
    assert measured.coverage.count()[1] == whole.count()[1] - 4
    (record,) = coverage_record([measured]).rule_sets
    assert [each.under for each in record.cannot_occur or ()][:2] == ["met", "unknown"]
    says = "not counted, since nothing leads to them: 4 verdicts of comparisons"
    assert f"  {says}" in list(format_coverage([measured]))
    page = render(coverage_document([measured]), FileFormat.MARKDOWN).decode()
    assert f"N{says[1:]}." in page
    assert not [each for each in measured.coverage.missed if each in measured.coverage.left_out]


NEVER_ALONE = (
    "    require: population.registered >= least\n",
    """\
    require:
      any:
        - population.registered >= 0
        - population.registered >= least
        - some: person
          in: board
          satisfies: person.role = "lay"
""",
)


def test_a_comparison_that_never_decides_alone_is_not_asked_to(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    copy_folder("demo", tmp_path, {"rules/demo/criteria/all.yaml": NEVER_ALONE})

    _, measured = measure_cases("demo", Library(tmp_path / "rules"))

    # The first is always met, so that the second decides nothing; of items nothing is asked.
    points = [each.point for each in measured.coverage.left_out or ()]
    assert [each.leaf for each in points if each.kind is PointKind.DECISIVE] == [2]
    says = "2 verdicts of comparisons, 1 comparison deciding alone and 1 message"
    assert f"  not counted, since nothing leads to them: {says}" in [*format_coverage([measured])]


@pytest.mark.slow
def test_what_cases_show_to_decide_alone_is_never_proved_not_to() -> None:
    pytest.importorskip("z3")
    loaded = RuleSetCases("statutory-2012", Library(RULES))
    meter = CoverageMeter(loaded.program)
    for case in loaded.cases:
        loaded.run(case, meter)
    covered = meter.coverage(loaded.all).covered
    shown = [each for each in covered if each.kind is PointKind.DECISIVE]
    assert len(shown) > 50

    assert not any(which_cannot_occur(loaded.program, None, shown, {}).values())


def test_without_a_solver_all_verdicts_are_counted_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise EngineUnavailable("z3", "the solver is not installed", "pip install it")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(analysis_solver, "import_z3", missing)
    _, measured = measure_cases("demo", Library(DEMO))

    assert measured.coverage.left_out is None
    assert coverage_record([measured]).rule_sets[0].cannot_occur is None
    (said,) = [each for each in format_coverage([measured]) if "cannot occur" in each]
    assert said.startswith("  what cannot occur is counted as well; to leave them out: ")


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("statutory-2012", {PointKind.LEAF, PointKind.MESSAGE}),
        ("failure-statutory", {PointKind.TRIGGER, PointKind.EXIT}),
        ("gpcc-2010", {PointKind.TRIGGER, PointKind.EXIT}),
    ],
)
def test_what_a_case_shows_is_never_said_to_be_impossible(name: str, kinds: set[PointKind]) -> None:
    pytest.importorskip("z3")
    loaded = RuleSetCases(name, Library())
    meter = CoverageMeter(loaded.program, loaded.compiled_regime)
    shown_by = [each for each in loaded.all if not getattr(each, "set", None)]
    for case in shown_by:
        loaded.run(case, meter)
    coverage = meter.coverage(shown_by)
    points = {each.point for each in coverage.points if each.point.kind in kinds}
    shown = points & coverage.covered

    found = which_cannot_occur(loaded.program, loaded.compiled_regime, shown, {})
    assert {each.kind for each in shown} == kinds
    assert len(found) == len(shown) > 10
    assert [each for each in shown if found[each]] == []
