"""Shapes of `properties/*.yaml`: a list of what a rule set promises of every submission.

Exactly one of `never` and `always` holds the claim, in FEEL over answers, figures and findings;
`given`, where there is one, says of which submissions it is made. `stages`, `answers` and `figures`
say for which stages, answers and figures. `beside` names another rule set under which the same
answers are assessed too. A property that is known not to hold says so under `expect`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from authorisation.language.yaml.fields import (
    DATE_SCHEMA,
    PLAIN_TEXT,
    Citations,
    CriterionId,
    Day,
    Feel,
    Ref,
    StageChoices,
    Text,
    choice_schema,
    choice_validator,
    object_schema,
)
from authorisation.language.yaml.shape import Raw, WrittenShape
from authorisation.model.case import AnswersScope

AnswersChoice = Annotated[AnswersScope, choice_validator(AnswersScope), choice_schema(AnswersScope)]
_BOUNDS = object_schema({"from": {}, "to": {}}, ["from", "to"])
_BESIDE = object_schema({"rules": PLAIN_TEXT, "as_of": DATE_SCHEMA}, ["rules"])


class WrittenBounds(WrittenShape):
    """The least and the greatest value of a figure that is left free."""

    low: Raw = Field(alias="from")
    high: Raw = Field(alias="to")


class WrittenBeside(WrittenShape):
    """Another rule set, and the day on which it is looked at."""

    rules: Ref
    as_of: Day | None = None


class WrittenPropertyExpectation(WrittenShape):
    """That a property does not hold, with the reason."""

    refuted: Text


class WrittenProperty(WrittenShape):
    """One property."""

    id: CriterionId
    title: Text
    why: Text = ""
    given: Feel | None = None
    never: Feel | None = None
    always: Feel | None = None
    stages: Annotated[StageChoices, Field(default_factory=list, min_length=1)]
    as_of: Day | None = None
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
    beside: Annotated[Raw, WithJsonSchema({"anyOf": [PLAIN_TEXT, _BESIDE]})] = None
    source: Citations
    expect: WrittenPropertyExpectation | None = None
