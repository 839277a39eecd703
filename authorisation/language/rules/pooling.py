"""Builds what a pool of applicants adds up and must reach, `pooling` of `ruleset.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.written.rules import WrittenPooling
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.problems import Problems
from authorisation.model.question import NUMERIC, MergeRule, Question, ValueType
from authorisation.model.rules import Criterion, Parameter, Pooling, RuleSet
from authorisation.model.source import Location


def build_pooling(
    written: WrittenPooling, at: Location, rules: RuleSet, problems: Problems
) -> Pooling | None:
    """Return what a pool adds up and must reach; None, with problems, where it cannot be told.

    The figure can be summed, and the criterion has a test that it reaches the line: whoever reaches
    it together passes that test as one.
    """
    before, questions = len(problems), rules.questions
    figure = _question(written.figure, questions, problems)
    line = rules.parameters.get(problems.known_name(written.line, rules.parameters, "figure"))
    criterion_id = problems.known_name(written.criterion, rules.criteria, "criterion")
    criterion = rules.criteria.get(criterion_id)
    covered = _question(written.covered, questions, problems) if written.covered else None
    agreement = _question(written.agreement, questions, problems) if written.agreement else None
    if figure is not None and figure.merge is not MergeRule.SUM:
        remedy = "write `merge: sum` at the question, or name one whose answers are added up"
        message = f"the answers to {quote(figure.path)} are not added up where groups become one"
        problems.wrong(written.figure.at, message, remedy)
    for named, amount in ((written.line, line), (written.covered, covered)):
        if figure is not None and amount is not None and named is not None:
            _check_unit(named, amount, figure, problems)
    if written.agreement and agreement is not None and agreement.type is not ValueType.DOCUMENT:
        message = f"{quote(agreement.path)} does not ask for a document"
        problems.wrong(written.agreement.at, message, "name the question for the agreement")
    if criterion is not None and not problems:  # what is wrong elsewhere may be its test
        _check_criterion(written, criterion, problems)
    if len(problems) > before:
        return None
    return Pooling(
        criterion=written.criterion.text,
        figure=written.figure.text,
        line=written.line.text,
        covered=written.covered.text if written.covered else "",
        agreement=written.agreement.text if written.agreement else "",
        says=written.says,
        at=at,
    )


def _question(
    named: PlacedName, questions: Mapping[str, Question], problems: Problems
) -> Question | None:
    remedy = "name one that these rules ask, with its group: `population.registered`"
    return questions.get(problems.known_name(named, questions, "question of these rules", remedy))


def _check_unit(
    named: PlacedName, amount: Parameter | Question, figure: Question, problems: Problems
) -> None:
    if amount.type not in NUMERIC or amount.unit != figure.unit:
        message = f"{quote(named.text)} is no number in the unit of {quote(figure.path)}"
        remedy = f"name one in `{figure.unit}`" if figure.unit else "name one without a unit"
        problems.wrong(named.at, message, remedy)


def _check_criterion(written: WrittenPooling, criterion: Criterion, problems: Problems) -> None:
    """Enter that a criterion does not look at what a pool is to reach."""
    trees = [parse(formula.text) for formula in criterion.formulas]
    figure, line = written.figure.text, written.line.text
    if not any(_reaches(tree, figure, line) for tree in trees):
        message = f"{quote(criterion.id)} has no test {quote(f'{figure} >= {line}')}"
        remedy = "name the figure and the line of a test that it has, or another criterion"
        problems.wrong(written.criterion.at, message, remedy)
    for other in (written.covered, written.agreement):
        if other is not None and not any(
            syntax.dotted_name(node) == other.text
            for tree in trees
            for node in syntax.walk_nodes(tree)
        ):
            message = f"{quote(criterion.id)} does not look at {quote(other.text)}"
            problems.wrong(other.at, message, "leave it out, or name what it looks at")


def _reaches(node: syntax.Node, figure: str, line: str) -> bool:
    if not isinstance(node, syntax.Comparison):
        return False
    test = syntax.dotted_name(node.left), node.op, syntax.dotted_name(node.right)
    return test in ((figure, ">=", line), (line, "<=", figure))
