"""A blank submission to fill in: every question as a comment over its place."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping

from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage

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


def blank_form(
    rules: RuleSet, gate_questions: Collection[str], *, stage: Stage, gates_only: bool = False
) -> str:
    """Write a submission in which nothing is answered yet, questions of gates first.

    `gate_questions` are the paths of the questions that a gate looks at. Every answer stands
    behind one `#`, so the text loads as it is: what is left out was not answered.
    """
    first = [question for path, question in rules.questions.items() if path in gate_questions]
    later = [question for path, question in rules.questions.items() if path not in gate_questions]
    lines = [*_head(rules, stage)]
    if first:
        lines += ["", "  ## Needed before a full budget", *_questions(first)]
    if later and not gates_only:
        lines += ["", "  ## Everything else that is asked", *_questions(later)]
    lines += ["", *_tail([*first, *later])]
    return "\n".join(lines) + "\n"


def _head(rules: RuleSet, stage: Stage) -> Iterator[str]:
    yield f"## {rules.title} ({rules.id}, edition {rules.edition}): a blank submission"
    yield "##"
    yield from _wrapped(
        "Two marks (##) begin an explanation. One mark (#) stands before an answer: take away the "
        "mark and the space after it, and write your answer behind the colon. What you leave as it "
        "is counts as not answered, which is never held against you at self-assessment.",
        indent="",
    )
    yield from _wrapped("Where it says so, write none for there is none.", indent="")
    yield ""
    yield "name: (the name of your consortium)"
    yield "# code: '00A'"
    yield f"stage: {stage.value}"
    yield f"as_of: {rules.in_force[0].isoformat()}"
    yield "## as_of is the day on which these answers are to be assessed; the rules are dated"
    yield ""
    yield "answers:"


def _tail(questions: list[Question]) -> Iterator[str]:
    yield "## Evidence: name the document that supports an answer"
    yield "# evidence:"
    for question in questions[:1]:
        yield f"#   {question.path}: {{document: its name, where: p. 3, level: evidenced}}"


def _questions(questions: list[Question]) -> Iterator[str]:
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
