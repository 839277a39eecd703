"""The kind of a file that a group or an assessor wrote, recognised by its keys."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as MappingOf
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from authorisation.language.yaml.document import Mapping, Node, UnreadableYaml, parse_yaml
from authorisation.model.source import Problem, Remedy


class FileKind(StrEnum):
    """A kind of file; the value is its name in messages."""

    SUBMISSION = "a submission"
    RETURNS = "a file of returns"
    ASSESSOR = "an assessor's file"
    RULES = "a part of a rule set"
    RECORD = "a kept record"


_KEYS_OF_KIND: Final[MappingOf[FileKind, frozenset[str]]] = MappingProxyType(
    {
        FileKind.RECORD: frozenset({"engine_version"}),
        FileKind.RULES: frozenset({"criteria", "outcomes", "triggers", "in_force", "extends"}),
        FileKind.ASSESSOR: frozenset({"judgements", "moderation", "departures", "assessor"}),
        FileKind.RETURNS: frozenset({"returns", "authorised_on", "at_authorisation"}),
        FileKind.SUBMISSION: frozenset({"answers", "as_of", "stage"}),
    }
)
"""Keys that no other kind has; a file is of the first kind of which it has a key."""


def _remedy_of_reader(command: str) -> Remedy:
    return Remedy(command, on_page="choose another file")


READ_BY: Final[MappingOf[FileKind, Remedy]] = MappingProxyType(
    {
        FileKind.SUBMISSION: _remedy_of_reader("`authorise assess` reads it"),
        FileKind.RETURNS: _remedy_of_reader("`authorise monitor` reads it"),
        FileKind.ASSESSOR: _remedy_of_reader(
            "give it to `authorise assess` with `--assessor`, beside a submission"
        ),
        FileKind.RULES: _remedy_of_reader(
            "`authorise check` checks a rule set by its name or its folder"
        ),
        FileKind.RECORD: _remedy_of_reader("`authorise show` reads it"),
    }
)


def file_kind(data: bytes) -> FileKind:
    """The kind of a file; one that cannot be read or has no mark counts as a submission."""
    try:
        marked = _first_telling_key(parse_yaml(data, ""))
    except UnreadableYaml:
        return FileKind.SUBMISSION
    return marked[0] if marked else FileKind.SUBMISSION


_MAY_TELL: Final = re.compile(
    rb"^(?:\{\s*)?[\"']?(%s)[\"']?\s*:"
    % "|".join(sorted(frozenset[str]().union(*_KEYS_OF_KIND.values()))).encode(),
    re.MULTILINE,
)


def other_file_kind(data: bytes, wanted: Collection[FileKind]) -> FileKind | None:
    """The kind that a file is surely of, where that is none of those that are wanted."""
    found = {match[1].decode() for match in _MAY_TELL.finditer(data)}
    if not found.difference(*(_KEYS_OF_KIND[kind] for kind in wanted)):
        return None  # as nearly always, and nothing had to be parsed
    try:
        marked = _first_telling_key(parse_yaml(data, ""))
    except UnreadableYaml:
        return None
    return marked[0] if marked and marked[0] not in wanted else None


def check_file_kind(root: Node, wanted: FileKind) -> Problem | None:
    """The problem that a file is surely of another kind, instead of one for each of its keys."""
    marked = _first_telling_key(root)
    if marked is None or marked[0] is wanted:
        return None
    kind, key = marked
    assert isinstance(root, Mapping)  # noqa: S101 it has a key
    return Problem(root.key_at(key), f"this is {kind}, not {wanted}", READ_BY[kind])


def _first_telling_key(root: Node) -> tuple[FileKind, str] | None:
    if not isinstance(root, Mapping):
        return None
    for kind, marks in _KEYS_OF_KIND.items():
        if (
            kind is FileKind.RULES and "answers" in root
        ):  # a question may be called as a part of rules
            continue
        for key in root:
            # A submission may say who looked at it, though there it is no key.
            if key in marks and not (key == "assessor" and "answers" in root):
                return kind, key
    return None
