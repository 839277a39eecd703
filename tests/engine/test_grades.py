"""What a grade that nobody gave yet keeps open, and what the grades of a scale would lead to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.judge.assessors import possible_grades
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import Assessment, Sensitivity
from authorisation.model.rules import Alternative
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.model.value import Items
from tests.agreement import grades_of
from tests.engine.worlds import DAY
from tests.graded import GRADED

ALL_MET = dict.fromkeys(("LEAD", "SHARE", "PLAN"), "threshold met")
SCALE = frozenset(("threshold met", "level I", "level II"))


def assessed(grades: dict[str, str], *, shared: bool | None = True, patients: int = 1000):
    answers = {"patients": Decimal(patients)} | ({} if shared is None else {"shared": shared})
    submission = Submission(name="A", answers=answers, as_of=DAY, stage=Stage.SELF_ASSESSMENT)
    return assess(GRADED, submission, judgements=grades_of(GRADED.rules, DAY, grades))


def waiting(assessment: Assessment) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    missing = missing_answers(assessment, GRADED)
    return [(each.path, each.criteria, each.rules_in) for each in missing]


def test_each_grade_of_the_scale_is_supposed_and_not_only_its_verdict() -> None:
    assessment = assessed({**ALL_MET, "LEAD": "", "LOOK": "good"})

    assert assessment.outcome_ids == ("directions", "conditions", "none")
    assert waiting(assessment) == [
        ("judgements.LEAD", ("LEAD",), ("directions", "conditions", "none"))
    ]


def test_a_grade_that_no_verdict_waits_for_is_missing_where_the_outcome_turns_on_it() -> None:
    assessment = assessed({**ALL_MET, "PLAN": "", "LOOK": "good"}, patients=999)

    assert assessment.finding("PLAN").rests_on == frozenset()
    assert assessment.outcome_ids == ("directions", "conditions")
    assert waiting(assessment) == [("judgements.PLAN", ("PLAN",), ("directions", "conditions"))]


@pytest.mark.parametrize(
    ("criterion", "shared", "grade", "left"),
    [
        pytest.param("SIZE", True, "", {None}, id="nobody judges it"),
        pytest.param("LEAD", True, "", SCALE, id="nobody has graded it"),
        pytest.param("LEAD", True, "level I", {"level I"}, id="it is graded"),
        pytest.param("SHARE", False, "level I", {None}, id="it does not apply"),
        pytest.param("SHARE", None, "level I", {None, "level I"}, id="it may not apply"),
        pytest.param("SHARE", None, "", {None, *SCALE}, id="it may not, and is not graded"),
    ],
)
def test_the_grades_that_a_finding_may_have(criterion, shared, grade, left) -> None:
    assessment = assessed({criterion: grade}, shared=shared)

    assert possible_grades(assessment.finding(criterion)) == left


def test_a_panel_settles_the_grade_that_assessors_differ_on() -> None:
    def entry(grade: str, by: str = "", panel: tuple[str, ...] = ()) -> Judgement:
        return Judgement(
            criterion="LEAD", assessor=by, panel=panel, on=DAY, grade=grade, reason="so"
        )

    differing = (entry("level I", "A"), entry("level II", "B"))
    submission = Submission(name="A", answers={}, as_of=DAY)
    settled = (*differing, entry("level II", panel=("A", "B")))
    found = [
        possible_grades(assess(GRADED, submission, judgements=Judgements(entries=e)).findings[0])
        for e in (differing, settled)
    ]
    assert found == [SCALE, {"level II"}]


@pytest.mark.parametrize("stage", Stage)
def test_no_row_that_reads_a_grade_applies_at_the_decision_where_nobody_gave_it(stage) -> None:
    submission = Submission(name="A", answers={}, as_of=DAY, stage=stage)
    found = assess(GRADED, submission).outcome_ids

    assert found == (("open",) if stage is Stage.DECISION else ("directions", "conditions", "none"))


def test_an_outcome_may_turn_on_a_disputed_figure_that_the_table_alone_looks_at() -> None:
    figure = GRADED.rules.parameters["levels_with_directions"]
    *earlier, latest = figure.values
    other = Alternative(Items(("level I", "level II")), "framework")
    disputed = replace(figure, values=(*earlier, replace(latest, contested=(other,))))
    figures = {**GRADED.rules.parameters, figure.name: disputed}
    program = compile_rules(replace(GRADED.rules, parameters=figures))
    judged = grades_of(GRADED.rules, DAY, {**ALL_MET, "LEAD": "level I"})
    submission = Submission(
        name="A", answers={"shared": True, "patients": Decimal(1000)}, as_of=DAY
    )

    assessment = assess(program, submission, judgements=judged)

    assert assessment.outcome_ids == ("conditions",)
    assert sensitivities(program, assessment) == (
        Sensitivity(figure.name, other.value, "framework", ("directions",), (), True),  # noqa: FBT003
    )


def test_what_is_supposed_to_be_met_has_a_grade_that_means_so() -> None:
    finding = assessed({"LEAD": "level II"}).finding("LEAD")

    assert possible_grades(finding.supposed_met()) == {"threshold met"}
