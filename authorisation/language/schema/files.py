"""JSON Schema of each kind of file, so that editors complete and check while one writes.

The schemas describe what an editor's own YAML reader sees. What they cannot express (references,
units, FEEL) is checked when a file is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, TypeAlias

from authorisation.errors import InvalidOption
from authorisation.language.answers.submissions import evidence_paths
from authorisation.language.schema.answers import DIALECT, Schema, answers_schema, put_properties
from authorisation.language.written.answers import (
    WrittenJudgements,
    WrittenReturns,
    WrittenSubmission,
)
from authorisation.language.written.cases import (
    WrittenCase,
    WrittenProperty,
    WrittenRegimeCase,
    WrittenRows,
    WrittenTable,
)
from authorisation.language.written.criteria import WrittenCriterion, WrittenDerived
from authorisation.language.written.regime import WrittenRegime, WrittenRegimeChanges
from authorisation.language.written.rules import (
    WrittenAcross,
    WrittenConsistency,
    WrittenOutcome,
    WrittenParameter,
    WrittenQuestion,
    WrittenRemoval,
    WrittenRuleSet,
)
from authorisation.language.yaml.fields import PLAIN_TEXT, object_schema
from authorisation.language.yaml.scalars import NAME, parse_choice
from authorisation.language.yaml.shape import WrittenShape
from authorisation.model.question import Question
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Control, DeadlineState, ExitResult
from authorisation.model.rules import RuleSet

Defs: TypeAlias = dict[str, Schema]


def file_schema(kind: str, rule_set: RuleSet | None = None) -> Schema:
    """Return the schema of one kind of file; a rule set makes that of a submission complete.

    Raises:
        InvalidOption: if there is no such kind of file.
    """
    if kind not in FILE_SCHEMAS:
        try:
            parse_choice(kind, FILE_SCHEMAS)
        except ValueError as fault:
            remedy = f"the kinds of file are: {', '.join(FILE_SCHEMAS)}"
            raise InvalidOption(str(fault), remedy) from None
    defs: Defs = {}
    body = FILE_SCHEMAS[kind](defs, rule_set)
    head: Schema = {"$schema": DIALECT, "title": kind}
    return {**head, **body, **({"$defs": defs} if defs else {})}


def _shape_reference(model: type[WrittenShape], defs: Defs) -> Schema:
    """Return a reference to the schema of a written shape, adding that to `defs`."""
    own, inside = _shape_schemas(model)
    defs.update(inside)
    defs.setdefault(model.__name__, own)
    return {"$ref": f"#/$defs/{model.__name__}"}


@cache
def _shape_schemas(model: type[WrittenShape]) -> tuple[Schema, Defs]:
    """Return the schema of a shape, and of each inside it by name; none is changed later."""
    schema = model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    inside = {name: _tidy(each) for name, each in schema.pop("$defs", {}).items()}
    return _tidy(schema), inside


def _tidy(schema: Schema) -> Schema:
    """Return a schema without what pydantic adds: titles made of names, defaults, null."""
    properties = {}
    for name, inside in schema.get("properties", {}).items():
        tidy = {key: value for key, value in inside.items() if key not in {"title", "default"}}
        options = [option for option in tidy.pop("anyOf", ()) if option != {"type": "null"}]
        if options:
            tidy |= options[0] if len(options) == 1 else {"anyOf": options}
        properties[name] = tidy
    whole = {key: value for key, value in schema.items() if key != "title"}
    return {**whole, "properties": properties} if "properties" in schema else whole


def _amendment_schema(
    model: type[WrittenShape], defs: Defs, *, keep: tuple[str, ...] = ()
) -> Schema:
    """Return the schema of an amendment: the same keys, of which only those to keep are needed."""
    _shape_reference(model, defs)
    whole = defs[model.__name__]
    return {**whole, "required": list(keep), "minProperties": len(keep) + 1}


def _change_schemas(whole: Schema, part: Schema, removal: Schema) -> list[Schema]:
    forms = {"replace": whole, "amend": part, "remove": removal}
    return [object_schema({name: form}, (name,)) for name, form in forms.items()]


def _named_entries_schema(model: type[WrittenShape], defs: Defs) -> Schema:
    """Return the schema of named entries, each new or a change of an inherited one."""
    whole = _shape_reference(model, defs)
    changes = _change_schemas(
        whole, _amendment_schema(model, defs), _shape_reference(WrittenRemoval, defs)
    )
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^{NAME.pattern}$"},
        "additionalProperties": {"anyOf": [whole, *changes]},
    }


def _questions(defs: Defs, _: RuleSet | None) -> Schema:
    question = _shape_reference(WrittenQuestion, defs)
    has_type: Schema = {"properties": {"type": {"type": "string"}}, "required": ["type"]}
    group: Schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/entry"}}
    defs["entry"] = {"if": has_type, "then": question, "else": group}
    tests: Schema = {"type": "array", "items": _shape_reference(WrittenConsistency, defs)}
    across: Schema = {"type": "array", "items": _shape_reference(WrittenAcross, defs)}
    return {
        "type": "object",
        "properties": {"consistency": tests, "across": across},
        "additionalProperties": {"$ref": "#/$defs/entry"},
    }


def _criteria(defs: Defs, _: RuleSet | None) -> Schema:
    whole = _shape_reference(WrittenCriterion, defs)
    _shape_reference(WrittenRemoval, defs)
    keys = {"id": {"type": "string"}, **defs["WrittenRemoval"]["properties"]}
    removal = object_schema(keys, ("id", "reason", "source"))
    changes = _change_schemas(
        whole, _amendment_schema(WrittenCriterion, defs, keep=("id",)), removal
    )
    entries: Schema = {"type": "array", "items": {"anyOf": [whole, *changes]}}
    derived = _named_entries_schema(WrittenDerived, defs)
    return object_schema({"derived": derived, "criteria": entries}, ())


def _outcomes(defs: Defs, _: RuleSet | None) -> Schema:
    rows: Schema = {"type": "array", "items": _shape_reference(WrittenOutcome, defs), "minItems": 1}
    return object_schema({"outcomes": rows}, ("outcomes",))


def _cases(defs: Defs, rule_set: RuleSet | None) -> Schema:
    case, table = _shape_reference(WrittenCase, defs), _shape_reference(WrittenTable, defs)
    if rule_set is not None:
        for name in ("WrittenCase", "WrittenTable"):
            put_properties(defs, name, {"given": answers_schema(rule_set.bank)})
    return {"type": "array", "items": {"if": {"required": ["table"]}, "then": table, "else": case}}


def _properties(defs: Defs, _: RuleSet | None) -> Schema:
    whole = _shape_reference(WrittenProperty, defs)
    part = _amendment_schema(WrittenProperty, defs, keep=("id",))
    return {
        "type": "array",
        "items": {"anyOf": [whole, object_schema({"amend": part}, ("amend",))]},
    }


def _submission(defs: Defs, rule_set: RuleSet | None) -> Schema:
    _shape_reference(WrittenSubmission, defs)
    whole = defs.pop("WrittenSubmission")
    bank: dict[str, Question] = dict(rule_set.bank) if rule_set else {}
    answers: Schema = answers_schema(bank) if bank else {"type": "object"}
    properties: Schema = {**whole["properties"], "answers": answers}
    if bank:
        names: Schema = {"propertyNames": {"enum": list(evidence_paths(bank))}}
        properties["evidence"] = {**properties["evidence"], **names}
    return {**whole, "properties": properties}


def _judged_schema(judged: Sequence[str]) -> Schema:
    """The schema of the criteria that an assessor may judge; it says so where there are none."""
    if judged:
        return {"enum": list(judged)}
    none = "These rules leave no criterion to an assessor's judgement."
    return {"enum": [], "description": none}


def _assessor(defs: Defs, rule_set: RuleSet | None) -> Schema:
    whole = _shape_reference(WrittenJudgements, defs)
    if rule_set is not None:
        judged = [c.id for c in rule_set.criteria.values() if c.judgement is not None]
        answers = {"enum": list(rule_set.questions)}
        properties = {"criterion": _judged_schema(judged), "answer": answers}
        for graded in ("WrittenJudgement", "WrittenModeration"):
            put_properties(defs, graded, properties)
        outcomes = {"enum": [row.id for row in rule_set.outcomes]}
        departed = {"criterion": {"enum": list(rule_set.criteria)}, "outcome": outcomes}
        put_properties(defs, "WrittenDeparture", departed)
    lists = ("judgements", "moderation", "departures")
    recorded = defs[WrittenJudgements.__name__]["properties"]
    some = {name: {**recorded[name], "minItems": 1} for name in lists}
    put_properties(defs, WrittenJudgements.__name__, some)
    # A blank one has none of them, and says who is to fill it in.
    return {**whole, "anyOf": [{"required": [name]} for name in (*lists, "assessor")]}


def _editions(_: Defs, __: RuleSet | None) -> Schema:
    digest: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    editions: Schema = {"type": "object", "additionalProperties": digest}
    return {"type": "object", "additionalProperties": editions}


FILE_SCHEMAS: Final[dict[str, Callable[[Defs, RuleSet | None], Schema]]] = {
    "questions": _questions,
    "ruleset": lambda defs, _: _shape_reference(WrittenRuleSet, defs),
    "parameters": lambda defs, _: _named_entries_schema(WrittenParameter, defs),
    "criteria": _criteria,
    "outcomes": _outcomes,
    "cases": _cases,
    "properties": _properties,
    "regime": lambda defs, _: _regime_schema(defs),
    "regime-cases": lambda defs, _: _regime_cases_schema(defs),
    "returns": lambda defs, _: _shape_reference(WrittenReturns, defs),
    "submission": _submission,
    "assessor": _assessor,
    "editions": _editions,
}


def _regime_schema(defs: Defs) -> Schema:
    """Return the schema of `regime.yaml`; cells of its two tables list what they may hold."""
    whole = _shape_reference(WrittenRegime, defs)
    parameters: Schema = {
        "type": "object",
        "additionalProperties": _shape_reference(WrittenParameter, defs),
    }
    put_properties(defs, "WrittenRegime", {"parameters": parameters})
    cells = {
        "severity": _cell_schema(SEVERITIES),
        "capability": _cell_schema(CAPABILITIES),
        "control": _cell_schema(tuple(map(str, Control))),
        "trigger": _cell_schema(),
    }
    put_properties(defs, "WrittenRow", cells)
    moves = {
        "stage": _cell_schema(),
        "response": _cell_schema(),
        "exit": _cell_schema(tuple(map(str, ExitResult))),
        "deadline": _cell_schema(tuple(map(str, DeadlineState))),
        "trigger": _cell_schema(),
    }
    put_properties(defs, "WrittenMove", moves)
    changes = _shape_reference(WrittenRegimeChanges, defs)
    return {"if": {"required": ["periods"]}, "then": whole, "else": changes}


def _regime_cases_schema(defs: Defs) -> Schema:
    """Return the schema of a file of `cases/regime`: histories, and rows of the two tables."""
    case, rows = _shape_reference(WrittenRegimeCase, defs), _shape_reference(WrittenRows, defs)
    period: Schema = {"anyOf": [{"const": "unfiled"}, {"type": "object"}]}
    put_properties(defs, "WrittenRegimeCase", {"periods": {"type": "array", "items": period}})
    row: Schema = {"type": "array", "items": _cell_schema(), "minItems": 4}
    put_properties(defs, "WrittenRows", {"rows": {"type": "array", "items": row, "minItems": 1}})
    return {"type": "array", "items": {"if": {"required": ["rows"]}, "then": rows, "else": case}}


def _cell_schema(known: tuple[str | int, ...] = ()) -> Schema:
    """Return the schema of a cell: one value, a list of them, or `any`."""
    one: Schema = {"enum": list(known)} if known else dict(PLAIN_TEXT)
    several: Schema = {"type": "array", "items": one}
    return {"anyOf": [{"const": "any"}, one, several]}
