"""Builds the conditions of the model from their written shapes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import Filter, Name, Node, Path
from authorisation.language.written.criteria import (
    WrittenAll,
    WrittenAny,
    WrittenAtLeast,
    WrittenCondition,
    WrittenCriterionRef,
    WrittenEvery,
    WrittenNot,
    WrittenSome,
    WrittenTest,
)
from authorisation.model import condition
from authorisation.model.question import Question
from authorisation.model.source import Formula

ListQuestions = Mapping[str, Question]
"""List questions, by the dotted text that names them in an expression."""


def build_condition(written: WrittenCondition, lists: ListQuestions) -> condition.Condition:
    """Build a condition; `lists` holds the questions whose lists it may go through."""
    match written:
        case Formula():
            return condition.Leaf(test=written)
        case WrittenTest():
            return condition.Leaf(test=written.test, title=written.title, not_met=written.not_met)
        case WrittenAll():
            parts = tuple(build_condition(part, lists) for part in written.all)
            return condition.AllOf(of=parts, title=written.title, not_met=written.not_met)
        case WrittenAny():
            parts = tuple(build_condition(part, lists) for part in written.any)
            return condition.AnyOf(of=parts, title=written.title, not_met=written.not_met)
        case WrittenNot():
            part = build_condition(written.part, lists)
            return condition.Not(part=part, title=written.title, not_met=written.not_met)
        case WrittenAtLeast():
            return condition.AtLeast(
                n=written.at_least.n,
                of=tuple(build_condition(part, lists) for part in written.at_least.of),
                title=written.title,
                not_met=written.not_met,
            )
        case WrittenEvery() | WrittenSome():
            return _build_quantifier(written, lists)
        case WrittenCriterionRef():
            return condition.CriterionRef(
                criterion=written.criterion.text,
                title=written.title,
                not_met=written.not_met,
                at=written.criterion.at,
            )
        case _:
            assert_never(written)


def _build_quantifier(
    written: WrittenEvery | WrittenSome, lists: ListQuestions
) -> condition.Condition:
    item = written.every if isinstance(written, WrittenEvery) else written.some
    over = lists.get(_list_path(written.within))
    inner = {f"{item}.{name}": field for name, field in over.each.items()} if over else {}
    kind = condition.Every if isinstance(written, WrittenEvery) else condition.Some
    return kind(
        item=item,
        within=written.within,
        satisfies=build_condition(written.satisfies, MappingProxyType({**lists, **inner})),
        title=written.title,
        not_met=written.not_met,
        name_by=over.name_by if over else "",
    )


def _list_path(within: Formula) -> str:
    """Return the dotted name of the list that an expression takes its items from, or empty."""
    try:
        node: Node = parse(within.text, frozenset())
    except FeelSyntaxError:
        return ""
    names: list[str] = []
    while True:
        match node:
            case Filter():
                node = node.of
            case Path():
                names.insert(0, node.name)
                node = node.of
            case Name():
                return ".".join([node.name, *names])
            case _:
                return ""
