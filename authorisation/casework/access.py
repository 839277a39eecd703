"""Who may see a case and make which move: by role, state, declared interest, and four eyes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

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


def may_move(
    person: Person, move: CaseMove, case: GroupCase, standing: JudgeStanding | None = None
) -> bool:
    """Whether a person may make a move with a case as it stands; `standing` as for `why_not`."""
    return not why_not(person, move, case, standing)


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


def why_not(
    person: Person, move: CaseMove, case: GroupCase, standing: JudgeStanding | None = None
) -> str:
    """Why a person may not make a move; empty where it may be made.

    `standing` is that of the person towards the case, where it was asked for with others.
    """
    rule, roles = MOVES[move], roles_of(person, case)
    if not roles & rule.roles:
        return _format_whose(move.value, rule.roles)
    if CaseState(case.state) not in rule.states:
        return f"`{move.value}` cannot follow on `{case.state}`"
    if move not in JUDGING:
        return ""
    known = standing or judge_standings(person, [case])[case.uid]
    if known.is_of_group:
        return "nobody judges the application of their own group"
    if known.has_interest:
        return "nobody judges a group in which they have declared an interest"
    if move is CaseMove.DECIDE and known.has_proposed:
        return "who proposes does not decide, in whatever role"
    if move is CaseMove.MODERATE and not known.is_assessed:
        return NOT_ASSESSED
    return ""


class JudgeStanding(NamedTuple):
    """The standing of a case's judge: the bars, whatever the role, and what is to be judged."""

    is_of_group: bool
    has_interest: bool
    has_proposed: bool
    is_assessed: bool
    """Whether anybody has judged anything since the group last submitted."""


def judge_standings(person: Person, cases: Sequence[GroupCase]) -> dict[str, JudgeStanding]:
    """The standings of a person towards cases, by uid, in as many queries for one as for all."""
    uids = [case.uid for case in cases]
    own = {held.group_id for held in person.roles.all()}
    done = CaseEvent.objects.filter(by=person.token)
    declared = done.filter(kind=CaseMove.DECLARE_INTEREST).values("uid")
    interests = set(GroupCase.objects.filter(uid__in=declared).values_list("group", flat=True))
    proposed = set(done.filter(kind=CaseMove.PROPOSE, uid__in=uids).values_list("uid", flat=True))
    last = CaseEvent.last_of(uids, [CaseMove.SUBMIT, CaseMove.ASSESS])
    kinds = dict(last.values_list("uid", "kind"))
    return {
        case.uid: JudgeStanding(
            is_of_group=case.group_id in own,
            has_interest=case.group_id in interests,
            has_proposed=case.uid in proposed,
            is_assessed=kinds.get(case.uid) == CaseMove.ASSESS,
        )
        for case in cases
    }


def _format_whose(what: str, roles: frozenset[Role]) -> str:
    names = " or ".join(role.value for role in Role if role in roles)
    return f"`{what}` is for: {names}"
