"""One submission under one rule set: findings, closing, outcomes, what to answer next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import contested_parameters, sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import MissingAnswer
from authorisation.errors import InvalidSubmission
from authorisation.model.calendar import add_months
from authorisation.model.condition import AnyOf, CriterionRef, Every, Leaf, Some
from authorisation.model.rules import DatedSeverity, Discharge, Severity
from authorisation.model.source import Formula
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Items
from tests.engine import worlds

GATE, CONDITION, NOTE = Severity.GATE, Severity.CONDITION, Severity.NOTE


def leaf(text):
    return Leaf(test=Formula(text))


def program_of(*criteria, **given):
    return compile_rules(worlds.rule_set({c.id: c for c in criteria}, **given))


def verdicts(assessment):
    return {f.criterion.id: f.verdict.value for f in assessment.findings}


PAPER = worlds.criterion("PAPER", leaf("h.paper != null"))
SIZE = worlds.criterion("SIZE", leaf("g.x >= five"), severity=CONDITION)
ASKED = {"h.model": "one"}


@pytest.mark.parametrize(
    ("answers", "evidence", "stage", "verdict", "why", "outcomes"),
    [
        pytest.param(
            {}, {}, "self-assessment", "unknown", "", ("track", "now"), id="not yet answered"
        ),
        pytest.param(
            {}, {}, "decision", "open", "not answered", ("not shown",), id="never answered"
        ),
        pytest.param(
            {"h.paper": "a"}, {}, "self-assessment", "met", "", ("now",), id="stated is enough"
        ),
        pytest.param(
            {"h.paper": "a"},
            {},
            "decision",
            "open",
            "no evidence",
            ("not shown",),
            id="stated only",
        ),
        pytest.param(
            {"h.paper": "a"},
            {"h.paper": worlds.EVIDENCED},
            "decision",
            "met",
            "",
            ("now",),
            id="shown",
        ),
        pytest.param(
            {"h.paper": None},
            {},
            "decision",
            "not met",
            "",
            ("track",),
            id="an admission needs no proof",
        ),
    ],
)
def test_a_gate_that_needs_evidence(answers, evidence, stage, verdict, why, outcomes):
    submission = worlds.submission({**ASKED, **answers}, stage=Stage(stage), evidence=evidence)

    assessment = assess(program_of(PAPER), submission)

    found = assessment.findings[0]
    assert (found.verdict.value, found.why_open) == (verdict, why)
    assert assessment.outcome_ids == outcomes


def test_a_note_that_is_stated_alone_is_met_at_decision():
    note = worlds.criterion("PAPER", leaf("h.paper != null"), severity=NOTE)
    submission = worlds.submission({**ASKED, "h.paper": "a"}, stage=Stage.DECISION)

    assert verdicts(assess(program_of(note), submission)) == {"PAPER": "met"}


def test_any_evidenced_way_of_meeting_a_gate_will_do():
    either = worlds.criterion("E", AnyOf(of=(leaf("h.paper != null"), leaf("g.z >= three"))))
    answers = {**ASKED, "h.paper": "a", "g.z": Decimal(3)}
    one = worlds.submission(answers, stage=Stage.DECISION, evidence={"g.z": worlds.EVIDENCED})
    none = worlds.submission(answers, stage=Stage.DECISION)

    assert verdicts(assess(program_of(either), one)) == {"E": "met"}
    assert verdicts(assess(program_of(either), none)) == {"E": "open"}


@pytest.mark.parametrize(
    ("answers", "verdict", "possible"),
    [
        pytest.param({"g.flag": False}, "not applicable", 4, id="it does not apply"),
        pytest.param({"g.flag": True, "g.x": Decimal(5)}, "met", 1, id="it applies and is met"),
        pytest.param({"g.x": Decimal(5)}, "unknown", 5, id="met if it applies"),
        pytest.param({"g.x": Decimal(4)}, "unknown", 6, id="not met if it applies"),
        pytest.param({"g.flag": True}, "unknown", 3, id="it applies, nothing known"),
    ],
)
def test_where_it_applies(answers, verdict, possible):
    guarded = replace(SIZE, applies=leaf("g.flag"))

    found = assess(program_of(guarded), worlds.submission(answers)).findings[0]

    assert (found.verdict.value, found.possible) == (verdict, possible)
    assert (found.step is None) == (verdict == "not applicable")


def test_met_or_not_applicable_is_not_open_at_decision():
    guarded = replace(SIZE, applies=leaf("g.flag"))
    submission = worlds.submission({**ASKED, "g.x": Decimal(5)}, stage=Stage.DECISION)

    assert verdicts(assess(program_of(guarded), submission)) == {"SIZE": "met"}


def test_a_criterion_may_rest_on_others_in_any_order():
    ground = worlds.criterion("GROUND", CriterionRef(criterion="PAPER"))

    assessment = assess(program_of(ground, PAPER), worlds.submission({"h.paper": None}))

    assert verdicts(assessment) == {"GROUND": "not met", "PAPER": "not met"}


def judged(*grades, on=(date(2012, 10, 1),) * 3, assessors=("A", "B", "C")):
    return Judgements(
        entries=tuple(
            Judgement(criterion="J", assessor=who, on=day, grade=grade, reason="seen")
            for grade, who, day in zip(grades, assessors, on, strict=False)
        )
    )


@pytest.mark.parametrize(
    ("judgements", "verdict", "rests_on"),
    [
        pytest.param(judged(), "unknown", {"judgements.J"}, id="nobody has judged"),
        pytest.param(judged("green"), "met", set(), id="one assessor"),
        pytest.param(judged("red", "red"), "not met", set(), id="two who agree"),
        pytest.param(judged("green", "red"), "unknown", {"judgements.J"}, id="two who differ"),
        pytest.param(
            judged("green", "red", assessors="AA", on=(date(2012, 1, 1), date(2012, 1, 2))),
            "not met",
            set(),
            id="one who judged again",
        ),
    ],
)
def test_judgements(judgements, verdict, rests_on):
    criterion = worlds.criterion("J", None, judgement=worlds.SCALE)

    found = assess(program_of(criterion), worlds.submission(ASKED), judgements=judgements).findings[
        0
    ]

    assert (found.verdict.value, found.rests_on) == (verdict, rests_on)


def test_assessors_who_differ_need_moderation_at_decision():
    criterion = worlds.criterion("J", None, judgement=worlds.SCALE)
    submission = worlds.submission(ASKED, stage=Stage.DECISION)

    found = assess(program_of(criterion), submission, judgements=judged("green", "red"))

    assert [(f.verdict.value, f.why_open) for f in found.findings] == [
        ("open", "moderation needed")
    ]


def panel(grade, on=date(2012, 10, 1)):
    return Judgement(criterion="J", assessor="", panel=("A", "B"), on=on, grade=grade, reason="sat")


@pytest.mark.parametrize(
    ("days", "verdict", "counted"),
    [
        pytest.param(((date(2012, 9, 1), "red"),), "not met", 3, id="one panel"),
        pytest.param(
            ((date(2012, 9, 2), "green"), (date(2012, 9, 1), "red")), "met", 3, id="the later panel"
        ),
        pytest.param(((date(2012, 10, 2), "red"),), "unknown", 2, id="one that sat too late"),
    ],
)
def test_a_panel_stands_in_place_of_grades_that_differ(days, verdict, counted):
    criterion = worlds.criterion("J", None, judgement=worlds.SCALE)
    given = judged("green", "red")
    given = replace(given, entries=(*given.entries, *(panel(grade, on) for on, grade in days)))

    found = assess(program_of(criterion), worlds.submission(ASKED), judgements=given).findings[0]

    assert (found.verdict.value, len(found.judgements)) == (verdict, counted)


def test_a_later_grade_does_not_reopen_what_a_panel_settled():
    criterion = worlds.criterion("J", None, judgement=worlds.SCALE)
    given = judged("green", "red")
    given = replace(given, entries=(*given.entries, panel("green", date(2012, 9, 1))))

    assert verdicts(assess(program_of(criterion), worlds.submission(ASKED), judgements=given)) == {
        "J": "met"
    }


def test_a_condition_that_is_not_met_is_imposed_with_its_due_date():
    assessment = assess(
        program_of(PAPER, SIZE), worlds.submission({**ASKED, "h.paper": "a", "g.x": Decimal(4)})
    )

    (outcome,) = assessment.outcomes
    assert outcome.row.id == "with conditions"
    assert [(i.criterion, i.perhaps, i.due) for i in outcome.conditions] == [
        ("SIZE", False, date(2013, 1, 1))
    ]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        pytest.param("3 months", date(9999, 12, 31), id="months past the last year"),
        pytest.param("9999 years", date(2012, 10, 1), id="years past the last year"),
        pytest.param("1 day", date(9999, 12, 31), id="a day past the last day"),
        pytest.param("9999 weeks", date(9900, 1, 1), id="weeks past the last day"),
    ],
)
def test_a_condition_due_after_the_last_day_of_the_calendar_has_no_date(due, day):
    late = replace(SIZE, discharge=Discharge(evidence="a plan", due=due))

    assessment = assess(
        program_of(late), worlds.submission({**ASKED, "g.x": Decimal(4)}), as_of=day
    )

    assert [i.due for i in assessment.outcomes[0].conditions] == [None]


def test_outcomes_still_possible_and_what_would_settle_them():
    program = program_of(PAPER, SIZE)

    assessment = assess(program, worlds.submission({**ASKED, "g.y": Decimal(1)}))

    assert assessment.outcome_ids == ("track", "with conditions", "now")
    assert [i.perhaps for i in assessment.outcomes[1].conditions] == [True]
    assert missing_answers(assessment, program) == (
        MissingAnswer(
            "h.paper",
            ("PAPER",),
            gate=True,
            rules_in=("track",),
            rules_out=("track", "with conditions", "now"),
        ),
        MissingAnswer(
            "g.x", ("SIZE",), gate=False, rules_in=(), rules_out=("with conditions", "now")
        ),
    )


def test_an_answer_that_says_a_criterion_does_not_apply_rules_outcomes_out():
    guarded = worlds.criterion("G", leaf("g.x >= five"), applies=leaf("g.flag"))
    program = program_of(guarded)

    assessment = assess(program, worlds.submission({**ASKED, "g.x": Decimal(4)}))

    assert assessment.outcome_ids == ("track", "now")
    assert missing_answers(assessment, program) == (
        MissingAnswer(
            "g.flag", ("G",), gate=True, rules_in=("track", "now"), rules_out=("track", "now")
        ),
    )


@pytest.mark.parametrize(
    ("due", "day"),
    [
        pytest.param("28 days", date(2012, 10, 29), id="days"),
        pytest.param("2 weeks", date(2012, 10, 15), id="weeks"),
        pytest.param("1 month", date(2012, 11, 1), id="a month"),
        pytest.param("15 months", date(2014, 1, 1), id="over the turn of years"),
        pytest.param("1 year", date(2013, 10, 1), id="a year"),
        pytest.param("soon", None, id="no length of time"),
    ],
)
def test_when_a_condition_is_due(due, day):
    late = replace(SIZE, discharge=Discharge(evidence="a paper", due=due))
    assessment = assess(program_of(late), worlds.submission({**ASKED, "g.x": Decimal(4)}))

    assert [imposed.due for imposed in assessment.outcomes[0].conditions] == [day]


def test_a_month_that_lacks_the_day_ends_on_its_last():
    assert add_months(date(2012, 1, 31), 1) == date(2012, 2, 29)


@pytest.mark.parametrize(
    ("require", "why"),
    [
        pytest.param(leaf("max(board.n) >= three"), "cannot be worked out", id="a leaf"),
        pytest.param(
            AnyOf(of=(leaf("g.x >= five"), leaf("max(board.n) >= three"))),
            "cannot be worked out",
            id="a part of it",
        ),
        pytest.param(leaf("g.y >= five"), "not answered", id="an answer is missing"),
    ],
)
def test_why_a_gate_is_open(require, why):
    answers = {**ASKED, "g.x": Decimal(1), "board": Items(())}
    submission = worlds.submission(answers, stage=Stage.DECISION)

    found = assess(program_of(worlds.criterion("C", require)), submission).findings[0]

    assert (found.verdict.value, found.why_open) == ("open", why)


def test_the_margin_of_every_item_is_the_least_of_those_surely_in_the_list():
    every = Every(item="b", within=Formula('board[role = "lay"]'), satisfies=leaf("b.n >= three"))
    people = ({"n": Decimal(5), "role": "lay"}, {"n": Decimal(1)}, {"n": Decimal(4), "role": "lay"})

    found = assess(
        program_of(worlds.criterion("C", every)), worlds.submission({"board": Items(people)})
    ).findings[0]

    assert (found.verdict.value, found.margin) == ("unknown", (None, 1))


def test_severity_changes_from_a_day():
    later = replace(
        SIZE,
        severities=(
            DatedSeverity(since=worlds.START, severity=NOTE),
            DatedSeverity(since=date(2012, 10, 1), severity=GATE),
        ),
    )
    program = program_of(later)
    answers = worlds.submission({**ASKED, "g.x": Decimal(4)})

    sunday = assess(program, answers, as_of=date(2012, 9, 30))
    monday = assess(program, answers, as_of=date(2012, 10, 1))

    assert (sunday.outcome_ids, monday.outcome_ids) == (("now",), ("track",))


def test_a_run_may_set_a_parameter():
    answers = worlds.submission({**ASKED, "g.x": Decimal(4)})

    assessment = assess(program_of(SIZE), answers, overrides={"five": Decimal(4)})

    assert verdicts(assessment) == {"SIZE": "met"}
    assert assessment.findings[0].margin == 0


def test_an_outcome_turns_on_a_contested_figure():
    program = program_of(SIZE)
    turning = assess(program, worlds.submission({**ASKED, "g.x": Decimal(4)}))
    steady = assess(program, worlds.submission({**ASKED, "g.x": Decimal(0)}))

    assert contested_parameters(turning, program) == ("five",)
    assert [
        (t.parameter, t.value, t.source, t.outcomes) for t in sensitivities(program, turning)
    ] == [("five", Decimal(1), "other", ("now",))]
    assert sensitivities(program, steady) == ()


OVERLAP = worlds.criterion(
    "APART",
    Every(
        item="other",
        within=Formula("others"),
        satisfies=leaf("count(other.h.tags[list contains(h.tags, item)]) = 0"),
        name_by="name",
    ),
    scope="portfolio",
)


@pytest.mark.parametrize(
    ("tags", "complete", "verdict", "names"),
    [
        pytest.param(("b",), True, "met", ["Theirs"], id="apart from all there are"),
        pytest.param(
            ("b",), False, "unknown", ["Theirs", "any further item"], id="others may come"
        ),
        pytest.param(("a", "b"), False, "not met", ["Theirs", "any further item"], id="overlap"),
    ],
)
def test_the_other_submissions_of_a_run(tags, complete, verdict, names):
    ours = worlds.submission({"h.tags": Items(("a",))})
    theirs = worlds.submission({"h.tags": Items(tags)}, name="Theirs")

    found = assess(program_of(OVERLAP), ours, others=(theirs,), complete=complete).findings[0]

    assert found.verdict.value == verdict
    assert [step.item for step in found.step.because] == names


def test_a_day_before_the_first_value_is_refused():
    with pytest.raises(InvalidSubmission) as refused:
        assess(program_of(SIZE), worlds.submission({}), as_of=date(2010, 9, 30))

    assert str(refused.value) == (
        "-:1:1: `three` and 5 other parameters have no value yet on 2010-09-30\n"
        "  help: the latest of their first values is of 2010-10-01: assess on that day or later"
    )


def test_a_submission_without_a_day_is_refused():
    with pytest.raises(InvalidSubmission, match="`as_of` is missing"):
        assess(program_of(SIZE), worlds.submission({}, as_of=None))


DATED = Items(({"name": "a", "n": Decimal(1)}, {"name": "b", "n": Decimal(2)}))


@pytest.mark.parametrize(
    ("form", "answers", "margin"),
    [
        pytest.param(Every, {}, (None, 1), id="every: the unknown day may be the worst"),
        pytest.param(Some, {}, (1, None), id="some: the unknown day may be the best"),
        pytest.param(Every, {"g.when": date(2012, 10, 4)}, -3, id="every: it was"),
        pytest.param(Some, {"g.when": date(2012, 9, 1)}, 30, id="some: it was"),
    ],
)
def test_an_item_without_a_margin_yet_leaves_that_of_the_list_open(form, answers, margin):
    in_time = leaf('(if m.n = 1 then @"2012-09-30" else g.when) <= as_of')
    each = form(item="m", within=Formula("board"), satisfies=in_time, name_by="name")
    program = program_of(worlds.criterion("DAYS", each))

    assessment = assess(program, worlds.submission({"board": DATED, **answers}))

    assert assessment.findings[0].margin == margin
