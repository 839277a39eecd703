"""One step in words: its comparison with the values, and the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.results import Step
from authorisation.explain.words.formulas import (
    DATE_RELATIONS,
    OPPOSITE_OPERATORS,
    RELATIONS,
    FormulaFormatter,
    ValueFormatter,
    is_null,
)
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import format_count, format_value
from authorisation.explain.words.safe import shorten, visible
from authorisation.explain.words.titles import (
    NOT_ACCEPTED,
    NameWords,
    Titles,
    format_message,
    format_value_at,
    value_at,
)
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.tree import Node, dotted_name
from authorisation.feel.temporal.kinds import Date, DateTime
from authorisation.feel.values.values import Bounds, PartialList, Value
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import Verdict

_MAX_SIDE_LENGTH: Final = 320
_PENCE: Final = 2
_MOST_PLACES: Final = 34
_UNFINISHED: Final = frozenset(("has", "have", "does", "do", "is", "are"))
"""Words that end no sentence: a title that does goes on with the name of the answer."""

_REFERRED_WORDS: Final = {
    Verdict.NOT_MET: " is not met",
    Verdict.UNKNOWN: " is not settled",
    Verdict.NOT_APPLICABLE: " does not apply",
}
_ALL: Final = {
    Verdict.NOT_MET: "not all of these",
    Verdict.UNKNOWN: "whether all of these",
}
_ANY: Final = {
    Verdict.NOT_MET: "none of these",
    Verdict.UNKNOWN: "whether at least one of these",
}
_NOT: Final = {
    Verdict.NOT_MET: "this is so, and must not be",
    Verdict.UNKNOWN: "whether this is so, which must not be",
}


class StepWords(msgspec.Struct, frozen=True):
    """The words for one step."""

    title: str
    """The author's words for it; empty where there are none."""
    words: str
    """The comparison with its values, or what a group requires of its parts."""
    margin: str = ""
    reason: str = ""
    """Why it cannot be worked out; else empty."""

    def __str__(self) -> str:
        parts = [part for part in (self.title, self.words) if part]
        tail = [part for part in (self.margin, self.reason) if part]
        return "; ".join([": ".join(parts), *tail])


def describe_step(step: Step, titles: Titles) -> StepWords:
    """The words for a step, without the parts it rests on."""
    plan = step.plan
    title = visible(plan.condition.title)
    match plan:
        case LeafPlan():
            return _leaf(step, plan, title, titles)
        case GroupPlan():
            return StepWords(title, _group(plan, step, titles))
        case ItemsPlan():
            return StepWords(title, _items(plan, step.verdict, titles))
        case RefPlan():
            named = format_criterion(plan.condition.criterion, titles.rules)
            return StepWords(title, f"{named}{_REFERRED_WORDS.get(step.verdict, '')}")
        case _:
            assert_never(plan)


def _leaf(step: Step, plan: LeafPlan, title: str, titles: Titles) -> StepWords:
    reason = f"cannot be worked out: {visible(step.reason)}" if step.reason else ""
    answer_name = _answer_tested_alone(plan.test.syntax)
    if title and answer_name:
        unfinished = title.rpartition(" ")[2] in _UNFINISHED
        named = f": {titles.of(answer_name).words}" if unfinished else ""
        value = format_value_at(step.scope, answer_name, titles)
        return StepWords(f"{title}{named} ({value})", "", "", reason)
    if of := _list_tested_for_entries(plan.test.syntax):
        return StepWords(_format_has_entry(step, of, title, titles), "", "", reason)
    if title and _tests_membership(plan.test.syntax):
        return StepWords(_format_membership(step, plan, title, titles), "", "", reason)
    margin = format_margin(step.margin, _margin_unit(step, plan, titles), plan.operator)
    return StepWords(title, format_leaf(step, plan, titles), margin, reason)


def _answer_tested_alone(node: Node) -> str:
    """The name of an answer that a leaf tests only for being given, or for being true; else empty.

    For such a leaf the author's title is clearer than the formula.
    """
    if isinstance(node, syntax.Comparison) and node.op in ("=", "!=") and is_null(node.right):
        return dotted_name(node.left)
    return dotted_name(node)


def _format_list_count(value: Value, unit: str = "", *, none: str = "none") -> str:
    """Format a count; of a list that may grow, the least it can be."""
    match value:
        case Bounds(low=Decimal() as low, high=None) if low > 0:
            return f"at least {format_count(low, unit) if unit else format_value(low)}"
        case _:
            return format_value(value, unit, none=none)


