"""Problems, in the words of someone who writes rules, for libyaml's errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import yaml

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.model.source import LineChange, Location, Problem, Remedy

QUOTE: Final = Remedy("put the whole text in single quotes", (LineChange.SINGLE_QUOTES,))
INDENT = "let the lines of one list or mapping begin in the same column"

NO_SPACE = "a `:` without a space after it is a part of the text"
_AFTER_A_GLUED_LINE = frozenset(
    {"mapping values are not allowed in this context", "could not find expected ':'"}
)
_BY_PROBLEM: Final[Mapping[str, tuple[str, str | Remedy]]] = {
    "found unexpected end of stream": (
        "a quotation mark is opened and never closed",
        "close it, or remove it",
    ),
    "found unexpected document indicator": (
        "a quotation mark is opened and never closed",
        "close it, or remove it",
    ),
    "found unknown escape character": (
        "a backslash inside double quotes that YAML does not know",
        "use single quotes, where a backslash is only a backslash",
    ),
    "found invalid Unicode character escape code": (
        "a backslash code that is no character",
        "use single quotes, where a backslash is only a backslash",
    ),
    "did not find expected hexdecimal number": (
        "a backslash code that is no character",
        "use single quotes, where a backslash is only a backslash",
    ),
    "did not find expected comment or line break": (
        "text after `>` or `|`, which begin a block of lines below",
        Remedy(f"if the text itself begins with `>` or `|`, {QUOTE}", QUOTE.fixes),
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        Remedy(f"begin it on the next line, or {QUOTE} if the text begins with `- `", QUOTE.fixes),
    ),
    "mapping keys are not allowed in this context": ("`? ` cannot stand here", QUOTE),
    "could not find expected ':'": (
        "a line without `key: value`",
        "add the `:`, or indent the line to continue the one above",
    ),
    "did not find expected <document start>": (
        "a second document begins here",
        "one file holds one document: remove the `...`",
    ),
    "found unknown directive name": ("`%` directives are not used here", "remove the line"),
    "found undefined tag handle": (
        "tags (`!`) are not used here",
        "put the text in quotes if it begins with `!`",
    ),
    "exceeded maximum nesting depth": ("lists or mappings inside one another without end", ""),
    "did not find expected alphabetic or numeric character": (
        "`*` and `&` begin anchors, which are not used here",
        Remedy(f"if the text itself begins with one, {QUOTE}", QUOTE.fixes),
    ),
    "did not find expected '-' indicator": ("this line does not continue the list above", INDENT),
}
_CANNOT_START: Final[Mapping[str, tuple[str, Remedy]]] = {
    "\t": (
        "a tab is used to indent",
        Remedy("indent with spaces", (LineChange.SPACES_FOR_TABS,), sure=False),
    ),
    "@": ("plain text cannot begin with `@`", QUOTE),
    "`": ("plain text cannot begin with a backtick", QUOTE),
    "%": ("plain text cannot begin with `%`", QUOTE),
}
_OPENING = ("[", "{", ",")
_UNCLOSED = Remedy(
    f"go on, and close the bracket; if the text itself ends so, {QUOTE}", QUOTE.fixes
)
_CLOSING = ("]", "}", ",")
_AFTER = {"}": "{…}", "]": "[…]", '"': '"…"', "'": "'…'"}


def yaml_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem of a libyaml error at its place: the author's likely mistake and its remedy."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    written = lines[line].rstrip("\r") if line < len(lines) else ""
    opened = error.context_mark
    if error.problem in {"found unexpected end of stream", "found unexpected document indicator"}:
        line, column = (opened.line, opened.column) if opened else (line, column)
    if error.problem in _AFTER_A_GLUED_LINE:
        above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), line)
        if remedy := glued_colon_remedy(lines[above]) or glued_colon_remedy(written):
            line = above if glued_colon_remedy(lines[above]) else line
            column = lines[line].index(":")
            return Problem(Location(file, line + 1, column + 1), NO_SPACE, remedy)
    if error.problem == "did not find expected node content":
        *before, last = "\n".join((*lines[:line], written[:column])).rstrip().split("\n")
        if len(before) < line and last[-1:] in _OPENING:
            place = Location(file, len(before) + 1, len(last))
            return Problem(place, f"nothing stands after this `{last[-1]}`", _UNCLOSED)
    message, remedy = _likely_mistake(error, written, column)
    return Problem(Location(file, line + 1, column + 1), message, remedy)


def _likely_mistake(
    error: yaml.MarkedYAMLError, written: str, column: int
) -> tuple[str, str | Remedy]:
    char = written[column : column + 1]
    before = written[:column].rstrip()[-1:]
    match error.problem or "":
        case "mapping values are not allowed in this context":
            if ": " in written[:column]:
                return "`: ` inside text that has no quotes", QUOTE
            message = "`: ` inside text that has no quotes, or a line indented too far"
            return message, f"{INDENT}, or {QUOTE}"
        case "found character that cannot start any token":
            return _CANNOT_START.get(char, (f"text cannot begin with {quote(char)}", QUOTE))
        case "did not find expected node content":
            words = f"remove it; if the text itself begins with it, {QUOTE}"
            remedy = Remedy(words, QUOTE.fixes) if char in _CLOSING else QUOTE
            return f"{quote(char)} where a value should be", remedy
        case "did not find expected key" if before in _AFTER:
            return f"text goes on after the closing `{before}`", _whole(before)
        case "did not find expected key":
            return "this line does not continue the mapping above", INDENT
        case "did not find expected ',' or ']'" | "did not find expected ',' or '}'" if before in {
            "}",
            "]",
        }:
            return f"text goes on after the closing `{before}`", _whole(before)
        case "did not find expected ',' or ']'":
            opened = f"the `[` of line {_line(error)}"
            return f"{opened} is not closed, or a comma is missing", _flow(char)
        case "did not find expected ',' or '}'":
            opened = f"the `{{` of line {_line(error)}"
            return f"{opened} is not closed, or a comma is missing", _flow(char)
        case "did not find expected <document start>" if char in _CLOSING:
            return f"{quote(char)} closes nothing", "remove it"
        case known if known in _BY_PROBLEM:
            return _BY_PROBLEM[known]
        case _:
            return "the YAML cannot be read here", f"look for an open bracket or quote; {INDENT}"


def _line(error: yaml.MarkedYAMLError) -> int:
    return error.context_mark.line + 1 if error.context_mark else 1


def _whole(before: str) -> Remedy:
    return Remedy(f"if the text begins with `{_AFTER[before]}`, {QUOTE}", QUOTE.fixes, sure=False)


def _flow(char: str) -> str:
    if char in {"[", "{", '"', "'", "]", "}"}:
        return "write FEEL on a line of its own, or in single quotes"
    return "close the bracket, or add the comma"
