"""The fixtures: what each comes to at both stages, and where the figures of the real ones come from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from authorisation.engine.assess import assess
from authorisation.engine.consistency import compile_consistency_tests
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.language.answers.judgements import load_judgements
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import EvidenceLevel
from authorisation.model.verdict import Verdict
from tests.files import load_submission
from tests.published.figures import published
from tests.shared import SHARED
from tests.shipped import shipped_program

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
PROGRAM = shipped_program("gpcc-2010")
SELF_ASSESSMENT, DECISION = Stage.SELF_ASSESSMENT, Stage.DECISION

AS_ASKED = "developmental track as asked"
DEVELOPMENTAL = "developmental track"
NOT_SHOWN = "not shown"
CONDITIONS = "full budget with conditions"
NOW = "full budget now"

# What waits for an answer when nothing is known but a size that brings no question with it.
WAITING = """
    COI-1a FAIL-1a AO-1a GOV-2a PPI-1a PPI-3 MGT-3a MGT-4 MGT-5a
    COI-1b COI-2 COI-3 COI-4 COI-5 DAT-1a DAT-1b DAT-3 EDU-1 FAIL-1b FIN-3b FIN-5 FIN-14 AO-1b
    GOV-4 PPI-2 PPI-4a PPI-4b PPI-5a PPI-5b PPI-6 PPI-7a PPI-7b PPI-8a PPI-8b PPI-9a PPI-9b MGT-7
    PAR-1 POP-3 POP-2b POP-11 POP-12b SCO-3a SCO-3b SCO-7a SCO-10a SCO-11 SCO-13 TRA-3
"""

# From the last day of May 2012, when the limit on running costs was made known.
WAITING_FROM_MAY_2012 = "MGT-3b"

# Real groups, and what waits besides: FIN-3a below 100,000 patients, or where only the press says
# more and a decision is due; POP-9 where the size was questioned.
REAL = {
    "birmingham-crosscity": ("POP-9", "POP-9"),
    "cambridgeshire-and-peterborough": ("POP-9", "POP-9"),
    "corby": ("FIN-3a POP-9", "FIN-3a POP-9"),
    "croydon": ("", ""),
    "dorset": ("POP-9", "POP-9"),
    "erewash": ("FIN-3a POP-9", "FIN-3a POP-9"),
    "fylde-and-wyre": ("", ""),
    "hardwick": ("", ""),
    "islington": ("", ""),
    "liverpool": ("", ""),
    "new-devon": ("POP-9", "POP-9"),
    "pathfinders/lambeth": ("", "FIN-3a"),
    "pathfinders/newquay": ("FIN-3a POP-9", "FIN-3a POP-9"),
    "pathfinders/whitstable": ("FIN-3a POP-9", "FIN-3a POP-9"),
    "pathfinders/wyvernhealth": ("", "FIN-3a"),
    "sandwell-and-west-birmingham": ("POP-9", "POP-9"),
    "slough": ("", ""),
    "somerset": ("", ""),
    "surrey-downs": ("", ""),
    "surrey-heath": ("FIN-3a POP-9", "FIN-3a POP-9"),
    "wigan-borough": ("", ""),
}

# Illustrative groups: the outcomes still possible, and the gates and conditions that are not met,
# open or unknown.
HALF_NOT_MET = "DAT-1b EDU-1 FIN-3b PPI-6 SCO-3b"
HALF_UNKNOWN = """
    COI-1a FIN-3a PPI-3 MGT-3a MGT-4
    COI-4 DAT-3 FAIL-1b FIN-14 AO-1b GOV-4 PPI-4a PPI-5a PPI-5b PPI-7a PPI-8b MGT-7 POP-9 POP-2b
    SCO-10a SCO-11 TRA-3
"""
UNPROVEN_CONDITIONS = """
    DAT-1b EDU-1 FAIL-1b FIN-14 PPI-4a PPI-5a PPI-5b PPI-6 POP-11 SCO-7a SCO-10a TRA-3
    AO-1b COI-3 COI-4 DAT-1a DAT-3 PAR-1 PPI-4b PPI-7a PPI-8a PPI-8b SCO-11 SCO-3a
