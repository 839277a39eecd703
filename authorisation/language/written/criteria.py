"""Shapes of `criteria/*.yaml`: figures worked out, criteria, and the conditions they require.

A child rule set changes what it inherits by entries of its list `criteria`: `- replace: {id, …}`
with a whole criterion, `- amend: {id, …}` with the keys that change (`severity` may be dated), or
`- remove: {id, reason, source}`; every other entry is a new criterion.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from authorisation.language.yaml import fields
from authorisation.language.yaml.document import Mapping, Scalar
from authorisation.language.yaml.shape import Raw, WrittenShape, authored_error
from authorisation.model.rules import Severity


class WrittenForm(WrittenShape):
    """A form of a condition; every one may have words of its own."""

    title: fields.Text = ""
    not_met: fields.Text = ""


class WrittenTest(WrittenForm):
    """A leaf with words of its own."""

    test: fields.Feel


class WrittenAll(WrittenForm):
    """Every part that applies."""

    all: list[WrittenCondition] = Field(min_length=1)


class WrittenAny(WrittenForm):
    """At least one part."""

    any: list[WrittenCondition] = Field(min_length=1)


class WrittenNot(WrittenForm):
    """The opposite of the part."""

    part: WrittenCondition = Field(alias="not")


class WrittenCount(WrittenShape):
    """`n` is a FEEL number, usually a parameter."""

    n: fields.Feel
    of: list[WrittenCondition] = Field(min_length=1)


class WrittenAtLeast(WrittenForm):
    """At least `n` of the parts."""

    at_least: WrittenCount


class WrittenEvery(WrittenForm):
    """Each item of a list."""

    every: fields.Name
    within: fields.Feel = Field(alias="in")
    satisfies: WrittenCondition


class WrittenSome(WrittenForm):
    """At least one item of a list."""

    some: fields.Name
    within: fields.Feel = Field(alias="in")
    satisfies: WrittenCondition


class WrittenCriterionRef(WrittenForm):
    """A reference to another criterion: whatever that comes to."""

    criterion: fields.Ref


CONDITION_FORMS = ("test", "all", "any", "not", "at_least", "every", "some", "criterion")


def _condition_tag(written: object) -> str | None:
    """Return the tag of a condition's form, by the key that only that form has; None if unknown."""
    if isinstance(written, Scalar):
        return "<leaf>"
    if isinstance(written, Mapping):
        return next((f"<{form}>" for form in CONDITION_FORMS if form in written), None)
    return None


def _refuse_unknown_form(written: object) -> object:
    if isinstance(written, Scalar) and written.empty:
        return written
    if _condition_tag(written) is None:
        if isinstance(written, Mapping) and len(written) == 1:
            key = next(iter(written))
            raise authored_error(
                f"`{key}` begins no condition that is known",
                "use `all`, `any`, `not`, `at_least`, `every`, `some`, `criterion` or `test`; "
                "a FEEL expression that begins with `{` needs single quotes",
            )
        raise authored_error(
            "this is not a condition",
            "write a FEEL expression, or a mapping with `all`, `any`, `not`, `at_least`, `every`, "
            "`some`, `criterion` or `test`",
        )
    return written


WrittenCondition: TypeAlias = Annotated[
    Annotated[fields.Feel, Tag("<leaf>")]
    | Annotated[WrittenTest, Tag("<test>")]
    | Annotated[WrittenAll, Tag("<all>")]
    | Annotated[WrittenAny, Tag("<any>")]
    | Annotated[WrittenNot, Tag("<not>")]
    | Annotated[WrittenAtLeast, Tag("<at_least>")]
    | Annotated[WrittenEvery, Tag("<every>")]
    | Annotated[WrittenSome, Tag("<some>")]
    | Annotated[WrittenCriterionRef, Tag("<criterion>")],
    Discriminator(_condition_tag),
    BeforeValidator(_refuse_unknown_form),
]


class WrittenSeverityEntry(WrittenShape):
    """The severity from a date on."""

    value: fields.SeverityChoice
    source: fields.Ref


class WrittenDischarge(WrittenShape):
    """The discharge of the condition: what would end it, and when it is due."""

    evidence: fields.Text
    due: fields.Text


class WrittenScale(WrittenShape):
    """The grades of a judgement and what each means: `met`, `not met` or `not applicable`.

    Or the name of a scale that `ruleset.yaml` has under `scales`.
    """

    scale: Annotated[
        Annotated[fields.Ref, Tag("<name>")]
        | Annotated[dict[str, fields.Text], Field(min_length=1), Tag("<grades>")],
        Discriminator(lambda written: "<name>" if isinstance(written, Scalar) else "<grades>"),
    ]
    guidance: fields.Text


_SEVERITY_SCHEMA = {"enum": [str(word) for word in Severity]}


class WrittenCriterion(WrittenShape):
    """One criterion: `require`, `judgement`, or both, of which both must then be met.

    `answered_by` are the ids of the criteria that show how the concern behind it is met.
    """

    id: fields.CriterionId
    title: fields.Text
    severity: Annotated[
        Raw,
        WithJsonSchema(
            {
                "anyOf": [
                    _SEVERITY_SCHEMA,
                    {
                        "type": "object",
                        "propertyNames": fields.DATE_SCHEMA,
                        "additionalProperties": fields.object_schema(
                            {"value": _SEVERITY_SCHEMA, "source": fields.PLAIN_TEXT},
                            ["value", "source"],
                        ),
                    },
                ]
            }
        ),
    ]
    source: fields.Citations
    domain: fields.Ref | None = None
    standing: fields.StandingChoice | None = None
    require: WrittenCondition | None = None
    judgement: WrittenScale | None = None
    applies: WrittenCondition | None = None
    scope: fields.Text = "submission"
    met: fields.Text = ""
    not_met: fields.Text = ""
    unknown: fields.Text = ""
    remedy: fields.Text = ""
    note: fields.Text = ""
    answered_by: Annotated[fields.Refs, Field(default_factory=list)]
    discharge: WrittenDischarge | None = None


class WrittenDerived(WrittenShape):
    """A figure worked out from answers and parameters."""

    title: fields.Text = ""
    value: fields.Feel
    unit: fields.Text = ""
    note: fields.Text = ""
