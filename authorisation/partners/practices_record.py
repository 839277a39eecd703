"""What was found of practices, as data: part of what `authorise pool --format json` gives."""

from __future__ import annotations

from decimal import Decimal

from authorisation.model.canonical import decimal_text
from authorisation.model.structs import ShortRepr
from authorisation.partners import results
from authorisation.partners.members import Pool


class PracticePoolRecord(ShortRepr, frozen=True):
    """Practices by code that reach the line, with a group or alone, and the verdict they have."""

    practices: tuple[str, ...]
    total: str
    margin: str
    verdict: str


class PracticesRecord(ShortRepr, frozen=True):
    """The fewest practices that would bring a group to the line; `number` is null for none."""

    near: int
    together: str
    number: int | None
    has_more: bool
    is_exhaustive: bool
    pools: tuple[PracticePoolRecord, ...]


class GivenPracticesRecord(ShortRepr, frozen=True):
    """The number of practices of the file that may join, and those that may not, by why."""

    candidates: int
    taken: int
    """In an application already."""
    closed: int
    without_size: tuple[str, ...]
    only_sized: tuple[str, ...]
    """Codes in the table of sizes that the practice file does not have."""
    open_lists: int
    """Applications that do not name all of their practices."""
    refused: tuple[str, ...]
    """Of each row that cannot be read, its place and why."""


class AreaRecord(ShortRepr, frozen=True):
    """The pools that the practices of an area form, each in one at most.

    No way to form them gives more than `at_most`, which is 0 where `together` is below the line.
    """

    area: str
    practices: int
    together: str
    at_most: int
    is_optimal: bool
    is_too_large: bool
    """Whether it would have been too large a question for the solver."""
    pools: tuple[PracticePoolRecord, ...]
    left_out: tuple[str, ...]
    """All of its practices where there is no pool."""


class ByAreaRecord(ShortRepr, frozen=True):
    """The most pools that practices form within areas, found within `time_limit` seconds.

    For a `reason` the solver was asked nothing.
    """

    time_limit: float
    reason: str
    without_area: tuple[str, ...]
    areas: tuple[AreaRecord, ...]


def practices_record(practices: results.PracticesFor) -> PracticesRecord:
    """The record of the practices for one group."""
    return PracticesRecord(
        near=practices.near,
        together=decimal_text(practices.together),
        number=practices.found.partners,
        has_more=practices.found.has_more,
        is_exhaustive=practices.found.is_exhaustive,
        pools=tuple(map(_pool, practices.pools)),
    )


def given_practices_record(given: results.GivenPractices) -> GivenPracticesRecord:
    """The record of the practices that were given."""
    return GivenPracticesRecord(
        candidates=len(given.candidates),
        taken=given.taken,
        closed=given.closed,
        without_size=given.without_size,
        only_sized=given.only_sized,
        open_lists=given.open_lists,
        refused=given.refused,
    )


def by_area_record(found: results.PracticesByArea) -> ByAreaRecord:
    """The record of the most pools within areas."""
    return ByAreaRecord(
        time_limit=found.time_limit,
        reason=found.reason,
        without_area=found.without_area,
        areas=tuple(map(_area, found.areas)),
    )


def pool_totals(pool: Pool) -> dict[str, str]:
    """The total of a pool, and the margin by which it exceeds the line."""
    return {
        "total": decimal_text(Decimal(pool.total)),
        "margin": decimal_text(Decimal(pool.margin)),
    }


def _area(each: results.PracticesOfArea) -> AreaRecord:
    return AreaRecord(
        area=each.found.area,
        practices=each.number,
        together=decimal_text(each.together),
        at_most=each.found.at_most,
        is_optimal=each.found.is_optimal,
        is_too_large=each.found.is_too_large,
        pools=tuple(map(_pool, each.pools)),
        left_out=each.found.left_out,
    )


def _pool(each: results.PracticePool) -> PracticePoolRecord:
    return PracticePoolRecord(
        practices=tuple(practice.code for practice in each.practices),
        **pool_totals(each.pool),
        verdict=each.verdict.value,
    )
