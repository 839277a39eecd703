"""Regular expressions of XPath, matched in linear time by RE2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import re2

from authorisation.feel.errors import FeelError
from authorisation.feel.regex.translate import translate
from authorisation.feel.values.values import MAX_TEXT

_MEMORY: Final = 8 << 20
_MAX_PATTERN: Final = 2_000
_READ: Final = 4
_TRIED_AT_ONCE: Final = 20
_FLAGS: Final = frozenset("smixq")


def matches(text: str, pattern: str, flags: str = "") -> bool:
    """Whether some part of the text matches. Raises: FeelError for a pattern not of XPath."""
    return next(_find_matches("matches", text, pattern, flags), None) is not None


def replace(text: str, pattern: str, replacement: str, flags: str = "") -> str:
    """Replace every match; `$1` stands for what its first group matched, `$0` for all of it.

    Raises: FeelError, also for a pattern that matches nothing at all, as in XPath.
    """
    _refuse_empty("replace", pattern, flags)
    parts: list[str] = []
    length = done = 0
    template = None
    for found in _find_matches("replace", text, pattern, flags):
        template = template or _template(replacement, found.re.groups, literal="q" in flags)
        parts += [text[done : found.start()], template(found)]
        done = found.end()
        length += len(parts[-1]) + len(parts[-2])
        if length > MAX_TEXT:
            raise FeelError("replace: the text would be too long")
    if template is None:
        _template(replacement, 0, literal="q" in flags)
    return "".join([*parts, text[done:]])


def split(text: str, pattern: str) -> list[str]:
    """Give the parts between the matches. Raises: FeelError as `replace` does."""
    _refuse_empty("split", pattern, "")
    parts: list[str] = []
    done = 0
    for found in _find_matches("split", text, pattern, ""):
        parts.append(text[done : found.start()])
        done = found.end()
    return [*parts, text[done:]]


def search_cost(text: str, pattern: str, flags: str = "") -> int:
    """The cost of reading a pattern and going through a text for it, in tenths of a microsecond.

    A pattern that repeats much is a large program, each part of which may be tried at a character.
    """
    try:
        size: int = _compile_pattern(pattern, flags).programsize
    except FeelError:
        return 0
    return _READ * size + len(text) * (1 + size // _TRIED_AT_ONCE)


def _refuse_empty(function: str, pattern: str, flags: str) -> None:
    if next(_find_matches(function, "", pattern, flags), None) is not None:
        raise FeelError(f"{function}: `{pattern}` matches nothing at all")


def _find_matches(function: str, text: str, pattern: str, flags: str) -> Iterator[Any]:
    """Find the matches one by one.

    With the flag `m`, RE2 lets `^` match after a last line break, where XPath sees no line.
    """
    if len(text) > MAX_TEXT:
        raise FeelError(f"{function}: the text is too long")
    try:
        compiled = _compile_pattern(pattern, flags)
    except FeelError as error:
        raise FeelError(f"{function}: {error.reason}") from None
    no_line_at = len(text) if "m" in flags and "^" in pattern and text.endswith("\n") else -1
    try:
        yield from (found for found in compiled.finditer(text) if found.start() != no_line_at)
    except UnicodeEncodeError:
        raise FeelError(f"{function}: the text has half a character") from None


@lru_cache(maxsize=512)
def _compile_pattern(pattern: str, flags: str) -> Any:  # noqa: ANN401 (RE2 has no types)
    """Compile a pattern. Raises: FeelError where it is not one, or would take too much memory."""
    if not _FLAGS.issuperset(flags):
        raise FeelError(f"`{flags}` has flags other than s, m, i, x and q")
    if len(pattern) > _MAX_PATTERN:
        raise FeelError("the pattern is too long")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.case_sensitive = "i" not in flags
    try:
        return re2.compile(
            re2.escape(pattern) if "q" in flags else translate(pattern, flags), options
        )
    except (re2.error, UnicodeEncodeError):
        raise FeelError(f"`{pattern}` is not a pattern that can be used") from None


def _template(replacement: str, groups: int, *, literal: bool) -> Callable[[Any], str]:
    """Read a replacement: `$n` takes as many digits as there are groups for."""
    if literal:
        return lambda _: replacement
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        char, following = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\" and following in ("\\", "$") and following:
            pieces.append(following)
            at += 2
        elif char == "$" and following.isascii() and following.isdigit():
            number, at = _group(replacement, at + 1, groups)
            pieces.append(number)
        elif char in "\\$":
            raise FeelError("replace: `$` needs a digit behind it, and `\\` a `\\` or `$`")
        else:
            pieces.append(char)
            at += 1
    kept = [piece if isinstance(piece, str) or piece <= groups else "" for piece in pieces]
    return lambda found: "".join(
        piece if isinstance(piece, str) else found.group(piece) or "" for piece in kept
    )


def _group(replacement: str, at: int, groups: int) -> tuple[int, int]:
    number = int(replacement[at])
    at += 1
    while replacement[at : at + 1].isascii() and replacement[at : at + 1].isdigit():
        longer = number * 10 + int(replacement[at])
        if longer > groups:
            break
        number, at = longer, at + 1
    return number, at
