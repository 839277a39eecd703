"""The page of a group's history as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from authorisation.explain.assessment import page_header
from authorisation.explain.history.diary import dated_matters, urgency_of
from authorisation.explain.history.model import FIRES, MAY_FIRE, CorrectionWords, HistoryPage
from authorisation.explain.history.periods import (
    SEVERITY_NAMES,
    describe_periods,
    describe_variance,
    format_act,
)
from authorisation.explain.history.responses import format_responses
from authorisation.explain.words.quantities import (
    format_count,
    format_date,
    format_value,
    join_words,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source
from authorisation.explain.words.titles import Titles, upper_initial
from authorisation.model.regime import Regime, SeverityBand
from authorisation.regime.known_returns import AnswerChange
from authorisation.regime.monitored import Correction, HistoryOpinion, PeriodChange
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import History, ReplayedPeriod, final_stage


def describe_history(
    compiled: CompiledRegime,
    history: History,
    variants: Mapping[str, Sequence[ReplayedPeriod]],
    opinion: HistoryOpinion,
    changes: Sequence[CorrectionWords],
) -> HistoryPage:
    """The page of one group's history; `variants` are the same history under each variant."""
    regime, group = compiled.regime, history.group
    code = f" ({visible(group.code)})" if group.code else ""
    dates = dated_matters(history, regime)
    stage = regime.stages[final_stage(history)].title
    return HistoryPage(
        group=f"{visible(group.name)}{code}",
        note=visible(group.note),
        rules=page_header.format_rule_set(regime.rules),
        as_of=format_date(history.day),
        warnings=tuple(_history_warnings(compiled, history)),
        says=regime.says,
        sources=tuple(str(describe_source(each, regime.rules)) for each in group.sources),
        stage=stage if history.begun else "not authorised yet",
        stage_note=_stage_note(regime, history),
        acts_before=tuple(format_act(act, compiled) for act in history.acts_before),
        periods=describe_periods(history, variants, compiled),
        lines=describe_variance(history, compiled),
        changes=tuple(changes),
        engine=format_second_engine(opinion),
        urgency=urgency_of(history, dates),
        dates=dates,
    )


def _stage_note(regime: Regime, history: History) -> str:
    if final_stage(history) == next(iter(regime.stages)):
        return ""
    board = visible(regime.rules.parties.authority)
    later = (act for result in history.results for act in result.acts)
    if any(act.stage for act in (*history.acts_before, *later)):
        return f"What {board} did is recorded below; where nothing is, it is where the rules lead."
    return f"This is where the rules lead. No decision of {board} is recorded that put it there."


def _history_warnings(compiled: CompiledRegime, history: History) -> list[str]:
    texts = [page_header.format_statement(compiled.regime.rules)]
    if history.group.published_facts_only:
        texts.append(page_header.PUBLISHED_FACTS_ONLY)
    texts += page_header.ended_rules_warnings(compiled.regime.rules, history.day)
    if not history.begun:
        when = format_date(history.group.authorised_on)
        texts.append(f"Nothing to watch yet: the group is authorised on {when}, after this day.")
    texts += _future_event_warnings(history)
    texts += page_header.edited_rules_warnings(compiled.regime.rules)
    overrides = history.results[-1].judged.settings.overrides if history.results else {}
    parameters = compiled.regime.rules.parameters
    for name, value in overrides.items():
        set_to = format_value(value, parameters[name].unit)
        texts.append(f"Set for this run alone: {parameters[name].title} = {set_to}.")
    return texts


def _future_event_warnings(history: History) -> Iterator[str]:
    """Yield a warning for each event in the file that is dated after the day of the history."""
    filed = [result.judged.filed for result in history.results]
    shares = [share for each in filed if each for share in each.shares]
    texts = [(share.on, f"{share.cause} is {share.standing}") for share in shares]
    texts += [(each.on, f"an act of {each.by}") for each in history.group.acts]
    texts += [(each.on, "the capability was judged") for each in history.group.capability]
    texts += [
        (each.discharged_on, "a condition was discharged")
        for each in history.group.standing_conditions
        if each.discharged_on
    ]
    for when, what in sorted(texts):
        if when > history.day:
            day = format_date(when)
            yield f"Not counted yet: {visible(what)} on {day}, after the day looked at."


def format_second_engine(opinion: HistoryOpinion) -> str:
    """Format the second engine's opinion, or why there is none."""
    if opinion.unavailable:
        return f"No second engine: {opinion.unavailable}."
    if opinion.differs:
        return f"The second engine DISAGREES: {'; '.join(opinion.differs)}."
    version = f" {opinion.version}" if opinion.version else ""
    engine = f"A second engine, {opinion.engine}{version},"
    if not opinion.conclusions:
        return f"{engine} had nothing to conclude either."
    conclusions = format_count(opinion.conclusions, "conclusion")
    return f"{engine} came to the same {conclusions} from the same facts."


def describe_correction(correction: Correction, compiled: CompiledRegime) -> CorrectionWords:
    """The words for a corrected or withdrawn return, and for what it changed."""
    filed, rules = correction.filed, compiled.regime.rules
    done = "corrected" if filed.corrects else "filed late"
    done = "withdrawn" if filed.withdrawn else "filed anew" if correction.anew else done
    return CorrectionWords(
        when=format_date(filed.received_on),
        what=f"the return of {filed.period} was {done}",
        reason=visible(filed.reason),
        changed=(
            *(_format_answer_change(each, Titles(rules)) for each in correction.answers),
            *(line for change in correction.changes for line in _change_lines(change, compiled)),
        ),
    )


def _format_answer_change(change: AnswerChange, titles: Titles) -> str:
    words = titles.of(change.path)
    before, after = (
        format_value(value, words.unit, none=words.none) if answered else "not answered"
        for value, answered in (
            (change.before, change.was_answered),
            (change.after, change.is_answered),
        )
    )
    return f"{upper_initial(words.words)}: {after}; it was: {before}"


def _format_state(bands: Sequence[SeverityBand], letters: str) -> str:
    """Format whether a trigger fires, and how gravely, from what is known of its bands."""
    severities: list[int] = []
    sure = False
    for band, letter in zip(bands, letters, strict=True):
        if letter != "F" and not sure and band.severity not in severities:
            severities.append(band.severity)
        sure = sure or letter == "T"
    if not severities:
        return "does not fire"
    words = join_words([f"severity {SEVERITY_NAMES[each]}" for each in severities], "or")
    return f"{FIRES if sure else MAY_FIRE} ({words})"


def _change_lines(change: PeriodChange, compiled: CompiledRegime) -> list[str]:
    regime = compiled.regime
    titles = {trigger.id: trigger for trigger in regime.triggers}
    lines: list[str] = []
    for name, before, after in change.triggers:
        old, new = (_format_state(titles[name].bands, letters) for letters in (before, after))
        if old != new:
            lines.append(f"{change.period}: {titles[name].title}: {new}; it was: {old}")
    if change.responses:
        old_names, new_names = (format_responses(names, compiled) for names in change.responses)
        lines.append(f"{change.period}: response {new_names}; it was: {old_names}")
    if change.stage:
        old_stage, new_stage = (regime.stages[name].title for name in change.stage)
        lines.append(f"{change.period}: stage {new_stage}; it was: {old_stage}")
    return lines
