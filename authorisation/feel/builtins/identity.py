"""The built-in `is`: whether two values are the same to the letter, zone and offset included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.feel.builtins.arguments import optional_argument
from authorisation.feel.builtins.partial import unknown_result
from authorisation.feel.builtins.table import builtin
from authorisation.feel.builtins.values.equality import Sameness, compare_sameness
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.values.values import Value


def _is(args: Sequence[Value]) -> Value:
    """Compare; a value left out is null."""
    if not args:
        raise FeelError("is: nothing was given")
    left, right = args[0], optional_argument(args, 1)
    if temporal_kind(left) or temporal_kind(right):
        return left == right
    verdict = compare_sameness(left, right)
    return unknown_result(args) if verdict is Sameness.PERHAPS else verdict is Sameness.YES


IDENTITY: Final = (builtin("is", "value1?, value2?", call=_is),)
