"""Lines that tell a failure regime in short, in the words of the page about its rule set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import compile_rules
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    CauseKind,
    Control,
    Power,
    Regime,
    ResponseRow,
    SeverityBand,
    SupervisionStage,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.report.pages.rule_set_conditions import Asked, required

Plans = Mapping[str, CriterionPlan]


def regime_lines(regime: Regime) -> Iterator[str]:
    """Tell what is watched, what may be claimed, what follows, and where it leads."""
    plans = {plan.id: plan for plan in compile_rules(regime.rules).criteria}
    periods = regime.periods
    yield ""
    yield (
        f"Failure regime: a return every {periods.every}, due {periods.due_days} days after its "
        f"end (authorise form {regime.rules.id} --returns)"
    )
    yield from _part("Once authorised: what is watched, severity 1 being the gravest")
    for trigger in regime.triggers:
        yield from _trigger(trigger, regime, plans)
    yield from _part("Once authorised: causes that may be claimed, with any one kind of evidence")
    for cause in regime.causes.values():
        yield from _cause(cause)
    yield from _part("Once authorised: responses, the first row that fits")
    yield from (_row(row, regime) for row in regime.table)
    yield from _part("Once authorised: powers")
    for power in regime.powers.values():
        yield from _power(power, regime)
    yield from _part("Once authorised: stages")
    for stage in regime.stages.values():
        yield from _stage(stage, regime, plans)


def _part(title: str) -> Iterator[str]:
    yield ""
    yield title


def _trigger(trigger: Trigger, regime: Regime, plans: Plans) -> Iterator[str]:
    strand = visible(regime.strands.get(trigger.strand, trigger.strand))
    cited = ", ".join(trigger.sources)
    yield f"  {trigger.id}: {visible(trigger.title)} ({strand}; {cited})"
    for band in trigger.bands:
        yield from _lines(_band(band), plans[band_id(trigger, band)], regime)


def _band(band: SeverityBand) -> str:
    lasting = f" once it has lasted {band.sustained} periods" if band.sustained > 1 else ""
    opens = f", opens {join_words(band.opens)}" if band.opens else ""
    return f"{band.name}, severity {band.severity}{lasting}{opens}: where"


def _lines(lead: str, plan: CriterionPlan, regime: Regime) -> Iterator[str]:
    assert plan.require is not None  # noqa: S101 no band and no exit is left to judgement
    yield from _asked(required(plan.require, Titles(regime.rules)), "    ", f"{lead} ")


def _asked(asked: Asked, indent: str, lead: str = "") -> Iterator[str]:
    yield f"{indent}{lead}{asked.words}"
    for part in asked.parts:
        yield from _asked(part, indent + "  ")


def _cause(cause: CauseKind) -> Iterator[str]:
    cited = ", ".join(cause.sources)
    yield f"  {cause.id}: {visible(cause.title)}, {cause.reach} ({cited})"
    for wanted in cause.evidence:
        yield f"    {wanted.id}: {visible(wanted.title)}"


def _row(row: ResponseRow, regime: Regime) -> str:
    severity = _any(row.severity, SEVERITIES)
    capability = _any(row.capability, CAPABILITIES)
    control = _any(row.control, tuple(Control))
    response = visible(regime.responses[row.response].title)
    return f"  severity {severity}; capability {capability}; control {control}: {response}"


def _any(values: Sequence[object], every: Iterable[object]) -> str:
    return "any" if set(values) >= set(every) else join_words([*map(str, values)], "or")


def _power(power: Power, regime: Regime) -> Iterator[str]:
    opened = f"opened by {join_words(power.opened_by, 'or')}" if power.opened_by else "always open"
    cited = ", ".join(power.sources)
    yield f"  {power.id}: {visible(power.title)}, {opened} ({cited})"
    used = [visible(each.title) for each in regime.responses.values() if each.power == power.id]
    if used:
        yield f"    for: {'; '.join(used)}"


def _stage(stage: SupervisionStage, regime: Regime, plans: Plans) -> Iterator[str]:
    deadline = f", to be left within {stage.deadline} periods" if stage.deadline else ""
    settling = f" after {stage.settling} to settle" if stage.settling else ""
    yield f"  {stage.id}: {visible(stage.title)}{deadline}{settling} ({', '.join(stage.sources)})"
    if stage.exit is not None:
        lasting = f" for {stage.exit_sustained} periods" if stage.exit_sustained > 1 else ""
        yield from _lines(f"left once{lasting}", plans[exit_id(stage)], regime)
