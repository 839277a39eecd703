"""A store in a folder of its own for each test, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("django")

from django.db import connections

from authorisation.casework.store import Store, StoreSettings, configure, make_store

configure({})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield make_store(tmp_path / "store", StoreSettings())
    connections.close_all()
