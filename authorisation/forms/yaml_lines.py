"""The lines of a YAML form: explanations behind `##`, places for answers behind `#`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from authorisation.forms.accepted import AcceptedWords, accepted_values
from authorisation.forms.answers_yaml import format_answer, format_evidence
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.value import Answer, Evidence

COMMENT_WIDTH = 96

NOTHING: Final[Mapping[str, Answer]] = MappingProxyType({})
NO_EVIDENCE: Final[Mapping[str, Evidence]] = MappingProxyType({})

_WORDS: Final = AcceptedWords(
    choice="one of {}",
    choices="a list of any of {}; or [] for none of them",
    percentage="a percentage with its sign, such as 5%",
    types={ValueType.BOOLEAN: "true or false", ValueType.CODE: "a code, in quotes"},
)
_LIST_END: Final = ", or [] for there is none; {so_far: [...]} where it may still grow"


def question_lines(
    questions: Iterable[Question], indent: str = "  ", answers: Mapping[str, Answer] = NOTHING
) -> Iterator[str]:
    """Yield the lines of each question: wording, purpose, accepted values, place for the answer.

    `answers` has, by path, what is answered already.
    """
    for question in questions:
        yield ""
        yield from comment_lines(question.ask, indent)
        if question.why:
            yield from comment_lines(f"why: {question.why}", indent)
        if question.evidence:
            yield from comment_lines(f"evidence wanted: {question.evidence}", indent)
        yield from comment_lines(f"answer: {_accepted_values(question)}", indent)
        if question.path in answers:
            for name, part in question.each.items():
                yield from comment_lines(f"  {name}: {part.ask} ({_accepted_values(part)})", indent)
            yield from _indented(format_answer(answers[question.path], question), indent)
        elif question.each:
            yield from _items(question, indent)
        else:
            yield f"{indent}# {question.path}:"


def _indented(text: str, indent: str) -> list[str]:
    return textwrap.indent(text, indent).rstrip("\n").split("\n")


def _items(question: Question, indent: str) -> Iterator[str]:
    yield f"{indent}# {question.path}:"
    for number, (name, part) in enumerate(question.each.items()):
        lead = "-" if number == 0 else " "
        yield from comment_lines(f"  {name}: {part.ask} ({_accepted_values(part)})", indent)
        yield f"{indent}#   {lead} {name}:"


def _accepted_values(question: Question) -> str:
    if question.type is ValueType.LIST:
        return ("a list" if question.each else "a list of texts") + _LIST_END
    return accepted_values(question, _WORDS, question.none and f"none: {question.none}")


def head_lines(rules: RuleSet, what: str, unanswered: str) -> Iterator[str]:
    """Yield the lines that head a form: which it is, and how it is filled in.

    `unanswered` ends the sentence on what is left as it is.
    """
    yield f"## {rules.title} ({rules.id}, edition {rules.edition}): {what}"
    yield "##"
    yield from comment_lines(
        "Two marks (##) begin an explanation. One mark (#) stands before an answer: take away the "
        "mark and the space after it, and write your answer behind the colon. What you leave as it "
        f"is counts as not answered{unanswered}.",
        indent="",
    )


def evidence_lines(
    path: str, indent: str, given: Mapping[str, Evidence] = NO_EVIDENCE
) -> Iterator[str]:
    """Yield what evidence of answers is given, else a place for it with that of one as a sample."""
    yield f"{indent}## Evidence: name the document that supports an answer"
    if given:
        yield from _indented(format_evidence(given), indent)
        return
    yield f"{indent}# evidence:"
    if path:
        yield f"{indent}#   {path}: {{document: its name, where: p. 3, level: evidenced}}"


def comment_lines(text: str, indent: str = "  ") -> Iterator[str]:
    """Yield an explanation as comments of at most `COMMENT_WIDTH` columns."""
    yield from textwrap.wrap(
        " ".join(text.split()),
        COMMENT_WIDTH,
        initial_indent=f"{indent}## ",
        subsequent_indent=f"{indent}##   ",
        break_long_words=False,
    )
