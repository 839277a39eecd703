"""The errors that callers may catch, and the exit code of each.

AuthorisationError
├── InvalidRules          the rule files cannot be used as written          exit 3
├── InvalidSubmission     a submission or assessor's file cannot be used    exit 4
├── InvalidRecord         the record cannot be read                         exit 5
├── RecordDiffers         a record comes out otherwise, so nothing rests on it  exit 13
├── UnreadableFile        a file is missing, too large, not a file, ...     exit 6
├── EngineUnavailable     a library that the rules need cannot be used      exit 7
└── InvalidOption         an option names nothing that exists               exit 2

A criterion that is not met is a result, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

if TYPE_CHECKING:  # the command line knows errors before it knows what it will have to load
    from authorisation.model.source import Problem

_Found = TypeVar("_Found")
Listed = TypeVar("Listed")


class ExitCode(IntEnum):
    """The code that a command ends with; a verdict, bad input and a bug never share one."""

    DONE = 0
    BUG = 1
    INVALID_OPTION = 2
    INVALID_RULES = 3
    AMISS = 3
    INVALID_SUBMISSION = 4
    INVALID_RECORD = 5
    UNREADABLE_FILE = 6
    ENGINE_UNAVAILABLE = 7
    NEEDED = 10
    """A gate or a condition is not met or not shown."""
    FIRES = 10
    """A trigger fires in the latest period."""
    CANNOT_TELL = 11
    """Answers are missing, or a trigger may fire."""
    FAILED = 12
    """A case of the rules came out otherwise, or a property of theirs does not hold."""
    DIFFERS = 13
    """A record comes out otherwise when it is derived again."""
    DISAGREES = 13
    """The second engine, or the solver, came to other conclusions."""
    NOTHING_RUN = 14
    """No case was there to run, or no property to prove."""
    UNDECIDED = 15
    """A property of the rules is neither proved nor refuted."""
    INTERRUPTED = 130


class AuthorisationError(Exception):
    """Base of every error that a caller may want to catch.

    `remedy` says what to do about it, and may be empty; `str` has it below the message.
    """

    exit_code: ClassVar[ExitCode]

    def __init__(self, message: str, remedy: object = "") -> None:
        self.message = message
        self.remedy = str(remedy)
        self._remedy = remedy
        super().__init__(message, remedy)

    def __str__(self) -> str:
        from authorisation.model.source import format_with_remedy  # noqa: PLC0415 - loads late

        return format_with_remedy(self.named_message, self.remedy)

    @property
    def page_remedy(self) -> str:
        """The remedy for who has no command line, such as on a page; may be empty."""
        from authorisation.model.source import words_on_page  # noqa: PLC0415 - loads late

        return words_on_page(self._remedy)

    @property
    def named_message(self) -> str:
        """The message, behind the file that it is about."""
        return self.message


_TELL: Final = "tell whoever keeps this site"


MOST_LISTED: Final = 200
"""How many problems are listed; a file with more has one fault over and over."""


def list_problems(problems: Sequence[Listed], form: Callable[[Listed], str] = str) -> list[str]:
    """The first problems as messages, and how many more there are."""
    more = len(problems) - MOST_LISTED
    left = [f"and {more:,} more problem{'s' if more > 1 else ''}"] if more > 0 else []
    return [*map(form, problems[:MOST_LISTED]), *left]


class InvalidFiles(AuthorisationError):
    """Base of the errors that carry every problem of some files, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(list_problems(self.problems)))


class InvalidRules(InvalidFiles):
    """The rule files cannot be used as written; carries every problem, in file order."""

    exit_code = ExitCode.INVALID_RULES


class InvalidSubmission(InvalidFiles):
    """A submission or assessor's file cannot be used; carries every problem, in file order.

    `group` is whose it is, where readers are told so; `file` is the path of the submission, where
    the problems stand in another file. `name` and `code` are those of its group, as far as they
    could be read.
    """

    exit_code = ExitCode.INVALID_SUBMISSION

    def __init__(
        self,
        problems: Iterable[Problem],
        *,
        group: str = "",
        file: str = "",
        name: str = "",
        code: str = "",
    ) -> None:
        self.group = group
        self.file = file
        self.name = name
        self.code = code
        super().__init__(problems)


class InvalidRecord(AuthorisationError):
    """A stored record is not one, or was made by rules that cannot be found."""

    exit_code = ExitCode.INVALID_RECORD
    page_remedy = _TELL


class RecordDiffers(AuthorisationError):
    """A record comes out otherwise when it is derived again, so nothing is made from it."""

    exit_code = ExitCode.DIFFERS
    page_remedy = _TELL


class UnreadableFile(AuthorisationError):
    """A file cannot be read as text: missing, a folder, a pipe, too large, not UTF-8.

    `file` is its path as it is shown, which `str` has before the message; empty where the error is
    not about one file. `inside` says of a folder why each file in it is not read either.
    """

    exit_code = ExitCode.UNREADABLE_FILE

    def __init__(
        self, message: str, remedy: object = "", *, file: str = "", inside: Sequence[str] = ()
    ) -> None:
        self.file = file
        self.inside = tuple(inside)
        super().__init__(message, remedy)

    def __str__(self) -> str:
        return "\n".join((super().__str__(), *self.inside))

    @property
    def named_message(self) -> str:
        """The message, behind the file that it is about."""
        return f"{self.file}: {self.message}" if self.file else self.message


class InvalidOption(AuthorisationError):
    """An option or argument names something that does not exist; says what does."""

    exit_code = ExitCode.INVALID_OPTION


class EngineUnavailable(AuthorisationError):
    """A library for an optional part cannot be used here or failed; says why, and what to do.

    Without the second rule engine an assessment goes without a second opinion, and a history
    without its confirmation; only without SciPy is there no history where a line has heavy tails.
    """

    exit_code = ExitCode.ENGINE_UNAVAILABLE
    page_remedy = _TELL

    def __init__(self, engine: str, reason: str, remedy: str) -> None:
        self.reason = reason
        super().__init__(f"{engine}: {reason}", remedy)


def format_extra_remedy(extra: str) -> str:
    """The command to install what an optional part of this program needs, by its extra's name."""
    return f"python3 -m pip install '.[{extra}]' in this program's folder"


def import_extra(module: str, extra: str, what: str) -> Any:  # noqa: ANN401 - a module
    """The module that an optional part needs, by its whole name; `what` is what it is to a user.

    Raises:
        EngineUnavailable: it is not installed; the remedy says how.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        remedy = format_extra_remedy(extra)
        raise EngineUnavailable(package, f"{what} is not installed", remedy) from error


def interruptible(work: Callable[[], _Found], stop: Callable[[], object]) -> _Found:
    """The result of the work of a library, done beside this thread; an interruption stops it.

    A library that takes Ctrl-C for itself would go on, with half an answer.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - few commands need it

    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(work)
        try:
            return found.result()
        except KeyboardInterrupt:
            stop()
            raise


class SolverDisagrees(AuthorisationError):
    """The engine does not find in a submission what the solver found there: a fault of ours."""

    exit_code = ExitCode.DISAGREES
