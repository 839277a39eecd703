"""Who may see a case and make which move: by role, state, declared interest, and four eyes."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import CaseEvent, GroupCase, HeldRole, Person
from authorisation.casework.moves import (
    JUDGING,
    MOVES,
    OF_A_GROUP,
    PERMISSIONS,
    CaseMove,
    CaseState,
    Permission,
    Role,
)

NOT_ASSESSED: Final = "nobody has assessed this version yet"


def roles_of(person: Person, case: GroupCase | None = None) -> frozenset[Role]:
    """The roles that a person has as to a case; without one, those that are of no group."""
    if not person.is_active:
        return frozenset()
    group = case.group_id if case else None
    return frozenset(
        Role(held.role)
        for held in person.roles.all()  # so that a page of many cases can ask for them once
        if held.group_id == (group if held.role in OF_A_GROUP else None)
    )


def may(person: Person, permission: Permission, case: GroupCase | None = None) -> bool:
    """Whether a person may see or do what is no move, with this case where it is about one."""
    return bool(roles_of(person, case) & PERMISSIONS[permission])


def require(person: Person, permission: Permission, case: GroupCase | None = None) -> None:
    """Refuse what a person may not see or do.

    Raises:
        NotAllowed: saying whose it is.
    """
    if not may(person, permission, case):
        raise NotAllowed(_format_whose(permission.value, PERMISSIONS[permission]))


def cases_of(person: Person) -> QuerySet[GroupCase]:
    """The cases that a person may read; for whoever may read none, none."""
    if may(person, Permission.READ_ALL):
        return GroupCase.objects.all()
    if not person.is_active:
        return GroupCase.objects.none()
    own = HeldRole.objects.filter(person=person, role__in=[*OF_A_GROUP]).values("group")
    return GroupCase.objects.filter(group__in=own)


def may_move(person: Person, move: CaseMove, case: GroupCase) -> bool:
    """Whether a person may make a move with a case as it stands."""
    return not why_not(person, move, case)


def require_move(person: Person, move: CaseMove, case: GroupCase) -> None:
    """Refuse a move that a person may not make with a case as it stands.

    Raises:
        NotAllowed: saying why.
    """
    if reason := why_not(person, move, case):
        raise NotAllowed(reason)


def require_role(person: Person, move: CaseMove, case: GroupCase) -> None:
    """Refuse a move that is not for the person's roles, whatever the state.

    Raises:
        NotAllowed: saying whose it is.
    """
    if not roles_of(person, case) & MOVES[move].roles:
        raise NotAllowed(_format_whose(move.value, MOVES[move].roles))


def why_not(person: Person, move: CaseMove, case: GroupCase) -> str:
    """Why a person may not make a move; empty where it may be made."""
    rule, roles = MOVES[move], roles_of(person, case)
    if not roles & rule.roles:
        return _format_whose(move.value, rule.roles)
    if CaseState(case.state) not in rule.states:
        return f"`{move.value}` cannot follow on `{case.state}`"
    if move not in JUDGING:
        return ""
    if HeldRole.objects.filter(person=person, group=case.group_id).exists():
        return "nobody judges the application of their own group"
    of_group = GroupCase.objects.filter(group=case.group_id).values("uid")
    if _has_done(person, CaseMove.DECLARE_INTEREST, of_group):
        return "nobody judges a group in which they have declared an interest"
    if move is CaseMove.DECIDE and _has_done(person, CaseMove.PROPOSE, [case.uid]):
        return "who proposes does not decide, in whatever role"
    if move is CaseMove.MODERATE and not _is_assessed(case):
        return NOT_ASSESSED
    return ""


def _is_assessed(case: GroupCase) -> bool:
    """Whether anybody has judged anything since the group last submitted."""
    last = case.events.filter(kind__in=[CaseMove.SUBMIT, CaseMove.ASSESS]).last()
    return last is not None and last.kind == CaseMove.ASSESS


def _has_done(person: Person, move: CaseMove, cases: QuerySet[Any, Any] | list[str]) -> bool:
    """Whether the person ever made a move with one of the cases."""
    return CaseEvent.objects.filter(uid__in=cases, kind=move, by=person.token).exists()


def _format_whose(what: str, roles: frozenset[Role]) -> str:
    names = " or ".join(role.value for role in Role if role in roles)
    return f"`{what}` is for: {names}"
