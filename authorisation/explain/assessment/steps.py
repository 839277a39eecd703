"""One step in words: its comparison with the values, and the margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, assert_never

from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.results import Step
from authorisation.explain.words.formulas import (
    DATED,
    OPPOSITES,
    RELATIONS,
    Phrasing,
    Shown,
    dotted,
)
from authorisation.explain.words.margins import margin_words
from authorisation.explain.words.messages import fill
from authorisation.explain.words.quantities import counted, shown
from authorisation.explain.words.safe import short, visible
from authorisation.explain.words.titles import Named, Titles, found, read
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.tree import Node
from authorisation.feel.temporal.operations import Date, DateTime
from authorisation.feel.values.values import Bounds, PartialList, Value
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import Verdict

_SIDE_LONGEST: Final = 320
_PENCE: Final = 2
_MOST_PLACES: Final = 34


_REFERRED: Final = {
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


@dataclass(frozen=True, slots=True)
class Judged:
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


def judged(step: Step, titles: Titles) -> Judged:
    """The words for a step, without the parts it rests on."""
    plan = step.plan
    title = visible(plan.condition.title)
    match plan:
        case LeafPlan():
            return _leaf(step, plan, title, titles)
        case GroupPlan():
            return Judged(title, _group(plan, step, titles))
        case ItemsPlan():
            return Judged(title, _items(plan, step.verdict, titles))
        case RefPlan():
            named = criterion_words(plan.condition.criterion, titles.rules)
            return Judged(title, f"{named}{_REFERRED.get(step.verdict, '')}")
        case _:
            assert_never(plan)


def _leaf(step: Step, plan: LeafPlan, title: str, titles: Titles) -> Judged:
    reason = f"cannot be worked out: {visible(step.reason)}" if step.reason else ""
    asked = _asked_alone(plan.test.syntax)
    if title and asked:
        return Judged(f"{title} ({read(step.scope, asked, titles)})", "", "", reason)
    if of := _counted_at_all(plan.test.syntax):
        return Judged(_any_entry(step, of, title, titles), "", "", reason)
    if title and _looked_up(plan.test.syntax):
        return Judged(_one_of_a_list(step, plan, title, titles), "", "", reason)
    margin = margin_words(step.margin, _margin_unit(plan, titles), plan.operator)
    return Judged(title, leaf_words(step, plan, titles), margin, reason)


def _asked_alone(node: Node) -> str:
    """The name of an answer that a leaf tests only for being given, or for being true; else empty.

    For such a leaf the author's title is clearer than the formula.
    """
    match node:
        case syntax.Comparison(op="=" | "!=", left=left, right=syntax.Literal(value=None)):
            return dotted(left)
        case _:
            return dotted(node)


def _counted(value: Value, unit: str = "", *, none: str = "none") -> str:
    """Format a count; of a list that may grow, the least it can be."""
    match value:
        case Bounds(low=Decimal() as low, high=None) if low > 0:
            return f"at least {counted(low, unit) if unit else shown(low)}"
        case _:
            return shown(value, unit, none=none)


def _looked_up(node: Node) -> bool:
    """Whether a leaf tests only that a list includes something, or that it does not."""
    match node:
        case syntax.Call(function=function, positional=(of,)) if dotted(function) == "not":
            return _looked_up(of)
        case syntax.Call(function=function):
            return dotted(function) == "list contains"
        case _:
            return False


def _one_of_a_list(step: Step, plan: LeafPlan, title: str, titles: Titles) -> str:
    """Format a membership test by the author's title; the list is among the figures."""
    if step.verdict is Verdict.MET:
        return title
    message = plan.condition.not_met
    if step.verdict is Verdict.NOT_MET:
        return fill(message, step.scope, titles) if message else f"not so: {title}"
    return f"whether {title}"


def _counted_at_all(node: Node) -> Node | None:
    """The list that a leaf tests only for having an entry; None for any other leaf."""
    match node:
        case syntax.Comparison(
            op=">=",
            left=syntax.Call(function=counting, positional=(of,)),
            right=syntax.Literal(value=value),
        ) if value == 1 and dotted(counting) == "count":
            return of
        case _:
            return None


def _any_entry(step: Step, of: Node, title: str, titles: Titles) -> str:
    """Format a test that a list has an entry, by the author's title where there is one."""
    count, none = step.left, step.left == 0
    number = counted(count, "entry") if isinstance(count, Decimal) else _counted(count, "entry")
    if title:
        return f"{title} ({'no entry' if none else number})"
    within = Phrasing(titles).say(of)
    if none:
        return f"there is no entry in {within}"
    return f"{_whether(step)}there is an entry in {within} ({number})"


def _margin_unit(plan: LeafPlan, titles: Titles) -> str:
    """The unit of a margin; that of a count is the unit of what it is compared with."""
    unit = plan.condition.unit
    if unit != "item" or not isinstance(plan.test.syntax, syntax.Comparison):
        return unit
    sides = (dotted(plan.test.syntax.left), dotted(plan.test.syntax.right))
    return next((u for name in sides if name and (u := titles.of(name).unit)), unit)


