"""The page of a group's history as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from authorisation.explain.assessment.standfirst import NOT_A_DECISION, PUBLISHED_FACTS_ONLY
from authorisation.explain.history.model import ChangeTold, TimelineTold
from authorisation.explain.history.periods import lines_told, periods_told
from authorisation.explain.words.quantities import day, shown
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import cited
from authorisation.regime.chain_tables import NONE
from authorisation.regime.corrections import Change, Correction
from authorisation.regime.monitored import HistoryOpinion
from authorisation.regime.program import Compiled
from authorisation.regime.replay import History, Result, settled_stage

_LETTERS = {"T": "holds", "F": "does not hold", "U": "may hold"}


def timeline_told(
    compiled: Compiled,
    history: History,
    under: Mapping[str, Sequence[Result]],
    opinion: HistoryOpinion,
    changes: Sequence[ChangeTold],
) -> TimelineTold:
    """The page of one group's history; `under` is the same history under each variant."""
    regime, group = compiled.regime, history.group
    code = f" ({visible(group.code)})" if group.code else ""
    return TimelineTold(
        group=f"{visible(group.name)}{code}",
        note=visible(group.note),
        rules=f"{regime.rules.title} ({regime.rules.id}, edition {regime.rules.edition})",
        as_of=day(history.day),
        warnings=tuple(_warnings(compiled, history)),
        says=regime.says,
        sources=tuple(str(cited(each, regime.rules)) for each in group.sources),
        stage=regime.stages[settled_stage(regime, history)].title,
        periods=periods_told(history, under, compiled),
        lines=lines_told(history, compiled),
        changes=tuple(changes),
        engine=engine_words(opinion),
    )


def _warnings(compiled: Compiled, history: History) -> list[str]:
    found = [NOT_A_DECISION]
    if history.group.published_facts_only:
        found.append(PUBLISHED_FACTS_ONLY)
    found += _not_yet(history)
    rules = compiled.regime.rules
    if rules.edited and rules.adopted_sha256:
        found.append("Edited rules: they differ from the shipped edition.")
    elif rules.edited:
        found.append("Edited rules: they are no shipped edition, and nobody has adopted them.")
    overrides = history.results[-1].seen.settings.overrides if history.results else {}
    parameters = rules.parameters
    for name, value in overrides.items():
        set_to = shown(value, parameters[name].unit)
        found.append(f"Set for this run alone: {parameters[name].title} = {set_to}.")
    return found


def _not_yet(history: History) -> Iterator[str]:
    """Yield a warning for each event in the file that is dated after the day of the history."""
    filed = [result.seen.filed for result in history.results]
    shares = [share for each in filed if each for share in each.shares]
    found = [(share.on, f"{share.cause} is {share.standing}") for share in shares]
    found += [(each.on, "the capability was judged") for each in history.group.capability]
    found += [
        (each.discharged_on, "a condition was discharged")
        for each in history.group.conditions
        if each.discharged_on
    ]
    for when, what in sorted(found):
        if when > history.day:
            yield f"Not counted yet: {visible(what)} on {day(when)}, after the day looked at."


def engine_words(opinion: HistoryOpinion) -> str:
    """Format the second engine's opinion, or why there is none."""
    if opinion.unavailable:
        return f"No second engine: {opinion.unavailable}."
    if opinion.differs:
        return f"The second engine DISAGREES: {'; '.join(opinion.differs)}."
    version = f" {opinion.version}" if opinion.version else ""
    return (
        f"A second engine, {opinion.engine}{version}, came to the same"
        f" {opinion.conclusions:,} conclusions from the same facts."
    )


def change_told(correction: Correction, compiled: Compiled) -> ChangeTold:
    """The words for a corrected or withdrawn return, and for what it changed."""
    filed = correction.filed
    done = "withdrawn" if filed.withdrawn else "corrected"
    return ChangeTold(
        when=day(filed.received_on),
        what=f"the return of {filed.period} was {done}",
        reason=visible(filed.reason),
        changed=tuple(line for change in correction.changes for line in _changed(change, compiled)),
    )


def _changed(change: Change, compiled: Compiled) -> list[str]:
    regime = compiled.regime
    titles = {trigger.id: trigger for trigger in regime.triggers}
    lines: list[str] = []
    for name, before, after in change.triggers:
        for band, old, new in zip(titles[name].bands, before, after, strict=True):
            if old != new:
                words = f"{titles[name].title} ({band.name})"
                lines.append(f"{change.period}: {words} {_LETTERS[new]}; it was: {_LETTERS[old]}")
    if change.responses:
        old_names, new_names = (
            " or ".join(_title(n, compiled) for n in names) for names in change.responses
        )
        lines.append(f"{change.period}: response {new_names}; it was: {old_names}")
    if change.stage:
        old_stage, new_stage = (regime.stages[name].title for name in change.stage)
        lines.append(f"{change.period}: stage {new_stage}; it was: {old_stage}")
    return lines


def _title(name: str, compiled: Compiled) -> str:
    return "no response" if name == NONE else compiled.regime.responses[name].title
