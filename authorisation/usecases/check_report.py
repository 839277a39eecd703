"""What `check` found in rules and in what groups wrote, for a log or for another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from authorisation import __version__
from authorisation.errors import (
    MOST_LISTED,
    AuthorisationError,
    ExitCode,
    UnreadableFile,
    list_problems,
)
from authorisation.explain.words.safe import visible_lines
from authorisation.language.fixes.edits import ReadSource, quick_fixes, read_source
from authorisation.model.source import Location, Problem, column_letters
from authorisation.report.file_formats import FileFormat
from authorisation.report.found_problems import (
    ADVICE_KINDS,
    ListedFix,
    ListedProblem,
    format_advice,
    render_github,
    render_sarif,
)
from authorisation.usecases.check import Checked
from authorisation.usecases.delivery.deliverable import record_bytes

_ADVICE: Final = "advice"


class ProblemRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem: line and column count from 1, in characters; a workbook has a cell instead."""

    kind: str
    message: str
    help: str = ""
    code: str = ""
    """What a piece of advice is about; each is described in `docs/advice.md`."""
    example: str = ""
    """The YAML of a submission that shows it."""
    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    fixes: tuple[ListedFix, ...] = ()
    """The changes of which one mends it, the likeliest first."""


class CheckedRecord(msgspec.Struct, frozen=True):
    """One rule set or file, whether it can be used, and what was found in it."""

    subject: str
    usable: bool
    read_as: str
    problems: tuple[ProblemRecord, ...]
    advice: tuple[ProblemRecord, ...]


class ChecksRecord(msgspec.Struct, frozen=True):
    """All that was checked, and what lay in the folders given and was not read."""

    format: Literal["authorisation-check-1"]
    usable: bool
    checked: tuple[CheckedRecord, ...]
    unread: tuple[ProblemRecord, ...]


def render_checks(
    form: FileFormat, checked: Sequence[Checked], unread: Sequence[UnreadableFile] = ()
) -> bytes:
    """The bytes of a report on checks: text, JSON, SARIF or commands of a log on GitHub."""
    match form:
        case FileFormat.JSON:
            record = _checks_record(checked, unread)
            return record_bytes(record)
        case FileFormat.SARIF:
            return render_sarif(_listed_problems(checked, unread), __version__)
        case FileFormat.GITHUB:
            return render_github(_listed_problems(checked, unread))
        case _:
            lines = (line for each in checked for line in format_checked(each))
            return "".join(f"{visible_lines(line)}\n" for line in lines).encode()


def format_checked(checked: Checked) -> Iterator[str]:
    """Yield what was found as messages, and then how many problems there are."""
    yield from list_problems(checked.problems)
    for hint in checked.advice:
        yield f"advice: {format_advice(hint)}"
    yield checked.summary


def _checks_record(checked: Sequence[Checked], unread: Sequence[UnreadableFile]) -> ChecksRecord:
    return ChecksRecord(
        format="authorisation-check-1",
        usable=not any(each.problems for each in checked),
        checked=tuple(
            CheckedRecord(
                subject=each.subject,
                usable=not each.problems,
                read_as=each.read_as,
                problems=tuple(map(_problem_record, _problems(each))),
                advice=tuple(map(_problem_record, _problems_of_kind(each.advice))),
            )
            for each in checked
        ),
        unread=tuple(_problem_record(_unreadable(each, "unread-file")) for each in unread),
    )


def _problem_record(found: ListedProblem) -> ProblemRecord:
    kind, code = (_ADVICE, found.kind) if found.kind in ADVICE_KINDS else (found.kind, "")
    record = ProblemRecord(kind, found.message, found.help, code, found.example, fixes=found.fixes)
    at = found.at
    if at is None:
        return record
    if at.sheet:
        cell = f"{column_letters(at.column)}{at.line}"
        return replace(record, file=at.file, sheet=at.sheet, cell=cell)
    return replace(record, file=at.file, line=at.line, column=at.column if at.line else 0)


def _listed_problems(
    checked: Sequence[Checked], unread: Sequence[UnreadableFile]
) -> tuple[ListedProblem, ...]:
    """All problems, each once: two rule sets may rest on the same file."""
    found = [_unreadable(each, "unread-file") for each in unread]
    for each in checked:
        found += (*_problems(each), *_problems_of_kind(each.advice))
    return tuple(dict.fromkeys(found))


def _problems(checked: Checked) -> Iterator[ListedProblem]:
    kind = "invalid-rules" if checked.exit_code is ExitCode.INVALID_RULES else "invalid-file"
    found = [each for each in checked.problems if isinstance(each, Problem)]
    yield from _problems_of_kind(found, kind)
    for each in checked.problems:
        if not isinstance(each, Problem):
            yield _unreadable(each, "unreadable-file")


def _problems_of_kind(problems: Sequence[Problem], kind: str = "") -> Iterator[ListedProblem]:
    """Yield problems of a kind, or of that of their codes, the first of them with fixes.

    To look for those of all the problems there may be would take too long.
    """
    read: ReadSource = cache(read_source)
    for number, each in enumerate(problems):
        fixes = tuple(_fixes(each, read)) if number < MOST_LISTED else ()
        named = kind or each.code or _ADVICE
        yield ListedProblem(named, each.message, each.help, each.at, each.example, fixes)


def _fixes(problem: Problem, read: ReadSource) -> Iterator[ListedFix]:
    for fix in quick_fixes(problem, read):
        file, span = fix.edit.file, fix.edit.span
        if (text := read(file)) is not None:
            (line, column), (end_line, end_column) = text.place(span.start), text.place(span.end)
            places = (line + 1, column + 1, end_line + 1, end_column + 1)
            yield ListedFix(fix.title, fix.sure, file, *places, fix.edit.text)


def _unreadable(error: AuthorisationError, kind: str) -> ListedProblem:
    """An error without a place in a file."""
    file = error.file if isinstance(error, UnreadableFile) else ""
    return ListedProblem(
        kind, error.message, error.remedy, Location(file, line=0) if file else None
    )
