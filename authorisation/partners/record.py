"""What was found of pools, as data: what `authorise pool --format json` gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from authorisation.explain.assessment.page_header import format_statement
from authorisation.model.canonical import decimal_text
from authorisation.model.structs import ShortRepr
from authorisation.partners import results
from authorisation.partners.practices_record import (
    ByAreaRecord,
    GivenPracticesRecord,
    PracticesRecord,
    by_area_record,
    given_practices_record,
    pool_totals,
    practices_record,
)


class MergeConflictRecord(ShortRepr, frozen=True):
    """Why groups cannot be merged as they are: a code that several name, or too much together."""

    question: str
    value: str
    groups: tuple[str, ...]
    says: str


class MergerEffectRecord(ShortRepr, frozen=True):
    """A criterion that comes out otherwise for the merged group than for one of its parts."""

    criterion: str
    severity: str
    alone: tuple[str, ...]
    """In the order of the members of the pool."""
    merged: str


class MergerRecord(ShortRepr, frozen=True):
    """The result of the members of a pool as one; with conflicts, nothing else is known.

    `unsettled` counts the criteria that are known of a member and not of the whole.
    """

    conflicts: tuple[MergeConflictRecord, ...]
    verdict: str | None
    effects: tuple[MergerEffectRecord, ...]
    unsettled: int
    outcome: str


class PoolRecord(ShortRepr, frozen=True):
    """A pool: ids of its members, and decimals as texts.

    `verdict` is that of the criterion for its members under an agreement; null where the rules
    know of none.
    """

    members: tuple[str, ...]
    total: str
    margin: str
    verdict: str | None
    merger: MergerRecord


class GroupFigureRecord(ShortRepr, frozen=True):
    """A group and how it stands to the line; its figure is null where it is not known."""

    id: str
    name: str
    code: str
    figure: str | None
    state: str


class ShortGroupRecord(ShortRepr, frozen=True):
    """A group that falls short, and with how few partners the line is reached; null for none.

    `has_more` says that there are more pools with as few; where `is_exhaustive` is false, some may
    exceed the line by less.
    """

    id: str
    short_by: str
    near: int
    near_without_figure: tuple[str, ...]
    """Those near it that are in no pool, since their figure is not known."""
    together: str
    """What it and all that are near it come to."""
    partners: int | None
    has_more: bool
    is_exhaustive: bool
    pools: tuple[PoolRecord, ...]
    practices: PracticesRecord | None


class PlanRecord(ShortRepr, frozen=True):
    """Pools for all at once; for a `reason` there is no plan, and all else is empty."""

    each_once: bool
    reason: str
    partners: tuple[str, ...]
    least_partners: int
    without_pool: tuple[str, ...]
    is_optimal: bool
    pools: tuple[PoolRecord, ...]


class PoolsRecord(ShortRepr, frozen=True):
    """The record of the pools in which groups that fall short would reach the line of the rules."""

    format: Literal["authorisation-pools-1"]
    note: str
    rules: str
    edition: str
    sha256: str
    as_of: date
    criterion: str
    figure: str
    parameter: str
    line: str
    warnings: tuple[str, ...]
    near_file: str
    """The table that says who is near whom; empty where everybody is near everybody."""
    near_unknown: tuple[str, ...]
    groups: tuple[GroupFigureRecord, ...]
    short: tuple[ShortGroupRecord, ...]
    plan: PlanRecord | None
    """Null where nobody falls short."""
    practices: GivenPracticesRecord | None
    """Null where no practices were given."""
    by_area: ByAreaRecord | None
    """Null where it was not asked for."""
    not_assessed: tuple[str, ...]
    not_read: tuple[str, ...]


def pools_record(
    found: results.PoolsFound, *, unusable: Sequence[str] = (), unread: Sequence[str] = ()
) -> PoolsRecord:
    """The record of what was found; `unusable` and `unread` say why files are not in it."""
    return PoolsRecord(
        format="authorisation-pools-1",
        note=format_statement(found.rules),
        rules=found.rules.id,
        edition=found.rules.edition,
        sha256=found.rules.sha256,
        as_of=found.as_of,
        criterion=found.pooling.criterion,
        figure=found.pooling.figure,
        parameter=found.pooling.line,
        line=decimal_text(found.line),
        warnings=found.warnings,
        near_file=found.near_file,
        near_unknown=found.near_unknown,
        groups=tuple(map(_group, found.groups.values())),
        short=tuple(map(_short, found.short)),
        plan=None if found.plan is None else _plan(found.plan),
        practices=given_practices_record(found.practices) if found.practices else None,
        by_area=by_area_record(found.by_area) if found.by_area else None,
        not_assessed=tuple(unusable),
        not_read=tuple(unread),
    )


def _group(group: results.GroupFigure) -> GroupFigureRecord:
    return GroupFigureRecord(
        id=group.id,
        name=group.submission.name,
        code=group.submission.code,
        figure=None if group.amount is None else decimal_text(group.amount),
        state=group.state.value,
    )


def _short(short: results.ShortGroup) -> ShortGroupRecord:
    return ShortGroupRecord(
        id=short.group.id,
        short_by=decimal_text(short.gap),
        near=short.near,
        near_without_figure=short.near_without_figure,
        together=decimal_text(short.together),
        partners=short.found.partners,
        has_more=short.found.has_more,
        is_exhaustive=short.found.is_exhaustive,
        pools=tuple(map(_pool, short.pools)),
        practices=None if short.practices is None else practices_record(short.practices),
    )


def _pool(checked: results.CheckedPool) -> PoolRecord:
    return PoolRecord(
        members=checked.pool.members,
        **pool_totals(checked.pool),
        verdict=None if checked.as_pool is None else checked.as_pool.value,
        merger=_merger(checked.merger),
    )


def _merger(merger: results.Merger) -> MergerRecord:
    return MergerRecord(
        conflicts=tuple(
            MergeConflictRecord(each.path, each.value, each.submissions, each.says)
            for each in merger.conflicts
        ),
        verdict=None if merger.verdict is None else merger.verdict.value,
        effects=tuple(
            MergerEffectRecord(
                criterion=each.criterion.id,
                severity=each.severity.value,
                alone=tuple(verdict.value for verdict in each.alone),
                merged=each.merged.value,
            )
            for each in merger.effects
        ),
        unsettled=merger.unsettled,
        outcome=merger.outcome,
    )


def _plan(plan: results.PlanForAll) -> PlanRecord:
    made = plan.plan
    return PlanRecord(
        each_once=plan.each_once,
        reason=plan.reason,
        partners=made.partners if made else (),
        least_partners=made.least_partners if made else 0,
        without_pool=made.without_pool if made else (),
        is_optimal=made.is_optimal if made else False,
        pools=tuple(map(_pool, plan.pools)),
    )
