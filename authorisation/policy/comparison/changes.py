"""What changed between two rule sets, part by part: of what kind, where, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.explain.rules.parts import PartType
from authorisation.model.regime import Regime
from authorisation.model.rules import Criterion, Parameter, RuleSet
from authorisation.model.source import Location
from authorisation.policy.comparison.kinds import (
    ChangeKind,
    DatedDifference,
    dated_differences,
    kind_of,
)
from authorisation.policy.comparison.structure import (
    ABSENT,
    NO_PLACE,
    PartDifference,
    StructurePath,
    differences,
    parts_by_key,
    place_of,
    taken_back,
)


class RulesPart(StrEnum):
    """The parts of a rule set that may change."""

    HEAD = "rule set"
    FIGURE = PartType.FIGURE
    DERIVED = PartType.DERIVED
    CRITERION = PartType.CRITERION
    OUTCOME = PartType.OUTCOME
    QUESTION = PartType.QUESTION
    CONSISTENCY = "test that answers agree"
    CROSS_CHECK = "test across groups"
    STATEMENT = "statement that no criterion tests"
    SOURCE = PartType.SOURCE
    REGIME = "failure regime"


class Change(Struct, frozen=True, kw_only=True):
    """One change of the text of rules.

    `of` is the id or name of what changed, `path` leads from there to the part that did. `old`
    and `new` are values of the model (a dated entry, a condition, a formula, a text); what holds
    from a day stands against what holds on it in the other rules. `ABSENT` is where there is none.
    """

    kind: ChangeKind
    part: RulesPart
    of: str
    path: StructurePath
    old: Any
    new: Any
    at_old: Location
    at_new: Location
    undone_at: tuple[StructurePath, ...]
    """What to take from the older rule set for the change to be undone."""

    @property
    def begins(self) -> date | None:
        """The day from which what is dated differs; None for what differs on every day."""
        days = [step for step in self.path if isinstance(step, date)]
        return min(days, default=None)

    @property
    def of_words(self) -> bool:
        """Whether it is of wording and sources alone."""
        return self.kind in _OF_WORDS or self.part in (RulesPart.STATEMENT, RulesPart.SOURCE)

    @property
    def may_move(self) -> bool:
        """Whether it may change what an application comes to, or what that is called."""
        if self.part is RulesPart.HEAD:
            return self.path == ("dated_by",)
        if self.part is RulesPart.OUTCOME and self.path == ("title",):
            return True
        return not self.of_words and self.part is not RulesPart.REGIME


_OF_WORDS: Final = (ChangeKind.SOURCE, ChangeKind.WORDING)
_HEAD: Final = (
    *("title", "in_force", "dated_by", "followed_by", "domains", "severities", "parties"),
    *("pooling", "says", "unread"),
)
_PARTS: Final[Mapping[str, RulesPart]] = {
    "parameters": RulesPart.FIGURE,
    "derived": RulesPart.DERIVED,
    "criteria": RulesPart.CRITERION,
    "outcomes": RulesPart.OUTCOME,
    "questions": RulesPart.QUESTION,
    "consistency": RulesPart.CONSISTENCY,
    "across": RulesPart.CROSS_CHECK,
    "left_out": RulesPart.STATEMENT,
    "sources": RulesPart.SOURCE,
}
_REGIME: Final = (
    *("periods", "returns", "authorisation", "strands", "triggers", "causes", "capabilities"),
    *("powers", "responses", "table", "stages", "moves", "lines", "attribution", "interim", "says"),
)
_ORDER: Final[StructurePath] = ("outcomes", "order")


def find_changes(
    old: RuleSet, new: RuleSet, regimes: tuple[Regime | None, Regime | None] = (None, None)
) -> tuple[Change, ...]:
    """Every change from one rule set to another, in the order of the newer; its regime's last."""
    return (
        *_parts_of_head(old, new),
        *chain.from_iterable(
            _changes(part, getattr(old, field), getattr(new, field), (field,))
            for field, part in _PARTS.items()
        ),
        *_order(old, new),
        *_changes_of_regime(*regimes, {*old.parameters, *new.parameters}),
    )


def undo(changes: Iterable[Change], new: RuleSet, old: RuleSet) -> RuleSet:
    """The newer rules without these changes; nobody has checked that they can still be used."""
    undone = new
    for path in chain.from_iterable(change.undone_at for change in changes):
        undone = _as_ordered(undone, old) if path == _ORDER else taken_back(undone, old, path)
    return undone


