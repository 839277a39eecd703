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
    return output.with_name(f"{output.stem}.refused.csv")


def write_results(
    run: PortfolioRun, output: Path, form: FileFormat, refused: Path | None
) -> Path | None:
    """Write the results, and where rows were refused those too, and return their place.

    Raises:
        InvalidOption: one of them cannot be written there, or a workbook has no place for it.
    """
    with TemporaryDirectory(prefix="authorise-") as made, files_written() as files:
        folder = Path(made)
        files.add(output, partial(write_table, run.database, RESULTS, form, folder))
        if not run.refused:
            return None
        place = refused or refused_place(output)
        files.add(place, partial(write_table, run.database, REFUSED, FileFormat.CSV, folder))
        return place
