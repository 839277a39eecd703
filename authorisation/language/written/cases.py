"""Shapes of `cases/*.yaml`: a list of cases and tables.

`- case:` names one policy test. `extends` takes over another case's `given`, `set`, `evidence`,
`judgements` (by criterion), `others`, `stage`, `as_of` and `received_on`; what is expected is
never taken over. `expect` holds verdicts by criterion, each `met` or `{verdict, margin}`, and
`outcome`: one, or a list of those still possible. A margin is `1`, `-1 day` or, where answers are
missing, a pair `[-5, 3]` in which `unbounded` may stand for an end.

`- table:` is a case for each of its `rows`; the first row heads the columns with question paths,
criterion ids, `outcome`, `stage`, `as_of` or `received_on`. A cell `not answered` leaves the
answer out, `not compared` the expectation.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from authorisation.language.written.submission import WrittenEvidence, WrittenJudgement
from authorisation.language.yaml.fields import Day, Ref, StageChoice, Text
from authorisation.language.yaml.shape import Raw, WrittenShape


class WrittenSituation(WrittenShape):
    """What a case and a table have in common."""

    extends: Ref | None = None
    given: Raw = None
    stage: StageChoice | None = None
    as_of: Day | None = None
    received_on: Day | None = None
    set: Annotated[dict[str, Raw], Field(default_factory=dict)]
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]
    judgements: Annotated[list[WrittenJudgement], Field(default_factory=list)]
    others: list[Raw] | None = None


class WrittenCase(WrittenSituation):
    """One policy test."""

    case: Text
    expect: dict[str, Raw] = Field(min_length=1)


class WrittenTable(WrittenSituation):
    """A case for each row."""

    table: Text
    rows: list[list[Raw]]


class WrittenExpected(WrittenShape):
    """What is expected of one criterion."""

    verdict: Ref | None = None
    margin: Raw = None
