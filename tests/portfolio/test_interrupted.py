"""Ctrl-C while the database works."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.portfolio.database import Database
from tests.interruptions import interrupted_after

pytest.importorskip("duckdb")


def test_an_interruption_is_no_bug(tmp_path: Path) -> None:
    database = Database(tmp_path / "spill")

    with pytest.raises(KeyboardInterrupt), interrupted_after(0.05):
        database.write_parquet(
            "SELECT md5(range::VARCHAR) FROM range(1000000)", tmp_path / "rows.parquet"
        )
