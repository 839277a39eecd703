"""The results of a portfolio, and the rows that were refused, written to files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from authorisation.portfolio.database import REFUSED
from authorisation.portfolio.output import write_table
from authorisation.portfolio.run import RESULTS
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.filesystem.files import files_written
from authorisation.usecases.portfolio.run import PortfolioRun


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
