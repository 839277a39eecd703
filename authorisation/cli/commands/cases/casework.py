"""`authorise casework`: a store of cases, and cases into and out of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import stores
from authorisation.cli.commands.cases.person import confirm_erasure, erasure_options, person
from authorisation.cli.options import complete_rule_set, rules_root_option
from authorisation.cli.output import say
from authorisation.cli.parameters import Command, parse_day
from authorisation.errors import InvalidOption

if TYPE_CHECKING:
    from datetime import date

    from authorisation.casework.models import GroupCase
    from authorisation.casework.store import Store
    from authorisation.casework.store_rows import ListedCase
    from authorisation.usecases.library import Library


@click.group("casework", short_help="A store of cases, from application to watch.")
def command() -> None:
    """Keep cases in a store: made, opened, listed, backed up; whole cases out and in as folders.

    To do so takes a framework: python3 -m pip install '.[web]' in this program's folder.
    """


@command.command("init", cls=Command, short_help="Make a store, or bring one up to date.")
@click.argument("folder", metavar="STORE", type=click.Path(path_type=Path))
@click.option(
    "--database",
    metavar="URL",
    default="",
    help="A database of PostgreSQL, as `postgresql://USER:PASSWORD@HOST/NAME`; else SQLite keeps "
    "it, in the store.",
)
@click.option(
    "--heads",
    metavar="FILE",
    default="",
    help="Where the head of the chain is appended after each commit: on another disk than the "
    "database; else in the store.",
)
def init(folder: Path, database: str, heads: str) -> None:
    """Make a STORE: a new folder with its settings, its keys and its database.

    One that is there already is brought up to this version; its settings stay.

    \b
    Exits 0   it is there
          2   the folder holds something else, or there is no such database
          7   the framework is not installed.
    """  # noqa: D301 click looks for the character itself
    stores.require_web()
    from authorisation.casework.store import StoreSettings, make_store

    absolute = str(Path(heads).absolute()) if heads else ""
    store = make_store(folder, StoreSettings(database=database, heads=absolute))
    click.echo(f"{folder}: a store, and its heads in {store.heads}", err=True)


command.add_command(person)


@command.command("open", cls=Command, short_help="Open a case of a group.")
@click.argument("group", metavar="GROUP")
@click.option(
    "--rules",
    metavar="SET",
    required=True,
    help="The rule set that it is assessed by: a name that `authorise rules` lists.",
    shell_complete=complete_rule_set,
)
@click.option("--code", metavar="CODE", default="", help="The code of the group.")
@click.option(
    "--as-of",
    callback=parse_day,
    metavar="DATE",
    help="The day that it is assessed for; else that of each act.",
)
@stores.in_store_option
def open_(group: str, rules: str, code: str, as_of: date | None) -> None:
    """Open a case of GROUP, by its name: an empty draft, which its signatory submits.

    The group is known from then on, and `person role` can name it.

    \b
    Exits 0   it is open, and its id is printed
          2   one is open already, the name or the code is another group's, or no such rules
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.operating import begin_case
    from authorisation.usecases.library import Library

    say(begin_case(group, code, rules, as_of, Library(), datetime.now(UTC)).uid)


@command.command("list", cls=Command, short_help="The cases in a store.")
@stores.list_format_option
@stores.in_store_option
def list_cases(form: str | None) -> None:
    """List the cases: group, rules, state, and how many conditions are not met yet.

    Exits 0, and 6 where there is no store.
    """
    from authorisation.casework.store_rows import ListedCase, list_cases

    stores.say_list(list_cases(), ListedCase, form, _format_case)


def _format_case(case: ListedCase) -> str:
    from authorisation.explain.words.quantities import format_count
    from authorisation.model.submission import title_of

    unmet = case.conditions_to_meet
    conditions = f"; {format_count(unmet, 'condition')} to meet" if unmet else ""
    return f"{case.id}  {title_of(case.group, case.code)}: {case.state}, {case.rules}{conditions}"


