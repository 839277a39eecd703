"""`authorise letter`: a PDF to the group, of a record that comes out the same."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import Result

from authorisation import __version__
from authorisation.report.letters import typesetting
from authorisation.report.letters.letter import Letter
from authorisation.usecases.records import letter as usecase
from tests.records.building import PROJECT

Run = Callable[..., Result]
SHIPPED = ("--rules-root", str(PROJECT / "rules"))

pytestmark = pytest.mark.usefixtures("record")
pytest.importorskip("typst")


@pytest.fixture
def record(run: Run, folder: Path) -> Path:
    """The record of an application that has conditions."""
    run("assess", "conditions.yaml", "--rules", "demo", "--stage", "decision", "-o", "r.json")
    return folder / "r.json"


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """The letters that are asked for, which are not set."""
    found: list[Letter] = []

    def keep(letter: Letter, *_: object) -> bytes:
        found.append(letter)
        return b"%PDF"

    monkeypatch.setattr(usecase, "set_letter", keep)
    return found


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def decide(file: Path, outcome: str, departing: str = "") -> None:
    decided = {"by": "Ann Lee", "departing": departing, "on": "2012-07-15", "outcome": outcome}
    edit(file, '"decision":null', f'"decision":{json.dumps(decided)}')


def sections(letter: Letter) -> dict[str, Any]:
    return {each["id"]: each for each in msgspec.to_builtins(letter)["sections"]}


def test_the_same_record_gives_the_same_tagged_pdf_of_its_day(run: Run) -> None:
    results = [run("letter", "r.json", "-o", name) for name in ("a.pdf", "b.pdf")]
    pdf = Path("a.pdf").read_bytes()

    assert [(each.exit_code, each.output) for each in results] == [(0, "")] * 2
    assert pdf == Path("b.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<rdf:li>en-GB</rdf:li>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<xmp:CreateDate>2012-06-01T00:00:00+00:00<" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b">What the rules indicate on your application: Beta (B1)<" in pdf


def test_its_values_are_what_the_record_came_to(
    run: Run, record: Path, letters: list[Letter]
) -> None:
    run("letter", "r.json", "-o", "a.pdf")
    (letter,) = letters
    values = msgspec.to_builtins(letter)
    found = sections(letter)
    del values["sections"]

    assert values == {
        "kind": "assessment",
        "title": "What the rules indicate on your application",
        "sender": "The Board",
        "recipient": "Beta (B1)",
        "day": "2012-06-01",
        "date": "1 June 2012",
        "outcome": "Granted with conditions",
        "notices": (
            "Edited rules: they are no shipped edition, and nobody has adopted them.",
            "This is not a decision of the Board.",
        ),
        "foot": {
            "record_sha256": hashlib.sha256(record.read_bytes()).hexdigest(),
            "place": "",
            "rules": "The small rules (demo, edition 2012-01-01)",
            "rules_sha256": json.loads(record.read_text())["rules"]["sha256"],
            "program": f"consortium-authorisation {__version__}",
            "head": "",
        },
    }
    assert list(found) == ["indicated", "reasons", "also", "conditions", "answer"]
    assert found["reasons"]["points"] == (
        {
            "title": "Somebody on the board is lay (LAY): not met",
            "texts": ("There is no entry in board where role is “lay”.",),
            "sources": (
                "board: 1 item (stated)",
                "This rests on answers as stated, without evidence.",
                "Source: law: The Example Act, s.3.",
            ),
            "due": "",
        },
    )
    assert found["conditions"]["points"][0]["due"] == (
        "within 3 months of authorisation (1 September 2012, were it decided on 1 June 2012)"
    )


def test_a_decision_has_its_day_and_conditions_that_are_due_after_it(
    run: Run, record: Path, letters: list[Letter]
) -> None:
    decide(record, "granted with conditions")
    run("letter", "r.json", "-o", "a.pdf")
    (letter,) = letters
    found = sections(letter)

    head = (letter.kind, letter.title, letter.date, letter.outcome)
    assert head == (
        "decision",
        "Decision on your application",
        "15 July 2012",
        "Granted with conditions",
    )
    assert found["decision"]["texts"][0] == "Ann Lee decided this on 15 July 2012."
    assert found["conditions"]["points"] == (
        {
            "title": "Somebody on the board is lay (LAY)",
            "texts": ("Shown by: the list of members.",),
            "sources": (),
            "due": "15 October 2012, 3 months after the decision",
        },
    )
    assert "departure" not in found
    assert "This is not a decision of the Board." not in letter.notices


@pytest.mark.parametrize(
    ("departing", "says"),
    [("It has grown.", "It has grown."), ("", "The record gives no reason.")],
)
def test_another_outcome_than_the_rules_indicate_has_its_reason_and_none_of_their_conditions(
    run: Run, record: Path, letters: list[Letter], departing: str, says: str
) -> None:
    decide(record, "refused", departing)
    run("letter", "r.json", "-o", "a.pdf")
    (letter,) = letters
    found = sections(letter)

    assert letter.outcome == "Refused"
    assert found["departure"]["texts"] == (says,)
    assert found["indicated"]["texts"][0].startswith("Granted with conditions, because")
    assert "conditions" not in found


def test_a_self_assessment_is_a_paper_for_the_groups_own_board(
    run: Run, letters: list[Letter]
) -> None:
    run("assess", "refused.yaml", "--rules", "demo", "-o", "s.json")
    run("letter", "s.json", "-o", "a.pdf")
    (letter,) = letters

    assert (letter.kind, letter.sender) == ("self-assessment", "")
    assert letter.recipient == "The board of Gamma"
    assert letter.title == "What the rules indicate so far: a paper for the board"


def test_a_history_is_a_letter_on_the_response(run: Run, letters: list[Letter]) -> None:
    returns = str(PROJECT / "fixtures/returns/illustrative/management-accepted.yaml")
    run("monitor", returns, *SHIPPED, "-o", "h.json")
    result = run("letter", "h.json", *SHIPPED, "-o", "a.pdf")
    (letter,) = letters
    found = sections(letter)

    assert result.exit_code == 0
    assert letter.title == "What your returns to 2013-14 Q4 call for"
    assert (letter.kind, letter.outcome) == ("response", "Special measures")
    assert [each["title"] for each in found["fired"]["points"]] == [
        "Spending is above budget: severity 2, serious",
        "The group's own savings plan is missed: severity 3, to be put right",
    ]
    assert found["dates"]["points"][1] == {
        "title": "The deadline for leaving “special measures”",
        "texts": (),
        "sources": (),
        "due": "30 June 2015",
    }


def test_several_are_letters_in_a_folder(run: Run, names: Callable[[], set[str]]) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    before = names()
    result = run("letter", "all.json", "-o", "out/")

    assert (result.exit_code, result.output) == (0, "")
    assert names() - before == {
        "out/the-board-of-alpha-a1.pdf",
        "out/the-board-of-gamma.pdf",
    }


def test_a_letter_of_a_folder_takes_the_place_of_letters_alone(
    run: Run, folder: Path, names: Callable[[], set[str]]
) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    run("letter", "all.json", "-o", "out/")
    gamma, alpha = folder / "out/the-board-of-gamma.pdf", folder / "out/the-board-of-alpha-a1.pdf"
    letter = alpha.read_bytes()
    alpha.write_bytes(letter + b"% an earlier letter")
    gamma.write_bytes(b"%PDF-1.4 of somebody else")
    before = names()
    refused = run("letter", "all.json", "-o", "out/")

    assert (refused.exit_code, names()) == (2, before)
    assert refused.stderr == (
        "out/the-board-of-gamma.pdf: a file is there that this program did not make as a letter\n"
        "  help: name another folder, or move that file away\n"
    )
    assert alpha.read_bytes() != letter
    gamma.unlink()

    assert run("letter", "all.json", "-o", "out/").exit_code == 0
    assert alpha.read_bytes() == letter


@pytest.mark.parametrize(
    ("record_file", "output", "says"),
    [
        (
            "r.json",
            "a.txt",
            "a.txt: nothing that this command writes ends in `.txt`\n  help: let the name end in .pdf",
        ),
        ("r.json", "-", "-: one record has one letter\n  help: name a file of it\n"),
        ("r.json", "out/", "out/: one record has one letter\n  help: name a file of it\n"),
        ("all.json", "a.pdf", "a.pdf: there are several records, and each has a letter of its own"),
    ],
)
def test_a_place_for_something_else_is_refused(
    run: Run, names: Callable[[], set[str]], record_file: str, output: str, says: str
) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    before = names()
    result = run("letter", record_file, "-o", output)

    assert (result.exit_code, names()) == (2, before)
    assert result.stderr.startswith(says)


def test_no_letter_rests_on_a_record_that_comes_out_otherwise(
    run: Run, record: Path, names: Callable[[], set[str]]
) -> None:
    edit(record, '"title":"The small rules"', '"title":"Other rules"')
    before = names()
    result = run("letter", "r.json", "-o", "a.pdf")

    assert (result.exit_code, names()) == (13, before)
    assert result.stderr == (
        "r.json: it comes out otherwise here, at 1 place, so no letter rests on it\n"
        "  help: `authorise show` says where\n"
    )


@pytest.mark.parametrize(
    ("template", "says", "remedy"),
    [
        (
            "#let letter = json(bytes(sys.inputs.letter))\n#letter.colour\n",
            'own/letter.typ:2:9: dictionary does not contain key "colour"',
            "mend the template; docs/letters.md says which values a letter has",
        ),
        (
            '#import "@preview/cetz:0.3.1"\n',
            "own/letter.typ:1:9: `@preview/cetz:0.3.1` is a package, and letters use none",
            "copy what you need of it beside the template, and import that by its file",
        ),
        (
            '#read("../r.json")\n',
            'own/letter.typ:1:7: path `"../r.json"` would escape the project root',
            "copy the file into the folder of the template",
        ),
        (
            '#set document(title: "A")\n漢\n',
            (
                'own/letter.typ:2:1: PDF/UA-1 error: the text `"漢"` could not be displayed'
                ' with font `"Libertinus Serif"`'
            ),
            (
                "put a font that has it into the folder of a template of your own, and name it"
                " there; see docs/letters.md"
            ),
        ),
    ],
)
def test_what_typst_refuses_has_its_place_and_its_remedy(
    run: Run, names: Callable[[], set[str]], template: str, says: str, remedy: str
) -> None:
    Path("own").mkdir()
    Path("own/letter.typ").write_text(template)
    before = names()
    result = run("letter", "r.json", "--template", "own", "-o", "a.pdf")

    assert (result.exit_code, names()) == (2, before)
    assert result.stderr == f"{says}\n  help: {remedy}\n"


def test_a_folder_without_a_template_is_refused(run: Run) -> None:
    result = run("letter", "r.json", "--template", "rules", "-o", "a.pdf")

    assert result.exit_code == 6
    assert result.stderr.startswith("rules: no file `letter.typ` in this folder\n  help: begin")


def test_a_letter_that_takes_too_long_is_given_up(
    run: Run, names: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "set_letter", partial(typesetting.set_letter, seconds=0.001))
    before = names()
    result = run("letter", "r.json", "-o", "a.pdf")

    assert (result.exit_code, names()) == (7, before)
    assert result.stderr.startswith("typst: the letter was not set within 0.001 seconds\n  help: ")


def test_what_a_stranger_wrote_is_no_command_of_typst(run: Run, folder: Path) -> None:
    evil = "#panic(1) *A* $x$ @b <c> // d \\e `f` = G"
    edit(folder / "refused.yaml", "name: Gamma", f"name: '{evil}'")
    run("assess", "refused.yaml", "--rules", "demo", "-o", "s.json")
    result = run("letter", "s.json", "-o", "a.pdf")

    assert (result.exit_code, result.output) == (0, "")
    assert b"#panic(1) *A* $x$ @b" in Path("a.pdf").read_bytes()


def test_a_decision_takes_its_reason_from_the_departure_to_it(
    run: Run, folder: Path, letters: list[Letter]
) -> None:
    """Where whoever added the decision to the record gave none of their own."""
    departures = (
        "departures: [{outcome: refused, by: Ann Lee, on: 2012-05-30, reason: Nobody came}]"
    )
    (folder / "board.yaml").write_text(f"code: B1\n{departures}\n")
    how = ("--rules", "demo", "--stage", "decision", "--assessor", "board.yaml")
    assert run("assess", "conditions.yaml", *how, "-o", "departed.json").exit_code == 10
    decide(folder / "departed.json", "refused")
    run("letter", "departed.json", "-o", "a.pdf")
    (letter,) = letters

    assert sections(letter)["departure"]["texts"] == ("Nobody came",)


def test_what_was_not_answered_is_not_asked_for_once_it_is_decided(
    run: Run, folder: Path, letters: list[Letter]
) -> None:
    how = ("--rules", "demo", "--stage", "decision")
    run("assess", "open.yaml", *how, "-o", "open.json")
    run("letter", "open.json", "-o", "a.pdf")
    decide(folder / "open.json", "refused")
    run("letter", "open.json", "-o", "b.pdf")
    asked, decided = map(sections, letters)

    assert [each["questions"]["heading"] for each in (asked, decided)] == [
        "What is still to be answered",
        "What was not answered",
    ]
    send = "Send the answers above, each with its document and the page in it."
    later = (
        "If you answer later what was not answered, send each answer with its document and the page"
        " in it."
    )
    texts = [each["answer"]["texts"] for each in (asked, decided)]
    assert [(send in each, later in each) for each in texts] == [(True, False), (False, True)]


def test_a_departure_stands_in_the_letter_as_on_the_page(
    run: Run, folder: Path, letters: list[Letter]
) -> None:
    entry = "criterion: LAY, verdict: met, by: Ann Lee, on: 2012-05-30, reason: One has joined."
    (folder / "panel.yaml").write_text(f"code: B1\ndepartures:\n  - {{{entry}}}\n")
    how = ("--rules", "demo", "--stage", "decision", "--assessor", "panel.yaml")
    run("assess", "conditions.yaml", *how, "-o", "departed.json")

    run("letter", "departed.json", "-o", "a.pdf")

    found = sections(letters[0])
    (departed,) = found["departures"]["points"]
    assert departed["title"] == (
        "Somebody on the board is lay (LAY): these rules indicate “not met”; Ann Lee decided “met” on"
        " 30 May 2012. One has joined."
    )
    assert (
        "Departed from: Ann Lee decided “met” on 30 May 2012. One has joined."
        in (found["reasons"]["points"][0]["texts"])
    )


def test_what_typst_warns_of_is_said_once_with_its_place_and_the_letters_are_written(
    run: Run, names: Callable[[], set[str]]
) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    Path("own").mkdir()
    Path("own/letter.typ").write_text('#set document(title: "A")\n#set text(font: "Nope")\nA\n')
    result = run("letter", "all.json", "--template", "own", "-o", "out/")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "own/letter.typ:2:17: warning: unknown font family: nope\n"
        "  help: mend the template; docs/letters.md says which values a letter has\n"
    )
    assert {name for name in names() if name.startswith("out/")} == {
        "out/the-board-of-alpha-a1.pdf",
        "out/the-board-of-gamma.pdf",
    }


def test_what_sets_a_letter_ends_once_nobody_waits_for_it(tmp_path: Path) -> None:
    """As when its parent is killed: the pipe to it closes, with the letter half set."""
    loop = "#let sum = 0\n#for i in range(9999) { for j in range(9999) { sum = sum + j } }\n"
    (tmp_path / "letter.typ").write_text(loop)
    asked = {"folder": str(tmp_path), "letter": "{}", "timestamp": 0}
    with subprocess.Popen(
        [sys.executable, typesetting._WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as worker:
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(asked).encode() + b"\n")
        worker.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(timeout=0.5)
        worker.stdin.close()

        assert worker.wait(timeout=10) != 0
