"""The layout of a workbook of returns: the keys and lists that its writer and its reader share.

A sheet is known by the keys in it. Its name counts in one place alone: a cause says which return
names it by the name of that return's sheet, which a spreadsheet keeps unlike any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from authorisation.forms.workbook.layout import (
    ANSWER_COLUMN,
    COMPLETE,
    DOCUMENT,
    EXPLAINED,
    FILE_KEY,
    LEVEL,
    NO_SUCH,
    NOT_KNOWN,
    PATH,
    QUESTION,
    TAKES,
    THERE_IS_NONE,
    UNSURE,
    WHERE,
    WHY,
)
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import CAPABILITIES, Regime
from authorisation.model.returns import ClaimStatus

ABOUT_TYPES: Final[Mapping[str, ValueType]] = MappingProxyType(
    {
        "name": ValueType.TEXT,
        "code": ValueType.CODE,
        "rules": ValueType.TEXT,
        "authorised_on": ValueType.DATE,
        "first": ValueType.TEXT,
        "note": ValueType.TEXT,
        "source": ValueType.LIST,
        "published_facts_only": ValueType.BOOLEAN,
    }
)
"""What the first sheet says of the group, by key."""
PERIOD: Final = "period"
VERSION: Final = "version"
RECEIVED_ON: Final = "received_on"
REASON: Final = "reason"
DISCHARGED: Final = "discharged"
RECEIVED_EXPLAINED: Final = "explained"
"""Why the day on which it came is right."""
RETURN_TYPES: Final[Mapping[str, ValueType]] = MappingProxyType(
    {
        PERIOD: ValueType.TEXT,
        VERSION: ValueType.TEXT,
        RECEIVED_ON: ValueType.DATE,
        REASON: ValueType.TEXT,
        DISCHARGED: ValueType.LIST,
        RECEIVED_EXPLAINED: ValueType.TEXT,
    }
)
"""What the head of a return's sheet says of it, by key."""
FIRST, CORRECTION, WITHDRAWAL = "first", "correction", "withdrawal"
VERSION_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {FIRST: "period", CORRECTION: "corrects", WITHDRAWAL: "withdraws"}
)
"""The key of the period in a file of returns, by the version of the return."""
_TO_ANSWER: Final = (QUESTION, WHY, ANSWER_COLUMN, UNSURE, NO_SUCH, TAKES)
AUTHORISATION_HEADINGS: Final = (*_TO_ANSWER, PATH)
RETURN_HEADINGS: Final = (*_TO_ANSWER, DOCUMENT, WHERE, LEVEL, EXPLAINED, PATH)
ANSWER_COLUMNS: Final = (ANSWER_COLUMN, UNSURE, NO_SUCH)
"""The columns of answers that are read, in a return with those of their evidence."""
RETURN_COLUMNS: Final = (*ANSWER_COLUMNS, DOCUMENT, WHERE, LEVEL, EXPLAINED)
CONDITION_STATES: Final = (COMPLETE, THERE_IS_NONE, NOT_KNOWN)
CONDITIONS, CAPABILITY, ACTS, CAUSES = (
    f"{FILE_KEY}{name}" for name in ("conditions", "capability", "acts", "causes")
)
SHEET: Final = "sheet"
"""The field of a cause that names the sheet of its return."""
PROOF_FIELDS: Final = ("kind", "document", "by", "on")
LEAST_PROOFS: Final = 2
"""For how many pieces of evidence a cause has columns, at least."""
MOST_PROOFS: Final = 50
MOST_RETURNS: Final = 150
"""For how many returns a workbook has sheets: of more the reader would refuse some."""


def proof_field(number: int, name: str) -> str:
    """The field of a cause for a part of one piece of its evidence, counted from 1."""
    return f"evidence_{number}_{name}"


