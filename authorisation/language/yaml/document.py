"""YAML parsed to scalars, lists and mappings with their places; every scalar stays text.

libyaml is used as a source of events alone: its own constructor crashes the process on deep
nesting, keeps the last of two equal keys and reads `no` as false. Here a scalar stays text until
the declared type of its field reads it (`scalars`).

A file is UTF-8, at most 4 MB, 200,000 values and 64 levels deep, and
holds one document of texts, lists and mappings with text keys. Tags, anchors, aliases, merge
keys, `%` directives, invisible characters and keys that differ only in case are refused.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from collections.abc import Sequence as SequenceOf
from functools import cached_property
from typing import NoReturn, TypeAlias
from unicodedata import normalize

import msgspec
import yaml

from authorisation.language.yaml.characters import decode, forbidden_character, quote
from authorisation.language.yaml.parser_errors import yaml_problem
from authorisation.language.yaml.scalars import replace_by
from authorisation.model.source import Formula, Location, Problem, Remedy

MAX_DEPTH = 64
MAX_NODES = 200_000
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_NO_KEYS = _EMPTY | {"<<"}


class UnreadableYaml(Exception):
    """The text is not YAML that we read; carries the first problem."""

    def __init__(self, at: Location, message: str, remedy: str | Remedy = "") -> None:
        self.problem = Problem(at, message, remedy)
        super().__init__(str(self.problem))


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A text as written: `style` is empty where plain, else one of `'`, `"`, `|` and `>`.

    `indent` is the number of columns before each line of a block's content; `comment` is a comment
    that follows on the same line, which may be text that its author did not mean as one. Of a cell
    in a workbook, `line` and `column` are the cell's, in `sheet`.
    """

    text: str
    file: str
    line: int
    column: int
    style: str = ""
    indent: int = 0
    comment: str = ""
    sheet: str = ""
    sheet_number: int = 0

    @property
    def at(self) -> Location:
        """The place where the scalar begins, its quote or block mark included."""
        return Location(self.file, self.line, self.column, self.sheet, self.sheet_number)

    @property
    def empty(self) -> bool:
        """Whether nothing was written, or one of YAML's words for nothing."""
        return not self.style and self.text in _EMPTY

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
    """A mapping as written, in its order; `written_keys` holds each key as it stands there."""

    __slots__ = ("at", "written_keys")

    def __init__(self, at: Location) -> None:
        self.at = at
        self.written_keys: dict[str, Scalar] = {}
        super().__init__()

    @classmethod
    def merged(cls, at: Location, *parts: Mapping) -> Mapping:
        """A mapping with the entries of several, of which a later one replaces those before it."""
        whole = cls(at)
        for part in parts:
            whole.update(part)
            whole.written_keys.update(part.written_keys)
        return whole

    def key_at(self, key: str) -> Location:
        """Give the place of a key, or of the mapping where it has no such key."""
        written = self.written_keys.get(key)
        return self.at if written is None else written.at

    def put(self, key: str, value: Node, at: Location) -> None:
        """Add an entry, or replace one."""
        self[key] = value
        self.written_keys[key] = Scalar(
            key, at.file, at.line, at.column, sheet=at.sheet, sheet_number=at.sheet_number
        )


Node: TypeAlias = Scalar | Sequence | Mapping


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def parse_yaml(data: bytes, file: str) -> Node:
    """Read one YAML document, with the place of every value.

    Raises:
        UnreadableYaml: at the first thing that is not the YAML described above.
    """
    text = decode(data, file)
    if isinstance(text, Problem):
        raise UnreadableYaml(text.at, text.message, text.remedy)
    loader = yaml.CSafeLoader(text)
    collecting = gc.isenabled()
    gc.disable()  # the collector would walk the growing tree again and again, in vain
    try:
        return _Builder(file, text, loader).document()
    except yaml.MarkedYAMLError as error:
        problem = yaml_problem(error, text, file)
        raise UnreadableYaml(problem.at, problem.message, problem.remedy) from None
    except yaml.YAMLError:
        at = Location(file)
        raise UnreadableYaml(at, "the file holds characters that YAML does not allow") from None
    finally:
        loader.dispose()
        if collecting:
            gc.enable()


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


class _OpenNode:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("key", "keys_by_fold", "node", "source")

    def __init__(self, node: Sequence | Mapping, source: _Builder) -> None:
        self.node = node
        self.key: Scalar | None = None
        self.keys_by_fold: dict[str, str] = {}
        self.source = source

    def add(self, value: Node) -> None:
        node = self.node
        if isinstance(node, Sequence):
            node.append(value)
        elif self.key is None:
            self.key = self._as_key(value)
        else:
            key = self.key
            node[key.text] = value
            node.written_keys[key.text] = key
            self.key = None

    def _as_key(self, value: Node) -> Scalar:
        if not isinstance(value, Scalar):
            raise UnreadableYaml(
                value.at, "a key must be text, not a list or a mapping", QUOTE_WHOLE
            )
        text = value.text
        if text in _NO_KEYS and not value.style:
            if value.empty:
                raise UnreadableYaml(value.at, "a key is empty", "write a name before the `:`")
            raise UnreadableYaml(
                value.at, "merge keys (`<<`) are not used here", "write the entries out"
            )
        if text.isdigit() and self.node and not value.style:
            self.source.refuse_marked_number(value)
        folded = (text if text.isascii() else normalize("NFKC", text)).casefold()
        earlier = self.keys_by_fold.setdefault(folded, text)
        if earlier is not text:
            message = f"the key {quote(text)} is written twice"
            if earlier != text:
                message = f"the key {quote(text)} looks like {quote(earlier)} above it"
            raise UnreadableYaml(value.at, message, "keep one of the two")
        return value


