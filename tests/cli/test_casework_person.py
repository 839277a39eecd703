"""`authorise casework person` and `open`: a store made fit for the site from the command line."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.casework.moves import Role
from authorisation.cli.main import cli
from tests.casework.conftest import template

from authorisation.casework.cases.personal import reveal  # isort: skip
from authorisation.casework.models import CaseEvent, GroupCase, Person  # isort: skip

Run = Callable[..., tuple[int, str]]
GROUP = "Imaginary Short Shore"
THERE = "the list of people has those there are"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A command run on a store without a case, answered as at a terminal with `typed`."""
    shutil.copytree(template(), tmp_path / "store")
    return partial(_invoke, tmp_path / "store")


def _invoke(store: Path, *args: str, typed: str = "") -> tuple[int, str]:
    command = args if args[0] == "audit" else ("casework", *args)
    environment = {"AUTHORISATION_STORE": str(store), "NO_COLOR": ""}
    result = CliRunner().invoke(cli, command, input=typed, env=environment, prog_name="authorise")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, re.sub("[0-9a-f]{32,}", "#", result.output)


@pytest.fixture
def people(run: Run) -> Run:
    """The same where ann is an administrator and signatory of ILX, and bob has no role."""
    assert run("open", GROUP, "--code", "ILX", "--rules", "gpcc-2010")[0] == 0
    for username, name in (("ann", "Ann Archer"), ("bob", "Bob Baker")):
        assert run("person", "add", username, "--name", name, "--make-password")[0] == 0
    assert run("person", "role", "ann", "administrator") == (0, "ann: administrator\n")
    assert run("person", "role", "ann", "signatory", "--group", "ilx")[0] == 0
    return run


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("authorisation.cli.commands.cases.person._is_terminal", lambda: True)


def events() -> list[tuple[str, str, dict[str, object]]]:
    """What was done, by whom, and what it says, with the names of people for their tokens."""
    return [(each.kind, each.by, json.loads(reveal(each.text))) for each in CaseEvent.objects.all()]


def test_each_change_is_an_event_of_the_machine_that_verifies(people: Run) -> None:
    people("person", "role", "bob", "panel-member")
    people("person", "role", "bob", "panel-member")  # held already: no event
    people("person", "role", "bob", "panel-member", "--take")
    people("person", "password", "bob", "--make-password")

    def account(person: str, role: str = "", group: str = "", code: str = "") -> dict[str, str]:
        return {"person": person, "role": role, "group": group, "code": code}

    opened = {"group": GROUP, "code": "ILX", "rules": "gpcc-2010", "as_of": None}
    assert events() == [
        ("opened", "", opened),
        ("person added", "", account("Ann Archer")),
        ("person added", "", account("Bob Baker")),
        ("role given", "", account("Ann Archer", "administrator")),
        ("role given", "", account("Ann Archer", "signatory", GROUP, "ILX")),
        ("role given", "", account("Bob Baker", "panel member")),
        ("role taken", "", account("Bob Baker", "panel member")),
        ("password set", "", account("Bob Baker")),
    ]
    assert people("audit", "verify")[1].startswith("8 events of 1 case: all as signed\n")


def test_a_made_password_is_printed_once_and_is_the_one(run: Run) -> None:
    code, says = run("person", "add", "ann", "--name", "Ann Archer", "--make-password")
    first = says.splitlines()[-1]
    assert (code, says) == (
        0,
        f"ann: added; `authorise casework person role ann ROLE` is next\n{first}\n",
    )
    assert Person.objects.get().check_password(first)
    assert Person.objects.get().password.startswith("argon2$argon2id$")
    says = run("person", "password", "ann", "--make-password")[1]
    assert says.startswith("ann: another password is set\n")
    assert Person.objects.get().check_password(says.splitlines()[-1])
    assert not Person.objects.get().check_password(first)


@pytest.mark.usefixtures("terminal")
def test_a_password_is_asked_for_twice_and_is_not_shown(run: Run) -> None:
    typed = "a long enough one\na long enough two\n" + 2 * "a long enough one\n"
    code, says = run("person", "add", "ann", "--name", "Ann Archer", typed=typed)

    assert code == 0
    assert "The two entered values do not match" in says
    assert "long enough" not in says
    assert Person.objects.get().check_password("a long enough one")
    for args in (("password", "ann"), ("add", "bob", "--name", "Bob Baker")):
        code, says = run("person", *args, typed=2 * "short\n")
        assert code == 2
        assert says.endswith(
            "This password is too short. It must contain at least 12 characters. "
            "This password is easy to guess. Add another word.\n"
            "  help: take another\n"
        )
    assert Person.objects.count() == 1
    assert Person.objects.get().check_password("a long enough one")


