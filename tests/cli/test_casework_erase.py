"""`authorise casework erase`: the personal answers of a case, out of every version and the draft."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.casework.store import open_store
from authorisation.cli.main import cli
from tests.casework.conftest import template

from authorisation.casework.models import CaseEvent, DraftAnswer, PersonalValue  # isort: skip

Run = Callable[..., tuple[int, str]]
LEAD = "management.finance_lead"
ERASE = ("casework", "erase", "ill2")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command run on a copy of the store with two cases that were walked, and say the same."""
    shutil.copytree(template(walked=True), tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTHORISATION_STORE", "store")
    monkeypatch.setattr("authorisation.cli.commands.cases.person._is_terminal", lambda: True)

    def invoke(*args: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(cli, args, input=typed, prog_name="authorise")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, re.sub("[0-9a-f]{32,}", "#", result.output)

    return invoke


def test_one_answer_is_erased_wherever_it_stands_and_replay_says_so(run: Run) -> None:
    code, says = run(*ERASE, LEAD, "--reason", "asked to", typed="n\n")
    assert code == 2
    assert says == f"{LEAD}: Mr C. Kite\nErase this, for good? [y/N]: n\nnothing was erased\n"
    assert PersonalValue.objects.filter(value="Mr C. Kite").exists()
    assert run(*ERASE, LEAD, "--reason", "asked to", "--yes") == (
        0,
        f"{LEAD}: Mr C. Kite\nerased\n",
    )

    event = CaseEvent.objects.get(kind="erased")
    assert (event.number, event.by, json.loads(event.text)["reason"]) == (40, "", "asked to")
    assert b"C. Kite" not in Path("store/casework.sqlite3").read_bytes()
    assert run("audit", "verify")[1].startswith("40 events of 2 cases: all as signed\n")
    assert run("casework", "export", "ILX", "-o", "out")[0] == 0
    code, says = run("replay", "out/record.json")
    assert code == 0
    assert f"submission.answers.{LEAD}: erased" in says
    assert run(*ERASE, LEAD, "--reason", "again", "--yes") == (
        2,
        (
            f"no personal answer to `{LEAD}` is here\n  help: those with one: "
            "accountable_officer.name, board, configuration.localities, leaders, "
            "scope.specialised_liaison, tasks\n"
        ),
    )


def test_all_are_erased_of_a_draft_that_was_never_submitted_too(run: Run) -> None:
    open_store(Path("store"))
    row = DraftAnswer.objects.get(path=LEAD, case__group__code="ILL2")
    row.answer = json.dumps("Somebody Else")
    row.save()
    code, says = run(*ERASE, "--reason", "the group withdrew", "--yes")

    assert code == 0
    assert (
        f"configuration.localities: Dr A. Gull\nleaders: Dr A. Gull\n{LEAD}: Mr C. Kite; Somebody Else\n"
        in says
    )
    assert json.loads(DraftAnswer.objects.get(pk=row.pk).answer) == "erased"
    assert not PersonalValue.objects.exclude(value="").filter(person=None).exists()
    assert run("audit", "verify")[0] == 0
    assert run(*ERASE, "--reason", "again", "--yes") == (2, "no personal answer is in this case\n")


def test_a_reason_names_nobody_and_an_answer_that_is_not_personal_stays(run: Run) -> None:
    refused = run(*ERASE, LEAD, "--reason", "mr c. kite asked", "--yes")
    assert refused[0] == 2
    assert refused[1].endswith(
        "the reason says what is to be erased\n  help: a reason stays: give it without a name\n"
    )
    code, says = run(*ERASE, "population.registered", "--reason", "x", "--yes")
    assert code == 2
    assert "no personal answer to `population.registered` is here\n  help: " in says
    assert CaseEvent.objects.count() == 39
