"""The cases of rules that expect something of certain parts of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from authorisation.explain.rules.parts import ATTRIBUTION, INTERIM, NamedPart, PartType
from authorisation.model.case import AnyCase, Case, MoveCase, RegimeCase, ResponseCase
from authorisation.model.source import Location
from authorisation.model.structs import ShortRepr


class TouchedCase(ShortRepr, frozen=True):
    """A case, and the parts of which it expects something or that it makes use of."""

    name: str
    at: Location
    parts: tuple[str, ...]
    """By their ids."""


def touched_cases(cases: Iterable[AnyCase], parts: Iterable[NamedPart]) -> Iterator[TouchedCase]:
    """Yield each case that would show a change of one of the parts, in the order given."""
    wanted = {(each.kind, each.id): each for each in parts}
    for case in cases:
        named = set(_parts_of(case))
        ids = tuple(dict.fromkeys(each.id for key, each in wanted.items() if key in named))
        if ids:
            yield TouchedCase(case.name, case.at, ids)


def _parts_of(case: AnyCase) -> Iterator[tuple[PartType, str]]:
    match case:
        case Case():
            yield from ((PartType.CRITERION, name) for name in case.expect)
            outcomes = (case.outcome,) if isinstance(case.outcome, str) else case.outcome or ()
            yield from ((PartType.OUTCOME, name) for name in outcomes)
            yield from ((PartType.GRADE, each.grade) for each in case.judgements)
        case RegimeCase():
            yield from _parts_of_history(case)
        case ResponseCase():
            yield PartType.RESPONSE, case.response
            yield PartType.TRIGGER, case.trigger
        case MoveCase():
            yield from ((kind, case.to) for kind in (PartType.STAGE, PartType.MOVE))
            yield PartType.TRIGGER, case.trigger


_VALUES: Final = {
    "response": (PartType.RESPONSE,),
    "powers": (PartType.POWER,),
    "stage": (PartType.STAGE, PartType.MOVE),
}
"""The kinds of parts that an expectation of a period names, by its key."""
_CONTROL: Final = "control of "


def _parts_of_history(case: RegimeCase) -> Iterator[tuple[PartType, str]]:
    for period in case.expect:
        for key, value in period.items():
            yield PartType.TRIGGER, key.removeprefix(_CONTROL).removeprefix("severity of ")
            if key.startswith(_CONTROL):
                yield ATTRIBUTION.kind, ATTRIBUTION.id
            if key == "interim":
                yield INTERIM.kind, INTERIM.id
            for name in value.replace(" or ", ", ").split(", "):
                yield from ((kind, name) for kind in _VALUES.get(key, ()))
    yield from ((PartType.CAUSE, share.cause) for each in case.group.filed for share in each.shares)
