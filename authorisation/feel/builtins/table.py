"""The definition of a built-in function: its name, signatures and implementation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.values.values import Value

Call: TypeAlias = Callable[[Sequence[Value]], Value]
COST: Final = 50
CHEAP: Final = 10
_TAKES_A_LIST: Final = frozenset(
    {"list", "entries", "contexts", "keys", "element", "newItem", "value", "value1?", "value2?"}
)
"""The parameters that take a list as it is; so does one that takes the rest, others one value."""

_TAKE_ANYTHING: Final = frozenset({"string", "index of", "list replace", "is"})
"""The functions whose parameters of such names as `from` and `match` may be lists."""


class Builtin(msgspec.Struct, frozen=True, gc=False):
    """A built-in function of the standard.

    `parameters` holds its alternative signatures by the standard's names; an optional parameter
    ends in `?`, one that takes the rest in `...`. `call` takes positional values and raises
    FeelError for whatever the standard says is null. Where `lifted`, it also takes absent values
    and gives as narrow a result as they allow; else the caller must keep them from it.
    """

    name: str
    parameters: tuple[tuple[str, ...], ...]
    call: Call
    lifted: bool = False
    walks: bool = True
    """Whether its work grows with what it is given."""

    cost: int = COST
    """What one call costs, in tenths of a microsecond, whatever it is given."""

    cost_of: Callable[[Sequence[Value]], int] | None = None
    """What a call costs more, where the number of items and characters does not say it."""

    def __post_init__(self) -> None:
        if not self.parameters:
            raise ValueError(f"{self.name} has no signature")

    def single_positions(self, signatures: Sequence[Sequence[str]] = ()) -> tuple[int, ...]:
        """The positions at which every signature, or each of those given, takes one value."""
        if self.name in _TAKE_ANYTHING:
            return ()
        chosen = signatures or self.parameters
        return tuple(
            at
            for at in range(min(map(len, chosen)))
            if all(_takes_one(signature[at]) for signature in chosen)
        )


def _takes_one(parameter: str) -> bool:
    return parameter not in _TAKES_A_LIST and not parameter.endswith("...")


def builtin(
    name: str,
    *signatures: str,
    call: Call,
    lifted: bool = False,
    walks: bool = True,
    cost: int = COST,
    cost_of: Callable[[Sequence[Value]], int] | None = None,
) -> Builtin:
    """Define a built-in by its signatures in the standard: `builtin("floor", "n, scale?", ...)`."""
    parameters = tuple(
        tuple(part.strip() for part in signature.split(",")) if signature else ()
        for signature in signatures
    )
    return Builtin(name, parameters, call, lifted, walks, cost, cost_of)