def board_lists(regime: Regime, *, proofs: int = LEAST_PROOFS) -> Mapping[str, Question]:
    """The list questions, by path, for what a file of returns lists beside its answers.

    `proofs` is for how many pieces of evidence a cause has columns.
    """
    authority = regime.rules.parties.authority
    by, on = _text("by", "By whom?"), _date("on", "On which day?")
    stages = tuple(regime.stages)
    grades = "; ".join(f"{grade} {title}" for grade, title in regime.capabilities.items())
    return {
        CONDITIONS: _list_question(
            CONDITIONS,
            "Conditions",
            "Which conditions of authorisation were set?",
            _text("id", "Id, by which returns name it"),
            _text("requires", "What must the group still do?"),
            _date("due_on", "When is it due?"),
            _date("discharged_on", "When was it discharged, where no return says it?"),
        ),
        CAPABILITY: _list_question(
            CAPABILITY,
            "Capability",
            f"How does {authority} see the management? The latest counts. {grades}.",
            Question(
                path="grade",
                type=ValueType.CHOICE,
                ask="Which grade?",
                of=tuple(map(str, CAPABILITIES)),
            ),
            by,
            on,
            _text("reason", "What does it rest on?"),
        ),
        ACTS: _list_question(
            ACTS,
            "Acts",
            f"What did {authority} do of its own? In each row one of stage, stage not taken and "
            "deadline.",
            on,
            by,
            _text("reason", "What was minuted?"),
            _choice("stage", "In which stage was the group put?", stages),
            _choice("not_taken", "In which stage was it not put?", stages),
            _date("deadline", "To which day was the deadline of its stage moved?"),
        ),
        CAUSES: _causes(regime, by, on, proofs),
    }


def _causes(regime: Regime, by: Question, on: Question, proofs: int) -> Question:
    kinds = dict.fromkeys(each.id for cause in regime.causes.values() for each in cause.evidence)
    about = (*regime.lines, *(each.id for each in regime.triggers if not each.line))
    evidence = (
        field
        for number in range(1, proofs + 1)
        for field in (
            _choice(proof_field(number, "kind"), f"Evidence {number}: which kind?", tuple(kinds)),
            _text(proof_field(number, "document"), f"Evidence {number}: which document?"),
            _text(proof_field(number, "by"), f"Evidence {number}: who made it?"),
            _date(proof_field(number, "on"), f"Evidence {number}: of which day?"),
        )
    )
    return _list_question(
        CAUSES,
        "Causes",
        "What explains a trigger or an overspend, as somebody claims? No trigger needs one.",
        _text(SHEET, "Which return names it? The name of its sheet"),
        _choice("cause", "Which cause?", tuple(regime.causes)),
        _choice("about", "About which budget line or trigger?", about),
        _choice("status", "With what status?", tuple(map(str, ClaimStatus))),
        by,
        on,
        Question(
            path="amount",
            type=ValueType.MONEY,
            ask="How much of an overspend does it explain? Empty for a trigger",
            unit="GBP",
        ),
        Question(path="main", type=ValueType.BOOLEAN, ask="Is it the main cause?"),
        _text("claimed_by", "Who claimed it first, if another?"),
        _date("claimed_on", "On which day was it claimed?"),
        _date("arose", "When did it arise, if asked?"),
        *evidence,
    )


def _list_question(path: str, title: str, ask: str, *fields: Question) -> Question:
    return Question(path=path, type=ValueType.LIST, ask=ask, title=title, each=_by_name(fields))


def _by_name(fields: Iterable[Question]) -> Mapping[str, Question]:
    return MappingProxyType({each.path: each for each in fields})


def _text(path: str, ask: str) -> Question:
    return Question(path=path, type=ValueType.TEXT, ask=ask)


def _date(path: str, ask: str) -> Question:
    return Question(path=path, type=ValueType.DATE, ask=ask)


def _choice(path: str, ask: str, of: tuple[str, ...]) -> Question:
    return Question(path=path, type=ValueType.CHOICE, ask=ask, of=of)
