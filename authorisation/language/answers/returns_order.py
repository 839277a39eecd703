"""Checks the order of the returns in a file: by period, and by the day received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from authorisation.model.returns import Filed, Period
from authorisation.model.source import Location


@dataclass(slots=True)
class Order:
    """Checks each return of a file against those before it."""

    wrong: Callable[[Location, str, str], None]
    """Adds a problem: its place, message and remedy."""
    last: Filed | None = None
    """The newest return that is a first version."""
    latest: Filed | None = None
    """The return just before, whichever version it is."""
    seen: dict[Period, Filed] = field(default_factory=dict)
    """The newest version for each period."""

    def takes(self, filed: Filed, first: Period) -> bool:
        """Return whether a return may follow those before it; if not, add the problem."""
        fault = self._fault(filed, first)
        if fault:
            self.wrong(filed.at, *fault)
            return False
        if not (filed.corrects or filed.withdrawn):
            self.last = filed
        self.latest = filed
        self.seen[filed.period] = filed
        return True

    def _fault(self, filed: Filed, first: Period) -> tuple[str, str] | None:
        period = filed.period
        if period < first:
            return (
                f"`{period}` lies before `{first}`, the first period due",
                "correct `first`, or the day of authorisation",
            )
        if filed.received_on < period.begins:
            return f"`{period}` was received before it began", "correct `received_on`"
        if self.latest is not None and filed.received_on < self.latest.received_on:
            return (
                f"`{period}` was received before the return above it",
                "put returns in the order in which they were received",
            )
        if filed.corrects or filed.withdrawn:
            return self._later_version(filed)
        if period in self.seen:
            return (
                f"`{period}` was filed already, at {self.seen[period].at}",
                f"write `corrects: {period}` for a later version",
            )
        if self.last is not None and period < self.last.period:
            return (
                f"`{period}` comes after `{self.last.period}`: out of order",
                "put returns in the order of their periods",
            )
        return None

    def _later_version(self, filed: Filed) -> tuple[str, str] | None:
        period = filed.period
        if period not in self.seen:
            return f"`{period}` was never filed", f"write `period: {period}` for the first version"
        if filed.withdrawn and self.seen[period].withdrawn:
            return f"`{period}` was withdrawn already", "keep one of the two"
        return None
