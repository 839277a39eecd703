"""The form of a submission as a workbook, for people who do not write YAML.

The same rules give the same bytes: nothing in it depends on the time. No text of
the rules becomes a formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from authorisation.forms.sections import UNANSWERED_WORDS, FormSection
from authorisation.forms.workbook.layout import ABOUT_KEY, LAST_LINE, MARK, YES, column_key
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, WorkbookBuilder, row_height
from authorisation.forms.workbook.write_lists import write_list_sheet
from authorisation.forms.workbook.write_questions import SectionCount, write_questions_sheet
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.model.value import Items

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


_FIELDS: Final = (
    ("name", "Name of the {applicant}"),
    ("code", "Code, if it has one"),
    ("stage", "Stage"),
    ("as_of", "Assessed as of (the day on which these rules begin stands here: put your own)"),
    ("received_on", "Received on"),
    ("note", "Note"),
)
_PUBLISHED: Final = ("published_facts_only", "Published facts only")
_INSTRUCTIONS: Final = f"""
Answer what you can. What you leave empty counts as not answered, which {{left_out}}.
The sheet “Questions” begins with what weighs most. Where there is no such thing, mark the column \
“There is none” with {MARK}: that is an answer too.
Lists have sheets of their own: one row for each \
entry. Say at the top of each whether it is complete.
Name the document that supports an answer, and where in it, so that an assessor finds it.
Where several answers go into one cell, put ; between them, and … last if more may come. An answer \
that itself holds ; goes in double quotes.
Type values, not formulas. You may change widths, the order of rows and of sheets, and add sheets \
of your own, which are not read. Leave the small grey words as they are.
When done, save it as an Excel workbook (.xlsx) and run: {LAST_LINE}
"""
_LABELS: Final = 48
"""The width of the first column."""
_WIDTH: Final = 100


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
        _write_about_sheet(builder, about, rules, section_counts, begun)
        builder.write_choices()
    return buffer.getvalue()


def _lists(sections: Sequence[FormSection]) -> Iterator[Question]:
    for section in sections:
        for topic in section.topics:
            yield from (q for q in topic.questions if q.type is ValueType.LIST)


def _write_about_sheet(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    rules: RuleSet,
    section_counts: tuple[SectionCount, ...],
    begun: Submission,
) -> None:
    """Write the first sheet; `section_counts` has the cells that each section's count adds up."""
    sheet.set_column(0, 0, _LABELS)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 26)
    sheet.merge_range(0, 0, 0, 2, "", builder.named_format("title"))
    sheet.write_string(0, 0, rules.title, builder.named_format("title"))
    sheet.set_row(0, 22)
    subtitle = f"Rule set {rules.id}, edition {rules.edition}: a form to be filled in"
    sheet.write_string(1, 0, subtitle, builder.named_format("plain"))
    sheet.set_row(1, row_height([(subtitle, _LABELS)]))
    fields = (*_FIELDS, *([_PUBLISHED] if begun.published_facts_only else []))
    for row, (key, label) in enumerate(fields, start=3):
        text = label.format(applicant=rules.parties.applicant)
        sheet.write_string(row, 0, text, builder.named_format("strong"))
        sheet.set_row(row, row_height([(text, _LABELS)]))
        sheet.write_string(row, 2, column_key(ABOUT_KEY + key), builder.named_format("quiet"))
        _write_value(builder, sheet, row, key, begun, rules.in_force[0])
    row = 4 + len(fields)
    for section in section_counts:
        of = f"{section.title}: answered, of {section.count}"
        sheet.write_string(row, 0, of, builder.named_format("plain"))
        sheet.set_row(row, row_height([(of, _LABELS)]))
        sheet.write_formula(
            row, 1, f"=SUM({section.cells})", builder.named_format("plain"), section.answered
        )
        row += 1
    row += 1
    sheet.write_string(row, 0, "How to fill it in", builder.named_format("strong"))
    for text in _INSTRUCTIONS.strip().format(left_out=UNANSWERED_WORDS[begun.stage]).splitlines():
        row += 1
        sheet.merge_range(row, 0, row, 2, "", builder.named_format("plain"))
        sheet.write_string(row, 0, text, builder.named_format("plain"))
        sheet.set_row(row, 16 * math.ceil(len(text) / _WIDTH))
    sheet.activate()


def _write_value(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    row: int,
    key: str,
    begun: Submission,
    first: date,
) -> None:
    text, dated = builder.input_format("@"), builder.input_format("yyyy-mm-dd")
    match key:
        case "stage":
            sheet.write_string(row, 1, begun.stage.value, text)
            # Which stage an application is at is not for the applicant to choose.
            sheet.data_validation(
                row, 1, row, 1, {"validate": "list", "source": [begun.stage.value]}
            )
        case "as_of":
            sheet.write_datetime(row, 1, datetime.combine(begun.as_of or first, time()), dated)
        case "received_on":
            sheet.write_blank(row, 1, None, dated)
        case "published_facts_only":
            sheet.write_string(row, 1, YES, text)
        case _:
            given = {"name": begun.name, "code": begun.code, "note": begun.note}[key]
            sheet.write(row, 1, given or None, text)