"""
FIVE_WAITING = " ".join(
    {*WAITING.split(), WAITING_FROM_MAY_2012, "POP-9"} - {"AO-1a", "PPI-1a", "PPI-2"}
)
ILLUSTRATIVE: list[tuple[str, Stage, tuple[str, ...], dict[str, str]]] = [
    ("asks-developmental", SELF_ASSESSMENT, (AS_ASKED,), {"not met": "AO-1b"}),
    ("asks-developmental", DECISION, (AS_ASKED,), {"not met": "AO-1b"}),
    ("conditions-not-shown", SELF_ASSESSMENT, (NOW,), {}),
    (
        "conditions-not-shown",
        DECISION,
        (CONDITIONS,),
        {"open": f"{UNPROVEN_CONDITIONS} COI-1b COI-2 COI-5 MGT-7 POP-2b PPI-2"},
    ),
    ("developmental", SELF_ASSESSMENT, (DEVELOPMENTAL,), {"not met": "FIN-3a"}),
    ("developmental", DECISION, (DEVELOPMENTAL,), {"not met": "FIN-3a"}),
    (
        "five-members",
        SELF_ASSESSMENT,
        (AS_ASKED, DEVELOPMENTAL, CONDITIONS, NOW),
        {"unknown": FIVE_WAITING},
    ),
    (
        "five-members",
        DECISION,
        (NOT_SHOWN,),
        {"open": FIVE_WAITING},
    ),
    ("franchise", SELF_ASSESSMENT, (CONDITIONS,), {"not met": "POP-12b"}),
    ("franchise", DECISION, (CONDITIONS,), {"not met": "POP-12b"}),
    ("full-budget", SELF_ASSESSMENT, (NOW,), {}),
    ("full-budget", DECISION, (NOW,), {}),
    (
        "half-answered",
        SELF_ASSESSMENT,
        (AS_ASKED, DEVELOPMENTAL, CONDITIONS),
        {"not met": HALF_NOT_MET, "unknown": HALF_UNKNOWN},
    ),
    (
        "half-answered",
        DECISION,
        (NOT_SHOWN,),
        {
            "not met": HALF_NOT_MET,
            "open": f"{HALF_UNKNOWN} FAIL-1a PPI-1a MGT-5a MGT-3b POP-11 SCO-7a",
        },
    ),
    ("nothing-shown", SELF_ASSESSMENT, (NOW,), {}),
    (
        "nothing-shown",
        DECISION,
        (NOT_SHOWN,),
        {
            "open": f"FIN-3a AO-1a GOV-2a GOV-4 PPI-1a MGT-3a MGT-3b MGT-4 MGT-5a POP-3 COI-1a FAIL-1a PPI-3"
            f" {UNPROVEN_CONDITIONS}",
        },
    ),
    ("single-locality", SELF_ASSESSMENT, (CONDITIONS,), {"not met": "POP-3"}),
    ("single-locality", DECISION, (CONDITIONS,), {"not met": "POP-3"}),
    ("small-pooled", SELF_ASSESSMENT, (NOW,), {}),
    ("small-pooled", DECISION, (NOW,), {}),
    ("with-conditions", SELF_ASSESSMENT, (CONDITIONS,), {"not met": "MGT-7 POP-3 POP-9"}),
    ("with-conditions", DECISION, (CONDITIONS,), {"not met": "MGT-7 POP-3 POP-9"}),
]
WHOLE = sorted({name for name, *_ in ILLUSTRATIVE} - {"five-members", "half-answered"})


def given(name: str, program: Program = PROGRAM) -> Submission:
    return load_submission(FIXTURES / f"{name}.yaml", program.rules)


def unsettled(assessment: Assessment) -> dict[str, set[str]]:
    """The gates and conditions that are not met, open or unknown, by verdict."""
    found: dict[str, set[str]] = {}
    for finding in assessment.findings:
        if finding.severity is not Severity.NOTE and finding.verdict not in (
            Verdict.MET,
            Verdict.NOT_APPLICABLE,
        ):
            found.setdefault(finding.verdict.value, set()).add(finding.criterion.id)
    return found


def sets(expected: Mapping[str, str]) -> dict[str, set[str]]:
    return {verdict: set(identifiers.split()) for verdict, identifiers in expected.items()}


@pytest.mark.parametrize(
    ("name", "stage", "outcomes", "expected"),
    [pytest.param(*row, id=f"{row[0]}, {row[1].value}") for row in ILLUSTRATIVE],
)
def test_what_an_illustrative_group_comes_to(
    name: str, stage: Stage, outcomes: tuple[str, ...], expected: dict[str, str]
) -> None:
    assessment = assess(PROGRAM, given(f"illustrative-{name}"), stage=stage)

    assert assessment.outcome_ids == outcomes
    assert unsettled(assessment) == sets(expected)


@pytest.mark.parametrize("name", REAL)
def test_of_a_real_group_nothing_is_told_but_what_its_size_tells(name: str) -> None:
    undecided, decided = (assess(PROGRAM, given(name), stage=stage) for stage in Stage)
    then, at_last = ({*WAITING.split(), *besides.split()} for besides in REAL[name])
    if decided.as_of >= date(2012, 5, 31):
        then, at_last = {*then, WAITING_FROM_MAY_2012}, {*at_last, WAITING_FROM_MAY_2012}

    assert undecided.outcome_ids == (AS_ASKED, DEVELOPMENTAL, CONDITIONS, NOW)
    assert unsettled(undecided) == {"unknown": then}
    assert decided.outcome_ids == (NOT_SHOWN,)
    assert unsettled(decided) == {"open": at_last}


def test_every_fixture_is_in_a_table_and_none_contradicts_itself_or_shares_a_code() -> None:
    folders = (FIXTURES, FIXTURES / "pathfinders")
    paths = {str(p.relative_to(FIXTURES)) for f in folders for p in f.glob("*.yaml")}
    listed = {f"illustrative-{name}.yaml" for name, *_ in ILLUSTRATIVE}
    submissions = [given(path.removesuffix(".yaml")) for path in sorted(paths)]
    codes = [each.code for each in submissions if each.code]

    assert paths == listed | {f"{name}.yaml" for name in REAL}
    assert [compile_consistency_tests(PROGRAM.rules).check(each) for each in submissions] == [
        ()
    ] * len(submissions)
    assert sorted(codes) == sorted(set(codes))
    assert len({each.name for each in submissions}) == len(submissions)


@pytest.mark.parametrize(
    ("stage", "beyond"),
    [
        pytest.param(SELF_ASSESSMENT, {NOT_SHOWN}, id="all but one that waits for a decision"),
        pytest.param(DECISION, set(), id="all"),
    ],
)
def test_every_outcome_is_reached(stage: Stage, beyond: set[str]) -> None:
    rows = {row.id for row in PROGRAM.rules.outcomes}
    assessments = [assess(PROGRAM, given(f"illustrative-{name}"), stage=stage) for name in WHOLE]

    assert {each.outcome_ids for each in assessments} == {(row,) for row in rows - beyond}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_submission_leaves_nothing_to_be_answered(name: str) -> None:
    findings = assess(PROGRAM, given(f"illustrative-{name}"), stage=SELF_ASSESSMENT).findings

    assert [each.criterion.id for each in findings if each.verdict is Verdict.UNKNOWN] == []


def test_illustrative_groups_say_that_they_are() -> None:
    submissions = [given(f"illustrative-{name}") for name in {name for name, *_ in ILLUSTRATIVE}]

    assert len(submissions) == len(list(FIXTURES.glob("illustrative-*.yaml")))
    for each in submissions:
        assert "Imaginary " in each.name
        assert each.name.endswith(" (illustrative)")
        assert each.note == "Illustrative. No such group exists and no figure here is anybody's."
        assert not each.published_facts_only


def test_the_same_small_group_in_two_pools_differs_in_nothing_else() -> None:
    narrow, wide = given("illustrative-developmental"), given("illustrative-small-pooled")
    differing = {path for path in narrow.answers if narrow.answers[path] != wide.answers[path]}

    assert narrow.answers.keys() == wide.answers.keys()
    assert narrow.evidence == wide.evidence
    assert differing == {"risk_pool.population_covered", "risk_pool.members"}


@pytest.mark.parametrize(
    ("rules", "as_of", "outcome", "expected"),
    [
        pytest.param(
            "statutory-2012",
            date(2012, 10, 1),
            "not satisfied",
            {"not met": "14C-2-f GB-SIZE GB-SPECIALIST GB-LAY"},
            id="in 2012",
        ),
        pytest.param(
            "statutory-2022",
            date(2022, 5, 1),
            "nothing in the way",
            {},
            id="as amended in 2022",
        ),
    ],
)
def test_five_on_the_governing_body_before_and_after_the_law_changed(
    rules: str, as_of: date, outcome: str, expected: dict[str, str]
) -> None:
    program = shipped_program(rules)
    name = "illustrative-five-members"
    judgements = load_judgements(FIXTURES / "judgements" / f"{name}.yaml", program.rules)
    assessment = assess(program, given(name, program), as_of=as_of, judgements=judgements)

    assert assessment.outcome_ids == (outcome,)
    assert unsettled(assessment) == sets(expected)


# --- where the figures of the real groups come from ---

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the published figures are not beside the project"
)
SIZE = ("population.registered", "membership.practice_count")


def table(name: str) -> list[dict[str, str]]:
    with (SHARED / "data" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", REAL)
def test_a_real_group_has_its_size_and_nothing_else_and_says_where_it_was_published(
    name: str,
) -> None:
    submission = given(name)
    level = EvidenceLevel.STATED if name.startswith("pathfinders/") else EvidenceLevel.EVIDENCED

    assert submission.published_facts_only
    assert submission.stage is SELF_ASSESSMENT
    assert set(submission.answers) == set(SIZE)
    assert {path: each.level for path, each in submission.evidence.items()} == dict.fromkeys(
        SIZE, level
    )
    assert all(each.document and each.where for each in submission.evidence.values())
    assert submission.note.startswith("Only ")
    assert submission.note.endswith("is not answered, which says nothing about the group.")


@pytest.mark.parametrize("name", [name for name in REAL if "/" not in name])
def test_the_figures_of_2013_are_those_published(name: str) -> None:
    submission = given(name)
    row = published("groups")[submission.code]
    where = {each.where for each in submission.evidence.values()}

    assert submission.name == row["name"]
    assert where == {f"row {submission.code}"}
    assert submission.answers == {
        "population.registered": Decimal(row["patients"]),
        "membership.practice_count": Decimal(row["practices"]),
    }


@pytest.mark.parametrize("name", [name for name in REAL if "/" in name])
def test_the_figures_of_the_pathfinders_are_those_published(name: str) -> None:
    submission = given(name)
    row = published("pathfinders")[submission.name]

    assert submission.answers == {
        "population.registered": Decimal(row["patients"]),
        "membership.practice_count": Decimal(row["practices"]),
    }
    assert {each.where for each in submission.evidence.values()} == {row["where"]}


@needs_shared
def test_the_figures_kept_here_are_those_of_the_whole_publications() -> None:
    groups = {row["ods_code"]: row for row in table("ccg_2013.csv")}
    consortia = {row["name"]: row for row in table("gp_consortia_2010_2012.csv")}

    assert published("groups") == {
        code: {
            "name": groups[code]["name"],
            "patients": int(groups[code]["registered_patients_2013q2"]),
            "practices": int(groups[code]["practices_with_patients_2013q2"]),
        }
        for code in published("groups")
    }
    assert published("pathfinders") == {
        name: {
            "patients": int(consortia[name]["population"]),
            "practices": int(consortia[name]["practices"]),
            "where": consortia[name]["source_url"],
        }
        for name in published("pathfinders")
    }


@needs_shared
def test_the_real_groups_run_from_the_smallest_through_the_median_to_the_largest() -> None:
    rows = table("ccg_2013.csv")
    by_size = sorted(rows, key=lambda row: int(row["registered_patients_2013q2"]))
    practices = {row["ods_code"]: int(row["practices_with_patients_2013q2"]) for row in rows}
    exactly = {code for code, number in practices.items() if number in (5, 100)}

    assert [by_size[place]["ods_code"] for place in (0, 1, len(rows) // 2, -1)] == [
        given(name).code for name in ("corby", "surrey-heath", "islington", "new-devon")
    ]
    assert exactly == {given("corby").code, given("dorset").code}
