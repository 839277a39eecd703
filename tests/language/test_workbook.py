"""The workbook form read back: the same submission as from YAML, or every problem by its cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from authorisation.errors import InvalidSubmission
from authorisation.forms.sections import form_sections
from authorisation.forms.submission_yaml import render_submission
from authorisation.forms.workbook.write import render_workbook
from authorisation.language.answers.placeholders import is_placeholder
from authorisation.language.answers.submissions import read_submission
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location, Replacement
from authorisation.model.submission import Stage
from authorisation.model.value import Answer, Duration, Evidence, EvidenceLevel, Items
from tests.examples import examples
from tests.language.filled_form import (
    NAME_TO_FILL_IN,
    as_yaml,
    blank,
    edited,
    fill,
    place,
    put,
    read,
    rules,
)

TASK = {
    "task": "=1+1",
    "lead": None,
    "ways": Items(("in house; mostly", "bought"), so_far=True),
    "places": Items(("Corby; north", '"Old" Corby', "none")[:2]),
    "price": Decimal("1234.56"),
    "share": Decimal("0.015"),
    "posts": Decimal(-3),
    "own": False,
    "since": date(2012, 2, 29),
    "delay": Duration(months=3),
    "proof": None,
    "code": "0123",
    "form": "franchise",
}
EVERYTHING: dict[str, Answer] = {
    "population.registered": Decimal(70729),
    "population.growth": Decimal("0.015"),
    "crossing": None,
    "started": date(1899, 12, 31),
    "ods": "5E1",
    "aims": Items(("Fewer falls", "http://example.org"), so_far=True),
    "board": Items(({"name": "A", "role": "lay", "ended": None}, {"name": "B"})),
    "tasks": Items((TASK, {"task": "T"}, {})),
    "officer": "@nobody",
    "policy": None,
    "cost": Decimal("1000.50"),
    "notice": Duration(days=28),
    "shared": True,
    "model": "small locality",
    "duties": Items(("quality", "choice")),
}
EVIDENCE = {
    "population.registered": Evidence(document="lists", where="p. 3", level=EvidenceLevel.CHECKED),
    "board": Evidence(document="minutes", level=EvidenceLevel.STATED),
}


def test_every_type_of_question_reads_as_it_does_in_yaml() -> None:
    found = read(edited(lambda book: fill(book, EVERYTHING, EVIDENCE)))
    in_yaml = read_submission(as_yaml(EVERYTHING, EVIDENCE), "form.yaml", rules())

    assert {question.type for question in rules().questions.values()} == set(ValueType)
    assert dict(found.answers) == EVERYTHING
    assert found.evidence == EVIDENCE
    assert found.sha256 == in_yaml.sha256
    assert found.places["tasks[2].task"] == Location("form.xlsx", 9, 1, "Map of tasks", 5)
    assert str(found.places["tasks[2].task"]) == 'form.xlsx: sheet "Map of tasks", cell A9'


def test_a_blank_form_reads_as_a_submission_without_answers() -> None:
    found = read(blank())

    assert (
        found.sha256 == read_submission(as_yaml({}, {}, name=NAME_TO_FILL_IN), "", rules()).sha256
    )
    assert (found.name, found.as_of) == (NAME_TO_FILL_IN, date(2012, 6, 21))


def test_the_first_sheet_says_whose_it_is() -> None:
    def change(book: Workbook) -> None:
        values = ["NHS Corby", "0123", "decision", date(2012, 10, 1), "2012-09-28", "-", "yes"]
        for row, value in enumerate(values, start=4):
            put(book["About"], f"B{row}", value)
        # A form offers no such row, but reads it.
        put(book["About"], "C10", "[about.published_facts_only]")

    found = read(edited(change))

    assert (found.name, found.code, found.stage) == ("NHS Corby", "0123", Stage.DECISION)
    assert (found.as_of, found.received_on) == (date(2012, 10, 1), date(2012, 9, 28))
    assert (found.published_facts_only, found.note) == (True, "-")


def test_rows_columns_and_sheets_may_be_moved_and_sheets_added() -> None:
    def change(book: Workbook) -> None:
        fill(book, EVERYTHING, EVIDENCE)
        book["Questions"].title = "What they ask"
        book["Board"].title = "People"
        book.move_sheet("People", -2)
        book["People"].insert_rows(9)
        book["People"].insert_cols(1)
        book["People"]["A3"], book["People"]["B3"] = None, "This list is:"
        book.create_sheet("Our sums")["A1"] = "=1+1"

    assert dict(read(edited(change)).answers) == EVERYTHING


texts = (
    st.text("ab =;\"'@+-0123…\n.é€", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and text != "none")
    .map(lambda text: "\n".join(line.strip() for line in text.split("\n")))
    .filter(lambda text: not is_placeholder(text))
)


def numbers(question: Question) -> st.SearchStrategy[Decimal]:
    low, high = question.minimum, question.maximum
    places = {ValueType.INTEGER: 0, ValueType.MONEY: 2}.get(question.type, 4)
    return st.decimals(
        -(10**9) if low is None else low, 10**9 if high is None else high, places=places
    ).map(lambda number: number.copy_abs() if number.is_zero() else number)


def scalars(question: Question) -> st.SearchStrategy[Answer]:
    known: dict[ValueType, st.SearchStrategy[Answer]] = {
        ValueType.BOOLEAN: st.booleans(),
        ValueType.DATE: st.dates(),
        ValueType.DURATION: st.integers(0, 9999).flatmap(
            lambda many: st.sampled_from([Duration(days=many), Duration(months=many)])
        ),
        ValueType.CHOICE: st.sampled_from(question.of or ("-",)),
        ValueType.CHOICES: st.lists(st.sampled_from(question.of or ("-",)), unique=True).map(
            lambda some: Items(tuple(some))
        ),
        ValueType.LIST: st.lists(texts, max_size=3).map(lambda some: Items(tuple(some))),
    }
    found = known.get(question.type, texts)
    if question.type in {ValueType.INTEGER, ValueType.NUMBER, ValueType.MONEY}:
        found = numbers(question)
    none = bool(question.none) or question.type is ValueType.DOCUMENT
    return st.none() | found if none else found


def answers_of(question: Question) -> st.SearchStrategy[Answer]:
    if question.type is not ValueType.LIST:
        return scalars(question)
    fields = {name: scalars(field) for name, field in question.each.items()}
    item = st.fixed_dictionaries({}, optional=fields) if fields else texts
    items = st.lists(item, max_size=3).map(tuple)
    return st.builds(Items, items, st.booleans())


submissions = st.fixed_dictionaries(
    {}, optional={path: answers_of(question) for path, question in rules().questions.items()}
)


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(submissions)
def test_any_answers_read_as_they_do_in_yaml(answers: Mapping[str, Answer]) -> None:
    found = read(edited(lambda book: fill(book, answers, {})))
    in_yaml = read_submission(as_yaml(answers, {}), "form.yaml", rules())

    assert found.answers == in_yaml.answers
    assert found.sha256 == in_yaml.sha256


proofs = st.builds(
    Evidence,
    document=texts.map(lambda text: text.replace("\n", " ")),
    where=st.sampled_from(["", "p. 3"]),
    level=st.sampled_from(EvidenceLevel),
)


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(submissions, st.dictionaries(st.sampled_from(sorted(rules().questions)), proofs))
def test_a_form_that_is_begun_reads_as_what_it_began_with(
    answers: Mapping[str, Answer], evidence: Mapping[str, Evidence]
) -> None:
    given = read_submission(
        as_yaml(answers, evidence, code="00A", note="one: two"), "f.yaml", rules()
    )
    sections = tuple(form_sections(rules(), {}))

    in_cells = edited(lambda _: None, render_workbook(rules(), sections, given))
    in_yaml = render_submission(rules(), sections, given).encode()

    assert read(in_cells).sha256 == given.sha256
    assert read_submission(in_yaml, "f.yaml", rules()).sha256 == given.sha256


Edit = Callable[[Workbook], None]


def answer(path: str, value: object, heading: str = "Answer", number_format: str = "") -> Edit:
    def change(book: Workbook) -> None:
        sheet = book["Questions"]
        where = place(sheet, path, heading)
        sheet[where] = value
        if number_format:
            sheet[where].number_format = number_format

    return change


def cell(sheet: str, where: str, value: object) -> Edit:
    return lambda book: book[sheet].__setitem__(where, value)


Row = tuple[str, object, str, object]


def forms_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of a question, what is typed, its format and what comes of it, in few forms.

    A form takes long to fill in and to read; each holds one row of a question.
    """
    forms: list[list[Row]] = []
    for row in rows:
        room = (form for form in forms if row[0] not in {path for path, *_ in form})
        if (form := next(room, None)) is None:
            forms.append(form := [])
        form.append(row)
    return forms


