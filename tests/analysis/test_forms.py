"""Every form of FEEL and every built-in function is encoded as the engine has it, or refused."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.calendar import settled_date
from authorisation.analysis.encoding.formulas import Environment, encode, shape_of
from authorisation.analysis.encoding.shapes import (
    Cases,
    Day,
    Entries,
    ListShape,
    NotEncoded,
    NumberRange,
    Shape,
    TimeSpan,
    one_case,
)
from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.syntax import tree
from authorisation.feel.syntax.tree import walk_nodes
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from tests.feel.evaluating import evaluate
from tests.feel.test_cases import CASES, NOW

READ = [case for case in CASES if not case.get("refused")]
PAGE = Path(__file__).parents[2] / "docs" / "list-bounds.md"


def encoded(case: dict[str, Any]) -> Cases:
    """The value of an expression and the names it is given, all of them settled."""
    names = case.get("with", {})
    space = AnswerSpace(partial=False, slots={})

    def name(wanted: str) -> Cases | None:
        return one_case(_shape(names[wanted])) if wanted in names else None

    return encode(
        compile(case["feel"], tuple(names)).syntax, Environment(name, lambda _: None, space)
    )


def _shape(value: Any) -> Shape:
    if isinstance(value, dict):
        return Entries(lambda name: one_case(_shape(value[name])) if name in value else None)
    return shape_of(value)


def settled(value: Cases) -> Any:
    """The value of what is settled, as the engine has it."""
    ((guard, shape),) = value
    assert guard is True
    match shape:
        case NumberRange(low=low):
            assert shape.exact
            assert low is not None
            end = low.above.constant / low.below.constant
            return Decimal(end.numerator) / end.denominator
        case Day(civil=civil):
            day = settled_date(civil)
            return Date(day.year, day.month, day.day)
        case TimeSpan(days=None, months=months):
            return YearsMonths(months)
        case TimeSpan(days=days):
            return DaysTime(int(days.constant) * DAY_NANOSECONDS)  # type: ignore[union-attr]
        case ListShape(slots=slots):
            return [settled(slot.value) for slot in slots if slot.sure is True]
        case _:
            return shape


@pytest.mark.parametrize("case", READ, ids=[case["feel"] for case in READ])
def test_a_form_comes_to_what_the_engine_has_or_is_refused(case: dict[str, Any]) -> None:
    with suppress(NotEncoded):
        found = settled(encoded(case))
        assert found == evaluate(case["feel"], case.get("with", {}), now=NOW)


def test_the_forms_and_functions_that_are_encoded_are_those_of_the_table() -> None:
    forms: set[str] = set()
    functions: set[str] = set()
    for case in READ:
        try:
            encoded(case)
        except NotEncoded:
            continue
        for node in walk_nodes(compile(case["feel"], tuple(case.get("with", {}))).syntax):
            forms.add(type(node).__name__)
            if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
                functions.add(node.function.name)
    named = ", ".join(f"`{name}`" for name in sorted(functions))
    assert f"Functions: {named}." in PAGE.read_text()
    assert {form.__name__ for form in get_args(tree.Node)} - forms == {
        "ContextLiteral",
        "For",
        "FunctionLiteral",
        "InstanceOf",
    }
