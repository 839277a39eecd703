"""Changes of a condition: of its structure, and of the expressions in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
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
from authorisation.model.question import Question
from authorisation.model.source import Formula, Location
from authorisation.policy.mutation.edits import EditKind, RuleEdit, each_in, within
from authorisation.policy.mutation.formulas import formula_edits, number_edits, one_line

Bank = Mapping[str, Question]
_MOST_SHOWN: Final = 90
"""How many characters of a part are shown where it is named."""


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
        least = _least_parts(group)
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


def _least_parts(group: AtLeast) -> int:
    """The number of parts that there must be: where they are fewer than needed, it is no rule."""
    text = one_line(group.n.text)
    return int(text) if text.isdecimal() else len(group.of)


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
