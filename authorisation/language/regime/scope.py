"""The questions that a regime's conditions may use: of this period, the one before, and more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from authorisation.model.question import Question, ValueType
from authorisation.model.regime import MonitoredLine

DOTTED: Final = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
"""A dotted name within an expression."""
PREVIOUS: Final = "previous"
AT_AUTHORISATION: Final = "at_authorisation"
NO_PERIOD: Final = "no period before"
CHANCE_TITLES: Final = MappingProxyType(
    {
        "remainder": "the variance of {} less what is accepted as not the group's own doing",
        "watch": "what chance seldom does to {}",
        "serious": "what chance hardly ever does to {}",
        "cumulative": (
            "the variance of {} over all years, less what is accepted as not the group's own doing"
        ),
        "cumulative_watch": "what chance seldom does to {}, over all years",
        "cumulative_serious": "what chance hardly ever does to {}, over all years",
    }
)
"""The figures of each budget line that conditions may compare, with their titles."""


SAME_YEAR: Final = Question(
    path="period.same_year",
    type=ValueType.BOOLEAN,
    ask="Does the period before lie in the same financial year?",
    title="the period before lies in the same year",
)
"""For the tests that returns agree, where a regime has any."""


def condition_questions(
    returns: Mapping[str, Question],
    authorisation: Mapping[str, Question],
    lines: Iterable[MonitoredLine],
    criteria: Iterable[str],
) -> Mapping[str, Question]:
    """Return every question that a condition may use, by path."""
    found = dict(returns)
    for path, question in returns.items():
        found[f"{PREVIOUS}.{path}"] = replace(
            question,
            path=f"{PREVIOUS}.{path}",
            title=f"{question.title or question.path} one period before",
            none="" if question.type in {ValueType.LIST, ValueType.CHOICES} else NO_PERIOD,
        )
    for path, question in authorisation.items():
        title = f"{question.title or question.path} at authorisation"
        name = f"{AT_AUTHORISATION}.{path}"
        found[name] = replace(question, path=name, title=title)
    for line in lines:
        for name, title in CHANCE_TITLES.items():
            path = f"chance.{line.id}.{name}"
            title_here = title.format(line.title)
            found[path] = Question(
                path=path, type=ValueType.MONEY, ask=title_here, title=title_here, unit="GBP"
            )
    found |= {question.path: question for question in _period_questions(tuple(criteria))}
    return MappingProxyType(found)


def _period_questions(criteria: tuple[str, ...]) -> tuple[Question, ...]:
    """Return the questions about a group and a period that no return answers."""
    return (
        Question(
            path="period.filed",
            type=ValueType.BOOLEAN,
            ask="Was the return filed by the day on which this is looked at?",
            title="the return of this period was filed",
        ),
        Question(
            path="period.elapsed",
            type=ValueType.INTEGER,
            unit="month",
            ask="How many months of the financial year have gone by?",
            title="months of the financial year gone by",
        ),
        Question(
            path="period.due_so_far",
            type=ValueType.INTEGER,
            unit="period",
            ask="How many periods have been due, this one included?",
            title="periods since the first return was due",
        ),
        Question(
            path="conditions",
            type=ValueType.LIST,
            ask="Which conditions of authorisation were set?",
            title="the conditions of authorisation",
            name_by="requires",
            each=MappingProxyType(
                {
                    "requires": Question(path="requires", type=ValueType.TEXT, ask="What?"),
                    "due_on": Question(
                        path="due_on", type=ValueType.DATE, ask="Due when?", title="due day"
                    ),
                    "discharged_on": Question(
                        path="discharged_on",
                        type=ValueType.DATE,
                        ask="Discharged when?",
                        title="day of discharge",
                        none="not discharged",
                    ),
                }
            ),
        ),
        Question(
            path=f"{AT_AUTHORISATION}.found",
            type=ValueType.LIST,
            ask="What did the assessment find at authorisation?",
            title="the findings at authorisation",
            name_by="criterion",
            each=MappingProxyType(
                {
                    "criterion": Question(
                        path="criterion", type=ValueType.CHOICE, of=criteria, ask="Which?"
                    ),
                    "verdict": Question(
                        path="verdict",
                        type=ValueType.CHOICE,
                        of=("met", "not met", "unknown", "not applicable", "open"),
                        ask="Met?",
                    ),
                }
            ),
        ),
    )
