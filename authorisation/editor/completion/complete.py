"""What may be written at a cursor: keys and words of YAML, and names inside expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from authorisation.editor.completion.choices import ChoiceKind, Choices, CompletionChoice, short
from authorisation.editor.completion.cursor import YamlCursor, cursor_at, end_of_word, word_before
from authorisation.editor.completion.expression_names import expression_choices
from authorisation.editor.kinds import EditedFile
from authorisation.editor.names.known import KnownNames
from authorisation.editor.shapes import Shapes, file_shapes
from authorisation.language.fixes.text import SourceText, TextSpan
from authorisation.language.schema.answers import answers_schema
from authorisation.language.schema.files import file_schema
from authorisation.language.yaml.document import Mapping as MappingNode
from authorisation.model.rules import OURS, UNSOURCED


def complete(text: SourceText, offset: int, file: EditedFile, known: KnownNames) -> Choices:
    """The choices that may be written at that offset of a file."""
    cursor = cursor_at(text, offset)
    if cursor is None:
        return Choices(TextSpan(offset, offset), ())
    if _in_message(cursor):
        word = word_before(cursor.before)
        found = expression_choices(word, cursor, known, file)
        return _choices(text, offset, word, found, dotted=True)
    shapes = _shapes(file, known).at(cursor.path, cursor.root)
    if not cursor.is_key and shapes.is_feel:
        found = expression_choices(cursor.before, cursor, known, file)
        return _choices(text, offset, word_before(cursor.before), found, dotted=True)
    found = tuple(_outside(cursor, shapes, file, known))
    # A name at the beginning of an entry may be that of a key, or begin an expression.
    if cursor.is_key and not cursor.written and shapes.is_feel:
        found += expression_choices(cursor.before, cursor, known, file)
    return _choices(text, offset, cursor.before, found, dotted=False)


def _choices(
    text: SourceText, offset: int, before: str, found: Iterable[CompletionChoice], *, dotted: bool
) -> Choices:
    """The choices that go on from what is written, in place of it and of the rest of its word."""
    word = before if not dotted else word_before(before)
    start = offset - len(word)
    if text.source[start:offset] != word:
        start = offset - len(word_before(text.source[:offset]))
    end = end_of_word(text.source, offset)
    by_label: dict[str, CompletionChoice] = {}
    for each in found:
        by_label.setdefault(each.label, each)
    return Choices(TextSpan(start, end), tuple(by_label.values()))


def _shapes(file: EditedFile, known: KnownNames) -> Shapes:
    """The shapes of a whole file; of one that holds answers, with every question."""
    if file.kind in {"cases", "submission", "assessor"}:
        return Shapes(file_schema(file.kind, known.rules))
    return file_shapes(file.kind)


def _in_message(cursor: YamlCursor) -> bool:
    """Whether the cursor stands in `{…}` of a text that is shown."""
    opened = cursor.before.rpartition("{")[2]
    return (
        not cursor.is_key
        and "{" in cursor.before
        and re.fullmatch(r"[\w.]*", opened) is not None
        and cursor.keys[-1:] != ("require",)
    )


def _outside(
    cursor: YamlCursor, shapes: Shapes, file: EditedFile, known: KnownNames
) -> Iterator[CompletionChoice]:
    """Yield the keys or the words that may stand outside expressions."""
    if cursor.is_key:
        needed = shapes.needed(cursor.written)
        keys = shapes.keys(cursor.written)
        for key in sorted(keys, key=lambda key: (key not in needed, list(keys).index(key))):
            about = keys[key] or ("needed" if key in needed else "")
            yield CompletionChoice(key, ChoiceKind.KEY, short(about), f"{key}: ")
        yield from _named_keys(cursor, file, known)
        if cursor.written or not cursor.parents[:-1]:
            return
    for word, about in shapes.choices().items():
        yield CompletionChoice(word, ChoiceKind.WORD, short(about))
    yield from _names(cursor, file, known)


def _named_keys(
    cursor: YamlCursor, file: EditedFile, known: KnownNames
) -> Iterator[CompletionChoice]:
    """Yield the keys that are names of rules."""
    match file.kind, cursor.keys:
        case "cases", ("expect",):
            yield from _criteria(known, ": ", cursor.written)
            yield CompletionChoice(
                "outcome", ChoiceKind.KEY, "the outcome, or those possible", "outcome: "
            )
        case (("cases" | "regime-cases"), ("set",)):
            yield from _figures(known, ": ")
        case (("cases" | "submission"), ("evidence",)):
            yield from _questions(known.bank, ": ")
        case ("returns", ("returns", "answers")) | ("regime-cases", ("usual" | "periods", *_)):
            yield from _answers(known.returns, cursor)
        case (("returns" | "regime-cases"), ("at_authorisation", *_)):
            yield from _answers(known.bank, cursor)
        case _:
            pass


def _answers(questions: Mapping[str, object], cursor: YamlCursor) -> Iterator[CompletionChoice]:
    shapes = Shapes(answers_schema(questions))  # type: ignore[arg-type]  # questions by path
    steps = cursor.path
    begins = max((n for n, step in enumerate(steps) if step in _HOLDING), default=-1) + 1
    inside = [step for step in steps[begins:] if isinstance(step, str)]
    for key, about in shapes.at(inside).keys(cursor.written).items():
        yield CompletionChoice(key, ChoiceKind.KEY, short(about), f"{key}: ")


_HOLDING: Final = frozenset({"answers", "usual", "periods", "at_authorisation"})


def _names(cursor: YamlCursor, file: EditedFile, known: KnownNames) -> Iterator[CompletionChoice]:
    """Yield what a value may name, by its key."""
    rules, key = known.rules, cursor.keys[-1] if cursor.keys else ""
    match key:
        case "source" | "contrary" if file.folder is not None:
            for source in rules.sources.values():
                yield CompletionChoice(source.id, ChoiceKind.SOURCE, short(source.title))
            yield CompletionChoice(OURS, ChoiceKind.SOURCE, "a choice of this rule set")
            yield CompletionChoice(UNSOURCED, ChoiceKind.SOURCE, "nobody gives a source")
        case "domain":
            for name, title in rules.domains.items():
                yield CompletionChoice(name, ChoiceKind.WORD, short(title))
        case "scale":
            for name, scale in rules.scales.items():
                yield CompletionChoice(name, ChoiceKind.WORD, short(", ".join(scale.grades)))
        case "criterion" | "answered_by":
            yield from _criteria(known)
        case "asks" | "no_longer_asks" | "answer" | "unique" | "mutual":
            yield from _questions(known.bank)
        case "figure" | "covered" | "agreement" if cursor.keys[:1] == ("pooling",):
            yield from _questions(known.bank)
        case "line" if cursor.keys[:1] == ("pooling",):
            for name, figure in rules.parameters.items():
                yield CompletionChoice(name, ChoiceKind.FIGURE, short(figure.title))
        case "unit":
            units = {p.unit for p in rules.parameters.values()} | {
                q.unit for q in known.bank.values()
            }
            for unit in sorted(units - {""}):
                yield CompletionChoice(unit, ChoiceKind.WORD)
        case "outcome" if file.kind in {"cases", "assessor"}:
            for row in rules.outcomes:
                yield CompletionChoice(row.id, ChoiceKind.WORD, short(row.title))
        case "scope":
            yield CompletionChoice("submission", ChoiceKind.WORD)
            yield CompletionChoice("portfolio", ChoiceKind.WORD, "sees the other submissions")
        case _ if file.kind == "cases" and cursor.keys[:1] == ("expect",):
            for word in ("met", "not met", "unknown", "not applicable", "open"):
                yield CompletionChoice(word, ChoiceKind.WORD)
        case "rows" if file.kind == "cases":
            yield from _cells(cursor, known)


def _cells(cursor: YamlCursor, known: KnownNames) -> Iterator[CompletionChoice]:
    """Yield what a cell of a table of cases may hold: headings in the first row, else answers."""
    match cursor.path:
        case (*_, "rows", 0, int()):
            yield from _questions(known.bank)
            yield from _criteria(known)
            for word in ("outcome", "stage", "as_of", "received_on"):
                yield CompletionChoice(word, ChoiceKind.WORD)
        case (*before, "rows", int(), int(column)):
            heading = _heading(cursor, tuple(before), column)
            if heading in known.rules.criteria:
                words: Sequence[str] = ("met", "not met", "unknown", "not applicable", "open")
            elif heading == "outcome":
                words = [row.id for row in known.rules.outcomes]
            elif heading in known.bank:
                words = [*known.bank[heading].of, "none", "not answered"]
            else:
                words = ()
            for word in words:
                yield CompletionChoice(word, ChoiceKind.WORD)
        case _:
            pass


def _heading(cursor: YamlCursor, before: tuple[str | int, ...], column: int) -> str:
    table = cursor.parents[len(before)] if len(cursor.parents) > len(before) else None
    rows = table.get("rows") if isinstance(table, MappingNode) else None
    try:
        return rows[0][column].text  # type: ignore[index,union-attr]  # else caught
    except (TypeError, IndexError, KeyError, AttributeError):
        return ""


def _criteria(
    known: KnownNames, after: str = "", written: Sequence[str] = ()
) -> Iterator[CompletionChoice]:
    for name, criterion in known.rules.criteria.items():
        if name not in written:
            yield CompletionChoice(name, ChoiceKind.CRITERION, short(criterion.title), name + after)


def _figures(known: KnownNames, after: str = "") -> Iterator[CompletionChoice]:
    figures = {n: p for rules in known.rule_sets for n, p in rules.parameters.items()}
    for name, parameter in figures.items():
        yield CompletionChoice(name, ChoiceKind.FIGURE, short(parameter.title), name + after)


def _questions(questions: Mapping[str, object], after: str = "") -> Iterator[CompletionChoice]:
    for path, question in questions.items():
        ask = getattr(question, "ask", "")
        yield CompletionChoice(path, ChoiceKind.QUESTION, short(ask), path + after)
