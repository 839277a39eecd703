"""Periods in words: triggers, causes, response, stage, and the triggers nearest to firing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.plans.plan import GroupPlan, LeafPlan
from authorisation.engine.results import Step
from authorisation.explain.assessment.step_tree import outline
from authorisation.explain.assessment.view import View
from authorisation.explain.history import responses
from authorisation.explain.history.attribution import describe_attribution, describe_chance
from authorisation.explain.history.diary import deadline_day, format_filing, periods_left
from authorisation.explain.history.facts import band_name, fact_lines, round_sums, with_rounded_sums
from authorisation.explain.history.model import (
    FIRES,
    MAY_FIRE,
    PeriodWords,
    Statement,
    TriggerWords,
    VariancePoint,
    VarianceSeries,
)
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import format_count, format_date, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.condition import AllOf
from authorisation.model.regime import DeadlineState, SupervisionStage, Trigger, band_id, exit_id
from authorisation.model.returns import BoardAct, ClaimStatus
from authorisation.model.verdict import MET
from authorisation.regime.attribution.measure import LineMeasure
from authorisation.regime.chance.budget_line import AS_SET
from authorisation.regime.judge_period import period_as_assessment
from authorisation.regime.period_facts import shares_about
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import History, ReplayedPeriod

SEVERITY_NAMES: Final = {
    0: "none",
    1: "1, immediate",
    2: "2, serious",
    3: "3, to be put right",
    4: "4, to be watched",
}
ASKED: Final = "Ask the group which is right, or why."
MAX_NEXT_TRIGGERS: Final = 3


def describe_periods(
    history: History, variants: Mapping[str, Sequence[ReplayedPeriod]], compiled: CompiledRegime
) -> tuple[PeriodWords, ...]:
    """The words for every period; `variants` are the same history under each variant."""
    return tuple(
        _describe_period(
            history.results[: number + 1],
            history,
            {name: each[number] for name, each in variants.items()},
            compiled,
        )
        for number in range(len(history.results))
    )


def _describe_period(
    results: Sequence[ReplayedPeriod],
    history: History,
    variants: responses.ResultsByVariant,
    compiled: CompiledRegime,
) -> PeriodWords:
    """The words for the last of some periods."""
    regime, result = compiled.regime, results[-1]
    view = View.of(period_as_assessment(result.judged, compiled), compiled.program)
    triggers = tuple(
        _describe_trigger(trigger, results, variants, view, compiled)
        for trigger in regime.triggers
        if result.period_facts.letter([trigger.id]) != "F"
    )
    stage = regime.stages[result.stage_after]
    concluded = result.conclusions
    return PeriodWords(
        label=result.period.label,
        ends=format_date(result.period.ends),
        filed=format_filing(result, history),
        stage_before=regime.stages[result.stage_before].title,
        stage_after=stage.title,
        why_stage=_format_stage_reason(result, compiled),
        other_stages=format_other_stages(result, compiled),
        triggers=triggers,
        capability=_format_capability(result, compiled),
        response=responses.format_response(result, compiled),
        power=responses.format_powers(result, compiled),
        open_powers="; ".join(regime.powers[name].title for name in concluded.powers),
        support=responses.format_support(result, compiled),
        interim=_format_interim(result, compiled),
        next=_next_triggers(result, compiled),
        exit_test=tuple(map(with_rounded_sums, outline(result.judged.steps[exit_id(stage)], view)))
        if stage.exit is not None
        else (),
        exit_lasting=format_count(stage.exit_sustained, "period")
        if stage.exit is not None and stage.exit_sustained > 1
        else "",
        deadline=_format_deadline(stage, results, compiled),
        contradictions=tuple(
            f"{each.says} {f'Explained: {visible(each.explained)}.' if each.explained else ASKED}"
            for each in result.judged.contradictions
        ),
        acts=tuple(format_act(act, compiled) for act in result.acts),
        authority=upper_initial(_authority(compiled)),
        by_variant=tuple(responses.period_by_variant(result, variants, compiled)),
    )


def _describe_trigger(
    trigger: Trigger,
    results: Sequence[ReplayedPeriod],
    variants: responses.ResultsByVariant,
    view: View,
    compiled: CompiledRegime,
) -> TriggerWords:
    result = results[-1]
    concluded = result.conclusions.triggers[trigger.id]
    return TriggerWords(
        id=trigger.id,
        title=trigger.title,
        state=FIRES if concluded.fires else MAY_FIRE,
        severity=_format_severities(concluded.severities),
        facts=tuple(fact_lines(trigger, results, view)),
        causes=tuple(describe_causes(trigger, result, compiled)),
        control=result.period_facts.controls[trigger.id].value,
        response=responses.format_trigger_response(concluded, compiled),
        by_variant=tuple(responses.trigger_by_variant(trigger, result, variants, compiled)),
    )


def _format_severities(severities: Sequence[int]) -> str:
    """Format the severities that are possible, such as `2 (serious) or none`."""
    names = [SEVERITY_NAMES[number] for number in severities]
    if len(names) == 1:
        return names[0]
    parts = [name.partition(", ") for name in names]
    return join_words([f"{n} ({words})" if words else n for n, _, words in parts], "or")


def describe_causes(
    trigger: Trigger, result: ReplayedPeriod, compiled: CompiledRegime
) -> Iterator[Statement]:
    """The words for the causes of what a trigger shows: amounts for money, else who named them."""
    if trigger.line:
        measure = result.judged.lines[trigger.line]
        if measure.attributions:
            yield from describe_attribution(measure.attributions[AS_SET], compiled.regime.causes)
            if measure.budget_line is not None:
                yield from describe_chance(measure.attributions, measure.budget_line)
        elif measure.variance is not None:
            text = "What chance may do cannot be worked out: budget or population is missing."
            yield Statement(text)
        return
    for share in shares_about(result.judged, trigger.id):
        title = compiled.regime.causes[share.cause].title
        main = ", as the main cause" if share.main else ""
        papers = join_words([visible(proof.document) for proof in share.evidence])
        evidence = f": {papers}" if papers else ""
        who = f"{visible(share.by)} on {format_date(share.on)}"
        status = ClaimStatus(share.standing).value
        yield Statement(f"{title}, {status}{main} by {who}{evidence}", listed=True)


def _format_capability(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    found = result.capability
    if found is None:
        return "not judged"
    words = compiled.regime.capabilities[found.grade]
    by = f"{visible(found.by)}, {format_date(found.on)}"
    return f"{found.grade}, {words} ({by}: {visible(found.reason)})"


def _format_interim(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    interim = compiled.regime.interim
    if not result.conclusions.interim or interim is None or result.interim_review is None:
        return ""
    done = responses.response_title(interim.response, compiled)
    when = format_date(result.interim_review)
    return f"{done}; whether it was within control is looked at afterwards, by {when}"


def _format_stage_reason(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    stages = compiled.regime.stages
    before, after = result.stage_before, result.stage_after
    by_rules = result.conclusions.stage
    if by_rules != after:
        rules = "stay" if by_rules == before else f"lead to {stages[by_rules].title}"
        acts = "; ".join(format_act(act, compiled) for act in result.acts)
        done = acts or f"{_authority(compiled)} has not taken the step"
        return f"{done}; these rules alone would have it {rules}"
    if before != after:
        passed = result.period_facts.clock is DeadlineState.PASSED
        clock = ", and the deadline has passed" if passed else ""
        done = responses.format_responses(result.conclusions.responses, compiled).lower()
        return f"moved from {stages[before].title}, on: {done}{clock}"
    return "stays"


def _authority(compiled: CompiledRegime) -> str:
    """The name of whoever decides, as inside a sentence."""
    return visible(compiled.regime.rules.parties.authority)


def format_other_stages(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    """Format the other stages that a group may be in; empty where there are none."""
    titles = [compiled.regime.stages[name].title for name in result.other_stages]
    if not titles:
        return ""
    missing = "what is not known is known"
    if result.judged.filed is None or result.possible is not result.conclusions:
        missing = "what is not known, or not filed yet, is known"
    return f"{join_words(titles, 'or')}, once {missing}"


def format_act(act: BoardAct, compiled: CompiledRegime) -> str:
    """Format what the Board did, with who did it, when and why."""
    stages = compiled.regime.stages
    if act.stage:
        done = f"put in {stages[act.stage].title}"
    elif act.not_taken:
        done = f"not put in {stages[act.not_taken].title}"
    else:
        done = f"deadline moved to {format_date(act.deadline)}" if act.deadline else ""
    who = f"by {visible(act.by)} on {format_date(act.on)}"
    return f"{done} {who} ({visible(act.reason)})"


def _next_triggers(result: ReplayedPeriod, compiled: CompiledRegime) -> tuple[str, ...]:
    """The `MAX_NEXT_TRIGGERS` bands nearest to firing, by how near their line is."""
    found: list[tuple[Decimal, str]] = []
    for trigger in compiled.regime.triggers:
        for band, verdict in zip(trigger.bands, result.period_facts.bands[trigger.id], strict=True):
            step = result.judged.steps[band_id(trigger, band)]
            if verdict == "F" and (distance := _distance(step)):
                near, words = distance
                found.append((near, f"{trigger.title} ({band_name(band)}): {words}"))
    return tuple(words for _, words in sorted(found)[:MAX_NEXT_TRIGGERS])


def _distance(step: Step) -> tuple[Decimal, str] | None:
    """A band's distance from holding, as a share of its line and in words; None if not known."""
    margin, unit, line = _margin(step)
    if not isinstance(margin, Decimal) or margin > 0:
        return None
    size = abs(margin)
    if not size and not line:
        return Decimal(1), "any at all"
    share = size / abs(line) if line else size
    words = round_sums(format_margin(-size, unit, ">")) if size else "exactly on the line"
    return share, words.replace("short by ", "") + (" away" if size else "")


