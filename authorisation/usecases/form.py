"""A blank submission to fill in: every question as a comment over its place."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.report.workbook_about import LEFT_OUT
from authorisation.report.workbook_sections import Section

WIDTH = 96

_KINDS: Mapping[ValueType, str] = {
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


def blank_form(rules: RuleSet, sections: Sequence[Section], *, stage: Stage) -> str:
    """Write a submission in which nothing is answered yet, section by section.

    Every answer stands behind one `#`, so the text loads as it is: what is left out was not
    answered.
    """
    lines = [*_head(rules, sections, stage)]
    for section in sections:
        lines += ["", f"  ## {section.heading}"]
        for topic in section.topics:
            lines += ["", f"  ## {topic.title}", *_questions(topic.questions)]
    lines += ["", *_tail(sections)]
    return "\n".join(lines) + "\n"


def _head(rules: RuleSet, sections: Sequence[Section], stage: Stage) -> Iterator[str]:
    yield f"## {rules.title} ({rules.id}, edition {rules.edition}): a blank submission"
    yield "##"
    yield from _wrapped(
        "Two marks (##) begin an explanation. One mark (#) stands before an answer: take away the "
        "mark and the space after it, and write your answer behind the colon. What you leave as it "
        f"is counts as not answered, which {LEFT_OUT[stage]}.",
        indent="",
    )
    yield from _wrapped("Where it says so, write none for there is none.", indent="")
    yield "##"
    for section in sections:
        yield f"## {section.count:>4}  {section.words}"
    yield f"## {sum(section.count for section in sections):>4}  questions in all"
    yield ""
    yield "name: (the name of your consortium)"
    yield "# code: '00A'"
    yield f"stage: {stage.value}"
    yield f"as_of: {rules.in_force[0].isoformat()}"
    yield "## as_of is the day on which these answers are to be assessed; the rules are dated"
    yield ""
    yield "answers:"


def _tail(sections: Sequence[Section]) -> Iterator[str]:
    yield "## Evidence: name the document that supports an answer"
    yield "# evidence:"
    asked = (q for section in sections for topic in section.topics for q in topic.questions)
    for question in islice(asked, 1):
        yield f"#   {question.path}: {{document: its name, where: p. 3, level: evidenced}}"


def _questions(questions: Sequence[Question]) -> Iterator[str]:
    for question in questions:
        yield ""
        yield from _wrapped(question.ask)
        if question.why:
            yield from _wrapped(f"why: {question.why}")
        if question.evidence:
            yield from _wrapped(f"evidence wanted: {question.evidence}")
        yield from _wrapped(f"answer: {_kind(question)}")
        if question.each:
            yield from _items(question)
        else:
            yield f"  # {question.path}:"


def _items(question: Question) -> Iterator[str]:
    yield f"  # {question.path}:"
    for number, (name, part) in enumerate(question.each.items()):
        lead = "-" if number == 0 else " "
        yield from _wrapped(f"  {name}: {part.ask} ({_kind(part)})")
        yield f"  #   {lead} {name}:"


def _kind(question: Question) -> str:
    """Say what may be written: `a whole number of patient, at least 1; or none: no pool`."""
    match question.type:
        case ValueType.CHOICE:
            words = "one of " + "; ".join(question.of)
        case ValueType.CHOICES:
            words = "a list of any of " + "; ".join(question.of) + "; or [] for none of them"
        case ValueType.LIST:
            words = "a list" if question.each else "a list of texts"
            words += ", or [] for there is none; {so_far: [...]} where it may still grow"
        case kind:
            words = _KINDS[kind] + (f" ({question.unit})" if question.unit else "")
    limits = [
        f"at least {question.minimum:f}" if question.minimum is not None else "",
        f"at most {question.maximum:f}" if question.maximum is not None else "",
    ]
    words = ", ".join([words, *filter(None, limits)])
    return f"{words}; or none: {question.none}" if question.none else words


def _wrapped(text: str, indent: str = "  ") -> Iterator[str]:
    yield from textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=f"{indent}## ",
        subsequent_indent=f"{indent}##   ",
        break_long_words=False,
    )
