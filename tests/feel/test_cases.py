"""Expressions and what they come to, from the file beside this one; no form of the language is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import yaml

from authorisation.feel import FeelSyntaxError, compile, parse  # noqa: A004 - as `re` has it
from authorisation.feel.builtins import BUILTINS
from authorisation.feel.closures.calls import CLOCK
from authorisation.feel.syntax import tree
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.temporal.text import format_temporal
from tests.feel.evaluating import evaluate

NOW = datetime(2012, 10, 1, 9, 30, tzinfo=UTC)


class _Decimals(yaml.CSafeLoader):
    """Reads every number as the decimal that is written."""


for _kind in ("int", "float"):
    _Decimals.add_constructor(
        f"tag:yaml.org,2002:{_kind}", lambda loader, node: Decimal(loader.construct_scalar(node))
    )

GROUPS = yaml.load(Path(__file__).with_name("cases.yaml").read_text("utf-8"), _Decimals)
CASES = [case for group in GROUPS.values() for case in group]


def as_written(value: Any) -> Any:
    """A value as the file writes it: whatever is temporal as text after an `@`."""
    match value:
        case list():
            return [as_written(item) for item in value]
        case dict():
            return {key: as_written(item) for key, item in value.items()}
    return f"@{format_temporal(value)}" if temporal_kind(value) else value


@pytest.mark.parametrize("case", CASES, ids=[case["feel"] for case in CASES])
def test_a_case_comes_out(case: dict[str, Any]) -> None:
    names = case.get("with", {})
    if case.get("refused"):
        with pytest.raises(FeelSyntaxError):
            compile(case["feel"], tuple(names))
    else:
        found = as_written(evaluate(case["feel"], names, now=NOW))
        assert (type(found), found) == (type(case["is"]), case["is"])


def test_every_built_in_function_is_called_and_every_form_of_the_syntax_is_there() -> None:
    found = _Found(set(), set(), set())
    for case in CASES:
        if not case.get("refused"):
            found.add(parse(case["feel"], tuple(case.get("with", {}))))

    assert {*BUILTINS, *CLOCK} - found.called == set()
    assert set(get_args(tree.Node)) - found.forms == set()
    assert {*"+-*/<>=", "**", "!=", "<=", ">="} - found.operators == set()


@dataclass
class _Found:
    """What the expressions use: forms of the syntax, operators, and functions by name."""

    forms: set[type]
    operators: set[str]
    called: set[str]

    def add(self, node: object) -> None:
        """Add what a node uses, and all inside it."""
        match node:
            case tuple():
                for each in node:
                    self.add(each)
            case msgspec.Struct():
                self.forms.add(type(node))
                self.operators.update(filter(None, [getattr(node, "op", None)]))
                if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
                    self.called.add(node.function.name)
                for name in node.__struct_fields__:
                    self.add(getattr(node, name))
