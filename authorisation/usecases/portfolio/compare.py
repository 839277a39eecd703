"""`authorise compare --on TABLE`: very many submissions under two rule sets, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from authorisation.errors import ExitCode
from authorisation.explain.assessment.comparison import (
    format_outcome_ids,
    pair_criteria,
    warnings_of_before,
)
from authorisation.explain.assessment.page_header import (
    PUBLISHED_FACTS_ONLY,
    edited_rules_warnings,
    out_of_force_warnings,
    override_warnings,
)
from authorisation.explain.words.quantities import FEW, format_count, name_few
from authorisation.language.yaml.regular_files import is_folder
from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.result import ComparedTable, OutcomeMove
from authorisation.portfolio.comparison import MOVED, OLD_RESULTS, RowDifferences
from authorisation.portfolio.database import REFUSED, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import literal
from authorisation.portfolio.layout import ROW, input_columns
from authorisation.portfolio.output import write_table
from authorisation.portfolio.parts import AssessmentOptions, CompiledPart
from authorisation.portfolio.run import RESULTS
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.assessing.compare_rules import ComparedApplications, Responsibility
from authorisation.usecases.filesystem.files import FileWriter
from authorisation.usecases.filesystem.inputs import find_input_files
from authorisation.usecases.filesystem.overwriting import refuse_overwriting_inputs
from authorisation.usecases.portfolio import moved_rows
from authorisation.usecases.portfolio.read_input import read_input
from authorisation.usecases.portfolio.run import (
    PortfolioRequest,
    Progress,
    assess_rows,
    assessment_options,
    refused_place,
    rows_alike,
)

MOST_LISTED: Final = 20
"""How many submissions whose outcome is another are shown one by one."""
_REFUSED: Final = 20
"""How many reasons for refusing rows stand on a page."""
_WARNINGS: Final = 10
"""How many warnings stand on a page."""


@dataclass(slots=True)
class TableComparison:
    """One table worked out under two rule sets, while its results lie in a database."""

    database: Database
    both_options: tuple[AssessmentOptions, AssessmentOptions]
    parts: tuple[list[CompiledPart], list[CompiledPart]]
    files: tuple[Path, ...]
    """Those that the rows are read from, where each is a file."""
    published: int
    """How many of them are of published facts alone."""
    folder: Path
    """For files that pass."""
    progress: Progress

    def applications(self, responsibility: Responsibility) -> ComparedApplications:
        """The rows' applications under both rule sets, counted; the first who move one by one."""
        old, new = self._rules
        criteria = [
            (was.id if was else None, is_now.id if is_now else None)
            for was, is_now in pair_criteria(old, new)
        ]
        differences = RowDifferences(self.database, criteria)
        words = [
            {ids: format_outcome_ids(ids, rules) for ids in outcomes}
            for rules, outcomes in zip(self._rules, differences.outcomes(), strict=True)
        ]
        total = sum(part.part.rows for part in self.parts[1])
        number = differences.find(words, self.progress(total, "compared"))
        rows = moved_rows.MovedRows(self.database, self.both_options, self.files)
        warnings = (*rows_alike(self.database), *self._warnings())
        if self.files and self.published == len(self.files):
            warnings = (PUBLISHED_FACTS_ONLY, *warnings)
        table = ComparedTable(
            number=number,
            touched=differences.number_touched,
            moves=tuple(self._moves(differences)),
            findings=tuple(
                moved_rows.words_of_pair(each, old, new) for each in differences.findings()
            ),
            when=tuple((part.part.as_of, part.part.stage) for part in self.parts[1]),
            warnings=tuple(name_few(tuple(dict.fromkeys(warnings)), _WARNINGS)),
        )
        differences.name_findings(lambda pair: moved_rows.format_finding_pair(pair, old, new))
        applications = rows.applications(differences.first_moved(MOST_LISTED), responsibility)
        refused = ExitCode.INVALID_SUBMISSION if self.database.number_refused else ExitCode.DONE
        return ComparedApplications(tuple(applications), table, code=refused)

    @property
    def _rules(self) -> tuple[RuleSet, RuleSet]:
        return self.both_options[0].program.rules, self.both_options[1].program.rules

    def _moves(self, differences: RowDifferences) -> Iterator[OutcomeMove]:
        found = list(differences.moves(FEW))
        numbers = [str(row) for each in found for row in each.rows]
        listed = f"FROM {SUBMISSIONS} WHERE {ROW} IN ({', '.join(numbers) or 'NULL'})"
        names = {
            row: moved_rows.row_title(row, name, code)
            for row, name, code in self.database.rows(f"SELECT {ROW}, name, code {listed}")
        }
        for each in found:
            titles = tuple(names[row] for row in each.rows)
            yield OutcomeMove(each.old, each.new, each.number, titles)

    def _warnings(self) -> Iterator[str]:
        """Yield what is to be told of the rules on the days of the rows."""
        old, new = self._rules
        for when in (part.part.dated_on for part in self.parts[1]):
            yield from edited_rules_warnings(new)
            yield from override_warnings(new, self.both_options[1].overrides, when)
            yield from out_of_force_warnings(new, when)
        for when in (part.part.dated_on for part in self.parts[0]):
            yield from warnings_of_before(old, when, new)

    def write_moved(self, form: FileFormat, out: IO[bytes]) -> None:
        """Write every row that comes out otherwise, as CSV or Parquet."""
        write_table(self.database, MOVED, form, self.folder, out)

    def refused_beside(
        self, output: Path | None, read: Sequence[Path]
    ) -> Callable[[FileWriter], None] | None:
        """A function that writes the rows that are not compared to a file beside the output.

        None for stdout, and where there is no such row and no file of an earlier run to empty.

        Raises:
            InvalidOption: an input stands there.
        """
        place = refused_place(output) if output is not None else None
        if place is None or not (self.database.number_refused or place.exists()):
            return None
        refuse_overwriting_inputs([place], read)
        content = partial(write_table, self.database, REFUSED, FileFormat.CSV, self.folder)
        return lambda files: files.add(place, content)

    def format_refused(self, output: Path | None) -> str:
        """The number of rows not compared, in words, and the file of them all; empty for none."""
        number = self.database.number_refused
        if output is None or not number:
            return ""
        were = "was" if number == 1 else "were"
        return f"{format_count(number, 'row')} {were} not compared: see {refused_place(output)}"

    @property
    def refused(self) -> tuple[str, ...]:
        """Why rows are not compared, in words; of very many the first, and how many there are."""
        found = self.database.rows(
            f'SELECT row, file, "column", reason FROM {REFUSED} LIMIT {_REFUSED}'
        )
        reasons = [
            ": ".join(filter(None, (file if self.files else f"row {row}", column, reason)))
            for row, file, column, reason in found
        ]
        ((number,),) = self.database.rows(f"SELECT count(*) FROM {REFUSED}")
        rest = number - len(reasons)
        return (*reasons, f"and {rest:,} more") if rest else tuple(reasons)


