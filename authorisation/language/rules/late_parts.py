"""Builds what rests on checked rules: `pooling` and `unread` of `ruleset.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Mapping as MappingOf

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.check.unused import citations_in
from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.rules.references import checked_citation
from authorisation.language.written.rules import WrittenPooling
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import PlacedName
from authorisation.model.passage import Passage, place_covers
from authorisation.model.question import NUMERIC, MergeRule, Question, ValueType
from authorisation.model.rules import (
    OURS,
    UNSOURCED,
    Criterion,
    Parameter,
    Pooling,
    RuleSet,
    Source,
    Standing,
    UnreadPassages,
)
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
    tests = [
        (syntax.dotted_name(tree.left), tree.op, syntax.dotted_name(tree.right))
        for tree in trees
        if isinstance(tree, syntax.Comparison)
    ]
    if (figure, ">=", line) not in tests and (line, "<=", figure) not in tests:
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


def build_unread(
    parts: GatheredRuleSet, rules: RuleSet, problems: Problems
) -> tuple[UnreadPassages, ...]:
    """Return what nobody could read, adding a problem where a part of the rules cites it.

    An inherited passage that these rules cite has been read since, and is left out.
    """
    outcomes = {row.id: row for row in rules.outcomes}
    parts_by_id = (rules.criteria, rules.parameters, outcomes, rules.scales, rules.removed_criteria)
    citing = cited_passages(*parts_by_id) if parts.unread else ()
    listed: set[str] = set()
    built: list[UnreadPassages] = []
    for written in parts.unread:
        for cited in written.source:
            _check(cited, rules, problems)
            if cited.text in listed:
                message = f"{quote(cited.text)} is listed as unread twice"
                problems.wrong(cited.at, message, "leave it out here")
            listed.add(cited.text)
        if written.count is not None and (written.count < 1 or len(written.source) != 1):
            remedy = "count what one source numbers, from 1, or leave `count` out"
            problems.wrong(written.source[0].at, "`count` is not of one source", remedy)
        sources = tuple(
            cited.text
            for cited in written.source
            if written.count is not None or not _user(cited, citing, rules.sources)
        )
        if sources:
            built.append(
                UnreadPassages(sources=sources, reason=written.reason, count=written.count)
            )
    check_nothing_unread_is_cited(parts, citing, rules.sources, problems)
    return tuple(built)


def check_nothing_unread_is_cited(
    parts: GatheredRuleSet,
    citing: Sequence[tuple[str, Passage]],
    sources: MappingOf[str, Source],
    problems: Problems,
) -> None:
    """Enter each passage that a rule set itself lists as unread, and that one of its parts cites.

    `citing` is what parts cite, as `cited_passages` returns it.
    """
    for written in parts.head.unread:
        for cited in written.source if written.count is None else ():
            if user := _user(cited, citing, sources):
                message = f"{quote(cited.text)} could not be read, and {quote(user)} cites it"
                remedy = "cite what was read instead, such as a summary, or leave it out here"
                problems.wrong(cited.at, message, remedy)


def cited_passages(*parts: MappingOf[str, object]) -> tuple[tuple[str, Passage], ...]:
    """Return every passage that parts of rules cite, with the id of the part; these are by ids."""
    return tuple(
        (name, Passage.parse(cited))
        for group in parts
        for name, part in group.items()
        for cited in citations_in(part)
    )


def _check(cited: PlacedName, rules: RuleSet, problems: Problems) -> None:
    if cited.text in {OURS, UNSOURCED}:
        message = f"{quote(cited.text)} is no source that somebody could read"
        problems.wrong(cited.at, message, "name a source of `sources`")
        return
    remedy = "describe it under `sources` in ruleset.yaml"
    checked_citation(cited, rules.sources, problems, remedy)


def _user(
    cited: PlacedName, citing: Sequence[tuple[str, Passage]], sources: MappingOf[str, Source]
) -> str | None:
    """The first part that cites a passage, or a part of it; None where nothing does."""
    passage = Passage.parse(cited.text)
    source = sources.get(passage.source)
    if source is None:
        return None
    lettered = source.standing is not Standing.LAW
    for name, other in citing:
        if other.source == passage.source and place_covers(
            passage.place, other.place, lettered=lettered
        ):
            return name
    return None
