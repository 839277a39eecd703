"""Results of returns after authorisation, as values and as pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authorisation.api.rendering import LONGEST_NAME, render_in, short_repr, to_builtins
from authorisation.explain.words.quantities import format_few
from authorisation.records.history import history_record
from authorisation.regime.conclusions import TriggerConclusions
from authorisation.regime.replay import final_stage
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.monitor import GroupUnderRegime, MonitorRun


class GroupResult:
    """The result for one group: what its returns after authorisation trigger, and what follows.

    >>> import authorisation
    >>> returns = {"name": "Marsh", "authorised_on": "2013-04-01", "first": "2013-14 Q1"}
    >>> rules = authorisation.load("gpcc-2010").on("2013-10-01")
    >>> (group,) = rules.monitor({**returns, "returns": []}, second_engine=False).groups
    >>> group.name, group.stage, group.periods, group.fires
    ('Marsh', 'early_warning', ('2013-14 Q1',), ('no_return',))
    """

    def __init__(self, group: GroupUnderRegime) -> None:
        self._monitored = group.monitored
        self._regime = group.regime

    @property
    def name(self) -> str:
        """The name of the group."""
        return self._monitored.group.name

    @property
    def stage(self) -> str:
        """The id of the stage of the failure regime in which it is taken to be."""
        return final_stage(self._monitored.history)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that were looked at, such as `2013-14 Q1`, the earliest first."""
        return tuple(each.period.label for each in self._monitored.history.results)

    @property
    def fires(self) -> tuple[str, ...]:
        """The ids of the triggers that surely fire in the latest period, as the rules list them."""
        return tuple(name for name, each in self._triggers if each.fires)

    @property
    def may_fire(self) -> tuple[str, ...]:
        """The ids of those that may, for want of an answer."""
        return tuple(name for name, each in self._triggers if each.may_fire)

    @property
    def _triggers(self) -> Iterator[tuple[str, TriggerConclusions]]:
        for latest in self._monitored.history.results[-1:]:
            yield from latest.conclusions.triggers.items()

    @property
    def responses(self) -> tuple[str, ...]:
        """The ids of the responses possible in the latest period, the mildest first."""
        latest = self._monitored.history.results[-1:]
        return tuple(name for each in latest for name in each.conclusions.responses)

    def to_record(self) -> dict[str, Any]:
        """The record of the history, from which `authorisation.replay` derives it again."""
        return to_builtins(
            history_record(self._regime.loaded, self._regime.overrides, self._monitored)
        )

    def __repr__(self) -> str:
        name = self.name[:LONGEST_NAME]
        stage = self.stage[:LONGEST_NAME]
        return short_repr(f"<GroupResult {name!r}: {stage}, {len(self.fires)} fire>")


class Monitored:
    """The histories of authorised groups under a failure regime.

    >>> import authorisation
    >>> returns = {"name": "Marsh", "authorised_on": "2013-04-01", "first": "2013-14 Q1"}
    >>> rules = authorisation.load("gpcc-2010").on("2013-10-01")
    >>> watched = rules.monitor({**returns, "returns": []}, second_engine=False)
    >>> watched.groups, watched.unread
    ((<GroupResult 'Marsh': early_warning, 1 fire>,), ())
    """

    def __init__(self, run: MonitorRun) -> None:
        self._run = run

    @property
    def groups(self) -> tuple[GroupResult, ...]:
        """The groups, in the order of their returns."""
        return tuple(map(GroupResult, self._run.groups))

    @property
    def unread(self) -> tuple[str, ...]:
        """The files that lay in the folders given and were not read, each with the reason."""
        return tuple(map(str, self._run.unread))

    def render(self, form: str = "text", *, width: int = 100) -> str | bytes:
        """The page (`text`, `html` with charts, `markdown`) or the records (`json`).

        Raises:
            InvalidOption: there is no such format.
        """
        return render_in(histories(self._run), form, width)

    def __repr__(self) -> str:
        named = format_few([repr(each.name[:30]) for each in self.groups])
        return short_repr(f"<Monitored {named or 'no group'}>")
