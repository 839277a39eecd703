"""Answers as written, read as the type that their question or parameter declares.

`none` is *there is none* where the question offers it (a document always does); a list's is `[]`.
`{so_far: [...]}` is a list that may still grow. Amounts are plain numbers in the declared unit;
where that is `%` they are written with their sign, `5%`, and held as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from decimal import Decimal
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from authorisation.errors import InvalidOption
from authorisation.language.answers.placeholders import IN_YAML, AnswerWords, refuse_placeholder
from authorisation.language.yaml import scalars
from authorisation.language.yaml.characters import fold_text, quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.problems import LEAVE_OUT, Problems, glued_remedy
from authorisation.model.question import TEXTS, Question, ValueType, groups_around
from authorisation.model.rules import Parameter, RuleSet
from authorisation.model.source import Location
from authorisation.model.value import Answer, Items, fold_code
from authorisation.model.value import Scalar as Value

PERCENT = "%"
NONE = "none"
SO_FAR = "so_far"


class AnswerReading(msgspec.Struct):
    """The problems met while answers are read, and the place of each answer by path."""

    problems: Problems = msgspec.field(default_factory=Problems)
    places: dict[str, Location] = msgspec.field(default_factory=dict)
    partly: bool = False
    """Whether an entry of a list is read without those of its fields that cannot be."""
    words: AnswerWords = IN_YAML


def read_answers(
    node: Node | None, questions: MappingOf[str, Question], reading: AnswerReading
) -> dict[str, Answer]:
    """Return answers by dotted path; nested groups and dotted keys mean the same.

    Where nothing is written there are none. An answer that cannot be read is left out, and its
    problem added.
    """
    answers: dict[str, Answer] = {}
    if node is None or (isinstance(node, Scalar) and node.empty):
        return answers
    _read_group(node, "", questions, reading, answers)
    return answers


def _read_group(
    node: Node,
    prefix: str,
    questions: MappingOf[str, Question],
    reading: AnswerReading,
    answers: dict[str, Answer],
) -> None:
    if not isinstance(node, Mapping):
        _not_a_group(node, prefix, questions, reading)
        return
    groups = groups_around(questions)
    for key, value in node.items():
        path = f"{prefix}{key}"
        if question := questions.get(path):
            if path in answers:
                reading.problems.wrong(
                    node.key_at(key), f"{quote(path)} is answered twice", "keep one"
                )
            reading.places[path] = value.at
            answer = read_answer(value, question, path, reading)
            if answer is not _FAULTY:
                answers[path] = answer
        elif path in groups:
            _read_group(value, f"{path}.", questions, reading, answers)
        else:
            remedy = glued_colon_remedy(key)
            group = isinstance(value, Mapping) and SO_FAR not in value
            near = () if remedy else groups if group else questions
            reading.problems.unknown_name(path, node.key_at(key), near, "question", remedy)


def _not_a_group(
    node: Node, prefix: str, questions: MappingOf[str, Question], reading: AnswerReading
) -> None:
    name, remedy = quote(prefix.rstrip(".")), glued_remedy(node)
    if not prefix:
        message = "answers must be a mapping of questions and answers"
    elif isinstance(node, Scalar) and node.empty:
        message, remedy = f"{name} is empty", LEAVE_OUT
    else:
        message = f"{name} is a group of questions, not a question"
        inside = [path.removeprefix(prefix) for path in questions if path.startswith(prefix)]
        if inside and not remedy:
            remedy = f"answer the questions in it, such as {quote(inside[0])}"
    reading.problems.wrong(node.at, message, remedy)


_FAULTY: Answer = MappingProxyType({"": None})
"""Stands for an answer that could not be read."""


def read_answer(node: Node, question: Question, path: str, reading: AnswerReading) -> Answer:
    """Return one answer; where it cannot be read, one that `is_faulty`, and add the problem."""
    if isinstance(node, Scalar) and node.empty:
        may_be_none = question.none or question.type is ValueType.DOCUMENT
        remedy = reading.words.leave_out_if("not answered", path if may_be_none else "")
        reading.problems.wrong(node.at, f"{quote(path)} is empty", remedy)
        return _FAULTY
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        return _read_list(node, question, path, reading)
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Sequence) else "a mapping"
        message = f"{quote(path)} takes one answer, not {kind}"
        reading.problems.wrong(node.at, message, "write the answer alone")
        return _FAULTY
    if question.type in TEXTS and node.comment[1:2].strip():
        message = f"{quote(node.comment)} is taken for a remark, and is not read"
        reading.problems.wrong(
            node.at, message, "put the whole answer in quotes, or a space after `#`"
        )
        return _FAULTY
    try:
        return parse_answer(node.text, question, path, reading.words)
    except scalars.InvalidScalar as refused:
        reading.problems.refused(node.at, refused, node.text)
        return _FAULTY


def _read_list(node: Node, question: Question, path: str, reading: AnswerReading) -> Answer:
    so_far = False
    if isinstance(node, Mapping) and SO_FAR in node:
        for key in node:
            if key != SO_FAR:
                message = f"unknown key {quote(key)} beside `so_far`"
                remedy = "take it out: `so_far` stands alone, with a list"
                reading.problems.wrong(node.key_at(key), message, remedy)
        node, so_far = node[SO_FAR], True
    if not isinstance(node, Sequence):
        remedy = "write `[…]` or lines that begin with `- `; `[]` if there is none"
        reading.problems.wrong(node.at, f"{quote(path)} must be a list", remedy)
        return _FAULTY
    if len(node) > question.max_items:
        message = f"{quote(path)} has {len(node)} entries; at most {question.max_items} are taken"
        remedy = "take out what is one too many, or have the rules take more (`max_items`)"
        reading.problems.wrong(node.at, message, remedy)
        return _FAULTY
    read = tuple(
        _read_item(item, question, f"{path}[{number}]", reading)
        for number, item in enumerate(node, 1)
    )
    if any(item is _FAULTY for item in read):
        return _FAULTY
    if question.type is ValueType.CHOICES and len(set(map(str, read))) < len(read):
        message = f"{quote(path)} names a choice twice"
        reading.problems.wrong(node.at, message, "name each choice once")
        return _FAULTY
    return Items(read, so_far)


def _read_item(node: Node, question: Question, path: str, reading: AnswerReading) -> Answer:
    reading.places[path] = node.at
    if not question.each:
        kind = ValueType.CODE if question.codes else ValueType.TEXT
        kind = ValueType.CHOICE if question.of else kind
        return read_answer(node, replace(question, type=kind, none=""), path, reading)
    if not isinstance(node, Mapping):
        fields = ", ".join(map(quote, list(question.each)[:3]))
        reading.problems.wrong(
            node.at, f"{quote(path)} must be a mapping", f"it has the fields {fields}"
        )
        return _FAULTY
    answers: dict[str, Answer] = {}
    for key, value in node.items():
        field_question = question.each.get(key)
        if field_question is None:
            reading.problems.wrong(
                node.key_at(key),
                f"an entry of {quote(question.path)} has no field {quote(key)}",
                scalars.suggest_name(key, question.each),
            )
            if reading.partly:
                continue
            return _FAULTY
        reading.places[f"{path}.{key}"] = value.at
        answer = read_answer(value, field_question, f"{path}.{key}", reading)
        if answer is not _FAULTY:
            answers[key] = answer
        elif not reading.partly:
            return _FAULTY
    return MappingProxyType(answers)


def as_listed(text: str, choices: Iterable[str]) -> str:
    """Return the choice that a text is but for capitals and spaces; else the text."""
    wanted = fold_text(text)
    return next((each for each in (*choices, NONE) if fold_text(each) == wanted), text)


def parse_answer(
    text: str, question: Question, path: str = "", words: AnswerWords = IN_YAML
) -> Value:
    """Return the value of a text, of the type that the question declares; None for `none`.

    `path` is that of the answer, which may be in an entry of a list.

    Raises:
        InvalidScalar: if the question cannot be answered so.
    """
    if question.type is ValueType.CHOICE and text not in question.of:
        text = as_listed(text, question.of)
    if text == NONE:
        if question.none or question.type is ValueType.DOCUMENT:
            return None
        raise scalars.InvalidScalar(
            f"`none` is no answer to {quote(question.path)}", words.leave_out_if("not answered")
        )
    match question.type:
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.MONEY:
            return _bounded_amount(text, question)
        case ValueType.BOOLEAN:
            return scalars.parse_boolean(text)
        case ValueType.DATE:
            return scalars.parse_date(text)
        case ValueType.DURATION:
            return scalars.parse_duration(text)
        case ValueType.CHOICE:
            return scalars.parse_choice(text, question.of, NONE if question.none else "")
        case _ if not text.strip():
            raise scalars.InvalidScalar(
                f"the answer to {quote(question.path)} is blank", words.leave_out
            )
        case _:
            refuse_placeholder(text, question, path or question.path, words)
            held = fold_code(text) if question.type is ValueType.CODE else text.strip()
            return scalars.limit_text(held, scalars.MAX_TEXT)


def parse_amount(text: str, unit: str) -> Decimal:
    """Return the number that a text writes in that unit; `5%` is the fraction 0.05."""
    return scalars.parse_percentage(text) if unit == PERCENT else scalars.parse_number(text)


def _bounded_amount(text: str, question: Question) -> Decimal:
    number = parse_amount(text, question.unit)
    places = len(text.rstrip("% ").partition(".")[2].rstrip("0"))
    if question.type is ValueType.INTEGER and places:
        raise scalars.InvalidScalar(f"{quote(text)} is not a whole number")
    if question.decimals is not None and places > question.decimals:
        most = f"at most {question.decimals}" if question.decimals else "none"
        raise scalars.InvalidScalar(f"{quote(text)} has {places} decimals", f"write {most}")
    if question.minimum is not None and number < question.minimum:
        raise scalars.InvalidScalar(
            f"{quote(text)} is below {format_bound(question.minimum, question)}, the least"
        )
    if question.maximum is not None and number > question.maximum:
        raise scalars.InvalidScalar(
            f"{quote(text)} is above {format_bound(question.maximum, question)}, the most"
        )
    return number


def format_bound(number: Decimal, question: Question) -> str:
    """Format a bound of a question's answers as an answer is written."""
    return f"{(number * 100).normalize():f}%" if question.unit == PERCENT else f"{number:f}"


def parameter_question(parameter: Parameter) -> Question:
    """Return a question of a parameter's type, so that its values are read as answers are."""
    return Question(
        path=parameter.name,
        type=parameter.type,
        ask=parameter.title,
        unit=parameter.unit,
        of=parameter.of,
    )


def parameter_named(name: str, rules: RuleSet) -> Parameter:
    """Return a parameter of the rules.

    Raises:
        InvalidOption: they have none of that name.
    """
    if name in rules.parameters:
        return rules.parameters[name]
    near = scalars.suggest_name(name, rules.parameters)
    known = near or f"there are: {', '.join(rules.parameters) or 'none'}"
    raise InvalidOption(f"no parameter is called {quote(name)}", known)


def is_faulty(answer: Answer) -> bool:
    """Return whether this stands for an answer that could not be read."""
    return answer is _FAULTY
