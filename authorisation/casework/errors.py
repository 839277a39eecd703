"""What a store refuses to do; the words are for whoever asked."""

from __future__ import annotations

from collections.abc import Iterable

from authorisation.errors import AuthorisationError, ExitCode


class NotAllowed(AuthorisationError):
    """A move that the person may not make, or not in this state; says why."""

    exit_code = ExitCode.INVALID_OPTION


class StaleAnswer(NotAllowed):
    """Somebody else changed these answers since they were shown; none was saved."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(f"changed by somebody else since: {', '.join(self.paths)}")
