"""What reads each figure of the rules: criteria, outcomes, and the chance of a failure regime."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.engine.plans.plan import Origin, SymbolTable, references_in
from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.rules.parts import ATTRIBUTION, NamedPart, PartType
from authorisation.explain.words.safe import visible
from authorisation.model.regime import Regime, band_id, evidence_id, exit_id


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
