"""A file of returns as a workbook: it reads as the same group, and its faults have their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from authorisation.errors import InvalidOption, InvalidSubmission, UnreadableFile
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.returns_workbook.read import ReturnsWorkbook
from authorisation.forms.workbook.read_cells import workbook_kind
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.language.yaml.file_kinds import FileKind
from authorisation.model.question import Question, ValueType, groups_around
from authorisation.model.returns import AuthorisedGroup
from authorisation.usecases.forms.returns import (
    BegunReturns,
    blank_returns,
    returns_as_workbook,
    returns_as_yaml,
)
from authorisation.usecases.library import Library
from tests.examples import examples
from tests.forms.filled_returns import cell, edited, put
from tests.shipped import RULES, shipped_regime

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "fixtures/returns").glob("*/*.yaml"))
REGIMES = sorted(path.parent.name for path in RULES.glob("*/regime.yaml"))


@cache
def context(rules: str) -> ReturnsContext:
    return Library(RULES).returns_context(shipped_regime(rules))


def rules_of(file: Path) -> str:
    found = re.search(r"^rules: (\S+)$", file.read_text(), re.MULTILINE)
    return found[1] if found else "gpcc-2010"


def from_yaml(text: str | bytes, rules: str = "gpcc-2010") -> AuthorisedGroup:
    return read_returns(text.encode() if isinstance(text, str) else text, "r.yaml", context(rules))


def as_workbook(group: AuthorisedGroup, rules: str = "gpcc-2010") -> bytes:
    return returns_as_workbook(shipped_regime(rules), BegunReturns(group))


def read(data: bytes, rules: str = "gpcc-2010") -> AuthorisedGroup:
    return ReturnsWorkbook(data, "r.xlsx").group(context(rules))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_returns_read_as_the_same_group(file: Path) -> None:
    rules = rules_of(file)
    group = from_yaml(file.read_bytes(), rules)

    found = read(as_workbook(group, rules), rules)

    assert found.sha256 == group.sha256


@pytest.mark.parametrize("name", REGIMES)
def test_a_blank_one_reads_as_it_is_and_nothing_is_filed(name: str) -> None:
    loaded = shipped_regime(name)
    blank = blank_returns(loaded)
    data = returns_as_workbook(loaded, blank)

    found = read(data, name)

    assert (found.filed, dict(found.at_authorisation), found.conditions_known) == ((), {}, False)
    assert (found.first, found.authorised_on) == (blank.group.first, blank.group.authorised_on)
    assert workbook_kind(data) is FileKind.RETURNS
    assert returns_as_workbook(loaded, blank) == data


TEXTS = st.one_of(
    st.sampled_from(["a; b", '"quoted"', "=1+1", "007", "1e5", "none", "yes", "…", "[x]", "é\nü"]),
    st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20
    ).filter(lambda text: text.casefold() != "don't know yet"),
)
DOCUMENTS = st.sampled_from(["Paper 1", "a; b", "=1+1", "007"])
NAMES = st.sampled_from(["the Board", "Ann Lee", "NHS; England"])
DAYS = st.dates(date(2013, 4, 2), date(2013, 7, 1))
IDS = ("FIN-3b", "MGT-7", "POP-9")


def answers_to(questions: Mapping[str, Question]) -> st.SearchStrategy[dict[str, Any]]:
    def value(question: Question) -> st.SearchStrategy[Any]:
        least = int(question.minimum or 0) if question.minimum is not None else -(10**9)
        match question.type:
            case ValueType.BOOLEAN:
                return st.booleans()
            case ValueType.INTEGER:
                return st.integers(max(least, 1), 10**7)
            case ValueType.MONEY:
                return st.decimals(least, 10**9, places=2).map(float)
            case ValueType.NUMBER:
                return st.integers(0, 100).map(lambda percent: f"{percent}%")
            case ValueType.DOCUMENT:
                return st.one_of(st.just("none"), st.sampled_from(["Paper 1", "a; b"]))
            case _:
                deficit = {"origin": "the PCT", "amount": 5, "recurrent": True, "plan": "none"}
                lists = [[], [deficit], {"so_far": [deficit]}, {"so_far": []}]
                return st.sampled_from(lists)

    return st.fixed_dictionaries({}, optional={path: value(q) for path, q in questions.items()})


@st.composite
def groups(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """The entries of a file of returns for 2013-14, of one regime or the other."""
    rules = draw(st.sampled_from(REGIMES))
    regime = shipped_regime(rules).regime
    discharged = draw(st.dictionaries(st.sampled_from(IDS), DAYS))
    conditions = [{"id": each, "requires": draw(TEXTS), "due_on": draw(DAYS)} for each in IDS]
    returns: list[dict[str, Any]] = []
    for number, received in ((1, "2013-07-20"), (2, "2013-10-20")):
        period, answers = f"2013-14 Q{number}", draw(answers_to(regime.returns))
        proof = {"document": draw(DOCUMENTS), "where": draw(TEXTS), "level": "stated"}
        entry = {"received_on": received, "answers": answers}
        about = [*answers][:2] + draw(
            st.lists(st.sampled_from(sorted(groups_around(regime.returns))))
        )
        entry["evidence"] = dict.fromkeys(about, proof)
        entry["explained"] = {name: draw(TEXTS) for name in [*answers, "received_on"][-2:]}
        returns.append({"period": period, **entry})
        if draw(st.booleans()):
            later = {"received_on": received, "reason": draw(TEXTS)}
            returns.append(
                {"corrects": period, **later, "answers": draw(answers_to(regime.returns))}
            )
            if draw(st.booleans()):
                returns.append({"withdraws": period, **later})
    returns[0]["discharged"] = discharged
    returns[0]["causes"] = draw(claims(rules))
    file = {
        "name": draw(NAMES),
        "code": draw(st.sampled_from(["", "007", "5E1"])),
        "note": draw(TEXTS),
        "authorised_on": "2013-04-01",
        "at_authorisation": draw(answers_to(regime.authorisation)),
        "conditions": draw(st.sampled_from([conditions])),
        "capability": [
            {"grade": draw(st.integers(1, 4)), "by": "B", "on": draw(DAYS), "reason": draw(TEXTS)}
        ],
        "acts": [
            {"on": "2013-05-01", "by": "B", "reason": draw(TEXTS), "stage": [*regime.stages][1]}
        ],
        "returns": returns,
    }
    return rules, {key: value for key, value in file.items() if value != ""}


def claims(rules: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    regime = shipped_regime(rules).regime
    cause = next(iter(regime.causes.values()))
    trigger = next(each.id for each in regime.triggers if not each.line)
    proof = {"kind": cause.evidence[0].id, "document": "Paper", "by": "B", "on": "2013-06-01"}
    return st.lists(
        st.builds(
            lambda by, main, proofs: {
                "cause": cause.id,
                "about": trigger,
                "status": "claimed",
                "by": by,
                "on": "2013-06-02",
                "main": main,
                "evidence": [proof] * proofs,
            },
            NAMES,
            st.booleans(),
            st.integers(0, 3),
        ),
        max_size=3,
    )


@pytest.mark.long
@given(groups())
@settings(max_examples=examples(60))
def test_whatever_is_filed_reads_as_the_same_group(made: tuple[str, dict[str, Any]]) -> None:
    rules, file = made
    group = from_yaml(dump_yaml(file), rules)

    found = read(as_workbook(group, rules), rules)

    assert found.sha256 == group.sha256
    again = returns_as_yaml(rules, shipped_regime(rules), BegunReturns(found))
    assert from_yaml(again, rules).sha256 == group.sha256


ONE_RETURN = """\
name: A group
authorised_on: 2013-04-01
conditions: [{id: FIN-3b, requires: A pool, due_on: 2013-06-01}]
returns:
  - period: 2013-14 Q1
    received_on: 2013-07-20
    answers: {in_year: {patients: 5000}}
    causes:
      - {cause: tariff, about: whole_budget, status: claimed, by: us, on: 2013-07-20, amount: 5}
