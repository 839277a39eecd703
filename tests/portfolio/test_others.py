"""A row is judged beside the few others that it rests on: it comes to what all of them come to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from authorisation.cli.main import cli
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.assessment.submission_rows import describe_submission_row
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Condition, Every, Not, Some
from authorisation.model.source import Formula
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Items
from authorisation.portfolio.compilation.other_submissions import OtherSubmissions, compared_texts
from authorisation.report.tables.assessments import group_row
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from tests.engine.worlds import criterion, leaf, lessened, rule_set, submission
from tests.examples import examples
from tests.shipped import shipped_program

OTHERS = Formula("others")

BY_TEXTS = (
    "list contains(other.h.tags, t)",
    "not(list contains(other.h.tags, t))",
    "list contains(other.board.role, t)",
    "other.h.paper = h.paper",
    "other.h.paper != t",
    "t = other.code",
    "other.name = h.paper or list contains(other.h.tags, h.paper) and g.flag",
    "list contains(h.tags, their)",
    "their = t",
    "list contains(board.name, their)",
    "g.flag",
    "g.x >= five",
    't = "a"',
)
"""Tests of an other, of a text `their` of it and of an own text `t`, by equality alone."""
IN_OTHER_WAYS = (
    "other.g.x >= g.x",
    'other.h.paper = "a"',
    "count(others) >= 2",
    "count(other.h.tags) = count(h.tags)",
    "other.h = h",
    "other.h.paper = other.name",
    "upper case(other.h.paper) = h.paper",
    "other.h.paper < h.paper",
    'list contains(["a", "b"], other.h.paper)',
)


def _loops(
    body: st.SearchStrategy[Condition], item: str, lists: tuple[str, ...]
) -> st.SearchStrategy[Condition]:
    named = {"item": st.just(item), "within": st.sampled_from(lists).map(Formula)}
    return st.builds(Every, satisfies=body, **named) | st.builds(Some, satisfies=body, **named)


def _grouped(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    at_least = st.builds(AtLeast, n=st.sampled_from(("1", "2")).map(Formula), of=several)
    return st.builds(AllOf, of=several) | st.builds(AnyOf, of=several) | at_least


def _about_others(tests: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    """Loops over the others, over own texts and over theirs, within each other."""
    leaves = st.sampled_from(tests).map(leaf)
    groups = st.recursive(leaves, _grouped, max_leaves=3)
    theirs = ("other.h.tags", "other.board.name", "other.h.paper")
    own = _loops(_loops(groups, "their", theirs), "t", ("h.tags", "board.name"))
    others = _loops(own, "other", ("others",))
    return st.recursive(others, lambda parts: _grouped(parts) | st.builds(Not, part=parts))


texts = st.sampled_from(("a", "b", "c", "d", "e"))
items = st.fixed_dictionaries({"role": texts | st.none(), "name": texts})
answers = st.fixed_dictionaries(
    {
        "g.x": st.integers(0, 10).map(Decimal),
        "g.flag": st.booleans(),
        "h.paper": texts | st.none(),
        "h.tags": st.lists(texts, unique=True, max_size=3).map(lambda t: Items(tuple(t))),
        "board": st.lists(items, max_size=2).map(lambda i: Items(tuple(i))),
    }
).flatmap(lessened)
rounds = st.lists(st.tuples(answers, texts, texts), min_size=2, max_size=12)


def _program(require: Condition) -> Program:
    return compile_rules(rule_set({"O": criterion("O", require, scope="portfolio")}))


def _found(
    program: Program, own: Submission, others: tuple[Submission, ...], stage: Stage, complete: bool
) -> object:
    assessed = assess(program, own, others=others, stage=stage, complete=complete)
    return [
        (each.verdict, each.possible, each.margin, each.rests_on, each.step and each.step.possible)
        for each in assessed.findings
    ], (
        assessed.outcome_ids,
        describe_submission_row(assessed, program),
        group_row(assessed, (), ""),
    )


def assert_same_beside_few(program: Program, given_ones: list[Submission], stage, complete) -> None:
    numbered = list(enumerate(given_ones))
    assert numbered
    beside = OtherSubmissions(program, numbered, compared_texts(program))
    for number, own in numbered:
        everybody = tuple(each for each in given_ones if each is not own)
        few = beside.beside(number, own)
        assert all(each is not own for each in few)
        assert _found(program, own, few, stage, complete) == _found(
            program, own, everybody, stage, complete
        )


def _round(several) -> list[Submission]:
    return [submission(each, name=name, code=code) for each, name, code in several]


EACH_TEXT_OF_AN_OTHER_IS_OWN = Some(
    item="other",
    within=OTHERS,
    satisfies=Every(
        item="t",
        within=Formula("board.name"),
        satisfies=Every(item="their", within=Formula("other.h.tags"), satisfies=leaf("their = t")),
    ),
)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(_about_others(BY_TEXTS), rounds, st.sampled_from(Stage), st.booleans())
@example(
    EACH_TEXT_OF_AN_OTHER_IS_OWN,
    [
        ({"h.tags": Items(("a", "b"))}, "a", "a"),
        ({"h.tags": Items(("a",))}, "a", "a"),
        ({"board": Items(({"name": "a"},))}, "a", "a"),
    ],
    Stage.SELF_ASSESSMENT,
    False,  # noqa: FBT003 - whether the answers are complete, as drawn
)
def test_beside_few_others_comes_out_what_comes_out_beside_all(require, several, stage, complete):
    program = _program(require)
    assert compared_texts(program) is not None
    assert_same_beside_few(program, _round(several), stage, complete)


TAGS = ("ab", "a", "b", "ba", "ac", "cb", "c", "", "abc")


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("negated", [True, False])
def test_others_that_share_other_texts_are_not_taken_for_each_other(negated, complete):
    test = leaf("list contains(other.h.tags, t)")
    contained = Every(item="t", within=Formula("h.tags"), satisfies=test)
    require = Some(
        item="other", within=OTHERS, satisfies=Not(part=contained) if negated else contained
    )
    several = [submission({"h.tags": Items(tuple(each))}) for each in TAGS]
    for number, _ in enumerate(TAGS):
        given_ones = [*several[:number], *several[number:][::-1]]
        assert_same_beside_few(
            _program(require), given_ones, Stage.SELF_ASSESSMENT, complete=complete
        )


@pytest.mark.parametrize(
    "require",
    [
        *(Every(item="other", within=OTHERS, satisfies=leaf(test)) for test in IN_OTHER_WAYS),
        Some(item="other", within=Formula("others[g.flag]"), satisfies=leaf("other.g.flag")),
        Every(
            item="t",
            within=Formula('append(h.tags, "e")'),
            satisfies=Some(
                item="other", within=OTHERS, satisfies=leaf("list contains(other.h.tags, t)")
            ),
        ),
    ],
)
def test_a_criterion_that_does_more_than_compare_texts_sees_every_other(require):
    program = _program(require)
    assert compared_texts(program) is None
    several = [submission({"h.paper": paper}, name=paper) for paper in "aabc"]
    beside = OtherSubmissions(program, enumerate(several), None)
    assert beside.beside(2, several[2]) == (*several[:2], several[3])


def test_a_number_needed_that_counts_the_others_sees_every_other():
    require = AtLeast(n=Formula("count(others)"), of=(leaf("g.flag"),))
    assert compared_texts(_program(require)) is None


@pytest.mark.parametrize("name", ["statutory-2012", "statutory-2022"])
def test_under_shipped_rules_a_round_of_2_000_is_judged_beside_few(name):
    program = shipped_program(name)
    several = [
        submission({"area.codes": Items((f"E{number // 2}", f"W{number}"))}, code=f"C{number}")
        for number in range(2_000)
    ] + [submission({}), submission({"area.codes": Items(("N1",), so_far=True)})]
    beside = OtherSubmissions(program, enumerate(several), compared_texts(program))
    few = [beside.beside(number, each) for number, each in enumerate(several)]
    # The one with the same ground, one of those with other ground, and the last two.
    assert {len(each) for each in few[:2_000]} == {4}
    assert several[1] in few[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "beside_all"),
    [
        ([], False),
        (["--format", "csv"], False),
        (["--output", "list.html"], False),
        (["--full"], True),
        (["--format", "csv", "--findings"], True),
        (["--output", "table.xlsx"], True),
        (["--format", "json"], True),
        (["--format", "html", "--output", "pages/"], True),
        (["--record", "kept/"], True),
    ],
)
def test_a_list_is_made_beside_few_others_and_what_shows_steps_beside_all(
    options, beside_all, tmp_path, monkeypatch
):
    looked_at: set[int] = set()

    def counted(*given, others, **named):
        looked_at.add(len(others))
        return assess(*given, others=others, **named)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("authorisation.usecases.assessing.assess.assess", counted)
    Path("round").mkdir()
    for number in range(9):
        answers = f"{{population.registered: 100000, area.codes: [E{number // 2}]}}"
        head = f"name: Group {number}\nas_of: 2012-10-01\nreceived_on: 2012-10-01\n"
        Path(f"round/{number}.yaml").write_text(f"{head}answers: {answers}\n")
    done = CliRunner().invoke(cli, ["assess", "round", "--rules", "statutory-2012", *options])

    assert done.exit_code == 10, done.output
    assert looked_at == ({8} if beside_all else {1, 2})


@pytest.mark.slow
def test_a_table_that_looks_at_the_others_says_row_by_row_how_far_it_is(tmp_path):
    lines = [f"Group {n},2012-10-01,2012-10-01,{100_000 + n}\n" for n in range(4)]
    heading = "name,as_of,received_on,population.registered\n"
    (tmp_path / "groups.csv").write_text(heading + "".join(lines))
    done: dict[str, list[int]] = {}
    request = PortfolioRequest(Request(rules="statutory-2012"), tmp_path / "groups.csv")
    with portfolio_run(request, lambda _, what: done.setdefault(what, []).append):
        pass
    assert done["worked out row by row"] == [1, 2, 3, 4]
