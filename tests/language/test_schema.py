"""Every shipped file fits its JSON Schema, and some faulty ones do not."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from authorisation.errors import InvalidOption
from authorisation.language.rules.load import load_rule_set
from authorisation.language.schema.files import FILE_SCHEMAS, file_schema
from authorisation.language.yaml.document import Mapping, Node, Sequence, parse_yaml
from tests.language.faulty_files import FAULTS
from tests.language.small_rules import TREE
from tests.rule_sets.folders import HERE

PROJECT = Path(__file__).parents[2]
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
KIND_OF = {
    "questions/": "questions",
    "cases/regime/": "regime-cases",
    "regime.yaml": "regime",
    "cases/": "cases",
    "properties/": "properties",
    "criteria/": "criteria",
    "ruleset.yaml": "ruleset",
    "parameters.yaml": "parameters",
    "outcomes.yaml": "outcomes",
    "submission.yaml": "submission",
    "judgements.yaml": "assessor",
    "editions.yaml": "editions",
}
SMALL = HERE / "base" / "rules"
SHIPPED = sorted(PROJECT.glob("rules/**/*.yaml"))
SEEN_BY_SCHEMA = (
    *(
        "a missing key",
        "an unknown key",
        "an unknown standing",
        "an unknown type",
        "an unknown key",
    ),
    *("a question without wording", "a text where a list is due", "a list where a text is due"),
    *("an unknown severity", "a severity without its source", "a criterion without a title"),
    *(
        "an empty list of conditions",
        "an unknown form of condition",
        "an outcome without a condition",
    ),
    *("an unknown question", "an answer that is no choice", "an amount below the least"),
    *("a fraction of a patient", "on for true", "an unknown field", "an unknown stage"),
    *(
        "a judgement without a reason",
        "a judgement where answers decide",
        "a value without a source",
    ),
    *("a case that expects nothing", "a date in another order", "an amendment without an id"),
    *("a removal without a reason", "more entries than are taken", "an unknown level of evidence"),
)


def seen_by_an_editor(node: Node) -> Any:
    """Read a document as the YAML reader of an editor does (YAML 1.2, core schema)."""
    match node:
        case Mapping():
            return {key: seen_by_an_editor(value) for key, value in node.items()}
        case Sequence():
            return [seen_by_an_editor(item) for item in node]
        case _ if node.style:
            return node.text
        case _ if node.empty:
            return None
        case _ if node.text in {"true", "false"}:
            return node.text == "true"
        case _ if NUMBER.fullmatch(node.text):
            return json.loads(node.text)
        case _:
            return node.text


def kind_of(name: str) -> str:
    return next(kind for part, kind in KIND_OF.items() if part in name)


def refuse(address: str) -> Any:
    raise AssertionError(f"a schema may fetch nothing, not even {address}")


@cache
def validator(kind: str, root: Path, rule_set: str) -> jsonschema_rs.Draft202012Validator:
    schema = file_schema(kind, load_rule_set(rule_set, root=root))
    return jsonschema_rs.Draft202012Validator(schema, retriever=refuse)


def complaints(kind: str, data: bytes, root: Path, rule_set: str) -> list[str]:
    instance = seen_by_an_editor(parse_yaml(data, "f"))
    return [error.message for error in validator(kind, root, rule_set).iter_errors(instance)]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=str(path.relative_to(PROJECT)),
            marks=pytest.mark.long if "adopted" in path.parts else pytest.mark.slow,
        )
        for path in SHIPPED
    ],
)
def test_shipped_rules_fit(path: Path) -> None:
    root, of_none = PROJECT / "rules", "gpcc-2010"
    if path.is_relative_to(root / "adopted"):  # files of an edition, under the bank of its time
        of_none, edition = path.relative_to(root / "adopted").parts[:2]
        root = root / "adopted" / of_none / edition
    name = str(path.relative_to(root))
    owner = name.split("/", maxsplit=1)[0] if "/" in name and "questions" not in name else of_none

    assert complaints(kind_of(name), path.read_bytes(), root, owner) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", sorted(PROJECT.glob("fixtures/*.yaml")), ids=lambda path: path.name
)
def test_shipped_submissions_fit(path: Path) -> None:
    assert complaints("submission", path.read_bytes(), PROJECT / "rules", "gpcc-2010") == []


@pytest.mark.parametrize("name", TREE)
def test_the_small_tree_fits(name: str) -> None:
    assert complaints(kind_of(name), TREE[name].encode(), SMALL, "base") == []


@pytest.mark.parametrize("name", SEEN_BY_SCHEMA)
def test_a_fault_that_the_schema_sees(name: str) -> None:
    fault = next(fault for fault in FAULTS if fault.name == name)
    data = fault.tree()[fault.file].encode()

    assert complaints(kind_of(fault.file), data, SMALL, "base") != []


@pytest.mark.parametrize("kind", FILE_SCHEMAS)
def test_every_schema_is_one_and_needs_no_rule_set(kind: str) -> None:
    schema = file_schema(kind)

    jsonschema_rs.meta.validate(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_an_unknown_kind_of_file() -> None:
    with pytest.raises(InvalidOption) as caught:
        file_schema("criterion")

    assert str(caught.value) == (
        "`criterion` is not one of the choices\n  help: the kinds of file are: questions, ruleset, "
        "parameters, criteria, outcomes, cases, properties, regime, regime-cases, returns, "
        "submission, assessor, editions"
    )
