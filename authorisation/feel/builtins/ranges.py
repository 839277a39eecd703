"""Built-ins that compare the position of points and ranges: Allen's interval relations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from authorisation.feel.builtins.definitions import Builtin, argument_error, builtin, require_text
from authorisation.feel.builtins.equality import ordering
from authorisation.feel.errors import FeelError
from authorisation.feel.values.values import Range, Value

_Relation: TypeAlias = Callable[[Range, Range], bool]

_POINTS: Final = "point1, point2"
_POINT_RANGE: Final = "point, range"
_RANGE_POINT: Final = "range, point"
_RANGES: Final = "range1, range2"


def _as_range(value: Value) -> Range:
    """A range, or the range of a point alone."""
    return value if isinstance(value, Range) else Range(value, value, True, True)  # noqa: FBT003


def _compare_starts(left: Range, right: Range) -> int:
    """Compare where two ranges start: -1 where the left one starts first."""
    if left.low is None or right.low is None:
        return (left.low is not None) - (right.low is not None)
    order = ordering(left.low, right.low)
    return order or right.low_included - left.low_included


def _compare_ends(left: Range, right: Range) -> int:
    """Compare where two ranges end: -1 where the left one ends first."""
    if left.high is None or right.high is None:
        return (right.high is not None) - (left.high is not None)
    order = ordering(left.high, right.high)
    return order or left.high_included - right.high_included


def _compare_end_to_start(left: Range, right: Range) -> int:
    """Compare the end of the left with the start of the right.

    -1 where nothing of the left reaches the right, 0 where they share that one point.
    """
    if left.high is None or right.low is None:
        return 1
    order = ordering(left.high, right.low)
    return order or (0 if left.high_included and right.low_included else -1)


def _before(left: Range, right: Range) -> bool:
    return _compare_end_to_start(left, right) < 0


def _meets(left: Range, right: Range) -> bool:
    return _compare_end_to_start(left, right) == 0


def _overlaps(left: Range, right: Range) -> bool:
    return _compare_end_to_start(left, right) >= 0 and _compare_end_to_start(right, left) >= 0


def _overlaps_before(left: Range, right: Range) -> bool:
    """Whether the left starts first and ends inside the right, or at its end."""
    return (
        _compare_starts(left, right) < 0
        and _compare_end_to_start(left, right) >= 0
        and _compare_ends(left, right) <= 0
    )


def _finishes(left: Range, right: Range) -> bool:
    return _compare_ends(left, right) == 0 and _compare_starts(left, right) >= 0


def _starts(left: Range, right: Range) -> bool:
    return _compare_starts(left, right) == 0 and _compare_ends(left, right) <= 0


def _during(left: Range, right: Range) -> bool:
    return _compare_starts(left, right) >= 0 and _compare_ends(left, right) <= 0


def _coincides(left: Range, right: Range) -> bool:
    return _compare_starts(left, right) == 0 and _compare_ends(left, right) == 0


def _converse(relation: _Relation) -> _Relation:
    return lambda left, right: relation(right, left)


def _relation(name: str, relation: _Relation, *signatures: str) -> Builtin:
    """Make a built-in of a relation between whichever of points and ranges it takes."""
    pairs = (signature.split(", ") for signature in signatures)
    forms = {(left.startswith("range"), right.startswith("range")) for left, right in pairs}

    def call(args: Sequence[Value]) -> Value:
        left, right = args
        if left is None or right is None:
            raise argument_error(name, None, "a point or a range")
        if (isinstance(left, Range), isinstance(right, Range)) not in forms:
            wrong = right if isinstance(left, Range) else left
            raise argument_error(name, wrong, "what it compares")
        try:
            return relation(_as_range(left), _as_range(right))
        except FeelError as error:
            raise FeelError(f"{name}: {error.reason}") from None

    return builtin(name, *signatures, call=call)


def _range(args: Sequence[Value]) -> Value:
    from authorisation.feel.builtins.range_text import parse_range  # noqa: PLC0415 - seldom needed

    return parse_range(require_text("range", args[0]))


RANGES: Final = (
    _relation("before", _before, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES),
    _relation("after", _converse(_before), _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES),
    _relation("meets", _meets, _RANGES),
    _relation("met by", _converse(_meets), _RANGES),
    _relation("overlaps", _overlaps, _RANGES),
    _relation("overlaps before", _overlaps_before, _RANGES),
    _relation("overlaps after", _converse(_overlaps_before), _RANGES),
    _relation("finishes", _finishes, _POINT_RANGE, _RANGES),
    _relation("finished by", _converse(_finishes), _RANGE_POINT, _RANGES),
    _relation("includes", _converse(_during), _RANGE_POINT, _RANGES),
    _relation("during", _during, _POINT_RANGE, _RANGES),
    _relation("starts", _starts, _POINT_RANGE, _RANGES),
    _relation("started by", _converse(_starts), _RANGE_POINT, _RANGES),
    _relation("coincides", _coincides, _POINTS, _RANGES),
    builtin("range", "from", call=_range, cost=150),
)
