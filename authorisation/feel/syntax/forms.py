"""The forms that begin with a bracket or a word of their own, such as `[1, 2]` and `if`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Final

from authorisation.feel.syntax.cursor import Cursor
from authorisation.feel.syntax.lexer import unquoted
from authorisation.feel.syntax.tree import (
    ContextOf,
    For,
    FunctionOf,
    If,
    Iteration,
    ListOf,
    Node,
    Quantified,
    RangeOf,
    Span,
    TypeName,
)
from authorisation.feel.syntax.types import type_name

COMPARISONS: Final = frozenset(("=", "!=", "<", "<=", ">", ">="))


class Forms(Cursor, ABC):
    """A cursor that reads whole forms, their parts being expressions."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        super().__init__(text, names)
        self.closing = False

    @abstractmethod
    def expression(self, binding: int = 0) -> Node:
        """Read an expression whose operators bind tighter than `binding`."""

    def enclosed(self) -> Node:
        """Read an expression between brackets, where `[` never closes an interval."""
        closing, self.closing = self.closing, False
        node = self.expression()
        self.closing = closing
        return node

    # Forms that begin with a sign

    def parenthesis(self, start: int) -> Node:
        """Read what follows `(`: an expression, or an interval."""
        if self.token.text in COMPARISONS and self.token.kind == "sign":
            sign = self.take().text
            end = self.enclosed()
            self.expect(")")
            return _half(sign, end, self.span(start))
        node = self.enclosed()
        if self.is_next(".."):
            return self.interval(node, start, included=False)
        self.expect(")")
        return node

    def bracket(self, start: int) -> Node:
        """Read what follows `[`: a list, or an interval."""
        items: list[Node] = []
        while not self.skip("]"):
            if items:
                self.expect(",")
            items.append(self.enclosed())
            if len(items) == 1 and self.is_next(".."):
                return self.interval(items[0], start, included=True)
            if not self.is_next(",", "]"):
                raise self.unexpected("`,`", "`]`")
        return ListOf(tuple(items), span=self.span(start))

    def opened(self, start: int) -> Node:
        """Read what follows `]`: an interval."""
        node = self.enclosed()
        if not self.is_next(".."):
            raise self.unexpected("`..`")
        return self.interval(node, start, included=False)

    def interval(self, low: Node, start: int, *, included: bool) -> Node:
        """Read an interval from its `..` on."""
        self.at += 1
        closing, self.closing = self.closing, True
        high = self.expression()
        self.closing = closing
        last = self.expect("]", ")", "[").text
        return RangeOf(low, high, included, last == "]", span=self.span(start))

    def braces(self, start: int) -> Node:
        """Read a context; each entry brings its name into scope."""
        entries: list[tuple[str, Node]] = []
        while not self.skip("}"):
            if entries:
                self.expect(",")
            if self.token.kind == "string":
                key = unquoted(self.text, self.take())
            else:
                key = self.declared(":")
            self.expect(":")
            entries.append((key, self.enclosed()))
            self.bring([key])
            if not self.is_next(",", "}"):
                raise self.unexpected("`,`", "`}`")
        self.drop(len(entries))
        return ContextOf(tuple(entries), span=self.span(start))

    # Forms that begin with a word

    def conditional(self, start: int) -> Node:
        """Read what follows `if`."""
        condition = self.enclosed()
        self.expect("then")
        then = self.enclosed()
        self.expect("else")
        return If(condition, then, self.expression(), span=self.span(start))

    def loop(self, start: int) -> Node:
        """Read what follows `for`."""
        iterations = self.iterations()
        self.expect("return")
        body = self.expression()
        self.drop(len(iterations))
        return For(iterations, body, span=self.span(start))

    def quantified(self, start: int) -> Node:
        """Read what follows `some` or `every`."""
        kind = self.tokens[self.at - 1].text
        iterations = self.iterations()
        self.expect("satisfies")
        body = self.expression()
        self.drop(len(iterations))
        return Quantified(kind, iterations, body, span=self.span(start))

    def iterations(self) -> tuple[Iteration, ...]:
        """Read `name in list, ...`; each name is in scope for what follows."""
        found: list[Iteration] = []
        while not found or self.skip(","):
            if self.is_next("in"):
                raise self.unexpected("a name")
            name = self.declared("in")
            self.at += 1
            over = self.enclosed()
            to = self.enclosed() if self.skip("..") else None
            found.append(Iteration(name, over, to))
            self.bring([name])
        return tuple(found)

    def definition(self, start: int) -> Node:
        """Read what follows `function`."""
        self.expect("(")
        parameters: list[tuple[str, TypeName | None]] = []
        while not self.skip(")"):
            if parameters:
                self.expect(",")
            name = self.declared(":", ",", ")")
            parameters.append((name, type_name(self) if self.skip(":") else None))
        self.bring([name for name, _ in parameters])
        external = self.skip("external")
        body = self.expression()
        self.drop()
        return FunctionOf(tuple(parameters), None if external else body, span=self.span(start))


def _half(op: str, end: Node, place: Span) -> RangeOf:
    low = None if op in {"<", "<="} else end
    high = None if op in {">", ">="} else end
    low_included, high_included = op in {">=", "="}, op in {"<=", "="}
    return RangeOf(low, high, low_included, high_included, op, span=place)
