"""Tell a failure regime: what is watched, what may be claimed, what follows, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import compile_rules
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, join_citations
from authorisation.explain.words.titles import Titles
from authorisation.model.regime import (
    CauseKind,
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
    BlockGroup,
    Cell,
    Para,
    Points,
    Section,
    Table,
    section,
)
from authorisation.report.pages.rule_set_conditions import Asked, required
from authorisation.report.pages.rule_set_figures import parameter_block
from authorisation.report.pages.rule_set_uses import uses


def regime_sections(regime: Regime, rules: RuleSet) -> Iterator[Section]:
    """Tell a regime that stands beside a rule set; figures that both have are told with the set."""
    program = compile_rules(regime.rules)
    plans = {plan.id: plan for plan in program.criteria}
    triggers = [_trigger(each, regime, plans) for each in regime.triggers]
    yield from section("Once authorised: what is watched", triggers)
    causes = Points(tuple((Para(_cause(each, regime)),) for each in regime.causes.values()))
    yield from section("Once authorised: causes that may be claimed", (causes,))
    responses = Points(tuple((Para(_response(r, regime)),) for r in regime.responses.values()))
    intro = Para("The first row that fits is taken; severity 1 is the gravest.")
    yield from section("Once authorised: responses", (responses, intro, _table(regime)))
    stages = Points(tuple(_stage(each, regime, plans) for each in regime.stages.values()))
    yield from section("Once authorised: stages", (stages,))
    used, besides = uses(program), _used_besides(regime)
    own = [
        parameter_block(each, (*used[name], *besides.get(name, ())), regime.rules)
        for name, each in regime.rules.parameters.items()
        if name not in rules.parameters
    ]
    yield from section("Once authorised: figures", own)


def _used_besides(regime: Regime) -> dict[str, list[str]]:
    """Give the figures that no condition compares with: those of chance and of attribution."""
    used: dict[str, list[str]] = {}
    for line in regime.lines.values():
        levels = (line.watch_level, line.serious_level)
        for name in filter(None, (line.cv, line.between_years, *levels, line.freedom)):
            used.setdefault(name, []).append(f"chance for {visible(line.title)}")
    if regime.attribution is not None:
        used.setdefault(regime.attribution.mainly, []).append("attribution")
    return used


def _trigger(trigger: Trigger, regime: Regime, plans: dict[str, CriterionPlan]) -> BlockGroup:
    strand = visible(regime.strands.get(trigger.strand, trigger.strand))
    parts: list[tuple[Block, ...]] = [(Para(f"About: {strand}"),)]
    parts.append((Para(_sources(trigger.sources, regime)),))
    parts += [_band(trigger, band, regime, plans) for band in trigger.bands]
    told = (trigger.says, f"Note: {trigger.note}" if trigger.note else "")
    parts += [(Para(visible(text)),) for text in told if text]
    return BlockGroup(f"{trigger.id}: {visible(trigger.title)}", (Points(tuple(parts)),))


def _band(
    trigger: Trigger, band: SeverityBand, regime: Regime, plans: dict[str, CriterionPlan]
) -> tuple[Block, ...]:
    lasting = f", once it has lasted {band.sustained} periods" if band.sustained > 1 else ""
    opens = f"; opens: {join_words([*map(visible, band.opens)])}" if band.opens else ""
    lead = f"{band.name.capitalize()}, severity {band.severity}{lasting}{opens}"
    return _where(f"{lead}. Where", plans[band_id(trigger, band)], regime)


def _where(lead: str, plan: CriterionPlan, regime: Regime) -> tuple[Block, ...]:
    assert plan.require is not None  # noqa: S101 no band and no exit is left to judgement
    asked = required(plan.require, Titles(regime.rules))
    return Asked(f"{lead} {asked.words}", asked.parts).blocks


def _cause(cause: CauseKind, regime: Regime) -> str:
    evidence = join_words([visible(each.title) for each in cause.evidence], "or")
    source = _sources(cause.sources, regime)
    return f"{visible(cause.title)} ({cause.reach}). Evidence: {evidence}. {source}."


def _response(response: Response, regime: Regime) -> str:
    power = regime.powers.get(response.power)
    under = f" Under: {visible(power.title)}." if power else ""
    help_given = f"Help: {visible(response.support)}." if response.support else ""
    told = "".join(f" {text}" for text in (visible(response.says), help_given) if text)
    return f"{visible(response.title)}.{under}{told} {_sources(response.sources, regime)}."


def _table(regime: Regime) -> Table:
    rows = tuple(tuple(map(Cell, _row(row, regime))) for row in regime.table)
    return Table(("severity", "capability of management", "control", "response"), rows)


def _row(row: ResponseRow, regime: Regime) -> Iterator[str]:
    yield _cell(map(str, row.severity))
    yield _cell(map(str, row.capability))
    yield _cell(map(str, row.control))
    response = regime.responses.get(row.response)
    yield visible(response.title) if response else visible(row.response)


def _cell(values: Iterable[str]) -> str:
    return join_words(list(values), "or") or "any"


def _stage(
    stage: SupervisionStage, regime: Regime, plans: dict[str, CriterionPlan]
) -> tuple[Block, ...]:
    deadline = f"; to be left within {stage.deadline} periods" if stage.deadline else ""
    settling = f", after {stage.settling} to settle" if stage.settling else ""
    lead = f"{visible(stage.title)}{deadline}{settling}. {_sources(stage.sources, regime)}"
    return (
        _where(f"{lead}. Left once", plans[exit_id(stage)], regime) if stage.exit else (Para(lead),)
    )


def _sources(sources: Iterable[str], regime: Regime) -> str:
    citations = join_citations(describe_source(each, regime.rules) for each in sources)
    return f"Source: {'; '.join(citations)}"