def _parts_of_head(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    for name in _HEAD:
        for each in differences(getattr(old, name), getattr(new, name)):
            yield Change(
                kind=kind_of((name, *each.path), each.old, each.new),
                part=RulesPart.HEAD,
                of="",
                path=(name, *each.path),
                old=each.old,
                new=each.new,
                at_old=NO_PLACE,
                at_new=NO_PLACE,
                undone_at=((name, *each.path),),
            )


def _changes(
    part: RulesPart, old: object, new: object, around: StructurePath | None
) -> Iterator[Change]:
    """Yield the changes of all parts of one sort, the figures and severities of each by day.

    `around` leads to them from the rule set; None for what is no part of it.
    """
    old_parts, new_parts = parts_by_key(old) or {}, parts_by_key(new) or {}
    for of in (*new_parts, *(of for of in old_parts if of not in new_parts)):
        owners = old_parts.get(of, ABSENT), new_parts.get(of, ABSENT)
        inside = None if around is None else (*around, of)
        if ABSENT in owners:
            found: Iterable[PartDifference] = [PartDifference((), *owners, *map(place_of, owners))]
        else:
            yield from _dated(part, str(of), owners, inside)
            found = differences(*map(_without_dates, owners))
        for each in found:
            yield Change(
                kind=kind_of((of, *each.path) if inside is None else each.path, each.old, each.new),
                part=part,
                of=str(of),
                path=each.path,
                old=each.old,
                new=each.new,
                at_old=each.at_old,
                at_new=each.at_new,
                undone_at=() if inside is None else ((*inside, *each.path),),
            )


def _without_dates(part: Any) -> Any:  # noqa: ANN401 any part of the model
    match part:
        case Parameter():
            return replace(part, values=())
        case Criterion():
            return replace(part, severities=())
        case _:
            return part


def _dated(
    part: RulesPart, of: str, pair: tuple[Any, Any], around: StructurePath | None
) -> Iterator[Change]:
    """Yield how the values of a figure, or the severities of a criterion, differ by day."""
    old, new = pair
    match new:
        case Parameter():
            field = "values"
        case Criterion():
            field = "severities"
        case _:
            return
    for each in dated_differences(getattr(old, field), getattr(new, field)):
        if each.kind is ChangeKind.SOURCE and _follows_sources(each, old, new):
            continue
        yield Change(
            kind=each.kind,
            part=part,
            of=of,
            path=(field, *each.days),
            old=each.old,
            new=each.new,
            at_old=old.at,
            at_new=new.at,
            undone_at=() if around is None else tuple((*around, field, d) for d in each.days),
        )


def _follows_sources(each: DatedDifference, old: object, new: object) -> bool:
    """Whether a severity rests on its criterion's first source, which is a change by itself."""
    pairs = (each.old, old), (each.new, new)
    return all(
        isinstance(owner, Criterion) and entry.source in owner.sources[:1] for entry, owner in pairs
    )


def _order(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    """Yield that the rows of the outcome table that both have stand in another order."""
    old_rows, new_rows = ([row.id for row in rules.outcomes] for rules in (old, new))
    shared = {*old_rows} & {*new_rows}
    orders = tuple(tuple(each for each in rows if each in shared) for rows in (old_rows, new_rows))
    if orders[0] != orders[1]:
        yield Change(
            kind=ChangeKind.ORDER,
            part=RulesPart.OUTCOME,
            of="",
            path=("order",),
            old=orders[0],
            new=orders[1],
            at_old=old.outcomes[0].when.at,
            at_new=new.outcomes[0].when.at,
            undone_at=(_ORDER,),
        )


def _as_ordered(rules: RuleSet, old: RuleSet) -> RuleSet:
    """The rules with the rows that the older ones have too in the order that they have there."""
    rows = {row.id: row for row in rules.outcomes}
    shared = iter([rows[row.id] for row in old.outcomes if row.id in rows])
    known = {row.id for row in old.outcomes}
    ordered = tuple(next(shared) if row.id in known else row for row in rules.outcomes)
    return replace(rules, outcomes=ordered)


def _changes_of_regime(
    old: Regime | None, new: Regime | None, shared: AbstractSet[str]
) -> Iterator[Change]:
    """Yield the changes of a failure regime; figures `shared` with the rule sets are theirs."""
    whole = old is None or new is None
    old_parts, new_parts = (_parts_of_regime(regime, shared, whole=whole) for regime in (old, new))
    for name, parts in new_parts.items():
        yield from _changes(RulesPart.REGIME, old_parts[name], parts, None)


def _parts_of_regime(
    regime: Regime | None, shared: AbstractSet[str], *, whole: bool
) -> dict[str, dict[str, object]]:
    """The parts of a regime by name, its figures and what is worked out of them by their own.

    `whole` has it as one part, for where the other rules have none.
    """
    if regime is None:
        return {"": {}}
    if whole:
        return {"": {"regime": regime}}
    figures = regime.rules.parameters.items()
    return {
        "": {name: getattr(regime, name) for name in _REGIME},
        "parameters": {name: figure for name, figure in figures if name not in shared},
        "derived": dict(regime.rules.derived),
    }
