"""Submissions of consortia, and assessors' judgements on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

import msgspec

from authorisation.model.canonical import sha256
from authorisation.model.source import Location
from authorisation.model.structs import PartlyCompared, ShortRepr
from authorisation.model.value import Answer, Evidence
from authorisation.model.verdict import Verdict


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


CHECKED: Final = "checked"
NOT_ACCEPTED: Final = "not accepted"
OLDER_GRADES: Final = MappingProxyType({"in order": CHECKED, "wanting": NOT_ACCEPTED})
"""How files of before called the grades of an answer."""


class Judgement(ShortRepr, frozen=True, kw_only=True, gc=False):
    """One assessor's grade on one criterion or check of one answer, or a panel's where they differ.

    Exactly one of `criterion` and `answer`, the path of a question, is not empty, and one of
    `assessor` and `panel`, who sat. The grade of a check is `checked` or `not accepted`, or one of
    `OLDER_GRADES`; `document` is what was read for it.
    """

    criterion: str = ""
    answer: str = ""
    assessor: str
    on: date
    grade: str
    reason: str
    document: str = ""
    panel: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The criterion or the answer that it is on."""
        return self.criterion or self.answer

    @property
    def by(self) -> tuple[str, ...]:
        """The names of who judged: one assessor, or those who sat on a panel."""
        return self.panel or (self.assessor,)

    @property
    def counts_as(self) -> str:
        """The grade; of a check that a file of before has, in the word of today."""
        return OLDER_GRADES.get(self.grade, self.grade) if self.answer else self.grade


class Departure(PartlyCompared, frozen=True, kw_only=True, gc=False):
    """A departure: a decision in place of what the rules indicate, which it never changes.

    Exactly one of `criterion`, whose `verdict` was decided, and `outcome`, which was, is not empty.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"at"})

    criterion: str = ""
    verdict: Verdict | None = None
    outcome: str = ""
    by: str
    on: date
    reason: str
    at: Location | None = None
    """Where it stands in its file."""

    @property
    def about(self) -> str:
        """The criterion that it departs from, or `the outcome`."""
        return self.criterion or "the outcome"

    @property
    def decided(self) -> str:
        """The verdict, or the id of the outcome, that was decided."""
        return self.outcome if self.verdict is None else self.verdict.value


class Judgements(PartlyCompared, frozen=True, kw_only=True, gc=False):
    """The judgements of one submission that assessors, panels and deciders recorded."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "places"})

    entries: tuple[Judgement, ...] = ()
    departures: tuple[Departure, ...] = ()
    name: str = ""
    """The group judged, as its submission calls it; empty where the file does not say."""
    code: str = ""
    file: str = ""
    sha256: str = ""
    at: Location | None = None
    """Where the file says whose they are."""
    places: tuple[Location, ...] = ()
    """Where the grade of each entry stands in its file; empty where that is not known."""

    def by(self, day: date) -> Judgements:
        """The judgements given by a day; a later one says nothing of it."""
        days = [*(each.on for each in self.entries), *(each.on for each in self.departures)]
        if all(on <= day for on in days):
            return self
        return msgspec.structs.replace(
            self,
            entries=tuple(each for each in self.entries if each.on <= day),
            departures=tuple(each for each in self.departures if each.on <= day),
            places=(),
        )


def judgements_hash(entries: tuple[Judgement, ...], departures: tuple[Departure, ...]) -> str:
    """Return the hash of what assessors recorded; without departures, as before there were any."""
    return sha256((entries, departures) if departures else entries)