def criterion_words(criterion: str, rules: RuleSet) -> str:
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
    words, name = Phrasing(titles).say(n), dotted(n)
    number = shown(found(step.scope, name)) if name else words
    why = f" ({words})" if name else ""
    match step.verdict:
        case Verdict.NOT_MET:
            return f"{'none' if number == '1' else f'fewer than {number}'} of these{why}"
        case Verdict.UNKNOWN:
            return f"whether at least {number} of these{why}"
        case _:
            return f"at least {number} of these{why}"


def _items(plan: ItemsPlan, verdict: Verdict, titles: Titles) -> str:
    within = Phrasing(titles).say(plan.within.syntax)
    every = isinstance(plan.condition, Every)
    which = "every" if every else "at least one"
    match verdict:
        case Verdict.NOT_MET:
            which = "not every" if every else "no"
        case Verdict.UNKNOWN:
            which = f"whether {which}"
    return f"{which} entry of {within}"


def leaf_words(step: Step, plan: LeafPlan, titles: Titles) -> str:
    """Format a comparison, each side followed by its value."""
    node = plan.test.syntax
    plain = Phrasing(titles)
    match node:
        case syntax.Comparison(left=left, right=right) if not _is_null(right):
            return f"{_whether(step)}{_comparison(step, plan, left, right, plain)}"
        case syntax.Between(of=of):
            value = shown(step.left, _unit_of(of, plan, titles))
            return f"{_claimed(step, node, plain)}; it is {value}"
        case syntax.Name() | syntax.Path() if dotted(node):
            return Phrasing(titles, value=_values(step.scope)).say(node)
        case _:
            return _claimed(step, node, Phrasing(titles, value=_values(step.scope)))


def _claimed(step: Step, node: Node, by: Phrasing) -> str:
    """Format a test by its verdict: negated where not met, with *whether* where unknown."""
    if step.verdict is Verdict.NOT_MET:
        return by.deny(node)
    return f"{_whether(step)}{by.say(node)}"


def _whether(step: Step) -> str:
    return "" if step.verdict in (Verdict.MET, Verdict.NOT_MET) else "whether "


def _comparison(step: Step, plan: LeafPlan, left: Node, right: Node, by: Phrasing) -> str:
    one, other = by.say(left), by.say(right)
    left_value, right_value = _apart(step, plan, left, right, by.titles)
    dates = isinstance(step.left, Date | DateTime) or isinstance(step.right, Date | DateTime)
    relations = {**RELATIONS, **DATED} if dates else RELATIONS
    denied = step.verdict is Verdict.NOT_MET
    relation = relations[OPPOSITES[plan.operator] if denied else plan.operator]
    return f"{_with(one, left_value, left)} {relation} {_with(other, right_value, right)}"


def _with(words: str, value: str, node: Node) -> str:
    if isinstance(node, syntax.Literal):
        return value if isinstance(node.value, Decimal) else words
    if value == words:
        return words
    number, _, unit = value.rpartition(" ")
    bare = number if number and unit in words.split() else value
    return f"{short(words, _SIDE_LONGEST)} ({bare})"


def _apart(step: Step, plan: LeafPlan, left: Node, right: Node, titles: Titles) -> tuple[str, str]:
    """Format both sides with as many decimals as it takes to tell different figures apart."""
    units = (_unit_of(left, plan, titles), _unit_of(right, plan, titles))
    sides = (step.left, step.right)
    write = _counted if plan.condition.unit == "item" else shown
    texts = [
        write(v, unit, none=_none(n, titles))
        for v, unit, n in zip(sides, units, (left, right), strict=True)
    ]
    numbers = all(isinstance(side, Decimal) for side in sides)
    places = _PENCE
    while numbers and _look_alike(texts) and step.left != step.right and places < _MOST_PLACES:
        places += 1
        texts = [shown(v, unit, places=places) for v, unit in zip(sides, units, strict=True)]
    return texts[0], texts[1]


def _look_alike(texts: list[str]) -> bool:
    return texts[0].removeprefix("about ") == texts[1].removeprefix("about ")


def _unit_of(node: Node, plan: LeafPlan, titles: Titles) -> str:
    """The unit of one side: that of its own name, else that of the comparison."""
    name = dotted(node)
    unit = titles.of(name).unit if name else ""
    return unit or ("" if plan.condition.unit == "item" else plan.condition.unit)


def _none(node: Node, titles: Titles) -> str:
    name = dotted(node)
    return titles.of(name).none if name else "none"


def _is_null(node: Node) -> bool:
    return isinstance(node, syntax.Literal) and node.value is None


def _values(scope: Mapping[str, Value]) -> Shown:
    def value(name: str, named: Named) -> str:
        seen = found(scope, name)
        if isinstance(seen, list | PartialList) and named.question is None:
            return ""
        return shown(seen, named.unit, none=named.none)

    return value
