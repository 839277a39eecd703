"""Syntax errors of FEEL at their place in YAML, with what YAML may have done to the text."""

from __future__ import annotations

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax.parse import parse
from authorisation.language.yaml.common_mistakes import operator_remedy
from authorisation.language.yaml.document import Scalar
from authorisation.model.source import LineChange, Location, Problem, Remedy


def check_syntax(scalar: Scalar) -> Problem | None:
    """The syntax error of an expression at its place in the file; None where it has none."""
    formula = scalar.formula()
    try:
        parse(formula.text, frozenset())
    except FeelSyntaxError as error:
        at = formula.locate(error.line, error.column)
        if ">" in scalar.style or (not scalar.style and "\n" in formula.text):
            at = formula.at
        slip = operator_remedy(formula.text, _offset(formula.text, error.line, error.column))
        return Problem(at, error.message, _yaml_remedy(scalar, at) or slip)
    return None


def _offset(text: str, line: int, column: int) -> int:
    """Turn a place inside an expression, both from 1, into an index of its text."""
    return sum(len(text_line) + 1 for text_line in text.split("\n")[: line - 1]) + column - 1


def _yaml_remedy(scalar: Scalar, at: Location) -> str | Remedy:
    """The remedy where YAML's reading of the text is the likely cause, else empty."""
    if scalar.comment:
        words = "YAML took the ` #` after it for a comment; put the expression in single quotes"
        return Remedy(words, (LineChange.SINGLE_QUOTES,))
    if scalar.style == '"' and '"' not in scalar.text:
        return "the double quotes are YAML's; FEEL's own go inside single quotes: '\"low\"'"
    if scalar.style == "'" and "\\" in scalar.text:
        return "inside single quotes a backslash is only a backslash"
    if not scalar.style and at.column == scalar.column and scalar.text[:1] in "'\"":
        return Remedy("put the whole expression in single quotes", (LineChange.SINGLE_QUOTES,))
    return ""
