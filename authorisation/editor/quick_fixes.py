"""The remedy of a problem as a change of text, where it is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Final

import msgspec

from authorisation.editor.text import FileEdit, SourceText, TextSpan, scalar_offsets
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.yaml.common_mistakes import understood_day
from authorisation.language.yaml.document import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableYaml,
    YamlDocument,
)
from authorisation.model.source import Location, Problem

_QUOTED: Final = re.compile(r"`([^`]+)`")
_MEANT: Final = re.compile(r"did you mean `([^`]+)`\?")
_WRITE: Final = re.compile(r"write `([^`…]+)`")
_IS_WRITTEN: Final = re.compile(r"`([^`]+)` is written `([^`…]+)`")
_UNIT: Final = re.compile(r"give `([^`]+)` the unit `([^`]+)`")
_UNITS_DIFFER: Final = re.compile(r"`([^`]+)` is in `([^`]+)` and `([^`]+)` is in `([^`]+)`")
_DECLARED: Final = re.compile(r"`([^`]+)` is declared .* works out")
_NOT_ASKED: Final = re.compile(r"this rule set does not ask `([^`]+)`")
_ENTRY: Final = re.compile(r"^(\s*(?:- )*[\w.-]+:[ ]+)(\S.*?)\s*$")
_USE: Final = re.compile(r"use `([^`]+)`")
_FEW: Final = re.compile(r"(?:write one of|its values are|it has|its fields are) (`.*)")
_CONDITIONS: Final = (
    "require:",
    "applies:",
    "satisfies:",
    "- not:",
    "not:",
    "exit:",
    "needs:",
    "when:",
)
_MOST_OFFERED: Final = 6
_JOINED: Final = re.compile(r"one comparison a test, and this one joins several with `(and|or)`")
_NO_DOMAIN: Final = re.compile(r"no domain is called `([^`]+)`")
_SPACE_AFTER: Final = "put a space after the colon"
_QUOTE_WHOLE: Final = re.compile(
    r"put the (?:whole (?:text|expression)|expression) in single quotes"
)


class NamedPlace(msgspec.Struct, frozen=True):
    """Where a figure is defined: its file and what is written of it."""

    file: str
    text: SourceText
    span: TextSpan


class QuickFix(msgspec.Struct, frozen=True):
    """A change that would mend a problem, in words and as edits."""

    title: str
    edits: tuple[FileEdit, ...]
    sure: bool = True
    """Whether it is what the message asks for; else one of several that would do."""


class FixContext(msgspec.Struct, frozen=True):
    """What a remedy may have to change beside the place of the problem."""

    file: str
    text: SourceText
    figure: Callable[[str], NamedPlace | None]
    """Where a figure of that name is defined."""
    head: NamedPlace | None = None
    """The file that says what the rule set asks."""


def quick_fixes(problem: Problem, context: FixContext) -> tuple[QuickFix, ...]:
    """The changes that would mend a problem, the likeliest first."""
    found = [*_fixes(problem, context)]
    return tuple({fix.edits: fix for fix in found if fix.edits}.values())


def _fixes(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    yield from _suggestion(problem, context)
    yield from _written_otherwise(problem, context)
    yield from _one_of_few(problem, context)
    yield from _one_to_a_line(problem, context)
    yield from _units(problem, context)
    yield from _punctuation(problem, context)
    yield from _ask_it(problem, context)
    yield from _name_domain(problem, context)


def problem_span(problem: Problem, text: SourceText) -> TextSpan:
    """What is to be marked in the text: the author's own words at the place, else the word there.

    A problem of the whole file marks its first line.
    """
    if problem.at.line == 0:
        return text.line_span(0)
    start = text.offset(problem.at.line, problem.at.column)
    for quoted in _QUOTED.findall(problem.message):
        for written in (quoted, quoted.rpartition(".")[2]):
            if written and text.source.startswith(written, start):
                return TextSpan(start, start + len(written))
    word = re.compile(r"[\w.-]+|\"[^\"\n]*\"?|'[^'\n]*'?|\S").match(text.source, start)
    return TextSpan(start, word.end() if word else start)


def _suggestion(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield the suggested name in place of the one that was written."""
    meant = _MEANT.search(problem.help)
    if meant is None:
        return
    quoted = _QUOTED.findall(problem.message)
    for written in get_close_matches(meant[1], [each.strip('"') for each in quoted], 3, 0.0):
        span, new = _place_of(written, meant[1], problem, context.text)
        if span is not None:
            yield _replace(context, span, new)
            return


