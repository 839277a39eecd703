"""The commands of docs/run-it.md, followed in order on a store of each kind of database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from authorisation.casework.cases.moving import open_case
from authorisation.casework.models import CaseEvent, Consortium, HeldRole, Person, PersonalValue
from authorisation.casework.store import open_store
from tests.casework.postgresql import postgresql, server_folder
from tests.casework.walk import DAY, Walk
from tests.docs.blocks import blocks

PAGE = "docs/run-it.md"
ADDRESS = "postgresql://consortia:PASSWORD@localhost/consortia"

pytestmark = pytest.mark.long


class Machine:
    """A machine on which somebody follows the page: its folders are in one of a test."""

    def __init__(self, folder: Path, kind: str, server: str) -> None:
        self.kind, self.store = kind, folder / "srv" / "consortia"
        self.heads = folder / "mnt" / "other-disk" / "heads"
        self.heads.parent.mkdir(parents=True)
        self._moved = {
            "/srv/": f"{folder}/srv/",
            "/mnt/": f"{folder}/mnt/",
            "/var/backups/": f"{folder}/backups/",
        }
        paths = [str(Path(sys.executable).parent), os.environ["PATH"]]
        self.environment = {**os.environ, "AUTHORISATION_STORE": "", "NO_COLOR": "1"}
        if server:
            host = server.partition("host=")[2]
            self._moved[ADDRESS] = f"postgresql://consortia:PASSWORD@/consortia?host={host}"
            self.environment |= {"PGHOST": host, "PGUSER": "cases"}
            paths.insert(1, str(server_folder()))
        self.environment["PATH"] = os.pathsep.join(paths)

    def text(self, *words: str) -> str:
        """The commands of the page that bear these words, for this kind of database."""
        kinds = {"sqlite", "postgresql"}
        found = [
            block.text
            for block in blocks(PAGE)
            if block.kind == "sh"
            and {*block.words} - kinds == {*words}
            and (self.kind in block.words or not kinds & {*block.words})
        ]
        assert found, words
        text = "".join(found)
        for there, here in self._moved.items():
            text = text.replace(there, here)
        return text

    def follow(self, *words: str, exits: int = 0, changed: tuple[str, str] = ("", "")) -> str:
        """Run what the page says, which ends with an exit code, and return what it says."""
        text = self.text(*words)
        assert changed[0] in text
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text.replace(*changed) if changed[0] else text],
            env=self.environment,
            cwd=self.store.parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == exits, f"{text}\n{said}"
        return said

    def is_served(self) -> None:
        """Serve it as the page says, and look at the first page."""
        command = self.text("serve").strip()
        assert command.startswith("authorise serve ")
        log = self.store.with_name("log")
        with log.open("w") as stderr:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {command} --listen 127.0.0.1:0"],
                stderr=stderr,
                env=self.environment,
            )
        try:
            while not (found := re.search(r"http://\S+:(\d+)", log.read_text())):
                assert process.poll() is None, log.read_text()
            site = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
            site.request("GET", "/sign-in", headers={"Host": "consortia.example.org"})
            assert site.getresponse().status == 200
            site.close()
        finally:
            process.terminate()
            process.wait(timeout=30)


def kept() -> list[list[tuple[object, ...]]]:
    """All that a store keeps of cases and people."""
    return [
        [*CaseEvent.objects.order_by("number").values_list()],
        [*PersonalValue.objects.order_by("token").values_list()],
        [*HeldRole.objects.order_by("pk").values_list()],
        [*Person.objects.order_by("pk").values_list("username", "name", "password", "is_active")],
    ]


@contextmanager
def machine_with_a_case(folder: Path, kind: str) -> Iterator[Machine]:
    """One on which the page was followed until there was a case that was walked to its end."""
    with postgresql() if kind == "postgresql" else nullcontext("") as server:
        found = Machine(folder, kind, server)
        found.follow("init")
        open_store(found.store)
        Walk().whole()
        yield found
        connections.close_all()


def lose(machine: Machine) -> None:
    """Nothing is left of the store but its heads, on another disk."""
    connections.close_all()
    shutil.rmtree(machine.store)
    if machine.kind == "postgresql":
        drop = ["psql", "postgres", "-c", "DROP DATABASE consortia"]
        subprocess.run(drop, env=machine.environment, check=True, capture_output=True)


def restore(machine: Machine) -> None:
    """Back up, lose and restore, and hold what is there then against what was."""
    machine.is_served()
    before = kept()
    machine.follow("backup")
    group = Consortium.objects.create(name="Imaginary Marsh", code="IM1")
    open_case(Walk().by("manager"), group, "gpcc-2010", DAY)
    last = len(before[0])
    lost = CaseEvent.objects.count()
    assert lost > last
    lose(machine)

    assert "all as signed" in machine.follow("restore")
    assert f"events {last + 1} to {lost} of which heads" in machine.follow("lost", exits=13)
    open_store(machine.store)
    assert kept() == before
    assert machine.store.stat().st_mode & 0o777 == 0o700
    assert machine.heads.read_text().count("\n") > 10
    machine.is_served()


def upgrade(machine: Machine) -> None:
    """Take the store back to an earlier version of its tables, and bring it up to date."""
    before = kept()
    call_command("migrate", "casework", "0002", verbosity=0)
    with connection.cursor() as cursor:  # as user names were kept then
        cursor.execute("UPDATE casework_person SET username = 'Manager' WHERE username = 'manager'")
        cursor.execute("SELECT * FROM casework_person")
        assert "totp_secret" not in {each[0] for each in cursor.description}
    connections.close_all()

    says = machine.follow("upgrade", exits=6, changed=("authorise casework init", "true"))
    assert "the store is of an earlier version" in says
    assert "all as signed" in machine.follow("upgrade")
    open_store(machine.store)
    assert kept() == before
    assert not Person.objects.exclude(totp_secret="", password_is_given=False).exists()
    machine.is_served()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_set_up_is_backed_up_restored_and_upgraded(kind: str, tmp_path: Path) -> None:
    with machine_with_a_case(tmp_path, kind) as machine:
        restore(machine)
        upgrade(machine)
        assert "all as signed" in machine.follow("upgrade")


def test_heads_of_a_backup_that_are_ahead_are_kept_up_to_its_last_event(tmp_path: Path) -> None:
    with machine_with_a_case(tmp_path, "sqlite") as machine:
        before = kept()
        machine.follow("backup")
        open_case(Walk().by("manager"), Consortium.objects.create(name="A"), "gpcc-2010", DAY)
        copied = next((machine.store.parents[1] / "backups" / "consortia").iterdir()) / "heads"
        shutil.copy(machine.heads, copied)
        lose(machine)
        last = len(before[0])

        assert f"event {last}: cut" in machine.follow("restore", exits=13)
        assert "all as signed" in machine.follow("ahead", changed=("27", str(last)))
        open_store(machine.store)
        open_case(Walk().by("manager"), Consortium.objects.create(name="A"), "gpcc-2010", DAY)
        connections.close_all()
        assert "all as signed" in machine.follow("upgrade")
