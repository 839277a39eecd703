"""Read what is assessed: submissions and assessors' files, from files, stdin or bytes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from authorisation.engine.program.program import Program
from authorisation.errors import InvalidOption, InvalidSubmission, UnreadableFile
from authorisation.language.answers.submissions import read_submission, without_own_checks
from authorisation.language.yaml.characters import MAX_BYTES
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission
from authorisation.usecases.filesystem.inputs import is_workbook, refuse_other_kinds

STDIN = "-"
STDIN_NAME = "<stdin>"


def submission_at(file: Path, program: Program) -> Submission:
    """Read a submission, and refuse it if its answers contradict each other."""
    refuse_other_kinds(file)
    name, data = file_at(file)
    return submission_in(data, name, program)


def file_at(file: Path) -> tuple[str, bytes]:
    """Give what a file, or stdin where it is `-`, is called in messages, and its bytes.

    Raises:
        UnreadableFile: it cannot be read.
    """
    return (STDIN_NAME, _stdin()) if str(file) == STDIN else (display_path(file), read_file(file))


def file_of(submission: Submission) -> Path:
    """Give the file of a submission, after which its results are named; `stdin` has none."""
    return Path("stdin" if submission.file == STDIN_NAME else submission.file)


def answers_in(
    data: bytes, name: str, rules: RuleSet, left_out: Problems | None = None
) -> Submission:
    """Read a submission from bytes, of a workbook or of YAML; of `left_out` see `read_submission`.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if not is_workbook(data, name):
        return read_submission(data, name, rules, left_out)
    from authorisation.forms.workbook.read import read_workbook  # noqa: PLC0415 - not for YAML

    return read_workbook(data, name, rules, left_out)


def submission_in(data: bytes, name: str, program: Program) -> Submission:
    """Read a submission from bytes, and refuse it if its answers contradict each other.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    submission = without_own_checks(answers_in(data, name, program.rules))
    contradictory = program.check_contradictions(submission)
    if contradictory:
        raise InvalidSubmission(
            contradictory, group=submission.name, name=submission.name, code=submission.code
        )
    return submission


def _stdin() -> bytes:
    if sys.stdin is None:
        raise UnreadableFile("it is closed", "name a file", file=STDIN_NAME)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise UnreadableFile(f"cannot be read: {why}", file=STDIN_NAME) from None
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            f"larger than {MAX_BYTES:,} bytes",
            "give one submission; several are given as files, or as a folder of them",
            file=STDIN_NAME,
        )
    return data


def read_assessors(
    files: Sequence[Path], rules: RuleSet, *, departures: bool = True
) -> list[Judgements]:
    """Read assessors' files, without their departures where those do not matter.

    Raises:
        InvalidOption: one records nothing, as a blank one that nobody has begun.
        InvalidSubmission: with every problem in one.
    """
    if not files:
        return []
    from authorisation.language.answers.judgements import read_judgements  # noqa: PLC0415 - few runs have any

    judged = [read_judgements(data, name, rules) for name, data in map(file_at, files)]
    for each in judged:
        if not (each.entries or each.departures):
            raise InvalidOption(
                f"{each.file}: nothing is recorded in it",
                "write a judgement, a moderation or a departure, or leave out the file",
            )
    return judged if departures else [replace(each, departures=()) for each in judged]
