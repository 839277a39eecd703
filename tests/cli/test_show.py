"""`authorise show`: a kept record as a page, of what comes out the same again or of itself alone."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation import __version__
from authorisation.usecases.library import Library
from authorisation.usecases.records.show import ShownRecords
from tests.records.building import PROJECT

Run = Callable[..., Result]
NARROW = ("--width", "70")
SAME = f"every part comes out the same by version {__version__} of this program"


pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def record(run: Run, folder: Path) -> Path:
    """The record of an application that is refused."""
    run("assess", "refused.yaml", "--rules", "demo", "-o", "r.json")
    return folder / "r.json"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def flat(text: str) -> str:
    return " ".join(text.split())


def head_of(file: Path) -> str:
    data = file.read_bytes()
    rules = json.loads(data)["rules"]
    return f"""\
This record
File: {file.name}.
SHA-256:
{hashlib.sha256(data).hexdigest()}.
Made by: version {__version__} of this program; on which day, no record says.
Rules: demo, edition 2012-01-01, SHA-256
{rules["sha256"]}.
"""


@pytest.mark.parametrize("full", [(), ("--full",)])
def test_the_page_is_that_of_the_day_with_what_the_record_says_of_itself(
    run: Run, record: Path, full: tuple[str, ...]
) -> None:
    options = ("--rules", "demo", *full, *NARROW)
    page = run("assess", "refused.yaml", *options).stdout
    shown = run("show", "r.json", *full, *NARROW)
    before, mark, after = page.partition("What these rules indicate\n")

    assert mark
    assert shown.exit_code == 0
    again = (
        f"Derived again: every part comes out the same by version {__version__} of this\nprogram."
    )
    head = f"{head_of(record)}{again}\n\n"
    assert shown.stdout == f"{before}{head}{mark}{after}"


def test_a_record_with_figures_judgements_and_others_is_the_same_too(
    run: Run,
) -> None:
    options = ("--rules", "demo", "--set", "least=1200", "--stage", "decision", "--complete")
    run("assess", "granted.yaml", "conditions.yaml", *options, "--record", "kept/")
    shown = [
        run("show", f"kept/{name}.json", "--width", "200") for name in ("granted", "conditions")
    ]

    assert [each.exit_code for each in shown] == [0, 0]
    assert all(f"Derived again: {SAME}." in each.stdout for each in shown)
    assert "Set for this run alone: least population is 1,200 patients" in shown[0].stdout
    assert "\nSet for this run alone: least=1200.\n" in shown[0].stdout


def test_what_comes_out_otherwise_is_shown_as_the_record_has_it(run: Run, record: Path) -> None:
    edit(
        record,
        '"title":"The group is large enough","verdict":"not met"',
        '"title":"The group is large enough","verdict":"met"',
    )
    shown = run("show", "r.json", *NARROW)

    assert shown.exit_code == 13
    assert (
        shown.stdout
        == f"""\
Gamma
The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count
against the group

It comes out otherwise here, at 1 place. So this page is of the record
by itself, without the words of its rules.
Edited rules: they are no shipped edition, and nobody has adopted
them.

{head_of(record)}\
Derived again: it comes out otherwise here, at 1 place.

What comes out otherwise here
- findings[SIZE].verdict: was "met", is now "not met"

What these rules indicate
Refused.
This is not a decision of the Board.

Not met or not shown
Condition:
1. Somebody on the board is lay (LAY): not met
   ✗ count(board[role = "lay"]) >= 1; out by 1 item
   This rests on answers that are stated.
   Source: act#3: as its rules cite it.

Outcomes that are out
- Granted with conditions
  It would be possible with these being met: The group is large enough
  (SIZE).
- Granted
  It would be possible with these being met: The group is large enough
  (SIZE) and Somebody on the board is lay (LAY).

Already in order
Of 2 criteria 1 met.
- The group is large enough (SIZE)

Figures that the sources dispute
The outcome turns on none of them.
"""
    )


def test_the_record_alone_has_every_step_and_value_in_full(run: Run, record: Path) -> None:
    edit(record, '"title":"The small rules"', '"title":"Other rules"')
    text = flat(run("show", "r.json", "--full", "--width", "200").stdout)

    assert 'rules.title: was "Other rules", is now "The small rules"' in text
    assert (
        "✗ population.registered >= least; out by 1 patient "
        "· “least”: 1000 patient (since 1 January 2012; act#1; law)" in text
    )


def test_rules_that_are_not_here_are_named_with_the_remedy(run: Run, folder: Path) -> None:
    (folder / "rules/demo").rename(folder / "rules/other")
    shown = run("show", "r.json", "--width", "200")

    assert shown.exit_code == 13
    assert "It cannot be derived again here: its rules, “demo”, are not among those found here" in (
        shown.stdout
    )
    assert (
        "What is wanting here\n- help: say where they are with --rules FOLDER or --rules-root FOLDER\n"
        in shown.stdout
    )
    assert "1. The group is large enough (SIZE): not met" in shown.stdout


def test_rules_that_were_edited_since_do_not_lend_their_words(run: Run, folder: Path) -> None:
    edit(folder / "rules/demo/criteria/all.yaml", "'Only {population", "'Merely {population")
    shown = run("show", "r.json", "--width", "200")

    assert shown.exit_code == 13
    assert "Merely" not in shown.stdout
    assert "What comes out otherwise here\n- rules.sha256: was " in shown.stdout


def test_that_another_version_made_it_is_no_difference(run: Run, record: Path) -> None:
    edit(record, f'"engine_version":"{__version__}"', '"engine_version":"0.1.9"')
    shown = run("show", "r.json", "--width", "200")

    assert shown.exit_code == 0
    assert "Made by: version 0.1.9 of this program; on which day, no record says.\n" in shown.stdout


def test_what_the_second_engine_said_then_is_on_the_page(run: Run) -> None:
    pytest.importorskip("durable_rules_engine")
    run("assess", "refused.yaml", "--rules", "demo", "--record", "s.json")
    page = run("assess", "refused.yaml", "--rules", "demo", "--second-opinion").stdout
    mark = "What these rules indicate\n"

    assert "\nSecond opinion\nA second engine (" in page
    assert run("show", "s.json").stdout.partition(mark)[2] == page.partition(mark)[2]


def test_what_was_decided_stands_first(run: Run, record: Path) -> None:
    decided = '{"by":"The Board","departing":"It has grown.","on":"2012-07-01","outcome":"granted"}'
    edit(record, '"decision":null', f'"decision":{decided}')
    shown = run("show", "r.json", *NARROW)

    assert shown.exit_code == 0
    assert (
        """
