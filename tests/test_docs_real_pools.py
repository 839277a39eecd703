"""The page of real pools: made of published data by the rules as they are now.

The data are no part of this project; without them this is skipped, and the page stays as it is.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.explain.words.quantities import join_words
from authorisation.model.verdict import Verdict
from authorisation.partners.results import CheckedPool, PoolsFound, PracticesByArea, ShortGroup
from authorisation.usecases.assessing.assess import AssessmentRun, Request
from authorisation.usecases.assessing.assessments import Assessments
from authorisation.usecases.pool.find import PoolRequest, find_pools, pools_of_files
from tests.docs.blocks import ROOT
from tests.expected import assert_expected
from tests.real_groups import (
    AREAS,
    COUNTED_ON,
    DATA,
    GROUPS,
    PRACTICES,
    needs_real_data,
    real_groups,
    write_practice_tables,
)
from tests.shipped import shipped_program

pytest.importorskip("ortools")
PAGE: Final = ROOT / "docs/real-pools.md"
OVERLAP: Final = DATA / "pct_ccg_overlap_2012_2013.csv"
LINES: Final = (100_000, 300_000, 500_000)
SHOWN: Final = 3
SECONDS: Final = 300.0

pytestmark = [pytest.mark.long, needs_real_data]

_HEAD = """\
# Real pools

With whom would the smallest clinical commissioning groups of April 2013 have reached the line of *gpcc-2010* for
carrying their own risk? [Pools](pool.md) says how this is worked out. Figures are those of [a real
portfolio](real-groups.md): registered patients and practices of April to June 2013, published by the Health and Social
Care Information Centre and NHS England under the Open Government Licence. The line is that of the rules, which is
contested. Nobody applied under these rules with these figures, and nothing here says with whom anybody should have
joined: that is for local clinicians and managers to settle.

`make expected` writes this page anew where the data are, and a test holds it against what the rules say today.
"""
_PCT = """\
## Groups that shared a primary care trust

Near each other are groups to which some of the same PCT went, by the published overlap of PCTs and groups: a table of
`code,area` with a row for each overlap. Each pool was confirmed by assessing it, under an agreement and as one group.
The last column has what a merger would bring on: criteria that the small group meets alone and the merged one does not.
"""
_TEAMS = """\
## Groups of one area team

Near each other are groups of the same area team of NHS England: `code,area` again. Of more pools with as few partners
the {shown} are shown that exceed the line by least.
"""
_LINES = """\
## Where the line is drawn

Groups that shared a PCT, with the line as the rules have it and as two of the sources that contest it have it
(`--set self_pooling_population=300000`). *Others that join* are the fewest that can: proved by the solver.

| line | short of it alone | of these in reach of a pool | others that join |
|---|---|---|---|
"""
_AREAS = """\
## The practices of each area

Into how many pools of at least 100,000 patients can practices be divided, if no pool crosses the border of an area
(`authorise pool --by-area`)? These are the {practices:,} practices in groups, as they were open on 30 June 2013, with
their registered patients. *At most* is what no way to divide them exceeds; all figures are proved. Areas without a pool
have fewer than 100,000 patients in all.

| areas | how many | pools | at most | areas without a pool |
|---|---|---|---|---|
"""
_BESIDE = """\
The same data have {left} practices more, which stand in no group. With them {only} would have 100,000 patients too, and
{short} districts would be without a pool.
"""
_EACH_TEAM = """\
The area teams of NHS England, one by one:

