"""A store in a folder of its own for each test, on SQLite."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def to_be_copied(of: Path | None = None) -> Iterator[Path]:
    """A folder for a store that is made once: a copy of another, opened to be filled."""
    folder = Path(mkdtemp()) / "store"
    atexit.register(shutil.rmtree, folder.parent)
    if of:
        shutil.copytree(of, folder)
        open_store(folder)
    yield folder
    connections.close_all()


@contextmanager
def copy_of(template: Path, folder: Path) -> Iterator[Store]:
    """A copy of a store, open for as long as it is used."""
    shutil.copytree(template, folder)
    yield open_store(folder)
    connections.close_all()


@cache
def template(*, walked: bool = False) -> Path:
    """A store that is made once, to be copied; with two cases that were walked to the end."""
    with to_be_copied() as folder:
        make_store(folder, StoreSettings(second_factor=()))
        if walked:
            from tests.casework.walk import walk_two  # noqa: PLC0415 - only for some tests

            walk_two()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store without a case."""
    with copy_of(template(), tmp_path / "store") as store:
        yield store


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[Store]:
    """A store with two cases: events 1 to 15 are of people, 16 to 27 of ILL2, 28 to 39 of ILX."""
    with copy_of(template(walked=True), tmp_path / "walked") as store:
        yield store
