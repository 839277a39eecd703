"""Whole outputs that are kept as files: compared, or written anew where `--expected` asks for it."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

OPTION = "--expected"
ROOT = Path(__file__).parents[1]


class _Mode:
    """Whether kept outputs are written anew in this run, which the command line decides."""

    writes = False


def write_anew() -> None:
    """Let `assert_expected` write what it is given, from now on."""
    _Mode.writes = True


def is_written_anew() -> bool:
    """Whether this run writes kept outputs, and what goes with them, anew."""
    return _Mode.writes


def assert_expected(path: Path, made: str) -> None:
    """Hold what was made against what is kept in a file, line ends and all."""
    if _Mode.writes:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode())
        return
    kept = path.read_bytes().decode() if path.exists() else ""
    if made != kept or not path.exists():
        pytest.fail(_describe_difference(path, kept, made), pytrace=False)


def _describe_difference(path: Path, kept: str, made: str) -> str:
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    lines = unified_diff(
        kept.splitlines(), made.splitlines(), f"{name} as kept", "as made now", lineterm=""
    )
    return "\n".join([*lines, f"{name} is not what is made now: `make expected` writes it anew"])
