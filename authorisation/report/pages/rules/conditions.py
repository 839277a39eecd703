"""What a criterion asks, in words, before anybody has answered anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, assert_never

from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, RefPlan
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import NameWords, Titles, format_message_template
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.report.document import Block, Para, Points
from authorisation.report.pages.rules.figures import format_history

_ALL: Final = "all of these"


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """A condition in words, and below it those that it is made of."""

    words: str
    parts: tuple[ConditionWords, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """A paragraph, with the parts as points under it."""
        parts = tuple(part.blocks for part in self.parts)
        return (Para(self.words), Points(parts)) if parts else (Para(self.words),)


def describe_condition(plan: Plan, titles: Titles) -> ConditionWords:
    """A condition in words with everything below it; a figure is followed by its values."""
    title = visible(plan.condition.title)
    match plan:
        case LeafPlan():
            words = _phrasing(titles).format_node(plan.test.syntax)
            asked = ConditionWords(f"{title}: {words}" if title else words)
        case GroupPlan():
            parts = tuple(describe_condition(part, titles) for part in plan.parts)
            asked = ConditionWords(_led(title, _group(plan, titles)), parts)
        case ItemsPlan():
            asked = _items(plan, title, titles)
        case RefPlan(condition=condition):
            words = f"{format_criterion(condition.criterion, titles.rules)} is met"
            asked = ConditionWords(f"{title}: {words}" if title else words)
        case _:
            assert_never(plan)
    message = format_message_template(plan.condition.not_met, _inside(plan, titles))
    return replace(asked, words=f"{asked.words}. Else: {message}") if message else asked


def _items(plan: ItemsPlan, title: str, titles: Titles) -> ConditionWords:
    within = _phrasing(titles).format_node(plan.within.syntax)
    which = "each" if isinstance(plan.condition, Every) else "at least one"
    part = describe_condition(plan.body, _inside(plan, titles))
    plain = isinstance(plan.body, GroupPlan) and part.words == f"{_ALL}:"
    return ConditionWords(
        _led(title, f"for {which} entry of {within}"), part.parts if plain else (part,)
    )


def _inside(plan: Plan, titles: Titles) -> Titles:
    if not isinstance(plan, ItemsPlan):
        return titles
    question = next((each.question for each in plan.references if each.question), "")
    return titles.within(plan.condition.item, question)


def _led(title: str, words: str) -> str:
    return f"{title}, {words}:" if title else f"{words}:"


def _group(plan: GroupPlan, titles: Titles) -> str:
    match plan.condition:
        case AllOf():
            return _ALL
        case AnyOf():
            return "at least one of these"
        case Not():
            return "this is not so"
        case AtLeast():
            assert plan.n is not None  # noqa: S101 `at_least` always has its number
            return f"at least as many of these as {_phrasing(titles).format_node(plan.n.syntax)}"
        case _:
            assert_never(plan.condition)


def _phrasing(titles: Titles) -> FormulaFormatter:
    def values(name: str, _: NameWords) -> str:
        parameter = titles.rules.parameters.get(name)
        return format_history(parameter) if parameter else ""

    return FormulaFormatter(titles, value=values)
