"""The lines of a YAML form: explanations behind `##`, places for answers behind `#`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from authorisation.model.question import Question, ValueType

COMMENT_WIDTH = 96

_TYPE_WORDS: Mapping[ValueType, str] = {
    ValueType.INTEGER: "a whole number",
    ValueType.NUMBER: "a number",
    ValueType.MONEY: "an amount",
    ValueType.BOOLEAN: "true or false",
    ValueType.TEXT: "text",
    ValueType.CODE: "a code, in quotes",
    ValueType.DATE: "a date, such as 2012-10-01",
    ValueType.DURATION: "a length of time, such as 28 days or 3 months",
    ValueType.DOCUMENT: "the name or number of a document",
}


def question_lines(questions: Iterable[Question], indent: str = "  ") -> Iterator[str]:
    """Yield the lines of each question: wording, purpose, accepted values, place for the answer."""
    for question in questions:
        yield ""
        yield from comment_lines(question.ask, indent)
        if question.why:
            yield from comment_lines(f"why: {question.why}", indent)
        if question.evidence:
            yield from comment_lines(f"evidence wanted: {question.evidence}", indent)
        yield from comment_lines(f"answer: {_accepted_values(question)}", indent)
        if question.each:
            yield from _items(question, indent)
        else:
            yield f"{indent}# {question.path}:"


def _items(question: Question, indent: str) -> Iterator[str]:
    yield f"{indent}# {question.path}:"
    for number, (name, part) in enumerate(question.each.items()):
        lead = "-" if number == 0 else " "
        yield from comment_lines(f"  {name}: {part.ask} ({_accepted_values(part)})", indent)
        yield f"{indent}#   {lead} {name}:"


def _accepted_values(question: Question) -> str:
    """Format the values that a question accepts: `a whole number (patient), at least 1`."""
    match question.type:
        case ValueType.CHOICE:
            words = "one of " + "; ".join(question.of)
        case ValueType.CHOICES:
            words = "a list of any of " + "; ".join(question.of) + "; or [] for none of them"
        case ValueType.LIST:
            words = "a list" if question.each else "a list of texts"
            words += ", or [] for there is none; {so_far: [...]} where it may still grow"
        case kind if question.unit == "%":
            words = "a percentage with its sign, such as 5%"
        case kind:
            words = _TYPE_WORDS[kind] + (f" ({question.unit})" if question.unit else "")
    limits = [
        f"at least {_format_limit(question.minimum, question)}"
        if question.minimum is not None
        else "",
        f"at most {_format_limit(question.maximum, question)}"
        if question.maximum is not None
        else "",
    ]
    words = ", ".join([words, *filter(None, limits)])
    return f"{words}; or none: {question.none}" if question.none else words


def _format_limit(limit: Decimal, question: Question) -> str:
    return f"{(limit * 100).normalize():f}%" if question.unit == "%" else f"{limit:f}"


def comment_lines(text: str, indent: str = "  ") -> Iterator[str]:
    """Yield an explanation as comments of at most `COMMENT_WIDTH` columns."""
    yield from textwrap.wrap(
        " ".join(text.split()),
        COMMENT_WIDTH,
        initial_indent=f"{indent}## ",
        subsequent_indent=f"{indent}##   ",
        break_long_words=False,
    )
