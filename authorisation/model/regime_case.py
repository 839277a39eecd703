"""Policy tests of a failure regime: the periods of a group, and what is expected of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from authorisation.model.case import Case
from authorisation.model.regime import Control, DeadlineState, ExitResult
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.source import Location
from authorisation.model.value import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeCase:
    """One history and what is expected of each of its periods; a part left out is not compared."""

    name: str
    group: AuthorisedGroup
    expect: tuple[Mapping[str, str], ...]
    """For each period: triggers by id, `control of <id>`, `severity of <id>`, and of the whole
    `severity`, `limbs`, `powers`, `response` and `stage`.

    `exit` and `deadline` say how the stage before stood; `interim` whether there is an interim
    direction, and `review` the day by which it is looked at again.
    """
    set: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCase:
    """The response that the table of responses must give for one combination."""

    name: str
    severity: int
    capability: int
    control: Control
    response: str
    trigger: str = ""
    """The trigger that has the severity; empty for one that no row names."""
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCase:
    """The stage that the table of moves must lead to, with every power open but `without`."""

    name: str
    stage: str
    response: str
    exit: ExitResult
    clock: DeadlineState
    without: tuple[str, ...]
    to: str
    trigger: str = ""
    """The trigger that fires; empty for one that no move names."""
    at: Location = field(compare=False, default=Location("-"))


AnyRegimeCase: TypeAlias = RegimeCase | ResponseCase | MoveCase
AnyCase: TypeAlias = Case | AnyRegimeCase
"""A case of applications or of a failure regime."""
