"""The check of a whole rule set, or of a bank of questions, before there is any answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check import references
from authorisation.language.check.conditions import RuleProblems, check_message, checked_condition
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.implications import is_covered, never_holds
from authorisation.language.check.types.scope import (
    NameScope,
    bank_scope,
    finding_type,
    outcome_scope,
    portfolio_scope,
    rule_scope,
)
from authorisation.language.check.types.types import (
    ANYTHING,
    Anything,
    Fields,
    ListOf,
    Number,
    Type,
    format_type,
)
from authorisation.language.check.types.units import PERCENTAGE, PLAIN, parse_unit
from authorisation.model.question import ConsistencyTest, QuestionBank
from authorisation.model.rules import Criterion, Derived, Outcome, RuleSet
from authorisation.model.source import Formula, Location, Problem, Remedy, UnitOfFigure


def checked_rule_set(
    rules: RuleSet, places: Mapping[str, Location] = MappingProxyType({})
) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Check names, types, units and references; give the rules with each leaf's unit filled in.

    `places` are those of messages, by their texts.

    The problems, those of the bank of questions included, are in file order. While there are any,
    the rules given back may lack units.
    """
    found = check_bank(QuestionBank(rules.bank, rules.consistency))
    problems = RuleProblems(found, places)
    scope = checked_scope(rules, problems)
    criteria = {
        name: checked_criterion(criterion, rules, scope, problems)
        for name, criterion in rules.criteria.items()
    }
    placed = {_with_figure_places(problem, rules) for problem in problems}
    return replace(rules, criteria=criteria), tuple(sorted(placed))


def _with_figure_places(problem: Problem, rules: RuleSet) -> Problem:
    """The problem; figures that may have another unit, with their places."""
    if not isinstance(problem.remedy, Remedy):
        return problem
    places = {name: figure.at for name, figure in rules.parameters.items()}
    places |= {name: figure.value.at for name, figure in rules.derived.items()}
    fixes = tuple(
        replace(fix, at=places.get(fix.figure)) if isinstance(fix, UnitOfFigure) else fix
        for fix in problem.remedy.fixes
    )
    return replace(problem, remedy=replace(problem.remedy, fixes=fixes))


def check_bank(bank: QuestionBank) -> tuple[Problem, ...]:
    """Check the questions' names and units, and the tests that answers agree."""
    problems = RuleProblems()
    references.check_questions(bank.questions, problems)
    groups = {path.split(".")[0] for path in bank.questions}
    references.check_fields(bank.questions, groups, problems)
    scope = bank_scope(bank.questions)
    for consistency in bank.consistency:
        check_consistency(consistency, scope, problems)
    return tuple(sorted(set(problems)))


def check_consistency(
    consistency: ConsistencyTest, scope: NameScope, problems: RuleProblems
) -> None:
    """Check one test that two answers agree."""
    reading = problems.checker(consistency.test)
    if (node := reading.tree()) is not None:
        reading.condition(node, scope, "a test")
    check_message(consistency.says, scope, problems, consistency.test.at)


def checked_scope(rules: RuleSet, problems: RuleProblems) -> NameScope:
    """Check everything but the criteria's conditions; give the names they may use."""
    references.check_references(rules, problems)
    scope = rule_scope(rules, derived_types(rules, problems))
    _check_outcomes(rules, scope, problems)
    return scope


def derived_types(rules: RuleSet, problems: RuleProblems) -> dict[str, Type]:
    """Give the type of each derived value, each read after those that it needs."""
    needs = {name: _names_used(derived) for name, derived in rules.derived.items()}
    order, cycles = references.topological_order(needs)
    for cycle in cycles:
        chain = " → ".join(f"`{name}`" for name in cycle)
        at = rules.derived[cycle[0]].value.at
        message = f"derived values rest on each other in a circle: {chain}"
        problems.wrong(at, message, "work one of them out from answers and parameters alone")
    references.check_derived_depth(rules, needs, order, problems)
    types: dict[str, Type] = dict.fromkeys(rules.derived, ANYTHING)
    for name in order:
        types[name] = _derived_type(rules.derived[name], rule_scope(rules, types), problems)
    return types


def _names_used(derived: Derived) -> frozenset[str]:
    node = ExpressionChecker(derived.value).tree()
    parts = () if node is None else syntax.walk_nodes(node)
    return frozenset(part.name for part in parts if isinstance(part, syntax.Name))


