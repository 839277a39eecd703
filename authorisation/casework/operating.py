"""What is done with accounts and cases at the machine itself: each is an event, and by nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from authorisation.casework import accounts
from authorisation.casework.cases.opening import add_opened
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import AccountText, write_text
from authorisation.casework.models import Consortium, GroupCase, HeldRole, Person
from authorisation.casework.moves import CaseState, Role, StoreAct
from authorisation.errors import InvalidOption
from authorisation.language.yaml.scalars import suggest_in_any_case
from authorisation.model.submission import title_of
from authorisation.model.value import fold_code, fold_words
from authorisation.records.words.personal_tokens import ERASED, personal_tokens
from authorisation.usecases.library import Library

_LONGEST: Final = 200
"""How many characters a name has at most, which is what the database holds."""


def find_person(username: str) -> Person:
    """The account of a user name, however its letters are written; of none that was erased.

    Raises:
        InvalidOption: there is none.
    """
    there = Person.objects.exclude(name__value="")
    known = {person.username.casefold(): person for person in there}
    if username.casefold() in known:
        return known[username.casefold()]
    remedy = suggest_in_any_case(username, [each.username for each in known.values()])
    message = f"nobody has the user name `{username}`"
    raise InvalidOption(message, remedy or "`authorise casework person list` has those there are")


def find_group(named: str) -> Consortium:
    """The group of a code, or of a name.

    Raises:
        InvalidOption: there is none.
    """
    groups = list(Consortium.objects.order_by("name", "code"))
    for group in groups:
        has_code = group.code and fold_code(group.code) == fold_code(named)
        if has_code or fold_words(group.name) == fold_words(named):
            return group
    remedy = suggest_in_any_case(
        named, [name for each in groups for name in (each.code, each.name)]
    )
    message = f"no group is called `{named}`"
    raise InvalidOption(message, remedy or "`authorise casework open` begins a case of a new one")


def make_account(username: str, name: str, password: str, at: datetime) -> Person:
    """Add a person who can sign in.

    Raises:
        InvalidOption: the user name is taken, or one of the three cannot be used.
    """
    _check_line("user name", username)
    _check_line("name", name)
    _check_password(password, Person(username=username))
    with transaction.atomic():
        taken = {each.casefold() for each in Person.objects.values_list("username", flat=True)}
        if username.casefold() in taken:
            raise InvalidOption(
                f"the user name `{username}` is taken",
                "choose another; `authorise casework person list` has those there are",
            )
        person = accounts.add_person(username, name, password)
        _append(StoreAct.ADD_PERSON, AccountText(person=person.token), at)
    return person


def change_password(person: Person, password: str, at: datetime) -> None:
    """Give a person another password, which ends every session of the one before.

    Raises:
        InvalidOption: it is too short, or one that many have.
    """
    _check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        _append(StoreAct.SET_PASSWORD, AccountText(person=person.token), at)


def grant(person: Person, role: Role, group: Consortium | None, at: datetime, by: str = "") -> None:
    """Give a person a role; one that is held already is no event. `by` is as for `export_case`.

    Raises:
        InvalidOption: a group is missing, or there is none to name.
    """
    with transaction.atomic():
        held = HeldRole.objects.filter(person=person).count()
        given = accounts.give_role(person, role, group)
        if HeldRole.objects.filter(person=person).count() > held:
            _append(StoreAct.GIVE_ROLE, _say_held(given), at, by)


def withdraw(person: Person, role: Role, group: Consortium | None, at: datetime) -> None:
    """Take a role from a person.

    Raises:
        InvalidOption: it is not held, or nobody else is an administrator.
    """
    with transaction.atomic():
        held = HeldRole.objects.filter(person=person, role=role, group=group).first()
        if held is None:
            raise InvalidOption(
                f"`{person.username}` is not {format_role(role, group)}",
                f"`{person.username}` is {', '.join(list_roles(person)) or 'nothing'}",
            )
        if role is Role.ADMINISTRATOR:
            _keep_administrator(person)
        held.delete()
        _append(StoreAct.TAKE_ROLE, _say_held(held), at)


def erase_account(person: Person, reason: str, at: datetime) -> None:
    """Erase a person's name and user name, and shut the account.

    Raises:
        InvalidOption: nobody else is an administrator, or the reason has the name in it.
    """
    if fold_words(person.name.value) in fold_words(reason):
        raise InvalidOption("the reason names the person", "a reason stays: give it without a name")
    with transaction.atomic():
        _keep_administrator(person)
        accounts.erase_values([person.token], reason, at)


def begin_case(
    name: str,
    code: str,
    rules: str,
    as_of: date | None,
    library: Library,
    at: datetime,
    by: str = "",
) -> GroupCase:
    """Open a case of a group, which is new or has none that is open under these rules.

    `rules` names a rule set, or an edition of one that is kept as `SET@EDITION`; `by` is as for
    `export_case`.

    Raises:
        InvalidOption: another group has that name or code, or a case is open.
        AuthorisationError: there are no such rules, or they cannot be used.
    """
    _check_line("name", name)
    if code:
        _check_line("code", code)
    if rules not in library.names_and_editions:
        remedy = suggest_in_any_case(rules, library.names)
        raise InvalidOption(f"no rule set is called `{rules}`", remedy or "see `authorise rules`")
    library.rule_set(rules)
    with transaction.atomic():
        group = _group(name, code)
        for case in GroupCase.objects.filter(group=group, rules=rules).exclude(
            state=CaseState.LETTER_SENT
        ):
            title = title_of(group.name, group.code)
            raise InvalidOption(f"case {case.uid} of {title} is open: {case.state}")
        case = GroupCase(group=group, rules=rules, as_of=as_of, state=CaseState.DRAFT)
        add_opened(case, at, by)
    return case


def format_role(role: Role, group: Consortium | None) -> str:
    """A role with its group, if it is that of one."""
    return f"{role.value} of {title_of(group.name, group.code)}" if group else role.value


def list_roles(person: Person) -> list[str]:
    """What a person is, in the order of roles."""
    held = person.roles.select_related("group").order_by("group__name", "group__code")
    order = list(Role)
    return [
        format_role(Role(each.role), each.group)
        for each in sorted(held, key=lambda each: order.index(Role(each.role)))
    ]


def _group(name: str, code: str) -> Consortium:
    """The group of a name and a code, made where neither is known."""
    for group in Consortium.objects.all():
        has_name = fold_words(group.name) == fold_words(name)
        has_code = fold_code(group.code) == fold_code(code)
        if has_name and (has_code or not code):
            return group
        if has_name or (code and has_code):
            title = title_of(group.name, group.code)
            raise InvalidOption(f"{title} is there already", "give the name and the code of one")
    return Consortium.objects.create(name=name, code=code)


def _keep_administrator(person: Person) -> None:
    """Refuse what would leave a store without an administrator."""
    held = HeldRole.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    if held.filter(person=person).exists() and not held.exclude(person=person).exists():
        raise InvalidOption(
            f"`{person.username}` is the only administrator", "give the role to another first"
        )


def _check_line(what: str, text: str) -> None:
    is_line = text.strip() == text != "" and text.isprintable() and len(text) <= _LONGEST
    if not is_line or personal_tokens(text) or text.startswith(f"{ERASED} "):
        raise InvalidOption(
            f"`{text[:_LONGEST]}` is no {what}",
            f"write one line of at most {_LONGEST} characters, with no space before or after it, "
            f"that does not begin with `{ERASED}`",
        )


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidOption(" ".join(error.messages), "take another") from None


def _say_held(held: HeldRole) -> AccountText:
    group = held.group
    return AccountText(
        person=held.person.token,
        role=held.role,
        group=group.name if group else "",
        code=group.code if group else "",
    )


def _append(act: StoreAct, said: AccountText, at: datetime, by: str = "") -> None:
    append(NewEvent(act, write_text(said), by, at))
