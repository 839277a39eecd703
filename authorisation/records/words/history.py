"""The page of a history from its record alone, which has no words of the rules but names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from authorisation.explain.history import model
from authorisation.explain.history.periods import SEVERITY_NAMES
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, upper_initial
from authorisation.model.submission import title_of
from authorisation.records import history_shape
from authorisation.records.words.assessment import format_recorded_rules

_LETTERS: Final = {"T": "so for as long as it must be", "F": "not so", "U": "not known"}


def describe_history_record(record: history_shape.HistoryRecord) -> model.HistoryPage:
    """The page of what a record holds of a group's history."""
    periods = tuple(map(_period, record.periods))
    return model.HistoryPage(
        group=title_of(visible(record.group.name), visible(record.group.code)),
        note=visible(record.group.note),
        rules=format_recorded_rules(record.rules),
        as_of=format_date(record.as_of),
        warnings=(visible(record.statement),),
        says=(),
        sources=tuple(map(visible, record.group.source)),
        stage=periods[-1].stage_after if periods else "no period yet",
        stage_note="",
        periods=periods,
        lines=(),
        changes=tuple(map(_correction, record.corrections)),
        engine="",
    )


def _period(period: history_shape.PeriodRecord) -> model.PeriodWords:
    others = [each for each in period.stages_possible if each != period.stage_after]
    return model.PeriodWords(
        label=visible(period.period),
        ends="",
        filed="filed" if period.filed else "not filed",
        stage_before=_name(period.stage_before),
        stage_after=_name(period.stage_after),
        why_stage="",
        other_stages=_names(others, "or"),
        triggers=tuple(
            _trigger(name, each) for name, each in period.triggers.items() if any(each.severities)
        ),
        capability="" if period.capability is None else f"grade {period.capability}",
        response=_names(period.responses),
        power=_names(period.limbs),
        open_powers=_names(period.powers),
        support="",
        interim="an immediate risk is met" if period.interim else "",
        next=(),
        exit_test=(),
        exit_lasting="",
        deadline="",
    )


def _trigger(name: str, trigger: history_shape.TriggerRecord) -> model.TriggerWords:
    severities = [SEVERITY_NAMES.get(each, str(each)) for each in trigger.severities if each]
    return model.TriggerWords(
        id=visible(name),
        title=upper_initial(_name(name)),
        state=model.FIRES if 0 not in trigger.severities else model.MAY_FIRE,
        severity=join_words(severities, "or"),
        facts=tuple(
            f"{_name(name)}: {_LETTERS[each.lasting]}{_format_margin(each.margin)}"
            for name, each in trigger.bands.items()
        ),
        causes=(),
        control=trigger.control.value,
        response=_names(trigger.responses or trigger.wanted) or "nothing",
    )


def _format_margin(margin: history_shape.RecordedMargin) -> str:
    if margin is None:
        return ""
    ends = (margin,) if isinstance(margin, str) else margin
    return f"; from its line: {' to '.join(each or 'no known end' for each in ends)}"


def _correction(change: history_shape.CorrectionRecord) -> model.CorrectionWords:
    done = "withdrawn" if change.withdrawn else "filed again"
    return model.CorrectionWords(
        when=format_date(change.received_on),
        what=f"the return of {visible(change.period)} was {done}",
        reason=visible(change.reason),
        changed=tuple(f"{visible(each.period)} comes out otherwise" for each in change.changes),
    )


def _names(names: Iterable[str], joint: str = "and") -> str:
    return join_words([_name(each) for each in names], joint)


def _name(name: str) -> str:
    return format_name(name.replace("-", " "))
