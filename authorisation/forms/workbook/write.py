"""The form of a submission as a workbook, for people who do not write YAML.

The same rules give the same bytes: nothing in it depends on the time. No text of
the rules becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from authorisation.forms.sections import FormSection
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, WorkbookBuilder
from authorisation.forms.workbook.write_about import write_about_sheet
from authorisation.forms.workbook.write_lists import write_list_sheet
from authorisation.forms.workbook.write_questions import write_questions_sheet
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.model.value import Items


def render_workbook(rules: RuleSet, sections: Sequence[FormSection], begun: Submission) -> bytes:
    """The bytes of a workbook that asks the questions of the sections, with what is `begun`.

    Fields of entries that have fields of their own have no place in it, nor has the day on which
    what is begun was received.
    """
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        created = datetime.combine(rules.in_force[0], time(), UTC).replace(tzinfo=None)
        workbook.set_properties({"title": rules.title, "created": created})
        builder = WorkbookBuilder(workbook)
        about = builder.sheet("About")
        questions = builder.sheet("Questions")
        sheets = {}
        for question in _lists(sections):
            given = begun.answers.get(question.path)
            items = given if isinstance(given, Items) else None
            sheets[question.path] = write_list_sheet(builder, question, items)
        section_counts = write_questions_sheet(builder, questions, rules, sections, sheets, begun)
        write_about_sheet(builder, about, rules, section_counts, begun)
        builder.write_choices()
    return buffer.getvalue()


def _lists(sections: Sequence[FormSection]) -> Iterator[Question]:
    for section in sections:
        for topic in section.topics:
            yield from (q for q in topic.questions if q.type is ValueType.LIST)
