"""Submissions of consortia, and assessors' judgements on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

import msgspec

from authorisation.model.source import Location
from authorisation.model.structs import PartlyCompared
from authorisation.model.value import Answer, Evidence


class Stage(StrEnum):
    """The stage of an application, which decides what a missing answer means.

    At self-assessment it leaves a criterion unknown; at the decision, after the closing date, what
    was not shown is open.
    """

    SELF_ASSESSMENT = "self-assessment"
    DECISION = "decision"


def head_place(key: str) -> str:
    """Return the path of the place of a key beside the answers; no question has such a one."""
    return f"[{key}]"


class Submission(PartlyCompared, frozen=True, kw_only=True):
    """One consortium's answers by dotted path; a path left out was not answered."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"places", "asked_at", "comments", "strays"})

    name: str
    answers: Mapping[str, Answer]
    code: str = ""
    stage: Stage = Stage.SELF_ASSESSMENT
    as_of: date | None = None
    received_on: date | None = None
    published_facts_only: bool = False
    note: str = ""
    evidence: Mapping[str, Evidence] = MappingProxyType({})
    file: str = ""
    sha256: str = ""
    places: Mapping[str, Location] = MappingProxyType({})
    """Where each answer stands in the file, by path; and where a form wants a day that it lacks."""
    asked_at: Mapping[str, Location] = MappingProxyType({})
    """Where a workbook asks each question that it has, by path; empty for other files."""
    comments: tuple[str, ...] = ()
    """The cells of its workbook that have comments, which are not read."""
    strays: tuple[str, ...] = ()
    """The cells of its workbook that stand beside the form, and are not read."""
    called_checked: tuple[str, ...] = ()
    """The answers whose evidence the group itself called checked; it counts as not checked."""

    @property
    def title(self) -> str:
        """The group's name, with its code where it has one."""
        return title_of(self.name, self.code)


def title_of(name: str, code: str) -> str:
    """A group's name, with its code where it has one; the code where that is all it has."""
    return f"{name} ({code})" if name and code else name or code


IN_ORDER: Final = "in order"
WANTING: Final = "wanting"


class Judgement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One assessor's grade on one criterion, or check of one answer.

    Exactly one of `criterion` and `answer`, the path of a question, is not empty; the grade of a
    check is `in order` or `wanting`.
    """

    criterion: str = ""
    answer: str = ""
    assessor: str
    on: date
    grade: str
    reason: str

    @property
    def about(self) -> str:
        """The criterion or the answer that it is on."""
        return self.criterion or self.answer


class Judgements(PartlyCompared, frozen=True, kw_only=True, gc=False):
    """The judgements of assessors on one submission."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"places"})

    entries: tuple[Judgement, ...] = ()
    name: str = ""
    """The group judged, as its submission calls it; empty where the file does not say."""
    code: str = ""
    file: str = ""
    sha256: str = ""
    places: tuple[Location, ...] = ()
    """Where the grade of each entry stands in its file; empty where that is not known."""

    def by(self, day: date) -> Judgements:
        """Those given by a day; a later one says nothing of it."""
        if all(entry.on <= day for entry in self.entries):
            return self
        return msgspec.structs.replace(
            self, entries=tuple(each for each in self.entries if each.on <= day), places=()
        )