"""


@cache
def one_return() -> bytes:
    return as_workbook(from_yaml(ONE_RETURN))


def test_a_copy_that_another_program_saved_reads_the_same() -> None:
    again = edited(one_return(), lambda book: book.move_sheet("About", len(book.sheetnames)))

    assert read(again).sha256 == from_yaml(ONE_RETURN).sha256


@pytest.mark.parametrize("text", ["None", "NONE", "n/a"])
def test_a_text_that_is_no_answer_stays_as_written_where_it_is_a_reason(text: str) -> None:
    stage = [*shipped_regime("gpcc-2010").regime.stages][1]
    acts = f"acts: [{{on: 2013-05-01, by: B, reason: {text}, stage: {stage}}}]\n"
    group = from_yaml(ONE_RETURN + acts)

    assert read(as_workbook(group)).sha256 == group.sha256


def test_the_next_return_is_filed_once_it_has_a_day_and_a_copy_of_a_sheet_is_one_more() -> None:
    def file_two(book: Workbook) -> None:
        second = book["2013-14 Q2"]
        second[cell(second, "return.received_on")] = date(2013, 10, 20)
        second[cell(second, "in_year.patients")] = 5100
        third = book.copy_worksheet(second)
        third[cell(third, "return.version")] = "Correction"
        third[cell(third, "return.discharged")] = "FIN-3b: 2013-10-01"
        third[cell(third, "in_year.patients")] = 5200

    found = read(edited(one_return(), file_two)).filed

    assert [(f.period.label, f.corrects, dict(f.answers)) for f in found] == [
        ("2013-14 Q1", False, {"in_year.patients": 5000}),
        ("2013-14 Q2", False, {"in_year.patients": 5100}),
        ("2013-14 Q2", True, {"in_year.patients": 5200}),
    ]
    assert dict(found[2].discharged) == {"FIN-3b": date(2013, 10, 1)}


def test_a_late_return_stands_where_it_was_received() -> None:
    late = put("2013-14 Q1", "return.received_on", date(2013, 12, 1))

    def file_second(book: Workbook) -> None:
        put("2013-14 Q2", "return.received_on", date(2013, 10, 20))(book)
        late(book)

    assert [f.period.label for f in read(edited(one_return(), file_second)).filed] == [
        "2013-14 Q2",
        "2013-14 Q1",
    ]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        pytest.param(
            put("2013-14 Q1", "in_year.patients", "many"),
            'r.xlsx: sheet "2013-14 Q1", cell C22: `many` is not a number',
            id="no number",
        ),
        pytest.param(
            put("2013-14 Q1", "return.period", "2013-14 Q7"),
            'r.xlsx: sheet "2013-14 Q1", cell B3: `2013-14 Q7` is not a period of these rules,'
            " which ask every quarter\n  help: write it such as `2013-14 Q1`",
            id="no period",
        ),
        pytest.param(
            put("2013-14 Q1", "return.period", None),
            'r.xlsx: sheet "2013-14 Q1", cell B3: a return is for exactly one period\n'
            "  help: write its period, such as `2013-14 Q1`",
            id="period gone",
        ),
        pytest.param(
            put("2013-14 Q1", "return.version", "corection"),
            'r.xlsx: sheet "2013-14 Q1", cell B4: `corection` is no version of a return\n'
            "  help: did you mean `correction`?",
            id="no version",
        ),
        pytest.param(
            put("2013-14 Q1", "return.received_on", "yesterday"),
            'r.xlsx: sheet "2013-14 Q1", cell B5: `yesterday` is not a date\n'
            "  help: write it as year-month-day: `2012-06-21`",
            id="no day",
        ),
        pytest.param(
            put("2013-14 Q1", "return.received_on", None),
            'r.xlsx: sheet "2013-14 Q1", cell B3: `received_on` is missing',
            id="day gone",
        ),
        pytest.param(
            put("2013-14 Q1", "return.received_on", "=TODAY()"),
            'r.xlsx: sheet "2013-14 Q1", cell B5: this cell holds a formula\n  help: type the value',
            id="a formula",
        ),
        pytest.param(
            put("2013-14 Q1", "return.discharged", "FIN-3b"),
            'r.xlsx: sheet "2013-14 Q1", cell B7: this cell takes ids of conditions, each once with'
            " its day\n  help: write such as `FIN-14: 2013-05-20`, with ; between several",
            id="a discharge without a day",
        ),
        pytest.param(
            put("2013-14 Q1", "return.discharged", "FIN-3: 2013-05-20"),
            'r.xlsx: sheet "2013-14 Q1", cell B7: no condition is called `FIN-3`\n'
            "  help: did you mean `FIN-3b`?",
            id="no such condition",
        ),
        pytest.param(
            lambda book: book["2013-14 Q1"].__setitem__("G22", "TBC"),
            'r.xlsx: sheet "2013-14 Q1", cell G22: `TBC` names no document\n'
            "  help: leave the cells of this evidence empty until there is one",
            id="evidence that is none",
        ),
        pytest.param(
            put("2013-14 Q2", "return.period", "2013-14 Q1"),
            "",
            id="a sheet on which nothing is filled in may say what it likes",
        ),
        pytest.param(
            put("Conditions", "file.conditions.due_on", "soon"),
            'r.xlsx: sheet "Conditions", cell C8: `soon` is not a date\n'
            "  help: write it as year-month-day: `2012-06-21`",
            id="a condition due on no day",
        ),
        pytest.param(
            lambda book: book["Conditions"].__setitem__("B3", "so far, more may come"),
            'r.xlsx: sheet "Conditions", cell B3: conditions are all there are, or are not known\n'
            "  help: choose one of `complete`, `there is none`, `don't know yet`",
            id="conditions so far",
        ),
        pytest.param(
            put("Causes", "file.causes.sheet", "2013-14 Q3"),
            'r.xlsx: sheet "Causes", cell A8: no return has a sheet called `2013-14 Q3`\n'
            "  help: did you mean `2013-14 Q2`?",
            id="a cause of no return",
        ),
        pytest.param(
            put("Causes", "file.causes.sheet", None),
            'r.xlsx: sheet "Causes", cell B8: this cause names no return\n'
            "  help: write the name of the sheet of that return",
            id="a cause of nothing",
        ),
        pytest.param(
            put("Causes", "file.causes.status", "agreed"),
            'r.xlsx: sheet "Causes", cell D8: no status is called `agreed`\n'
            "  help: there are: claimed, accepted, disputed, withdrawn",
            id="no status",
        ),
        pytest.param(
            put("Causes", "file.causes.amount", -5),
            'r.xlsx: sheet "Causes", cell G8: `-5` is below 0, the least',
            id="no amount",
        ),
        pytest.param(
            put("About", "file.authorised_on", None),
            'r.xlsx: sheet "About", cell B4: `authorised_on` is missing',
            id="no day of authorisation",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(edit: Callable[[Workbook], None], said: str) -> None:
    data = edited(one_return(), edit)
    if not said:
        assert len(read(data).filed) == 1
        return
    with pytest.raises(InvalidSubmission) as caught:
        read(data)

    assert str(caught.value) == said


OF_GROUP = f"{ONE_RETURN}    evidence: {{in_year: {{document: Ledger, where: p. 2}}}}\n"


def test_evidence_of_a_group_of_questions_has_a_row_which_takes_no_answer() -> None:
    group = from_yaml(OF_GROUP)
    data = as_workbook(group)
    assert read(data).sha256 == group.sha256

    with pytest.raises(InvalidSubmission) as caught:
        read(edited(data, put("2013-14 Q1", "in_year", 5)))

    assert str(caught.value) == (
        'r.xlsx: sheet "2013-14 Q1", cell C34: `in_year` is a group of questions, not a question\n'
        "  help: answer its questions, each in its own row"
    )


def test_a_return_filed_twice_is_told_in_words_of_the_form() -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(edited(one_return(), lambda book: book.copy_worksheet(book["2013-14 Q1"])))

    assert str(caught.value) == (
        'r.xlsx: sheet "2013-14 Q1 Copy", cell B3: `2013-14 Q1` was filed already, at'
        ' r.xlsx: sheet "2013-14 Q1", cell B3\n'
        "  help: choose `correction` as its version for a later version"
    )


def test_what_is_no_workbook_of_returns_is_refused() -> None:
    def lose(book: Workbook) -> None:
        del book["About"]

    with pytest.raises(UnreadableFile, match="not a file of returns that can be read"):
        read(edited(one_return(), lose))
    assert None is workbook_kind(edited(one_return(), lose))
    with pytest.raises(UnreadableFile, match="this is not a workbook, or it is damaged"):
        read(b"PK\x03\x04 and no more")
    assert None is workbook_kind(b"PK\x03\x04 and no more")


def test_what_has_no_place_in_a_workbook_is_refused() -> None:
    loaded, group = shipped_regime("gpcc-2010"), from_yaml(ONE_RETURN)
    many = replace(group, filed=group.filed * 151)
    inherited = loaded.regime.authorisation["inherited.deficits"]
    asking = replace(loaded.regime, returns={inherited.path: inherited})

    with pytest.raises(InvalidOption, match="a sheet for each return, for at most 150 returns"):
        returns_as_workbook(loaded, BegunReturns(many))
    with pytest.raises(InvalidOption, match=r"`inherited\.deficits` asks for a list of entries"):
        returns_as_workbook(replace(loaded, regime=asking), BegunReturns(group))
