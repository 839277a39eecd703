"""Which changes of the rules an application owes its other outcome to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.assessment.comparison import compare_assessments
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.model.value import Items
from authorisation.policy.comparison.changes import find_changes
from authorisation.policy.comparison.moves import (
    Responsible,
    Undoing,
    _fewest,
    find_responsible,
    responsible_among,
)
from authorisation.usecases.assessing import compare_rules
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.library import Library
from tests.examples import examples
from tests.policy.comparison.rules import CRITERIA, FIGURES, changed_rules, small_rules
from tests.rule_sets.folders import read_folder, write_files
from tests.shipped import shipped_rules

FIXTURES = Path(__file__).parents[3] / "fixtures"
DAY = date(2012, 6, 1)
LARGER = {FIGURES: ("value: 1000", "value: 1200")}


def responsible(old: RuleSet, new: RuleSet, patients: int) -> tuple[list[str], bool]:
    """What each change that a group of a size moves by is of, and whether only together."""
    board = Items(({"name": "A", "role": "lay"},))
    answers = {"population.registered": Decimal(patients), "board": board}
    submission = Submission(name="A", answers=answers, as_of=DAY)
    programs = compile_rules(old), compile_rules(new)
    before, now = (assess(each, submission) for each in programs)
    assert before.outcome_ids != now.outcome_ids
    changes = find_changes(old, new)

    def outcomes_under(program: Program) -> tuple[str, ...]:
        return assess(program, submission).outcome_ids

    application = compare_assessments(before, now, programs)
    found: Responsible = find_responsible(
        Undoing(old, new, changes), application, before.outcome_ids, outcomes_under
    )
    return [changes[at].of for at in found.changes], found.together


def test_one_change_of_several_is_found(tmp_path: Path) -> None:
    changes = {**LARGER, CRITERIA: (") >= 1", ") >= 0")}

    assert responsible(small_rules(), changed_rules(tmp_path, changes), 1100) == (["least"], False)


def test_where_each_of_two_is_needed_both_are_named(tmp_path: Path) -> None:
    note = changed_rules(tmp_path / "old", {CRITERIA: ("severity: gate", "severity: note")})

    assert responsible(note, changed_rules(tmp_path / "new", LARGER), 1100) == (
        ["least", "SIZE"],
        False,
    )


def test_where_either_of_two_is_enough_they_are_named_together(tmp_path: Path) -> None:
    changes = {**LARGER, CRITERIA: ('role = "lay"]) >= 1', 'role = "lay"]) >= 2')}
    heavy = changed_rules(tmp_path, changes)
    severities = heavy.criteria["SIZE"].severities
    lay = replace(heavy.criteria["LAY"], severities=severities)
    both = {**heavy.criteria, "LAY": lay}

    found = responsible(small_rules(), replace(heavy, criteria=both), 1100)

    assert found == (["least", "LAY"], True)


def test_what_no_change_of_the_text_brings_back_is_left_open(tmp_path: Path) -> None:
    old, new = small_rules(), changed_rules(tmp_path, LARGER)
    undoing = Undoing(old, new, ())
    programs = compile_rules(old), compile_rules(new)
    answers = {"population.registered": Decimal(1100)}
    before, now = (
        assess(each, Submission(name="A", answers=answers, as_of=DAY)) for each in programs
    )

    found = find_responsible(
        undoing, compare_assessments(before, now, programs), before.outcome_ids, lambda _: ()
    )

    assert found == Responsible(())


def test_of_two_rule_sets_that_have_little_in_common_no_change_is_undone() -> None:
    old, new = shipped_rules("gpcc-2010"), shipped_rules("statutory-2012")
    submission = Submission(name="A", answers={}, as_of=date(2012, 10, 1))
    programs = compile_rules(old), compile_rules(new)
    before, now = (assess(each, submission) for each in programs)
    change = compare_assessments(before, now, programs)

    def none(_: Program) -> tuple[str, ...]:
        pytest.fail("it was assessed under other rules")

    two = Undoing(old, new, find_changes(old, new))
    assert find_responsible(two, change, before.outcome_ids, none) == Responsible((), tried=False)


MOST = """\
most:
  title: Most
  type: integer
  unit: patient
  values:
    2012-01-01: {value: 1200, source: ours}
