"""Changes of a FEEL expression: of its text, at the places of its syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.answers.steps import answer_step
from authorisation.model.canonical import decimal_text
from authorisation.model.question import NUMERIC, Question
from authorisation.model.source import Formula
from authorisation.policy.mutation.edits import EditKind, RuleEdit

_NEIGHBOURS: Final = MappingProxyType(
    {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "="}
)
_OTHER: Final = MappingProxyType({"every": "some", "some": "every"})
_OTHER_WAY: Final = MappingProxyType({">=": -1, "<": -1, ">": 1, "<=": 1})
"""Which way a whole number on the right moves, that is not what the neighbour comes to: `> 1` and
`>= 2` are the same."""
_DAY: Final = timedelta(days=1)

Replacement = tuple[EditKind, syntax.Node, int, int, str]
"""What is changed, the node that it is said of, and the text that stands for [start, end)."""


def formula_edits(formula: Formula, bank: Mapping[str, Question]) -> Iterator[RuleEdit[Formula]]:
    """Yield the changes of an expression that has been checked.

    A comparison becomes its neighbour; a number moves by the step of the question that it is held
    against, or by one of its last digit; a date by a day; `every` and `some`, `and` and `or` change
    into each other, and each side of the latter is left out.
    """
    tree = parse(formula.text)
    nodes = sorted(syntax.walk_nodes(tree), key=lambda node: node.span.start)
    for node in nodes:
        for kind, of, start, end, text in _replacements(node, formula.text, bank):
            changed = formula.text[:start] + text + formula.text[end:]
            yield RuleEdit(
                kind,
                formula.locate(of.span.line, of.span.column),
                one_line(formula.text),
                one_line(changed),
                Formula(changed, formula.at, formula.indent),
            )


def one_line(text: str) -> str:
    """An expression as it is said in a sentence: on one line."""
    return " ".join(text.split())


def _replacements(
    node: syntax.Node, text: str, bank: Mapping[str, Question]
) -> Iterator[Replacement]:
    match node:
        case syntax.Comparison():
            yield from _of_comparison(node, text, bank)
        case syntax.Quantified(kind=kind):
            start = node.span.start
            yield EditKind.EVERY_SOME, node, start, start + len(kind), _OTHER[kind]
        case syntax.And(left=left, right=right) | syntax.Or(left=left, right=right):
            word, other = ("and", "or") if isinstance(node, syntax.And) else ("or", "and")
            start = text.index(word, left.span.end, right.span.start)
            yield EditKind.ALL_ANY, node, start, start + len(word), other
            # A side goes up to the word: it may stand in parentheses of its own.
            after = text[start + len(word) :]
            end = len(text) - len(after.lstrip())
            yield EditKind.DROPPED, left, node.span.start, end, ""
            yield EditKind.DROPPED, right, len(text[:start].rstrip()), node.span.end, ""
        case syntax.AtLiteral(text=written):
            yield from _moved_day(node, written, lambda day: f'@"{day}"')
        case syntax.Call(
            function=syntax.Name(name="date"), positional=(syntax.Literal(value=str() as written),)
        ):
            yield from _moved_day(node, written, lambda day: f'date("{day}")')


def _of_comparison(
    node: syntax.Comparison, text: str, bank: Mapping[str, Question]
) -> Iterator[Replacement]:
    start = text.index(node.op, node.left.span.end, node.right.span.start)
    yield EditKind.COMPARISON, node, start, start + len(node.op), _NEIGHBOURS[node.op]
    for literal, other in ((node.right, node.left), (node.left, node.right)):
        number = _number(literal)
        if number is None:
            continue
        step = _step(number, other, bank)
        ways: tuple[int, ...] = (1, -1)
        if literal is node.right and node.op in _OTHER_WAY and _whole(other, bank):
            ways = (_OTHER_WAY[node.op],)
        for way in ways:
            moved = decimal_text(number + way * step)
            yield EditKind.NUMBER, node, literal.span.start, literal.span.end, moved


def _number(node: syntax.Node) -> Decimal | None:
    match node:
        case syntax.Literal(value=Decimal() as number):
            return number
        case syntax.Negation(of=syntax.Literal(value=Decimal() as number)):
            return -number
        case _:
            return None


def _step(number: Decimal, other: syntax.Node, bank: Mapping[str, Question]) -> Decimal:
    question = bank.get(syntax.dotted_name(other))
    if question is not None and question.type in NUMERIC:
        return answer_step(question)
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def _whole(node: syntax.Node, bank: Mapping[str, Question]) -> bool:
    """Whether an expression comes to a whole number."""
    match node:
        case syntax.Call(function=syntax.Name(name="count")):
            return True
        case _:
            question = bank.get(syntax.dotted_name(node))
            return question is not None and question.type == "integer"


def _moved_day(
    node: syntax.Node, written: str, write: Callable[[date], str]
) -> Iterator[Replacement]:
    try:
        day = date.fromisoformat(written)
    except ValueError:  # a length of time, or a time of day
        return
    for moved in (day + _DAY, day - _DAY):
        yield EditKind.DATE, node, node.span.start, node.span.end, write(moved)


def number_edits(formula: Formula, bank: Mapping[str, Question]) -> Iterator[RuleEdit[Formula]]:
    """Yield the changes of an expression for how many there must be: one more, one fewer."""
    number = _number(parse(formula.text))
    if number is None:
        yield from formula_edits(formula, bank)
        return
    for moved in (number + 1, number - 1):
        text = decimal_text(moved)
        changed = Formula(text, formula.at, formula.indent)
        yield RuleEdit(EditKind.NUMBER, formula.at, one_line(formula.text), text, changed)
