"""The input of a portfolio, put into the table of submissions, whatever form it has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from authorisation.engine.program.program import Program
from authorisation.errors import AuthorisationError, InvalidOption
from authorisation.language.yaml.regular_files import display_path, is_folder
from authorisation.model.submission import Judgements, Submission
from authorisation.portfolio.database import REFUSED, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.input.columns import fit_columns
from authorisation.portfolio.input.read_table import read_table, write_refused
from authorisation.portfolio.input.rows import UnfitAnswer, submission_row
from authorisation.portfolio.input.sources import RAW, naming_damage, open_source
from authorisation.portfolio.layout import input_columns
from authorisation.usecases.assessing.inputs import submission_at
from authorisation.usecases.assessing.judgements import (
    JUDGED_IN_COLUMNS,
    counted_submission,
    refuse_unfit,
)
from authorisation.usecases.filesystem.inputs import find_input_files


def read_input(
    database: Database,
    source: Path,
    program: Program,
    folder: Path,
    progress: Callable[[int, str], Callable[[int], None]],
    *,
    table: str = "",
    recursive: bool = False,
    ignored: Collection[str] = (),
    judged: Sequence[Judgements] = (),
    as_of: date | None = None,
) -> int:
    """Fill the tables of submissions and of refused rows.

    Returns how many submissions are of published facts alone, which no column says. Columns of a
    table that are `ignored` hold what other rules ask. What is `judged` of the submissions of a
    folder counts as of their day, or of `as_of`.

    `progress` is given how many rows are read one by one and what is done to them in words, and
    gives what is given how many are done.

    Raises:
        AuthorisationError: the input as a whole cannot be read.
    """
    database.create(SUBMISSIONS, input_columns(program.rules))
    if is_folder(source):
        files = find_input_files([source], recursive=recursive).files
        shown = progress(len(files), "read")
        return _read_files(database, files, program, folder, shown, judged, as_of)
    if judged:
        raise InvalidOption(*JUDGED_IN_COLUMNS)
    given = open_source(database, source, table, folder)
    known = dict(database.columns(SUBMISSIONS))
    asked = {name: kind for name, kind in given.items() if name in known or name not in ignored}

    def filled(names: Sequence[str]) -> list[str]:
        counts = ", ".join(f"count({quoted(name)})" for name in names)
        (numbers,) = database.rows(f"SELECT {counts} FROM {RAW}")
        return [name for name, number in zip(names, numbers, strict=True) if number]

    with naming_damage(database, source):
        kinds = fit_columns(asked, known, display_path(source), filled)
        read_table(database, kinds, program, display_path(source), folder, progress)
    return 0


def _read_files(
    database: Database,
    files: Sequence[Path],
    program: Program,
    folder: Path,
    on_progress: Callable[[int], None],
    judged: Sequence[Judgements],
    as_of: date | None,
) -> int:
    """Read submissions; a file that cannot be used is a refused row."""
    published = 0
    read: list[Submission] = []
    unusable: list[AuthorisationError] = []
    rows, refused = folder / "rows.jsonl", folder / "refused.jsonl"
    with rows.open("wb") as out, refused.open("wb") as out_refused:
        for number, file in enumerate(files, start=1):
            try:
                submission = submission_at(file, program)
                counted, found = counted_submission(submission, judged, as_of)
                row = submission_row(number, counted, program.rules, found)
                if judged:  # no more is held of each than whose it is
                    read.append(replace(submission, answers={}, evidence={}, places={}))
            except AuthorisationError as error:
                unusable.append(error)
                whole = UnfitAnswer("", "", str(error))
                of = getattr(error, "name", None), getattr(error, "code", None)
                write_refused(out_refused, number, display_path(file), whole, of)
            except UnfitAnswer as unfit:
                of = submission.name, submission.code
                write_refused(out_refused, number, display_path(file), unfit, of)
            else:
                out.write(msgspec.json.encode(row) + b"\n")
                published += submission.published_facts_only
            on_progress(number)
    refuse_unfit(judged, read, unusable)
    database.read_lines(SUBMISSIONS, list(input_columns(program.rules)), rows)
    database.read_lines(REFUSED, list(database.refused_columns.items()), refused)
    database.number_files(map(display_path, files))
    return published