What was decided
granted, by The Board on 1 July 2012
Departs from what the rules indicate: It has grown.

This record
"""
        in shown.stdout
    )


def test_several_are_a_list_and_a_page_of_each(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    shown = run("show", "all.json", "--width", "200")
    sha256 = hashlib.sha256((folder / "all.json").read_bytes()).hexdigest()

    assert shown.exit_code == 0
    assert shown.stdout.startswith(
        f"2 records\nFile: all.json\nSHA-256: {sha256}\n\n"
        f"- Alpha (A1)\n  As of: 1 June 2012.\n  E{SAME[1:]}\n"
        f"- Gamma\n  As of: 1 June 2012.\n  E{SAME[1:]}\n"
    )
    assert shown.stdout.count("\nThis record\nRecord: assessments[") == 2


def test_the_list_is_whole_whether_or_not_its_pages_were_made(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    after, before = (
        ShownRecords(folder / "all.json", Library(folder / "rules")).deliverable() for _ in range(2)
    )
    list(after.further())

    assert before.first() == after.first()
    assert after.first().title == "2 records"


def test_several_are_pages_in_a_folder(run: Run, names: Callable[[], set[str]]) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    before = names()
    result = run("show", "all.json", "--format", "html", "--output", "pages/")

    assert (result.exit_code, result.stdout) == (0, "")
    assert names() - before == {"pages/index.html", "pages/alpha-a1.html", "pages/gamma.html"}
    assert 'href="./gamma.html"' in Path("pages/index.html").read_text()


def test_a_list_from_which_a_record_was_taken_says_so(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "refused.yaml", "--rules", "demo", "-o", "all.json")
    whole = json.loads((folder / "all.json").read_text())
    del whole["assessments"][0]
    (folder / "all.json").write_text(json.dumps(whole))
    shown = run("show", "all.json", "--width", "200")

    assert shown.exit_code == 13
    assert "This list is not as it was written: a record was taken out, put in or changed." in (
        shown.stdout
    )


@pytest.mark.parametrize(("name", "first"), [("r.html", "<!doctype html>"), ("r.md", "# Gamma")])
def test_a_file_is_written_as_it_ends(run: Run, name: str, first: str) -> None:
    result = run("show", "r.json", "-o", name)

    assert (result.exit_code, result.stdout) == (0, "")
    assert Path(name).read_text().lower().startswith(first.lower())


def test_a_record_is_never_written_over(run: Run, record: Path) -> None:
    before = record.read_bytes()

    assert run("show", "r.json", "-o", "r.json").exit_code == 2
    assert record.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("{}", 5, "r.json: this is no record: `format` is not 'authorisation-record-2'\n"),
        ("name: A\nanswers: {}\n", 5, "r.json: this is a submission, not a record\n"),
    ],
)
def test_what_is_no_record_is_refused(
    run: Run, record: Path, text: str, code: int, says: str
) -> None:
    record.write_text(text)
    result = run("show", "r.json")

    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(says)


def test_what_a_stranger_wrote_into_a_record_stays_text(run: Run, record: Path) -> None:
    evil = "<script>alert(1)</script>\\u001b[31m"
    edit(record, '"title":"The group is large enough"', f'"title":"{evil}"')
    html = run("show", "r.json", "--format", "html").stdout

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\x1b" not in html + run("show", "r.json", "--full").stdout


EARLIER = sorted((PROJECT / "tests/records").glob("*/*.json.gz"))


@pytest.mark.slow
@pytest.mark.parametrize("packed", EARLIER, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_kept_record_of_earlier_versions_can_be_shown(
    run: Run, folder: Path, packed: Path
) -> None:
    (folder / "r.json").write_bytes(gzip.decompress(packed.read_bytes()))
    shown = run("show", "r.json", "--full", "--rules-root", str(PROJECT / "rules"))

    assert "Made by: version 0.1.0 of this program" in shown.stdout
    same = flat(shown.stdout).count(f"Derived again: {SAME}")
    assert (shown.exit_code == 0) is (same == shown.stdout.count("\nDerived again: "))
    assert (shown.exit_code == 13) is ("page is of the record by itself" in flat(shown.stdout))


@pytest.mark.slow
def test_a_history_is_the_page_that_monitor_gives(run: Run) -> None:
    returns = str(PROJECT / "fixtures/returns/illustrative/early-warning.yaml")
    root = ("--rules-root", str(PROJECT / "rules"))
    run("monitor", returns, *root, "-o", "h.json")
    page = run("monitor", returns, *root).stdout
    shown = run("show", "h.json", *root)
    notice = "The rules are gpcc-2010"  # which rules it is under is told where nobody named them

    assert shown.exit_code == 0
    assert page.partition("\nStage: ")[2] == shown.stdout.partition("\nStage: ")[2]
    assert notice not in shown.stdout
