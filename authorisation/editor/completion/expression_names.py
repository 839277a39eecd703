"""The names that may be written at a cursor inside an expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from authorisation.editor.completion.choices import ChoiceKind, CompletionChoice, short
from authorisation.editor.completion.cursor import YamlCursor, word_before
from authorisation.editor.kinds import EditedFile
from authorisation.editor.names.known import KnownNames, plain_path
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.types.functions import SIGNATURES, Signature
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import (
    ANYTHING,
    Fields,
    ListOf,
    Number,
    Text,
    Type,
    format_type,
)
from authorisation.language.yaml.document import Mapping, Scalar
from authorisation.model.source import Formula

_KEYWORDS: Final = (
    *("and", "or", "not", "in", "between", "every", "some", "satisfies", "for", "return"),
    *("if", "then", "else", "true", "false", "null", "instance of"),
)
_COMPARED: Final = re.compile(
    r'([\w.]+)\s*(?:=|!=|in\s*\[(?:\s*"[^"]*"\s*,)*)\s*(")?([^"\]]*)\Z', re.DOTALL
)
_QUANTIFIED: Final = re.compile(r"(\w+)\s+in\s+([\w.]+)")
_NAMED: Final = re.compile(r"[\w.]+\s*\Z")


def expression_choices(
    before: str, cursor: YamlCursor, known: KnownNames, file: EditedFile
) -> tuple[CompletionChoice, ...]:
    """The choices that may follow the text of an expression before the cursor."""
    scope = _scope(before, cursor, known, file)
    if compared := _COMPARED.search(before):
        kind = _infer(compared[1], scope)
        if isinstance(kind, Text) and kind.among and (compared[2] or not compared[3].strip()):
            texts = kind.among if compared[2] else [f'"{text}"' for text in kind.among]
            return tuple(CompletionChoice(text, ChoiceKind.WORD) for text in texts)
    if before.count('"') % 2:
        return ()
    group, dot, _ = word_before(before).rpartition(".")
    if dot:
        return tuple(_inside(group, scope, known))
    return (
        *_top(scope, known),
        *_functions(),
        *(CompletionChoice(w, ChoiceKind.KEYWORD) for w in _KEYWORDS),
    )


def _inside(group: str, scope: NameScope, known: KnownNames) -> Iterator[CompletionChoice]:
    """Yield what may follow a name and a dot."""
    kind = _infer(group, scope)
    while isinstance(kind, ListOf):
        kind = kind.item
    if isinstance(kind, Fields):
        for name, inside in kind.fields.items():
            label = f"{group}.{name}"
            yield CompletionChoice(label, ChoiceKind.QUESTION, _about(label, inside, known))


def _top(scope: NameScope, known: KnownNames) -> Iterator[CompletionChoice]:
    """Yield every name that may begin here, those of where we are first."""
    for name, kind in scope.local.items():
        yield CompletionChoice(name, ChoiceKind.VARIABLE, _about(name, kind, known))
    for path in scope.questions:
        yield CompletionChoice(path, ChoiceKind.QUESTION, _about(path, _infer(path, scope), known))
    groups = {path.split(".")[0] for path in scope.questions}
    for name, kind in scope.top.items():
        if name in groups:
            continue
        figure = name in known.parameters or name in known.derived
        yield CompletionChoice(
            name, ChoiceKind.FIGURE if figure else ChoiceKind.VARIABLE, _about(name, kind, known)
        )


def _about(name: str, kind: Type, known: KnownNames) -> str:
    """The title behind a name, and its unit or type."""
    unit = f"in {kind.unit}" if isinstance(kind, Number) and kind.unit else format_type(kind)
    plain, at_authorisation = plain_path(name)
    question = known.bank.get(plain)
    if not at_authorisation:
        question = question or known.returns.get(plain)
    titles = [
        part.title
        for each in known.rule_sets
        for part in (each.parameters.get(name), each.derived.get(name))
        if part
    ]
    title = question.title or question.ask if question else next(iter(titles), "")
    return short(f"{title} ({unit})" if title else unit)


def _functions() -> Iterator[CompletionChoice]:
    for name, signature in SIGNATURES.items():
        yield CompletionChoice(name, ChoiceKind.FUNCTION, _takes(signature), f"{name}(")


def _takes(signature: Signature) -> str:
    words = []
    for word in signature.takes:
        plain = word.rstrip("?*")
        words.append(f"[{plain}]" if word.endswith("?") else plain)
        if word.endswith("*"):
            words.append("…")
    return f"({', '.join(words)})"


def _scope(before: str, cursor: YamlCursor, known: KnownNames, file: EditedFile) -> NameScope:
    """The names in scope: those of the file, of the loops around it, and of an open filter."""
    scope = known.scope(file.kind, of_returns=file.of_returns)
    for parent in cursor.parents:
        if isinstance(parent, Mapping):
            item, within = parent.get("every", parent.get("some")), parent.get("in")
            if isinstance(item, Scalar) and isinstance(within, Scalar):
                scope = _loop(item.text, within.text, scope)
    for found in _QUANTIFIED.finditer(before):
        scope = _loop(found[1], found[2], scope)
    for filtered in _open_filters(before):
        kind = _infer(filtered, scope)
        scope = scope.inside(kind.item if isinstance(kind, ListOf) else kind)
    return scope


def _loop(name: str, within: str, scope: NameScope) -> NameScope:
    kind = _infer(within, scope)
    return scope.loop(name, kind.item) if isinstance(kind, ListOf) else scope


def _open_filters(before: str) -> Iterator[str]:
    """Yield the name before each square bracket that is still open, the outermost first."""
    opened: list[int] = []
    for at, char in enumerate(before):
        if char == "[":
            opened.append(at)
        elif char == "]" and opened:
            opened.pop()
    for at in opened:
        if name := _NAMED.search(before[:at]):
            yield name[0].strip()


def _infer(text: str, scope: NameScope) -> Type:
    checker = ExpressionChecker(Formula(text))
    node = checker.tree()
    return ANYTHING if node is None else checker.infer(node, scope)
