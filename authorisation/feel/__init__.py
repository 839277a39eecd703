"""FEEL, the expression language of DMN 1.5, by itself: parser, values and evaluation."""

from authorisation.feel.closures.expression import Expression, compile  # noqa: A004 - as `re` has it
from authorisation.feel.errors import FeelError, FeelSyntaxError
from authorisation.feel.syntax.parse import parse

__all__ = ["Expression", "FeelError", "FeelSyntaxError", "compile", "parse"]
