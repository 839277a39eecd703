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

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections

from authorisation.casework.store import Store, StoreSettings, configure, make_store, open_store
from tests.disk import let_no_store_wait

configure({})
let_no_store_wait()
# A password costs a fifth of a second of processor time by intent, and tests set hundreds of them.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64


@cache
def template(*, walked: bool = False) -> Path:
    """A store that is made once, to be copied; with two cases that were walked to the end."""
    folder = Path(mkdtemp()) / "store"
    atexit.register(shutil.rmtree, folder.parent)
    make_store(folder, StoreSettings(second_factor=()))
    if walked:
        from tests.casework.walk import walk_two  # noqa: PLC0415 - only for some tests

        walk_two()
    connections.close_all()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store without a case."""
    shutil.copytree(template(), tmp_path / "store")
    yield open_store(tmp_path / "store")
    connections.close_all()


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[Store]:
    """A store with two cases: events 1 to 15 are of people, 16 to 27 of ILL2, 28 to 39 of ILX."""
    shutil.copytree(template(walked=True), tmp_path / "walked")
    yield open_store(tmp_path / "walked")
    connections.close_all()