def typed_in(rows: Sequence[Row]) -> bytes:
    def change(book: Workbook) -> None:
        for path, value, number_format, _ in rows:
            answer(path, value, number_format=number_format)(book)

    return edited(change)


WAYS: list[Row] = [
    ("cost", "1000.5", "", Decimal("1000.5")),
    ("cost", 0.1 + 0.2 - 0.1, "", Decimal("0.2")),
    ("cost", " 7 ", "", Decimal(7)),
    ("shared", True, "", True),
    ("shared", "No", "", False),
    ("shared", "TRUE", "", True),
    ("started", "2012-06-21", "", date(2012, 6, 21)),
    ("started", date(2012, 6, 21), "", date(2012, 6, 21)),
    ("started", "none", "", None),
    ("duties", "quality ;choice", "", Items(("quality", "choice"))),
    ("duties", "none", "", Items(())),
    ("duties", "quality; ...", "", Items(("quality",), so_far=True)),
    ("officer", "null", "", "null"),
]


@pytest.mark.slow
@pytest.mark.parametrize("rows", forms_of(WAYS))
def test_ways_to_type_an_answer(rows: list[Row]) -> None:
    assert read(typed_in(rows)).answers == {path: expected for path, _, _, expected in rows}


@pytest.mark.parametrize("value", ["don't know yet", "Don't know yet", "  ", None])
def test_what_is_not_known_is_not_answered(value: object) -> None:
    assert read(edited(answer("officer", value))).answers == {}