def test_a_closed_account_keeps_what_it_was_and_is_opened_again(people: Run) -> None:
    assert people("person", "role", "ann", "administrator", "--take")[0] == 2
    assert people("person", "close", "ann") == (
        2,
        "`ann` is the only administrator\n  help: give the role to another first\n",
    )
    assert people("person", "reopen", "bob") == (2, "the account `bob` is open already\n")
    assert people("person", "role", "bob", "administrator")[0] == 0
    assert people("person", "close", "ANN") == (0, "ann: closed\n")
    assert people("person", "close", "ann") == (2, "the account `ann` is closed already\n")
    assert people("person", "list")[1].startswith(
        "ann  Ann Archer: signatory of Imaginary Short Shore (ILX), administrator; cannot sign in\n"
    )
    assert people("audit", "verify")[0] == 0
    assert people("person", "reopen", "ann") == (0, "ann: open\n")
    account = {"person": "Ann Archer", "role": "", "group": "", "code": ""}
    assert events()[-2:] == [("account closed", "", account), ("account reopened", "", account)]
    assert people("audit", "verify")[0] == 0
    assert Person.objects.get(username="ann").is_active


def test_the_list_says_who_is_what(people: Run) -> None:
    assert people("person", "close", "bob")[0] == 0

    assert people("person", "list") == (
        0,
        (
            "ann  Ann Archer: signatory of Imaginary Short Shore (ILX), administrator\n"
            "bob  Bob Baker: no role; cannot sign in\n"
        ),
    )


def test_the_lists_are_data_too(people: Run) -> None:
    assert people("person", "list", "--format", "csv") == (
        0,
        (
            "\ufeffusername,name,roles,can sign in,second factor\n"
            "ann,Ann Archer,signatory of Imaginary Short Shore (ILX); administrator,yes,no\n"
            "bob,Bob Baker,,yes,no\n"
        ),
    )
    assert json.loads(people("person", "list", "--format", "json")[1])[1] == {
        "username": "bob",
        "name": "Bob Baker",
        "roles": [],
        "can_sign_in": True,
        "second_factor": False,
    }
    case = {"id": "#", "group": GROUP, "code": "ILX", "state": "draft", "rules": "gpcc-2010"}
    assert json.loads(people("list", "--format", "json")[1]) == [
        {**case, "as_of": None, "conditions_to_meet": 0}
    ]
    assert (
        people("list", "--format", "csv")[1].splitlines()[1] == f"#,{GROUP},ILX,draft,gpcc-2010,,0"
    )


@pytest.mark.usefixtures("terminal")
def test_to_erase_asks_first_and_leaves_no_name(people: Run) -> None:
    erase = ("person", "erase", "bob", "--reason", "left in May")
    asked = "Erase bob, Bob Baker, for good? [y/N]:"
    assert people(*erase, typed="n\n") == (2, f"{asked} n\nnothing was erased\n")
    assert Person.objects.filter(username="bob").exists()
    assert people(*erase, typed="y\n") == (0, f"{asked} y\nerased\n")

    bob = Person.objects.get(pk=2)
    assert (bob.username, bob.name.value, bob.is_active) == ("erased 2", "", False)
    assert events()[-1] == ("erased", "", {"tokens": ["erased"], "reason": "left in May"})
    assert people("person", "erase", "erased 2", "--reason", "again", "--yes") == (
        2,
        f"nobody has the user name `erased 2`\n  help: {THERE}\n",
    )
    assert people("person", "list")[1].endswith("erased 2: no role; cannot sign in\n")
    assert people("audit", "verify")[0] == 0


