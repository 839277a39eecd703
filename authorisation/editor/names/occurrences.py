"""Every name in one file: what it stands for, where it stands, and whether it is defined there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from authorisation.editor.kinds import EditedFile
from authorisation.editor.names.formulas import FormulaNames
from authorisation.editor.names.known import KnownNames, plain_path
from authorisation.editor.names.symbols import Occurrence, Symbol, SymbolKind, dotted_occurrences
from authorisation.editor.shapes import Shapes, file_shapes
from authorisation.language.check.types.scope import NameScope
from authorisation.language.fixes.text import SourceText, TextSpan, scalar_offsets
from authorisation.language.rules.inheritance.entries import AMEND, OPERATIONS, REMOVE
from authorisation.language.rules.question_bank import is_question_node
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.model.question import Question
from authorisation.model.rules import OURS, UNSOURCED
from authorisation.model.source import Location

_CITING: Final = frozenset({"source", "contrary", "settling_source"})
_CRITERIA: Final = frozenset({"criterion", "answered_by"})
_OUTCOMES: Final = frozenset(
    {("cases", "expect", "outcome"), ("assessor", "departures", "outcome")}
)
_ASKING: Final = frozenset({"asks", "no_longer_asks"})
_POOLED: Final = frozenset({"figure", "line", "covered", "agreement"})
_RULE_SETS: Final = frozenset({"extends", "uses", "followed_by", "rules"})
_NO_SOURCE: Final = frozenset({OURS, UNSOURCED})
_WITH_LINES: Final = "lines"


def occurrences(
    root: Node, text: SourceText, file: EditedFile, known: KnownNames
) -> tuple[Occurrence, ...]:
    """The names in a file, in the order of the text."""
    regime = file.kind == "regime" or file.of_returns
    formulas = FormulaNames(known, text, regime=regime)
    scope = known.scope(file.kind, of_returns=file.of_returns)
    walker = _Walker(file, text, known, formulas)
    return tuple(sorted(set(walker.walk(root, file_shapes(file.kind), (), scope))))


@dataclass(frozen=True, slots=True)
class _Walker:
    """Goes through one file, and knows by the keys around a text what it names."""

    file: EditedFile
    text: SourceText
    known: KnownNames
    formulas: FormulaNames

    def walk(
        self, node: Node, shapes: Shapes, path: tuple[str, ...], scope: NameScope
    ) -> Iterator[Occurrence]:
        """Yield the names in a node that stands behind these keys."""
        match node:
            case Mapping():
                yield from self._mapping(node, shapes, path, scope)
            case Sequence():
                for item in node:
                    yield from self.walk(item, shapes.below(0), path, scope)
            case Scalar():
                yield from self._scalar(node, shapes, path, scope)

    def _mapping(
        self, node: Mapping, shapes: Shapes, path: tuple[str, ...], scope: NameScope
    ) -> Iterator[Occurrence]:
        yield from self._definitions(node, path)
        inner = self._inside_loop(node, scope)
        for key, value in node.items():
            here = (*path, key)
            if (answers := self._answers_behind(here)) is not None:
                yield from self._answers(value, answers)
            elif (
                self.file.kind == "questions" and not path and key not in ("consistency", "across")
            ):
                yield from self._questions(key, node, "")
            else:
                yield from self._keyed(key, node, path)
                loops = inner if key in {"satisfies", "not_met", "title"} else scope
                yield from self.walk(value, shapes.below(key, node), here, loops)
        yield from self._table(node)

    def _inside_loop(self, node: Mapping, scope: NameScope) -> NameScope:
        item, within = node.get("every", node.get("some")), node.get("in")
        if isinstance(item, Scalar) and isinstance(within, Scalar):
            return self.formulas.item_scope(item.text, within.text, scope)
        return scope

    def _scalar(
        self, node: Scalar, shapes: Shapes, path: tuple[str, ...], scope: NameScope
    ) -> Iterator[Occurrence]:
        key = path[-1] if path else ""
        if shapes.is_feel:
            yield from self.formulas.in_expression(node, scope)
        elif key in _CITING and self.file.folder is not None:
            if (source := node.text.partition("#")[0]) not in _NO_SOURCE:
                yield from self._prefix_occurrences(SymbolKind.SOURCE, node, source)
        elif key in _CRITERIA:
            yield from self._prefix_occurrences(SymbolKind.CRITERION, node)
        elif key == "domain" and self.file.kind == "criteria":
            yield from self._prefix_occurrences(SymbolKind.DOMAIN, node)
        elif key == "scale" and self.file.kind == "criteria":
            yield from self._prefix_occurrences(SymbolKind.SCALE, node)
        elif key in _ASKING or key in {"answer", "unique", "mutual"}:
            yield from self._path(SymbolKind.QUESTION, node)
        elif self.file.kind == "ruleset" and path[:1] == ("pooling",) and key in _POOLED:
            if key == "line":
                yield from self._prefix_occurrences(SymbolKind.PARAMETER, node)
            else:
                yield from self._path(SymbolKind.QUESTION, node)
        elif self.file.kind == "regime" and (
            path[:1] == (_WITH_LINES,) or path in {("returns",), ("at_authorisation",)}
        ):
            yield from self._in_regime(node, asked=path == ("at_authorisation",))
        elif (self.file.kind, *path) in _OUTCOMES:
            yield from self._prefix_occurrences(SymbolKind.OUTCOME, node)
        elif key == "extends" and self.file.kind in {"cases", "regime-cases"}:
            yield from self._prefix_occurrences(SymbolKind.CASE, node)
        elif path == ("id",) and self.file.kind == "ruleset":
            for found in self._prefix_occurrences(SymbolKind.RULE_SET, node):
                yield Occurrence(found.symbol, found.span, defines=True)
        elif key in _RULE_SETS and self.file.kind in {"ruleset", "returns"}:
            yield from self._prefix_occurrences(SymbolKind.RULE_SET, node)
        else:
            yield from self.formulas.in_message(node, scope)

    def _in_regime(self, node: Scalar, *, asked: bool) -> Iterator[Occurrence]:
        """Yield what a line of a failure regime, or its list of questions, names."""
        if node.text in self.known.parameters:
            yield from self._prefix_occurrences(SymbolKind.PARAMETER, node)
            return
        plain, at_authorisation = plain_path(node.text)
        kind = SymbolKind.QUESTION if at_authorisation or asked else SymbolKind.RETURN_QUESTION
        paths = self.known.paths if kind is SymbolKind.QUESTION else self.known.return_paths
        if plain in paths:
            yield from self._path(kind, node, plain)

    def _definitions(self, node: Mapping, path: tuple[str, ...]) -> Iterator[Occurrence]:
        """Yield what a mapping defines by an entry that is its name."""
        match self.file.kind, path:
            case "criteria", ("criteria", *inside):
                change = inside[-1] if inside else ""
                if not inside or change in OPERATIONS:
                    known = change in (AMEND, REMOVE)
                    yield from self._defined(SymbolKind.CRITERION, node, "id", known=known)
            case "outcomes", ("outcomes",):
                yield from self._defined(SymbolKind.OUTCOME, node, "id")
            case (("cases" | "regime-cases"), ()):
                yield from self._defined(SymbolKind.CASE, node, "case")
                yield from self._defined(SymbolKind.CASE, node, "table")
            case _:
                pass

    def _defined(
        self, kind: SymbolKind, node: Mapping, key: str, *, known: bool = False
    ) -> Iterator[Occurrence]:
        name = node.get(key)
        if isinstance(name, Scalar):
            for found in self._prefix_occurrences(kind, name):
                yield Occurrence(found.symbol, found.span, not known, self._whole(node, node.at))

    def _keyed(self, key: str, node: Mapping, path: tuple[str, ...]) -> Iterator[Occurrence]:
        """Yield what a key names, by those around it."""
        kind = self.file.kind
        defined: SymbolKind | None = None
        match kind, path:
            case ("parameters", ()) | ("regime", ("parameters",)):
                defined = SymbolKind.PARAMETER
            case (("criteria" | "regime"), ("derived",)):
                defined = SymbolKind.DERIVED
            case (("ruleset" | "regime"), ("sources",)):
                defined = SymbolKind.SOURCE
            case ("ruleset", ("domains",)):
                defined = SymbolKind.DOMAIN
            case ("ruleset", ("scales",)):
                defined = SymbolKind.SCALE
            case (("cases" | "regime-cases"), ("set",)) | ("properties", ("figures",)):
                yield from self._key(SymbolKind.PARAMETER, key, node)
            case ("cases", ("expect",)) if key != "outcome":
                yield from self._key(SymbolKind.CRITERION, key, node)
            case (("cases" | "submission"), ("evidence",)):
                yield from self._key_path(SymbolKind.QUESTION, key, node)
            case ("returns", ("returns", "explained")):
                yield from self._key_path(SymbolKind.RETURN_QUESTION, key, node)
            case _:
                pass
        if defined is not None:
            value = node[key]
            changed = isinstance(value, Mapping) and {AMEND, REMOVE} & value.keys()
            for found in self._key(defined, key, node):
                whole = self._whole(value, node.key_at(key))
                yield Occurrence(found.symbol, found.span, not changed, whole)

    def _answers_behind(self, path: tuple[str, ...]) -> SymbolKind | None:
        """The kind of question that a mapping behind these keys answers."""
        match self.file.kind, path:
            case ("submission", ("answers",)) | ("cases", (("given" | "others"),)):
                return SymbolKind.QUESTION
            case (("returns" | "regime-cases"), ("at_authorisation",)):
                return SymbolKind.QUESTION
            case ("returns", ("returns", "answers")) | ("regime-cases", ("usual",)):
                return SymbolKind.RETURN_QUESTION
            case ("regime-cases", ("periods",)):
                return SymbolKind.RETURN_QUESTION
            case _:
                return None

    def _answers(self, node: Node, kind: SymbolKind, under: str = "") -> Iterator[Occurrence]:
        """Yield the questions that are answered, and the fields of the items of lists."""
        if isinstance(node, Sequence):
            for item in node:
                yield from self._answers(item, kind, under)
        if not isinstance(node, Mapping):
            return
        questions = self.known.bank if kind is SymbolKind.QUESTION else self.known.returns
        paths = self.known.paths if kind is SymbolKind.QUESTION else self.known.return_paths
        for key, value in node.items():
            path = f"{under}.{key}" if under else key
            if path not in paths:
                continue
            yield from self._key_path(kind, key, node, under=under)
            if (question := questions.get(path)) is not None:
                yield from self._items(value, path, question)
            else:
                yield from self._answers(value, kind, path)

    def _items(self, node: Node, path: str, question: Question) -> Iterator[Occurrence]:
        if not question.each:
            return
        match node:
            case Sequence():
                for item in node:
                    yield from self._items(item, path, question)
            case Mapping():
                for key, value in node.items():
                    if key in question.each:
                        yield from self._key_path(SymbolKind.FIELD, key, node, under=path)
                        yield from self._items(value, f"{path}.{key}", question.each[key])
                    elif key == "so_far":
                        yield from self._items(value, path, question)
            case _:
                pass

    def _questions(self, key: str, node: Mapping, under: str) -> Iterator[Occurrence]:
        """Yield the questions and groups that a bank defines."""
        kind = SymbolKind.RETURN_QUESTION if self.file.of_returns else SymbolKind.QUESTION
        value, path = node[key], f"{under}.{key}" if under else key
        for found in self._key(kind, key, node):
            whole = self._whole(value, node.key_at(key))
            yield Occurrence(Symbol(kind, path), found.span, defines=True, whole=whole)
        if not isinstance(value, Mapping):
            return
        if not is_question_node(value):
            for name in value:
                yield from self._questions(name, value, path)
            return
        inside = value.get("each")
        each = inside if isinstance(inside, Mapping) else Mapping(value.at)
        named = value.get("name_by")
        if isinstance(named, Scalar):
            yield from self._prefix_occurrences(
                SymbolKind.FIELD, named, named.text, f"{path}.{named.text}"
            )
        for field in each:
            for found in self._key(SymbolKind.FIELD, field, each):
                symbol = Symbol(SymbolKind.FIELD, f"{path}.{field}")
                whole = self._whole(each[field], each.key_at(field))
                yield Occurrence(symbol, found.span, defines=True, whole=whole)

    def _table(self, node: Mapping) -> Iterator[Occurrence]:
        """Yield the headings of a table of cases, and the outcomes in its cells."""
        rows = node.get("rows")
        if self.file.kind != "cases" or not isinstance(rows, Sequence) or not rows:
            return
        head = rows[0] if isinstance(rows[0], Sequence) else []
        for number, heading in enumerate(head):
            if not isinstance(heading, Scalar):
                continue
            if heading.text in self.known.rules.criteria:
                yield from self._prefix_occurrences(SymbolKind.CRITERION, heading)
            elif heading.text in self.known.paths:
                yield from self._path(SymbolKind.QUESTION, heading)
                if (question := self.known.bank.get(heading.text)) is not None:
                    for cell in _column(rows, number):
                        yield from self._items(cell, heading.text, question)
            elif heading.text == "outcome":
                for cell in _column(rows, number):
                    if isinstance(cell, Scalar):
                        yield from self._prefix_occurrences(SymbolKind.OUTCOME, cell)

    def _prefix_occurrences(
        self, kind: SymbolKind, scalar: Scalar, name: str | None = None, full: str = ""
    ) -> Iterator[Occurrence]:
        """Yield what a scalar names from its beginning on."""
        name = scalar.text if name is None else name
        places = scalar_offsets(scalar, self.text)
        if places is None or not name or len(places) <= len(name):
            return
        span = TextSpan(places[0], places[len(name) - 1] + 1)
        if span.end - span.start == len(name):
            yield Occurrence(Symbol(kind, full or name), span)

    def _path(
        self, kind: SymbolKind, scalar: Scalar, path: str | None = None
    ) -> Iterator[Occurrence]:
        """Yield the steps of a path with which a scalar ends."""
        path = scalar.text if path is None else path
        places = scalar_offsets(scalar, self.text)
        if places is None:
            return
        begin = len(scalar.text) - len(path)
        for found in dotted_occurrences(kind, path, places, begin):
            name = found.symbol.name
            known = kind is not SymbolKind.QUESTION or name in self.known.paths
            symbol = found.symbol if known else Symbol(SymbolKind.FIELD, name)
            yield Occurrence(symbol, found.span)

    def _key(self, kind: SymbolKind, key: str, node: Mapping) -> Iterator[Occurrence]:
        yield from self._prefix_occurrences(kind, self._key_scalar(key, node))

    def _key_path(
        self, kind: SymbolKind, key: str, node: Mapping, *, under: str = ""
    ) -> Iterator[Occurrence]:
        places = scalar_offsets(self._key_scalar(key, node), self.text)
        if places is not None:
            yield from dotted_occurrences(kind, key, places, under=under)

    def _key_scalar(self, key: str, node: Mapping) -> Scalar:
        """A key as the scalar that it is, with its quotes if it has any."""
        at = node.key_at(key)
        first = self.text.source[self.text.offset(at.line, at.column) :][:1]
        style = first if first in "'\"" else ""
        return Scalar(key, at.file, at.line, at.column, style)

    def _whole(self, node: Node, begins: Location) -> TextSpan:
        """From where something is named to the last that is written of it."""
        start = self.text.offset(begins.line, begins.column)
        return TextSpan(start, max(start, self._end(node)))

    def _end(self, node: Node) -> int:
        match node:
            case Scalar():
                places = scalar_offsets(node, self.text)
                return places[-1] if places else self.text.offset(node.line, node.column)
            case Mapping() if node:
                return self._end(next(reversed(node.values())))
            case Sequence() if node:
                return self._end(node[-1])
            case _:
                return self.text.offset(node.at.line, node.at.column)


def _column(rows: Sequence, number: int) -> Iterator[Node]:
    """Yield the cells below a heading."""
    for row in rows[1:]:
        if isinstance(row, Sequence) and number < len(row):
            yield row[number]
