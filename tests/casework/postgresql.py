"""A PostgreSQL that tests start for themselves, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.db import connections


def server_folder() -> Path | None:
    """Where the programs of the newest PostgreSQL are; Debian has them beside the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(each) for each in [shutil.which("initdb")] if each
    ]
    return found[-1].parent if found else None


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a server that is started for tests, on a socket of its own."""
    programs = server_folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(mkdtemp(prefix="pg-"))  # pytest's own are for one user alone
    run = partial(subprocess.run, check=True, capture_output=True, cwd="/")
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
        run = partial(run, user="postgres", group="postgres", extra_groups=[])
    data = folder / "data"
    run([programs / "initdb", "-A", "trust", "-U", "cases", "-E", "UTF8", data])
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    start = ["-w", "-D", data, "-l", folder / "log", "-o", options, "start"]
    run([programs / "pg_ctl", *start])
    try:
        yield f"postgresql://cases@/postgres?host={folder}"
    finally:
        connections.close_all()
        run([programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder)
