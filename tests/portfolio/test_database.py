"""The database of a run takes nothing from outside and cannot be set otherwise."""

from __future__ import annotations

import duckdb
import pytest

from authorisation.portfolio.database import Database

NOT_BY_ITSELF = (
    "allow_community_extensions",
    "allow_unsigned_extensions",
    "autoinstall_known_extensions",
    "autoload_known_extensions",
)


def test_extensions_are_not_fetched_and_the_configuration_is_locked(tmp_path):
    database = Database(tmp_path / "spill")
    try:
        for name in NOT_BY_ITSELF:
            ((value,),) = database.rows(f"SELECT current_setting('{name}')")
            assert value is False, name
            with pytest.raises(duckdb.InvalidInputException, match="has been locked"):
                database.run(f"SET {name} = true")
        with pytest.raises(duckdb.InvalidInputException, match="has been locked"):
            database.run("SET threads = 1")
    finally:
        database.close()
