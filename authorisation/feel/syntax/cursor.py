"""A cursor over the tokens of a text: look ahead, step over, report what was expected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax import names as naming
from authorisation.feel.syntax.lexer import Token, span, syntax_error, tokenize
from authorisation.feel.syntax.tree import Span

_BUILT_IN: Final = naming.index_multiword_names((*naming.BUILT_INS, *naming.PROPERTIES))


class Cursor:
    """One pass over the tokens of a text, with the names in scope."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.scopes = [_BUILT_IN, naming.index_multiword_names(names)]

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def is_next(self, *texts: str) -> bool:
        """Is the next token one of these words or signs?"""
        token = self.tokens[self.at]
        return token.text in texts and token.kind not in {"string", "at"}

    def take(self) -> Token:
        """Step over the next token."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def skip(self, text: str) -> bool:
        """Step over the next token if it is this one."""
        found = self.is_next(text)
        self.at += found
        return found

    def expect(self, *texts: str) -> Token:
        """Step over the next token, which must be one of these.

        Raises:
            FeelSyntaxError: when it is not.
        """
        if self.is_next(*texts):
            return self.take()
        raise self.unexpected(*(f"`{text}`" for text in texts))

    def unexpected(self, *expected: str) -> FeelSyntaxError:
        """Make the error for the next token where something else was expected."""
        token = self.token
        *most, last = expected
        wanted = f"{', '.join(most)} or {last}" if most else last
        message = f"expected {wanted}, found {token}"
        if token.text == "=" and self.at and self.tokens[self.at - 1].text in {"=", "!"}:
            message += "; equality is a single `=`"
        return syntax_error(self.text, token.start, message, expected)

    def span(self, start: int) -> Span:
        """Give the place from an offset to the end of the last token taken."""
        end = self.tokens[self.at - 1].end if self.at else 0
        return span(self.text, start, max(start, end))

    def match_multiword_name(self) -> tuple[str, int]:
        """Find the longest name of several words that starts here, innermost scope first."""
        best, length = "", 0
        for scope in reversed(self.scopes):
            if scope:
                name, found = naming.match_name(scope, self.tokens, self.at)
                if found > length:
                    best, length = name, found
        return best, length

    def extend_name(self, name: str) -> str:
        """Extend a name by the words that follow: two words in a row can only be one name."""
        while self.token.kind == "word" and self.token.text not in naming.KEYWORDS:
            name = f"{name} {self.take().text}"
        return name

    def declared_name(self, *until: str) -> str:
        """Read a name where it is defined, up to one of the words or signs that may follow it.

        Raises:
            FeelSyntaxError: when there is no name, or something else follows it.
        """
        end = self.name_end()
        if end == self.at:
            raise self.unexpected("a name")
        start, self.at = self.token.start, end
        if not self.is_next(*until):
            raise self.unexpected(*(f"`{text}`" for text in until))
        return naming.fold_name(self.text[start : self.tokens[end - 1].end])

    def name_end(self) -> int:
        """Give the index of the first token that cannot belong to a name starting here."""
        end = self.at
        if self.tokens[end].kind != "word":
            return end
        while True:
            token = self.tokens[end]
            if token.kind == "word":
                if token.text == "in" and end > self.at:
                    return end
            elif token.kind != "number" and token.text not in naming.SIGNS:
                return end
            end += 1

    def push_scope(self, names: Sequence[str]) -> None:
        """Bring names into scope, until they are dropped."""
        self.scopes.append(naming.index_multiword_names(names))

    def pop_scopes(self, count: int = 1) -> None:
        """Leave the innermost scopes."""
        del self.scopes[len(self.scopes) - count :]
