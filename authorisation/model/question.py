"""Questions, the bank that holds them, and the checks that answers agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

import msgspec

from authorisation.model.source import Formula, Location
from authorisation.model.structs import PartlyCompared


class ValueType(StrEnum):
    """The declared type of an answer or a parameter.

    `integer`, `number` and `money` are numbers with a unit; `choices` is a list of choices;
    `document` is the reference of a document, a text that is null when there is none.
    """

    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    DURATION = "duration"
    DOCUMENT = "document"
    LIST = "list"


NUMERIC = frozenset({ValueType.INTEGER, ValueType.NUMBER, ValueType.MONEY})
TEXTS = frozenset({ValueType.TEXT, ValueType.CODE, ValueType.DOCUMENT})
"""The types of what an applicant may write freely."""

_PLACE = re.compile(r"\[[0-9]+\]")


def without_places(path: str) -> str:
    """A path of an answer without the numbers of entries: that of the question."""
    return _PLACE.sub("", path)


def belongs_to(path: str, name: str) -> bool:
    """Whether a path is that of the question, or of one in the group, of some name."""
    return path == name or path.startswith(f"{name}.")


class MergeRule(StrEnum):
    """The rule for what becomes of an answer where several applicants become one."""

    SUM = "sum"
    JOIN = "join"
    DROP = "drop"
    """It is to be answered anew."""


class Question(PartlyCompared, frozen=True, kw_only=True):
    """One question of the bank; `path` is its dotted name, as rules and submissions write it.

    A field of a list's items is a question too, its path relative to the item.
    `minimum` and `maximum` are inclusive. `none` is the wording of *there is none*, or empty
    where that answer is not offered. `unit` is empty for a number without one.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "codes", "fixed", "merge"})

    path: str
    type: ValueType
    ask: str
    title: str = ""
    """A short noun phrase that stands for the answer inside a sentence; empty where it has none."""
    why: str = ""
    unit: str = ""
    evidence: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    none: str = ""
    of: tuple[str, ...] = ()
    personal: bool = False
    fixed: bool = False
    """Whether nobody can change the answer, such as a population or what has happened."""
    merge: MergeRule = MergeRule.DROP
    each: Mapping[str, Question] = MappingProxyType({})
    """The fields of a list's items, by name; empty for a list of plain texts."""
    codes: bool = False
    """Whether the plain texts of a list are codes, as those that `across` compares are."""
    name_by: str = ""
    """The field by which messages call an item."""
    max_items: int = 1000
    at: Location = Location("-")


class ConsistencyTest(msgspec.Struct, frozen=True, gc=False):
    """A test that two answers agree; where it is surely false the submission is refused."""

    test: Formula
    says: str


class CrossCheckKind(StrEnum):
    """The kind of a cross-check: how answers of different submissions must agree.

    `unique`: a value stands in one submission alone. `mutual`: where one submission names the
    code of another, the other names the code of the first.
    """

    UNIQUE = "unique"
    MUTUAL = "mutual"


class CrossCheck(msgspec.Struct, frozen=True, gc=False):
    """A check of the submissions of one run against each other; `path` may lead into items."""

    kind: CrossCheckKind
    path: str
    says: str


class QuestionBank(msgspec.Struct, frozen=True, gc=False):
    """Every question that any rule set asks, by dotted path, in the order of the files."""

    questions: Mapping[str, Question]
    consistency: tuple[ConsistencyTest, ...] = ()
    across: tuple[CrossCheck, ...] = ()


def with_groups(path: str) -> tuple[str, ...]:
    """Return the dotted path of a question and those of the groups around it, itself first."""
    names = path.split(".")
    return tuple(".".join(names[:length]) for length in range(len(names), 0, -1))


def paths_with_groups(paths: Iterable[str]) -> frozenset[str]:
    """Return the paths of questions and those of the groups around them."""
    return frozenset(each for path in paths for each in with_groups(path))


def groups_around(paths: Iterable[str]) -> Mapping[str, None]:
    """Return the groups around questions of these paths, each after those around it."""
    return _groups_around(tuple(paths))


@lru_cache(maxsize=8)
def _groups_around(paths: tuple[str, ...]) -> Mapping[str, None]:
    groups = (group for path in paths for group in reversed(with_groups(path)[1:]))
    return MappingProxyType(dict.fromkeys(groups))
