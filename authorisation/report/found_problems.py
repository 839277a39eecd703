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
from authorisation.model.source import Location, column_letters

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT: Final = "%SRCROOT%"
_Json: TypeAlias = dict[str, Any]


class ProblemKind(msgspec.Struct, frozen=True):
    """A kind of problem: its id, which stays the same from run to run, and what it means."""

    id: str
    means: str
    refused: bool = True
    """Whether the file cannot be used; else it is only unwise."""


KINDS: Final = {
    kind.id: kind
    for kind in (
        ProblemKind("invalid-rules", "The rules cannot be used as they are written."),
        ProblemKind(
            "invalid-file", "A submission, returns or judgements cannot be used as written."
        ),
        ProblemKind("unreadable-file", "A file cannot be read."),
        ProblemKind("unread-file", "A file in the folder is not read.", refused=False),
        ProblemKind("advice", "What is written can be used, and is unwise.", refused=False),
    )
}


class ListedProblem(msgspec.Struct, frozen=True):
    """One problem, of a kind of `KINDS`; `at` is None where no place is known."""

    kind: str
    message: str
    help: str = ""
    at: Location | None = None

    @property
    def text(self) -> str:
        """The message and, on a line of its own, the remedy."""
        return f"{self.message}\nhelp: {self.help}" if self.help else self.message


def render_sarif(found: Sequence[ListedProblem], version: str) -> bytes:
    """One run in SARIF 2.1.0, found by that version of this program."""
    used = [kind for kind in KINDS.values() if any(each.kind == kind.id for each in found)]
    numbers = {kind.id: number for number, kind in enumerate(used)}
    rules = [
        {
            "id": kind.id,
            "shortDescription": {"text": kind.means},
            "defaultConfiguration": {"level": _level(kind)},
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
                "level": _level(KINDS[each.kind]),
                "message": {"text": each.text},
                "locations": [] if each.at is None else [_sarif_place(each.at)],
            }
            for each in found
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode()


def _level(kind: ProblemKind) -> str:
    return "error" if kind.refused else "warning"


def _sarif_place(at: Location) -> _Json:
    """A place; that of a workbook has no line, so its cell is named beside it."""
    file = PurePath(at.file)
    artifact = (
        {"uri": Path(at.file).as_uri()}
        if file.is_absolute()
        else {"uri": quote(file.as_posix()), "uriBaseId": _ROOT}
    )
    place: _Json = {"physicalLocation": {"artifactLocation": artifact}}
    if at.sheet:
        cell = f"{at.sheet}!{column_letters(at.column)}{at.line}"
        return {**place, "logicalLocations": [{"fullyQualifiedName": cell}]}
    if at.line:
        region = {"startLine": at.line, "startColumn": at.column}
        place["physicalLocation"]["region"] = region
    return place


def render_github(found: Iterable[ListedProblem]) -> bytes:
    """A command for each problem, which GitHub shows at its place in the change."""
    return "".join(f"{command}\n" for command in map(_github_command, found)).encode()


def _github_command(problem: ListedProblem) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(problem))
    return f"::{_level(KINDS[problem.kind])} {properties}::{_data(visible_lines(problem.text))}"


def _properties(problem: ListedProblem) -> Iterator[tuple[str, str]]:
    at = problem.at
    if at is not None:
        yield "file", visible(PurePath(at.file).as_posix())
        if at.line and not at.sheet:
            yield "line", str(at.line)
            yield "col", str(at.column)
    yield "title", KINDS[problem.kind].means.rstrip(".")


def _data(text: str) -> str:
    """A text for the end of a command. The percent sign goes first, as it begins each escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
