"""A letter as the list of values that a template lays out."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from authorisation.explain.assessment.step_tree import VERDICT_MARKS

LetterKind: TypeAlias = Literal["decision", "assessment", "self-assessment", "response"]
"""What was decided; what the rules indicate of an application; of a self-assessment, which is a
paper for the group's own board; and what they call for after authorisation."""


class LetterPoint(Struct, frozen=True, kw_only=True):
    """One thing that a section is about, such as a finding or a condition."""

    title: str
    texts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """What it rests on: evidence, figures, and the passages that impose it."""
    due: str = ""


class LetterSection(Struct, frozen=True, kw_only=True):
    """A part of a letter; templates may know it by its `id`, whatever its heading."""

    id: str
    heading: str
    texts: tuple[str, ...] = ()
    points: tuple[LetterPoint, ...] = ()


class LetterFoot(Struct, frozen=True, kw_only=True):
    """From what a letter was made, so that somebody else can make it again."""

    record_sha256: str
    """Of the record's file."""
    place: str
    """Which of several records in the file it is; empty where there is one."""
    rules: str
    rules_sha256: str
    program: str
    head: str = ""
    """The head of the audit chain at the decision; empty where no store keeps that."""


class Letter(Struct, frozen=True, kw_only=True):
    """A letter; the names of its fields are those of the JSON that a template reads."""

    kind: LetterKind
    title: str
    sender: str
    """Who decides, as the rules call them; empty for a paper of the group's own."""
    recipient: str
    day: dt.date
    """That of the decision, else the day that the record is for."""
    date: str
    """The same day in words."""
    outcome: str
    """What was decided, or is indicated or called for, in a few words."""
    notices: tuple[str, ...]
    """What must stand above all else, such as that this is no decision."""
    sections: tuple[LetterSection, ...]
    foot: LetterFoot


_MARK: Final = re.compile(f"(?:{'|'.join(map(re.escape, VERDICT_MARKS.values()))}) ")


def unmarked(judgement: str) -> str:
    """A judgement in words alone: a letter says beside it what came out."""
    return _MARK.sub("", judgement, count=1)