least:
"""


def test_rules_that_could_not_be_used_without_a_change_are_passed_over(tmp_path: Path) -> None:
    changes = {FIGURES: ("least:\n", MOST), CRITERIA: ("registered >= least", "registered >= most")}
    old, new = small_rules(), changed_rules(tmp_path, changes)
    undoing = Undoing(old, new, found := find_changes(old, new))

    assert [change.of for change in found] == ["most", "SIZE"]
    assert [undoing.program((at,)) is None for at in (0, 1)] == [True, False]
    assert responsible(old, new, 1100) == (["SIZE"], False)


def fewest(enough: list[set[int]], number: int) -> tuple[int, ...]:
    """The changes found of a number of them, where any of these sets is enough, and no other."""
    return _fewest(tuple(range(number)), lambda undone: {*undone} in enough)


def test_no_change_is_named_that_could_be_left_out_once_others_are() -> None:
    # Of 0, 1, 2 and 3 none can be left out by itself.
    assert fewest([{0, 1, 2, 3}, {2, 3}], 4) == (2, 3)
    # The last can be left out only once the first is.
    assert fewest([{*range(8)}, {*range(1, 8)}, {*range(1, 7)}, {1, 2}], 8) == (1, 2)


@pytest.mark.slow
def test_of_the_changes_that_move_a_group_none_can_be_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compare_rules, "find_meanings", lambda *_: ())
    both = [Request(rules=name, library=Library()) for name in ("statutory-2012", "statutory-2022")]
    files = [
        FIXTURES / f"illustrative-{name}.yaml" for name in ("single-locality", "developmental")
    ]

    compared = compare_rules.compare_rules(
        *both, compare_rules.compare_files(files, *both)
    ).compared

    found = {each.change.code: each.responsible for each in compared.moved}
    assert {
        code: [(compared.changes[at].of, compared.changes[at].path) for at in each.changes]
        for code, each in found.items()
        if each is not None
    } == {
        # It is only called otherwise: no criterion and no condition has a part in that.
        "ILL6": [("not satisfied", ("title",))],
        "ILL3": [("not satisfied", ("when",)), ("refuse", ())],
    }


@cache
def lined_rules(number: int) -> RuleSet:
    """The small rules with so many criteria, each of which asks for a figure of its own.

    Every third is a condition, the others are gates.
    """
    criteria, figures = "criteria:\n", ""
    due = "condition, discharge: {evidence: a list, due: 3 months}"
    for each in range(number):
        about = "title: Large, domain: size, source: act#1"
        require = f"require: population.registered >= line{each}"
        severity = due if each % 3 == 2 else "gate"
        criteria += f"  - {{id: SIZE{each}, {about}, {require}, severity: {severity}}}\n"
        values = "values: {2012-01-01: {value: 1000, source: act#1}}"
        figures += f"line{each}: {{title: Line, type: integer, unit: patient, {values}}}\n"
    with TemporaryDirectory() as folder:
        files = read_folder("demo") | {CRITERIA: criteria, FIGURES: figures}
        write_files(files, Path(folder))
        return load_rule_set("demo", root=Path(folder) / "rules")


def with_lines(*lines: int) -> RuleSet:
    """Those rules with these figures."""
    rules = lined_rules(len(lines))
    figures = {
        name: replace(each, values=(replace(each.values[0], value=Decimal(line)),))
        for (name, each), line in zip(rules.parameters.items(), lines, strict=True)
    }
    return replace(rules, parameters=figures)


@pytest.mark.slow
def test_among_more_than_a_hundred_changes_those_that_matter_are_found() -> None:
    old = [1000] * 130
    alone, three = {77: 1200}, {5: 1200, 76: 1200, 128: 1200}
    for raised, together in ((alone, False), (three, True)):
        new = [raised.get(at, 900) for at in range(130)]
        found = responsible(with_lines(*old), with_lines(*new), 1100)

        assert found == ([f"line{at}" for at in raised], together)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(st.sampled_from([900, 1000, 1200]), st.sampled_from([900, 1000, 1200])),
        min_size=1,
        max_size=6,
    ).filter(lambda pairs: any(a != b for a, b in pairs)),
    st.sampled_from([950, 1100]),
)
def test_of_few_changes_is_found_what_trying_every_choice_finds(
    pairs: list[tuple[int, int]], patients: int
) -> None:
    old, new = (with_lines(*each) for each in zip(*pairs, strict=True))
    submission = Submission(
        name="A", answers={"population.registered": Decimal(patients)}, as_of=DAY
    )
    before = assess(compile_rules(old), submission).outcome_ids
    undoing = Undoing(old, new, find_changes(old, new))

    @cache
    def brings_back(undone: tuple[int, ...]) -> bool:
        program = undoing.program(undone)
        return program is not None and assess(program, submission).outcome_ids == before

    assume(not brings_back(()))
    every = undoing.candidates
    enough = [
        {*undone}
        for number in range(1, len(every) + 1)
        for undone in combinations(every, number)
        if brings_back(undone)
    ]
    found = responsible_among((every,), brings_back)

    alone = tuple(at for at in every if {at} in enough)
    if alone:
        assert found == Responsible(alone)
    else:
        assert found.together
        assert len(found.changes) == min(map(len, enough))
        assert {*found.changes} in enough


MANY = range(150)
SETS_OF_MANY = st.frozensets(st.sampled_from(MANY), min_size=1, max_size=5)


@settings(max_examples=examples(300))
@given(st.lists(SETS_OF_MANY, min_size=1, max_size=4), SETS_OF_MANY | st.just(frozenset()))
@example([frozenset({0, 1, 2, 3, 5})], frozenset({4}))
@example([frozenset({0, 2, 6, 8, 9}), frozenset({3, 5, 6, 7, 10})], frozenset({2}))
def test_of_many_changes_all_that_do_alone_are_found_else_as_few_as_nothing_can_be_left_out_of(
    enough: list[frozenset[int]], hiding: frozenset[int]
) -> None:
    """Undoing any of those `hiding` takes back what undoing others alone does, unless all are."""
    tried: list[tuple[int, ...]] = []

    def brings_back(undone: tuple[int, ...]) -> bool:
        tried.append(undone)
        hidden = not hiding.isdisjoint(undone) and len(undone) < len(MANY)
        return not hidden and any(each <= {*undone} for each in enough)

    found = responsible_among((tuple(MANY),), brings_back)

    alone = {at for each in enough for at in each - hiding if len(each) == 1}
    if alone:
        assert found == Responsible(tuple(sorted(alone)))
        assert len(tried) == len(MANY)
    else:
        assert len(tried) == len({*tried}) < 4 * len(MANY)
        assert found.together
        assert brings_back(found.changes)
        assert not any(map(brings_back, combinations(found.changes, len(found.changes) - 1)))
        assert hiding or not any(each < {*found.changes} for each in enough)


def test_what_is_not_found_within_the_sets_that_may_be_tried_is_left_open() -> None:
    """Of a thousand changes only all together bring it back."""
    every = tuple(range(1000))

    found = responsible_among((every,), lambda undone: undone == every)

    assert found == Responsible((), tried=False)
