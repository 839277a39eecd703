"""YAML parsed to scalars, lists and mappings with their places; every scalar stays text.

libyaml is used as a source of events alone: its own constructor crashes the process on deep
nesting, keeps the last of two equal keys and reads `no` as false. Here a scalar stays text until
the declared type of its field reads it (`scalars`).

A file is UTF-8 without a byte order mark, at most 4 MB, 200,000 values and 64 levels deep, and
holds one document of texts, lists and mappings with text keys. Tags, anchors, aliases, merge
keys, `%` directives, invisible characters and keys that differ only in case are refused.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field
from typing import TypeAlias
from unicodedata import normalize

import yaml

from authorisation.language.yaml.characters import decode, forbidden_character, quote
from authorisation.language.yaml.parser_errors import yaml_problem
from authorisation.model.source import Formula, Location, Problem

MAX_DEPTH = 64
MAX_NODES = 200_000


class UnreadableYaml(Exception):
    """The text is not YAML that we read; carries the first problem."""

    def __init__(self, at: Location, message: str, remedy: str = "") -> None:
        self.problem = Problem(at, message, remedy)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written: `style` is empty where plain, else one of `'`, `"`, `|` and `>`.

    `indent` is the number of columns before each line of a block's content; `has_comment` says that
    a comment follows on the same line, which may be text that its author did not mean as one.
    """

    text: str
    file: str
    line: int
    column: int
    style: str = ""
    indent: int = 0
    has_comment: bool = False

    @property
    def at(self) -> Location:
        """Where the scalar begins, its quote or block mark included."""
        return Location(self.file, self.line, self.column)

    @property
    def empty(self) -> bool:
        """Whether nothing was written, or one of YAML's words for nothing."""
        return not self.style and self.text in {"", "~", "null", "Null", "NULL"}

    def formula(self) -> Formula:
        """The text as a formula, with the place of its first character."""
        match self.style:
            case "|" | ">":
                at = Location(self.file, self.line + 1, self.indent + 1)
            case "'" | '"':
                at = Location(self.file, self.line, self.column + 1)
            case _:
                at = self.at
        return Formula(self.text.rstrip("\n"), at, self.indent)


class Sequence(list["Node"]):
    """A list as written."""

    __slots__ = ("at",)

    def __init__(self, at: Location) -> None:
        self.at = at
        super().__init__()