def problems(*edits: Edit) -> str:
    def change(book: Workbook) -> None:
        for edit in edits:
            edit(book)

    with pytest.raises(InvalidSubmission) as caught:
        read(edited(change))
    return str(caught.value)


CELL = 'form.xlsx: sheet "Questions", cell C'


UNUSABLE: list[Row] = [
    ("officer", "=1+1", "", "this cell holds a formula\n  help: type the value"),
    ("officer", "#REF!", "", "this cell holds an error\n  help: type the value"),
    (
        "officer",
        12.5,
        "",
        (
            "this cell holds the number 12.5, not text\n"
            "  help: set the cell's format to text, then type it again"
        ),
    ),
    (
        "ods",
        50,
        "",
        (
            "this cell holds the number 50, not text\n"
            "  help: set the cell's format to text, then type it again"
        ),
    ),
    (
        "officer",
        date(2012, 1, 2),
        "",
        (
            "this cell holds the date 2012-01-02, not text\n"
            "  help: set the cell's format to text, then type it again"
        ),
    ),
    ("cost", date(2012, 1, 2), "", "this cell holds the date 2012-01-02, not a number"),
    (
        "started",
        datetime.combine(date(2012, 1, 2), time(12)),
        "",
        "this cell holds a time of day\n  help: type the date alone",
    ),
    ("started", time(12), "", "this cell holds a time of day\n  help: type the date alone"),
    (
        "started",
        41000,
        "General",
        "`41000` is not a date\n  help: write it as year-month-day: `2012-06-21`",
    ),
    (
        "started",
        "21/06/2012",
        "",
        "`21/06/2012` is not a date\n  help: write it as year-month-day: `2012-06-21`",
    ),
    (
        "cost",
        "1,000",
        "",
        "`1,000` is not a number\n  help: write `1000`, without marks between the digits",
    ),
    ("cost", 0.125, "", "`0.125` has 3 decimals\n  help: write at most 2"),
    (
        "cost",
        0.5,
        "0%",
        "`50%` is not a number\n  help: write a number; no percentage is taken here",
    ),
    ("population.registered", 0, "", "`0` is below 1, the least"),
    (
        "population.growth",
        5,
        "General",
        "`5` is not a percentage\n  help: write it with its sign, as in `5%`",
    ),
    ("shared", "perhaps", "", "`perhaps` is not yes or no\n  help: choose `yes` or `no`"),
    ("shared", 1, "", "`1` is not yes or no\n  help: choose `yes` or `no`"),
    (
        "model",
        "franchize",
        "",
        "`franchize` is not one of the choices\n  help: did you mean `franchise`?",
    ),
    (
        "model",
        True,
        "",
        (
            "this cell holds TRUE, which answers another kind of question\n"
            "  help: set the cell's format to text, then type it again"
        ),
    ),
    (
        "officer",
        "a\u202eb",
        "",
        (
            "this text holds a character that turns the direction of text (U+202E)\n"
            "  help: write it without that character"
        ),
    ),
    (
        "cost",
        "none",
        "",
        "`none` is no answer to `cost`\n  help: leave the cell empty if it is not answered",
    ),
    (
        "duties",
        "quality;;choice",
        "",
        "nothing stands between two semicolons, or after the last\n  help: remove the semicolon",
    ),
    (
        "duties",
        'quality; "choice',
        "",
        (
            "a double quote is not closed before the next semicolon\n"
            '  help: write `"` twice inside a text in double quotes'
        ),
    ),
    (
        "duties",
        "quality; quality",
        "",
        "`duties` names a choice twice\n  help: name each choice once",
    ),
    (
        "board",
        "Anne",
        "",
        (
            "`board` has a sheet of its own\n"
            "  help: answer it there, row by row, and say at its top whether it is complete"
        ),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("rows", forms_of(UNUSABLE))
def test_an_answer_that_cannot_be_used(rows: list[Row]) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(typed_in(rows))

    assert {str(problem) for problem in caught.value.problems} == {
        f"{CELL}{place_of(path)}: {said}" for path, _, _, said in rows
    }


def test_what_mends_an_answer_is_known_as_in_a_file_of_yaml() -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(typed_in([("model", "franchize", "", "")]))

    assert [problem.fixes for problem in caught.value.problems] == [
        (Replacement("franchize", "franchise"),)
    ]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [answer("officer", "Ann"), answer("officer", "x", "There is none")],
            "cell C{row}: `officer` is answered under `There is none` and under `Answer`\n  help: keep one",
        ),
        (
            [answer("officer", "x", "Don't know yet"), answer("officer", "x", "There is none")],
            "cell E{row}: `officer` is answered under `Don't know yet` and under `There is none`\n  help: keep one",
        ),
        (
            [answer("officer", "maybe", "There is none")],
            "cell E{row}: the column `There is none` takes a mark\n  help: write `x`, or leave it empty",
        ),
        (
            [answer("officer", "offiser", "Path")],
            "cell L{row}: no question is called `offiser`\n  help: did you mean `officer`?",
        ),
        (
            [answer("officer", "Ann"), answer("officer", None, "Path")],
            (
                "cell C{row}: this row has no question: its cell under `Path` is empty\n"
                "  help: put the path back, or empty the row"
            ),
        ),
        (
            [answer("officer", "p. 3", "Evidence: where in it")],
            "cell G{row}: `document` is missing",
        ),
        (
            [
                answer("officer", "a", "Evidence: document"),
                answer("officer", "sure", "Evidence level"),
            ],
            "cell I{row}: `sure` is not one of the choices\n  help: write one of `stated`, `evidenced`, `checked`",
        ),
    ],
)
def test_rows_that_contradict_themselves(edits: list[Edit], expected: str) -> None:
    row = place_of("officer")

    assert problems(*edits) == f'form.xlsx: sheet "Questions", {expected.format(row=row)}'


