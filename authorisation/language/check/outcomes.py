"""Checks of the outcome table: its conditions, rows never reached, and lists of findings."""

from __future__ import annotations

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.conditions import RuleProblems, check_message
from authorisation.language.check.implications import is_covered, never_holds
from authorisation.language.check.types.scope import NameScope, finding_type, outcome_scope
from authorisation.language.check.types.types import Anything, Fields, ListOf, format_type
from authorisation.model.rules import Outcome, RuleSet
from authorisation.model.source import Formula


def check_outcomes(rules: RuleSet, scope: NameScope, problems: RuleProblems) -> None:
    """Enter the problems of the outcome table."""
    scope = outcome_scope(scope, rules)
    finding = finding_type(rules)
    nodes = [_check_row(row, scope, finding, problems) for row in rules.outcomes]
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


def _check_row(
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
