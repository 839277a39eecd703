"""A pattern of XPath turned into one of RE2 that matches the same."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from authorisation.feel.errors import FeelError
from authorisation.feel.regex.classes import (
    LITERAL_ESCAPES,
    MULTI_ESCAPES,
    CharacterSet,
    escape_char,
    named_set,
)

_SPACE: Final = " \t\n\r"
_QUANTIFIER: Final = re.compile(r"\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_MAX_DEPTH: Final = 50


def translate(pattern: str, flags: str) -> str:
    """Translate a pattern under the flags `s`, `m`, `i` and `x`.

    Back-references are kept where their group can only match one text, as RE2 has none.
    Raises: FeelError for what XPath does not know and what RE2 cannot do.
    """
    return _Translator(_without_space(pattern) if "x" in flags else pattern, flags).run()


def _without_space(pattern: str) -> str:
    """Take out white space, but for that in a class; outside one a backslash protects none."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if not depth and char in _SPACE:
            continue
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)


class _Group(msgspec.Struct):
    """A capturing group; `text` is what it matches, None once that may vary."""

    number: int
    text: str | None = ""
    closed: bool = False


class _Translator(msgspec.Struct):
    pattern: str
    flags: str
    at: int = 0
    out: list[str] = []
    groups: list[_Group] = []
    open: list[_Group | None] = []
    first_of_atom: int = 0
    """The groups from this index on belong to the atom just read."""

    repeatable: bool = False

    def run(self) -> str:
        while self.at < len(self.pattern):
            self._next()
        if self.open:
            raise self._wrong("a `(` is not closed")
        return "".join(self.out)

    def _next(self) -> None:
        char = self.pattern[self.at]
        match char:
            case "\\":
                self._escape()
            case "[":
                self._atom(self._class(0).text())
            case ".":
                self.at += 1
                self._atom("(?s:.)" if "s" in self.flags else "[^\\n\\r]")
            case "^" | "$":
                self.at += 1
                at_end = "\\A" if char == "^" else "\\z"
                self._emit(f"(?m:{char})" if "m" in self.flags else at_end)
            case "(":
                self._open()
            case ")":
                self._close()
            case "|":
                self.at += 1
                self._vary(0)
                self._emit("|")
            case "?" | "*" | "+" | "{":
                self._quantifier(char)
            case "]" | "}":
                raise self._wrong(f"`{char}` stands alone; write `\\{char}`")
            case _:
                self.at += 1
                self._literal(char)

    def _wrong(self, why: str) -> FeelError:
        return FeelError(f"`{self.pattern}` is not a pattern: {why}")

    def _emit(self, text: str, *, repeatable: bool = False) -> None:
        self.out.append(text)
        self.repeatable = repeatable

    def _literal(self, char: str) -> None:
        for group in self.open:
            if group is not None and group.text is not None:
                group.text += char
        self.first_of_atom = len(self.groups)
        self._emit(escape_char(char), repeatable=True)

    def _atom(self, text: str) -> None:
        for group in self.open:
            if group is not None:
                group.text = None
        self.first_of_atom = len(self.groups)
        self._emit(text, repeatable=True)

    def _vary(self, first: int) -> None:
        """Note that groups may match differing texts, or nothing."""
        for group in [*self.groups[first:], *self.open]:
            if group is not None:
                group.text = None

    def _open(self) -> None:
        if len(self.open) >= _MAX_DEPTH:
            raise self._wrong("it is nested too deeply")
        if self.pattern.startswith("(?:", self.at):
            self.at += 3
            self.open.append(None)
            self._emit("(?:")
            return
        if self.pattern.startswith("(?", self.at):
            raise self._wrong("of `(?` only `(?:` can be used")
        self.at += 1
        group = _Group(len(self.groups) + 1)
        self.groups.append(group)
        self.open.append(group)
        self._emit("(")

    def _close(self) -> None:
        if not self.open:
            raise self._wrong("a `)` has no `(`")
        self.at += 1
        group = self.open.pop()
        self.first_of_atom = 0
        if group is not None:
            group.closed = True
            self.first_of_atom = group.number - 1
        self._emit(")", repeatable=True)

    def _quantifier(self, char: str) -> None:
        if not self.repeatable:
            raise self._wrong(f"there is nothing for `{char}` to repeat")
        text = char
        if char == "{":
            found = _QUANTIFIER.match(self.pattern, self.at)
            if found is None:
                raise self._wrong("`{` needs numbers, as in `{2,3}`")
            text = found[0]
        self.at += len(text)
        if self.pattern.startswith("?", self.at):
            self.at += 1
            text += "?"
        self._vary(self.first_of_atom)
        self._emit(text)

    def _escape(self) -> None:
        char = self.pattern[self.at + 1 : self.at + 2]
        if char in LITERAL_ESCAPES and char:
            self.at += 2
            self._literal(LITERAL_ESCAPES[char])
        elif char in "123456789" and char:
            self._back_reference()
        else:
            self._atom(self._escaped_set().text())

    def _back_reference(self) -> None:
        end = self.at + 2
        while self.pattern[end : end + 1].isdigit() and (
            int(self.pattern[self.at + 1 : end + 1]) <= len(self.groups)
        ):
            end += 1
        number = int(self.pattern[self.at + 1 : end])
        group = self.groups[number - 1] if number <= len(self.groups) else None
        if group is None or not group.closed:
            raise self._wrong(f"there is no group {number} before `\\{number}`")
        if group.text is None:
            raise self._wrong(f"`\\{number}` refers back to text that varies")
        self.at = end
        self._atom("(?:" + "".join(map(escape_char, group.text)) + ")")

    def _escaped_set(self) -> CharacterSet:
        """Read an escape that stands for many characters, such as that for digits."""
        char = self.pattern[self.at + 1 : self.at + 2]
        if char in MULTI_ESCAPES and char:
            self.at += 2
            return MULTI_ESCAPES[char]()
        end = self.pattern.find("}", self.at)
        if char in ("p", "P") and self.pattern.startswith("{", self.at + 2) and end > 0:
            name = self.pattern[self.at + 3 : end]
            if "x" in self.flags:
                name = "".join(letter for letter in name if letter not in _SPACE)
            self.at = end + 1
            return named_set(name, negated=char == "P")
        raise self._wrong(f"`\\{char}` means nothing here")

    def _class(self, depth: int) -> CharacterSet:
        """Read `[...]`, at whose bracket we stand, with what is taken away from it."""
        if depth > _MAX_DEPTH:
            raise self._wrong("it is nested too deeply")
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        result = CharacterSet()
        start = self.at
        while not self.pattern.startswith("]", self.at):
            if self.pattern.startswith("-[", self.at) and self.at > start:
                result = result.complement() if negated else result
                self.at += 1
                taken = self._class(depth + 1)
                if not self.pattern.startswith("]", self.at):
                    raise self._wrong("what is taken away must come last in a class")
                self.at += 1
                return result.without(taken, fold="i" in self.flags)
            result = result.union(self._class_part())
        if self.at == start:
            raise self._wrong("a class is empty")
        self.at += 1
        return result.complement() if negated else result

    def _class_part(self) -> CharacterSet:
        low = self._class_character()
        if isinstance(low, CharacterSet):
            return low
        following = self.pattern[self.at + 1 : self.at + 2]
        if self.pattern.startswith("-", self.at) and following not in ("", "]", "["):
            self.at += 1
            high = self._class_character()
            if isinstance(high, CharacterSet) or ord(high) < ord(low):
                raise self._wrong("a range in a class runs backwards")
            return CharacterSet(((ord(low), ord(high)),))
        return CharacterSet(((ord(low), ord(low)),))

    def _class_character(self) -> str | CharacterSet:
        char = self.pattern[self.at : self.at + 1]
        if char == "\\":
            following = self.pattern[self.at + 1 : self.at + 2]
            if following in LITERAL_ESCAPES and following:
                self.at += 2
                return LITERAL_ESCAPES[following]
            return self._escaped_set()
        if char in ("", "["):
            raise self._wrong("a `[` is not closed, or stands in a class without `\\`")
        self.at += 1
        return char
