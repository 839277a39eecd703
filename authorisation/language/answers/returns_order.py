"""Checks the order of the returns in a file: by the day received."""

from __future__ import annotations

from dataclasses import dataclass, field

from authorisation.language.answers.placeholders import ReturnsWords
from authorisation.language.yaml.problems import Problems
from authorisation.model.returns import FiledReturn, Period
from authorisation.model.source import Location


@dataclass(slots=True)
class ReturnOrder:
    """Checks each return of a file against those before it."""

    problems: Problems
    words: ReturnsWords
    previous: FiledReturn | None = None
    """The return just before, whichever version it is."""
    by_period: dict[Period, FiledReturn] = field(default_factory=dict)
    """The newest version for each period."""
    first_at: dict[Period, Location] = field(default_factory=dict)
    """Where the first version for each period stands."""

    def accepts(self, filed: FiledReturn, first: Period) -> bool:
        """Return whether a return may follow those before it; if not, add the problem.

        A first version may stand below those of later periods: it is late, and counts from its day.
        """
        fault = self._fault(filed, first)
        if fault:
            self.problems.wrong(filed.at, *fault)
            return False
        self.previous = filed
        self.by_period[filed.period] = filed
        self.first_at.setdefault(filed.period, filed.at)
        return True

    def _fault(self, filed: FiledReturn, first: Period) -> tuple[str, str] | None:
        period = filed.period
        if period < first:
            return (
                f"`{period}` lies before `{first}`, the first period due",
                "correct `first`, or the day of authorisation",
            )
        if filed.received_on < period.begins:
            return f"`{period}` was received before it began", "correct `received_on`"
        if self.previous is not None and filed.received_on < self.previous.received_on:
            return (
                f"`{period}` was received before the return above it",
                "put returns in the order in which they were received",
            )
        if filed.corrects or filed.withdrawn:
            return self._later_version(filed)
        if period in self.by_period:
            return self._filed_again(period)
        return None

    def _filed_again(self, period: Period) -> tuple[str, str]:
        newest, message = self.by_period[period], f"`{period}` was filed already, at"
        if newest.withdrawn:
            return (
                f"{message} {self.first_at[period]}, and withdrawn at {newest.at}",
                f"{self.words.corrects.format(period)} to file it anew, with all of its answers",
            )
        return (
            f"{message} {self.first_at[period]}",
            f"{self.words.corrects.format(period)} for a later version",
        )

    def _later_version(self, filed: FiledReturn) -> tuple[str, str] | None:
        period = filed.period
        if period not in self.by_period:
            remedy = f"{self.words.first_version.format(period)} for the first version"
            return f"`{period}` was never filed", remedy
        if filed.withdrawn and self.by_period[period].withdrawn:
            return f"`{period}` was withdrawn already", "keep one of the two"
        return None
