"""Submissions compared under two rule sets in the database, and one by one by the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from authorisation.model.submission import Stage
from authorisation.policy.comparison.moves import Undoing
from authorisation.policy.comparison.result import counted_findings
from authorisation.portfolio.comparison import MOVED
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.assessing.compare_rules import (
    ComparedApplications,
    Responsibility,
    compare_files,
)
from authorisation.usecases.portfolio.compare import MOST_LISTED, TableComparison, table_comparison
from authorisation.usecases.portfolio.run import PortfolioRequest

FIXTURES = Path(__file__).parents[2] / "fixtures"
OTHER_FIGURE = ("self_pooling_population=200000",)
SETS = [
    pytest.param("gpcc-2010", "gpcc-2010", OTHER_FIGURE, Stage.DECISION, id="a figure"),
    pytest.param("statutory-2012", "statutory-2022", (), Stage.DECISION, id="an edition"),
    pytest.param(
        "gpcc-2010", "statutory-2012", (), Stage.SELF_ASSESSMENT, id="few criteria in common"
    ),
]


def responsibility(old: Request, new: Request) -> Responsibility:
    """Nothing is undone: no change is responsible."""
    return Responsibility(Undoing(old.rule_set(), new.rule_set(), ()))


@contextmanager
def by_database(
    old: Request, new: Request, source: Path
) -> Iterator[tuple[TableComparison, ComparedApplications]]:
    requests = [PortfolioRequest(each, source) for each in (old, new)]
    with table_comparison(*requests, lambda *_: lambda _: None) as compared:
        yield compared, compared.applications(responsibility(old, new))


@pytest.mark.long
@pytest.mark.parametrize(("first", "second", "settings", "stage"), SETS)
def test_a_table_says_what_the_engine_says_of_each(
    first: str, second: str, settings: tuple[str, ...], stage: Stage
) -> None:
    old = Request(rules=first, stage=stage)
    new = replace(old, rules=second, settings=settings)
    files = sorted(FIXTURES.glob("*.yaml"))
    engine = compare_files(files, old, new)(responsibility(old, new)).applications
    assert engine is not None
    with by_database(old, new, FIXTURES) as (compared, found):
        table = found.table
        assert table is not None
        assert found.applications is not None
        rows = list(compared.database.named_rows(f"SELECT * FROM {MOVED}"))

    assert table.number == len(engine)
    assert {(m.old, m.new): m.number for m in table.moves} == Counter(
        (e.change.old, e.change.new) for e in engine if e.change.other_outcome
    )
    assert Counter(table.findings) == Counter(counted_findings(engine))
    differing = [e.change for e in engine if e.change.changes or e.change.other_outcome]
    assert [
        (r["code"], r["outcome_old"], r["outcome_new"], len(r["findings"] or ())) for r in rows
    ] == [(c.code, c.old, c.new, len(c.changes)) for c in differing]
    moved = [e for e in engine if e.change.other_outcome]
    assert list(found.applications) == moved[:MOST_LISTED]
