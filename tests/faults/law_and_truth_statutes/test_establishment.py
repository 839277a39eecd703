"""What the rules of establishment conclude, held against the law that they cite."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

import authorisation
from authorisation.cli.main import cli
from authorisation.model.rules import Severity, Standing
from tests.faults.law_and_truth_statutes.statutes import (
    GROUNDS,
    NOT_SAID,
    board,
    decided,
    judged,
)
from tests.shipped import RULES, shipped_rules

EVALUATIVE = ("14C-2-a", "14C-2-c", "14C-2-d", "14C-2-e", "14C-2-f")
FIXTURE = RULES.parent / "fixtures/illustrative-five-members.yaml"


@pytest.mark.parametrize("rules", ["statutory-2022", "failure-statutory"])
def test_L1_the_rules_end_when_the_groups_were_abolished(rules: str) -> None:
    assert shipped_rules(rules).in_force[1] == date(2022, 7, 1)


def test_L1_a_decision_dated_after_the_end_says_that_the_law_is_gone() -> None:
    arguments = ["--rules", "statutory-2022", "--as-of", "2023-01-01", "--stage", "decision"]
    page = CliRunner().invoke(cli, ["assess", str(FIXTURE), *arguments]).stdout
    told = " ".join(page.split())

    assert "Not in force on 1 January 2023: these rules have not been since 1 July 2022." in told
    assert "abolished on 1 July 2022" in told
    assert NOT_SAID not in told.split("says")[0].split("Reasons")[0]


def test_L2_must_grant_is_said_only_when_every_ground_is_met() -> None:
    assert decided().outcomes == ("nothing in the way",)  # whether the area is free is not shown


@pytest.mark.parametrize("ground", EVALUATIVE)
def test_L2_must_grant_is_not_said_while_a_ground_is_unjudged(ground: str) -> None:
    result = decided(judgements=judged(ground))

    assert result[ground].verdict == "open"
    assert result.outcomes == ("nothing in the way",)


def test_L2_the_weir_doctors_are_not_granted() -> None:
    unlawful = {
        "application.name": "The Weir Doctors",
        "conflicts.register": [],
        "interests.registers_cover": [],
        "governing_body.audit_committee": None,
        "governing_body.remuneration_committee": None,
        "board": board(
            {"name": "A", "office": "chair"},
            {"name": "D", "appointed_on": "2012-06-01", "post_ended": "2002-06-01"},
            {"name": "G", "office": None},
        ),
    }
    result = decided(unlawful)

    assert result.outcomes == ("not satisfied",)
    assert {ground: result[ground].verdict for ground in ("14C-2-a", "14C-2-e", "14C-2-f")} == (
        dict.fromkeys(("14C-2-a", "14C-2-e", "14C-2-f"), "not met")
    )
    assert result["GB-CHAIR-HELD"].verdict == "not met"
    assert NOT_SAID not in str(result.render())


def test_L2_without_an_area_the_reason_is_no_reason_to_grant() -> None:
    result = decided({"area.codes": []})

    assert result["14C-2-c"].verdict == "not met"
    assert result.outcomes == ("not satisfied",)


@pytest.mark.parametrize("ground", EVALUATIVE)
def test_L3_no_ground_with_evaluative_words_is_met_by_tests_alone(ground: str) -> None:
    criterion = shipped_rules("statutory-2012").criteria[ground]

    assert criterion.judgement is not None
    assert criterion.require is not None
    assert decided(judgements=[])[ground].verdict == "open"
    assert decided()[ground].verdict == "met"


@pytest.mark.parametrize("ground", EVALUATIVE)
def test_L3_a_ground_judged_not_satisfied_is_not_met_whatever_the_tests_say(ground: str) -> None:
    grade = "not appropriate" if ground == "14C-2-c" else "not satisfied"
    entry = {"criterion": ground, "assessor": "B", "on": "2012-10-01", "grade": grade}
    result = decided(judgements=[*judged(ground), {**entry, "reason": "No."}])

    assert result[ground].verdict == "not met"
    assert result.outcomes == ("not satisfied",)


def test_L4_no_register_of_interests_is_not_met_and_not_left_aside() -> None:
    result = decided({"conflicts.register": [], "interests.registers_cover": []})

    assert result["COI-REGISTERS"].verdict == "not met"
    assert result["14C-2-e"].verdict == "not met"


@pytest.mark.parametrize(
    ("change", "criterion"),
    [
        ({"interests.registers_cover": ["members", "employees"]}, "COI-REGISTERS"),
        ({"interests.open_to_public": None}, "COI-REGISTERS"),
        ({"interests.declaring": None}, "COI-ARRANGEMENTS"),
        ({"interests.recording": None}, "COI-ARRANGEMENTS"),
        ({"interests.managing": None}, "COI-ARRANGEMENTS"),
    ],
)
def test_L4_each_duty_of_section_14O_is_tested(change: dict[str, Any], criterion: str) -> None:
    assert decided(change)[criterion].verdict == "not met"


CONTENTS = [
    "name",
    "members",
    "area",
    "discharge of functions",
    "terms of employees",
    "making decisions",
    "transparency",
    "conflicts of interest",
]
INVOLVEMENT = ["public involvement", "principles of public involvement"]


@pytest.mark.parametrize("left_out", CONTENTS)
def test_L5_a_constitution_that_leaves_out_what_Schedule_1A_asks_is_not_met(left_out: str) -> None:
    contents = [part for part in CONTENTS if part != left_out]

    assert decided({"constitution.specifies": contents})["CON-1"].verdict == "not met"


@pytest.mark.parametrize("left_out", INVOLVEMENT)
def test_L5_section_14Z2_3_is_asked_from_April_2013_and_not_before(left_out: str) -> None:
    contents = {"constitution.specifies": [*CONTENTS, *INVOLVEMENT]}
    contents["constitution.specifies"].remove(left_out)

    assert decided(contents, as_of="2013-03-31")["CON-1"].verdict == "met"
    assert decided(contents, as_of="2013-04-01")["CON-1"].verdict == "not met"


def test_L5_what_of_Schedule_1A_is_untested_is_named() -> None:
    rules = shipped_rules("statutory-2012")

    assert "paragraphs 7 and 8" in rules.criteria["CON-1"].note
    assert any("paragraphs 7, 8 and 12 of Schedule 1A" in text for text in rules.says)


@pytest.mark.parametrize("duty", ["14S", "14Z education", "14Z2"])
def test_L5_a_duty_not_yet_in_force_is_shown_as_one_to_come(duty: str) -> None:
    rules = shipped_rules("statutory-2012")
    days = (date(2012, 10, 1), date(2013, 4, 1))
    now, later = (str(rules.parameters["general_duties"].on(day).value) for day in days)
    coming = rules.parameters["duties_to_come"].on(days[0])

    assert duty not in now
    assert duty in later
    assert duty in str(coming.value)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("NHS South Weir Clinical Commissioning Group", "met"),
        ("The Weir Doctors", "not met"),
        ("NHS South Weir Clinical commissioning group", "not met"),
        ("South Weir NHS Clinical Commissioning Group", "not met"),
        ("NHS  Clinical Commissioning Group", "not met"),
    ],
)
def test_L6_the_name_is_of_the_prescribed_form(name: str, verdict: str) -> None:
    result = decided({"application.name": name})

    assert result["NAME"].verdict == verdict
    assert result["14C-2-a"].verdict == verdict


@pytest.mark.parametrize(
    "change",
    [
        {"governing_body.audit_committee": None},
        {"governing_body.remuneration_committee": None},
        {"governing_body.remuneration_role": "decides"},
        {"governing_body.other_members_described": None, "board": board({"name": "G"})},
        {"governing_body.terms": None},
    ],
)
def test_L7_committees_terms_and_grounds_of_membership_belong_to_ground_f(
    change: dict[str, Any],
) -> None:
    if "board" in change:
        change["board"][-1]["group_member"] = False

    assert decided(change)["14C-2-f"].verdict == "not met"


def test_L8_ground_g_says_that_nothing_was_prescribed() -> None:
    ground = decided()["14C-2-g"]

    assert ground.verdict == "met"
    assert "Nothing was prescribed" in ground.why()


@pytest.mark.parametrize(
    ("factor", "change"),
    [
        ("FE-a", {"constitution.participation": None}),
        ("FE-b", {"management.stewardship": None}),
        ("FE-c", {"membership.patients_resident": 1000}),
        ("FE-d", {"area.crosses_authority_boundary": True, "area.crossing_rationale": None}),
    ],
)
def test_L9_a_factor_is_shown_to_whoever_judges_and_fails_no_ground(
    factor: str, change: dict[str, Any]
) -> None:
    rules, result = shipped_rules("statutory-2012"), decided(change)
    guidance = " ".join(c.judgement.guidance for c in rules.criteria.values() if c.judgement)
    mechanical = {"PARTICIPATION"} if factor == "FE-a" else set()

    assert result[factor].verdict == "not met"
    assert rules.criteria[factor].severity_on(date(2012, 10, 1)) is Severity.NOTE
    assert factor in guidance or "FE-a to FE-d" in guidance
    assert {f.criterion for f in result if f.verdict == "not met"} - {factor} <= (
        mechanical | ({"14C-2-a"} if mechanical else set())
    )


@pytest.mark.parametrize(
    ("ended", "verdict"),
    [("2002-06-30", "not met"), ("2002-07-01", "not met"), ("2002-07-02", "met")],
)
@pytest.mark.parametrize("rules", ["statutory-2012", "statutory-2022"])
def test_L10_the_ten_years_end_with_the_day_of_appointment(
    rules: str, ended: str, verdict: str
) -> None:
    member = {
        "name": "D",
        "role": "specialist",
        "appointed_on": "2012-07-01",
        "post_ended": ended,
    }
    criterion = "GB-SPECIALIST" if rules == "statutory-2012" else "GB-CLINICIAN"

    assert decided({"board": [member]}, rules=rules)[criterion].verdict == verdict


@pytest.mark.parametrize(
    "change",
    [
        {"specialist.on_specialist_register": False},
        {"specialist.consultant_post": False},
        {"specialist.on_gp_register": True},
    ],
)
def test_L11_a_specialist_fulfils_all_three_conditions(change: dict[str, Any]) -> None:
    assert decided()["GB-SPECIALIST"].verdict == "met"
    assert decided(change)["GB-SPECIALIST"].verdict == "not met"


@pytest.mark.parametrize(
    "change", [{"finance_officer.expertise": False}, {"finance_officer.designated": False}]
)
def test_L12_the_chief_finance_officer_is_able_and_designated(change: dict[str, Any]) -> None:
    assert decided()["GB-CFO"].verdict == "met"
    assert decided(change)["GB-CFO"].verdict == "not met"


def test_L13_the_rules_begin_when_the_sections_were_commenced() -> None:
    assert shipped_rules("statutory-2012").in_force[0] == date(2012, 10, 1)


@pytest.mark.parametrize(
    ("made_on", "outcome"),
    [("2012-07-01", "not satisfied"), ("2013-04-01", "not satisfied"), ("2013-04-02", "refuse")],
)
def test_L14_only_an_initial_application_may_be_granted_with_conditions(
    made_on: str, outcome: str
) -> None:
    changes = {"application.name": "The Weir Doctors", "application.made_on": made_on}

    assert decided(changes, as_of="2013-06-01").outcomes == (outcome,)


def test_L14_in_2022_nothing_is_granted_with_conditions() -> None:
    changes = {"application.name": "The Weir Doctors", "application.made_on": ...}
    rows = shipped_rules("statutory-2022").outcomes

    assert decided(changes, rules="statutory-2022", as_of="2022-05-01").outcomes == (
        "not satisfied",
    )
    assert [row.title for row in rows if row.id == "not satisfied"] == ["To be refused"]
    assert all(row.conditions is None for row in rows)


def test_L14_the_end_of_the_initial_period_is_said_to_have_no_source() -> None:
    entry = shipped_rules("statutory-2012").parameters["initial_period_ends"].values[0]

    assert (entry.source, entry.standing) == ("unsourced", Standing.OURS)


@pytest.mark.parametrize("rules", ["statutory-2012", "statutory-2022"])
def test_L20_an_officer_in_the_chair_is_shown_to_whoever_judges(rules: str) -> None:
    members = board({"name": "A", "office": "chair"}, rules=rules)
    result = decided({"board": members}, rules=rules)
    criterion = shipped_rules(rules).criteria["GB-CHAIR-HELD"]

    assert result["GB-CHAIR-HELD"].verdict == "not met"
    assert criterion.sources == ("unsourced",)
    assert "GB-CHAIR-HELD" in shipped_rules(rules).criteria["14C-2-f"].judgement.guidance


def test_L20_a_lay_chair_is_not_the_lay_member_for_finance() -> None:
    members = board({"name": "E", "office": "chair"}, {"name": "G", "office": None})

    assert decided({"board": members})["14C-2-f"].verdict == "not met"


def test_every_ground_says_what_it_rests_on() -> None:
    rules = authorisation.load("statutory-2012")

    assert [each for each in GROUNDS if each not in rules.criteria] == []
