"""Shapes of `cases/*.yaml`, `cases/regime/*.yaml` and `properties/*.yaml`.

`- case:` names one policy test, and one that `extends` another takes over what it does not say
itself: its `given`, `set` and `evidence` (entry by entry), `judgements` and `moderation` (by
criterion, or by answer), `others` and whether they are `complete`, `stage`, `as_of` and
`received_on`; of a regime's case its group and `usual`. What is expected is never taken over.

`expect` holds verdicts by criterion, each `met` or `{verdict, margin}`, `outcome`: one, or a list
of those still possible, and `in_force`: whether the rules are, on the day of assessment. A margin
is `1`, `-1 day` or, where answers are missing, a pair `[-5, 3]` in which `unbounded` may stand for
an end.

`- table:` is a case for each of its `rows`; the first row heads the columns with question paths,
criterion ids, `outcome`, `stage`, `as_of` or `received_on`. A cell `not answered` leaves the
answer out, `not compared` the expectation.

A regime's case gives a group's periods from the first on: `usual` holds answers that all share,
`periods` what each answers otherwise, or `unfiled`; `expect` says for each what must come out, and
a case without it is there for others to extend. `- responses:` and `- moves:` are tables of their
own, a case for each of their rows. A cell is one value, a list of them, or `any`: the row is
tested with each.

A property is what a rule set promises of every submission. Exactly one of `never` and `always`
holds the claim, in FEEL over answers, figures and findings; `given`, where there is one, says of
which submissions it is made. `stages`, `answers` and `figures` say for which stages, answers and
figures. `beside` names another rule set under which the same answers are assessed too. A property
that is known not to hold says so under `expect`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from authorisation.language.written.answers import (
    WrittenEvidence,
    WrittenJudgement,
    WrittenModeration,
)
from authorisation.language.yaml import fields
from authorisation.language.yaml.shape import Raw, WrittenShape
from authorisation.model.case import AnswersScope


class WrittenSituation(WrittenShape):
    """A situation: what a case and a table have in common."""

    extends: fields.Ref | None = None
    given: Raw = None
    stage: fields.StageChoice | None = None
    as_of: fields.Day | None = None
    received_on: fields.Day | None = None
    set: Annotated[dict[str, Raw], Field(default_factory=dict)]
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]
    judgements: Annotated[list[WrittenJudgement], Field(default_factory=list)]
    moderation: Annotated[list[WrittenModeration], Field(default_factory=list)]
    others: list[Raw] | None = None
    complete: fields.Bool | None = None


class WrittenCase(WrittenSituation):
    """One policy test."""

    case: fields.Text
    expect: dict[str, Raw] = Field(min_length=1)


class WrittenTable(WrittenSituation):
    """A case for each row."""

    table: fields.Text
    rows: list[list[Raw]]


class WrittenExpected(WrittenShape):
    """The expectation of one criterion."""

    verdict: fields.Ref | None = None
    margin: Raw = None


class WrittenRegimeCase(WrittenShape):
    """One history."""

    case: fields.Text
    extends: fields.Ref | None = None
    authorised_on: Raw = None
    first: Raw = None
    at_authorisation: Raw = None
    conditions: Raw = None
    capability: Raw = None
    acts: Raw = None
    usual: Raw = None
    set: Annotated[dict[str, fields.Text], Field(default_factory=dict)]
    periods: Annotated[list[Raw], Field(default_factory=list)]
    expect: Annotated[list[dict[str, fields.Text]], Field(default_factory=list)]


class WrittenRows(WrittenShape):
    """Rows of one of the two tables."""

    responses: fields.Text = ""
    moves: fields.Text = ""
    trigger: fields.Text = ""
    rows: list[list[Raw]] = Field(min_length=1)


AnswersChoice = Annotated[
    AnswersScope, fields.choice_validator(AnswersScope), fields.choice_schema(AnswersScope)
]
_BOUNDS = fields.object_schema({"from": {}, "to": {}}, ["from", "to"])
_BESIDE = fields.object_schema({"rules": fields.PLAIN_TEXT, "as_of": fields.DATE_SCHEMA}, ["rules"])


class WrittenBounds(WrittenShape):
    """The least and the greatest value of a figure that is left free."""

    low: Raw = Field(alias="from")
    high: Raw = Field(alias="to")


class WrittenBeside(WrittenShape):
    """Another rule set, and the day on which it is looked at."""

    rules: fields.Ref
    as_of: fields.Day | None = None


class WrittenPropertyExpectation(WrittenShape):
    """That a property does not hold, with the reason."""

    refuted: fields.Text


class WrittenProperty(WrittenShape):
    """One property."""

    id: fields.CriterionId
    title: fields.Text
    why: fields.Text = ""
    given: fields.Feel | None = None
    never: fields.Feel | None = None
    always: fields.Feel | None = None
    stages: Annotated[fields.StageChoices, Field(default_factory=list, min_length=1)]
    as_of: fields.Day | None = None
    answers: AnswersChoice = AnswersScope.ANY
    figures: Annotated[
        Raw,
        WithJsonSchema(
            {
                "anyOf": [
                    {"enum": ["in force", "any"]},
                    {
                        "type": "object",
                        "additionalProperties": _BOUNDS,
                        "minProperties": 1,
                        "maxProperties": 1,
                    },
                ]
            }
        ),
    ] = None
    beside: Annotated[Raw, WithJsonSchema({"anyOf": [fields.PLAIN_TEXT, _BESIDE]})] = None
    source: fields.Citations
    expect: WrittenPropertyExpectation | None = None
