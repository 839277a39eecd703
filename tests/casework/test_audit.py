"""Tampering with a store by SQL, its triggers dropped first: what `verify` says of each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from authorisation.casework.audit import verify as verify_module
from authorisation.casework.audit.links import (
    AuditFault,
    FaultKind,
    FollowedChain,
    follow_chain,
    head_faults,
)
from authorisation.casework.audit.verify import verify_store
from authorisation.casework.events.chain import EventEntry, read_heads
from authorisation.casework.keys import Keys
from authorisation.casework.models import CaseEvent, GroupCase, Person, PersonalValue
from authorisation.casework.people.erasure import erase_values
from authorisation.casework.store import Store
from authorisation.errors import UnreadableFile
from tests.casework.walk import Walk
from tests.examples import examples

EVENTS = CaseEvent._meta.db_table
AT = datetime(2013, 5, 1, tzinfo=UTC)
SIGNED = ("uid", "kind", "at", "by", "text", "previous_in_case", "sha256", "key", "signature")
LINKED = ("previous", "link_sha256", "link_key", "link_signature")


def sql(*statements: str) -> None:
    """Run statements as the owner of the file would, who drops the triggers first."""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS casework_events_{verb}")
        cursor.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            cursor.execute(statement.format(events=EVENTS))


def told(store: Store, head: str | None = None) -> list[str]:
    """What is told, with the ids of cases by the codes of their groups."""
    names = {case.uid: case.group.code for case in GroupCase.objects.all()}
    said = "\n".join(map(str, verify_store(store, head).faults))
    for uid, code in names.items():
        said = said.replace(uid, code)
    return re.sub("[0-9a-f]{32,}", "#", said).splitlines()


def uid_of(code: str) -> str:
    return GroupCase.objects.get(group__code=code).uid


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 39, 500])
def test_a_store_that_nobody_touched_verifies_with_and_without_a_head(
    walked: Store, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "_SLICE", size)
    last = CaseEvent.objects.get(number=39)

    for head in (None, str(walked.heads), last.link_sha256):
        report = verify_store(walked, head)
        assert (report.events, report.cases, report.faults) == (39, 2, ())
    assert verify_store(walked).head == last.link_sha256


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        pytest.param(
            [
                "UPDATE {events} SET text = replace(text, 'as indicated', 'as I like') WHERE number = 23"
            ],
            ["event 23: changed: `proposed` of case ILL2 is not as it was signed"],
            id="a text is changed",
        ),
        pytest.param(
            ["DELETE FROM {events} WHERE number = 21"],
            [
                "event 21: removed: it is gone",
                "event 22: removed: event 6 of case ILL2 is gone before it",
            ],
            id="one event is removed",
        ),
        pytest.param(
            [
                "DELETE FROM {events} WHERE number BETWEEN 16 AND 27",
                "DELETE FROM casework_duecondition WHERE case_id = 1",
                "DELETE FROM casework_draftanswer WHERE case_id = 1",
                "DELETE FROM casework_groupcase WHERE id = 1",
            ],
            ["event 16: removed: it and all up to event 27 are gone"],
            id="a whole case is removed",
        ),
        pytest.param(
            [
                "UPDATE {events} SET number = 114 WHERE number = 20",
                "UPDATE {events} SET number = 20 WHERE number = 21",
                "UPDATE {events} SET number = 21 WHERE number = 114",
            ],
            [
                "event 20: order: its place in the store is not the one that was signed",
                "event 21: order: it was signed as the one after event 19",
                "event 22: order: it was signed as the one after event 20",
            ],
            id="two events change places",
        ),
        pytest.param(
            ["DELETE FROM {events} WHERE number > 37"],
            [
                "event 37: table: case ILX: conditions: not what its events come to",
                "event 37: cut: the row of the last event names another",
                "event 37: cut: events 38 to 39 of which heads were written down, cut off the end",
            ],
            id="the end is cut off",
        ),
        pytest.param(
            [
                "UPDATE {events} SET uid = (SELECT uid FROM {events} WHERE number = 28) WHERE number = 24"
            ],
            [
                "event 24: copied: `decided` of case ILL2, copied into case ILX",
                "event 25: removed: event 9 of case ILL2 is gone before it",
                "event 28: order: it does not follow on the event before it of case ILX",
            ],
            id="an event is put into another case",
        ),
        pytest.param(
            ["UPDATE {events} SET link_signature = lower(hex(zeroblob(64))) WHERE number = 18"],
            ["event 18: signature: its place in the store was signed by no key that is known here"],
            id="a signature is not one",
        ),
        pytest.param(
            ["UPDATE casework_groupcase SET state = 'proposed' WHERE id = 1"],
            ["event 27: table: case ILL2: state: not what its events come to"],
            id="a state is changed",
        ),
        pytest.param(
            ["UPDATE casework_duecondition SET met_on = '2013-01-01' WHERE criterion = 'POP-3'"],
            [
                "event 27: table: case ILL2: conditions: not what its events come to",
                "event 39: table: case ILX: conditions: not what its events come to",
            ],
            id="a condition is called met",
        ),
        pytest.param(
            ["UPDATE casework_personalvalue SET value = 'Dr No' WHERE value = 'Dr decider'"],
            ["store: personal value: personal:# is not the value of that token"],
            id="a name is changed",
        ),
        pytest.param(
            ["UPDATE casework_personalvalue SET value = '', salt = '' WHERE value = 'Dr decider'"],
            ["store: personal value: personal:# was emptied, and no event says so"],
            id="a name is emptied without an event",
        ),
        pytest.param(
            [
                "INSERT INTO casework_heldrole (person_id, role) VALUES (1, 'decider')",
                "DELETE FROM casework_heldrole WHERE role = 'signatory' AND group_id = 1",
            ],
            [
                "event 2: account: personal:# is decider, and no event says that the role was given",
                (
                    "event 15: account: personal:# is not signatory of Imaginary Long Shore "
                    "(illustrative) (ILL2), and no event says that the role was taken"
                ),
            ],
            id="a role is given, and one is taken",
        ),
        pytest.param(
            [
                "UPDATE casework_person SET is_active = 0 WHERE username = 'decider'",
                "DELETE FROM casework_heldrole WHERE person_id = 4",
                "DELETE FROM casework_person WHERE id = 4",
                (
                    "INSERT INTO casework_person (username, password, is_active, "
                    "password_is_given, totp_secret, totp_step, recovery_codes, name_id) "
                    "SELECT 'eve', '', 1, 0, '', 0, '', token FROM casework_personalvalue "
                    "WHERE value = 'Mr C. Kite'"
                ),
            ],
            [
                "store: account: personal:# has an account, and no event says that it was added",
                "event 8: account: personal:# was added, and has no account: it is gone",
                "event 14: account: personal:# was closed, and no event says so",
            ],
            id="an account is added, one is removed and one is closed",
        ),
    ],
)
def test_tampering_is_told_with_the_event(
    walked: Store, statements: list[str], says: list[str]
) -> None:
    sql(*statements)

    assert told(walked) == says


def test_a_copy_of_a_whole_event_of_another_case_is_told(walked: Store) -> None:
    columns = ", ".join((*SIGNED, "case_number", "commit", *LINKED[:1], *LINKED[2:]))
    sql(
        f"INSERT INTO {{events}} (number, link_sha256, {columns.replace('commit', '`commit`')}) "
        f"SELECT 40, 'x', {columns.replace('commit', '`commit`')} FROM {{events}} WHERE number = 24"
    )

    assert "event 40: copied: the same entry as event 24, copied" in told(walked)


def test_a_cut_of_database_and_heads_together_shows_against_a_copy_of_the_heads(
    walked: Store, tmp_path: Path
) -> None:
    lines = walked.heads.read_text().splitlines(keepends=True)
    (tmp_path / "copy").write_text("".join(lines))
    letter = CaseEvent.objects.get(number=39).link_sha256
    head = CaseEvent.objects.get(number=38).link_sha256
    walked.heads.write_text("".join(lines[:38]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    sql(
        "DELETE FROM {events} WHERE number = 39",
        f"UPDATE casework_chainhead SET number = 38, link_sha256 = '{head}'",
    )

    assert told(walked) == []
    assert told(walked, str(tmp_path / "copy")) == [
        "event 38: cut: event 39 of which heads were written down, cut off the end"
    ]
    assert told(walked, letter) == [
        "event 38: cut: no event has the head that was given: it was cut off, or changed"
    ]
    assert told(walked, head) == []
    with pytest.raises(UnreadableFile, match="cannot be read"):
        verify_store(walked, str(tmp_path / "none"))


def test_heads_may_be_one_commit_behind_and_no_more_and_the_next_commit_writes_what_is_missing(
    store: Store,
) -> None:
    walk = Walk()
    walk.submit()
    lines = store.heads.read_text().splitlines(keepends=True)
    store.heads.write_text("".join(lines[:-1]) + lines[-1][:40])  # ended while it was written

    assert told(store) == []
    walk.assess()
    assert told(store) == []
    assert store.heads.read_text().count("\n") == 14 + 3 + 3 + 1
    store.heads.write_text("".join(lines[:-1]))
    assert told(store) == [
        "event 17: heads: no head at it was written down, nor at 3 others: the file was cut"
    ]
    store.heads.write_text("".join(lines) + f"21 {'0' * 64} {lines[0].split()[2]} {'0' * 128}\n")
    assert told(store)[-1] == (
        "event 21: heads: the head at it was signed by no key that is known here"
    )
    store.heads.unlink()
    assert verify_store(store).held_against == ""
    assert told(store) == []


def test_a_copy_of_the_heads_may_be_old_but_has_no_gap(walked: Store, tmp_path: Path) -> None:
    lines = walked.heads.read_text().splitlines(keepends=True)
    copy = tmp_path / "copy"
    copy.write_text("".join(lines[:10]))

    assert told(walked, str(copy)) == []
    copy.write_text("".join(lines[:5] + lines[6:10]))
    assert told(walked, str(copy)) == [
        "event 6: heads: no head at it was written down: the file was cut"
    ]


@pytest.mark.parametrize("number", [1, 2, *range(16, 28), "number"])
def test_texts_that_say_nothing_are_told_and_stop_nobody(walked: Store, number: object) -> None:
    erase_values([first_token()], "asked to", AT, Person.objects.get(username="manager"))
    sql(f"UPDATE {{events}} SET text = 'x', kind = 'y' WHERE number = {number}")
    said = told(walked)

    assert [line for line in said if ": changed: `y`" in line]
    assert len(said) >= (1 if number != "number" else 25)


def first_token() -> str:
    return PersonalValue.objects.get(value="Mr C. Kite").token


def test_an_upload_that_was_changed_or_is_gone_is_told(walked: Store) -> None:
    upload, letter = sorted(walked.uploads.iterdir())
    upload.chmod(0o600)
    upload.write_bytes(b"another")
    letter.unlink()

    assert len(told(walked)) == 4
    assert {line.partition(": ")[2].partition(",")[0] for line in told(walked)} == {
        "upload: its file # is gone"
    }


@pytest.mark.slow
def test_erasure_is_an_event_and_the_chain_verifies_as_before(store: Store) -> None:
    walk = Walk()
    case = walk.whole()
    secret, token = "Mr C. Kite", walk.people["assessor 1"].token
    value = PersonalValue.objects.get(value=secret)
    database = store.sqlite_file or Path()
    assert secret.encode() in database.read_bytes()
    erase_values([value.token, token], "asked to on 1 May", AT, walk.people["manager"])

    assert told(store) == []
    assert CaseEvent.objects.get(number=27).kind == "erased"
    assert not PersonalValue.objects.filter(value__in=[secret, "Dr assessor 1"]).exists()
    assert secret.encode() not in database.read_bytes()
    walk.people["assessor 1"].refresh_from_db()
    assert not walk.people["assessor 1"].is_active
    assert case.events.count() == 12


CHAIN: list[CaseEvent] = []


def chain_of() -> list[CaseEvent]:
    if not CHAIN:
        CHAIN.extend(CaseEvent.objects.order_by("number"))
    return [
        CaseEvent(**{f.attname: getattr(e, f.attname) for f in CaseEvent._meta.fields})
        for e in CHAIN
    ]


def faults(store: Store, events: Sequence[CaseEvent]) -> list[AuditFault]:
    chain, keys = FollowedChain(), Keys(store.keys)
    found = list(follow_chain(events, keys, chain))
    return [*found, *head_faults(read_heads(store.heads.read_bytes()), chain, keys)]


def permute(draw: Callable[..., object], events: list[CaseEvent]) -> list[CaseEvent]:
    """The same entries in other places, each row with the number of its new place."""
    order = draw(st.permutations(range(len(events))))
    whole = draw(st.booleans())
    moved = [events[place] for place in order]  # type: ignore[union-attr]
    if not whole:  # the links stay where they were, and the entries move
        rows = [(e.previous, e.link_sha256, e.link_key, e.link_signature) for e in events]
        for event, row in zip(moved, rows, strict=True):
            event.previous, event.link_sha256, event.link_key, event.link_signature = row
    for number, event in enumerate(moved, start=1):
        event.number = number
    return moved


def cut(draw: Callable[..., object], events: list[CaseEvent]) -> list[CaseEvent]:
    gone = draw(st.sets(st.integers(1, len(events)), min_size=1))
    left = [event for event in events if event.number not in gone]  # type: ignore[operator]
    if draw(st.booleans()):
        for number, event in enumerate(left, start=1):
            event.number = number
    return left


def edit(draw: Callable[..., object], events: list[CaseEvent]) -> list[CaseEvent]:
    event = draw(st.sampled_from(events))
    field = draw(st.sampled_from([*SIGNED, *LINKED, "case_number", "commit"]))
    was = getattr(event, str(field))
    now = was + 1 if isinstance(was, int) else draw(st.text("0123456789abcdef", max_size=80))
    assume(now != was)
    setattr(event, str(field), now)
    if draw(st.booleans()) and field not in ("signature", "key", *LINKED):  # the hash follows
        kept = {name: getattr(event, name) for name in EventEntry.__struct_fields__}
        event.sha256 = EventEntry(**kept).digest() if field != "sha256" else event.sha256
    return events


@pytest.mark.slow
@pytest.mark.parametrize("tamper", [permute, cut, edit])
def test_any_permutation_cut_or_edit_of_a_chain_is_told(
    walked: Store, tamper: Callable[..., list[CaseEvent]]
) -> None:
    @given(st.data())
    @settings(max_examples=examples(200), suppress_health_check=list(HealthCheck))
    def holds(data: st.DataObject) -> None:
        before = chain_of()
        after = tamper(data.draw, chain_of())
        rows = [[getattr(e, f.attname) for f in CaseEvent._meta.fields] for e in after]
        assume(rows != [[getattr(e, f.attname) for f in CaseEvent._meta.fields] for e in before])
        assert faults(walked, after)

    assert faults(walked, chain_of()) == []
    holds()


def test_every_kind_of_fault_is_told_somewhere_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    assert [kind for kind in FaultKind if f": {kind.value}: " not in text] == [FaultKind.UPLOAD]
