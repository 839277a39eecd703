"""The most pools that the practices of each area can form."""

from __future__ import annotations

from decimal import Decimal

from authorisation.engine.merging import exact_sum
from authorisation.errors import EngineUnavailable
from authorisation.partners.areas import AreaPools, most_pools
from authorisation.partners.checks import PoolChecker
from authorisation.partners.members import PoolMember
from authorisation.partners.results import PracticePool, PracticesByArea, PracticesOfArea
from authorisation.partners.solver import why_unsolved
from authorisation.usecases.pool.nearness import NearTable
from authorisation.usecases.pool.practices import PracticesGiven


def pools_by_area(
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
    area_of = table.area_of(given.named)
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
