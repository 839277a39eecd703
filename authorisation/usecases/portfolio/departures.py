"""What was decided in place of what the rules indicate, as a column of the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.errors import InvalidSubmission
from authorisation.explain.assessment.outcome import format_departures_beside
from authorisation.model.submission import Judgements, Submission
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.parts import AssessmentOptions
from authorisation.portfolio.run import RESULTS, other_submissions, submissions_of
from authorisation.usecases.assessing.judgements import judgements_on, refuse_idle_departures

_DEPARTURES: Final = "departures"
_AFTER: Final = "support"
"""The column of results behind which departures stand."""


def find_departures(
    database: Database, options: AssessmentOptions, judged: Sequence[Judgements]
) -> None:
    """Fill a table of departures, in the words that `assess` has of each, by the row of results.

    A row whose departure is to what the rules indicate already is refused, as `assess` does.
    """
    database.create(_DEPARTURES, [(ROW, "BIGINT"), (_DEPARTURES, "VARCHAR")])
    departing = dict(_departing(database, judged))
    listed = ", ".join(map(str, departing)) or "NULL"
    others = other_submissions(database, options.program)
    found = dict(submissions_of(database, options.program, f"{ROW} IN ({listed})"))
    for number, (submission, judgements) in found.items():
        try:
            assessed = assess(
                options.program,
                submission,
                as_of=options.as_of,
                stage=options.stage,
                overrides=options.overrides,
                judgements=replace(judgements, departures=departing[number].departures),
                others=others.beside(number, submission),
                complete=options.complete,
            )
        except InvalidSubmission:  # it is refused with all rows of which this is so
            continue
        try:
            refuse_idle_departures(assessed)
        except InvalidSubmission as error:
            database.refuse_rows(f"{ROW} = {number}", "", str(error), "")
        else:
            words = "; ".join(format_departures_beside(assessed, why=False))
            database.add_rows(_DEPARTURES, [[number, words]])


def _departing(
    database: Database, judged: Sequence[Judgements]
) -> Iterator[tuple[int, Judgements]]:
    """Yield the rows on which something was decided otherwise, with all that is said of each."""
    for number, name, code in database.rows(f"SELECT {ROW}, name, code FROM {SUBMISSIONS}"):
        on = judgements_on(Submission(name=name or "", code=code or "", answers={}), judged)
        if on.departures:
            yield number, on


def add_departures(database: Database) -> None:
    """Give the results the column of the table that was filled."""
    columns = []
    for name, _ in database.columns(RESULTS):
        columns += [f"r.{quoted(name)}", *[f"d.{_DEPARTURES}"] * (name == _AFTER)]
    database.run(f"ALTER VIEW {RESULTS} RENAME TO {RESULTS}_alone")
    database.parquet_files.pop(RESULTS, None)
    database.run(
        f"CREATE VIEW {RESULTS} AS SELECT {', '.join(columns)} FROM {RESULTS}_alone r "
        f"LEFT JOIN {_DEPARTURES} d USING ({ROW}) ORDER BY r.{ROW}"
    )
