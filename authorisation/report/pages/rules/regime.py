"""The sections on a failure regime: what is watched, what may be claimed, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import compile_rules
from authorisation.explain.rules.figure_history import used_besides, uses
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, join_citations
from authorisation.explain.words.titles import Titles
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    CauseKind,
    Control,
    Power,
    Regime,
    Response,
    ResponseRow,
    SeverityBand,
    SupervisionStage,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.model.rules import RuleSet
from authorisation.report.document import (
    Block,
    Cell,
    Lead,
    Para,
    Points,
    Section,
    Table,
    bullets,
    section,
)
from authorisation.report.pages.rules.conditions import ConditionWords, describe_condition
from authorisation.report.pages.rules.figures import parameter_section

Plans: TypeAlias = Mapping[str, CriterionPlan]
"""What conditions were made ready as, by the ids of bands and exits."""


def regime_sections(regime: Regime) -> Iterator[Section]:
    """The sections on a regime, but for its figures."""
    program = compile_rules(regime.rules)
    plans = {plan.id: plan for plan in program.criteria}
    remarks = bullets([*map(visible, regime.says)])
    yield Section("Once authorised: returns", (Para(_returns(regime)), *remarks))
    triggers = [_trigger(each, regime, plans) for each in regime.triggers]
    yield from section("Once authorised: what is watched", triggers)
    causes = Points(tuple(_cause(each, regime) for each in regime.causes.values()))
    yield from section("Once authorised: causes that may be claimed", (causes,))
    responses = bullets([_response(each, regime) for each in regime.responses.values()])
    intro = Para("The first row that fits is taken; severity 1 is the gravest.")
    own_rows = bullets([*_rows_for_triggers(regime)])
    table = (intro, _table(regime), *own_rows)
    yield from section("Once authorised: responses", (*responses, *table))
    powers = bullets([_power(power, regime) for power in regime.powers.values()])
    yield from section("Once authorised: powers", powers)
    stages = Points(tuple(_stage(each, regime, plans) for each in regime.stages.values()))
    yield from section("Once authorised: stages", (stages,))


def regime_figures(regime: Regime, rules: RuleSet) -> tuple[Section, ...]:
    """The figures of a regime, but for those that the rule set beside it has."""
    used, besides = uses(compile_rules(regime.rules)), used_besides(regime)
    return tuple(
        parameter_section(each, (*used[name], *besides.get(name, ())), regime.rules)
        for name, each in regime.rules.parameters.items()
        if name not in rules.parameters
    )


def _returns(regime: Regime) -> str:
    periods = regime.periods
    return (
        f"A return every {periods.every}, due {periods.due_days} days after its end. "
        f"Blank returns: authorise form {visible(regime.rules.id)} --returns"
    )


def _trigger(trigger: Trigger, regime: Regime, plans: Plans) -> Section:
    strand = visible(regime.strands.get(trigger.strand, trigger.strand))
    parts: list[tuple[Block, ...]] = [(Para(f"About: {strand}"),)]
    parts.append((Para(_sources(trigger.sources, regime)),))
    parts += [_band(trigger, band, regime, plans) for band in trigger.bands]
    remarks = (trigger.says, f"Note: {trigger.note}" if trigger.note else "")
    parts += [(Para(visible(text)),) for text in remarks if text]
    return Section(f"{trigger.id}: {visible(trigger.title)}", (Points(tuple(parts)),))


def _band(trigger: Trigger, band: SeverityBand, regime: Regime, plans: Plans) -> tuple[Block, ...]:
    lasting = f", once it has lasted {band.sustained} periods" if band.sustained > 1 else ""
    opens = f"; opens: {join_words([*map(visible, band.opens)])}" if band.opens else ""
    lead = f"{band.name.capitalize()}, severity {band.severity}{lasting}{opens}"
    return _where(f"{lead}. Where", plans[band_id(trigger, band)], regime)


def _where(lead: str, plan: CriterionPlan, regime: Regime) -> tuple[Block, ...]:
    assert plan.require is not None  # noqa: S101 no band and no exit is left to judgement
    asked = describe_condition(plan.require, Titles(regime.rules))
    return ConditionWords(f"{lead} {asked.words}", asked.parts).blocks


def _cause(cause: CauseKind, regime: Regime) -> tuple[Block, ...]:
    source = _sources(cause.sources, regime)
    evidence = [
        f"{each.id}: {visible(each.title)}"
        + (", which the return itself must bear out" if each.needs else "")
        for each in cause.evidence
    ]
    return (
        Para(f"{cause.id}: {visible(cause.title)} ({cause.reach}). {source}."),
        *([Lead("Evidence, of any one kind:", bullets(evidence))] if evidence else []),
    )


def _response(response: Response, regime: Regime) -> str:
    power = regime.powers.get(response.power)
    under = f" Under: {visible(power.title)}." if power else ""
    help_given = f"Help: {visible(response.support)}." if response.support else ""
    remarks = "".join(f" {text}" for text in (visible(response.says), help_given) if text)
    return f"{visible(response.title)}.{under}{remarks} {_sources(response.sources, regime)}."


def _power(power: Power, regime: Regime) -> str:
    opened = f"opened by {join_words(power.opened_by, 'or')}" if power.opened_by else "always open"
    used = [visible(each.title) for each in regime.responses.values() if each.power == power.id]
    uses_of_it = f" For: {'; '.join(used)}." if used else ""
    source = _sources(power.sources, regime)
    return f"{power.id}: {visible(power.title)}; {opened}.{uses_of_it} {source}."


def _table(regime: Regime) -> Table:
    rows = (row for row in regime.table if not row.triggers)
    cells = tuple(tuple(map(Cell, _row(row, regime))) for row in rows)
    return Table(("severity", "capability of management", "control", "response"), cells)


def _rows_for_triggers(regime: Regime) -> Iterator[str]:
    """Yield the rows that are for some triggers alone, with their places in the table."""
    for number, row in enumerate(regime.table, start=1):
        if row.triggers:
            severity, capability, control, response = _row(row, regime)
            names = join_words([*map(visible, row.triggers)], "or")
            yield (
                f"Row {number}, for {names} alone: severity {severity}, capability {capability},"
                f" control {control}: {response}"
            )


def _row(row: ResponseRow, regime: Regime) -> Iterator[str]:
    yield _format_any(row.severity, SEVERITIES)
    yield _format_any(row.capability, CAPABILITIES)
    yield _format_any(row.control, tuple(Control))
    response = regime.responses.get(row.response)
    yield visible(response.title) if response else visible(row.response)


def _format_any(values: Sequence[object], every: Iterable[object]) -> str:
    """The values of a cell; `any` for none in particular, or for all that there are."""
    if not values or set(values) >= set(every):
        return "any"
    return join_words([*map(str, values)], "or")


def _stage(stage: SupervisionStage, regime: Regime, plans: Plans) -> tuple[Block, ...]:
    deadline = f"; to be left within {stage.deadline} periods" if stage.deadline else ""
    settling = f", after {stage.settling} to settle" if stage.settling else ""
    name = f"{stage.id}: {visible(stage.title)}"
    lead = f"{name}{deadline}{settling}. {_sources(stage.sources, regime)}"
    if stage.exit is None:
        return (Para(lead),)
    lasting = f", for {stage.exit_sustained} periods running," if stage.exit_sustained > 1 else ""
    return _where(f"{lead}. Left once{lasting}", plans[exit_id(stage)], regime)


def _sources(sources: Iterable[str], regime: Regime) -> str:
    citations = join_citations(describe_source(each, regime.rules) for each in sources)
    return f"Source: {'; '.join(citations)}"
