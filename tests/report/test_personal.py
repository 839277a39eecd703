"""No personal answer of the fixtures is in a row of their findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from authorisation.engine.assess import assess
from authorisation.explain.assessment.finding_rows import describe_finding_rows
from authorisation.explain.assessment.view import View
from authorisation.model.question import Question
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Items
from tests.files import load_submission
from tests.report.tables import as_csv, findings_tables
from tests.shipped import shipped_program

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((ROOT / "fixtures").glob("illustrative-*.yaml"))


@pytest.fixture(scope="module")
def program():
    return shipped_program("gpcc-2010")


def personal(submission: Submission, bank: Mapping[str, Question]) -> set[str]:
    return {
        text
        for path, answer in submission.answers.items()
        for text in _within(answer, bank[path])
        if len(text) > 3
    }


def _within(answer: Answer, question: Question) -> Iterator[str]:
    if isinstance(answer, Items):
        for item in answer.items:
            if isinstance(item, Mapping):
                for name, value in item.items():
                    yield from _within(value, question.each[name])
            elif question.personal:
                yield str(item)
    elif question.personal and isinstance(answer, str):
        yield answer


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
@pytest.mark.parametrize("stage", Stage)
def test_no_personal_answer_is_in_a_row(file: Path, stage: Stage, program) -> None:
    submission = load_submission(file, program.rules)
    view = View.of(assess(program, submission, stage=stage), program)
    found = findings_tables(list(describe_finding_rows(view)), submission.as_of)
    table = as_csv(found).decode("utf-8-sig")

    assert [text for text in personal(submission, program.rules.bank) if text in table] == []


def test_the_fixtures_have_personal_answers(program) -> None:
    found = [
        personal(load_submission(file, program.rules), program.rules.bank) for file in FIXTURES
    ]

    assert sum(map(bool, found)) >= 3
