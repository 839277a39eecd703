"""A store in a folder of its own for each test, on SQLite."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

pytest.importorskip("django")

from django.db import connections

from authorisation.casework.store import Store, StoreSettings, configure, make_store, open_store

configure({})


@cache
def template() -> Path:
    """A store that is made once, to be copied; its tables take a second to make."""
    folder = Path(mkdtemp()) / "store"
    make_store(folder, StoreSettings())
    connections.close_all()
    atexit.register(shutil.rmtree, folder.parent)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(template(), tmp_path / "store")
    yield open_store(tmp_path / "store")
    connections.close_all()
