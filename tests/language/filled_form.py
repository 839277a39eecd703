"""The workbook form filled in by another program, as a person would fill it in."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import yaml
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from authorisation.forms.sections import QuestionWeight, form_sections
from authorisation.forms.workbook.read import read_workbook
from authorisation.forms.workbook.write import render_workbook
from authorisation.language.rules.load import load_rule_set
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Duration, Evidence, Items
from authorisation.usecases.forms.blank import blank_submission
from tests.language.small_rules import QUESTIONS, RULESET, TREE
from tests.rule_sets.folders import write_files

MORE = """\
crossing: {type: number, unit: '%', none: not reckoned, ask: What share lives outside?}
started: {type: date, none: not yet, ask: When did it start?}
ods: {type: code, ask: What is the code?}
aims: {type: list, ask: What are the aims?}
tasks:
  type: list
  ask: Who does what?
  title: the map of tasks
  each:
    task: {type: text, ask: Task}
    lead: {type: text, none: nobody, ask: Lead}
    ways: {type: choices, of: ['in house; mostly', shared, bought], ask: Ways}
    places: {type: list, ask: Places}
    price: {type: money, unit: GBP/year, none: nothing, ask: Cost}
    share: {type: number, unit: '%', ask: Share}
    posts: {type: integer, unit: post, ask: Posts}
    own: {type: boolean, ask: Own}
    since: {type: date, ask: Since}
    delay: {type: duration, none: no notice, ask: Notice}
    proof: {type: document, ask: Proof}
    code: {type: code, ask: Code}
    form: {type: choice, of: [small locality, franchise], none: neither, ask: Model}
"""
ASKED = RULESET.replace("model]", "model, notice, duties, crossing, started, ods, aims, tasks]")
FILES = {
    **TREE,
    "rules/questions/all.yaml": QUESTIONS.replace("consistency:\n", MORE + "consistency:\n"),
    "rules/base/ruleset.yaml": ASKED,
}


@cache
def rules() -> RuleSet:
    """Rules that ask one question of each type, and a list with a field of each type."""
    with TemporaryDirectory() as folder:
        write_files(FILES, Path(folder))
        return load_rule_set("base", root=Path(folder) / "rules")


@cache
def blank() -> bytes:
    """The form, as it is written."""
    gate = {"population.registered": QuestionWeight(severity=Severity.GATE, domain="size")}
    return render_workbook(rules(), tuple(form_sections(rules(), gate)), blank_submission(rules()))


NAME_TO_FILL_IN = "(the name of your consortium)"
FILLED_IN = "A group"


def edited(edit: Callable[[Workbook], None], form: bytes | None = None) -> bytes:
    """Open the form in another program, change it and save it."""
    book = openpyxl.load_workbook(io.BytesIO(form or blank()))
    edit(book)
    for sheet in book:
        if sheet["B4"].value == NAME_TO_FILL_IN:
            sheet["B4"] = FILLED_IN
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> Submission:
    return read_workbook(data, "form.xlsx", rules())


def place(sheet: Worksheet, path: str, heading: str = "Answer") -> str:
    """The cell under a heading in the row of a question."""
    column = next(cell.column_letter for cell in sheet[3] if cell.value == heading)
    last = next(cell.column for cell in sheet[3] if cell.value == "Path")
    row = next(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, last).value == path)
    return f"{column}{row}"


def put(sheet: Worksheet, where: str, value: object) -> None:
    """Type a value; text stays text even where it looks like a formula."""
    sheet[where] = value
    if isinstance(value, str):
        sheet[where].data_type = "s"


def fill(
    book: Workbook,
    answers: Mapping[str, Answer],
    evidence: Mapping[str, Evidence],
    bank: Mapping[str, Question] | None = None,
) -> None:
    """Type the answers in."""
    questions = book["Questions"]
    for path, answer in answers.items():
        question = (bank or rules().bank)[path]
        if question.type is ValueType.LIST:
            assert isinstance(answer, Items)
            fill_list(book, question, answer)
        elif answer is None or answer == Items(()):
            put(questions, place(questions, path, "There is none"), "x")
        else:
            put(questions, place(questions, path), typed(answer, question))
    for path, proof in evidence.items():
        put(questions, place(questions, path, "Evidence: document"), proof.document)
        put(questions, place(questions, path, "Evidence: where in it"), proof.where or None)
        put(questions, place(questions, path, "Evidence level"), proof.level.name.lower())


def fill_list(book: Workbook, question: Question, answer: Items) -> None:
    keys = {f"[{question.path}]", *(f"[{question.path}.{name}]" for name in question.each)}
    sheet = next(sheet for sheet in book if sheet["A7"].value in keys)
    empty = not answer.items and not answer.so_far
    state = "so far, more may come" if answer.so_far else "complete"
    put(sheet, "B3", "there is none" if empty else state)
    columns = {cell.value: cell.column_letter for cell in sheet[7] if cell.value}
    for row, item in enumerate(answer.items, start=8):
        if not isinstance(item, Mapping):
            put(sheet, f"A{row}", item)
            continue
        if not item:
            put(sheet, f"A{row}", "don't know yet")
        for name, value in item.items():
            column = columns[f"[{question.path}.{name}]"]
            put(sheet, f"{column}{row}", typed(value, question.each[name]))


def typed(answer: Answer, question: Question) -> object:
    """What a person types in a cell."""
    match answer:
        case None:
            return "none"
        case bool():
            return "yes" if answer else "no"
        case Decimal() if Decimal(f"{float(answer):.15g}") == answer:
            return float(answer)
        case date() if answer < date(1900, 3, 1):
            return answer.isoformat()
        case date():
            return answer
        case Items():
            parts = [quoted(str(item)) for item in answer.items]
            return "; ".join([*parts, "…"] if answer.so_far else parts) or "none"
        case _:
            return written(answer, question)


def quoted(text: str) -> str:
    special = (
        ";" in text
        or text.startswith('"')
        or text.casefold() in {"none", "…", "...", "don't know yet"}
    )
    return '"' + text.replace('"', '""') + '"' if special else text


def written(answer: Answer, question: Question) -> str:
    """What stands in the YAML form."""
    match answer:
        case None:
            return "none"
        case bool():
            return "true" if answer else "false"
        case Decimal() if question.unit == "%":
            return f"{answer * 100:f}%"
        case Decimal():
            return f"{answer:f}"
        case date():
            return answer.isoformat()
        case Duration(months=0, days=days):
            return f"{days} days"
        case Duration(months=months):
            return f"{months} months"
        case _:
            assert question.type not in NUMERIC
            return str(answer)


def as_yaml(answers: Mapping[str, Answer], evidence: Mapping[str, Evidence], **head: str) -> bytes:
    """The same submission as YAML."""

    def node(answer: Answer, question: Question) -> object:
        match answer:
            case Items(items=items, so_far=so_far):
                entries = [node(item, question) for item in items]
                return {"so_far": entries} if so_far else entries
            case Mapping():
                return {name: node(value, question.each[name]) for name, value in answer.items()}
            case _:
                return written(answer, question)

    proofs = {
        path: {
            "document": e.document,
            **({"where": e.where} if e.where else {}),
            "level": e.level.name.lower(),
        }
        for path, e in evidence.items()
    }
    tree = {
        "name": FILLED_IN,
        "stage": "self-assessment",
        "as_of": "2012-06-21",
        **head,
        "answers": {path: node(answer, rules().bank[path]) for path, answer in answers.items()},
        "evidence": proofs,
    }
    return yaml.dump(tree, default_style='"', allow_unicode=True, width=1000).encode()
