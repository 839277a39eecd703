"""With whom groups that fall short would reach the line: found, checked by assessing, delivered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from authorisation.engine.cross_checks import find_namesakes
from authorisation.engine.merging import exact_difference, exact_sum
from authorisation.errors import EngineUnavailable, InvalidOption, UnreadableFile
from authorisation.explain.words.quantities import join_words
from authorisation.model.rules import Pooling, RuleSet
from authorisation.model.submission import Stage
from authorisation.partners.areas import AreaPools, most_pools
from authorisation.partners.checks import PoolChecker
from authorisation.partners.members import Nearness, PoolMember
from authorisation.partners.page import pools_document
from authorisation.partners.plan_for_all import fewest_partners
from authorisation.partners.record import pools_record
from authorisation.partners.results import (
    FigureState,
    PlanForAll,
    PoolsFound,
    PracticePool,
    PracticesByArea,
    PracticesOfArea,
    ShortGroup,
)
from authorisation.partners.smallest import smallest_pools
from authorisation.partners.solver import why_unsolved
from authorisation.partners.table import pools_table
from authorisation.report.file_formats import FileFormat
from authorisation.report.tables.csv import write_csv
from authorisation.usecases.assessing.assess import AssessmentRun, Request, start_run
from authorisation.usecases.delivery.cross_checks import format_namesakes, format_problems
from authorisation.usecases.delivery.deliverable import Deliverable, record_bytes
from authorisation.usecases.pool.groups import AssessedGroups
from authorisation.usecases.pool.nearness import Named, NearTable, read_near_table
from authorisation.usecases.pool.practices import PracticesGiven, practices_given

MOST: Final = 5
"""How many pools of one group are looked at, where as few partners reach the line in more ways."""
SECONDS: Final = 20.0
_MOST_PLANNED: Final = 1_000_000
"""Choices of who may be in whose pool; more are too many to plan for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRequest:
    """A request for pools: which are looked for."""

    near: Path | None = None
    """The table of who is near whom; without it everybody is."""
    practices: Path | None = None
    """A practice file in the layout of epraccur.csv."""
    sizes: Path | None = None
    """How much each practice brings."""
    each_once: bool = False
    """Whether nobody is to be in two of the pools for all groups at once."""
    most: int = MOST
    by_area: bool = False
    """Whether to look for the most pools of the practices of each area, too."""
    seconds: float = SECONDS
    """How long the solver may take over the pools for all groups at once, or over all areas."""


def pools_of_files(
    files: Sequence[Path],
    request: Request,
    wanted: PoolRequest,
    on_progress: Callable[[int, int], None] = lambda *_: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
) -> PoolsFound:
    """Find with whom the groups of these files would reach the line of the rules.

    They are assessed as at self-assessment. `on_progress` is given how many of how many groups that
    fall short are done.

    Raises:
        AuthorisationError: the rules know of no pool, no file or a table cannot be used, or the
            groups are of several days.
    """
    require_pooling(request.rule_set())
    at = replace(request, stage=Stage.SELF_ASSESSMENT)
    return find_pools(start_run(files, at, unread=unread), wanted, on_progress)


def require_pooling(rules: RuleSet) -> Pooling:
    """The pooling that the rules declare: what a pool is to reach.

    Raises:
        InvalidOption: they do not say it.
    """
    if rules.pooling is None:
        raise InvalidOption(
            f"`{rules.id}` does not say what a pool is to reach",
            "name criterion, figure and line under `pooling` in its ruleset.yaml, or choose"
            " other rules with `--rules`",
        )
    return rules.pooling


