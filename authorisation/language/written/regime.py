"""Shape of `regime.yaml`: what is asked each period, what it may trigger, and what follows.

`parameters`, `derived` and `sources` are as in a rule set's other files and stand beside those of
the rule set. A cell of `table` and `moves` is one value, a list of them, or `any`; the first row
that fits is taken. A row with `trigger` is for these triggers alone.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, WithJsonSchema

from authorisation.language.written.criteria import WrittenCondition, WrittenDerived
from authorisation.language.written.rules import WrittenSource
from authorisation.language.yaml import fields
from authorisation.language.yaml.scalars import InvalidScalar, parse_duration, parse_integer
from authorisation.language.yaml.shape import Raw, WrittenShape, scalar_validator
from authorisation.model.regime import ComparedWith, PeriodLength, Reach


def _parse_days(text: str) -> int:
    found = parse_duration(text)
    if found.months:
        raise InvalidScalar(f"`{text}` is not a number of days", "write it such as `28 days`")
    return found.days


def _parse_periods(text: str) -> int:
    number, _, word = text.partition(" ")
    found = parse_integer(number) if word in {"period", "periods"} else -1
    if found < 0:
        raise InvalidScalar(f"`{text}` is not a number of periods", "write it such as `2 periods`")
    return found


Days: TypeAlias = Annotated[
    int, scalar_validator(_parse_days, "a number of days"), WithJsonSchema({"type": "string"})
]
PeriodCount: TypeAlias = Annotated[
    int, scalar_validator(_parse_periods, "a number of periods"), WithJsonSchema({"type": "string"})
]


class WrittenPeriods(WrittenShape):
    """The calendar of returns."""

    every: Annotated[
        PeriodLength, fields.choice_validator(PeriodLength), fields.choice_schema(PeriodLength)
    ]
    year_begins: fields.Int = 4
    due: Days = 28


class WrittenBand(WrittenShape):
    """One degree of a trigger."""

    when: WrittenCondition
    severity: fields.Int
    sustained: PeriodCount = 1
    opens: Annotated[fields.Texts, Field(default_factory=list)]


class WrittenTrigger(WrittenShape):
    """A trigger: `fires`, or the bands `watch` and `serious`, or all three."""

    id: fields.Name
    title: fields.Text
    strand: fields.Ref
    source: fields.Citations
    watch: WrittenBand | None = None
    fires: WrittenBand | None = None
    serious: WrittenBand | None = None
    line: fields.Ref | None = None
    immediate: fields.Bool = False
    says: fields.Text = ""
    note: fields.Text = ""


class WrittenProof(WrittenShape):
    """A kind of evidence."""

    title: fields.Text
    only_without: Annotated[list[fields.Ref], Field(default_factory=list)]
    needs: WrittenCondition | None = None


class WrittenCause(WrittenShape):
    """A cause and the evidence it wants."""

    title: fields.Text
    reach: Annotated[Reach, fields.choice_validator(Reach), fields.choice_schema(Reach)]
    evidence: dict[str, WrittenProof] = Field(min_length=1)
    source: fields.Citations
    evidenced: fields.Bool = False
    context: fields.Bool = False
    beyond_before: fields.Day | None = None
    note: fields.Text = ""


class WrittenPower(WrittenShape):
    """A power and the limbs that open it."""

    title: fields.Text
    step: fields.Int
    opened_by: Annotated[list[fields.Ref], Field(default_factory=list)]
    source: fields.Citations


class WrittenResponse(WrittenShape):
    """A response, its power and its support."""

    title: fields.Text
    power: fields.Ref
    source: fields.Citations
    support: fields.Text = ""
    says: fields.Text = ""


class WrittenRow(WrittenShape):
    """A row of the table of responses."""

    severity: Raw
    capability: Raw
    control: Raw
    response: fields.Ref
    trigger: Raw = None


class WrittenStage(WrittenShape):
    """A stage, its exit test and its deadline."""

    title: fields.Text
    source: fields.Citations
    exit: WrittenCondition | None = None
    exit_sustained: PeriodCount = 1
    deadline: PeriodCount | None = None
    settling: PeriodCount = 0
    settling_source: fields.Ref | None = None
    power: fields.Ref | None = None
    says: fields.Text = ""


class WrittenMove(WrittenShape):
    """A row of the table of moves."""

    stage: Raw
    response: Raw
    exit: Raw
    deadline: Raw
    to: fields.Ref
    source: fields.Citations
    trigger: Raw = None


class WrittenLine(WrittenShape):
    """A budget line and what says how far chance alone may move it."""

    title: fields.Text
    compared_with: Annotated[
        ComparedWith, fields.choice_validator(ComparedWith), fields.choice_schema(ComparedWith)
    ]
    variance: fields.Ref
    budget: fields.Ref
    population: fields.Refs
    planned: fields.Ref | None = None
    cv: fields.Ref
    between_years: fields.Ref
    watch_level: fields.Ref
    serious_level: fields.Ref
    freedom: fields.Ref | None = None
    averages_out: fields.Bool = True


class WrittenAttribution(WrittenShape):
    """The attribution of accepted causes: how they become a word about control."""

    mainly: fields.Ref
    source: fields.Citations


class WrittenInterim(WrittenShape):
    """The interim response to an immediate risk to patients: what is done at once."""

    response: fields.Ref
    review: Days
    source: fields.Citations


class WrittenRegimeChanges(WrittenShape):
    """`regime.yaml` of a rule set that changes figures of the regime that it inherits."""

    sources: Annotated[dict[str, WrittenSource], Field(default_factory=dict)]
    parameters: Annotated[dict[str, Raw], Field(default_factory=dict)]


class WrittenRegime(WrittenRegimeChanges):
    """`regime.yaml`."""

    periods: WrittenPeriods
    returns: Annotated[list[fields.Ref], Field(min_length=1)]
    at_authorisation: Annotated[list[fields.Ref], Field(default_factory=list)]
    derived: Annotated[dict[str, WrittenDerived], Field(default_factory=dict)]
    strands: dict[str, fields.Text] = Field(min_length=1)
    limbs: Annotated[dict[str, fields.Text], Field(default_factory=dict)]
    lines: Annotated[dict[str, WrittenLine], Field(default_factory=dict)]
    triggers: list[WrittenTrigger] = Field(min_length=1)
    causes: dict[str, WrittenCause] = Field(min_length=1)
    capability: dict[str, fields.Text]
    attribution: WrittenAttribution | None = None
    powers: dict[str, WrittenPower] = Field(min_length=1)
    responses: dict[str, WrittenResponse] = Field(min_length=1)
    table: list[WrittenRow] = Field(min_length=1)
    interim: WrittenInterim | None = None
    stages: dict[str, WrittenStage] = Field(min_length=1)
    moves: Annotated[list[WrittenMove], Field(default_factory=list)]
    says: Annotated[fields.Texts, Field(default_factory=list)]
