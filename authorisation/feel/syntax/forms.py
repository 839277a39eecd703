"""The forms that begin with a bracket or a word of their own, such as `[1, 2]` and `if`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Final

from authorisation.feel.syntax import names as naming
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.cursor import Cursor
from authorisation.feel.syntax.lexer import syntax_error, unquote

MAX_DEPTH: Final = 20

_SPACED: Final = naming.index_multiword_names(
    (
        "date and time",
        "date time",
        "day time duration",
        "days and time duration",
        "year month duration",
        "years and months duration",
    )
)


def parse_type(cursor: Cursor, depth: int = 0) -> syntax.TypeName:
    """Read a type.

    Raises:
        FeelSyntaxError: where no type stands.
    """
    if depth > MAX_DEPTH:
        raise syntax_error(cursor.text, cursor.token.start, f"more than {MAX_DEPTH} types deep")
    name = _name(cursor)
    if not cursor.is_next("<"):
        return syntax.TypeName(name)
    if name == "context":
        return syntax.TypeName(name, entries=_entries(cursor, depth))
    arguments = _arguments(cursor, depth)
    if name == "function":
        cursor.expect("->")
        return syntax.TypeName(name, arguments, result=parse_type(cursor, depth + 1))
    return syntax.TypeName(name, arguments)


def _name(cursor: Cursor) -> str:
    if cursor.token.kind != "word":
        raise cursor.unexpected("a type")
    name, length = naming.match_name(_SPACED, cursor.tokens, cursor.at)
    if length:
        cursor.at += length
        return name
    name = cursor.extend_name(cursor.take().text)
    while cursor.is_next("."):
        cursor.at += 1
        if cursor.token.kind != "word":
            raise cursor.unexpected("a type")
        name = f"{name}.{cursor.extend_name(cursor.take().text)}"
    return name


def _arguments(cursor: Cursor, depth: int) -> tuple[syntax.TypeName, ...]:
    cursor.expect("<")
    found: list[syntax.TypeName] = []
    while not cursor.skip(">"):
        if found:
            cursor.expect(",")
        found.append(parse_type(cursor, depth + 1))
    return tuple(found)


def _entries(cursor: Cursor, depth: int) -> tuple[tuple[str, syntax.TypeName], ...]:
    cursor.expect("<")
    found: list[tuple[str, syntax.TypeName]] = []
    while not cursor.skip(">"):
        if found:
            cursor.expect(",")
        name = cursor.declared_name(":")
        cursor.expect(":")
        found.append((name, parse_type(cursor, depth + 1)))
    return tuple(found)


class FormParser(Cursor, ABC):
    """A cursor that reads whole forms, their parts being expressions."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        super().__init__(text, names)
        self.closing = False

    @abstractmethod
    def expression(self, binding: int = 0) -> syntax.Node:
        """Read an expression whose operators bind tighter than `binding`."""

    def bracketed_expression(self) -> syntax.Node:
        """Read an expression between brackets, where `[` never closes an interval."""
        closing, self.closing = self.closing, False
        node = self.expression()
        self.closing = closing
        return node

    # Forms that begin with a sign

    def parenthesis(self, start: int) -> syntax.Node:
        """Read what follows `(`: an expression, or an interval."""
        if self.token.text in syntax.COMPARISONS and self.token.kind == "sign":
            sign = self.take().text
            end = self.bracketed_expression()
            self.expect(")")
            return _one_sided_range(sign, end, self.span(start))
        node = self.bracketed_expression()
        if self.is_next(".."):
            return self.interval(node, start, included=False)
        self.expect(")")
        return node

    def bracket(self, start: int) -> syntax.Node:
        """Read what follows `[`: a list, or an interval."""
        items: list[syntax.Node] = []
        while not self.skip("]"):
            if items:
                self.expect(",")
            items.append(self.bracketed_expression())
            if len(items) == 1 and self.is_next(".."):
                return self.interval(items[0], start, included=True)
            if not self.is_next(",", "]"):
                raise self.unexpected("`,`", "`]`")
        return syntax.ListLiteral(tuple(items), span=self.span(start))

    def open_interval(self, start: int) -> syntax.Node:
        """Read what follows `]`: an interval."""
        node = self.bracketed_expression()
        if not self.is_next(".."):
            raise self.unexpected("`..`")
        return self.interval(node, start, included=False)

    def interval(self, low: syntax.Node, start: int, *, included: bool) -> syntax.Node:
        """Read an interval from its `..` on."""
        self.at += 1
        closing, self.closing = self.closing, True
        high = self.expression()
        self.closing = closing
        last = self.expect("]", ")", "[").text
        return syntax.RangeLiteral(low, high, included, last == "]", span=self.span(start))

    def braces(self, start: int) -> syntax.Node:
        """Read a context; each entry brings its name into scope."""
        entries: list[tuple[str, syntax.Node]] = []
        while not self.skip("}"):
            if entries:
                self.expect(",")
            if self.token.kind == "string":
                key = unquote(self.text, self.take())
            else:
                key = self.declared_name(":")
            self.expect(":")
            entries.append((key, self.bracketed_expression()))
            self.push_scope([key])
            if not self.is_next(",", "}"):
                raise self.unexpected("`,`", "`}`")
        self.pop_scopes(len(entries))
        return syntax.ContextLiteral(tuple(entries), span=self.span(start))

    # Forms that begin with a word

    def conditional(self, start: int) -> syntax.Node:
        """Read what follows `if`."""
        condition = self.bracketed_expression()
        self.expect("then")
        then = self.bracketed_expression()
        self.expect("else")
        return syntax.If(condition, then, self.expression(), span=self.span(start))

    def loop(self, start: int) -> syntax.Node:
        """Read what follows `for`."""
        iterations = self.iterations()
        self.expect("return")
        body = self.expression()
        self.pop_scopes(len(iterations))
        return syntax.For(iterations, body, span=self.span(start))

    def quantified(self, start: int) -> syntax.Node:
        """Read what follows `some` or `every`."""
        kind = self.tokens[self.at - 1].text
        iterations = self.iterations()
        self.expect("satisfies")
        body = self.expression()
        self.pop_scopes(len(iterations))
        return syntax.Quantified(kind, iterations, body, span=self.span(start))

    def iterations(self) -> tuple[syntax.Iteration, ...]:
        """Read `name in list, ...`; each name is in scope for what follows."""
        found: list[syntax.Iteration] = []
        while not found or self.skip(","):
            if self.is_next("in"):
                raise self.unexpected("a name")
            name = self.declared_name("in")
            self.at += 1
            over = self.bracketed_expression()
            to = self.bracketed_expression() if self.skip("..") else None
            found.append(syntax.Iteration(name, over, to))
            self.push_scope([name])
        return tuple(found)

    def definition(self, start: int) -> syntax.Node:
        """Read what follows `function`."""
        self.expect("(")
        parameters: list[tuple[str, syntax.TypeName | None]] = []
        while not self.skip(")"):
            if parameters:
                self.expect(",")
            name = self.declared_name(":", ",", ")")
            parameters.append((name, parse_type(self) if self.skip(":") else None))
        self.push_scope([name for name, _ in parameters])
        external = self.skip("external")
        body = self.expression()
        self.pop_scopes()
        return syntax.FunctionLiteral(
            tuple(parameters), None if external else body, span=self.span(start)
        )


def _one_sided_range(op: str, end: syntax.Node, place: syntax.Span) -> syntax.RangeLiteral:
    low = None if op in {"<", "<="} else end
    high = None if op in {">", ">="} else end
    low_included, high_included = op in {">=", "="}, op in {"<=", "="}
    return syntax.RangeLiteral(low, high, low_included, high_included, op, span=place)