_MARKED_NUMBER = re.compile(r"[0-9]{1,3},(?:[0-9]{3},)*[0-9]{3}(?![0-9])")
NOTHING_IN_IT = "write what belongs in it, or remove the file"
QUOTE_WHOLE = "if text was meant, put the whole of it in single quotes"


_NodeEvent: TypeAlias = yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent
_NODES = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)


class _Builder:
    """Builds the tree from events with a stack of its own, so that depth cannot crash it."""

    def __init__(self, file: str, text: str, loader: yaml.CSafeLoader) -> None:
        self.file = file
        self.text = text
        self.loader = loader
        self.stack: list[_OpenNode] = []
        self.root: Node | None = None

    def document(self) -> Node:
        """Read to the end of the stream and give the one document in it."""
        get_event = self.loader.get_event
        add: Callable[[Node], None] = self._put_root
        count = 0
        while (event := get_event()) is not None:
            if isinstance(event, _NODES):
                count += 1
                if count > MAX_NODES or event.anchor is not None or event.tag is not None:
                    self._refuse(event, count)
            if isinstance(event, yaml.ScalarEvent):
                add(self._scalar(event))
            elif isinstance(event, yaml.MappingStartEvent):
                add = self._open(Mapping(self._at(event)))
            elif isinstance(event, yaml.SequenceStartEvent):
                add = self._open(Sequence(self._at(event)))
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.stack.pop().node
                add = self.stack[-1].add if self.stack else self._put_root
                add(closed)
            elif isinstance(event, yaml.DocumentStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.AliasEvent):
                raise UnreadableYaml(
                    self._at(event),
                    f"aliases (`*{event.anchor}`) are not used here",
                    "write the value out, or put it in quotes if it begins with `*`",
                )
        if self.root is None or (isinstance(self.root, Scalar) and self.root.empty):
            raise UnreadableYaml(Location(self.file), "the file is empty", NOTHING_IN_IT)
        return self.root

    def _at(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)

    def _begin(self, event: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            raise UnreadableYaml(
                self._at(event),
                "a second document begins here",
                "one file holds one document: remove the `---`",
            )
        if event.version or event.tags:
            raise UnreadableYaml(
                self._at(event), "`%` directives are not used here", "remove the line"
            )

    def _refuse(self, event: _NodeEvent, count: int) -> NoReturn:
        """Refuse a value that is one too many, or has an anchor or a tag."""
        if count > MAX_NODES:
            raise UnreadableYaml(
                self._at(event), f"more than {MAX_NODES:,} values in one file", "split the file"
            )
        if event.anchor is not None:
            raise UnreadableYaml(
                self._at(event),
                f"anchors (`&{event.anchor}`) are not used here",
                "remove it, or put the text in quotes if it begins with `&`",
            )
        tag = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
        raise UnreadableYaml(
            self._at(event),
            f"tags ({quote(tag)}) are not used here",
            "remove it, or put the text in quotes if it begins with `!`",
        )

    def refuse_marked_number(self, key: Scalar) -> None:
        """Refuse a key that is the rest of a number with a comma in it, such as `{a: 41,300}`."""
        line = self._lines[key.line - 1]
        for found in _MARKED_NUMBER.finditer(line):
            if found.start() < key.column - 1 < found.end():
                at = Location(self.file, key.line, found.start() + 1)
                message = f"a comma ends an entry: {quote(found[0])}"
                new = found[0].replace(",", "")
                remedy = replace_by(found[0], new, "write {}, if one number is meant")
                raise UnreadableYaml(at, message, remedy)

    def _open(self, node: Sequence | Mapping) -> Callable[[Node], None]:
        """Open a list or mapping, and return how a value is added to it."""
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableYaml(node.at, f"more than {MAX_DEPTH} levels inside one another")
        opened = _OpenNode(node, self)
        self.stack.append(opened)
        return opened.add

    def _put_root(self, node: Node) -> None:
        self.root = node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        mark, text, style = event.start_mark, event.value, event.style or ""
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if not style:
            end, comment = event.end_mark, ""
            if end is not None and end.line in self._remarked:
                rest = self._lines[end.line][end.column :].strip()
                comment = rest if rest.startswith("#") else ""
            return Scalar(text, self.file, line, column, "", 0, comment)
        if style == '"' and (found := forbidden_character(text)):
            raise UnreadableYaml(
                self._at(event), f"this text holds {found}", "write it without that character"
            )
        indent = self._indent(line) if style in {"|", ">"} else 0
        return Scalar(text, self.file, line, column, style, indent)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _remarked(self) -> frozenset[int]:
        """The lines that a comment may stand on, counted from 0."""
        if "#" not in self.text:
            return frozenset()
        return frozenset(number for number, line in enumerate(self._lines) if "#" in line)

    def _indent(self, line: int) -> int:
        """Count the columns before the first written line below `line`."""
        below = (text for text in self._lines[line:] if text.strip())
        first = next(below, "")
        return len(first) - len(first.lstrip(" "))
