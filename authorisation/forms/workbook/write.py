"""The blank submission as a workbook, for people who do not write YAML.

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
from authorisation.model.submission import Stage


def render_blank_workbook(
    rules: RuleSet, sections: Sequence[FormSection], *, stage: Stage
) -> bytes:
    """The bytes of a workbook without answers, section by section."""
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        created = datetime.combine(rules.in_force[0], time(), UTC).replace(tzinfo=None)
        workbook.set_properties({"title": rules.title, "created": created})
        builder = WorkbookBuilder(workbook)
        about = builder.sheet("About")
        questions = builder.sheet("Questions")
        lists = {
            question.path: write_list_sheet(builder, question) for question in _lists(sections)
        }
        section_counts = write_questions_sheet(builder, questions, rules, sections, lists)
        write_about_sheet(builder, about, rules, section_counts, stage=stage)
        builder.write_choices()
    return buffer.getvalue()


def _lists(sections: Sequence[FormSection]) -> Iterator[Question]:
    for section in sections:
        for topic in section.topics:
            yield from (q for q in topic.questions if q.type is ValueType.LIST)
