"""Checks of conditions against the names in scope: leaves, loops and their messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, assert_never

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.expressions.constants import evaluate_constant, is_constant
from authorisation.language.check.types import types
from authorisation.language.check.types.scope import KEYWORDS, NameScope
from authorisation.language.check.types.units import COUNT, DAY, Unit
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import NAME
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
)
from authorisation.model.source import Formula, Location, Problem, Remedy, SplitTest

_NO_PLACES: Final[Mapping[str, Location]] = MappingProxyType({})
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_PATH: Final = re.compile(rf"{NAME.pattern}(\.{NAME.pattern})*")


class RuleProblems(Problems):
    """The problems of rules met so far, and the top-level names used so far.

    `places` says where messages that show something stand, by their texts.
    """

    __slots__ = ("places", "used")

    def __init__(
        self, found: Iterable[Problem] = (), places: Mapping[str, Location] = _NO_PLACES
    ) -> None:
        self.used: set[str] = set()
        self.places = places
        super().__init__(found)

    def checker(self, formula: Formula) -> ExpressionChecker:
        """A checker of a formula that enters its problems and names here."""
        return ExpressionChecker(formula, self, self.used)


def checked_condition(
    condition: Condition, scope: NameScope, problems: RuleProblems, at: Location
) -> Condition:
    """Check a condition and all its parts; give it back with the units of its leaves."""
    if isinstance(condition, CriterionRef):
        at = condition.at
    elif (formula := formula_of(condition)) is not None:
        at = formula.at
    for text in (condition.title, condition.not_met):
        check_message(text, scope, problems, at)
    match condition:
        case Leaf():
            return _checked_leaf(condition, scope, problems)
        case AllOf(of=parts) | AnyOf(of=parts):
            return replace(condition, of=_checked_parts(parts, scope, problems, at))
        case AtLeast(of=parts):
            _check_count(condition, scope, problems)
            return replace(condition, of=_checked_parts(parts, scope, problems, at))
        case Not(part=part):
            return replace(condition, part=checked_condition(part, scope, problems, at))
        case Every() | Some():
            return _checked_loop(condition, scope, problems, at)
        case CriterionRef():
            return condition
        case _:
            assert_never(condition)


def check_message(text: str, scope: NameScope, problems: RuleProblems, at: Location) -> None:
    """Check that each `{path}` of a message names something that can be shown."""
    if "{" not in text and "}" not in text:
        return
    at = problems.places.get(text.strip(), at)
    for path in _PLACEHOLDER.findall(text):
        if not _PATH.fullmatch(path):
            problems.wrong(
                at,
                f"`{{{path}}}` is not a name, and messages hold no logic",
                "give the figure a name under `derived` and show that",
            )
            continue
        first, *rest = path.split(".")
        shown: syntax.Node = syntax.Name(first)
        for name in rest:
            shown = syntax.Path(shown, name)
        kind = problems.checker(Formula(path, at)).infer(shown, scope)
        if isinstance(kind, types.Fields) and not kind.name_by:
            problems.wrong(at, f"`{{{path}}}` is {types.format_type(kind)}, which cannot be shown")
    if "{" in (rest := _PLACEHOLDER.sub("", text)) or "}" in rest:
        problems.wrong(at, "a brace stands alone in a message", "write names as `{path}`")


def margin_unit(node: syntax.Node, checker: ExpressionChecker, scope: NameScope) -> str:
    """Give the unit in which a comparison can be missed; empty where it has no margin.

    It is that of the left side, else of the right: `day` for dates and lengths of time, `item`
    for counts.
    """
    quiet = ExpressionChecker(checker.formula)
    match node:
        case syntax.Comparison(op, left, right) if op in syntax.ORDERINGS:
            sides = (left, right)
        case syntax.Between(of, low, _):
            sides = (of, low)
        case _:
            return ""
    for side in sides:
        match quiet.infer(side, scope):
            case types.Number(Unit() as unit):
                return str(unit)
            case types.Temporal("date" | "duration" | "date and time"):
                return str(DAY)
            case _:
                pass
    return ""


def _checked_leaf(leaf: Leaf, scope: NameScope, problems: RuleProblems) -> Leaf:
    checker = ExpressionChecker(leaf.test, problems)
    before = len(problems)
    node = checker.tree()
    if node is None:
        return leaf
    if isinstance(node, (syntax.And, syntax.Or)):
        word, key = ("and", "all") if isinstance(node, syntax.And) else ("or", "any")
        message = f"one comparison a test, and this one joins several with `{word}`"
        split = SplitTest(key, _joined_parts(node, leaf.test.text))
        remedy = Remedy(f"write them one to a line under `{key}:`", (split,))
        checker.report(node, message, remedy)
    checker.condition(node, scope, "a test")
    problems.used |= checker.used
    if not checker.used and len(problems) == before:
        message = f"`{checker.quote(node)}` comes to the same for every submission"
        checker.report(node, message, "test an answer or a parameter")
    return replace(leaf, unit=margin_unit(node, checker, scope))


def _joined_parts(node: syntax.And | syntax.Or, formula: str) -> tuple[str, ...]:
    """The texts that one word joins at the top of a formula."""
    parts: list[str] = []
    first: syntax.Node = node
    while isinstance(first, type(node)):
        parts.insert(0, formula[first.right.span.start : first.right.span.end].strip())
        first = first.left
    return (formula[first.span.start : first.span.end].strip(), *parts)


def _check_count(condition: AtLeast, scope: NameScope, problems: RuleProblems) -> None:
    checker = problems.checker(condition.n)
    node = checker.tree()
    if node is None:
        return
    before = len(checker.problems)
    match checker.infer(node, scope):
        case types.Anything() | types.Number(None):
            pass
        case types.Number(unit) if unit is not None and unit.agrees(COUNT):
            pass
        case kind:
            what = (
                f"in `{kind.unit}`" if isinstance(kind, types.Number) else types.format_type(kind)
            )
            message = f"`n` is how many parts must be met, and `{checker.quote(node)}` is {what}"
            checker.report(node, message)
    if len(checker.problems) > before or not is_constant(node):
        return
    match evaluate_constant(node)[0]:
        case Decimal() as n if n > len(condition.of):
            message = f"`at_least` asks for {n} of {len(condition.of)} parts"
            checker.report(node, message, "lower `n`, or add parts")
        case Decimal() as n if n < 1 or n != n.to_integral_value():
            checker.report(node, f"`n` is {n}", "write a whole number from 1")


def _checked_loop(
    condition: Every | Some, scope: NameScope, problems: RuleProblems, at: Location
) -> Condition:
    checker = problems.checker(condition.within)
    node = checker.tree()
    item: types.Type = types.Anything() if node is None else checker.over(node, scope)
    name = condition.item
    if not NAME.fullmatch(name) or name in KEYWORDS:
        problems.wrong(at, f"`{name}` cannot be a name", "write small letters, digits and `_`")
    elif node is not None and scope.find(name) is not None:
        problems.wrong(at, f"`{name}` already has a meaning here", "choose another name")
    inner = scope.loop(name, item)
    satisfies = checked_condition(condition.satisfies, inner, problems, at)
    name_by = condition.name_by or (item.name_by if isinstance(item, types.Fields) else "")
    return replace(condition, satisfies=satisfies, name_by=name_by)


def _checked_parts(
    parts: Iterable[Condition], scope: NameScope, problems: RuleProblems, at: Location
) -> tuple[Condition, ...]:
    return tuple([checked_condition(part, scope, problems, at) for part in parts])
