"""Pools: with whom applications that fall short would reach the line, as values and as pages."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from authorisation.api.rendering import render_in, to_builtins
from authorisation.api.sources import path_of
from authorisation.errors import InvalidOption
from authorisation.language.answers.from_python import format_given
from authorisation.partners.practices_record import ByAreaRecord
from authorisation.partners.record import PlanRecord, PoolsRecord, ShortGroupRecord, pools_record
from authorisation.partners.results import PoolsFound
from authorisation.usecases.delivery.cross_checks import format_problems
from authorisation.usecases.pool.find import PoolRequest, pools


def pool_request(
    near: object,
    practices: object,
    sizes: object,
    each_once: object,
    by_area: object,
    most: object,
    seconds: object,
) -> PoolRequest:
    """The request for the pools that are looked for, as `Rules.pool` is given it.

    Raises:
        InvalidOption: an argument is not what it takes.
    """
    if type(most) is not int or most < 1:
        raise InvalidOption(f"most: {format_given(most)} is no whole number of 1 or more")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise InvalidOption(f"time_limit: {format_given(seconds)} is no number of seconds above 0")

    def place(given: object, name: str) -> Path | None:
        return None if given is None else path_of(given, name, "give the place of the table")

    return PoolRequest(
        near=place(near, "near"),
        practices=place(practices, "practices"),
        sizes=place(sizes, "sizes"),
        each_once=bool(each_once),
        by_area=bool(by_area),
        most=most,
        seconds=seconds,
    )


class Pools:
    """The pools in which applications that fall short on their own would reach the line.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> pools = rules.pool([{"population.registered": 60_000}, {"population.registered": 70_000}])
    >>> pools.short[0].short_by, pools.short[0].pools[0].total, pools.by_area
    ('40000', '130000', None)
    """

    def __init__(self, found: PoolsFound) -> None:
        self._found = found

    @cached_property
    def _record(self) -> PoolsRecord:
        unread = format_problems(self._found.unread)
        return pools_record(self._found, unread=unread)

    @property
    def short(self) -> tuple[ShortGroupRecord, ...]:
        """The groups that fall short, in the order of the applications.

        Each has its `id` (its code, else its name), by how much it is `short_by`, how many
        `partners` it takes (None where no pool reaches the line), and its `pools` with `members`,
        `total`, `margin` and what a `merger` would change.
        """
        return self._record.short

    @property
    def plan(self) -> PlanRecord | None:
        """Pools for all of them at once, so that the fewest others join; None if nobody is short.

        Without the solver there are none, for its `reason`.
        """
        return self._record.plan

    @property
    def by_area(self) -> ByAreaRecord | None:
        """The most pools of practices in each of `areas`; None where they were not asked for."""
        return self._record.by_area

    def to_record(self) -> dict[str, Any]:
        """All of it as JSON values: docs/schemas/pools.schema.json says what is in it."""
        return to_builtins(self._record)

    def render(self, form: str = "text", *, width: int = 100) -> str | bytes:
        """The page (`text`, `html`, `markdown`) or the pools as data (`json`, `csv`).

        Raises:
            InvalidOption: there is no such format.
        """
        return render_in(pools(self._found), form, width)

    def __repr__(self) -> str:
        return f"<Pools for {len(self._found.short)} of {len(self._found.groups)} applications>"
