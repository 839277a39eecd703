"""The built-in `is`: whether two values are the same to the letter, zone and offset included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.feel.builtins.arguments import given
from authorisation.feel.builtins.equality import Same, same
from authorisation.feel.builtins.partial import unknown
from authorisation.feel.builtins.table import builtin
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.operations import kind
from authorisation.feel.values.values import Value


def _is(args: Sequence[Value]) -> Value:
    """Compare; a value left out is null."""
    if not args:
        raise FeelError("is: nothing was given")
    left, right = args[0], given(args, 1)
    if kind(left) or kind(right):
        return left == right
    verdict = same(left, right)
    return unknown(args) if verdict is Same.PERHAPS else verdict is Same.YES


IDENTITY: Final = (builtin("is", "value1?, value2?", call=_is),)
