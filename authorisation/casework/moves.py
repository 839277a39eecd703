"""What may be done with a case: in which state, by whom, and to which state it leads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """A role that a person may have; applicant and signatory are so for one group."""

    APPLICANT = "applicant"
    SIGNATORY = "signatory"
    ASSESSOR = "assessor"
    PANEL_MEMBER = "panel member"
    DECIDER = "decider"
    CASE_MANAGER = "case manager"
    POLICY_LEAD = "policy lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class CaseState(StrEnum):
    """The state of a case."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_ASSESSMENT = "in assessment"
    MODERATED = "moderated"
    PROPOSED = "proposed"
    DECIDED = "decided"
    LETTER_SENT = "letter sent"


class CaseMove(StrEnum):
    """A move that is made with a case; each is kept as an event of that kind."""

    OPEN = "opened"
    UPLOAD = "uploaded"
    REMOVE_DOCUMENT = "document removed"
    SUBMIT = "submitted"
    TAKE_UP = "taken up"
    DECLARE_INTEREST = "interest declared"
    ASSESS = "assessed"
    MODERATE = "moderated"
    PROPOSE = "proposed"
    REFER_BACK = "referred back"
    DECIDE = "decided"
    SEND_LETTER = "letter sent"
    DISCHARGE = "condition met"
    FILE_RETURNS = "returns filed"


class StoreAct(StrEnum):
    """An act on the store, on no case's own chain."""

    EXPORT = "exported"
    IMPORT = "imported"
    ERASE = "erased"
    ADD_PERSON = "person added"
    CLOSE_PERSON = "account closed"
    REOPEN_PERSON = "account reopened"
    GIVE_ROLE = "role given"
    TAKE_ROLE = "role taken"
    SET_PASSWORD = "password set"  # noqa: S105 - what was done
    ADD_FACTOR = "second factor added"
    USE_RECOVERY_CODE = "recovery code used"
    REMOVE_FACTOR = "second factor removed"


class Permission(StrEnum):
    """A permission to see or do what is no move of a case."""

    READ = "read a case"
    READ_ALL = "read the cases of all groups"
    SAVE = "save answers"
    COMPARE = "hold a proposal against the applications in hand"
    EXPORT = "export a case"
    ERASE = "erase personal answers"
    ERASE_ACCOUNT = "erase an account"
    VERIFY = "verify the audit"
    ADMINISTER = "manage accounts"


@dataclass(frozen=True, slots=True)
class MoveRule:
    """The states that a move is made from, the one that it leads to, and whose move it is.

    `leads_to` is None where the state stays.
    """

    states: frozenset[CaseState]
    leads_to: CaseState | None
    roles: frozenset[Role]


_S: Final = CaseState
_R: Final = Role
_ALL: Final = frozenset(CaseState)
_BEFORE_PROPOSAL: Final = frozenset((_S.DRAFT, _S.SUBMITTED, _S.IN_ASSESSMENT, _S.MODERATED))
_WHO_JUDGES: Final = frozenset((_R.ASSESSOR, _R.PANEL_MEMBER, _R.DECIDER))
OF_A_GROUP: Final = frozenset((_R.APPLICANT, _R.SIGNATORY))
"""The roles that somebody has for one group, and for no other."""


def _rule(states: frozenset[CaseState], leads_to: CaseState | None, *roles: Role) -> MoveRule:
    return MoveRule(states, leads_to, frozenset(roles))


def _only(state: CaseState) -> frozenset[CaseState]:
    return frozenset((state,))


MOVES: Final = MappingProxyType(
    {
        CaseMove.OPEN: _rule(frozenset(), _S.DRAFT, _R.CASE_MANAGER),
        CaseMove.UPLOAD: _rule(_ALL, None, _R.APPLICANT, _R.SIGNATORY, _R.CASE_MANAGER),
        CaseMove.REMOVE_DOCUMENT: MoveRule(_BEFORE_PROPOSAL, None, OF_A_GROUP),
        CaseMove.SUBMIT: _rule(_BEFORE_PROPOSAL, _S.SUBMITTED, _R.SIGNATORY),
        CaseMove.TAKE_UP: _rule(
            _only(_S.SUBMITTED), _S.IN_ASSESSMENT, _R.ASSESSOR, _R.CASE_MANAGER
        ),
        CaseMove.DECLARE_INTEREST: MoveRule(_ALL, None, _WHO_JUDGES),
        CaseMove.ASSESS: _rule(_only(_S.IN_ASSESSMENT), None, _R.ASSESSOR),
        CaseMove.MODERATE: _rule(_only(_S.IN_ASSESSMENT), _S.MODERATED, _R.PANEL_MEMBER),
        CaseMove.PROPOSE: _rule(_only(_S.MODERATED), _S.PROPOSED, _R.PANEL_MEMBER),
        CaseMove.REFER_BACK: _rule(_only(_S.PROPOSED), _S.IN_ASSESSMENT, _R.DECIDER),
        CaseMove.DECIDE: _rule(_only(_S.PROPOSED), _S.DECIDED, _R.DECIDER),
        CaseMove.SEND_LETTER: _rule(_only(_S.DECIDED), _S.LETTER_SENT, _R.CASE_MANAGER),
        CaseMove.DISCHARGE: _rule(_only(_S.LETTER_SENT), None, _R.CASE_MANAGER),
        CaseMove.FILE_RETURNS: _rule(_only(_S.LETTER_SENT), None, _R.SIGNATORY, _R.CASE_MANAGER),
    }
)
"""Every move; what stands in no row cannot be done."""

JUDGING: Final = frozenset(
    {CaseMove.ASSESS, CaseMove.MODERATE, CaseMove.PROPOSE, CaseMove.REFER_BACK, CaseMove.DECIDE}
)
"""The moves that nobody makes who has an interest in the group."""

PERMISSIONS: Final = MappingProxyType(
    {
        Permission.READ: frozenset(Role) - {_R.ADMINISTRATOR},
        Permission.READ_ALL: frozenset(Role) - {_R.ADMINISTRATOR} - OF_A_GROUP,
        Permission.SAVE: OF_A_GROUP,
        Permission.COMPARE: frozenset({_R.POLICY_LEAD}),
        Permission.EXPORT: frozenset({_R.CASE_MANAGER}),
        Permission.ERASE: frozenset({_R.CASE_MANAGER}),
        Permission.ERASE_ACCOUNT: frozenset({_R.ADMINISTRATOR}),
        Permission.VERIFY: frozenset({_R.AUDITOR}),
        Permission.ADMINISTER: frozenset({_R.ADMINISTRATOR}),
    }
)
"""Who may see or do what is no move of a case."""
