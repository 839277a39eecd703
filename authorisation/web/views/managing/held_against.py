"""A group's returns held against what it filed before, and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.casework.cases.monitoring import monitored
from authorisation.casework.models import GroupCase
from authorisation.explain.history.model import FIRES
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.quantities import format_count
from authorisation.model.question import Question
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period
from authorisation.usecases.monitor import describe_monitored_group
from authorisation.web.answers import answer_words
from authorisation.web.domains import LIBRARY
from authorisation.web.views.lookup import watch_day


def differences(
    before: AuthorisedGroup | None, now: AuthorisedGroup, questions: Mapping[str, Question]
) -> Iterator[str]:
    """The differences of a file from the one before, and what it leaves out, period by period."""
    old, new = _by_period(before), _by_period(now)
    for period in sorted({*old, *new}):
        was, is_now = old.get(period, ()), new.get(period, ())
        for number, each in enumerate(was):
            if number >= len(is_now):
                yield f"The return of {period} was filed before and is left out"
            elif each != is_now[number]:
                yield from _changed(period, each, is_now[number], questions)
        for each in is_now[len(was) :]:
            what = "withdrawn" if each.withdrawn else "corrected" if each.corrects else "filed"
            count = format_count(len(each.answers), "answer")
            met = f" and {format_count(len(each.discharged), 'condition')} met" * bool(
                each.discharged
            )
            yield f"The return of {period} is {what}, with {count}{met}"
    if before is not None:
        if (before.acts, before.capability) != (now.acts, now.capability):
            yield "What the Board judged or did is another than before"
        if before.conditions != now.conditions:
            yield "The conditions of authorisation are others than before"


def _by_period(group: AuthorisedGroup | None) -> dict[Period, tuple[FiledReturn, ...]]:
    found: dict[Period, tuple[FiledReturn, ...]] = {}
    for each in group.filed if group else ():
        found[each.period] = (*found.get(each.period, ()), each)
    return found


def _changed(
    period: Period, was: FiledReturn, now: FiledReturn, questions: Mapping[str, Question]
) -> Iterator[str]:
    changed = [
        path
        for path in dict.fromkeys((*was.answers, *now.answers))
        if path not in was.answers
        or path not in now.answers
        or was.answers[path] != now.answers[path]
    ]
    for path in changed:
        answers = " is now ".join(_format_answer(each, path, questions) for each in (was, now))
        yield f"The return of {period}, filed before: {format_question(questions[path])}: {answers}"
    if not changed:
        yield f"The return of {period}, filed before, is changed in what stands beside its answers"


def _format_answer(filed: FiledReturn, path: str, questions: Mapping[str, Question]) -> str:
    if path not in filed.answers:
        return "not answered"
    return answer_words(filed.answers[path], questions[path])


def consequences(case: GroupCase, group: AuthorisedGroup) -> list[str]:
    """The consequences of the latest period of returns: figures that do not agree, what fires.

    Raises:
        AuthorisationError: the returns cannot be replayed.
    """
    day = max(watch_day(), *(each.received_on for each in group.filed), group.authorised_on)
    run = monitored(case, group, LIBRARY, day)
    if run.unusable:
        raise run.unusable[0]
    page = describe_monitored_group(run.groups[0])
    if not page.periods:
        return ["No return is due yet, so nothing can be said."]
    latest = page.periods[-1]
    firing = [each for each in latest.triggers if each.state == FIRES]
    perhaps = len(latest.triggers) - len(firing)
    return [
        *(
            f"Figures that do not agree, at {p.label}: {c}"
            for p in page.periods
            for c in p.contradictions
        ),
        *(f"Fires at {latest.label}: {each.title}, severity {each.severity}" for each in firing),
        *([] if firing else [f"Nothing surely fires at {latest.label}"]),
        *([f"{perhaps} more may fire, by what is not answered"] if perhaps else []),
        f"What the rules call for: {latest.response}",
    ]
