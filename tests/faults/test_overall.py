"""No gate and no condition reads *not met* on an answer that nobody gave."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.plans.plan import ItemsPlan, LeafPlan, Origin, Reference, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.language.answers.submissions import read_submission
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage, Submission
from authorisation.model.verdict import NOT_MET, Verdict
from tests.shared import SHARED
from tests.shipped import RULES, shipped_program

pytestmark = pytest.mark.slow

FIXTURES = sorted(
    path
    for path in (RULES.parent / "fixtures").rglob("*.yaml")
    if not {"returns", "judgements"} & set(path.parts)
)
SETS = ("gpcc-2010", "statutory-2012", "statutory-2022")
DAYS = {"gpcc-2010": date(2012, 10, 1), "statutory-2012": date(2012, 10, 1)}
PUBLISHED = SHARED / "data" / "ccg_2013.csv"


def assessed(submission: Submission, rules: str) -> Assessment:
    return assess(
        shipped_program(rules),
        submission,
        as_of=DAYS.get(rules, date(2022, 5, 1)),
        stage=Stage.SELF_ASSESSMENT,
    )


def failing(assessment: Assessment) -> Iterator[Finding]:
    for finding in assessment.findings:
        if finding.severity is not Severity.NOTE and finding.verdict is Verdict.NOT_MET:
            yield finding


def leaves(step: Step, assessment: Assessment) -> Iterator[Step]:
    """The comparisons that a step's being not met rests on; those of what it refers to, too."""
    if isinstance(step.plan, LeafPlan | ItemsPlan) and not step.because:
        yield step  # a list in which there is no such item has no further parts
    elif isinstance(step.plan, RefPlan) and not step.because:
        named = step.plan.condition.criterion
        other = next(f for f in assessment.findings if f.criterion.id == named)
        if other.step is not None:
            yield from leaves(other.step, assessment)
    else:
        for part in step.decisive:
            yield from leaves(part, assessment)


def not_given(reference: Reference, assessment: Assessment, program: Program) -> Iterator[str]:
    """The answers behind a name that nobody gave."""
    answers: Mapping[str, object] = assessment.submission.answers
    match reference.origin:
        case Origin.ITEM if not reference.question:  # of a list that is a figure of the rules
            pass
        case Origin.ANSWER | Origin.ITEM if not answered(reference.question, answers):
            yield reference.question
        case Origin.DERIVED:
            (plan,) = [each for each in program.derived if each.derived.name == reference.name]
            for name in plan.references:
                yield from not_given(name, assessment, program)


def answered(path: str, answers: Mapping[str, object]) -> bool:
    """Whether there is an answer at a path; lists are answered by the path of the list."""
    return any(path == given or path.startswith(f"{given}.") for given in answers)


def complaints(assessment: Assessment, program: Program) -> Iterator[str]:
    name = assessment.submission.name
    for finding in failing(assessment):
        step = finding.step
        if step is None or step.possible != NOT_MET:
            yield f"{name}: {finding.criterion.id} is not met, and no test of it says so"
            continue
        resting = list(leaves(step, assessment))
        if not resting:
            yield f"{name}: {finding.criterion.id} is not met, and rests on nothing"
        for leaf in resting:
            assert isinstance(leaf.plan, LeafPlan | ItemsPlan)
            for reference in leaf.plan.references:
                for path in not_given(reference, assessment, program):
                    yield f"{name}: {finding.criterion.id} is not met on {path}, not answered"


@cache
def published_groups() -> tuple[Submission, ...]:
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Submission(
                name=row["name"],
                code=row["ods_code"],
                published_facts_only=True,
                answers={
                    "population.registered": Decimal(row["registered_patients_2013q2"]),
                    "membership.practice_count": Decimal(row["practices_with_patients_2013q2"]),
                },
            )
            for row in csv.DictReader(lines)
        )


@pytest.mark.parametrize("rules", SETS)
@pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="the published figures are not beside the tests"
)
def test_overall_no_published_group_fails_on_what_nobody_said(rules: str) -> None:
    groups, program = published_groups(), shipped_program(rules)

    assert len(groups) == 211
    assert [told for group in groups for told in complaints(assessed(group, rules), program)] == []


@pytest.mark.parametrize("file", FIXTURES, ids=lambda path: path.stem)
def test_overall_no_fixture_fails_on_what_nobody_said(file: Path) -> None:
    found = []
    for rules in SETS:
        program = shipped_program(rules)
        submission = read_submission(file.read_bytes(), file.name, program.rules)
        found += list(complaints(assessed(submission, rules), program))

    assert found == []


def test_overall_some_group_does_fail_on_what_it_said() -> None:
    """Else nothing would have been looked at above."""
    failed = {
        finding.criterion.id
        for file in FIXTURES
        for rules in SETS
        for finding in failing(
            assessed(
                read_submission(file.read_bytes(), file.name, shipped_program(rules).rules), rules
            )
        )
    }

    assert {"FIN-3a", "14C-2-f"} <= failed
    assert len(failed) >= 10


def test_overall_an_answer_taken_away_is_complained_of() -> None:
    program = shipped_program("statutory-2012")
    data = (RULES.parent / "fixtures/illustrative-five-members.yaml").read_bytes()
    assessment = assessed(read_submission(data, "f.yaml", program.rules), "statutory-2012")
    left = {k: v for k, v in assessment.submission.answers.items() if k != "board"}
    silent = replace(assessment, submission=replace(assessment.submission, answers=left))

    assert list(complaints(assessment, program)) == []
    assert any(
        "GB-SIZE is not met on board, not answered" in c for c in complaints(silent, program)
    )
