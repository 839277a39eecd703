"""One line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `most` is the limit that `value` is held to, where there is one."""

    what: str
    figure: str
    value: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.value is None or self.most is None:
            return f"{self.what:<58}{self.figure:>12}"
        verdict = "within" if self.value <= self.most else "BEYOND"
        return f"{self.what:<58}{self.figure:>12}   at most {self.most:g}: {verdict}"
