"""The writer of a workbook of returns: what is filed, and a sheet for the next return.

The same group gives the same bytes: nothing in it depends on the time. No text becomes a formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from authorisation.forms.returns_workbook import layout
from authorisation.forms.workbook.layout import (
    EXPLAINED,
    FILE_KEY,
    LAST_LINE_OF_RETURNS,
    RETURN_KEY,
    column_key,
)
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, WorkbookBuilder, row_height
from authorisation.forms.workbook.validation import cell_number_format
from authorisation.forms.workbook.write_answers import write_answer
from authorisation.forms.workbook.write_lists import write_list_sheet
from authorisation.forms.workbook.write_questions import INSTRUCTION, QuestionTable
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period, Share
from authorisation.model.value import Answer, Items

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "Name of the group",
        "code": "Code, if it has one",
        "rules": "Rule set whose failure regime is meant",
        "authorised_on": "Authorised on",
        "first": "First period for which a return is due",
        "note": "Note",
        "source": "Sources, with ; between them",
        "published_facts_only": "Published facts only",
        layout.PERIOD: "Period",
        layout.VERSION: "Version: first, or a correction, which gives only what changes, or a "
        "withdrawal",
        layout.RECEIVED_ON: "Received on; empty while it is not filed",
        layout.REASON: "Reason for a correction or a withdrawal",
        layout.DISCHARGED: "Conditions discharged, by id and day, with ; between them",
        layout.RECEIVED_EXPLAINED: "Why that day is right, if it does not agree",
    }
)
_SELDOM: Final = frozenset({"source", "published_facts_only"})
"""What the first sheet asks only where it is given."""
_INSTRUCTIONS: Final = f"""
Fill in the sheet of the return: the day on which it was received, and the answers. A sheet on \
which nothing is filled in counts as a return that is not filed.
What you leave empty counts as not answered: what rests on it cannot be told, and that is no \
failure.
For another return copy its sheet and change the period. For a correction copy it, choose \
“correction” as its version and leave only what changes.
On the sheet “Causes” a row is a claim. It names the return by the name of its sheet, so whoever \
renames that sheet changes the name there too.
On the sheet “Conditions” each condition has an id. A return says by it that one was discharged.
Type values, not formulas. You may change widths, the order of rows and of sheets, and add sheets \
of your own, which are not read. Leave the small grey words as they are.
When done, save it as an Excel workbook (.xlsx) and run: authorise check FILE.xlsx, then \
{LAST_LINE_OF_RETURNS}
"""
_LABEL_WIDTH: Final = 48
_WIDTH: Final = 100
_HEAD: Final = 2
"""The row of the first line of a return's head."""


def render_returns_workbook(regime: Regime, group: AuthorisedGroup, following: Period) -> bytes:
    """The bytes of a workbook with all that is known of a group, and a sheet for its next return.

    That is for the period `following`. Answers to questions for lists of entries in returns have
    no place in it.
    """
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        created = datetime.combine(regime.rules.in_force[0], time(), UTC).replace(tzinfo=None)
        workbook.set_properties({"title": regime.rules.title, "created": created})
        builder = WorkbookBuilder(workbook)
        _write_about(builder, regime, group)
        filed = [_write_return(builder, regime, each) for each in group.filed]
        _write_return(
            builder,
            regime,
            FiledReturn(period=following, received_on=following.due, answers=MappingProxyType({})),
            blank=True,
        )
        _write_authorisation(builder, regime, group)
        _write_lists(builder, regime, group, filed)
        builder.write_choices()
    return buffer.getvalue()


def _write_about(builder: WorkbookBuilder, regime: Regime, group: AuthorisedGroup) -> None:
    sheet = builder.sheet("About")
    for column, width in enumerate((_LABEL_WIDTH, 40, 26)):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 2, "", builder.named_format("title"))
    sheet.write_string(0, 0, regime.rules.title, builder.named_format("title"))
    sheet.set_row(0, 22)
    rules, periods = regime.rules, regime.periods
    subtitle = f"Rule set {rules.id}, edition {rules.edition}: a file of returns to be filled in"
    sheet.merge_range(1, 0, 1, 2, "", builder.named_format("plain"))
    sheet.write_string(1, 0, subtitle, builder.named_format("plain"))
    given: dict[str, Answer] = {
        "name": group.name,
        "code": group.code,
        "rules": rules.id,
        "authorised_on": group.authorised_on,
        "first": group.first.label,
        "note": group.note,
        "source": Items(group.sources),
        "published_facts_only": group.published_facts_only,
    }
    asked = [
        key
        for key in layout.ABOUT_TYPES
        if key not in _SELDOM or given[key] not in (Items(()), False)
    ]
    for at, key in enumerate(asked, start=3):
        _write_head_line(builder, sheet, at, FILE_KEY + key, given[key])
    due = (
        f"A return is filed for every {periods.every}, and is due {periods.due_days} days after "
        "its end."
    )
    row = 4 + len(asked)
    sheet.write_string(row, 0, "How to fill it in", builder.named_format("strong"))
    for text in (due, *_INSTRUCTIONS.strip().splitlines()):
        row += 1
        sheet.merge_range(row, 0, row, 2, "", builder.named_format("plain"))
        sheet.write_string(row, 0, text, builder.named_format("plain"))
        sheet.set_row(row, 16 * math.ceil(len(text) / _WIDTH))


