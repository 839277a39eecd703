"""Answers as pages show them: in words, with a link to where each is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from authorisation.engine.evidence import answer_evidence
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.quantities import format_value
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_choice
from authorisation.model.question import Question, ValueType
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Evidence, Items, fold_words
from authorisation.report.formats.html_blocks import element
from authorisation.report.markup import safe
from authorisation.web.components import Params, row_link, summary_row, text_rows
from authorisation.web.fields.controls import none_words

NOT_ANSWERED_YET: Final = "Not answered yet"
NO_LINKS: Final[Mapping[str, str]] = MappingProxyType({})
_EXACT: Final = 40
"""As many decimals as an answer may have."""


def answer_row(
    question: Question, submission: Submission, href: str, links: Mapping[str, str] = NO_LINKS
) -> Params:
    """A row of a summary list: a question, its answer with its evidence, a link to change it.

    Without a `href` there is no link. `links` are where documents are, by name.
    """
    title = format_question(question)
    answered = question.path in submission.answers
    action = "Change" if answered else "Answer"
    change = (row_link(href, action, title),) if href else ()
    return summary_row(title, answer_value(question, submission, links), *change)


def entry_rows(question: Question, entry: Answer) -> list[Params]:
    """The rows of one entry of a list, field by field; what is not known is left out."""
    given = entry if isinstance(entry, Mapping) else {}
    return text_rows(
        (format_question(field), answer_words(given[name], field))
        for name, field in question.each.items()
        if name in given
    )


def entries_value(question: Question, entries: Sequence[Answer]) -> Markup:
    """Entries of a list, each on a line: what each is called, with what it says."""
    lines = []
    for number, entry in enumerate(entries, start=1):
        given = entry if isinstance(entry, Mapping) else {}
        says = [
            f"{format_question(field)}: {answer_words(given[name], field)}"
            for name, field in question.each.items()
            if name in given and name != question.name_by
        ]
        lines.append(safe("; ".join((entry_title(question, entry, number), *says))))
    return Markup("<br>").join(lines) or safe("There is no entry now")


def entry_title(question: Question, entry: Answer, number: int) -> str:
    """The title of an entry of a list: its name, else its number."""
    name = entry.get(question.name_by) if isinstance(entry, Mapping) else None
    return visible(str(name)) if name else f"Entry {number}"


def answer_value(
    question: Question, submission: Submission, links: Mapping[str, str] = NO_LINKS
) -> Markup:
    """An answer in words, with what shows it or the group that it is of."""
    path, evidence = question.path, submission.evidence.get(question.path)
    if path not in submission.answers:
        return given_value(question, (), evidence, links)
    answer, evidence = submission.answers[path], answer_evidence(path, submission)
    return given_value(question, (answer,), evidence, links)


def given_value(
    question: Question,
    answers: Sequence[Answer],
    evidence: Evidence | None,
    links: Mapping[str, str] = NO_LINKS,
) -> Markup:
    """The markup for a question, in words: its answer, if any, and what shows it."""
    shown = Markup('<span class="nhsuk-u-secondary-text-colour">{}</span>').format(NOT_ANSWERED_YET)
    for answer in answers:
        shown = safe(answer_words(answer, question))
    return shown if evidence is None else shown + _evidence(evidence, links)


def answer_words(answer: Answer, question: Question) -> str:
    """An answer in words, whole and exact; of entries with fields, what each is called."""
    if isinstance(answer, str):
        return format_choice(answer) if question.type is ValueType.CHOICE else visible(answer)
    if isinstance(answer, Items):
        return _list_words(question, answer)
    none = none_words(question)
    return format_value(answer, question.unit, places=_EXACT, none=none)


def _list_words(question: Question, answer: Items) -> str:
    if not answer.items:
        return none_words(question)
    words = format_choice if question.type is ValueType.CHOICES else visible
    titles = [
        entry_title(question, item, number) if question.each else words(str(item))
        for number, item in enumerate(answer.items, start=1)
    ]
    return "; ".join(titles) + ("; there may be more" if answer.so_far else "")


def _evidence(evidence: Evidence, links: Mapping[str, str]) -> Markup:
    document, href = safe(evidence.document), links.get(fold_words(evidence.document), "")
    named = element("a", document, href=href) if href else document
    where = safe(f", {evidence.where}") if evidence.where else Markup()
    return Markup('<br><span class="findings-source">Shown by: {}{}</span>').format(named, where)