def _margin(step: Step) -> tuple[object, str, Decimal | None]:
    plan = step.plan
    if isinstance(plan, LeafPlan):
        right = step.right if isinstance(step.right, Decimal) else None
        return step.margin, margin_unit(step), right
    if isinstance(plan, GroupPlan) and isinstance(plan.condition, AllOf):
        margins = [_margin(part) for part in step.because if part.possible != MET]
        if len(margins) == 1:
            return margins[0]
    return None, "", None


def _format_deadline(
    stage: SupervisionStage, results: Sequence[ReplayedPeriod], compiled: CompiledRegime
) -> str:
    ends = deadline_day(stage, results, compiled.regime.periods)
    if stage.deadline is None or ends is None:
        return ""
    result = results[-1]
    if (moved := result.state_after.deadline) is not None:
        over = result.period.ends >= moved
        by = _authority(compiled)
        return f"{'passed' if over else 'ends'} on {format_date(moved)}, to which {by} moved it"
    left = periods_left(stage, results)
    if left <= 0:
        return f"passed on {format_date(ends)}"
    settling = left - stage.deadline
    still = f", {settling} of them for the change to work through" if settling > 0 else ""
    until = f", until {format_date(ends)}"
    return f"{format_count(left, 'period')} left to meet the exit test{until}{still}"


def describe_variance(history: History, compiled: CompiledRegime) -> tuple[VarianceSeries, ...]:
    """The figures of each budget line over time, for charts."""
    return tuple(
        VarianceSeries(
            title=line.title,
            points=tuple(
                _variance_point(result.period.label, result.judged.lines[name])
                for result in history.results
            ),
        )
        for name, line in compiled.regime.lines.items()
    )


def _variance_point(label: str, measure: LineMeasure) -> VariancePoint:
    found = measure.as_set
    if found is None:
        return VariancePoint(label=label, variance=None, watch=None, serious=None)
    every = tuple(measure.attributions.values())
    watch = [each.limits.watch for each in every]
    serious = [each.limits.serious for each in every]
    return VariancePoint(
        label=label,
        variance=found.variance.percent,
        own=measure.own_percent,
        watch=(min(watch), max(watch)),
        serious=(min(serious), max(serious)),
    )
