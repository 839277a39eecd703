"""A case out of one store and into another: the same again, and nothing that does not verify."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases import reading
from authorisation.casework.exchange.case_import import import_case
from authorisation.casework.exchange.files import export_case
from authorisation.casework.keys import Keys
from authorisation.casework.models import CaseEvent, GroupCase, Person, PersonalValue
from authorisation.casework.people.erasure import erase_values
from authorisation.casework.store import Store, open_store
from authorisation.errors import AuthorisationError, InvalidOption, InvalidRecord, RecordDiffers
from authorisation.records.words.personal_tokens import ERASED
from authorisation.report.letters.letter import Letter
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.records import letter as letter_usecase
from authorisation.usecases.records.letter import write_letters
from authorisation.usecases.records.replay import replay
from authorisation.usecases.records.show import ShownRecords
from tests.casework.walk import Walk, library

AT = datetime(2013, 5, 1, tzinfo=UTC)


@pytest.fixture
def folder(walked: Store, tmp_path: Path) -> Path:
    """The folder of the case of ILL2."""
    assert walked
    out = tmp_path / "out"
    export_case(GroupCase.objects.get(group__code="ILL2"), out, library(), AT)
    return out


@pytest.fixture
def other(store: Store, walked: Store, folder: Path) -> Store:
    """A store that knows the key of the one that the case left."""
    assert folder
    open_store(store.folder)
    for key in walked.keys.glob("*.pub"):
        Keys(store.keys).trust(key)
    return store


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_case_taken_in_and_written_again_is_the_same(
    other: Store, folder: Path, tmp_path: Path
) -> None:
    case = import_case(folder, library(), AT)
    export_case(case, tmp_path / "again", library(), AT)

    assert files(tmp_path / "again") == files(folder)
    assert sorted(files(folder)) == [
        *("assessor.yaml", "events.jsonl", "personal.json", "record.json", "returns.yaml"),
        "submission.yaml",
        *(f"uploads/{name}" for name in sorted(each.name for each in other.uploads.iterdir())),
    ]
    assert verify_store(other).faults == ()
    assert [event.kind for event in CaseEvent.objects.filter(uid="")] == ["imported", "exported"]
    assert case.draft.count() > 100
    with pytest.raises(InvalidRecord, match="is in this store already"):
        import_case(folder, library(), AT)


def test_the_other_commands_read_its_files(folder: Path) -> None:
    request = Request(rules="gpcc-2010", judgements=(folder / "assessor.yaml",))
    run = assess_files([folder / "submission.yaml"], request)
    replayed = replay(folder / "record.json", library())

    assert run.unusable == ()
    assert [each.assessor for each in run.assessments[0].judgements.entries[:3]] == [
        *("Dr assessor 1", "Dr assessor 1", "Dr assessor 2"),
    ]
    assert replayed.differences == replayed.without_value == ()


@pytest.mark.slow
def test_pages_of_the_record_have_names_where_the_folder_has_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(file: Path) -> str:
        return str(ShownRecords(file, library(), full=True).deliverable().first())

    letters: list[Letter] = []
    monkeypatch.setattr(
        letter_usecase, "set_letter", lambda each, *_: letters.append(each) or b"%PDF"
    )
    write_letters(folder / "record.json", library(), str(tmp_path / "a.pdf"))
    bare = Path(shutil.copy(folder / "record.json", tmp_path))

    assert "Mr C. Kite" in page(folder / "record.json")
    assert "Dr decider" in str(letters)
    assert "personal:" not in page(folder / "record.json") + str(letters) + page(bare)
    assert "(kept apart from this record)" in page(bare)
    assert replay(bare, library()).without_value == (
        "25 personal values (kept apart from this record)",
    )


@pytest.mark.slow
def test_what_was_erased_stays_erased_and_verifies_elsewhere(
    store: Store, other: Store, walked: Store, tmp_path: Path
) -> None:
    assert store == other
    open_store(walked.folder)
    case = GroupCase.objects.get(group__code="ILL2")
    manager = Person.objects.get(username="manager")
    value = PersonalValue.objects.get(value="Mr C. Kite")
    erase_values([value.token], "asked to", AT, manager)
    export_case(case, tmp_path / "erased", library(), AT)
    open_store(other.folder)
    taken = import_case(tmp_path / "erased", library(), AT)
    program = reading.program_of(library(), taken.rules)
    submitted = reading.submission_of(reading.version(taken), program, revealed=True)

    assert b"Kite" not in b"".join(files(tmp_path / "erased").values())
    assert replay(tmp_path / "erased" / "record.json", library()).without_value == (
        "submission.answers.management.finance_lead: erased",
        "submission.answers.risk.indicators[1].owner: erased",
        "submission.answers.tasks[2].lead: erased",
        "submission.answers.tasks[8].lead: erased",
        "submission.evidence.management.finance_lead.document: erased",
    )
    assert submitted.answers["management.finance_lead"] == ERASED
    assert submitted.evidence["management.finance_lead"].document == "Role description of erased"
    assert verify_store(other).faults == ()


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def without_a_line(folder: Path) -> None:
    file = folder / "events.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:4] + lines[5:]), encoding="utf-8")


def without_the_end(folder: Path) -> None:
    file = folder / "events.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:8]), encoding="utf-8")


def another_upload(folder: Path) -> None:
    upload = next((folder / "uploads").iterdir())
    upload.write_bytes(b"another")


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (edit("events.jsonl", "as indicated", "as I like"), RecordDiffers, "events.jsonl:8: `proposed` of case # is not as it was signed"),
        (without_a_line, RecordDiffers, "events.jsonl:5: event 5 of case # is gone before it"),
        (without_the_end, RecordDiffers, "record.json: it is no part of this case"),
        (edit("submission.yaml", "764200", "764201"), RecordDiffers, "submission.yaml: it is not what the signed events come to"),
        (edit("submission.yaml", "answers:", "answers: ["), RecordDiffers, "submission.yaml: it is not what the signed events come to"),
        (edit("assessor.yaml", "not accepted", "checked"), RecordDiffers, "assessor.yaml: it is not what the signed events come to"),
        (edit("record.json", "full budget with", "full budget on"), RecordDiffers, "record.json: it is not what the signed events come to"),
        (edit("returns.yaml", "27500000", "27500001"), RecordDiffers, "returns.yaml: it is not what the signed events come to"),
        (edit("personal.json", "Dr decider", "Dr No"), RecordDiffers, "personal.json: the value of personal:# is not the one signed"),
        (another_upload, RecordDiffers, "uploads/#: it is not the file that was kept"),
        (lambda folder: (folder / "notes.txt").touch(), RecordDiffers, "notes.txt: it is no part of this case"),
        (lambda folder: (folder / "returns.yaml").unlink(), RecordDiffers, "returns.yaml: it is missing"),
        (lambda folder: (folder / "events.jsonl").unlink(), AuthorisationError, "events.jsonl: cannot be read: no such file or directory"),
        (edit("events.jsonl", '"at"', '"when"'), InvalidRecord, "events.jsonl:1: no event: it has `when`, which no record has there\n"),
        (edit("events.jsonl", '"at"', "'at'"), InvalidRecord, "events.jsonl:1: no event: line 1, column 2: this is not JSON\n"),
        (edit("personal.json", '"salt"', '"pepper"'), InvalidRecord, "personal.json: `[...]` has `pepper`, which no record has there\n"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("other")
def test_nothing_is_taken_in_that_does_not_verify(
    folder: Path, change: Callable[[Path], None], error: type[AuthorisationError], says: str
) -> None:
    change(folder)
    with pytest.raises(error) as refused:
        import_case(folder, library(), AT)

    said = re.sub("[0-9a-f]{32,}", "#", str(refused.value).replace(f"{folder}/", ""))
    assert said.startswith(says)
    assert "\n  help: take the folder as `authorise casework export` wrote it" in said
    assert CaseEvent.objects.count() == GroupCase.objects.count() == 0
    assert PersonalValue.objects.count() == 0


def test_a_key_that_is_not_known_proves_nothing(store: Store, walked: Store, folder: Path) -> None:
    open_store(store.folder)
    with pytest.raises(
        RecordDiffers, match=r"signed by no key that is known here\n  help: take the"
    ):
        import_case(folder, library(), AT)
    with pytest.raises(InvalidOption, match="no public key of a store"):
        Keys(store.keys).trust(folder / "record.json")
    Keys(store.keys).trust(next(walked.keys.glob("*.pub")))
    assert import_case(folder, library(), AT).state == "letter sent"


def test_a_new_key_signs_on_and_the_old_one_still_proves_what_it_signed(store: Store) -> None:
    walk = Walk()
    old = Keys(store.keys).signs
    Keys(store.keys).make()
    walk.submit()
    signed = list(CaseEvent.objects.values_list("key", flat=True))

    assert signed == [*[old] * 15, *[Keys(store.keys).signs] * 2]
    assert old != signed[-1]
    assert len(list(store.keys.glob("*.key"))) == 1
    assert verify_store(store).faults == ()
    (store.keys / f"{old}.pub").unlink()
    assert [fault.number for fault in verify_store(store).faults] == [*range(1, 16)]


def test_a_folder_that_holds_something_is_not_written_into(folder: Path) -> None:
    with pytest.raises(InvalidOption, match="it is not empty"):
        export_case(GroupCase.objects.get(group__code="ILL2"), folder, library(), AT)
    assert CaseEvent.objects.filter(kind="exported").count() == 1
