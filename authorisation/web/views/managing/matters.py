"""What is due of groups after their letter: conditions and returns, and how each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import msgspec
from django.urls import reverse

from authorisation.casework.cases.deciding import condition_titles
from authorisation.casework.cases.monitoring import (
    due_returns,
    filed_groups,
    regime_of,
    with_discharged,
)
from authorisation.casework.events.texts import DischargeText, read_text
from authorisation.casework.models import CaseEvent, DueCondition, GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.explain.words.quantities import format_count, format_date
from authorisation.explain.words.safe import visible
from authorisation.model.returns import AuthorisedGroup, Period
from authorisation.web.domains import LIBRARY

_AHEAD: Final = timedelta(days=400)
"""How far ahead returns are listed: the next ones of a year at most."""


class DueMatter(msgspec.Struct, frozen=True, kw_only=True):
    """A condition or a return of a group, when it is due and whether it is met."""

    case: GroupCase
    title: str
    due: date | None
    criterion: str = ""
    """Of a condition; empty of a return."""
    met_on: date | None = None
    note: str = ""
    """What shows that it is met, or what the group says."""
    href: str = ""
    """Where something is done about it."""

    def is_overdue(self, day: date) -> bool:
        """Whether it was due before a day, and is not met."""
        return self.due is not None and self.due < day and self.met_on is None

    def state(self, day: date) -> str:
        """The state on a day, in words."""
        if self.met_on:
            return f"Met on {format_date(self.met_on)}"
        if self.due is None:
            return "No day is set"
        days = (self.due - day).days
        if days < 0:
            return f"Overdue by {format_count(-days, 'day')}"
        return f"Due in {format_count(days, 'day')}" if days else "Due today"


def matters(cases: Sequence[GroupCase], day: date) -> Iterator[DueMatter]:
    """The conditions of cases, and the returns of their groups that are due and the next one.

    It takes as many queries for one case as for all.
    """
    uids = [case.uid for case in cases]
    groups, titles = filed_groups(cases, LIBRARY), condition_titles(cases)
    rows = DueCondition.objects.filter(case__in=cases).order_by("case", "due", "criterion")
    due = {pk: list(found) for pk, found in groupby(rows, lambda each: each.case_id)}
    notes: dict[tuple[str, str], str] = {}
    for event in CaseEvent.objects.filter(kind=CaseMove.DISCHARGE, uid__in=uids):
        discharge = read_text(event, DischargeText)
        notes[event.uid, discharge.criterion] = ": ".join(
            filter(None, (discharge.evidence, discharge.reason))
        )
    for case in cases:
        conditions, group = due.get(case.pk, []), groups.get(case.uid)
        if group is not None:
            group = with_discharged(group, conditions)
        claimed = {c.id: c.discharged_on for c in group.standing_conditions} if group else {}
        for each in conditions:
            note = notes.get((case.uid, each.criterion), "")
            day_claimed = claimed.get(each.criterion)
            if day_claimed and not each.met_on:
                note = f"The group says that it was met on {format_date(day_claimed)}"
            title = titles.get(case.uid, {}).get(each.criterion, "")
            yield DueMatter(
                case=case,
                title=visible(f"Condition: {title} ({each.criterion})"),
                criterion=each.criterion,
                due=each.due,
                met_on=each.met_on,
                note=visible(note),
                href="" if each.met_on else reverse("discharge", args=(case.uid, each.criterion)),
            )
        if group is not None:
            yield from _returns(case, group, day)


def _returns(case: GroupCase, group: AuthorisedGroup, day: date) -> Iterator[DueMatter]:
    regime = regime_of(case.rules, LIBRARY).regime
    for period in _until_next(due_returns(group, regime, day + _AHEAD), day):
        yield DueMatter(
            case=case,
            title=f"Return of {period}",
            due=period.due,
            href=reverse("begin-return", args=(case.uid,)) if period.begins <= day else "",
        )


def _until_next(due: list[Period], day: date) -> Iterator[Period]:
    """The returns that are overdue, and the next one."""
    for period in due:
        yield period
        if period.due >= day:
            return