class Mapping(dict[str, "Node"]):
    """A mapping as written, in its order; `keys_at` holds the place of each key."""

    __slots__ = ("at", "keys_at")

    def __init__(self, at: Location) -> None:
        self.at = at
        self.keys_at: dict[str, Location] = {}
        super().__init__()

    def key_at(self, key: str) -> Location:
        """Give the place of a key, or of the mapping where it has no such key."""
        return self.keys_at.get(key, self.at)

    def put(self, key: str, value: Node, at: Location) -> None:
        """Add an entry, or replace one."""
        self[key] = value
        self.keys_at[key] = at


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A parsed file, with the place of every value."""

    file: str
    root: Node

    @classmethod
    def parse(cls, data: bytes, file: str) -> YamlDocument:
        """Read one YAML document.

        Raises:
            UnreadableYaml: at the first thing that is not the YAML described above.
        """
        text = decode(data, file)
        if isinstance(text, Problem):
            raise UnreadableYaml(text.at, text.message, text.help)
        loader = yaml.CSafeLoader(text)
        collecting = gc.isenabled()
        gc.disable()  # the collector would walk the growing tree again and again, in vain
        try:
            return cls(file, _Builder(file, text, loader).document())
        except yaml.MarkedYAMLError as error:
            problem = yaml_problem(error, text, file)
            raise UnreadableYaml(problem.at, problem.message, problem.help) from None
        except yaml.YAMLError:
            at = Location(file)
            raise UnreadableYaml(at, "the file holds characters that YAML does not allow") from None
        finally:
            loader.dispose()
            if collecting:
                gc.enable()

    def locate(self, path: SequenceOf[str | int]) -> Location:
        """Give the place of the deepest value that the path reaches."""
        return locate(self.root, path)


def locate(node: Node, path: SequenceOf[str | int], *, key: bool = False) -> Location:
    """Give the place of the deepest value that the path reaches.

    Steps that lead nowhere are passed over. With `key`, give the place of the last key instead.
    """
    at = node.at
    for step in path:
        match node, step:
            case Mapping(), str() if step in node:
                at = node.key_at(step) if key else node[step].at
                node = node[step]
            case Sequence(), int() if step < len(node):
                node = node[step]
                at = node.at
            case _:
                continue
    return at


@dataclass(slots=True)
class _OpenNode:
    """A list or mapping whose end has not come yet."""

    node: Sequence | Mapping
    key: Scalar | None = None
    keys_by_fold: dict[str, str] = field(default_factory=dict)

    def add(self, value: Node) -> None:
        match self.node:
            case Sequence():
                self.node.append(value)
            case _ if self.key is None:
                self.key = self._as_key(value)
            case _:
                self.node.put(self.key.text, value, self.key.at)
                self.key = None

    def _as_key(self, value: Node) -> Scalar:
        if not isinstance(value, Scalar):
            raise UnreadableYaml(
                value.at, "a key must be text, not a list or a mapping", QUOTE_WHOLE
            )
        if value.empty:
            raise UnreadableYaml(value.at, "a key is empty", "write a name before the `:`")
        if value.text == "<<" and not value.style:
            raise UnreadableYaml(
                value.at, "merge keys (`<<`) are not used here", "write the entries out"
            )
        composed = value.text if value.text.isascii() else normalize("NFKC", value.text)
        folded = composed.casefold()
        if folded in self.keys_by_fold:
            earlier = self.keys_by_fold[folded]
            message = f"the key {quote(value.text)} is written twice"
            if earlier != value.text:
                message = f"the key {quote(value.text)} looks like {quote(earlier)} above it"
            raise UnreadableYaml(value.at, message, "keep one of the two")
        self.keys_by_fold[folded] = value.text
        return value


QUOTE_WHOLE = "if text was meant, put the whole of it in single quotes"


@dataclass(slots=True)
class _Builder:
    """Builds the tree from events with a stack of its own, so that depth cannot crash it."""

    file: str
    text: str
    loader: yaml.CSafeLoader
    stack: list[_OpenNode] = field(default_factory=list)
    root: Node | None = None
    count: int = 0
    lines: list[str] = field(default_factory=list)

    def document(self) -> Node:
        """Read to the end of the stream and give the one document in it."""
        self.lines = self.text.split("\n")
        while self.loader.check_event():
            event = self.loader.get_event()
            match event:
                case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._value(event, self._at(event))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._close(self.stack.pop().node)
                case yaml.DocumentStartEvent():
                    self._begin(event, self._at(event))
                case yaml.AliasEvent():
                    raise UnreadableYaml(
                        self._at(event),
                        f"aliases (`*{event.anchor}`) are not used here",
                        "write the value out, or put it in quotes if it begins with `*`",
                    )
                case _:
                    pass
        if self.root is None or (isinstance(self.root, Scalar) and self.root.empty):
            raise UnreadableYaml(Location(self.file), "the file is empty")
        return self.root

    def _at(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)

    def _begin(self, event: yaml.DocumentStartEvent, at: Location) -> None:
        if self.root is not None:
            raise UnreadableYaml(
                at, "a second document begins here", "one file holds one document: remove the `---`"
            )
        if event.version or event.tags:
            raise UnreadableYaml(at, "`%` directives are not used here", "remove the line")

    def _value(
        self,
        event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent,
        at: Location,
    ) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise UnreadableYaml(
                at, f"more than {MAX_NODES:,} values in one file", "split the file"
            )
        if event.anchor is not None:
            raise UnreadableYaml(
                at,
                f"anchors (`&{event.anchor}`) are not used here",
                "remove it, or put the text in quotes if it begins with `&`",
            )
        if event.tag is not None:
            raise UnreadableYaml(
                at,
                f"tags ({quote(_tag(event.tag))}) are not used here",
                "remove it, or put the text in quotes if it begins with `!`",
            )
        match event:
            case yaml.ScalarEvent():
                self._close(self._scalar(event, at))
            case yaml.SequenceStartEvent():
                self._open(Sequence(at))
            case yaml.MappingStartEvent():
                self._open(Mapping(at))

    def _open(self, node: Sequence | Mapping) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableYaml(node.at, f"more than {MAX_DEPTH} levels inside one another")
        self.stack.append(_OpenNode(node))

    def _close(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].add(node)
        else:
            self.root = node

    def _scalar(self, event: yaml.ScalarEvent, at: Location) -> Scalar:
        style = event.style or ""
        if style == '"' and (found := forbidden_character(event.value)):
            raise UnreadableYaml(at, f"this text holds {found}", "write it without that character")
        indent = self._indent(at.line) if style in {"|", ">"} else 0
        has_comment = not style and self._remark_after(event)
        return Scalar(event.value, self.file, at.line, at.column, style, indent, has_comment)

    def _remark_after(self, event: yaml.ScalarEvent) -> bool:
        end = event.end_mark
        if end is None or end.line >= len(self.lines):  # libyaml may end below the last line
            return False
        return self.lines[end.line][end.column :].lstrip(" ").startswith("#")

    def _indent(self, line: int) -> int:
        """Count the columns before the first written line below `line`."""
        below = (text for text in self.lines[line:] if text.strip())
        first = next(below, "")
        return len(first) - len(first.lstrip(" "))


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
