"""The check of a whole rule set, or of a bank of questions, before there is any answer."""

from __future__ import annotations

from dataclasses import replace

from authorisation.language.check.conditions import Ledger, check_condition, check_message
from authorisation.language.check.depth import check_derived_depth
from authorisation.language.check.expressions import ExpressionChecker
from authorisation.language.check.outcomes import check_outcomes
from authorisation.language.check.references import (
    check_fields,
    check_questions,
    check_references,
)
from authorisation.language.check.scope import Scope, bank_scope, portfolio_scope, rule_scope
from authorisation.language.check.types import ANYTHING, Anything, Number, Type, phrase
from authorisation.language.check.units import PLAIN, parse_unit
from authorisation.language.check.walk import in_order, names_of
from authorisation.model.question import Consistency, QuestionBank
from authorisation.model.rules import Criterion, Derived, RuleSet
from authorisation.model.source import Problem


def check_rule_set(rules: RuleSet) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Check names, types, units and references; give the rules with each leaf's unit filled in.

    The problems, those of the bank of questions included, are in file order. While there are any,
    the rules given back may lack units.
    """
    ledger = Ledger(list(check_bank(QuestionBank(rules.bank, rules.consistency))))
    scope = read_rules(rules, ledger)
    criteria = {
        name: check_criterion(criterion, rules, scope, ledger)
        for name, criterion in rules.criteria.items()
    }
    return replace(rules, criteria=criteria), tuple(sorted(set(ledger.problems)))


def check_bank(bank: QuestionBank) -> tuple[Problem, ...]:
    """Check the questions' names and units, and the tests that answers agree."""
    ledger = Ledger()
    check_questions(bank.questions, ledger)
    groups = {path.split(".")[0] for path in bank.questions}
    check_fields(bank.questions, groups, ledger)
    scope = bank_scope(bank.questions)
    for consistency in bank.consistency:
        check_consistency(consistency, scope, ledger)
    return tuple(sorted(set(ledger.problems)))


def check_consistency(consistency: Consistency, scope: Scope, ledger: Ledger) -> None:
    """Check one test that two answers agree."""
    reading = ledger.checker(consistency.test)
    if (node := reading.tree()) is not None:
        reading.condition(node, scope, "a test")
    check_message(consistency.says, scope, ledger, consistency.test.at)


def read_rules(rules: RuleSet, ledger: Ledger) -> Scope:
    """Check everything but the criteria's conditions; give the names they may use."""
    check_references(rules, ledger)
    scope = rule_scope(rules, derived_types(rules, ledger))
    check_outcomes(rules, scope, ledger)
    return scope


def derived_types(rules: RuleSet, ledger: Ledger) -> dict[str, Type]:
    """Give the type of each derived value, each read after those that it needs."""
    needs = {name: _names(derived) for name, derived in rules.derived.items()}
    order, cycles = in_order(needs)
    for cycle in cycles:
        chain = " → ".join(f"`{name}`" for name in cycle)
        at = rules.derived[cycle[0]].value.at
        ledger.add(at, f"derived values rest on each other in a circle: {chain}")
    check_derived_depth(rules, needs, order, ledger)
    types: dict[str, Type] = dict.fromkeys(rules.derived, ANYTHING)
    for name in order:
        types[name] = _derived(rules.derived[name], rule_scope(rules, types), ledger)
    return types


def _names(derived: Derived) -> frozenset[str]:
    node = ExpressionChecker(derived.value).tree()
    return frozenset() if node is None else names_of(node)


def _derived(derived: Derived, scope: Scope, ledger: Ledger) -> Type:
    """Read one derived value; its unit must be the one that it works out in."""
    kind = ledger.checker(derived.value).read(scope)
    unit = parse_unit(derived.unit)
    at = derived.value.at
    match kind:
        case Number(None) | Anything():
            return Number(unit) if derived.unit and unit is not None else kind
        case Number(found) if unit is not None and found is not None and not found.agrees(unit):
            said = f"in `{unit}`" if unit != PLAIN else "without a unit"
            works = f"in `{found}`" if found != PLAIN else "without a unit"
            message = f"`{derived.name}` is declared {said} and works out {works}"
            remedy = f"write `unit: {found}`" if found != PLAIN else "leave `unit` out"
            ledger.add(at, message, f"{remedy}, or correct the expression")
            return ANYTHING
        case Number():
            return Number(unit or PLAIN)
        case _ if derived.unit:
            ledger.add(at, f"`{derived.name}` is {phrase(kind)} and has a unit", "leave it out")
    return kind


def check_criterion(
    criterion: Criterion, rules: RuleSet, scope: Scope, ledger: Ledger
) -> Criterion:
    """Check one criterion's conditions and messages; give it back with the units of its leaves."""
    if criterion.scope == "portfolio":
        scope = portfolio_scope(scope, rules.questions)
    for text in (criterion.met, criterion.not_met, criterion.unknown, criterion.remedy):
        check_message(text, scope, ledger, criterion.at)
    applies, require = (
        None if condition is None else check_condition(condition, scope, ledger, criterion.at)
        for condition in (criterion.applies, criterion.require)
    )
    return replace(criterion, applies=applies, require=require)
