"""The errors of expressions: of their text, and of their values."""

from __future__ import annotations

from collections.abc import Iterable


class FeelError(Exception):
    """A value that cannot be worked out: it becomes null, with the reason noted."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class FeelSyntaxError(Exception):
    """Text that is not an expression; line and column count from 1, in the text itself."""

    def __init__(
        self, message: str, *, line: int = 1, column: int = 1, expected: Iterable[str] = ()
    ) -> None:
        self.message = message
        self.line = line
        self.column = column
        self.expected = tuple(expected)
        super().__init__(message)