def _derived_type(derived: Derived, scope: NameScope, problems: RuleProblems) -> Type:
    """Read one derived value; its unit must be the one that it works out in."""
    kind = problems.checker(derived.value).infer_whole(scope)
    unit = parse_unit(derived.unit)
    at = derived.value.at
    match kind:
        case Number(None) | Anything():
            return Number(unit) if derived.unit and unit is not None else kind
        case Number(found) if unit == PERCENTAGE and found == PLAIN:
            return Number(unit)  # a share is held as a fraction, which is what a ratio is
        case Number(found) if unit is not None and found is not None and not found.agrees(unit):
            declared_unit = f"in `{unit}`" if unit != PLAIN else "without a unit"
            works = f"in `{found}`" if found != PLAIN else "without a unit"
            message = f"`{derived.name}` is declared {declared_unit} and works out {works}"
            words = f"write `unit: {found}`" if found != PLAIN else "leave `unit` out"
            fixes = (UnitOfFigure(derived.name, str(found)),) if found != PLAIN else ()
            problems.wrong(at, message, Remedy(f"{words}, or correct the expression", fixes))
            return ANYTHING
        case Number():
            return Number(unit or PLAIN)
        case _ if derived.unit:
            problems.wrong(
                at, f"`{derived.name}` is {format_type(kind)} and has a unit", "leave it out"
            )
    return kind


def checked_criterion(
    criterion: Criterion, rules: RuleSet, scope: NameScope, problems: RuleProblems
) -> Criterion:
    """Check one criterion's conditions and messages; give it back with the units of its leaves."""
    if criterion.scope == "portfolio":
        scope = portfolio_scope(scope, rules.questions)
    for text in (criterion.met, criterion.not_met, criterion.unknown, criterion.remedy):
        check_message(text, scope, problems, criterion.at)
    applies, require = (
        None if condition is None else checked_condition(condition, scope, problems, criterion.at)
        for condition in (criterion.applies, criterion.require)
    )
    return replace(criterion, applies=applies, require=require)


def _check_outcomes(rules: RuleSet, scope: NameScope, problems: RuleProblems) -> None:
    scope = outcome_scope(scope, rules)
    finding = finding_type(rules)
    nodes = [_row_condition(row, scope, finding, problems) for row in rules.outcomes]
    always = [isinstance(node, syntax.Literal) and node.value is True for node in nodes]
    for at, (row, node) in enumerate(zip(rules.outcomes, nodes, strict=True)):
        if at and always[at - 1]:
            message = f"`{row.id}` is never reached: the row before it always applies"
            problems.wrong(row.when.at, message, "move `when: true` to the end")
            break
        if node is not None:
            pairs = zip(nodes[:at], rules.outcomes, strict=False)
            earlier = [(each, other) for each, other in pairs if each is not None]
            _check_reached(row, node, earlier, problems)
    if always and not any(always):
        last = rules.outcomes[-1]
        message = f"`{last.id}` is the last outcome and does not always apply"
        problems.wrong(last.when.at, message, "end with a row that says `when: true`")


def _check_reached(
    row: Outcome,
    node: syntax.Node,
    earlier: list[tuple[syntax.Node, Outcome]],
    problems: RuleProblems,
) -> None:
    """Report a row that applies to nothing, or to nothing that earlier rows leave."""
    if never_holds(node):
        problems.wrong(row.when.at, f"`{row.id}` can never apply", "correct `when`, or remove it")
        return
    by = is_covered(node, [each for each, _ in earlier])
    if by is not None:
        first = next(other for each, other in earlier if each is by)
        message = f"`{row.id}` is never reached: `{first.id}` or a row before it applies first"
        problems.wrong(row.when.at, message, "put the narrower row first, or remove it")


def _row_condition(
    row: Outcome, scope: NameScope, finding: Fields, problems: RuleProblems
) -> syntax.Node | None:
    """Check one row and give its condition; None where it cannot be read."""
    for part in (row.conditions, row.support):
        if part is not None:
            _check_findings(part, scope, finding, problems)
    for text in (row.title, row.says):
        check_message(text, scope, problems, row.when.at)
    reading = problems.checker(row.when)
    node = reading.tree()
    if node is not None:
        reading.condition(node, scope, "`when`")
    return node


def _check_findings(
    formula: Formula, scope: NameScope, finding: Fields, problems: RuleProblems
) -> None:
    reading = problems.checker(formula)
    node = reading.tree()
    kind = Anything() if node is None else reading.infer(node, scope)
    if node is None or kind in (ListOf(finding), ListOf(Anything()), Anything()):
        return
    message = f"`{reading.quote(node)}` is {format_type(kind)}, where a list of findings is needed"
    reading.report(node, message, 'write it such as `findings[verdict = "not met"]`')