def _tests_membership(node: Node) -> bool:
    """Whether a leaf tests only that a list includes something, or that it does not."""
    match node:
        case syntax.Call(function=function, positional=(of,)) if dotted_name(function) == "not":
            return _tests_membership(of)
        case syntax.Call(function=function):
            return dotted_name(function) == "list contains"
        case _:
            return False


def _format_membership(step: Step, plan: LeafPlan, title: str, titles: Titles) -> str:
    """Format a membership test by the author's title; the list is among the figures."""
    if step.verdict is Verdict.MET:
        return title
    message = plan.condition.not_met
    if step.verdict is Verdict.NOT_MET:
        return format_message(message, step.scope, titles) if message else f"not so: {title}"
    return f"whether {title}"


def _list_tested_for_entries(node: Node) -> Node | None:
    """The list that a leaf tests only for having an entry; None for any other leaf."""
    match node:
        case syntax.Comparison(
            op=">=",
            left=syntax.Call(function=counting, positional=(of,)),
            right=syntax.Literal(value=value),
        ) if value == 1 and dotted_name(counting) == "count":
            return of
        case _:
            return None


def _format_has_entry(step: Step, of: Node, title: str, titles: Titles) -> str:
    """Format a test that a list has an entry, by the author's title where there is one."""
    count, none = step.left, step.left == 0
    if _not_accepted(of, titles):
        number = NOT_ACCEPTED
    elif isinstance(count, Decimal):
        number = format_count(count, "entry")
    else:
        number = _format_list_count(count, "entry")
    if title:
        return f"{title} ({'no entry' if none else number})"
    within = FormulaFormatter(titles).format_node(of)
    if none:
        return f"there is no entry in {within}"
    return _as_question(step, f"there is an entry in {within} ({number})")


def _margin_unit(step: Step, plan: LeafPlan, titles: Titles) -> str:
    """The unit of a margin; that of a count is the unit of what it is compared with."""
    unit = margin_unit(step)
    if unit != "item" or not isinstance(plan.test.syntax, syntax.Comparison):
        return unit
    sides = (dotted_name(plan.test.syntax.left), dotted_name(plan.test.syntax.right))
    return next((u for name in sides if name and (u := titles.of(name).unit)), unit)


def format_criterion(criterion: str, rules: RuleSet) -> str:
    """Format a criterion by its title and id."""
    known = rules.criteria.get(criterion)
    return f"{visible(known.title)} ({criterion})" if known else visible(criterion)


def _group(plan: GroupPlan, step: Step, titles: Titles) -> str:
    match plan.condition:
        case AllOf():
            return _ALL.get(step.verdict, "all of these")
        case AnyOf():
            return _ANY.get(step.verdict, "at least one of these")
        case Not():
            return _NOT.get(step.verdict, "this is not so")
        case AtLeast():
            assert plan.n is not None  # noqa: S101 `at_least` always has its number
            return _at_least(plan.n.syntax, step, titles)


def _at_least(n: Node, step: Step, titles: Titles) -> str:
    words, name = FormulaFormatter(titles).format_node(n), dotted_name(n)
    number = format_value(value_at(step.scope, name)) if name else words
    why = f" ({words})" if name else ""
    match step.verdict:
        case Verdict.NOT_MET:
            return f"{'none' if number == '1' else f'fewer than {number}'} of these{why}"
        case Verdict.UNKNOWN:
            return f"whether at least {number} of these{why}"
        case _:
            return f"at least {number} of these{why}"


def _items(plan: ItemsPlan, verdict: Verdict, titles: Titles) -> str:
    within = FormulaFormatter(titles).format_node(plan.within.syntax)
    every = isinstance(plan.condition, Every)
    which = "every" if every else "at least one"
    match verdict:
        case Verdict.NOT_MET:
            which = "not every" if every else "no"
        case Verdict.UNKNOWN:
            which = f"whether {which}"
    return f"{which} entry of {within}"


def format_leaf(step: Step, plan: LeafPlan, titles: Titles) -> str:
    """Format a comparison, each side followed by its value."""
    node = plan.test.syntax
    plain = FormulaFormatter(titles)
    match node:
        case syntax.Comparison(left=left, right=right) if not is_null(right):
            return _as_question(step, _comparison(step, plan, left, right, plain))
        case syntax.Between(of=of):
            value = _format_operand(step.left, _unit_of(of, plan, titles), of, titles)
            return f"{_format_test(step, node, plain)}; it is {value}"
    valued = FormulaFormatter(titles, value=_value_formatter(step.scope))
    if isinstance(node, syntax.Name | syntax.Path) and dotted_name(node):
        return valued.format_node(node)
    return _format_test(step, node, valued)