def test_the_only_administrator_stays_until_there_is_another(people: Run) -> None:
    refused = (
        2,
        "`ann` is the only administrator\n  help: give the role to another first\n",
    )
    take = ("person", "role", "ann", "administrator", "--take")
    assert people(*take) == refused
    assert people("person", "erase", "ann", "--reason", "left", "--yes") == refused
    people("person", "role", "bob", "administrator")
    assert people(*take) == (0, "ann: signatory of Imaginary Short Shore (ILX)\n")
    people("person", "role", "ann", "administrator")
    assert people("person", "erase", "ann", "--reason", "left", "--yes") == (0, "erased\n")
    assert people("person", "role", "bob", "administrator", "--take") == (
        2,
        "`bob` is the only administrator\n  help: give the role to another first\n",
    )


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ["person", "add", "ANN", "--name", "Another", "--make-password"],
            "the user name `ANN` is taken\n  help: choose another\n",
        ),
        (
            ["person", "add", " ", "--name", "Another", "--make-password"],
            (
                "` ` is no user name\n  help: write one line of at most 200 characters, with no "
                "space before or after it, that does not begin with `erased`\n"
            ),
        ),
        (
            ["person", "add", "erased 9", "--name", "Another", "--make-password"],
            (
                "`erased 9` is no user name\n  help: write one line of at most 200 characters, "
                "with no space before or after it, that does not begin with `erased`\n"
            ),
        ),
        (
            ["person", "add", "cara", "--name", "Cara"],
            (
                "there is nobody to ask for a password: this is no terminal\n"
                "  help: `--make-password` makes one\n"
            ),
        ),
        (
            ["person", "role", "an", "assessor"],
            "nobody has the user name `an`\n  help: did you mean `ann`?\n",
        ),
        (
            ["person", "password", "zoe", "--make-password"],
            f"nobody has the user name `zoe`\n  help: {THERE}\n",
        ),
        (
            ["person", "role", "bob", "signatory"],
            "the role `signatory` is that of one group\n  help: name the group with `--group`\n",
        ),
        (
            ["person", "role", "bob", "assessor", "--group", "ILX"],
            "the role `assessor` is of no group\n  help: leave `--group` out\n",
        ),
        (
            ["person", "role", "bob", "signatory", "--group", "Imaginary Short Sore"],
            "no group is called `Imaginary Short Sore`\n  help: did you mean `Imaginary Short Shore`?\n",
        ),
        (
            ["person", "role", "bob", "signatory", "--group", " "],
            (
                "no group is called ` `\n"
                "  help: `authorise casework open` begins a case of a new one\n"
            ),
        ),
        (
            ["person", "role", "ann", "auditor", "--take"],
            (
                "`ann` is not auditor\n"
                "  help: `ann` is signatory of Imaginary Short Shore (ILX), administrator\n"
            ),
        ),
        (
            ["person", "erase", "bob", "--reason", "left"],
            "there is nobody to ask to confirm it: this is no terminal\n  help: `--yes` confirms it\n",
        ),
        (
            ["person", "erase", "bob", "--reason", "bob  baker left", "--yes"],
            "the reason says what is to be erased\n  help: a reason stays: give it without a name\n",
        ),
        (
            ["open", GROUP, "--rules", "gpcc-2010"],
            "Imaginary Short Shore (ILX) has a case under `gpcc-2010` that is open: draft\n",
        ),
        (
            ["open", "Another", "--code", "il x", "--rules", "gpcc-2010"],
            (
                "Imaginary Short Shore (ILX) is there already\n"
                "  help: give the name and the code of one\n"
            ),
        ),
        (
            ["open", GROUP, "--code", "ILY", "--rules", "gpcc-2010"],
            (
                "Imaginary Short Shore (ILX) is there already\n"
                "  help: give the name and the code of one\n"
            ),
        ),
        (
            ["open", "Another", "--rules", "gpcc-2011"],
            "no rule set is called `gpcc-2011`\n  help: did you mean `gpcc-2010`?\n",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(people: Run, args: list[str], says: str) -> None:
    before = events()

    assert people(*args) == (2, says)
    assert events() == before
    assert (Person.objects.count(), GroupCase.objects.count()) == (2, 1)


def test_a_misspelt_role_is_refused_with_the_nearest(people: Run) -> None:
    code, says = people("person", "role", "bob", "panel member")

    assert code == 2
    assert says.endswith("  help: did you mean `panel-member`?\n")
    for role in Role:
        named = ("--group", GROUP) if role in {Role.APPLICANT, Role.SIGNATORY} else ()
        assert people("person", "role", "bob", role.value.replace(" ", "-"), *named)[0] == 0
    assert Person.objects.get(username="bob").roles.count() == len(Role)


def test_a_group_without_a_code_is_known_by_its_name_alone(people: Run) -> None:
    assert people("open", "Another", "--rules", "gpcc-2010")[0] == 0

    assert people("person", "role", "bob", "signatory", "--group", " ")[0] == 2
    assert people("person", "role", "bob", "signatory", "--group", "another") == (
        0,
        "bob: signatory of Another\n",
    )


def test_a_group_whose_case_is_done_has_another_opened(people: Run) -> None:
    GroupCase.objects.update(state="letter sent")

    assert people("open", GROUP, "--rules", "gpcc-2010", "--as-of", "2013-10-01") == (0, "#\n")
    assert [str(each.as_of) for each in GroupCase.objects.order_by("pk")] == ["None", "2013-10-01"]
