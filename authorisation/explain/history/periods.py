"""Periods in words: triggers, causes, response, stage, and the triggers nearest to firing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan
from authorisation.engine.results import Step
from authorisation.explain.assessment.step_tree import Line, outline
from authorisation.explain.assessment.view import View
from authorisation.explain.history.attribution import chance_told, told
from authorisation.explain.history.model import (
    FIRES,
    MAY_FIRE,
    LineTold,
    PeriodTold,
    PointTold,
    TriggerTold,
)
from authorisation.explain.history.responses import called_for, powers, responses, support, title
from authorisation.explain.history.variants import Under, period_under, trigger_under
from authorisation.explain.words.margins import margin_words
from authorisation.explain.words.quantities import counted, day, listed
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import cited
from authorisation.model.condition import AllOf
from authorisation.model.regime import Band, Clock, Stage, Trigger, band_id, exit_id
from authorisation.model.returns import Standing
from authorisation.model.verdict import MET, Verdict
from authorisation.regime.attribution.measure import LineSeen
from authorisation.regime.chance.budget_line import AS_SET
from authorisation.regime.judge_period import as_assessment, letter
from authorisation.regime.program import Compiled
from authorisation.regime.replay import History, Result, shares_about

SEVERITY: Final = {
    0: "none",
    1: "1, immediate",
    2: "2, serious",
    3: "3, to be put right",
    4: "4, to be watched",
}
MOST_NEXT: Final = 3


def periods_told(
    history: History, under: Mapping[str, Sequence[Result]], compiled: Compiled
) -> tuple[PeriodTold, ...]:
    """The words for every period of a history; `under` is the same history under each variant."""
    return tuple(
        _period(result, {name: each[number] for name, each in under.items()}, compiled)
        for number, result in enumerate(history.results)
    )


def _period(result: Result, under: Under, compiled: Compiled) -> PeriodTold:
    regime = compiled.regime
    view = View.of(as_assessment(result.seen, compiled), compiled.program)
    triggers = tuple(
        _trigger(trigger, result, under, view, compiled)
        for trigger in regime.triggers
        if set(result.told.bands[trigger.id]) != {"F"}
    )
    stage = regime.stages[result.stage_after]
    concluded = result.conclusions
    return PeriodTold(
        label=result.period.label,
        filed=_filed(result),
        stage_before=regime.stages[result.stage_before].title,
        stage_after=stage.title,
        why_stage=_why(result, compiled),
        triggers=triggers,
        capability=_capability(result, compiled),
        response=responses(concluded.responses, compiled),
        power=powers(concluded.responses, compiled),
        support=support(concluded.responses, compiled),
        interim=_interim(result, compiled),
        next=_next(result, compiled),
        out=_out(stage, result, view),
        deadline=_deadline(stage, result),
        severity=min(
            (c.severities[0] for c in concluded.triggers.values() if _sure(c.severities)),
            default=0,
        ),
        under=tuple(period_under(result, under, compiled)),
    )


def _sure(severities: Sequence[int]) -> bool:
    return 0 not in severities


def _filed(result: Result) -> str:
    filed = result.seen.filed
    if filed is None:
        return f"no return was filed; it was due on {day(result.period.due)}"
    late = ", after it was due" if filed.received_on > result.period.due else ""
    corrected = ", corrected" if filed.corrects else ""
    return f"filed on {day(filed.received_on)}{late}{corrected}"


def _trigger(
    trigger: Trigger, result: Result, under: Under, view: View, compiled: Compiled
) -> TriggerTold:
    concluded = result.conclusions.triggers[trigger.id]
    strand = compiled.regime.strands[trigger.strand]
    severities = [SEVERITY[number] for number in concluded.severities]
    return TriggerTold(
        id=trigger.id,
        title=trigger.title,
        strand=strand,
        state=FIRES if _sure(concluded.severities) else MAY_FIRE,
        severity=" or ".join(severities),
        facts=tuple(_facts(trigger, result, view)),
        causes=tuple(_causes(trigger, result, compiled)),
        control=result.told.controls[trigger.id].value,
        response=called_for(concluded, compiled),
        because=concluded.matched,
        sources=tuple(str(cited(source, compiled.regime.rules)) for source in trigger.sources),
        under=tuple(trigger_under(trigger, result, under, compiled)),
    )


def _facts(trigger: Trigger, result: Result, view: View) -> Iterator[str]:
    for band, verdict in zip(trigger.bands, result.told.bands[trigger.id], strict=True):
        step = result.seen.steps[band_id(trigger, band)]
        now = letter(step)
        if verdict == "F" and now == "F":
            continue
        for line in outline(step, view):
            yield f"{_band(band)}: {_fact(line)}"
        if verdict == "F":
            yield f"{_band(band)}: it must last {counted(Decimal(band.sustained), 'period')}"


def _fact(line: Line) -> str:
    """Format a judgement, with how far past its line it is where that is known."""
    if line.verdict is not Verdict.UNKNOWN:
        return str(line).replace(" to spare", " past the line")
    return str(replace(line, words=replace(line.words, margin="")))


def _attributed(seen: LineSeen, compiled: Compiled) -> Iterator[str]:
    """Yield the lines on an attribution, then those on its variants of the figures of chance."""
    yield from told(seen.attributions[AS_SET], compiled.kinds)
    if seen.varied is not None:
        yield from chance_told(seen.attributions, seen.varied)


def _band(band: Band) -> str:
    return {"watch": "watch", "fires": "trigger", "serious": "serious"}[band.name]


def _causes(trigger: Trigger, result: Result, compiled: Compiled) -> Iterator[str]:
    if trigger.line:
        seen = result.seen.lines[trigger.line]
        if seen.attributions:
            yield from _attributed(seen, compiled)
        elif seen.variance is not None:
            yield "What chance may do cannot be worked out: budget or population is missing."
        return
    for share in shares_about(result.seen, trigger.id):
        title = compiled.regime.causes[share.cause].title
        main = ", as the main cause" if share.main else ""
        papers = listed([visible(proof.document) for proof in share.evidence])
        evidence = f": {papers}" if papers else ""
        who = f"{visible(share.by)} on {day(share.on)}"
        yield f"- {title}, {Standing(share.standing).value}{main} by {who}{evidence}"


def _capability(result: Result, compiled: Compiled) -> str:
    found = result.capability
    if found is None:
        return "not judged"
    words = compiled.regime.capabilities[found.grade]
    return f"{found.grade}, {words} ({visible(found.by)}, {day(found.on)}: {visible(found.reason)})"


def _interim(result: Result, compiled: Compiled) -> str:
    interim = compiled.regime.interim
    if not result.conclusions.interim or interim is None or result.interim_review is None:
        return ""
    done = title(interim.response, compiled)
    when = day(result.interim_review)
    return f"{done}, at once; who is to blame is looked at afterwards, by {when}"


def _why(result: Result, compiled: Compiled) -> str:
    stages = compiled.regime.stages
    before, after = result.stage_before, result.stage_after
    done = responses(result.conclusions.responses, compiled).lower()
    if before != after:
        clock = ", and the deadline has passed" if result.told.clock is Clock.PASSED else ""
        return f"moved from {stages[before].title}, on: {done}{clock}"
    others = [stages[name].title for name in result.conclusions.stages if name != before]
    if others:
        return f"stays; {listed(others, 'or')} is possible once what is not known is known"
    return "stays"


def _next(result: Result, compiled: Compiled) -> tuple[str, ...]:
    """The `MOST_NEXT` bands nearest to firing, by how near their line is."""
    found: list[tuple[Decimal, str]] = []
    for trigger in compiled.regime.triggers:
        for band, verdict in zip(trigger.bands, result.told.bands[trigger.id], strict=True):
            if verdict != "F":
                continue
            step = result.seen.steps[band_id(trigger, band)]
            if told := _distance(step):
                near, words = told
                found.append((near, f"{trigger.title} ({_band(band)}): {words}"))
    found.sort(key=lambda each: (each[0], each[1]))
    return tuple(words for _, words in found[:MOST_NEXT])


def _distance(step: Step) -> tuple[Decimal, str] | None:
    """A band's distance from holding, as a share of its line and in words; None if not known."""
    margin, unit, line = _margin(step)
    if not isinstance(margin, Decimal) or margin > 0:
        return None
    size = abs(margin)
    if not size and not line:
        return Decimal(1), "any at all"
    share = size / abs(line) if line else size
    words = margin_words(-size, unit, ">") if size else "exactly on the line"
    return share, words.replace("short by ", "") + (" away" if size else "")


