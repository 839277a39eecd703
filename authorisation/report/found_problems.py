"""Problems found in files, laid out for the pipelines that look for them: SARIF and GitHub's log.

SARIF is version 2.1.0 of the standard of OASIS. GitHub reads commands in the log of a workflow, one
a line: what would end a command or one of its properties is escaped as its runner takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import msgspec

from authorisation.explain.words.safe import visible, visible_lines
from authorisation.model.source import AdviceCode, Location, Problem, column_letters

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT: Final = "%SRCROOT%"
_Json: TypeAlias = dict[str, Any]


class ProblemKind(msgspec.Struct, frozen=True):
    """A kind of problem: its id, which stays the same from run to run, and what it means."""

    id: str
    means: str
    level: str = "warning"
    """As SARIF has it: `error` where the file cannot be used, `note` where nothing is amiss."""


ADVICE_KINDS: Final = {
    code.value: ProblemKind(code.value, means, level)
    for code, means, level in (
        (AdviceCode.MAY_BE_NULL, "A comparison may come to null.", "warning"),
        (AdviceCode.UNPROVEN_DOCUMENT, "The title of a document is enough.", "warning"),
        (AdviceCode.UNUSED_FIGURE, "Nothing uses a figure.", "warning"),
        (AdviceCode.UNUSED_QUESTION, "Nothing looks at a question that is asked.", "warning"),
        (AdviceCode.UNUSED_SOURCE, "Nothing cites a source.", "warning"),
        (AdviceCode.UNUSED_SCALE, "No criterion is judged by a scale.", "warning"),
        (AdviceCode.NOT_IN_OUTCOMES, "No outcome looks at a criterion.", "warning"),
        (AdviceCode.NOT_COVERED, "No case looks at a part of the rules.", "warning"),
        (AdviceCode.UNREAD_FILE, "A file in the folder of rules is not read.", "warning"),
        (AdviceCode.UNKNOWN_FOLLOWER, "A rule set that is to follow is not there.", "warning"),
        (AdviceCode.QUESTIONED_ANSWER, "An answer reads as if it were a mistake.", "warning"),
        (AdviceCode.NEVER_APPLIES, "A criterion never applies.", "warning"),
        (AdviceCode.ALWAYS_APPLIES, "`applies` keeps nobody out.", "warning"),
        (AdviceCode.NEVER_MET, "A criterion is never met.", "warning"),
        (AdviceCode.ALWAYS_MET, "A criterion can never be not met.", "note"),
        (AdviceCode.CONSTANT_TEST, "A comparison always comes to the same.", "warning"),
        (AdviceCode.DECIDED_BY_FIGURE, "A figure decides on a criterion for everybody.", "note"),
        (AdviceCode.REDUNDANT, "Two criteria always have the same verdict.", "note"),
        (AdviceCode.CONTRADICTORY, "Criteria cannot be met together.", "warning"),
        (AdviceCode.UNREACHED_ROW, "A row of a table is never reached.", "warning"),
        (AdviceCode.OVERLAPPING_ROWS, "Two rows of a table overlap.", "note"),
        (AdviceCode.BAND_GAP, "A figure lies between the bands of a trigger.", "warning"),
        (AdviceCode.UNREACHED_CELL, "A cell of a table is never reached.", "warning"),
        (AdviceCode.UNREACHED_STAGE, "No group comes to a stage.", "warning"),
        (AdviceCode.NO_WAY_OUT, "No group leaves a stage.", "note"),
        (AdviceCode.NOT_SETTLED, "What is so of a criterion is not known.", "note"),
    )
}
"""The kinds of advice, by their codes."""
KINDS: Final = {
    kind.id: kind
    for kind in (
        ProblemKind("invalid-rules", "The rules cannot be used as they are written.", "error"),
        ProblemKind(
            "invalid-file",
            "A submission, returns or judgements cannot be used as written.",
            "error",
        ),
        ProblemKind("unreadable-file", "A file cannot be read.", "error"),
        ProblemKind("unread-file", "A file in the folder is not read."),
        ProblemKind("advice", "What is written can be used, and is unwise."),
    )
} | ADVICE_KINDS


class ListedFix(msgspec.Struct, frozen=True):
    """A change that mends a problem: a text from one place of a file up to another.

    Lines and columns count from 1, in characters. `sure` says that it is what the remedy asks for;
    else it is one of several that would do.
    """

    title: str
    sure: bool
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class ListedProblem(msgspec.Struct, frozen=True):
    """One problem, of a kind of `KINDS`; `at` is None where no place is known.

    `example` is the YAML of a submission that shows it, or empty.
    """

    kind: str
    message: str
    help: str = ""
    at: Location | None = None
    example: str = ""
    fixes: tuple[ListedFix, ...] = ()

    @property
    def text(self) -> str:
        """The message and, on lines of their own, the remedy and the example."""
        lines = [self.message]
        lines += [f"help: {self.help}"] if self.help else []
        lines += ["such as:", self.example.rstrip()] if self.example else []
        return "\n".join(lines)


def format_advice(advice: Problem) -> str:
    """Advice with its code and remedy, and below them the submission that shows it."""
    head, *rest = str(advice).split("\n")
    lines = [f"{head} [{advice.code}]" if advice.code else head, *rest]
    if advice.example:
        lines += ["  such as:", *(f"    {line}" for line in advice.example.splitlines())]
    return "\n".join(lines)


def render_sarif(found: Sequence[ListedProblem], version: str) -> bytes:
    """One run in SARIF 2.1.0, found by that version of this program."""
    used = [kind for kind in KINDS.values() if any(each.kind == kind.id for each in found)]
    numbers = {kind.id: number for number, kind in enumerate(used)}
    rules = [
        {
            "id": kind.id,
            "shortDescription": {"text": kind.means},
            "defaultConfiguration": {"level": kind.level},
        }
        for kind in used
    ]
    run = {
        "tool": {"driver": {"name": "authorise check", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": each.kind,
                "ruleIndex": numbers[each.kind],
                "level": KINDS[each.kind].level,
                "message": {"text": each.text},
                "locations": [] if each.at is None else [_sarif_place(each.at)],
                **({"fixes": [*map(_sarif_fix, each.fixes)]} if each.fixes else {}),
            }
            for each in found
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode()


def _sarif_place(at: Location) -> _Json:
    """A place; that of a workbook has no line, so its cell is named beside it."""
    place: _Json = {"physicalLocation": {"artifactLocation": _sarif_file(at.file)}}
    if at.sheet:
        cell = f"{at.sheet}!{column_letters(at.column)}{at.line}"
        return {**place, "logicalLocations": [{"fullyQualifiedName": cell}]}
    if at.line:
        region = {"startLine": at.line, "startColumn": at.column}
        place["physicalLocation"]["region"] = region
    return place


def _sarif_file(name: str) -> _Json:
    file = PurePath(name)
    if file.is_absolute():
        return {"uri": Path(name).as_uri()}
    return {"uri": quote(file.as_posix()), "uriBaseId": _ROOT}


def _sarif_fix(fix: ListedFix) -> _Json:
    """A change; the end of its region is the column behind the last character."""
    region = {
        "startLine": fix.line,
        "startColumn": fix.column,
        "endLine": fix.end_line,
        "endColumn": fix.end_column,
    }
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    change = {"artifactLocation": _sarif_file(fix.file), "replacements": [replacement]}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def render_github(found: Iterable[ListedProblem]) -> bytes:
    """A command for each problem, which GitHub shows at its place in the change."""
    return "".join(f"{command}\n" for command in map(_github_command, found)).encode()


def _github_command(problem: ListedProblem) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(problem))
    level = KINDS[problem.kind].level.replace("note", "notice")
    return f"::{level} {properties}::{_data(visible_lines(problem.text))}"


def _properties(problem: ListedProblem) -> Iterator[tuple[str, str]]:
    at = problem.at
    if at is not None:
        yield "file", visible(PurePath(at.file).as_posix())
        if at.line and not at.sheet:
            yield "line", str(at.line)
            yield "col", str(at.column)
    code = f" [{problem.kind}]" if problem.kind in ADVICE_KINDS else ""
    yield "title", KINDS[problem.kind].means.rstrip(".") + code


def _data(text: str) -> str:
    """A text for the end of a command. The percent sign goes first, as it begins each escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
