"""Rows that cannot be used, as they are kept: which row, which column, what stands there, why."""

from __future__ import annotations

from typing import IO

import msgspec

from authorisation.portfolio.input.rows import UnfitAnswer


def write_refused(
    out: IO[bytes],
    number: int,
    file: str,
    found: UnfitAnswer,
    of: tuple[str | None, str | None] = (None, None),
) -> None:
    """Write one line of the table of refused rows; `of` is whose it is, by name and code."""
    held = {
        "row": number,
        "file": file,
        "name": of[0],
        "code": of[1],
        "column": found.column,
        "value": found.value,
        "reason": found.reason,
    }
    out.write(msgspec.json.encode(held) + b"\n")
