"""Whether applications that are compared are worked out as a table, or one by one by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption
from authorisation.language.yaml.regular_files import is_folder
from authorisation.portfolio.input.source_kinds import ENDINGS
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat
from authorisation.usecases.assessing.judgements import JUDGED_IN_COLUMNS
from authorisation.usecases.filesystem.inputs import InputFiles

MANY: Final = 500
"""More files than this in a folder are compared as a table where a page is asked for."""


def compares_as_table(
    inputs: Sequence[Path], found: InputFiles, form: FileFormat, judgements: Sequence[Path] = ()
) -> bool:
    """Whether what is given is compared as a table: a file of one, or a folder of very many files.

    Raises:
        InvalidOption: a table stands beside other inputs, or only a table has that format.
    """
    tables = [each for each in inputs if each.suffix.lower() in ENDINGS]
    if tables and len(inputs) > 1:
        raise InvalidOption(
            f"{tables[0]}: a table is compared by itself", "name it alone with `--on`"
        )
    folder = len(inputs) == 1 and is_folder(inputs[0])
    if judgements and (tables or (folder and form is FileFormat.PARQUET)):
        raise InvalidOption(*JUDGED_IN_COLUMNS)
    if form is FileFormat.PARQUET and not tables and not folder:
        raise InvalidOption(
            "Parquet holds who moves of a table or a folder", "name one with `--on`"
        )
    if tables or form is FileFormat.PARQUET:
        return True
    many = folder and form in PAGE_FORMATS and len(found.files) > MANY and not judgements
    return many and find_spec("duckdb") is not None
