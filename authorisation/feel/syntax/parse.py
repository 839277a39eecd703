"""Text to syntax tree: a Pratt parser, since names with spaces depend on the names in scope."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from functools import lru_cache
from typing import Final

from authorisation.feel.syntax import names as naming
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.forms import FormParser, parse_type
from authorisation.feel.syntax.lexer import Token, syntax_error, unquote
from authorisation.feel.values.values import CONTEXT

MAX_DEPTH: Final = 100
"""How deep expressions may stand within each other."""

MAX_CHAIN: Final = 150
"""How many operators or postfixes may follow each other, each around the last."""

_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE = range(1, 8)
_BINARY: Final = {
    "or": _OR,
    "and": _AND,
    "=": _COMPARE,
    "!=": _COMPARE,
    "<": _COMPARE,
    "<=": _COMPARE,
    ">": _COMPARE,
    ">=": _COMPARE,
    "in": _COMPARE,
    "between": _COMPARE,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
}
_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_AFTER_CLOSING: Final = frozenset(
    (")", "]", "}", ",", ":", "=", "!=", "<", "<=", ">", ">=", "..")
) | {*("and", "or", "in", "then", "else", "return", "satisfies", "between", "instance", "")}
"""What may follow an interval that `[` closes, and cannot begin a filter."""


def parse(text: str, names: Collection[str] = ()) -> syntax.Node:
    """Read one expression; `names` are those in scope, needed where they hold spaces or signs.

    Raises:
        FeelSyntaxError: with line, column and what was expected.
    """
    return _parse(text, frozenset(names))


@lru_cache(maxsize=4096)
def _parse(text: str, names: frozenset[str]) -> syntax.Node:
    return _Parser(text, names).whole_text()


class _Parser(FormParser):
    """One pass over the tokens of a text, making nodes."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        super().__init__(text, names)
        self.depth = 0
        self.filters = 0

    # Whole texts

    def whole_text(self) -> syntax.Node:
        node = self.expression()
        if self.token.kind != "end":
            raise self.unexpected("an operator", "the end of the expression")
        return node

    # Expressions

    def expression(self, binding: int = 0) -> syntax.Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise syntax_error(
                self.text, self.token.start, f"more than {MAX_DEPTH} expressions deep"
            )
        start = self.token.start
        left = self.prefix()
        left = self.postfixes(left, start)
        left = self.operators(left, start, binding)
        self.depth -= 1
        return left

    def operators(self, left: syntax.Node, start: int, binding: int) -> syntax.Node:
        for _ in range(MAX_CHAIN):
            token = self.token
            power = _BINARY.get(token.text, 0) if token.kind in ("sign", "word") else 0
            if power <= binding:
                return left
            self.at += 1
            left = self.operation(token.text, left, start, power)
        raise syntax_error(self.text, self.token.start, f"more than {MAX_CHAIN} operators in a row")

    def operation(self, sign: str, left: syntax.Node, start: int, power: int) -> syntax.Node:
        if sign == "in":
            return syntax.In(left, self.tests(), span=self.span(start))
        if sign == "between":
            low = self.expression(_COMPARE)
            self.expect("and")
            high = self.expression(_COMPARE)
            return syntax.Between(left, low, high, span=self.span(start))
        right = self.expression(power)
        place = self.span(start)
        if power == _OR:
            return syntax.Or(left, right, span=place)
        if power == _AND:
            return syntax.And(left, right, span=place)
        if power == _COMPARE:
            return syntax.Comparison(sign, left, right, span=place)
        return syntax.Arithmetic(sign, left, right, span=place)

    def prefix(self) -> syntax.Node:
        token = self.token
        if token.kind == "number":
            self.at += 1
            return syntax.Literal(self.number(token), span=self.span(token.start))
        if token.kind == "string":
            self.at += 1
            return syntax.Literal(unquote(self.text, token), span=self.span(token.start))
        if token.kind == "at":
            self.at += 1
            return syntax.AtLiteral(unquote(self.text, token), span=self.span(token.start))
        if token.kind == "word":
            return self.word(token)
        handler = _PREFIXES.get(token.text) if token.kind == "sign" else None
        if handler is None:
            raise self.unexpected("an expression")
        self.at += 1
        return handler(self, token.start)

    def number(self, token: Token) -> Decimal:
        value = CONTEXT.create_decimal(token.text)
        if not value.is_finite():
            raise syntax_error(self.text, token.start, f"{token} is too large a number")
        return value

    def word(self, token: Token) -> syntax.Node:
        name, length = self.match_multiword_name()
        if length:
            self.at += length
            return syntax.Name(name, span=self.span(token.start))
        if token.text in _CONSTANTS:
            self.at += 1
            return syntax.Literal(_CONSTANTS[token.text], span=self.span(token.start))
        handler = _WORDS.get(token.text)
        if handler is not None:
            self.at += 1
            return handler(self, token.start)
        if token.text in naming.KEYWORDS:
            raise self.unexpected("an expression")
        self.at += 1
        name = token.text
        if self.filters:
            # The entries of an item are not known here; two words in a row can only be a name.
            name = self.extend_name(name)
        return syntax.Name(name, span=self.span(token.start))

    # What follows a value

    def postfixes(self, node: syntax.Node, start: int) -> syntax.Node:
        for _ in range(MAX_CHAIN):
            if self.is_next("."):
                self.at += 1
                node = syntax.Path(node, self.entry(), span=self.span(start))
            elif self.is_next("["):
                if self.closing and self.is_closing(node):
                    return node
                node = self.filter_node(node, start)
            elif self.is_next("("):
                node = self.call(node, start)
            elif self.is_next("instance"):
                self.at += 1
                self.expect("of")
                node = syntax.InstanceOf(node, parse_type(self), span=self.span(start))
            else:
                return node
        raise syntax_error(self.text, self.token.start, f"more than {MAX_CHAIN} postfixes in a row")

    def entry(self) -> str:
        if self.token.kind != "word":
            raise self.unexpected("a name")
        name, length = self.match_multiword_name()
        if length:
            self.at += length
            return name
        return self.extend_name(self.take().text)

    def is_closing(self, node: syntax.Node) -> bool:
        after = self.tokens[self.at + 1]
        return isinstance(node, syntax.Literal | syntax.AtLiteral) or (
            after.kind in ("sign", "word", "end", "range") and after.text in _AFTER_CLOSING
        )

    def filter_node(self, node: syntax.Node, start: int) -> syntax.Node:
        self.at += 1
        self.filters += 1
        by = self.bracketed_expression()
        self.filters -= 1
        self.expect("]")
        return syntax.Filter(node, by, span=self.span(start))

    def call(self, function: syntax.Node, start: int) -> syntax.Node:
        self.at += 1
        positional: list[syntax.Node] = []
        named: list[tuple[str, syntax.Node]] = []
        by_name = self.tokens[self.name_end()].text == ":" and self.token.kind == "word"
        while not self.skip(")"):
            if positional or named:
                self.expect(",")
            if by_name:
                name = self.declared_name(":")
                self.at += 1
                named.append((name, self.bracketed_expression()))
            else:
                positional.append(self.bracketed_expression())
        return syntax.Call(function, tuple(positional), tuple(named), span=self.span(start))

    def negation(self, start: int) -> syntax.Node:
        of = self.expression(_NEGATE)
        return syntax.Negation(of, span=self.span(start))

    # Tests after `in`

    def tests(self) -> tuple[syntax.UnaryTest, ...]:
        start = self.token.start
        if not self.skip("("):
            return (self.test(_COMPARE),)
        closing, self.closing = self.closing, False
        found = [self.test()]
        if found[0].op is None and not self.is_next(","):
            # One expression in parentheses may be the start of a longer one, or an interval.
            node = found[0].of
            if self.is_next(".."):
                node = self.interval(node, start, included=False)
            else:
                self.expect(")")
            self.closing = closing
            node = self.operators(self.postfixes(node, start), start, _COMPARE)
            return (syntax.UnaryTest(None, node, span=self.span(start)),)
        while self.skip(","):
            found.append(self.test())
        self.closing = closing
        self.expect(")")
        return tuple(found)

    def test(self, binding: int = 0) -> syntax.UnaryTest:
        token = self.token
        sign = None
        if token.kind == "sign" and token.text in syntax.COMPARISONS:
            sign = token.text
            self.at += 1
            binding = _COMPARE
        of = self.expression(binding)
        return syntax.UnaryTest(sign, of, span=self.span(token.start))


_PREFIXES: Final[dict[str, Callable[[_Parser, int], syntax.Node]]] = {
    "-": _Parser.negation,
    "(": _Parser.parenthesis,
    "[": _Parser.bracket,
    "]": _Parser.open_interval,
    "{": _Parser.braces,
}
_WORDS: Final[dict[str, Callable[[_Parser, int], syntax.Node]]] = {
    "if": _Parser.conditional,
    "for": _Parser.loop,
    "some": _Parser.quantified,
    "every": _Parser.quantified,
    "function": _Parser.definition,
}
