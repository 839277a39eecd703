"""What a leaf may come to, for the commonest forms in the fewest steps."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from types import NoneType
from typing import Final, TypeAlias

from authorisation.engine.judge.leaves import judge_leaf, judge_sides, possible_verdicts
from authorisation.engine.judge.missing import NOT_PLAIN, look_up_of, remember_missing
from authorisation.engine.plans.plan import Bindings, Comparator, LeafPlan, Origin, PossibleVerdicts
from authorisation.feel.closures.calls import STANDARD
from authorisation.feel.closures.expression import compile_node, frame_of
from authorisation.feel.closures.field_filters import compile_tally
from authorisation.feel.closures.frames import BudgetExhausted, Compiler
from authorisation.feel.syntax.tree import (
    And,
    Call,
    Comparison,
    Filter,
    In,
    ListLiteral,
    Literal,
    Name,
    Node,
    Path,
    UnaryTest,
    name_chain,
    walk_nodes,
)
from authorisation.feel.temporal.kinds import Date
from authorisation.feel.values.absent import NUMERIC, endpoints
from authorisation.feel.values.values import Bounds, Unknown, Value
from authorisation.model.verdict import EITHER, MET, NOT_MET, VerdictSet

_Tests: TypeAlias = Mapping[type, Callable[[Value], bool]]
"""What settles a leaf, by the type of the value that it looks at."""

_CONJUNCTION: Final = frozenset((And, Comparison, In, ListLiteral, Literal, Name, UnaryTest))
"""What joins comparisons of names and constants of which all must hold."""
_COMPARED: Final = frozenset((Origin.ANSWER, Origin.PARAMETER, Origin.SITUATION))
_NONE: Final = object()
"""No value at all."""


def compile_leaf_verdicts(plan: LeafPlan, groups: Collection[str]) -> PossibleVerdicts:
    """Compile a leaf into what gives its possible verdicts; `groups` are those of the questions.

    The verdicts are those of the step of `judge_leaf`, which defines what a leaf means and judges
    whatever is not known here at sight.
    """
    match plan.test.syntax:
        case Comparison(left=left, right=right) if plan.comparator is not None:
            verdicts = _judge_answer_beside_figure(plan, left, right)
            if verdicts is None:
                in_general = remember_missing([plan], _judge_numbers(plan), groups)
                verdicts = _judge_count(plan, left, in_general)
        case Comparison("=" | "!=" as op, of, Literal(constant)):
            verdicts = _judge_value(plan, of, _equality_tests(op, constant))
        case In(of, (UnaryTest(None, ListLiteral(items)),)):
            verdicts = _judge_value(plan, of, _choice_tests(items))
        case Name() | Path() as of:
            verdicts = _judge_value(plan, of, {bool: bool})
        case _:
            verdicts = None
    return verdicts or remember_missing([plan], _judge_in_general(plan), groups)


def _equality_tests(op: str, constant: Value) -> _Tests:
    """Tests against a text, true, false or null; for any other constant there are none."""
    equals = op == "="
    if constant is None:
        return {
            NoneType: lambda _: equals,
            **dict.fromkeys((str, bool, Decimal, Date), lambda _: not equals),
        }
    if type(constant) is str or type(constant) is bool:
        return {type(constant): constant.__eq__ if equals else constant.__ne__}
    return {}


def _choice_tests(items: Sequence[Node]) -> _Tests:
    """Tests against a list of texts; for any other list there are none."""
    texts = frozenset(item.value for item in items if isinstance(item, Literal))
    only_texts = len(texts) == len(items) and {*map(type, texts)} == {str}
    return {str: texts.__contains__} if only_texts else {}


def _judge_value(plan: LeafPlan, of: Node, tests: _Tests) -> PossibleVerdicts | None:
    """Judge by the value of a name alone."""
    look_up = look_up_of(name_chain(of))
    if look_up is None or not tests:
        return None
    last: tuple[Value, VerdictSet] = _NONE, EITHER

    def verdicts(scope: Bindings, _: Mapping[str, VerdictSet]) -> VerdictSet:
        nonlocal last
        try:
            value = look_up(scope)
        except NOT_PLAIN:
            return judge_leaf(plan, scope).possible
        test = tests.get(type(value))
        if test is not None:
            return MET if test(value) else NOT_MET
        # All submissions have the very same value for an answer that is missing.
        last_value, possible = last
        if value is not last_value:
            possible = judge_leaf(plan, scope).possible
            last = value, possible
        return possible

    return verdicts


def _judge_answer_beside_figure(plan: LeafPlan, left: Node, right: Node) -> PossibleVerdicts | None:
    """Judge whether `group.answer` is on the right side of a figure: the commonest leaf by far."""
    holds = plan.comparator
    match name_chain(left), name_chain(right):
        case (group, answer), (figure,) if holds and STANDARD.isdisjoint((group, figure)):
            pass
        case _:
            return None
    last: tuple[Value, Value, VerdictSet] = _NONE, _NONE, EITHER

    def verdicts(scope: Bindings, _: Mapping[str, VerdictSet]) -> VerdictSet:
        nonlocal last
        try:
            number, line = scope[group][answer], scope[figure]
        except NOT_PLAIN:
            return judge_leaf(plan, scope).possible
        if type(number) is Decimal and type(line) is Decimal:
            return MET if holds(number, line) else NOT_MET
        # All submissions have the very same value for an answer that is missing.
        last_number, last_line, possible = last
        if number is not last_number or line is not last_line:
            possible = judge_leaf(plan, scope).possible
            last = number, line, possible
        return possible

    return verdicts


def _judge_count(plan: LeafPlan, counted: Node, in_general: PossibleVerdicts) -> PossibleVerdicts:
    """Judge whether there are enough items of some kind, looking at no more than settle it."""
    right, holds = plan.right, plan.comparator
    match counted:
        case Call(Name("count"), (Filter() as of,), ()) if _all_apply_if_one_passes(plan, of):
            past = operator.ge if plan.operator in {">=", "<"} else operator.gt
            tally = compile_tally(of, past, Compiler(frozenset(), compile_node))
        case _:
            tally = None
    if tally is None or right is None or holds is None:
        return in_general

    def verdicts(scope: Bindings, found: Mapping[str, VerdictSet]) -> VerdictSet:
        frame = frame_of(scope)
        try:
            line = right(frame)
            counts = tally(frame, line) if type(line) is Decimal else None
        except (RecursionError, BudgetExhausted):
            return EITHER
        if counts is None:
            return in_general(scope, found)
        sure, most = counts
        if sure != most and holds(sure, line) is not holds(most, line):
            return EITHER
        return MET if holds(sure, line) else NOT_MET

    return verdicts


def _all_apply_if_one_passes(plan: LeafPlan, of: Filter) -> bool:
    """Whether no item may turn out not to apply once one surely passes.

    It was compared with every figure; and answers and findings may be unknown, but always apply.
    """
    return (
        bool(name_chain(of.of))
        and _CONJUNCTION.issuperset(map(type, walk_nodes(of.by)))
        and _COMPARED.issuperset(reference.origin for reference in plan.references)
    )


def _judge_numbers(plan: LeafPlan) -> PossibleVerdicts:
    """Judge which of two numbers is the larger, where one has to be worked out."""
    left, right, holds = plan.left, plan.right, plan.comparator
    if left is None or right is None or holds is None:
        return _judge_in_general(plan)

    def verdicts(scope: Bindings, _: Mapping[str, VerdictSet]) -> VerdictSet:
        frame = frame_of(scope)
        try:
            number, line = left(frame), right(frame)
        except (RecursionError, BudgetExhausted):
            return EITHER
        if type(number) is Decimal and type(line) is Decimal:
            return MET if holds(number, line) else NOT_MET
        if type(number) in NUMERIC and type(line) in NUMERIC:
            return _bounded_verdicts(holds, number, line, upward=plan.upward)
        return judge_sides(plan, scope, number, line).possible

    return verdicts


def _bounded_verdicts(
    holds: Comparator, number: Decimal | Bounds, line: Decimal | Bounds, *, upward: bool
) -> VerdictSet:
    """Compare numbers of which one is only bounded: settled where even the far ends settle it."""
    low, high = endpoints(number)
    bottom, top = endpoints(line)
    far, far_line = (low, top) if upward else (high, bottom)
    near, near_line = (high, bottom) if upward else (low, top)
    if far is not None and far_line is not None and holds(far, far_line):
        return MET
    if near is not None and near_line is not None and not holds(near, near_line):
        return NOT_MET
    return EITHER


def _judge_in_general(plan: LeafPlan) -> PossibleVerdicts:
    test = plan.test

    def verdicts(scope: Bindings, _: Mapping[str, VerdictSet]) -> VerdictSet:
        value = test.evaluate(scope)
        if value is True or value is False:
            return MET if value else NOT_MET
        return possible_verdicts(value) if type(value) is Unknown else EITHER

    return verdicts