def _margin(step: Step) -> tuple[object, str, Decimal | None]:
    plan = step.plan
    if isinstance(plan, LeafPlan):
        right = step.right if isinstance(step.right, Decimal) else None
        return step.margin, plan.condition.unit, right
    if isinstance(plan, GroupPlan) and isinstance(plan.condition, AllOf):
        margins = [_margin(part) for part in step.because if part.possible != MET]
        if len(margins) == 1:
            return margins[0]
    if isinstance(plan, ItemsPlan):
        return None, "", None
    return None, "", None


def _out(stage: Stage, result: Result, view: View) -> tuple[str, ...]:
    if stage.exit is None:
        return ()
    step = result.seen.steps[exit_id(stage)]
    lines = [f"{'  ' * line.depth}{line}" for line in outline(step, view)]
    if stage.exit_sustained > 1:
        lines.append(f"for {counted(Decimal(stage.exit_sustained), 'period')} running")
    return tuple(lines)


def _deadline(stage: Stage, result: Result) -> str:
    if stage.deadline is None:
        return ""
    entered = result.stage_before != result.stage_after
    spent = 0 if entered else result.in_stage
    left = stage.settling + stage.deadline - spent
    if left <= 0:
        return "the deadline has passed"
    settling = stage.settling - spent
    still = f", {settling} of them for the change to work through" if settling > 0 else ""
    return f"{counted(Decimal(left), 'period')} left to meet the exit test{still}"


def lines_told(history: History, compiled: Compiled) -> tuple[LineTold, ...]:
    """The figures of each budget line over time, for charts."""
    return tuple(
        LineTold(
            title=line.title,
            points=tuple(
                _point(result.period.label, result.seen.lines[name]) for result in history.results
            ),
        )
        for name, line in compiled.regime.lines.items()
    )


def _point(label: str, seen: LineSeen) -> PointTold:
    found = seen.as_set
    if found is None:
        return PointTold(label=label, variance=None, remainder=None, watch=None, serious=None)
    every = tuple(seen.attributions.values())
    watch = [each.limits.watch for each in every]
    serious = [each.limits.severe for each in every]
    return PointTold(
        label=label,
        variance=found.variance.percent,
        remainder=found.accepted.remainder_percent,
        own=seen.own_percent,
        watch=(min(watch), max(watch)),
        serious=(min(serious), max(serious)),
    )