def _format_test(step: Step, node: Node, by: FormulaFormatter) -> str:
    """Format a test by its verdict: negated where not met, with *whether* where unknown."""
    if step.verdict is Verdict.NOT_MET:
        return by.format_negated(node)
    return _as_question(step, by.format_node(node))


def _as_question(step: Step, words: str) -> str:
    """The words, behind *whether* where the verdict is open; once, if they begin with it."""
    if step.verdict in (Verdict.MET, Verdict.NOT_MET) or words.startswith("whether "):
        return words
    return f"whether {words}"


def _comparison(step: Step, plan: LeafPlan, left: Node, right: Node, by: FormulaFormatter) -> str:
    one, other = by.format_node(left), by.format_node(right)
    left_value, right_value = _format_sides(step, plan, left, right, by.titles)
    dates = isinstance(step.left, Date | DateTime) or isinstance(step.right, Date | DateTime)
    relations = {**RELATIONS, **DATE_RELATIONS} if dates else RELATIONS
    denied = step.verdict is Verdict.NOT_MET
    relation = relations[OPPOSITE_OPERATORS[plan.operator] if denied else plan.operator]
    left_side = _format_side(one, left_value, left, step.left)
    return f"{left_side} {relation} {_format_side(other, right_value, right, step.right)}"


def _format_side(words: str, value: str, node: Node, worth: Value) -> str:
    """Format one side of a comparison; the unit of a number that the words name is left out."""
    if isinstance(node, syntax.Literal):
        return value if isinstance(node.value, Decimal) else words
    if value == words:
        return words
    number, _, unit = value.rpartition(" ")
    counted = number and isinstance(worth, Decimal | Bounds)
    bare = number if counted and unit in words.split() else value
    return f"{shorten(words, _MAX_SIDE_LENGTH)} ({bare})"


def _format_sides(
    step: Step, plan: LeafPlan, left: Node, right: Node, titles: Titles
) -> tuple[str, str]:
    """Format both sides with as many decimals as it takes to tell different figures apart."""
    units = (_unit_of(left, plan, titles), _unit_of(right, plan, titles))
    sides = (step.left, step.right)
    items = plan.condition.unit == "item"
    texts = [
        _format_operand(
            v, unit, n, titles, _format_list_count if items or _counts(n) else format_value
        )
        for v, unit, n in zip(sides, units, (left, right), strict=True)
    ]
    numbers = all(isinstance(side, Decimal) for side in sides)
    places = _PENCE
    while numbers and step.left != step.right and places < _MOST_PLACES:
        if texts[0].removeprefix("about ") != texts[1].removeprefix("about "):
            break
        places += 1
        texts = [format_value(v, unit, places=places) for v, unit in zip(sides, units, strict=True)]
    return texts[0], texts[1]


def _counts(node: Node) -> bool:
    """Whether an expression is a count, which has no unit where a test is for equality."""
    return isinstance(node, syntax.Call) and dotted_name(node.function) == "count"


def _format_operand(
    value: Value,
    unit: str,
    node: Node,
    titles: Titles,
    write: Callable[..., str] = format_value,
) -> str:
    """Format the value of one operand of a test; an answer not accepted has none."""
    if _not_accepted(node, titles):
        return NOT_ACCEPTED
    name = dotted_name(node)
    return write(value, unit, none=titles.of(name).none if name else "none")


def _not_accepted(node: Node, titles: Titles) -> bool:
    """Whether an expression is an answer that assessors do not accept, by itself or counted."""
    if isinstance(node, syntax.Call) and len(node.positional) == 1:
        (node,) = node.positional
    return dotted_name(node) in titles.not_accepted


def _unit_of(node: Node, plan: LeafPlan, titles: Titles) -> str:
    """The unit of one side: that of its own name, else that of the comparison."""
    name = dotted_name(node)
    unit = titles.of(name).unit if name else ""
    return unit or ("" if plan.condition.unit == "item" else plan.condition.unit)


def _value_formatter(scope: Mapping[str, Value]) -> ValueFormatter:
    def format_named(name: str, named: NameWords) -> str:
        value = value_at(scope, name)
        if isinstance(value, list | PartialList) and named.question is None:
            return ""
        return format_value(value, named.unit, none=named.none)

    return format_named
