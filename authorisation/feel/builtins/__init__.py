"""The table of the built-in functions of DMN 1.5, except `now` and `today`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from authorisation.feel.builtins.aggregates import AGGREGATES
from authorisation.feel.builtins.dates import DATES
from authorisation.feel.builtins.definitions import Builtin
from authorisation.feel.builtins.lists import CONTEXTS, LISTS
from authorisation.feel.builtins.logic import IDENTITY, LOGIC
from authorisation.feel.builtins.membership import MEMBERSHIP
from authorisation.feel.builtins.numbers import NUMBERS
from authorisation.feel.builtins.ranges import RANGES
from authorisation.feel.builtins.strings import STRINGS

__all__ = ["BUILTINS", "Builtin"]

_ALL: Final = (
    *NUMBERS,
    *STRINGS,
    *LOGIC,
    *AGGREGATES,
    *MEMBERSHIP,
    *LISTS,
    *CONTEXTS,
    *DATES,
    *RANGES,
    *IDENTITY,
)

BUILTINS: Final[Mapping[str, Builtin]] = MappingProxyType(
    {function.name: function for function in _ALL}
)
