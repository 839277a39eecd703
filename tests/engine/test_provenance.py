"""What a step looked at, where each value came from, and how well it is supported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authorisation.engine.analysis.provenance import step_provenance, support_level
from authorisation.engine.assess import assess
from authorisation.engine.consistency import compile_consistency_tests
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import Provenance
from authorisation.feel.values.values import Bounds
from authorisation.model.condition import AllOf, AnyOf, Every, Leaf
from authorisation.model.question import ConsistencyTest
from authorisation.model.rules import Source, Standing
from authorisation.model.source import Formula, Location
from authorisation.model.value import Evidence, EvidenceLevel, Items
from tests.engine import worlds

BOOK = Source(id="other", title="Another book", standing=Standing.RESEARCH)
ACCOUNTS = Evidence(document="accounts", where="p. 3", level=EvidenceLevel.CHECKED)


def leaf(text):
    return Leaf(test=Formula(text))


def judged(condition, answers, evidence=None):
    rules = worlds.rule_set({"C": worlds.criterion("C", condition)}, sources={"other": BOOK})
    program = compile_rules(rules)
    assessment = assess(program, worlds.submission(answers, evidence=evidence or {}))
    return assessment.findings[0].step, assessment, program


def test_a_leaf_tells_its_answers_and_its_figures():
    step, assessment, program = judged(leaf("g.z >= five"), {"g.z": Decimal(4)}, {"g.z": ACCOUNTS})

    assert step_provenance(step, assessment, program) == (
        Provenance("g.z", "answer", Decimal(4), "", "g.z", "checked", "accounts, p. 3"),
        Provenance(
            "five",
            "parameter",
            Decimal(5),
            since=date(2010, 10, 1),
            source="ours",
            standing="ours",
            contested=((Decimal(1), "other"),),
        ),
    )


def test_an_answer_cites_the_evidence_given_for_its_group():
    step, assessment, program = judged(leaf("g.z >= five"), {"g.z": Decimal(4)}, {"g": ACCOUNTS})

    answer = step_provenance(step, assessment, program)[0]
    assert (answer.level, answer.document) == ("checked", "accounts, p. 3")


def test_a_missing_answer_tells_its_bounds_and_a_derived_value_what_it_came_from():
    step, assessment, program = judged(leaf("ratio >= half"), {"g.x": Decimal(4)})

    derived, figure = step_provenance(step, assessment, program)
    missing = Bounds(Decimal(1), Decimal(10), frozenset({"g.y"}))
    assert derived == Provenance(
        "ratio",
        "derived",
        Bounds(Decimal("0.4"), Decimal(4), frozenset({"g.y"})),
        of=(
            Provenance("g.x", "answer", Decimal(4), "", "g.x", "stated"),
            Provenance("g.y", "answer", missing, "", "g.y", "not answered"),
        ),
    )
    assert figure.value == Decimal("0.5")


def test_an_item_tells_its_own_fields():
    every = Every(item="b", within=Formula("board"), satisfies=leaf("b.n >= three"))
    answers = {"board": Items(({"n": Decimal(2)}, {}))}
    step, assessment, program = judged(every, answers)

    first, second = step.because
    assert step_provenance(first, assessment, program)[0] == Provenance(
        "b.n", "item", Decimal(2), "session", "board", "stated"
    )
    assert step_provenance(second, assessment, program)[0].level == "not answered"
    assert [o.name for o in step_provenance(step, assessment, program)] == ["board"]


def test_a_figure_set_for_one_run_says_so():
    rules = worlds.rule_set({"C": worlds.criterion("C", leaf("g.x >= five"))})
    program = compile_rules(rules)
    assessment = assess(program, worlds.submission({}), overrides={"five": Decimal(7)})

    figure = step_provenance(assessment.findings[0].step, assessment, program)[1]
    assert (figure.value, figure.overridden, figure.source) == (
        Decimal(7),
        True,
        "set for this run",
    )


BOTH = {"g.z": Decimal(5), "h.paper": "a paper"}
ONE = {"g.z": ACCOUNTS}
PARTS = (leaf("g.z >= five"), leaf("h.paper != null"))


@pytest.mark.parametrize(
    ("condition", "answers", "evidence", "level"),
    [
        pytest.param(PARTS[0], BOTH, ONE, EvidenceLevel.CHECKED, id="one answer"),
        pytest.param(
            AllOf(of=PARTS), BOTH, ONE, EvidenceLevel.STATED, id="the weakest of what is needed"
        ),
        pytest.param(
            AnyOf(of=PARTS), BOTH, ONE, EvidenceLevel.CHECKED, id="the best of what would do"
        ),
        pytest.param(
            AllOf(of=PARTS),
            {**BOTH, "g.z": Decimal(1)},
            ONE,
            EvidenceLevel.CHECKED,
            id="what settled it",
        ),
        pytest.param(leaf("three < five"), BOTH, ONE, None, id="no answer at all"),
        pytest.param(
            leaf("ratio >= half"), {}, {"g": ACCOUNTS}, EvidenceLevel.CHECKED, id="a whole group"
        ),
    ],
)
def test_a_finding_is_as_good_as_the_answers_it_cannot_do_without(
    condition, answers, evidence, level
):
    step, assessment, program = judged(condition, answers, evidence)

    assert support_level(step, assessment, program) is level


AGREE = ConsistencyTest(Formula("g.x = count(board)"), "The number and the list differ.")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        pytest.param({"g.x": Decimal(1), "board": Items(({},))}, [], id="they agree"),
        pytest.param({"g.x": Decimal(2)}, [], id="one is not answered"),
        pytest.param(
            {"g.x": Decimal(2), "board": Items((), so_far=True)}, [], id="may still agree"
        ),
        pytest.param(
            {"g.x": Decimal(1), "board": Items(({}, {}), so_far=True)},
            [
                "a.yaml:5:3: `g.x` and `board` contradict each other: The number and the list differ."
            ],
            id="already too many",
        ),
        pytest.param(
            {"g.x": Decimal(2), "board": Items(({},))},
            [
                (
                    "a.yaml:5:3: `g.x` and `board` contradict each other (2 against 1):"
                    " The number and the list differ."
                )
            ],
            id="they differ",
        ),
    ],
)
def test_answers_that_contradict_each_other(answers, told):
    places = {"g.x": Location("a.yaml", 5, 3), "board": Location("a.yaml", 9, 3)}
    submission = worlds.submission(answers, file="a.yaml", places=places)

    problems = compile_consistency_tests(worlds.rule_set({}, consistency=(AGREE,))).check(
        submission
    )

    assert [str(problem) for problem in problems] == told
