"""Changes of a condition: of its structure, and of the FEEL expressions in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.answers.steps import answer_step
from authorisation.model.canonical import decimal_text
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
    formula_of,
    walk_conditions,
)
from authorisation.model.question import NUMERIC, Question
from authorisation.model.source import Formula, Location
from authorisation.policy.mutation.edits import EditKind, RuleEdit, each_in, within

Bank = Mapping[str, Question]
_MOST_SHOWN: Final = 90
"""How many characters of a part are shown where it is named."""
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


def condition_edits(condition: Condition, bank: Bank) -> Iterator[RuleEdit[Condition]]:
    """Yield the changes of a condition and of all below it."""
    match condition:
        case Leaf():
            yield from _leaf_edits(condition, bank)
        case AllOf() | AnyOf() | AtLeast():
            yield from _group_edits(condition, bank)
            yield from each_in(
                condition.of,
                lambda part: condition_edits(part, bank),
                lambda parts: replace(condition, of=parts),
            )
        case Not():
            yield from within(
                condition_edits(condition.part, bank), lambda part: replace(condition, part=part)
            )
        case Every() | Some():
            yield from _items_edits(condition, bank)
        case CriterionRef():
            pass


def _leaf_edits(leaf: Leaf, bank: Bank) -> Iterator[RuleEdit[Condition]]:
    tests = formula_edits(leaf.test, bank)
    yield from within(tests, lambda test: replace(leaf, test=test))
    tree = parse(leaf.test.text)
    # The neighbour of an equality turns it round already.
    if not (isinstance(tree, syntax.Comparison) and tree.op in ("=", "!=")):
        text = format_condition(leaf)
        yield RuleEdit(EditKind.NEGATED, leaf.test.at, text, f"not: {text}", Not(part=leaf))


def _group_edits(group: AllOf | AnyOf | AtLeast, bank: Bank) -> Iterator[RuleEdit[Condition]]:
    least = 1
    if isinstance(group, AtLeast):
        yield from within(number_edits(group.n, bank), lambda n: replace(group, n=n))
        # Where the parts are fewer than needed, it is no rule.
        text = one_line(group.n.text)
        least = int(text) if text.isdecimal() else len(group.of)
    elif len(group.of) > 1:
        other = AnyOf if isinstance(group, AllOf) else AllOf
        changed = other(of=group.of, title=group.title, not_met=group.not_met)
        yield RuleEdit(
            EditKind.ALL_ANY,
            place_of(group),
            format_condition(group),
            format_condition(changed),
            changed,
        )
    for place, part in enumerate(group.of if len(group.of) > least else ()):
        rest = group.of[:place] + group.of[place + 1 :]
        yield RuleEdit(
            EditKind.DROPPED, place_of(part), format_condition(part), "", replace(group, of=rest)
        )


def _items_edits(condition: Every | Some, bank: Bank) -> Iterator[RuleEdit[Condition]]:
    other = Some if isinstance(condition, Every) else Every
    changed = other(**{name: getattr(condition, name) for name in condition.__struct_fields__})
    place, was, becomes = (
        condition.within.at,
        format_condition(condition),
        format_condition(changed),
    )
    yield RuleEdit(EditKind.EVERY_SOME, place, was, becomes, changed)
    lists = formula_edits(condition.within, bank)
    yield from within(lists, lambda listed: replace(condition, within=listed))
    inside = condition_edits(condition.satisfies, bank)
    yield from within(inside, lambda satisfies: replace(condition, satisfies=satisfies))


def place_of(condition: Condition) -> Location:
    """The place of the first thing that is written in a condition."""
    for part in walk_conditions(condition):
        if isinstance(part, CriterionRef):
            return part.at
        formula = formula_of(part)
        if formula is not None:
            return formula.at
    return Location("-", line=0)


def format_condition(condition: Condition) -> str:
    """A condition as its author would write it on one line, cut where that is long."""
    text = _written(condition)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _written(condition: Condition) -> str:
    match condition:
        case Leaf(test=Formula(text=text)):
            return one_line(text)
        case AllOf(of=parts):
            return f"all: {_list(parts)}"
        case AnyOf(of=parts):
            return f"any: {_list(parts)}"
        case AtLeast(n=number, of=parts):
            return f"at_least {one_line(number.text)}: {_list(parts)}"
        case Not(part=part):
            return f"not: {_written(part)}"
        case Every(item=item, within=listed, satisfies=part):
            return f"every: {item}, in: {one_line(listed.text)}, satisfies: {_written(part)}"
        case Some(item=item, within=listed, satisfies=part):
            return f"some: {item}, in: {one_line(listed.text)}, satisfies: {_written(part)}"
        case CriterionRef(criterion=criterion):
            return f"criterion: {criterion}"


def _list(parts: Sequence[Condition]) -> str:
    return f"[{', '.join(map(_written, parts))}]"


def formula_edits(formula: Formula, bank: Bank) -> Iterator[RuleEdit[Formula]]:
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


def _replacements(node: syntax.Node, text: str, bank: Bank) -> Iterator[Replacement]:
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


def _of_comparison(node: syntax.Comparison, text: str, bank: Bank) -> Iterator[Replacement]:
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


def _step(number: Decimal, other: syntax.Node, bank: Bank) -> Decimal:
    question = bank.get(syntax.dotted_name(other))
    if question is not None and question.type in NUMERIC:
        return answer_step(question)
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def _whole(node: syntax.Node, bank: Bank) -> bool:
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


def number_edits(formula: Formula, bank: Bank) -> Iterator[RuleEdit[Formula]]:
    """Yield the changes of an expression for how many there must be: one more, one fewer."""
    number = _number(parse(formula.text))
    if number is None:
        yield from formula_edits(formula, bank)
        return
    for moved in (number + 1, number - 1):
        text = decimal_text(moved)
        changed = Formula(text, formula.at, formula.indent)
        yield RuleEdit(EditKind.NUMBER, formula.at, one_line(formula.text), text, changed)
