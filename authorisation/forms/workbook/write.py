"""The blank submission as a workbook, for people who do not write YAML.

The same rules give the same bytes: nothing in it depends on the time. No text of
the rules becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

from authorisation.forms.sections import NO_LISTS, FormSection
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, WorkbookBuilder
from authorisation.forms.workbook.write_about import write_about_sheet
from authorisation.forms.workbook.write_lists import write_list_sheet
from authorisation.forms.workbook.write_questions import write_questions_sheet
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Items


def render_blank_workbook(
    rules: RuleSet,
    sections: Sequence[FormSection],
    *,
    stage: Stage,
    day: date | None = None,
    lists: Mapping[str, Items] = NO_LISTS,
) -> bytes:
    """The bytes of a workbook without answers but some `lists` of texts, section by section.

    `day` is that on which the answers are to be assessed, else the first of the rules.
    """
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        created = datetime.combine(rules.in_force[0], time(), UTC).replace(tzinfo=None)
        workbook.set_properties({"title": rules.title, "created": created})
        builder = WorkbookBuilder(workbook)
        about = builder.sheet("About")
        questions = builder.sheet("Questions")
        sheets = {
            question.path: write_list_sheet(builder, question, lists.get(question.path))
            for question in _lists(sections)
        }
        section_counts = write_questions_sheet(builder, questions, rules, sections, sheets)
        write_about_sheet(
            builder, about, rules, section_counts, stage=stage, day=day or rules.in_force[0]
        )
        builder.write_choices()
    return buffer.getvalue()


def _lists(sections: Sequence[FormSection]) -> Iterator[Question]:
    for section in sections:
        for topic in section.topics:
            yield from (q for q in topic.questions if q.type is ValueType.LIST)
