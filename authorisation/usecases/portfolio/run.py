"""`authorise portfolio run`: a table of submissions in, a table of results and refused rows out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidRules, InvalidSubmission
from authorisation.explain.assessment.outcome import format_departures_beside
from authorisation.explain.words.quantities import FEW, format_count
from authorisation.explain.words.safe import visible
from authorisation.language.rules.override import parse_overrides
from authorisation.language.yaml.regular_files import display_path
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Judgements, Submission
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio, NotCompiledCriterion
from authorisation.portfolio.database import REFUSED, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.input.sources import naming_damage
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.output import write_table
from authorisation.portfolio.parts import AssessmentOptions, CompiledPart, compile_parts, parts_of
from authorisation.portfolio.run import RESULTS, other_submissions, submissions_of, work_out
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.assessing.inputs import read_assessors
from authorisation.usecases.assessing.judgements import judgements_on, refuse_idle_departures
from authorisation.usecases.filesystem.files import files_written
from authorisation.usecases.portfolio.read_input import read_input

Progress: TypeAlias = Callable[[int, str], Callable[[int], None]]
"""Is given how many rows there are and what is done to them in words, and gives what is given how
many are done."""
_DEPARTURES: Final = "departures"
_AFTER: Final = "support"
"""The column of results behind which departures stand."""


@dataclass(frozen=True, slots=True)
class PortfolioRequest:
    """A request to work out a portfolio; assessors' files are on the submissions of a folder."""

    request: Request
    source: Path = Path()
    table: str = ""
    """The table of a database that holds several."""
    recursive: bool = False
    """Whether to read what lies in the folders of a folder too."""
    strict: bool = False
    """Whether to refuse rules of which a part would be evaluated row by row."""


@dataclass(frozen=True, slots=True)
class RowsWorkedOut:
    """The worked-out rows of an input, with what became of the rules in each part of them."""

    parts: tuple[CompiledPortfolio, ...]
    refused: int
    outcomes: dict[str, int]
    """How many rows came to each outcome; those that cannot tell yet under the empty text."""

    @property
    def rows(self) -> int:
        """The number of rows that were worked out."""
        return sum(self.outcomes.values())

    @property
    def row_by_row(self) -> tuple[NotCompiledCriterion, ...]:
        """The criteria that the engine worked out row by row, each once."""
        found = {each.criterion: each for part in self.parts for each in part.not_compiled}
        return tuple(found.values())

    @property
    def why_no_outcomes(self) -> str:
        """Why the engine worked out the outcome table row by row; empty where it did not."""
        return next((part.why_no_outcomes for part in self.parts), "")


@dataclass(frozen=True, slots=True)
class PortfolioRun(RowsWorkedOut):
    """A run over the rows of an input, while its results lie in a database."""

    database: Database
    repeated: tuple[str, ...] = ()
    """What is told of rows that may be of one group, by their codes, and names without one."""


@contextmanager
def portfolio_run(
    asked: PortfolioRequest,
    progress: Progress = lambda _total, _what: lambda _: None,
) -> Iterator[PortfolioRun]:
    """Work out every row that can be read; the results are there as long as this lasts.

    Raises:
        AuthorisationError: the rules, an override or the input as a whole cannot be used, the
            database is not installed, or a part is not compiled and the request is strict.
    """
    options = assessment_options(asked.request)
    judged = read_assessors(asked.request.judgements, options.program.rules)
    with TemporaryDirectory(prefix="authorise-") as made:
        folder = Path(made)
        database = Database(folder / "spill")
        try:
            read_input(
                database,
                asked.source,
                options.program,
                folder,
                progress,
                table=asked.table,
                recursive=asked.recursive,
                judged=judged,
                as_of=options.as_of,
            )
            departs = any(each.departures for each in judged)
            if departs:
                _find_departures(database, options, judged)
            worked_out = assess_rows(database, asked, options, folder, progress)
            if departs:
                _add_departures(database)
            yield _described(database, [part.compiled for part in worked_out])
        finally:
            database.close()


def assessment_options(request: Request) -> AssessmentOptions:
    """The options by which rows are assessed, with the rules compiled.

    Raises:
        AuthorisationError: the rules or an override cannot be used.
    """
    rules = request.rule_set()
    _refuse_alike(rules)
    return AssessmentOptions(
        program=compile_rules(rules),
        as_of=request.as_of,
        stage=request.stage,
        overrides=parse_overrides(request.settings, rules),
        complete=request.complete,
    )


