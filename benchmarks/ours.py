"""The same work as a rule set and submissions of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from authorisation.model.condition import Leaf
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    Outcome,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import Formula
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from benchmarks.work import (
    CONDITIONS,
    DEVELOPMENT,
    FULL,
    LIMIT,
    ROLES,
    SESSIONS,
    Answers,
    Count,
    Ratio,
    Rule,
    Threshold,
)

SINCE = date(2010, 10, 1)


def rule_set(made: Sequence[Rule]) -> RuleSet:
    """Write the work as a rule set: every line is a dated parameter."""
    questions = {question.path: question for question in _questions(made)}
    return RuleSet(
        id="work",
        edition="1",
        title="The work that speed is measured on",
        in_force=(SINCE, None),
        dated_by="as_of",
        sources={},
        domains={},
        asks=tuple(questions),
        questions=questions,
        bank=questions,
        consistency=(),
        parameters={parameter.name: parameter for parameter in _parameters(made)},
        derived={},
        criteria={rule.id: _criterion(rule) for rule in made},
        outcomes=_outcomes(),
    )


def submission(answers: Answers) -> Submission:
    """Write a random submission as one that was loaded from a file."""
    given: dict[str, Answer] = {}
    for name, seen in answers.items():
        if isinstance(seen, Decimal):
            given[f"figures.{name}"] = seen
        else:
            given["board"] = Items(tuple(dict(member) for member in seen))
    return Submission(name="Random", answers=given, as_of=date(2012, 10, 1))


def _criterion(rule: Rule) -> Criterion:
    return Criterion(
        id=rule.id,
        title=rule.id,
        severities=(DatedSeverity(since=SINCE, severity=Severity(rule.severity)),),
        sources=("ours",),
        require=Leaf(test=Formula(_test(rule))),
    )


def _line(rule: Rule) -> str:
    return f"line_{rule.id.replace('-', '').lower()}"


def _test(rule: Rule) -> str:
    match rule:
        case Threshold(figure=figure, at_least=at_least):
            return f"figures.{figure} {'>=' if at_least else '<='} {_line(rule)}"
        case Ratio(figure=figure, by=by):
            return f"figures.{figure} / figures.{by} <= {_line(rule)}"
        case Count(role=role, votes=votes, sessions=sessions):
            tests = [f'role = "{role}"', *(["votes = true"] if votes else [])]
            tests += [] if sessions is None else ["sessions >= sessions_minimum"]
            return f"count(board[{' and '.join(tests)}]) >= {_line(rule)}"


def _parameters(made: Sequence[Rule]) -> Iterator[Parameter]:
    yield _parameter("sessions_minimum", Decimal(3))
    yield from (_parameter(_line(rule), rule.line) for rule in made)


def _parameter(name: str, value: Decimal) -> Parameter:
    dated = (DatedValue(since=SINCE, value=value, source="ours"),)
    return Parameter(name=name, title=name, type=ValueType.NUMBER, values=dated)


def _questions(made: Sequence[Rule]) -> Iterator[Question]:
    for rule in made:
        match rule:
            case Threshold(figure=figure):
                yield _figure(figure, 0)
            case Ratio(figure=figure, by=by):
                yield _figure(figure, 0)
                yield _figure(by, 500)
            case Count():
                pass
    yield Question(
        path="board",
        type=ValueType.LIST,
        ask="Who sits on the board?",
        each=_member(),
        max_items=60,
    )


def _figure(name: str, low: int) -> Question:
    return Question(
        path=f"figures.{name}",
        type=ValueType.NUMBER,
        ask=f"What is {name}?",
        minimum=Decimal(low),
        maximum=LIMIT,
    )


def _member() -> Mapping[str, Question]:
    return {
        "role": Question(path="role", type=ValueType.CHOICE, ask="Role", of=ROLES),
        "votes": Question(path="votes", type=ValueType.BOOLEAN, ask="Do they vote?"),
        "sessions": Question(
            path="sessions",
            type=ValueType.INTEGER,
            ask="How many sessions a month?",
            minimum=Decimal(0),
            maximum=Decimal(SESSIONS),
        ),
    }


def _outcomes() -> tuple[Outcome, ...]:
    rows = (
        (DEVELOPMENT, 'count(findings[severity = "gate" and verdict = "not met"]) >= 1'),
        (CONDITIONS, 'count(findings[severity = "condition" and verdict = "not met"]) >= 1'),
        (FULL, "true"),
    )
    return tuple(
        Outcome(id=outcome, title=outcome, when=Formula(when), sources=("ours",))
        for outcome, when in rows
    )
