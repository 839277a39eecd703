"""Shapes of a rule set's files: `ruleset.yaml`, `parameters.yaml`, `outcomes.yaml`, questions.

A child rule set (one with `extends`) may change what it inherits. An entry of its
`parameters.yaml`, or of `derived`, adds a new name, or changes an inherited one:
`{replace: {...}}` puts another in its place, `{amend: {...}}` replaces the keys named (`values`
merge by date) and `{remove: {reason, source}}` takes it out. An outcome table is replaced whole.

In `questions/*.yaml` a mapping with `type` or `ask` is a question; any other is a group, and the
dotted path of its names is the question's name. The key `consistency` at the top holds tests that
two answers agree, each `{test: FEEL, says: text}`; the key `across` holds checks of the submissions
of one run against each other, each `{unique: path, says: text}` or `{mutual: path, says: text}`.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from authorisation.language.yaml import fields
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Scalar, Sequence
from authorisation.language.yaml.shape import Raw, WrittenShape, authored_error
from authorisation.model.question import MergeRule

GRADE_VERDICTS: Final = ("met", "not met", "not applicable")
"""What a grade may mean."""


class WrittenSource(WrittenShape):
    """A document that rules cite as `id` or `id#passage`."""

    title: fields.Text
    publisher: fields.Text = ""
    published: fields.Text = ""
    standing: fields.StandingChoice | None = None
    called: fields.Text = ""
    note: fields.Text = ""


class WrittenSeverities(WrittenShape):
    """The words for what each severity means to a reader; one left out keeps the words it has."""

    gate: fields.Text = ""
    condition: fields.Text = ""
    note: fields.Text = ""


class WrittenParties(WrittenShape):
    """The names of whoever applies and whoever decides; one left out keeps the words it has."""

    applicant: fields.PartyName = ""
    authority: fields.PartyName = ""


def _whole_entry(lacking: str, form: str, more: str = "") -> BeforeValidator:
    """The validator that refuses a bare value, which is `lacking` what `form` writes around it."""

    def refuse_bare(written: object) -> object:
        if isinstance(written, Scalar) and not written.empty:
            message = f"{quote(written.text)} stands alone, without {lacking}"
            raise authored_error(
                message, f"write {quote(form.replace('…', written.text, 1))}{more}"
            )
        return written

    return BeforeValidator(refuse_bare)


class WrittenGrade(WrittenShape):
    """A grade of a named scale: the verdict that it means, and what it is and brings."""

    verdict: Annotated[fields.Ref, WithJsonSchema({"enum": list(GRADE_VERDICTS)})]
    title: fields.Text = ""
    source: fields.Ref
    standing: fields.StandingChoice | None = None
    note: fields.Text = ""


_WHOLE_GRADE = _whole_entry("the source of the grade", "{verdict: …, source: …}")
WrittenGrades: TypeAlias = Annotated[
    dict[str, Annotated[WrittenGrade, _WHOLE_GRADE]], Field(min_length=1)
]


class WrittenPeriod(WrittenShape):
    """The first day in force, and the first day no longer in force."""

    since: fields.Day = Field(alias="from")
    until: fields.Day | None = None


def _period_mapping(written: object) -> object:
    """Return a date alone, or a list of one or two, as a mapping with `from` and `until`."""
    match written:
        case Scalar() if not written.empty:
            period = Mapping(written.at)
            period.put("from", written, written.at)
            return period
        case Sequence() if len(written) in {1, 2}:
            period = Mapping(written.at)
            for key, value in zip(("from", "until"), written, strict=False):
                period.put(key, value, value.at)
            return period
        case _:
            return written


class WrittenLeftOut(WrittenShape):
    """A statement of the sources that is no rule: what it is, and why it cannot be one."""

    id: fields.Text
    reason: fields.Text
    source: fields.Citations


class WrittenUnread(WrittenShape):
    """Passages that nobody could read, why, and how many things the source numbers are unread."""

    source: fields.Citations
    reason: fields.Text
    count: fields.Int | None = None


class WrittenPooling(WrittenShape):
    """The pooling of applicants: what a pool adds up, and the line and the criterion it is for."""

    criterion: fields.Ref
    figure: fields.Ref
    line: fields.Ref
    covered: fields.Ref | None = None
    agreement: fields.Ref | None = None
    says: fields.Text = ""


class WrittenRuleSet(WrittenShape):
    """`ruleset.yaml`.

    `dated_by` is `as_of` or `submission.received_on`. `asks` holds paths of questions, or of
    groups of them; a child adds to what its parent asks, and drops what `no_longer_asks` names.
    `left_out` lists what the sources say and no criterion tests, each with the reason;
    `unread` lists what they ask and nobody could read. No part may cite what is unread.
    `scales` has the grades of judgements by a name, under which criteria use them.
    `followed_by` names the rule sets to turn to once this one has ended.
    """

    id: fields.SetId
    edition: fields.Text
    title: fields.Text
    in_force: Annotated[
        WrittenPeriod,
        BeforeValidator(_period_mapping),
        WithJsonSchema(
            {
                "anyOf": [
                    fields.DATE_SCHEMA,
                    {"type": "array", "items": fields.DATE_SCHEMA, "minItems": 1, "maxItems": 2},
                    fields.object_schema(
                        {"from": fields.DATE_SCHEMA, "until": fields.DATE_SCHEMA}, ["from"]
                    ),
                ]
            }
        ),
    ]
    followed_by: Annotated[list[fields.SetId], Field(default_factory=list)]
    extends: fields.SetId | None = None
    uses: Annotated[list[fields.SetId], Field(default_factory=list)]
    dated_by: fields.Text | None = None
    sources: Annotated[dict[str, WrittenSource], Field(default_factory=dict)]
    domains: Annotated[dict[str, fields.Text], Field(default_factory=dict)]
    scales: Annotated[dict[str, WrittenGrades], Field(default_factory=dict)]
    severities: WrittenSeverities | None = None
    parties: WrittenParties | None = None
    pooling: WrittenPooling | None = None
    asks: Annotated[list[fields.Ref], Field(default_factory=list)]
    no_longer_asks: Annotated[list[fields.Ref], Field(default_factory=list)]
    says: Annotated[fields.Texts, Field(default_factory=list)]
    left_out: Annotated[list[WrittenLeftOut], Field(default_factory=list)]
    unread: Annotated[list[WrittenUnread], Field(default_factory=list)]
    note: fields.Text = ""


class WrittenAlternative(WrittenShape):
    """A value that another source names."""

    value: Raw
    source: fields.Ref


class WrittenDated(WrittenShape):
    """One dated entry: exactly one of `value`, `none: true` and `abolished: true`."""

    value: Raw = None
    none: fields.Bool = False
    abolished: fields.Bool = False
    source: fields.Ref
    standing: fields.StandingChoice | None = None
    contrary: Annotated[fields.Refs, Field(default_factory=list)]
    contested: Annotated[list[WrittenAlternative], Field(default_factory=list)]
    note: fields.Text = ""


class WrittenParameter(WrittenShape):
    """One entry of `parameters.yaml`."""

    title: fields.Text = ""
    type: fields.ValueTypeChoice
    unit: fields.Text = ""
    of: Annotated[list[fields.Text], Field(default_factory=list)]
    note: fields.Text = ""
    values: Annotated[
        dict[str, Annotated[WrittenDated, _whole_entry("its source", "{value: …, source: …}")]],
        _whole_entry(
            "its date and source",
            "{2012-04-01: {value: …, source: …}}",
            ", with the day from which it applies",
        ),
    ]


class WrittenOutcome(WrittenShape):
    """A row of `outcomes.yaml`, which is `outcomes: [row, ...]`."""

    id: fields.Text
    title: fields.Text = ""
    when: fields.Feel
    source: fields.Citations
    says: fields.Text = ""
    conditions: fields.Feel | None = None
    support: fields.Feel | None = None


class WrittenRemoval(WrittenShape):
    """A removal: what a child leaves out of what it inherits, and on what authority."""

    reason: fields.Text
    source: fields.Citations


class WrittenCriterionRemoval(WrittenRemoval):
    """`remove:` in a child's list of criteria."""

    id: fields.Ref


class WrittenQuestion(WrittenShape):
    """One question; `min` and `max` are written like its answers, `5%` where the unit is `%`."""

    type: fields.ValueTypeChoice
    ask: fields.Text
    title: fields.Text = ""
    why: fields.Text = ""
    unit: fields.Text = ""
    evidence: fields.Text = ""
    min: Raw = None
    max: Raw = None
    decimals: fields.Int | None = None
    none: fields.Text = ""
    of: list[fields.Text] | None = None
    personal: fields.Bool = False
    fixed: fields.Bool = False
    merge: fields.MergeChoice = MergeRule.DROP
    each: dict[str, Raw] | None = None
    name_by: fields.Text = ""
    max_items: fields.Int | None = None


class WrittenConsistency(WrittenShape):
    """A test that two answers agree, and what is said where they do not."""

    test: fields.Feel
    says: fields.Text


class WrittenAcross(WrittenShape):
    """A check between submissions, and what is said where they do not go together."""

    says: fields.Text
    unique: fields.Text = ""
    mutual: fields.Text = ""