def find_pools(
    run: AssessmentRun,
    wanted: PoolRequest,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> PoolsFound:
    """Find with whom the groups of a run would reach the line; all else is as above."""
    pooling = require_pooling(run.program.rules)
    if not run.submissions and not run.unusable and not wanted.by_area:
        raise InvalidOption(
            "there is no application",
            "name files or folders; without any, `--by-area` looks for pools of practices",
        )
    for check, alike in find_namesakes(run.submissions):  # whose people would count twice
        raise InvalidOption(format_namesakes(check, alike), "leave all but one out")
    table = read_near_table(wanted.near) if wanted.near else None
    if wanted.by_area:
        _require_areas(run, wanted, table)
    assessed = AssessedGroups(run, pooling)
    groups, line = assessed.groups, assessed.line
    named = [Named(e.id, e.submission.code, e.submission.name) for e in groups.values()]
    near = table.pairs(named) if table else None
    members = {
        each.id: PoolMember(each.id, each.amount)
        for each in groups.values()
        if each.amount is not None
    }
    nearness = Nearness(near, groups)
    given = practices_given(wanted.practices, wanted.sizes, run, assessed.day)
    checker = PoolChecker(run.program, groups, assessed.assess)
    of_short = [g for g in groups.values() if g.state is FigureState.SHORT]
    short: list[ShortGroup] = []
    for group in of_short:
        assert group.amount is not None  # noqa: S101 it falls short
        others = [each for each in members.values() if each.id != group.id]
        found = smallest_pools(members[group.id], others, line, near, wanted.most)
        everybody = nearness.around(group.id)
        around = everybody & members.keys()
        short.append(
            ShortGroup(
                group=group,
                gap=exact_difference(line, group.amount),
                near=len(around) - 1,
                near_without_figure=tuple(sorted(everybody - around)),
                together=exact_sum(Decimal(members[each].amount) for each in around),
                found=found,
                pools=tuple(map(checker.check, found.pools)),
                practices=given.pools_of(group, line, table, checker, wanted.most),
            )
        )
        on_progress(len(short), len(of_short))
    return PoolsFound(
        rules=run.program.rules,
        pooling=pooling,
        as_of=assessed.day,
        line=line,
        warnings=assessed.warnings,
        groups=groups,
        short=tuple(short),
        plan=_plan({each.id for each in of_short}, members, line, near, wanted, checker)
        if short
        else None,
        near_file=table.table.file if table else "",
        near_by_area=bool(table and table.is_by_area),
        near_unknown=table.unknown([*named, *given.nameable, *given.readable]) if table else (),
        practices=given.described,
        by_area=_pools_by_area(given, line, table, checker, wanted.seconds)
        if wanted.by_area
        else None,
        unusable=run.unusable,
        unread=run.unread,
    )


def _require_areas(run: AssessmentRun, wanted: PoolRequest, table: NearTable | None) -> None:
    """Refuse a search by area that lacks something, with all that it lacks."""
    lacks = [
        f"`{option}`"
        for option, file in (("--practices", wanted.practices), ("--sizes", wanted.sizes))
        if file is None
    ]
    if table is None or not table.is_by_area:
        lacks.append("`--near` with a table under `code,area`")
    if not run.submissions and not run.unusable and run.as_of is None:
        lacks.append("`--as-of`")
    if lacks:
        message = "`--by-area` takes practices, the area of each, and a day"
        raise InvalidOption(message, f"give {join_words(lacks)}")


def _plan(
    short: Collection[str],
    members: Mapping[str, PoolMember],
    line: Decimal,
    near: frozenset[tuple[str, str]] | None,
    wanted: PoolRequest,
    checker: PoolChecker,
) -> PlanForAll:
    """Pools for all at once, or why there are none."""
    choices = len(short) * len(members) if near is None else 2 * len(near) + len(members)
    if choices > _MOST_PLANNED:
        return PlanForAll(plan=None, each_once=wanted.each_once, reason="there are too many groups")
    try:
        plan = fewest_partners(
            [members[each] for each in short],
            [each for each in members.values() if each.id not in short],
            line,
            near,
            each_once=wanted.each_once,
            time_limit=wanted.seconds,
        )
    except (EngineUnavailable, ValueError) as error:  # or figures too long for the solver
        return PlanForAll(plan=None, each_once=wanted.each_once, reason=why_unsolved(error))
    pools = tuple(map(checker.check, plan.pools))
    return PlanForAll(plan=plan, pools=pools, each_once=wanted.each_once)


def _pools_by_area(
    given: PracticesGiven,
    line: Decimal,
    table: NearTable | None,
    checker: PoolChecker,
    seconds: float,
) -> PracticesByArea:
    """The pools of the practices that may join, within the areas of a table under `code,area`.

    The solver may take so many seconds, for all areas together.

    Raises:
        InvalidSubmission: a practice stands in several areas.
    """
    assert given.described is not None  # noqa: S101 whoever looks for them has seen both
    assert table is not None  # noqa: S101 likewise
    candidates = given.described.candidates
    area_of = table.area_of(given.nameable)
    members = [PoolMember(code, candidates[code].amount) for code in candidates if code in area_of]
    reason = ""
    try:
        found = most_pools(members, line, area_of, time_limit=seconds)
    except (EngineUnavailable, ValueError) as error:  # or sizes too long for the solver
        reason = why_unsolved(error)
        found = most_pools(members, line, area_of, time_limit=0)

    def checked(area: AreaPools) -> PracticesOfArea:
        codes = [*area.left_out, *(code for pool in area.pools for code in pool.members)]
        pools = []
        for pool in area.pools:
            practices = tuple(candidates[code] for code in pool.members)
            verdict = checker.formed(practices, given.listed_at)
            pools.append(PracticePool(pool=pool, practices=practices, verdict=verdict))
        return PracticesOfArea(
            found=area,
            pools=tuple(pools),
            number=len(codes),
            together=exact_sum(candidates[code].amount for code in codes),
        )

    return PracticesByArea(
        areas=tuple(map(checked, found)),
        without_area=tuple(code for code in candidates if code not in area_of),
        time_limit=seconds,
        reason=reason,
    )


def pools(found: PoolsFound) -> Deliverable:
    """The pools that were found, to deliver; a table has a row for each pool."""
    unusable, unread = format_problems(found.unusable), format_problems(found.unread)
    return Deliverable(
        first=lambda: pools_document(found, unusable=unusable, unread=unread),
        data={
            FileFormat.JSON: lambda file: file.write(
                record_bytes(pools_record(found, unusable=unusable, unread=unread))
            ),
            FileFormat.CSV: lambda file: write_csv(
                pools_table(found, unusable=unusable, unread=unread), file
            ),
        },
    )
