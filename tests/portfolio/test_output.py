"""Results written as files."""

from __future__ import annotations

import io
from pathlib import Path

from authorisation.portfolio.database import Database
from authorisation.portfolio.output import write_table
from authorisation.report.file_formats import FileFormat
from authorisation.report.tables.csv import MARK, OBEYED


def test_a_text_that_a_spreadsheet_obeys_is_marked_without_a_join_for_its_column(tmp_path):
    database = Database(tmp_path / "rows")
    database.create("texts", [("one", "VARCHAR"), ("other", "VARCHAR")])
    database.add_rows("texts", [["=1+1", "gate"], ["+", "－1"]])
    choices = ", ".join(f"chr({ord(each)})" for each in OBEYED)
    written = io.BytesIO()

    ((_, plan),) = database.rows(f"EXPLAIN SELECT left(one, 1) IN ({choices}) FROM texts")
    write_table(database, "texts", FileFormat.CSV, Path(tmp_path), written)
    database.close()

    assert "projection" in plan.lower()
    assert "join" not in plan.lower()
    assert written.getvalue().decode() == MARK.decode() + "one,other\r\n'=1+1,gate\r\n'+,'－1\r\n"
