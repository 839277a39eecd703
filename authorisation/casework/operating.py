"""Groups and their cases as whoever is at the machine itself names and begins them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from authorisation.casework.access import require_role
from authorisation.casework.cases.moving import add_opened
from authorisation.casework.models import Consortium, GroupCase, Person
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.casework.people.accounts import check_line
from authorisation.errors import InvalidOption
from authorisation.language.yaml.scalars import suggest_in_any_case
from authorisation.model.source import Remedy
from authorisation.model.submission import title_of
from authorisation.model.value import fold_code, fold_words
from authorisation.usecases.library import Library

_SEE_RULES: Final = Remedy("see `authorise rules`", on_page="choose one that is listed")


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


def begin_case(
    name: str,
    code: str,
    rules: str,
    as_of: date | None,
    library: Library,
    at: datetime,
    by: Person | None = None,
) -> GroupCase:
    """Open a case of a group, which is new or has none that is open under these rules.

    `rules` names a rule set, or an edition of one that is kept as `SET@EDITION`; `by` is None for
    whoever is at the machine itself.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: another group has that name or code, or a case is open.
        AuthorisationError: there are no such rules, or they cannot be used.
    """
    if by is not None:
        require_role(by, CaseMove.OPEN, GroupCase())
    check_line("name", name)
    if code:
        check_line("code", code)
    if rules not in library.names_and_editions:
        remedy = suggest_in_any_case(rules, library.names)
        raise InvalidOption(f"no rule set is called `{rules}`", remedy or _SEE_RULES)
    library.rule_set(rules)
    with transaction.atomic():
        group = _group(name, code)
        of_group = GroupCase.objects.filter(group=group, rules=rules)
        for case in of_group.exclude(state=CaseState.LETTER_SENT):
            title = title_of(group.name, group.code)
            raise InvalidOption(f"{title} has a case under `{rules}` that is open: {case.state}")
        case = GroupCase(group=group, rules=rules, as_of=as_of, state=CaseState.DRAFT)
        add_opened(case, at, by.token if by else "")
    return case


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
