"""The blank submission as a workbook, for people who do not write YAML.

The same rules give the same bytes: nothing in it depends on the time. No text of
the rules becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from authorisation.forms.sections import Section
from authorisation.forms.workbook.styles import Book
from authorisation.forms.workbook.write_about import add_about
from authorisation.forms.workbook.write_lists import add_list
from authorisation.forms.workbook.write_questions import add_questions
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage


def form_workbook(rules: RuleSet, sections: Sequence[Section], *, stage: Stage) -> bytes:
    """The bytes of a workbook without answers, section by section."""
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        created = datetime.combine(rules.in_force[0], time(), UTC).replace(tzinfo=None)
        workbook.set_properties({"title": rules.title, "created": created})
        book = Book(workbook)
        about = book.sheet("About")
        questions = book.sheet("Questions")
        lists = {question.path: add_list(book, question) for question in _lists(sections)}
        counted = add_questions(book, questions, rules, sections, lists)
        add_about(book, about, rules, counted, stage=stage)
        book.write_choices()
    return buffer.getvalue()


def _lists(sections: Sequence[Section]) -> Iterator[Question]:
    for section in sections:
        for topic in section.topics:
            yield from (q for q in topic.questions if q.type is ValueType.LIST)