@cache
def place_of(path: str) -> str:
    """The row of a question in the blank form."""
    return place(openpyxl.load_workbook(io.BytesIO(blank()))["Questions"], path)[1:]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [cell("Board", "A8", "Ann")],
            (
                "cell B3: rows are filled in, but not whether the list is complete\n  help: write one of "
                "`complete`, `so far, more may come`, `there is none`, `don't know yet`"
            ),
        ),
        (
            [cell("Board", "B3", "complete")],
            (
                "cell B3: the list is complete, but no row is filled in\n"
                "  help: choose `there is none` if there is none"
            ),
        ),
        (
            [cell("Board", "B3", "There is none"), cell("Board", "A8", "Ann")],
            "cell B3: rows are filled in below `there is none`\n  help: empty the rows, or change this cell",
        ),
        (
            [cell("Board", "B3", "completed")],
            "cell B3: `completed` does not say what this list is\n  help: did you mean `complete`?",
        ),
        (
            [
                cell("Board", "B3", "complete"),
                cell("Board", "A8", "Ann"),
                cell("Board", "B8", "lai"),
            ],
            "cell B8: `lai` is not one of the choices\n  help: did you mean `lay`?",
        ),
        (
            [cell("Board", "B3", "complete"), cell("Board", "A8", "Ann"), cell("Board", "E9", "!")],
            (
                "cell E9: nothing is asked in this column, so what stands here would not be read\n"
                "  help: remove it, or move it to a sheet of your own"
            ),
        ),
        (
            [cell("Board", "B7", "[board.rol]")],
            "cell B7: no list has the field `board.rol`\n  help: did you mean `board.role`?",
        ),
        (
            [cell("Board", "B7", "[board.name]")],
            "cell B7: `board.name` has two columns\n  help: keep one",
        ),
        (
            [cell("Board", "B7", "[tasks.task]")],
            (
                "cell B7: `tasks.task` does not belong to the list `board`\n"
                "  help: keep each list on a sheet of its own"
            ),
        ),
        (
            [
                cell("Board", "B3", "complete"),
                *(cell("Board", f"A{row}", "Ann") for row in range(8, 12)),
            ],
            (
                "cell A8: `board` has 4 entries; at most 3 are taken\n"
                "  help: take out what is one too many, or have the rules take more (`max_items`)"
            ),
        ),
    ],
)
def test_lists_that_cannot_be_used(edits: list[Edit], expected: str) -> None:
    assert problems(*edits) == f'form.xlsx: sheet "Board", {expected}'


def test_every_problem_is_told_at_once() -> None:
    found = problems(
        cell("About", "B4", None),
        cell("About", "B7", "soon"),
        cell("Aims", "B3", "complete"),
        answer("cost", "much"),
        answer("officer", "=A1"),
    )

    assert [line for line in found.split("\n") if not line.startswith("  help")] == [
        'form.xlsx: sheet "About", cell B4: `name` is missing',
        'form.xlsx: sheet "About", cell B7: `soon` is not a date',
        f'form.xlsx: sheet "Questions", cell C{place_of("officer")}: this cell holds a formula',
        f'form.xlsx: sheet "Questions", cell C{place_of("cost")}: `much` is not a number',
        'form.xlsx: sheet "Aims", cell B3: the list is complete, but no row is filled in',
    ]


def test_problems_come_in_the_order_of_the_sheets() -> None:
    formulas = [cell("Aims", "A8", "=1"), cell("Board", "A8", "=1"), answer("officer", "=1")]

    found = [line.partition('"')[2].partition('"')[0] for line in problems(*formulas).splitlines()]

    assert [*dict.fromkeys(filter(None, found))] == ["Questions", "Board", "Aims"]
