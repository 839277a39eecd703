"""Two writers at a time, killed in the middle of it again and again: nothing acknowledged is lost.

`python -m tests.casework.endurance STORE KILLS [URL]` makes a store, on SQLite or on the database
of PostgreSQL at URL, and says what it found.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from authorisation.casework.store import StoreSettings, make_store, open_store
from tests.casework.conftest import template
from tests.disk import waiting_for_the_disk

# Models can be imported once the apps are loaded, which conftest does.
from authorisation.casework.audit.verify import verify_store  # isort: skip
from authorisation.casework.cases.draft import DraftChange, save_answers  # isort: skip
from authorisation.casework.cases.moving import open_case, upload  # isort: skip
from authorisation.casework.cases.moving import Actor  # isort: skip
from authorisation.casework.models import (  # isort: skip
    CaseEvent,
    Consortium,
    DraftAnswer,
    GroupCase,
    Person,
)
from tests.casework.walk import add_people  # isort: skip

WRITERS = 2
VERIFIED_EVERY = 10
_SECONDS_TO_BEGIN = 30.0


def write(folder: Path, acknowledge: int) -> None:
    """Open cases, upload and save, and name on the pipe what was acknowledged, until killed."""
    open_store(folder)
    manager, signatory = (Person.objects.get(username=n) for n in ("manager", "signatory"))
    group, number = Consortium.objects.get(), 0
    while True:
        at = datetime.now(UTC)
        case = open_case(Actor(manager, at), group, "gpcc-2010")
        os.write(acknowledge, f"case {case.uid} 1\n".encode())
        upload(Actor(signatory, at), case, "a.pdf", os.urandom(64), "application/pdf")
        os.write(acknowledge, f"case {case.uid} 2\n".encode())
        number += 1
        save_answers(Actor(signatory, at), case, {"a.b": DraftChange(str(number))})
        os.write(acknowledge, f"answer {case.uid} {number}\n".encode())


def start_writer(folder: Path) -> tuple[int, int]:
    """A process that writes, with the end of the pipe on which it says so."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        try:
            write(folder, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    return pid, ours


def acknowledged(writers: list[tuple[int, int]], seconds: float) -> list[list[str]]:
    """Let writers write for so long after the first write, kill them, and return what was done."""
    select.select([pipe for _, pipe in writers], [], [], _SECONDS_TO_BEGIN)
    time.sleep(seconds)
    for pid, _ in writers:
        os.kill(pid, signal.SIGKILL)
    said = b""
    for pid, pipe in writers:
        os.waitpid(pid, 0)
        with os.fdopen(pipe, "rb") as file:
            said += file.read().rpartition(b"\n")[0] + b"\n"
    return [line.split() for line in said.decode().splitlines() if line]


def is_kept(kind: str, uid: str, number: str) -> bool:
    if kind == "answer":
        return DraftAnswer.objects.filter(case__uid=uid, answer=number).exists()
    there = CaseEvent.objects.filter(uid=uid, case_number=int(number)).exists()
    return there and GroupCase.objects.filter(uid=uid).exists()


@waiting_for_the_disk()
def endure(folder: Path, kills: int, database: str = "") -> str:
    """What was found after so many kills; an assertion fails where anything was lost."""
    chance, count = random.Random(kills), 0
    if database:
        store = make_store(folder, StoreSettings(database=database))
    else:
        shutil.copytree(template(), folder)
        store = open_store(folder)
    add_people(Consortium.objects.create(name="A group"))
    for number in range(1, kills + 1):
        connections.close_all()
        writers = [start_writer(folder) for _ in range(WRITERS)]
        said = acknowledged(writers, chance.uniform(0, 0.15))
        lost = [each for each in said if not is_kept(*each)]
        assert not lost, f"after kill {number}: {lost}"
        count += len(said)
        if number % VERIFIED_EVERY == 0 or number == kills:
            faults = verify_store(store).faults
            assert not faults, f"after kill {number}: {faults}"
    return f"{kills} kills, {count} acknowledged writes, {CaseEvent.objects.count()} events"


if __name__ == "__main__":
    sys.stdout.write(endure(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]) + "; none lost\n")