@command.command("export", cls=Command, short_help="A whole case as a folder.")
@click.argument("case", metavar="CASE")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A new folder for its files.",
)
@stores.in_store_option
@rules_root_option
def export(case: str, output: Path, library: Library) -> None:
    """Write a CASE into a folder: what the other commands read, and the signed events beside it.

    CASE is its id, or the code of its group. Personal answers stand in the files in clear; that it
    was written is an event.

    \b
    Exits 0   it is written
          2   there is no such case, or nothing can be written there
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.exchange.files import export_case

    export_case(_find_case(case), output, library, datetime.now(UTC))


@command.command("import", cls=Command, short_help="Take in a case from a folder.")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--trust",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="KEY.pub",
    help="The public key of the store that it left, from now on; may be repeated.",
)
@stores.store_option
@rules_root_option
def import_(folder: Path, trust: tuple[Path, ...], store: Store, library: Library) -> None:
    """Take in the case in FOLDER, as `export` wrote it: whole or not at all.

    Nothing is taken in whose signed chain does not verify, or that is not what the chain comes to.

    \b
    Exits 0   it is in the store
          13  its chain does not verify, or a file was changed
          5 or 6 when the folder is none of a case, or cannot be read.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.exchange.case_import import import_case
    from authorisation.casework.keys import Keys

    for key in trust:
        Keys(store.keys).trust(key)
    case = import_case(folder, library, datetime.now(UTC))
    say(f"{folder}: case {case.uid} of {case.group.name}, {case.state}", err=True)


@command.command("erase", cls=Command, short_help="Erase the personal answers of a case.")
@click.argument("case", metavar="CASE")
@click.argument("questions", metavar="[QUESTION...]", nargs=-1)
@erasure_options
@stores.in_store_option
@rules_root_option
def erase(
    case: str,
    questions: tuple[str, ...],
    reason: str,
    library: Library,
    *,
    yes: bool,
) -> None:
    """Erase what a CASE answers to each QUESTION that is personal, or to all of them, for good.

    CASE is its id, or the code of its group. The values go from every version and from the draft,
    and from whatever other case of this store names the same person; the signed events stay, and
    pages say *erased*. Names in a reason, a document or a file that was uploaded stay.

    \b
    Exits 0   they are erased
          2   there is no such case or answer, or it was not confirmed
          6   there is no store.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.people.erasure import (
        erase_answers,
        personal_answers,
        refuse_unanswered,
    )

    found = _find_case(case)
    there = personal_answers(found, library)
    chosen = questions or tuple(there)
    if not chosen:
        raise InvalidOption("no personal answer is in this case")
    refuse_unanswered(chosen, there)
    for path in chosen:
        say(f"{path}: {'; '.join(there[path])}", err=True)
    confirm_erasure("Erase this, for good?", yes=yes)
    erase_answers(found, chosen, reason, datetime.now(UTC), library)
    say("erased", err=True)


@command.command("backup", cls=Command, short_help="A checked copy of the database.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="A new file for the copy.",
)
@stores.store_option
def backup(output: Path, store: Store) -> None:
    """Copy the database while others use it, and check the copy.

    Keys, heads and uploads are files of the store, to be backed up as files, and the keys apart.

    Exits 0 when the copy is whole, and 2 when it is not or cannot be written there.
    """
    from authorisation.casework.backup import back_up

    say(f"{output}: whole, up to event {back_up(store, output)}", err=True)


def _find_case(named: str) -> GroupCase:
    """The case of an id, or of the code of its group.

    Raises:
        InvalidOption: there is none, or the group has several.
    """
    from authorisation.casework.models import GroupCase

    found = [*GroupCase.objects.filter(uid=named)] or [
        case
        for case in GroupCase.objects.select_related("group")
        if case.group.code and case.group.code.casefold() == named.casefold()
    ]
    if len(found) != 1:
        what = f"{len(found)} cases are of `{named}`" if found else f"no case is called `{named}`"
        raise InvalidOption(f"{what}", "`authorise casework list` has their ids")
    return found[0]
