"""The figures of rules: what reads each, and every value that editions gave it, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from authorisation.engine.plans.plan import Origin, SymbolTable, references_in
from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.rules.parts import ATTRIBUTION, NamedPart, PartType
from authorisation.explain.words.quantities import format_full_value, format_setting
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_place, format_standing
from authorisation.model.passage import Passage
from authorisation.model.regime import Regime, band_id, evidence_id, exit_id
from authorisation.model.rules import OURS, UNSOURCED, DatedValue, Parameter, RuleSet, Standing
from authorisation.model.structs import ShortRepr


class CitedSource(ShortRepr, frozen=True, kw_only=True):
    """A source cited for a value: who says it, where and when; empty fields where none does."""

    cited: str
    """As the rules write it: `id#place`, `ours` or `unsourced`."""
    title: str = ""
    place: str = ""
    """The place in the source, as lawyers cite it."""
    published: str = ""
    owner: str = ""
    """Who published the source; `unsourced` where there is none."""
    standing: str = ""


class ContestedValue(ShortRepr, frozen=True):
    """A value that another source names."""

    value: str
    source: CitedSource


class FigureValue(ShortRepr, frozen=True, kw_only=True):
    """The value of a figure from a day on, and the editions that say so."""

    since: date
    until: date | None
    """The first day on which another value holds; None where none follows."""
    value: str
    """With its unit, or in words that none is set, or that it was abolished."""
    source: CitedSource
    contrary: tuple[CitedSource, ...] = ()
    contested: tuple[ContestedValue, ...] = ()
    note: str = ""
    editions: tuple[str, ...] = ()
    """The names of the editions that have this value on these days."""


class FigureHistory(ShortRepr, frozen=True, kw_only=True):
    """A figure's values in the order of their days, and what rests on it in the newest rules."""

    name: str
    title: str
    unit: str
    values: tuple[FigureValue, ...]
    readers: tuple[NamedPart, ...] = ()


def figure_history(
    name: str, editions: Mapping[str, RuleSet], readers: Iterable[NamedPart] = ()
) -> FigureHistory:
    """The history of a figure over editions of rules by name, the oldest first.

    Some may lack it; for a figure of a failure regime they are the rules of that.

    Raises:
        KeyError: none of them has it.
    """
    found: dict[FigureValue, list[str]] = {}
    newest: Parameter | None = None
    for edition, rules in editions.items():
        if name in rules.parameters:
            newest = rules.parameters[name]
            for value in _values(newest, rules):
                found.setdefault(value, []).append(edition)
    if newest is None:
        raise KeyError(name)
    values = [replace(value, editions=tuple(named)) for value, named in found.items()]
    return FigureHistory(
        name=name,
        title=newest.title,
        unit=newest.unit,
        values=tuple(sorted(values, key=lambda value: value.since)),
        readers=tuple(readers),
    )


def _values(parameter: Parameter, rules: RuleSet) -> list[FigureValue]:
    entries: list[DatedValue | None] = [*parameter.values, None]
    return [
        FigureValue(
            since=entry.since,
            until=later.since if later else None,
            value=format_setting(entry, parameter),
            source=_cited_source(entry.source, rules, entry.standing),
            contrary=tuple(_cited_source(each, rules) for each in entry.contrary),
            contested=tuple(
                ContestedValue(
                    format_full_value(other.value, parameter), _cited_source(other.source, rules)
                )
                for other in entry.contested
            ),
            note=entry.note,
        )
        for entry, later in pairwise(entries)
        if entry is not None
    ]


def _cited_source(cited: str, rules: RuleSet, standing: Standing | None = None) -> CitedSource:
    passage = Passage.parse(cited)
    source = rules.sources.get(passage.source)
    if source is None:
        owner = {OURS: "this rule set", UNSOURCED: UNSOURCED}.get(cited, "")
        return CitedSource(
            cited=cited, owner=owner, standing=format_standing(standing or Standing.OURS)
        )
    return CitedSource(
        cited=cited,
        title=visible(source.title),
        place=format_place(passage.place, source),
        published=visible(source.published),
        owner=visible(source.publisher),
        standing=format_standing(standing or source.standing, source),
    )


def uses(program: Program) -> dict[str, tuple[str, ...]]:
    """For every parameter, what rests on it: criteria in the order of the rules, then outcomes."""
    by_id = {plan.id: plan for plan in program.criteria}
    found: dict[str, dict[str, None]] = {name: {} for name in program.rules.parameters}
    for criterion in program.rules.criteria:
        for reference in program.references_of(by_id[criterion]):
            if reference.origin is Origin.PARAMETER:
                found[reference.name][criterion] = None
    for name in program.outcome_parameters:
        found[name]["the outcomes"] = None
    return {name: tuple(users) for name, users in found.items()}


def used_besides(regime: Regime) -> dict[str, list[str]]:
    """The figures that no condition compares with: those of chance and of attribution."""
    used: dict[str, list[str]] = {}
    for line in regime.lines.values():
        for name in line.figures:
            used.setdefault(name, []).append(f"chance for {visible(line.title)}")
    if regime.attribution is not None:
        used.setdefault(regime.attribution.mainly, []).append("attribution")
    return used


def figure_readers(
    program: Program, regime: Regime | None = None
) -> dict[str, tuple[NamedPart, ...]]:
    """For every figure of rules and their failure regime, the parts that rest on it."""
    rules = program.rules
    found: dict[str, list[NamedPart]] = {name: [] for name in rules.parameters}
    for name, users in uses(program).items():
        criteria = (rules.criteria[each] for each in users if each in rules.criteria)
        found[name] += [NamedPart(PartType.CRITERION, each.id, each.title) for each in criteria]
    names = SymbolTable(rules.questions, rules.parameters, rules.derived)
    for plan in program.outcomes:
        row = NamedPart(PartType.OUTCOME, plan.row.id, plan.row.title)
        for reference in program.expand(references_in(plan.when.syntax, names)):
            if reference.origin is Origin.PARAMETER:
                found[reference.name].append(row)
    for name, part in _readers_in_regime(regime) if regime is not None else ():
        found.setdefault(name, []).append(part)
    return {name: tuple(dict.fromkeys(parts)) for name, parts in found.items()}


def _readers_in_regime(regime: Regime) -> Iterator[tuple[str, NamedPart]]:
    parts = {
        band_id(trigger, band): NamedPart(PartType.TRIGGER, trigger.id, trigger.title)
        for trigger in regime.triggers
        for band in trigger.bands
    }
    parts |= {
        exit_id(stage): NamedPart(PartType.STAGE, stage.id, stage.title)
        for stage in regime.stages.values()
    }
    parts |= {
        evidence_id(cause, evidence): NamedPart(PartType.CAUSE, cause.id, cause.title)
        for cause in regime.causes.values()
        for evidence in cause.evidence
    }
    for name, users in uses(compile_rules(regime.rules)).items():
        yield from ((name, parts[each]) for each in users if each in parts)
    for line in regime.lines.values():
        for name in line.figures:
            yield name, NamedPart(PartType.LINE, line.id, line.title)
            about = (each for each in regime.triggers if each.line == line.id)
            yield from ((name, NamedPart(PartType.TRIGGER, t.id, t.title)) for t in about)
    if regime.attribution is not None:
        yield regime.attribution.mainly, ATTRIBUTION
