"""The table on pools: a row for each pool, or for a group that has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from authorisation.engine.merging import exact_difference
from authorisation.explain.assessment.page_header import format_statement
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.model.verdict import Verdict
from authorisation.partners.members import Pool
from authorisation.partners.results import PoolsFound, PracticePool, PracticesOfArea, ShortGroup
from authorisation.partners.words import PoolWords, title_of_group
from authorisation.report.tables.table import DataCell, DataTable, DataTables, TableNotes

_POOLS: Final = DataTable(
    title="Pools",
    columns={
        "group": 30,
        "figure": 14,
        "short by": 14,
        "state": 22,
        "for": 12,
        "with": 50,
        "partners": 9,
        "together": 14,
        "above the line": 14,
        "under an agreement": 18,
        "as one": 18,
        "conflicts": 40,
        "area": 30,
        "pools of the area": 9,
        "at most": 9,
        "as of": 12,
    },
)


def pools_table(
    found: PoolsFound, *, unusable: Sequence[str] = (), unread: Sequence[str] = ()
) -> DataTables:
    """A row for each pool: of each group, for all at once, and of the practices of each area."""
    problems = [("not assessed", each) for each in unusable]
    problems += [("not read", each) for each in unread]
    notes = TableNotes(
        created=found.as_of,
        problems=[_POOLS.row({"state": what, "conflicts": each}) for what, each in problems],
        warnings=found.warnings,
        statement=format_statement(found.rules),
    )
    return DataTables(
        tables=(_POOLS,),
        rows=((0, _POOLS.row({**row, "as of": found.as_of.isoformat()})) for row in _rows(found)),
        notes=lambda: notes,
    )


def _rows(found: PoolsFound) -> Iterator[dict[str, DataCell]]:
    words = PoolWords(found)
    by_id = {each.group.id: each for each in found.short}
    for group in found.groups.values():
        head: dict[str, DataCell] = {"group": title_of_group(group), "state": group.state.value}
        head["figure"] = "" if group.amount is None else group.amount
        short = by_id.get(group.id)
        if short is None:
            yield head
            continue
        head["short by"] = short.gap
        rows = list(_of_short(short, words))
        yield from ({**head, **row} for row in rows or [{"for": "no pool"}])
    for checked in found.plan.pools if found.plan else ():
        yield {
            "for": "all at once",
            "with": words.titles(checked.pool.members),
            **_totals(checked.pool),
            **_verdicts(checked.as_pool, checked.merger.verdict),
        }
    for area in found.by_area.areas if found.by_area else ():
        yield from _of_area(area, found.line)


def _of_area(area: PracticesOfArea, line: Decimal) -> Iterator[dict[str, DataCell]]:
    head: dict[str, DataCell] = {
        "area": area.found.area,
        "pools of the area": Decimal(len(area.pools)),
        "at most": Decimal(area.found.at_most),
    }
    yield from ({**head, "for": "area", **_of_practices(each)} for each in area.pools)
    if not area.pools:
        gap = exact_difference(line, area.together)
        yield {**head, "for": "no pool", "together": area.together, "short by": gap}


def _of_short(short: ShortGroup, words: PoolWords) -> Iterator[dict[str, DataCell]]:
    for each in short.pools:
        yield {
            "for": "pool",
            "with": words.partners_of(short, each.pool),
            "partners": Decimal(len(each.pool.members) - 1),
            **_totals(each.pool),
            **_verdicts(each.as_pool, each.merger.verdict),
            "conflicts": "; ".join(map(words.conflict, each.merger.conflicts)),
        }
    for practice_pool in short.practices.pools if short.practices else ():
        yield {"for": "practices", **_of_practices(practice_pool)}


def _of_practices(each: PracticePool) -> dict[str, DataCell]:
    return {
        "with": "; ".join(practice.title for practice in each.practices),
        "partners": Decimal(len(each.practices)),
        **_totals(each.pool),
        "as one": VERDICT_WORDS[each.verdict],
    }


def _totals(pool: Pool) -> dict[str, DataCell]:
    return {"together": Decimal(pool.total), "above the line": Decimal(pool.margin)}


def _verdicts(as_pool: Verdict | None, as_one: Verdict | None) -> dict[str, DataCell]:
    both = {"under an agreement": as_pool, "as one": as_one}
    return {name: VERDICT_WORDS[each] for name, each in both.items() if each is not None}