@contextmanager
def table_comparison(
    old: PortfolioRequest, new: PortfolioRequest, progress: Progress
) -> Iterator[TableComparison]:
    """Work a table out under two rule sets; the results are there as long as this lasts.

    Raises:
        AuthorisationError: rules, an override or the input as a whole cannot be used, or the
            database is not installed.
    """
    both_options = assessment_options(old.request), assessment_options(new.request)
    columns = [dict(input_columns(options.program.rules)) for options in both_options]
    files: tuple[Path, ...] = ()
    if is_folder(new.source):
        files = find_input_files([new.source], recursive=new.recursive).files
    with TemporaryDirectory(prefix="authorise-") as made:
        folders = Path(made, "old"), Path(made, "new")
        for folder in folders:
            folder.mkdir()
        database = Database(folders[0] / "spill")

        def read(side: int) -> int:
            return read_input(
                database,
                new.source,
                both_options[side].program,
                folders[side],
                progress,
                table=new.table,
                recursive=new.recursive,
                ignored=columns[1 - side],
            )

        try:
            published = read(0)
            old_parts = assess_rows(database, old, both_options[0], folders[0], progress)
            alike = _tables_alike(*(options.program.rules for options in both_options))
            if alike:
                database.run(f"ALTER VIEW {RESULTS} RENAME TO {OLD_RESULTS}")
                database.run(f"CREATE VIEW {moved_rows.OLD_SUBMISSIONS} AS FROM {SUBMISSIONS}")
            else:
                _write_old(database, folders[0])
                database.close()
                database = Database(folders[1] / "spill")
                published = read(1)
                _read_old(database, folders[0])
            new_parts = assess_rows(database, new, both_options[1], folders[1], progress)
            if not alike:
                _add_refused(database)
            yield TableComparison(
                database,
                both_options,
                (old_parts, new_parts),
                files,
                published,
                folders[1],
                progress,
            )
        finally:
            database.close()


def _tables_alike(old: RuleSet, new: RuleSet) -> bool:
    """Whether both rule sets surely read a table in the same way."""
    return (
        list(input_columns(old)) == list(input_columns(new))
        and old.asked_questions == new.asked_questions
        and old.consistency == new.consistency
    )


_OLD_REFUSED: Final = "old_refused"
_OLD: Final = {RESULTS: OLD_RESULTS, SUBMISSIONS: moved_rows.OLD_SUBMISSIONS, REFUSED: _OLD_REFUSED}
"""The tables under the older rules, by those that they are written from."""


def _write_old(database: Database, folder: Path) -> None:
    """Write the tables under the older rules to files."""
    for table, old in _OLD.items():
        database.write_parquet(f"FROM {table}", folder / f"{old}.parquet")


def _read_old(database: Database, folder: Path) -> None:
    """Make views of those files, beside what the newer rules read."""
    for old in _OLD.values():
        file = literal(str(folder / f"{old}.parquet"))
        database.run(f"CREATE VIEW {old} AS FROM read_parquet({file})")


def _add_refused(database: Database) -> None:
    """Add the rows that the older rules refuse; what both refuse alike stands there once."""
    database.run(f"INSERT INTO {REFUSED} FROM {_OLD_REFUSED} EXCEPT FROM {REFUSED}")
    database.sort_refused()