| area team | practices | patients | pools |
|---|---|---|---|
"""


@pytest.fixture(scope="module")
def run() -> AssessmentRun:
    return run_of(LINES[0])


def run_of(line: int) -> AssessmentRun:
    program = shipped_program("gpcc-2010")
    day = date(2012, 10, 1)
    values = {} if line == LINES[0] else {"self_pooling_population": Decimal(line)}
    submissions = tuple(
        replace(each, published_facts_only=True) for each in real_groups().submissions
    )
    made = tuple(assess(program, each, as_of=day, overrides=values) for each in submissions)
    return AssessmentRun(program, Assessments.held(made), (), submissions)


def near_file(folder: Path, source: Path, code: str, area: str) -> Path:
    """Who is near whom by a column of published data: a table of `code,area`."""
    made = folder / f"{area}.csv"
    with source.open(encoding="utf-8", newline="") as read, made.open("w", newline="") as written:
        table = csv.writer(written)
        table.writerow(("code", "area"))
        table.writerows((row[code], row[area]) for row in csv.DictReader(read))
    return made


def test_the_page_is_what_the_rules_make_of_the_groups_today(
    run: AssessmentRun, tmp_path: Path
) -> None:
    pct = near_file(tmp_path, OVERLAP, "ccg_code", "pct_name")
    teams = near_file(tmp_path, GROUPS, "ods_code", "area_team_name")

    lines = [*page(run, pct, teams), *practices_of_areas(tmp_path)]

    assert_expected(PAGE, "\n".join(lines) + "\n")


def page(run: AssessmentRun, pct: Path, teams: Path) -> Iterator[str]:
    wanted = PoolRequest(near=pct, seconds=SECONDS)
    shared = find_pools(run, wanted)
    yield _HEAD
    yield _PCT
    yield from table(shared, most=5)
    yield f"\n{_TEAMS.format(shown=SHOWN)}"
    yield from table(find_pools(run, PoolRequest(near=teams, seconds=SECONDS)), most=SHOWN)
    yield f"\n{_LINES.rstrip()}"
    for line in LINES:
        yield line_row(shared if line == LINES[0] else find_pools(run_of(line), wanted))


def practices_of_areas(folder: Path) -> Iterator[str]:
    write_practice_tables(folder)
    by_area = {each: areas_of(folder, each) for each in AREAS}
    teams = by_area[AREAS[0]].areas
    yield f"\n{_AREAS.format(practices=sum(each.number for each in teams)).rstrip()}"
    for name, found in by_area.items():
        assert all(each.found.is_optimal for each in found.areas)
        none = [each for each in found.areas if not each.pools]
        assert [each for each in found.areas if each.together < LINES[0]] == none
        pools = sum(len(each.pools) for each in found.areas)
        at_most = sum(each.found.at_most for each in found.areas)
        yield f"| {name} | {len(found.areas)} | {pools} | {at_most} | {len(none)} |"
    yield f"\n{beside_the_groups()}"
    yield f"\n{_EACH_TEAM.rstrip()}"
    for each in teams:
        yield f"| {each.found.area} | {each.number} | {each.together:,} | {len(each.pools)} |"


def beside_the_groups() -> str:
    """Which districts fall short for want of the practices that stand in no group."""
    rows = list(csv.DictReader(PRACTICES.read_text(encoding="utf-8").splitlines()))
    grouped, all_of = Counter[str](), Counter[str]()
    for row in rows:
        grouped[row["lad_name_2011"]] += int(row["list_size"]) * int(row["in_ccg_2013_list"])
        all_of[row["lad_name_2011"]] += int(row["list_size"])
    short = [each for each, patients in all_of.items() if patients < LINES[0]]
    only = [each for each in grouped if grouped[each] < LINES[0] and each not in short]
    left = sum(row["in_ccg_2013_list"] != "1" for row in rows)
    return _BESIDE.format(left=left, only=join_words(only), short=len(short)).rstrip()


def areas_of(folder: Path, areas: str) -> PracticesByArea:
    wanted = PoolRequest(
        near=folder / f"{areas}.csv",
        practices=folder / "practices.csv",
        sizes=folder / "sizes.csv",
        by_area=True,
        seconds=SECONDS,
    )
    request = Request(rules="gpcc-2010", as_of=COUNTED_ON)
    found = pools_of_files((), request, wanted).by_area
    assert found is not None
    assert not found.without_area
    return found


def table(found: PoolsFound, *, most: int) -> Iterator[str]:
    yield "| group | short by | near | with | together | what a merger would bring on |"
    yield "|---|---|---|---|---|---|"
    for short in found.short:
        for number, pool in enumerate(short.pools[:most]):
            assert (pool.as_pool, pool.merger.verdict) == (Verdict.MET, Verdict.MET)
            head = (
                f"{short.group.submission.name} | {short.gap:,} | {short.near}"
                if not number
                else " | | "
            )
            others = [
                found.groups[each].submission.name
                for each in pool.pool.members
                if each != short.group.id
            ]
            yield (
                f"| {head} | {join_words(others)} | {pool.pool.total:,} |"
                f" {'; '.join(brought_on(pool, short))} |"
            )


def brought_on(pool: CheckedPool, short: ShortGroup) -> Iterator[str]:
    """The criteria that a group meets alone, and the merged group does not."""
    own = pool.pool.members.index(short.group.id)
    for each in pool.merger.effects:
        if each.merged is Verdict.NOT_MET and each.alone[own] is Verdict.MET:
            yield f"{each.criterion.id} {each.criterion.title}"


def line_row(found: PoolsFound) -> str:
    assert found.plan is not None
    assert found.plan.plan is not None
    plan = found.plan.plan
    assert plan.is_optimal
    reached = sum(each.found.partners is not None for each in found.short)
    verdicts = {(p.as_pool, p.merger.verdict) for short in found.short for p in short.pools}
    assert verdicts == {(Verdict.MET, Verdict.MET)}
    assert len(found.short) - len(plan.without_pool) == reached
    return f"| {found.line:,} patients | {len(found.short)} | {reached} | {len(plan.partners)} |"
