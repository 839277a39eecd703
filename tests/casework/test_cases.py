"""A case from its first answer to a return: what is kept, and what the engine makes of it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases import reading
from authorisation.casework.cases.monitoring import file_returns
from authorisation.casework.cases.personal import reveal, reveal_json
from authorisation.casework.models import CaseEvent
from authorisation.casework.moves import CaseMove
from authorisation.casework.people.erasure import erase_answers
from authorisation.casework.store import Store
from authorisation.forms.returns_workbook.write import render_returns_workbook
from authorisation.language.answers.returns import read_returns
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer
from authorisation.records.assessment_shape import SubmissionRecord
from authorisation.usecases.forms.returns import following_period
from authorisation.usecases.records.replay import replay_record
from tests.casework.walk import DAY, INDICATED, Walk, library


def test_a_whole_case_is_kept_event_by_event_and_verifies(store: Store) -> None:
    walk = Walk()
    case = walk.whole()
    report = verify_store(store)

    assert [(event.number, event.case_number, event.kind) for event in case.events] == [
        (14 + n, n, kind)
        for n, kind in enumerate(
            [
                "opened",
                "uploaded",
                "submitted",
                "taken up",
                "assessed",
                "assessed",
                "moderated",
                "proposed",
                "decided",
                "letter sent",
                "condition met",
                "returns filed",
            ],
            start=1,
        )
    ]
    assert (case.state, report.events, report.cases, report.faults) == ("letter sent", 26, 1, ())
    assert report.head == case.events.last().link_sha256  # type: ignore[union-attr]
    assert [(row.criterion, row.met_on) for row in case.due] == [
        ("MGT-7", date(2013, 1, 2)),
        ("POP-3", None),
        ("POP-9", None),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("store")
def test_the_decision_is_the_record_that_replay_derives_again() -> None:
    case = Walk().whole()
    data = reading.last_text(case, CaseMove.DECIDE).encode()
    record = json.loads(data)

    assert replay_record(data, library()) == ()
    assert record["decision"]["outcome"] == INDICATED
    assert reveal(record["decision"]["by"]) == "Dr decider"
    assert [len(each.get("panel", ())) for each in record["judgements"]["entries"]] == [0, 0, 0, 2]


@pytest.mark.usefixtures("store")
def test_what_is_signed_has_tokens_for_persons_and_the_pages_their_names() -> None:
    case = Walk().whole()
    program = reading.program_of(library(), case.rules)
    submitted = reading.version(case)
    texts = "".join(event.text for event in case.events.exclude(kind=CaseMove.FILE_RETURNS))
    kept, shown = (
        reading.submission_of(submitted, program, revealed=each) for each in (False, True)
    )
    name = shown.answers["accountable_officer.name"]

    assert isinstance(name, str)
    assert len(name) > 3
    assert name not in texts
    assert "Dr " not in texts
    assert str(kept.answers["accountable_officer.name"]).startswith("personal:")
    runs = [
        reading.run(case, library(), as_of=DAY, stage=Stage.DECISION, revealed=each)
        for each in (False, True)
    ]
    verdicts = [[f.verdict for f in run.assessments[0].findings] for run in runs]
    assert verdicts[0] == verdicts[1]


@pytest.mark.slow
@pytest.mark.usefixtures("store")
def test_what_other_groups_submitted_is_read_once_until_something_is_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, *others = (Walk(f"Imaginary {number}", f"N{number}") for number in range(3))
    for each in (own, *others):
        each.submit()
    read: list[str] = []
    first = reading.read_recorded_submission

    def counted(record: SubmissionRecord, rules: RuleSet) -> Submission:
        read.append(record.code)
        return first(record, rules)

    monkeypatch.setattr(reading, "read_recorded_submission", counted)

    def names() -> list[Answer]:
        read.clear()
        run = reading.run(own.case, library(), as_of=DAY, stage=Stage.DECISION)
        return [each.answers["accountable_officer.name"] for each in run.submissions[1:]]

    known = names()
    assert sorted(read) == ["N0", "N1", "N2"]
    assert (names(), read) == (known, ["N0"])
    others[0].submit()
    assert (names(), sorted(read)) == (known, ["N0", "N1"])
    question = "accountable_officer.name"
    erase_answers(own.case, [question], "asked for", others[0].at, library())
    assert names() == ["erased", "erased"]  # one person, whose name all three have
    assert sorted(read) == ["N0", "N1", "N2"]


@pytest.mark.slow
@pytest.mark.usefixtures("store")
def test_returns_filed_as_a_workbook_are_those_of_the_yaml() -> None:
    walk = Walk()
    case = walk.whole()
    context = library().returns_context(library().regime(case.rules))
    group = read_returns(walk.returns(), "returns.yaml", context)
    form = render_returns_workbook(context.regime, group, following_period(group, context.regime))

    file_returns(walk.by("manager"), case, form, library())
    filed = reading.last_text(case, CaseMove.FILE_RETURNS).encode()

    assert filed != walk.returns()
    assert read_returns(filed, "returns.yaml", context) == group


def test_all_texts_of_an_application_are_revealed_by_one_query(walked: Store) -> None:
    assert walked.folder.exists()
    text = CaseEvent.objects.filter(kind=CaseMove.SUBMIT).first().text
    with CaptureQueriesContext(connection) as asked:
        revealed = json.dumps(reveal_json(json.loads(text)))

    assert len(asked) == 1
    assert json.loads(revealed) == json.loads(reveal(text))
    assert "personal:" not in revealed
