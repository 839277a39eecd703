"""Policy tests of a rule set: answers, and the verdicts, margins and outcome expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from authorisation.model.source import Location
from authorisation.model.submission import Judgement, Stage
from authorisation.model.value import Answer, Evidence, Scalar
from authorisation.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMargin:
    """The distance of a compared value from its limit, in `unit`: positive where met, 0 on it.

    `low` and `high` differ where missing answers leave a range; None is unbounded.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionExpectation:
    """What a case expects of one criterion; a part left out is not compared."""

    verdict: Verdict | None = None
    margin: CaseMargin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One policy test, with `extends` and table rows already worked in."""

    name: str
    given: Mapping[str, Answer]
    expect: Mapping[str, CriterionExpectation]
    outcome: str | tuple[str, ...] | None = None
    """The outcome, or the outcomes still possible; None where not compared."""
    stage: Stage = Stage.SELF_ASSESSMENT
    as_of: date | None = None
    received_on: date | None = None
    set: Mapping[str, Scalar] = field(default_factory=lambda: MappingProxyType({}))
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    judgements: tuple[Judgement, ...] = ()
    others: tuple[Mapping[str, Answer], ...] = ()
    """The answers of the other submissions of the run, for criteria of portfolio scope."""
    complete: bool = False
    """Whether `others` are all that there are."""
    rule_set: str = ""
    at: Location = field(compare=False, default=Location("-"))