def _place_of(
    written: str, meant: str, problem: Problem, text: SourceText
) -> tuple[TextSpan | None, str]:
    """Where what was written stands, on the line of the problem, and what is to stand there.

    Of a dotted name only the last part may stand there, under its group.
    """
    start = text.offset(problem.at.line, problem.at.column)
    line_end = text.line_span(start).end
    group, dot, last = written.rpartition(".")
    for old, new, before in (
        (written, meant, ""),
        (last, meant.removeprefix(f"{group}."), f"{group}."),
    ):
        if before and (not dot or not meant.startswith(before)):
            continue
        found = re.compile(rf"(?<![\w.-]){re.escape(old)}(?![\w-])").search(
            text.source, start, line_end
        )
        if found:
            return TextSpan(found.start(), found.end()), new
    return None, ""


def _written_otherwise(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield what the author wrote in the form that it must have."""
    span = problem_span(problem, context.text)
    written = context.text.cut(span)
    if found := _IS_WRITTEN.match(problem.help):
        line = context.text.line_span(span.start)
        at = context.text.source.find(
            found[1], max(line.start, span.start - len(found[1])), line.end
        )
        if at >= 0:
            yield _replace(context, TextSpan(at, at + len(found[1])), found[2])
        return
    if "is not a date" in problem.message:
        day = understood_day(written)
        if day is not None:
            yield _replace(context, span, day.isoformat())
        return
    new = _WRITE.match(problem.help) or _USE.fullmatch(problem.help)
    quoted = _QUOTED.match(problem.message)
    if new and quoted and quoted[1] == written and ":" not in new[1]:
        yield _replace(context, span, new[1])


def _one_of_few(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield each of a few names or words of which one is meant."""
    found = _FEW.match(problem.help)
    quoted = _QUOTED.match(problem.message)
    offered = _QUOTED.findall(found[1]) if found else []
    if quoted is None or not 0 < len(offered) <= _MOST_OFFERED:
        return
    span, _ = _place_of(quoted[1].strip('"'), "", problem, context.text)
    if span is not None:
        for each in offered:
            edit = FileEdit(context.file, span, each)
            yield QuickFix(f"write `{each}`", (edit,), sure=False)


def _one_to_a_line(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield the comparisons that one test joins, each on a line of its own."""
    joined = _JOINED.fullmatch(problem.message)
    line = context.text.line_span(context.text.offset(problem.at.line, problem.at.column))
    found = _ENTRY.match(context.text.cut(line))
    if joined is None or found is None or not found[1].lstrip().startswith(_CONDITIONS):
        return
    written = found[2]
    quoted = written[:1] == written[-1:] == "'"
    formula = written[1:-1].replace("''", "'") if quoted else written
    parts = _joined_parts(formula, joined[1])
    indent = " " * (len(found[1]) - len(found[1].lstrip(" -")) + 2)
    key = "all" if joined[1] == "and" else "any"
    lines = [f"{indent}{key}:", *(f"{indent}  - {_as_scalar(each)}" for each in parts)]
    begin = line.start + len(found[1].rstrip())
    span = TextSpan(begin, line.start + found.end(2))
    edit = FileEdit(context.file, span, "\n" + "\n".join(lines))
    yield QuickFix(f"write them one to a line under `{key}:`", (edit,))


def _joined_parts(formula: str, word: str) -> list[str]:
    """The texts that `and` or `or` joins at the top of a formula."""
    parts: list[str] = []
    node: syntax.Node = parse(formula)
    kind = syntax.And if word == "and" else syntax.Or
    while isinstance(node, kind):
        parts.insert(0, formula[node.right.span.start : node.right.span.end].strip())
        node = node.left
    return [formula[node.span.start : node.span.end].strip(), *parts]


def _as_scalar(formula: str) -> str:
    """A formula as a scalar of YAML, in quotes where YAML would take a part of it for its own."""
    plain = re.match(r"[A-Za-z(]", formula) and not re.search(r": |:$| #|'", formula)
    return formula if plain else "'" + formula.replace("'", "''") + "'"


def _units(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield a unit for a figure that has none or another than it is compared with."""
    if found := _UNIT.search(problem.help):
        yield from _give_unit(found[1], found[2], context)
    elif (found := _DECLARED.match(problem.message)) and (
        new := _WRITE.match(problem.help.replace("unit: ", ""))
    ):
        yield from _give_unit(found[1], new[1], context)
    elif found := _UNITS_DIFFER.match(problem.message):
        yield from _give_unit(found[3], found[2], context, sure=False)
        yield from _give_unit(found[1], found[4], context, sure=False)


def _give_unit(
    name: str, unit: str, context: FixContext, *, sure: bool = True
) -> Iterator[QuickFix]:
    place = context.figure(name)
    if place is None:
        return
    written = unit if re.fullmatch(r"[\w/ ]+", unit) else f"'{unit}'"
    body = place.text.cut(place.span)
    title = f"give `{name}` the unit `{unit}`"
    if found := re.search(
        r"(?m)(?<![\w.-])unit:[ ]+('[^'\n]*'|\"[^\"\n]*\"|[^,}\n#]*[^,}\s#])", body
    ):
        span = TextSpan(place.span.start + found.start(1), place.span.start + found.end(1))
        yield QuickFix(title, (FileEdit(place.file, span, written),), sure)
    elif found := re.search(r"(?m)^([ ]*)type:[^\n]*(?=\n|\Z)|(?<![\w.-])type:[ ]+\w+", body):
        at = place.span.start + found.end()
        indent = found[1]
        new = f", unit: {written}" if indent is None else f"\n{indent}unit: {written}"
        yield QuickFix(title, (FileEdit(place.file, TextSpan(at, at), new),), sure)


def _punctuation(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    text = context.text
    at = text.offset(problem.at.line, problem.at.column)
    if problem.help.startswith(_SPACE_AFTER) and text.source[at : at + 1] == ":":
        edit = FileEdit(context.file, TextSpan(at + 1, at + 1), " ")
        yield QuickFix("put a space after the colon", (edit,))
    elif problem.message == "a tab is used to indent":
        line = text.line_span(at)
        indent = re.match(r"\s*", text.cut(line))
        assert indent is not None  # noqa: S101 it may be empty
        span = TextSpan(line.start, line.start + indent.end())
        yield QuickFix(
            "indent with spaces", (FileEdit(context.file, span, indent[0].replace("\t", "  ")),)
        )
    elif _QUOTE_WHOLE.search(problem.help):
        line = text.line_span(at)
        if found := _ENTRY.match(text.cut(line)):
            value = found[2].replace("'", "''")
            span = TextSpan(line.start + found.start(2), line.start + found.end(2))
            yield QuickFix("put it in single quotes", (FileEdit(context.file, span, f"'{value}'"),))


def _part_of_head(head: NamedPlace, key: str) -> Node | None:
    """A part of `ruleset.yaml` as it is in the editor; None where it has none, or is no YAML."""
    try:
        root = YamlDocument.parse(head.text.source.encode(), head.file).root
    except UnreadableYaml:
        return None
    return root.get(key) if isinstance(root, Mapping) else None


def _ask_it(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield the question as one that the rule set asks."""
    found = _NOT_ASKED.match(problem.message)
    if found is None or context.head is None:
        return
    head, asks = context.head, _part_of_head(context.head, "asks")
    if (
        isinstance(asks, Sequence)
        and asks
        and (edit := _after(asks[-1], asks[-1].at, found[1], head))
    ):
        yield QuickFix(f"ask `{found[1]}`", (edit,))


def _name_domain(problem: Problem, context: FixContext) -> Iterator[QuickFix]:
    """Yield a domain of that name, to be given its title."""
    found = _NO_DOMAIN.match(problem.message)
    if found is None or context.head is None:
        return
    head, domains = context.head, _part_of_head(context.head, "domains")
    if not isinstance(domains, Mapping) or not domains:
        return
    entry = f"{found[1]}: {found[1].replace('-', ' ').capitalize()}"
    last = next(reversed(domains.values()))
    edit = _after(last, domains.key_at(next(reversed(domains))), entry, head)
    if edit is not None:
        yield QuickFix(
            f"make `{found[1]}` a domain", (edit,), sure=not problem.help.startswith("did")
        )


def _after(last: Node, begins: Location, entry: str, head: NamedPlace) -> FileEdit | None:
    """One more entry after the last of a list or mapping, as that is written."""
    places = scalar_offsets(last, head.text) if isinstance(last, Scalar) else None
    if places is None or not isinstance(last, Scalar):
        return None
    end = places[-1] + bool(last.style)
    begin = head.text.offset(begins.line, begins.column)
    before = head.text.source[head.text.line_span(begin).start : begin]
    new = f"\n{before}{entry}" if re.fullmatch(r"\s*(?:- +)?", before) else f", {entry}"
    return FileEdit(head.file, TextSpan(end, end), new)


def _replace(context: FixContext, span: TextSpan, new: str) -> QuickFix:
    old = context.text.cut(span)
    return QuickFix(f"write `{new}` instead of `{old}`", (FileEdit(context.file, span, new),))
