"""Every citation in a rule set, with the part of the rules that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.explain.rules.parts import ATTRIBUTION, INTERIM, NamedPart, PartType
from authorisation.explain.words.quantities import format_date, format_full_value
from authorisation.model.case import Property
from authorisation.model.passage import Passage
from authorisation.model.regime import Regime
from authorisation.model.rules import OURS, UNSOURCED, Parameter, RuleSet
from authorisation.model.structs import ShortRepr


class RulesCitation(ShortRepr, frozen=True):
    """One citation: the part of the rules that makes it, and the passage."""

    part: NamedPart
    passage: Passage
    """As it is written, also where the rules say `ours` or `unsourced`."""
    role: str = ""
    """What of the part rests on it, such as `value from 1 April 2013`; empty for all of it."""


def rules_citations(
    rules: RuleSet, regime: Regime | None = None, properties: Iterable[Property] = ()
) -> tuple[RulesCitation, ...]:
    """Every citation of a rule set, its failure regime and its properties, in their order."""
    return (
        *_of_rules(rules),
        *(_of_regime(regime, rules) if regime is not None else ()),
        *(
            each
            for promise in properties
            for each in _cited(
                NamedPart(PartType.PROPERTY, promise.id, promise.title), promise.sources
            )
        ),
        *_of_untested(rules),
    )


def is_passage(passage: Passage) -> bool:
    """Whether a citation is of a source, and does not say that there is none."""
    return passage.source not in {OURS, UNSOURCED}


def _cited(part: NamedPart, sources: Iterable[str], role: str = "") -> Iterator[RulesCitation]:
    for source in sources:
        yield RulesCitation(part, Passage.parse(source), role)


def _of_rules(rules: RuleSet) -> Iterator[RulesCitation]:
    for criterion in rules.criteria.values():
        part = NamedPart(PartType.CRITERION, criterion.id, criterion.title)
        yield from _cited(part, criterion.sources)
        for entry in criterion.severities:
            if entry.source not in criterion.sources:
                yield from _cited(part, (entry.source,), f"weight from {format_date(entry.since)}")
    for parameter in rules.parameters.values():
        yield from _of_figure(parameter)
    for row in rules.outcomes:
        yield from _cited(NamedPart(PartType.OUTCOME, row.id, row.title), row.sources)
    for scale in rules.scales.values():
        for grade, meaning in scale.meanings.items():
            part = NamedPart(PartType.GRADE, grade, meaning.title or grade)
            yield from _cited(part, (meaning.source,), scale.name)


def _of_figure(parameter: Parameter) -> Iterator[RulesCitation]:
    part = NamedPart(PartType.FIGURE, parameter.name, parameter.title)
    for entry in parameter.values:
        since = format_date(entry.since)
        yield from _cited(part, (entry.source,), f"value from {since}")
        yield from _cited(part, entry.contrary, f"contrary view of the value from {since}")
        for other in entry.contested:
            value = format_full_value(other.value, parameter)
            yield from _cited(part, (other.source,), f"another value from {since}: {value}")


def _of_regime(regime: Regime, rules: RuleSet) -> Iterator[RulesCitation]:
    for name, parameter in regime.rules.parameters.items():
        if name not in rules.parameters:
            yield from _of_figure(parameter)
    kinds = (
        (PartType.TRIGGER, regime.triggers),
        (PartType.CAUSE, regime.causes.values()),
        (PartType.RESPONSE, regime.responses.values()),
        (PartType.POWER, regime.powers.values()),
        (PartType.STAGE, regime.stages.values()),
    )
    for kind, parts in kinds:
        for each in parts:
            yield from _cited(NamedPart(kind, each.id, each.title), each.sources)
    for stage in regime.stages.values():
        if stage.settling_source:
            part = NamedPart(PartType.STAGE, stage.id, stage.title)
            yield from _cited(part, (stage.settling_source,), "time to settle")
    for move in regime.moves:
        title = f"from {', '.join(move.stages)} to {move.to}"
        yield from _cited(NamedPart(PartType.MOVE, move.to, title), move.sources)
    if regime.attribution is not None:
        yield from _cited(ATTRIBUTION, regime.attribution.sources)
    if regime.interim is not None:
        yield from _cited(INTERIM, regime.interim.sources)


def _of_untested(rules: RuleSet) -> Iterator[RulesCitation]:
    for name, gone in rules.removed_criteria.items():
        yield from _cited(NamedPart(PartType.REMOVED, name, gone.title), gone.sources)
    for statement in rules.left_out:
        part = NamedPart(PartType.LEFT_OUT, statement.id, statement.reason)
        yield from _cited(part, statement.sources)
    for unread in rules.unread:
        for source in unread.sources:
            yield from _cited(NamedPart(PartType.UNREAD, source, unread.reason), (source,))
