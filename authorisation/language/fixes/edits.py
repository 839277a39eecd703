"""The fixes of a problem as changes of text, as far as the text is as it was when it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias, assert_never

import msgspec

from authorisation.errors import UnreadableFile
from authorisation.language.fixes.text import FileEdit, SourceText, TextSpan, scalar_offsets
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.regular_files import is_file, read_file
from authorisation.model.source import (
    AskedQuestion,
    Fix,
    LineChange,
    Location,
    NewDomain,
    Problem,
    Remedy,
    Replacement,
    SplitTest,
    UnitOfFigure,
)

_ENTRY: Final = re.compile(r"^(\s*(?:- )*[\w.-]+:[ ]+)(\S.*?)\s*$")
_CONDITIONS: Final = ("require:", "applies:", "satisfies:", "not:", "exit:", "needs:", "when:")


ReadSource: TypeAlias = Callable[[str], SourceText | None]
"""What gives the text of a file as problems name it; None where it cannot be read."""


class QuickFix(msgspec.Struct, frozen=True):
    """A change that would mend a problem, in words and as an edit."""

    title: str
    edit: FileEdit
    sure: bool = True
    """Whether it is what the message asks for; else one of several that would do."""


def read_source(file: str) -> SourceText | None:
    """The text of a file, which may be open in an editor; None where it cannot be read."""
    try:
        return SourceText(read_file(Path(file)).decode("utf-8-sig"))
    except (UnreadableFile, UnicodeDecodeError):
        return None


def quick_fixes(problem: Problem, read: ReadSource = read_source) -> Iterator[QuickFix]:
    """Yield the changes that would mend a problem, the likeliest first.

    `read` gives the text of a file. There is no change where that is not as it was, or the place
    is no line of a text.
    """
    remedy = problem.remedy
    if not isinstance(remedy, Remedy) or not problem.at.line or problem.at.sheet:
        return
    for number, fix in enumerate(remedy.fixes):
        at = _place(fix, problem.at)
        text = None if at is None else read(at.file)
        if at is not None and text is not None and (found := _change(fix, at, text)):
            span, new = found
            sure = remedy.sure and number == 0
            title = _title(fix, text.cut(span), new, sure=sure)
            yield QuickFix(title, FileEdit(at.file, span, new), sure)


def _place(fix: Fix, at: Location) -> Location | None:
    """The place that a fix changes, for a problem at a place; None where nobody knows."""
    match fix:
        case UnitOfFigure():
            return fix.at
        case AskedQuestion() | NewDomain():
            folders = Path(at.file).parents[:2]
            heads = (str(folder / RULE_SET_FILE) for folder in folders)
            return next((Location(head) for head in heads if is_file(Path(head))), None)
        case _:
            return at


def _title(fix: Fix, old: str, new: str, *, sure: bool) -> str:
    """The title of a fix that puts a new text in place of an old one: what it does, in words."""
    match fix:
        case Replacement():
            return f"write `{new}` instead of `{old}`" if sure else f"write `{new}`"
        case UnitOfFigure():
            return f"give `{fix.figure}` the unit `{fix.unit}`"
        case SplitTest():
            return f"write them one to a line under `{fix.key}:`"
        case LineChange():
            return fix.value
        case AskedQuestion():
            return f"ask `{fix.question}`"
        case NewDomain():
            return f"make `{fix.domain}` a domain"
        case _:
            assert_never(fix)


_Change: TypeAlias = tuple[TextSpan, str]
"""A span of a text, and what is to stand there."""


def _change(fix: Fix, at: Location, text: SourceText) -> _Change | None:
    """The change by a fix to the text of a file, at a place of it; None where nothing fits."""
    match fix:
        case Replacement():
            return _replaced(fix, at, text)
        case UnitOfFigure():
            return _with_unit(fix.unit, at, text)
        case SplitTest():
            return _split(fix, at, text)
        case LineChange.SPACE_AFTER_COLON:
            start = text.offset(at.line, at.column)
            colon = text.source.find(":", start, text.line_span(start).end)
            return None if colon < 0 else (TextSpan(colon + 1, colon + 1), " ")
        case LineChange.SPACES_FOR_TABS:
            line = text.line_span(text.offset(at.line, at.column))
            written = text.cut(line)
            indent = written[: len(written) - len(written.lstrip())]
            return TextSpan(line.start, line.start + len(indent)), indent.replace("\t", "  ")
        case LineChange.SINGLE_QUOTES:
            _, value = _entry(at, text)
            return None if value is None else (value, _in_quotes(text.cut(value)))
        case AskedQuestion():
            asks = text.root.get("asks") if isinstance(text.root, Mapping) else None
            last = asks[-1] if isinstance(asks, Sequence) and asks else None
            return None if last is None else _behind(last, last.at, fix.question, text)
        case NewDomain():
            domains = text.root.get("domains") if isinstance(text.root, Mapping) else None
            if not isinstance(domains, Mapping) or not domains:
                return None
            key, title = next(reversed(domains)), fix.domain.replace("-", " ").capitalize()
            return _behind(domains[key], domains.key_at(key), f"{fix.domain}: {title}", text)
        case _:
            assert_never(fix)


def _replaced(fix: Replacement, at: Location, text: SourceText) -> _Change | None:
    """The new text where the old one stands, around the place or behind it on its line.

    Of a dotted name the last part may stand there alone, under its group.
    """
    start = text.offset(at.line, at.column)
    line = text.line_span(start)
    group, dot, last = fix.written.rpartition(".")
    pairs = [(fix.written, fix.by)]
    if dot and fix.by.startswith(f"{group}."):
        pairs.append((last, fix.by.removeprefix(f"{group}.")))
    for old, new in pairs:
        begin = max(line.start, start - len(old) + 1)
        for before in ("[\\w.-]", "[\\w-]"):
            first = f"(?<!{before})" if old[:1].isalnum() else ""
            then = r"(?![\w-])" if old[-1:].isalnum() else ""
            form = re.compile(first + re.escape(old) + then)
            if found := form.search(text.source, begin, line.end):
                return TextSpan(found.start(), found.end()), new
    return None


def _entry(at: Location, text: SourceText) -> tuple[str, TextSpan | None]:
    """The key on the line of a place, with all up to its value, and where that stands."""
    line = text.line_span(text.offset(at.line, at.column))
    found = _ENTRY.match(text.cut(line))
    if found is None:
        return "", None
    return found[1], TextSpan(line.start + found.start(2), line.start + found.end(2))


def _split(fix: SplitTest, at: Location, text: SourceText) -> _Change | None:
    key, value = _entry(at, text)
    if value is None or not key.lstrip(" -").startswith(_CONDITIONS):
        return None
    indent = " " * (len(key) - len(key.lstrip(" -")) + 2)
    lines = [f"{indent}{fix.key}:", *(f"{indent}  - {_as_scalar(each)}" for each in fix.parts)]
    begin = value.start - len(key) + len(key.rstrip())
    return TextSpan(begin, value.end), "\n" + "\n".join(lines)


def _as_scalar(formula: str) -> str:
    """A formula as a scalar of YAML, in quotes where YAML would take a part of it for its own."""
    plain = re.match(r"[A-Za-z(]", formula) and not re.search(r": |:$| #|'", formula)
    return formula if plain else _in_quotes(formula)


def _in_quotes(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _with_unit(unit: str, at: Location, text: SourceText) -> _Change | None:
    """The unit in the place of the one that a figure has, or behind its type."""
    written = unit if re.fullmatch(r"[\w/ ]+", unit) else _in_quotes(unit)
    figure = _figure_at(Location("", at.line, at.column), text.root)
    if figure is None:
        return None
    match figure.get("unit"):
        case Scalar() as old if places := scalar_offsets(old, text):
            mark = bool(old.style)
            return TextSpan(places[0] - mark, places[-1] + mark), written
        case None:
            key = "type" if "type" in figure else "value"
            return _behind(figure.get(key), figure.key_at(key), f"unit: {written}", text)
        case _:
            return None


def _figure_at(at: Location, node: Node | None) -> Mapping | None:
    """The mapping of the figure whose name, or whose value, stands at a place."""
    inside: Iterable[Node] = ()
    if isinstance(node, Mapping):
        for name, written in node.written_keys.items():
            value = node[name]
            if written.at == at and isinstance(value, Mapping):
                return value
            if name == "value" and isinstance(value, Scalar) and value.formula().at == at:
                return node
        inside = node.values()
    elif isinstance(node, Sequence):
        inside = node
    return next((found for each in inside if (found := _figure_at(at, each))), None)


def _behind(last: Node | None, begins: Location, entry: str, text: SourceText) -> _Change | None:
    """One more entry behind the one that begins at a place and ends with a value, written as it."""
    places = scalar_offsets(last, text) if isinstance(last, Scalar) else None
    if places is None or not isinstance(last, Scalar):
        return None
    end = places[-1] + bool(last.style)
    begin = text.offset(begins.line, begins.column)
    before = text.source[text.line_span(begin).start : begin]
    new = f"\n{before}{entry}" if re.fullmatch(r"\s*(?:- +)?", before) else f", {entry}"
    return TextSpan(end, end), new


def problem_span(problem: Problem, text: SourceText) -> TextSpan:
    """The span to be marked in the text: what its author wrote at the place, else the word there.

    A problem of the whole file marks its first line.
    """
    if problem.at.line == 0:
        return text.line_span(0)
    start = text.offset(problem.at.line, problem.at.column)
    for written in (problem.written, problem.written.rpartition(".")[2]):
        if written and text.source.startswith(written, start):
            return TextSpan(start, start + len(written))
    word = re.compile(r"[\w.-]+|\"[^\"\n]*\"?|'[^'\n]*'?|\S").match(text.source, start)
    return TextSpan(start, word.end() if word else start)
