"""What an amendment of a passage touches: what cites it, what rests on that, and which cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.explain.rules.citations import RulesCitation
from authorisation.explain.rules.figure_history import figure_readers
from authorisation.explain.rules.parts import ATTRIBUTION, INTERIM, NamedPart, PartType
from authorisation.explain.words.sources import format_place
from authorisation.model.case import AnyCase, Case, MoveCase, RegimeCase, ResponseCase
from authorisation.model.passage import Passage, place_covers
from authorisation.model.regime import Regime
from authorisation.model.rules import Source, Standing
from authorisation.model.source import Location
from authorisation.model.structs import ShortRepr

_VALUES: Final = {
    "response": (PartType.RESPONSE,),
    "powers": (PartType.POWER,),
    "stage": (PartType.STAGE, PartType.MOVE),
}
"""The kinds of parts that an expectation of a period names, by its key."""
_CONTROL: Final = "control of "


class TouchedCase(ShortRepr, frozen=True):
    """A case, and the parts of which it expects something or that it makes use of."""

    name: str
    at: Location
    parts: tuple[str, ...]
    """By their ids."""


class RestingPart(ShortRepr, frozen=True):
    """A part that does not cite the passage itself, and what of that which does it rests on."""

    part: NamedPart
    on: tuple[NamedPart, ...]


class PassageUses(ShortRepr, frozen=True, kw_only=True):
    """All that an amendment of a passage touches, in the order of the rules."""

    passage: Passage
    source: Source
    citing: tuple[RulesCitation, ...]
    """What cites the passage, or a part of it."""
    citing_more: tuple[RulesCitation, ...]
    """What cites a wider passage, of which it is a part, or the whole source."""
    resting: tuple[RestingPart, ...]
    """What rests on a figure or a criterion that cites it."""
    cases: tuple[TouchedCase, ...] | None
    """None where cases are not kept, as of an adopted edition."""


def passage_uses(
    passage: Passage,
    citations: Iterable[RulesCitation],
    source: Source,
    program: Program,
    regime: Regime | None = None,
    cases: Iterable[AnyCase] | None = (),
) -> PassageUses:
    """The uses of a passage of a source that its amendment touches; an empty place is all of it."""
    of_source = [each for each in citations if each.passage.source == passage.source]
    citing = [each for each in of_source if is_within(each.passage.place, passage.place, source)]
    wider = [
        each
        for each in of_source
        if each not in citing and is_within(passage.place, each.passage.place, source)
    ]
    touched = dict.fromkeys(each.part for each in (*citing, *wider))
    resting = tuple(_resting(touched, program, regime))
    touched |= dict.fromkeys(each.part for each in resting)
    return PassageUses(
        passage=passage,
        source=source,
        citing=tuple(citing),
        citing_more=tuple(wider),
        resting=resting,
        cases=None if cases is None else tuple(touched_cases(cases, touched)),
    )


def is_within(place: str, wide: str, source: Source) -> bool:
    """Whether a place of a source is another or a part of it; either as written or as on pages.

    Capitals make no difference.
    """
    lettered = source.standing is not Standing.LAW
    return any(
        place_covers(outer, inner, lettered=lettered)
        for outer in _forms(wide, source)
        for inner in _forms(place, source)
    )


def _forms(place: str, source: Source) -> set[str]:
    forms = (place, format_place(place, source)) if place else ("",)
    return {each.casefold() for each in forms}


def _resting(
    touched: Mapping[NamedPart, object], program: Program, regime: Regime | None
) -> Iterator[RestingPart]:
    found: dict[NamedPart, dict[NamedPart, None]] = {}
    readers = figure_readers(program, regime)
    for each in touched:
        if each.kind is PartType.FIGURE:
            for reader in readers.get(each.id, ()):
                found.setdefault(reader, {})[each] = None
    rules, resting_on = program.rules, program.criteria_resting_on()
    criteria = [each for each in (*touched, *found) if each.kind is PartType.CRITERION]
    for each in criteria:
        for name in resting_on[each.id] - {each.id}:
            other = NamedPart(PartType.CRITERION, name, rules.criteria[name].title)
            found.setdefault(other, {})[each] = None
    order = {name: at for at, name in enumerate(rules.criteria)}
    own = sorted(
        (each for each in found if each.kind is PartType.CRITERION),
        key=lambda part: order[part.id],
    )
    others = [each for each in found if each.kind is not PartType.CRITERION]
    for part in (*own, *others):
        if part not in touched:
            yield RestingPart(part, tuple(found[part]))


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
