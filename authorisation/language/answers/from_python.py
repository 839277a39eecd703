"""Answers given as Python values, turned into what a file of them would hold.

The values become the nodes that YAML is parsed to, so one reader judges both: the same bounds,
the same suggestions, the same refusals. The place of a value is the expression that reaches it,
such as `answers["population.registered"]`.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil, floor, isfinite
from typing import Final

from msgspec.structs import replace

from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.answers.answers import (
    NONE,
    PERCENT,
    SO_FAR,
    AnswerReading,
    parameter_named,
    parameter_question,
    read_answer,
)
from authorisation.language.answers.judgements import build_judgements
from authorisation.language.answers.returns import ReturnsContext, build_group
from authorisation.language.answers.submissions import build_submission
from authorisation.language.yaml.characters import forbidden_character, quote
from authorisation.language.yaml.document import MAX_DEPTH, Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.problems import Problems
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Answer, Duration

_LONGEST_QUOTE: Final = 60
_MAX_BITS: Final = 4_000
"""Of a whole number; no figure comes near, and Python writes none out that is much longer."""
_TYPES: Final[MappingOf[ValueType, tuple[type, ...]]] = {
    **dict.fromkeys(NUMERIC, (int, float, Decimal)),
    ValueType.BOOLEAN: (bool,),
    ValueType.DATE: (date,),
    ValueType.DURATION: (Duration, timedelta),
}
"""What answers a question of a type, beside a str, which is read as in a file."""
_WORDS: Final[MappingOf[ValueType, str]] = {
    **dict.fromkeys(NUMERIC, "a number (int, Decimal or str)"),
    ValueType.BOOLEAN: "True or False",
    ValueType.DATE: "a date (datetime.date or str)",
    ValueType.DURATION: 'a length of time, such as "28 days"',
    ValueType.LIST: "a list",
    ValueType.CHOICES: "a list",
}
_REMEDIES: Final[MappingOf[ValueType, str]] = {
    **dict.fromkeys(NUMERIC, "give the number alone, such as 320_000"),
    ValueType.BOOLEAN: "give True or False",
    ValueType.DATE: 'give datetime.date(2012, 6, 21), or "2012-06-21"',
    ValueType.DURATION: 'give "28 days"',
    ValueType.LIST: "give its entries within brackets: [...]",
    ValueType.CHOICES: "give its entries within brackets: [...]",
}
_TEXT_REMEDY: Final = "put it in quotes"
_AS_PERCENTAGE: Final = 'write it with its sign, as in "5%"'
_PROOF_REMEDY: Final = 'give a mapping, such as {"document": "List sizes", "level": "evidenced"}'
_NOT_KNOWN: Final = "leave it out if it is not known"
_ANY_REMEDY: Final = "give a str, a number, a date, True, False, None, a list or a mapping"
_TEXTS: Final = {
    name: Question(path=name, type=ValueType.TEXT, ask="")
    for name in ("name", "code", "document", "where", "level")
}
"""What the head of a submission and its evidence have as text."""
_PROOF: Final = Question(path="evidence", type=ValueType.LIST, ask="", each=_TEXTS)


def submission_from_python(
    answers: MappingOf[str, object], rules: RuleSet, head: MappingOf[str, object], file: str = ""
) -> Submission:
    """Return the submission that a file with these answers would hold.

    `head` has its other keys, such as `name`, `as_of` and `evidence`; those that are None are left
    out. `file` is what pages of several call it.

    Raises:
        InvalidSubmission: with every problem of every value.
    """
    problems = Problems()
    root = Mapping(_place("submission"))
    root.put("answers", answers_node(answers, rules.bank, problems), _place("answers"))
    met = len(problems)
    for key, value in head.items():
        if value is not None:
            root.put(key, _head_node(value, key, problems), _place(key))
    if len(problems) > met:  # what is left out here would be missed a second time
        raise InvalidSubmission(problems)
    return build_submission(root, file, rules, problems)


def _head_node(value: object, key: str, problems: Problems) -> Node:
    if key in {"name", "code"} and (fault := _wrong_head(value))[0]:
        problems.wrong(_place(key), *fault)
        return _LEFT_OUT
    if key != "evidence":
        return _node(value, _TEXTS.get(key), key, problems, 0)
    node = Mapping(_place(key))
    if not isinstance(value, MappingOf):
        message = f"{format_given(value)} is no mapping from path to evidence"
        problems.wrong(_place(key), message, f"for each path {_PROOF_REMEDY}")
        return node
    for path, proof in value.items():
        at = f'{key}["{path}"]'
        if isinstance(proof, MappingOf):
            node.put(str(path), _node(proof, _PROOF, at, problems, 1), _place(at))
        else:
            problems.wrong(_place(at), f"{format_given(proof)} is no evidence", _PROOF_REMEDY)
    return node


def _wrong_head(value: object) -> tuple[str, str]:
    """Return the message and the remedy for what is no name or code; empty where it may be."""
    if isinstance(value, MappingOf | list | tuple):
        return f"text is wanted here, not {format_given(value)}", "give a str, or leave it out"
    if isinstance(value, str) and len(value.strip().splitlines()) > 1:
        return "this text has more than one line", "write it on one line"
    return "", ""


def judgements_from_python(lists: MappingOf[str, object], rules: RuleSet) -> Judgements:
    """Return what an assessor's file with these keys would hold.

    Raises:
        InvalidSubmission: with every problem of every entry.
    """
    problems = Problems()
    root = Mapping(_place("judgements"))
    for key, value in lists.items():
        root.put(str(key), _node(value, None, str(key), problems, 0), _place(str(key)))
    if problems:  # what is left out here would be missed a second time
        raise InvalidSubmission(problems)
    return build_judgements(root, "", rules, problems)


def group_from_python(returns: MappingOf[str, object], context: ReturnsContext) -> AuthorisedGroup:
    """Return the group that a file of returns with these entries would hold.

    Raises:
        InvalidSubmission: with every problem of every entry.
    """
    problems = Problems()
    root = _node(returns, None, "returns", problems, 0)
    if problems:
        raise InvalidSubmission(problems)
    return build_group(root, "", context)


def values_from_python(values: MappingOf[str, object], rules: RuleSet) -> dict[str, Answer]:
    """Return values of parameters, each of the type that its parameter declares.

    Raises:
        InvalidOption: a name is no parameter's, or it cannot have that value.
    """
    reading, found = AnswerReading(), {}
    for name, value in values.items():
        question = parameter_question(parameter_named(name, rules))
        node = _node(value, question, name, reading.problems, 0)
        if node is not _LEFT_OUT:
            found[name] = read_answer(node, question, name, reading)
    if reading.problems:
        raise InvalidOption("\n".join(map(str, reading.problems)))
    return found


def mapping_from_python(values: MappingOf[str, object], name: str, problems: Problems) -> Mapping:
    """Return a mapping that answers no question as a file would hold it; `name` is its argument's.

    A value that no file can hold is left out and its problem added.
    """
    node = _node(values, None, name, problems, 0)
    return node if isinstance(node, Mapping) else Mapping(_place(name))


def day_from_python(value: object, name: str) -> date:
    """Return a day given as a date, or as text such as `2012-10-01`; `name` is its argument's.

    Raises:
        InvalidOption: it is no day.
    """
    if not isinstance(value, str | date):
        message = f"{name}: {format_given(value)} is no day"
        raise InvalidOption(message, _REMEDIES[ValueType.DATE])
    problems = Problems()
    written = _scalar(value, None, name, problems)
    day = None if problems else problems.day(written.text, _place(name))
    if day is None:
        raise InvalidOption("\n".join(map(str, problems)))
    return day


def answers_node(
    answers: MappingOf[str, object], questions: MappingOf[str, Question], problems: Problems
) -> Mapping:
    """Return answers by path as the mapping that a file of them would hold.

    Paths are dotted, or groups nested, as in a file. A value of a type that cannot answer its
    question is left out and its problem added; unknown names are left to whoever reads the node.
    """
    return _group(answers, "", questions, problems, 0)


def _group(
    values: MappingOf[str, object],
    prefix: str,
    questions: MappingOf[str, Question],
    problems: Problems,
    depth: int,
) -> Mapping:
    node = Mapping(_place(f'answers["{prefix.rstrip(".")}"]' if prefix else "answers"))
    for key, value in values.items():
        path = f"{prefix}{key}"
        question, at = questions.get(path), f'answers["{path}"]'
        if question is None and isinstance(value, MappingOf) and depth < MAX_DEPTH:
            inside: Node = _group(value, f"{path}.", questions, problems, depth + 1)
        else:
            inside = _node(value, question, at, problems, depth)
        if inside is not _LEFT_OUT:
            node.put(str(key), inside, _place(at))
    return node


_LEFT_OUT: Final = Scalar("", "", 0, 0)
"""Stands for a value whose problem is told already."""


def _node(
    value: object, question: Question | None, at: str, problems: Problems, depth: int
) -> Node:
    if depth > MAX_DEPTH:
        problems.wrong(_place(at), f"more than {MAX_DEPTH} levels within each other")
        return _LEFT_OUT
    match value:
        case MappingOf():
            mapping = Mapping(_place(at))
            for key, part in value.items():
                place = f'{at}["{key}"]'
                field = question.each.get(key) if question and key != SO_FAR else question
                inside = _node(part, field, place, problems, depth + 1)
                if inside is not _LEFT_OUT:
                    mapping.put(str(key), inside, _place(place))
                elif key == SO_FAR:
                    return _LEFT_OUT
            return mapping
        case list() | tuple():
            parts = Sequence(_place(at))
            entry = question
            if question is not None and not question.each:  # what takes no list, the reader says
                listed = question.type in {ValueType.LIST, ValueType.CHOICES}
                entry = replace(question, type=ValueType.TEXT) if listed else None
            items = (
                _node(part, entry, f"{at}[{number}]", problems, depth + 1)
                for number, part in enumerate(value)
            )
            parts.extend(item for item in items if item is not _LEFT_OUT)
            return parts
        case _:
            return _scalar(value, question, at, problems)


def _scalar(value: object, question: Question | None, at: str, problems: Problems) -> Scalar:
    message, remedy = _wrong_type(value, question)
    text = "" if message else _format_value(value)
    if found := forbidden_character(text):
        message = f"this text holds {found}"
    if message:
        problems.wrong(_place(at), message, remedy)
        return _LEFT_OUT
    return Scalar(text, at, 0, 0, style='"' if isinstance(value, str) else "")


def _wrong_type(value: object, question: Question | None) -> tuple[str, str]:
    """Return the message and the remedy for a value that cannot be an answer; empty if it can."""
    match value:
        case str() if question and question.type is ValueType.BOOLEAN:
            if value in {"true", "false", NONE}:
                return "", ""
            return f"{quote(value)} is not True or False", _REMEDIES[ValueType.BOOLEAN]
        case None | str():
            return "", ""
        case float() if not isfinite(value):
            return f"{quote(str(value))} is not a number", _NOT_KNOWN
        case Decimal() if not value.is_finite():
            return f"{quote(str(value))} is not a number", _NOT_KNOWN
        case float() if not value.is_integer() and (
            question is None or question.each or question.type in NUMERIC
        ):
            return _broken_float(value, question)
        case datetime():
            return f"{format_given(value)} has a time of day", "give its date()"
        case timedelta() if value % timedelta(days=1):
            return f"{format_given(value)} is not a whole number of days", 'give "28 days"'
        case int() if value.bit_length() > _MAX_BITS:
            return "this number is too large", ""
        case int() | float() | Decimal() | date() | Duration() | timedelta():
            pass
        case _:
            kind = question.type if question else None
            remedy = _REMEDIES.get(kind, "give a str") if kind else _ANY_REMEDY
            return f"{format_given(value)} is no answer", remedy
    if question is None or question.each:
        return "", ""
    types = _TYPES.get(question.type, ())
    if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
        return "", ""
    wanted = _WORDS.get(question.type, "a str")
    message = f"{quote(question.path)} takes {wanted}, not {format_given(value)}"
    return message, _REMEDIES.get(question.type, _TEXT_REMEDY)


def _broken_float(value: float, question: Question | None) -> tuple[str, str]:
    """Return the message and the remedy for a float that is not whole, by what is asked for."""
    if question and question.type is ValueType.INTEGER:
        remedy = f"give an int, such as {floor(value)} or {ceil(value)}"
        return f"{format_given(value)} is not a whole number", remedy
    percentage = question and question.unit == PERCENT
    remedy = _AS_PERCENTAGE if percentage else f'write Decimal("{value}")'
    return f"{format_given(value)} may not be exact", remedy


def _format_value(value: object) -> str:
    match value:
        case None:
            return NONE
        case bool():
            return str(value).lower()
        case float():
            return str(int(value))
        case Decimal() if value.is_finite() and abs(value.adjusted()) < _MAX_BITS:
            return f"{value:f}"
        case Duration(months=months, days=days):
            return f"{months} months" if months else f"{days} days"
        case timedelta(days=days):
            return f"{days} days"
        case _:
            return str(value)


def format_given(value: object) -> str:
    """Format a value that was given, with its type, for a message that refuses it."""
    if value is None:
        return "None"
    shown = "".join(each if each.isprintable() else " " for each in repr(value)[:_LONGEST_QUOTE])
    name = type(value).__name__
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name} {shown}"


def _place(expression: str) -> Location:
    return Location(expression, line=0, column=0)