def assess_rows(
    database: Database,
    asked: PortfolioRequest,
    options: AssessmentOptions,
    folder: Path,
    progress: Progress,
) -> list[CompiledPart]:
    """Work out the rows that were read, and return the parts that they were worked out in.

    Raises:
        InvalidRules: a part is not compiled and the request is strict.
        UnreadableFile: the rows lie in a file that is damaged.
    """
    parts, unusable = parts_of(database.rows, options)
    compiled, of_no_day = compile_parts(parts, options)
    file = display_path(asked.source)
    for each in (*unusable, *of_no_day):
        database.refuse_rows(each.condition, each.column, each.reason, file)
    database.sort_refused()
    if asked.strict:
        refuse_row_by_row([part.compiled for part in compiled])
    by_row = any(part.row_by_row for part in compiled)
    done = "worked out row by row" if by_row else "worked out"
    show = progress(sum(each.part.rows for each in compiled), done)
    with naming_damage(database, asked.source):
        worked_out = work_out(database, compiled, options, folder, show)
    if asked.strict:
        refuse_row_by_row([part.compiled for part in worked_out])
    return worked_out


def _refuse_alike(rules: RuleSet) -> None:
    """Refuse rules with names that a database does not tell apart: in capitals alone."""
    for names in (rules.criteria, rules.asked_questions):
        known: dict[str, str] = {}
        for name in names:
            other = known.setdefault(name.casefold(), name)
            if other != name:
                message = f"`{other}` and `{name}` differ in capitals alone"
                remedy = "call one of them otherwise: columns of a table do not tell them apart"
                raise InvalidRules([Problem(Location(rules.id, line=0, column=0), message, remedy)])


def refuse_row_by_row(compiled: list[CompiledPortfolio]) -> None:
    """Refuse rules of which a part is not compiled.

    Raises:
        InvalidRules: with a problem for every such criterion.
    """
    problems = [
        Problem(
            Location(each.program.rules.id, line=0, column=0),
            f"`{refused.criterion}` is not compiled: {refused.reason}",
            "leave out `--strict`, and it is evaluated row by row",
        )
        for each in compiled[:1]
        for refused in each.not_compiled
    ]
    if problems:
        raise InvalidRules(problems)


def _described(database: Database, compiled: list[CompiledPortfolio]) -> PortfolioRun:
    counted = database.rows(
        f"SELECT coalesce(outcome, ''), count(*) FROM {RESULTS} GROUP BY ALL ORDER BY ALL"
    )
    outcomes = dict(counted) if compiled else {}
    repeated = tuple(rows_alike(database))
    return PortfolioRun(tuple(compiled), database.number_refused, outcomes, database, repeated)


def rows_alike(database: Database) -> Iterator[str]:
    """Yield how many codes, and names of rows without one, stand in several rows."""
    for what, whose in (("code", "code <> ''"), ("name", "coalesce(code, '') = '' AND name <> ''")):
        alike = (
            f"SELECT min({what}) AS given, count(*) AS number, min({ROW}, {FEW}) AS rows, "
            f"min({ROW}) AS first FROM {SUBMISSIONS} WHERE {whose} "
            f"GROUP BY upper(trim({what})) HAVING count(*) > 1"
        )
        ((total,),) = database.rows(f"SELECT count(*) FROM ({alike})")
        for given, number, rows, _ in database.rows(f"FROM ({alike}) ORDER BY first LIMIT 1"):
            others = f" and {number - len(rows):,} more" if number > len(rows) else ""
            first = f"{', '.join(map(str, rows))}{others}"
            verb = "stands" if total == 1 else "stand"
            counted = f"{format_count(total, what)} {verb} in several rows"
            yield f"{counted}: {visible(given)} in rows {first}" + (
                ", and so on" if total > 1 else ""
            )


def _find_departures(
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


def _add_departures(database: Database) -> None:
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


def refused_place(output: Path) -> Path:
    """The file of refused rows beside that of the results."""
    return output.parent / f"{output.stem}.refused.csv"


def write_results(
    run: PortfolioRun,
    output: Path,
    form: FileFormat,
    refused: Path | None,
    refused_form: FileFormat = FileFormat.CSV,
) -> Path | None:
    """Write the results, and the rows that were refused, and return the place of those.

    Where none were, their file is written only if it was asked for or one of an earlier run is
    there, and has its line of column names alone; then there is no place to return.

    Raises:
        InvalidOption: one of them cannot be written there, or a workbook has no place for it.
    """
    with TemporaryDirectory(prefix="authorise-") as made, files_written() as files:
        folder = Path(made)
        place = refused or refused_place(output)
        if run.refused or refused or place.exists():
            left = partial(write_table, run.database, REFUSED, refused_form, folder)
            files.add(place, left, called="the list of refused rows")
        files.add(output, partial(write_table, run.database, RESULTS, form, folder))
        return place if run.refused else None