def _write_head_line(
    builder: WorkbookBuilder, sheet: Worksheet, row: int, key: str, given: Answer
) -> None:
    """Write a label, what is given, and the key by which the reader finds it; None is nothing."""
    name = key.partition(".")[2]
    kind = {**layout.ABOUT_TYPES, **layout.RETURN_TYPES}[name]
    question = Question(path=name, type=kind, ask=_LABELS[name])
    sheet.write_string(row, 0, question.ask, builder.named_format("strong"))
    sheet.set_row(row, row_height([(question.ask, _LABEL_WIDTH)]))
    if given is None or given in ("", Items(())):
        sheet.write_blank(row, 1, None, builder.input_format(cell_number_format(question)))
    else:
        write_answer(builder, sheet, row, 1, given, question)
    sheet.write_string(row, 2, column_key(key), builder.named_format("quiet"))
    if name == layout.VERSION:
        sheet.data_validation(
            row, 1, row, 1, {"validate": "list", "source": [*layout.VERSION_KEYS]}
        )


def _write_return(
    builder: WorkbookBuilder, regime: Regime, filed: FiledReturn, *, blank: bool = False
) -> str:
    """Add the sheet of a return, and give its name; a `blank` one has no day on which it came."""
    version = (
        layout.WITHDRAWAL
        if filed.withdrawn
        else layout.CORRECTION
        if filed.corrects
        else layout.FIRST
    )
    label = filed.period.label + ("" if version == layout.FIRST else f" {version}")
    sheet = builder.sheet(label)
    table = QuestionTable(builder, sheet, layout.RETURN_HEADINGS)
    sheet.write_string(0, 0, f"Return of {label}", builder.named_format("title"))
    sheet.set_row(0, 22)
    given: dict[str, Answer] = {
        layout.PERIOD: filed.period.label,
        layout.VERSION: version,
        layout.RECEIVED_ON: None if blank else filed.received_on,
        layout.REASON: filed.reason,
        layout.DISCHARGED: Items(tuple(f"{name}: {day}" for name, day in filed.discharged.items())),
        layout.RECEIVED_EXPLAINED: filed.explained.get(layout.RECEIVED_ON, ""),
    }
    for row, key in enumerate(layout.RETURN_TYPES, start=_HEAD):
        _write_head_line(builder, sheet, row, RETURN_KEY + key, given[key])
    top = _HEAD + len(layout.RETURN_TYPES) + 1
    sheet.write_string(top, 0, INSTRUCTION, builder.named_format("quiet"))
    table.write_headings(top + 1)
    for row, (path, question) in enumerate(regime.returns.items(), start=top + 2):
        more = {EXPLAINED: filed.explained.get(path, "")}
        table.write_row(row, question, filed.answers, filed.evidence, more=more)
    table.write_groups(top + 2 + len(regime.returns), regime.returns, filed.evidence)
    if blank:
        sheet.activate()
    return str(sheet.name)


def _write_authorisation(builder: WorkbookBuilder, regime: Regime, group: AuthorisedGroup) -> None:
    if not regime.authorisation:
        return
    sheet = builder.sheet("At authorisation")
    answers = group.at_authorisation
    lists = {
        path: write_list_sheet(builder, question, _items(answers.get(path)))
        for path, question in regime.authorisation.items()
        if question.type is ValueType.LIST
    }
    table = QuestionTable(builder, sheet, layout.AUTHORISATION_HEADINGS)
    sheet.write_string(0, 0, "What was so at authorisation", builder.named_format("title"))
    sheet.set_row(0, 22)
    sheet.write_string(1, 0, INSTRUCTION, builder.named_format("quiet"))
    table.write_headings(2)
    for row, (path, question) in enumerate(regime.authorisation.items(), start=3):
        table.write_row(row, question, answers, {}, lists.get(path))


def _items(answer: Answer) -> Items | None:
    return answer if isinstance(answer, Items) else None


def _write_lists(
    builder: WorkbookBuilder, regime: Regime, group: AuthorisedGroup, sheets: Sequence[str]
) -> None:
    claims = [
        (name, share)
        for name, filed in zip(sheets, group.filed, strict=True)
        for share in filed.shares
    ]
    proofs = max((len(share.evidence) for _, share in claims), default=0)
    lists = layout.board_lists(regime, proofs=max(layout.LEAST_PROOFS, proofs))
    known = group.conditions_known
    conditions = _entries(lists[layout.CONDITIONS], map(_by_field, group.conditions))
    write_list_sheet(
        builder, lists[layout.CONDITIONS], conditions if known else None, layout.CONDITION_STATES
    )
    causes = (_cause(name, share) for name, share in claims)
    given: dict[str, Iterable[Mapping[str, Answer]]] = {
        layout.CAUSES: causes,
        layout.CAPABILITY: ({**_by_field(g), "grade": str(g.grade)} for g in group.capability),
        layout.ACTS: map(_by_field, group.acts),
    }
    for path, entries in given.items():
        write_list_sheet(builder, lists[path], _entries(lists[path], entries), ())


def _entries(question: Question, entries: Iterable[Mapping[str, Answer]]) -> Items:
    """The entries of a list, without what is not given."""
    return Items(
        tuple(
            MappingProxyType(
                {name: each[name] for name in question.each if _is_given(each.get(name))}
            )
            for each in entries
        )
    )


def _is_given(value: Answer) -> bool:
    return value is not None and value is not False and value != ""


def _by_field(value: object) -> dict[str, Answer]:
    return {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type]


def _cause(sheet: str, share: Share) -> dict[str, Answer]:
    proofs = {
        layout.proof_field(number, name): getattr(proof, name)
        for number, proof in enumerate(share.evidence, start=1)
        for name in layout.PROOF_FIELDS
    }
    return {layout.SHEET: sheet, **_by_field(share), "status": str(share.standing), **proofs}
