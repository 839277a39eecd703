"""Which edition of which rule set each part of the rules came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import dropwhile
from pathlib import Path
from typing import TypeAlias

from authorisation.explain.rules.parts import NamedPart, PartOrigin, PartType
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.structure import differences
from authorisation.usecases.inspecting.editions import own_editions, rests_on
from authorisation.usecases.library import Library

_Values: TypeAlias = Mapping[NamedPart, object]


def part_origins(asked: str | Path, library: Library) -> tuple[PartOrigin, ...]:
    """The origins of the parts of a rule set and its failure regime, in the order of the rules.

    A part that stands in a rule set that this one rests on came from there. Any other came from
    the oldest edition that is kept and that, like all after it, has the part as it stands.

    Raises:
        InvalidRules: the rules, or an edition of them, cannot be used.
    """
    return tuple(
        PartOrigin(part, edition) for part, (_, edition) in _part_origins(asked, library).items()
    )


def _part_origins(asked: str | Path, library: Library) -> dict[NamedPart, tuple[object, str]]:
    """Each part with its value and its edition."""
    rules = library.rule_set(asked)
    inherited: dict[NamedPart, tuple[object, str]] = {}
    for other in rests_on(asked, library):
        inherited |= _part_origins(other, library)
    editions = reversed(own_editions(asked, library).items())
    (edition, _), *earlier = dropwhile(lambda named: named[1] != asked, editions)
    before = [(name, _parts(place, library)) for name, place in earlier]
    return {
        part: inherited[part]
        if part in inherited and _is_inherited(value, inherited[part][0], rules)
        else (value, _since(part, value, edition, before))
        for part, value in _parts(asked, library).items()
    }


def _is_inherited(value: object, other: object, rules: RuleSet) -> bool:
    """Whether a part is what another rule set has; a criterion's days are those of its own set."""
    edition = getattr(value, "edition", "")
    elsewhere = bool(edition) and not edition.startswith(f"{rules.id} ")
    return elsewhere or _same(value, other)


def _since(part: NamedPart, value: object, edition: str, before: list[tuple[str, _Values]]) -> str:
    for name, parts in before:
        if part not in parts or not _same(parts[part], value):
            break
        edition = name
    return edition


def _same(one: object, other: object) -> bool:
    return next(differences(one, other), None) is None


def _parts(asked: str | Path, library: Library) -> _Values:
    found: dict[NamedPart, object] = {}
    for kind, name, value in _named_values(library.rule_set(asked), library.failure_regime(asked)):
        title = getattr(value, "title", "") or getattr(value, "ask", "")
        found.setdefault(NamedPart(kind, name, title), value)
    return found


def _named_values(rules: RuleSet, regime: Regime | None) -> Iterator[tuple[PartType, str, object]]:
    parts: list[tuple[PartType, Mapping[str, object]]] = [
        (PartType.CRITERION, rules.criteria),
        (PartType.FIGURE, rules.parameters),
        (PartType.DERIVED, rules.derived),
        (PartType.OUTCOME, {each.id: each for each in rules.outcomes}),
        (PartType.QUESTION, rules.questions),
        (PartType.LEFT_OUT, {each.id: each for each in rules.left_out}),
    ]
    if regime is not None:
        parts += [
            (PartType.TRIGGER, {each.id: each for each in regime.triggers}),
            (PartType.CAUSE, regime.causes),
            (PartType.RESPONSE, regime.responses),
            (PartType.POWER, regime.powers),
            (PartType.STAGE, regime.stages),
            (PartType.LINE, regime.lines),
            (PartType.FIGURE, regime.rules.parameters),
            (PartType.DERIVED, regime.rules.derived),
            (PartType.QUESTION, regime.returns),
        ]
    parts.append((PartType.SOURCE, regime.rules.sources if regime else rules.sources))
    for kind, named in parts:
        yield from ((kind, name, value) for name, value in named.items())
