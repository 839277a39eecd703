"""`authorise casework person`: who may sign in to the site of a store, and as what."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from authorisation.casework.moves import Role
from authorisation.cli.output import say
from authorisation.cli.parameters import Command, OneOf
from authorisation.cli.stores import in_store_option, list_format_option, say_list
from authorisation.errors import InvalidOption

if TYPE_CHECKING:
    from authorisation.casework.store_rows import ListedPerson

ROLES = {role.value.replace(" ", "-"): role for role in Role}
"""The roles as they are written in a command."""


@click.group("person", short_help="Who has an account, and as what each signs in.")
def person() -> None:
    """Add people, give and take roles, set passwords, close accounts, and erase a name.

    Each of these is an event of the store, done at the machine itself.
    """


username_argument = click.argument("username", metavar="USERNAME")
make_password_option = click.option(
    "--make-password",
    is_flag=True,
    help="Make the password, and print it once, instead of asking for it.",
)


def erasure_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of what erases: why, and that it is meant."""
    why = click.option(
        "--reason", required=True, metavar="TEXT", help="Why: it stays, so let it name nobody."
    )
    return why(click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")(command))


@person.command("add", cls=Command, short_help="Add somebody who can sign in.")
@username_argument
@click.option("--name", required=True, metavar="NAME", help="What the person is called.")
@make_password_option
@in_store_option
def add(username: str, name: str, *, make_password: bool) -> None:
    """Add a person who signs in as USERNAME, who has no role yet.

    The password is asked for twice. It has 12 characters or more, and is none that many have.

    \b
    Exits 0   the person is there
          2   the user name is taken, or something cannot be used
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import add_person

    password = _read_password(make=make_password)
    add_person(username, name, password, datetime.now(UTC))
    say(f"{username}: added; `authorise casework person role {username} ROLE` is next", err=True)
    if make_password:
        say(password)


@person.command("role", cls=Command, short_help="Give somebody a role, or take it.")
@username_argument
@click.argument("role", metavar="ROLE", type=OneOf(tuple(ROLES)))
@click.option(
    "--group", "named", metavar="NAME", help="The group, by name or code: of applicant, signatory."
)
@click.option("--take", is_flag=True, help="Take it, instead of giving it.")
@in_store_option
def role(username: str, role: str, named: str | None, *, take: bool) -> None:
    """Give USERNAME a ROLE, or take it.

    Applicant and signatory are roles for one group. The others are assessor, panel-member, decider,
    case-manager, policy-lead, auditor and administrator.

    \b
    Exits 0   it is so
          2   there is no such person or group, the role takes a group or takes none, it is not
              held, or it is that of the only administrator
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.operating import find_group
    from authorisation.casework.people.accounts import find_person
    from authorisation.casework.people.roles import give_role, list_roles, take_role

    found = find_person(username)
    change = take_role if take else give_role
    change(found, ROLES[role], find_group(named) if named else None, datetime.now(UTC))
    say(f"{found.username}: {', '.join(list_roles(found)) or 'no role'}", err=True)


@person.command("password", cls=Command, short_help="Give somebody another password.")
@username_argument
@make_password_option
@in_store_option
def password(username: str, *, make_password: bool) -> None:
    """Give USERNAME another password; whoever is signed in by the one before is signed out.

    On the site another is asked for at the first sign-in, since somebody else knows this one.

    \b
    Exits 0   it is set
          2   there is no such person, or it cannot be used
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import find_person, set_password

    found = find_person(username)
    new = _read_password(make=make_password)
    set_password(found, new, datetime.now(UTC))
    say(f"{found.username}: another password is set", err=True)
    if make_password:
        say(new)


@person.command("reset-factor", cls=Command, short_help="Take somebody's second factor away.")
@username_argument
@in_store_option
def reset_factor(username: str) -> None:
    """Take the second factor of USERNAME away, who is signed out and may add another.

    \b
    Exits 0   it is gone
          2   there is no such person, or no second factor
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import find_person
    from authorisation.casework.people.second_factor import remove_factor

    found = find_person(username)
    remove_factor(found, datetime.now(UTC))
    say(f"{found.username}: no second factor", err=True)


@person.command("close", cls=Command, short_help="Close somebody's account.")
@username_argument
@in_store_option
def close(username: str) -> None:
    """Close the account of USERNAME: nobody signs in to it, and whoever did is signed out.

    Name, roles and what the person did stay; `person reopen` opens it again.

    \b
    Exits 0   it is closed
          2   there is no such person, it is closed already, or it is the only administrator
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import close_account, find_person

    found = find_person(username)
    close_account(found, datetime.now(UTC))
    say(f"{found.username}: closed", err=True)


@person.command("reopen", cls=Command, short_help="Open a closed account again.")
@username_argument
@in_store_option
def reopen(username: str) -> None:
    """Open the account of USERNAME again, with the roles and the password that it has.

    \b
    Exits 0   it is open
          2   there is no such person, or it is open already
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import find_person, reopen_account

    found = find_person(username)
    reopen_account(found, datetime.now(UTC))
    say(f"{found.username}: open", err=True)


@person.command("list", cls=Command, short_help="The people with an account.")
@list_format_option
@in_store_option
def list_people(form: str | None) -> None:
    """List the people: user name, name and roles; of those that were erased, that they were.

    Exits 0, and 6 where there is no store.
    """
    from authorisation.casework.store_rows import ListedPerson, list_people

    say_list(list_people(), ListedPerson, form, _format_person)


def _format_person(each: ListedPerson) -> str:
    called = f"  {each.name}" if each.name else ""
    roles = ", ".join(each.roles) or "no role"
    return f"{each.username}{called}: {roles}{'' if each.can_sign_in else '; cannot sign in'}"


@person.command("erase", cls=Command, short_help="Erase somebody's details, and shut the account.")
@username_argument
@erasure_options
@in_store_option
def erase(username: str, reason: str, *, yes: bool) -> None:
    """Erase the name and the user name of USERNAME, for good, and shut the account.

    What the person did stays, by somebody *erased*. A name that stands in an
    answer, a reason or a document stays.

    \b
    Exits 0   they are erased
          2   there is no such person, it is the only administrator, or it was not confirmed
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.accounts import find_person
    from authorisation.casework.people.erasure import erase_account

    found = find_person(username)
    confirm_erasure(f"Erase {found.username}, {found.name.value}, for good?", yes=yes)
    erase_account(found, reason, datetime.now(UTC))
    say("erased", err=True)


def confirm_erasure(question: str, *, yes: bool) -> None:
    """Ask whether it is meant, but where `--yes` says so.

    Raises:
        InvalidOption: it is not, or there is nobody to ask.
    """
    if not yes:
        _require_terminal("to confirm it", "`--yes` confirms it")
        if not click.confirm(question, err=True):
            raise InvalidOption("nothing was erased")


def _read_password(*, make: bool) -> str:
    """A password that is made, or one that is typed twice and not shown."""
    from authorisation.casework.people.accounts import new_password

    if make:
        return new_password()
    _require_terminal("for a password", "`--make-password` makes one")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _require_terminal(what: str, remedy: str) -> None:
    if not _is_terminal():
        raise InvalidOption(f"there is nobody to ask {what}: this is no terminal", remedy)


def _is_terminal() -> bool:
    return sys.stdin.isatty()
