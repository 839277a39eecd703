"""FEEL, the expression language of DMN 1.5, by itself: parser, values and evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from authorisation.feel.closures.expression import Expression, compile  # noqa: A004 - as `re` has it
from authorisation.feel.errors import FeelError, FeelSyntaxError
from authorisation.feel.from_python import value_from_python
from authorisation.feel.syntax.parse import parse, parse_unary_tests
from authorisation.feel.values.values import Value

__all__ = [
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "compile",
    "evaluate",
    "parse",
    "parse_unary_tests",
]


def evaluate(
    text: str,
    context: Mapping[str, object] | None = None,
    *,
    now: dt.datetime | None = None,
    reasons: list[str] | None = None,
) -> Value:
    """Give the value of an expression in a context of Python or FEEL values.

    What cannot be worked out is null, with the reason added to `reasons`; so are `now()` and
    `today()` without `now`.

    Raises:
        FeelSyntaxError: with line, column and what was expected.
        TypeError: for a value in the context that FEEL has no counterpart for.
    """
    values = value_from_python(context or {})
    clock = value_from_python(now) if now is not None else None
    return compile(text, tuple(values)).evaluate(values, now=clock, reasons=reasons)
