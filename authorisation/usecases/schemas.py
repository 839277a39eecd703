"""The JSON Schema of any kind of file, of those that commands write as JSON among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from inspect import cleandoc
from typing import Final

import msgspec

from authorisation.language.schema.answers import DIALECT
from authorisation.partners.record import PoolsRecord
from authorisation.policy.comparison.record import RulesComparisonRecord
from authorisation.records.schema import render_record_schema
from authorisation.usecases.library import Library
from authorisation.usecases.records.changes_delivery import SubmissionChangesRecord
from authorisation.usecases.schema_files import render_schema

_WRITTEN: Final[Mapping[str, tuple[type[msgspec.Struct], str]]] = {
    "comparison": (RulesComparisonRecord, "Two rule sets compared"),
    "pools": (PoolsRecord, "With whom groups would reach a line"),
    "changes": (SubmissionChangesRecord, "What changed for a group"),
}
"""What commands write with `--format json`, each with its title."""


def render_file_schema(kind: str, rules: str, library: Library) -> str:
    """The JSON Schema of one kind of file under the rules of that name.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    if kind == "record":
        return render_record_schema()
    if kind in _WRITTEN:
        return _render_struct_schema(*_WRITTEN[kind])
    return render_schema(kind, library.rule_set(rules))


def _render_struct_schema(record: type[msgspec.Struct], title: str) -> str:
    """The schema of what a command writes as JSON, derived from the structs that are written."""
    (reference,), definitions = msgspec.json.schema_components(
        (record,), ref_template="#/$defs/{name}"
    )
    schema = {
        "$schema": DIALECT,
        "title": title,
        **reference,
        "$defs": {
            name: {**each, "description": cleandoc(each["description"])}
            for name, each in definitions.items()
        },
    }
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
