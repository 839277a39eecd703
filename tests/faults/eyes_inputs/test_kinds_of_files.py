"""A file of another kind in a folder is no error: it is named as not read, with what reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import authorisation
from authorisation.errors import UnreadableFile
from authorisation.usecases.filesystem.inputs import FILES_OF_RETURNS, find_input_files
from tests.shipped import RULES

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
JUDGEMENTS = (
    "code: A1\njudgements: [{answer: population.registered, assessor: Ann, on: 2012-05-01,"
    " grade: checked, document: List, reason: Read}]\n"
)
RETURNS = "group: {name: A}\nauthorised_on: 2012-10-01\nreturns: []\n"
PART = "criteria: []\n"
SHIPPED_RETURNS = RULES.parent / "fixtures/returns/illustrative"
TO_ASSESS = "give it to `authorise assess` with `--assessor`, beside a submission"


@pytest.fixture
def apps(folder: Path) -> Path:
    """A folder of one application, and a file of each other kind."""
    (folder / "apps").mkdir()
    (folder / "granted.yaml").rename(folder / "apps/granted.yaml")
    for name, text in (("ann", JUDGEMENTS), ("marsh", RETURNS), ("part", PART)):
        (folder / f"apps/{name}.yaml").write_text(text)
    return folder / "apps"


def test_1_files_of_other_kinds_among_applications_are_not_read_and_no_error(
    run: Run, apps: Path
) -> None:
    page = run("assess", apps.name, *DEMO)
    data = json.loads(run("assess", apps.name, *DEMO, "--format", "json").stdout)

    assert page.exit_code == 0
    assert page.stdout.startswith("1 submission; 3 files or folders not read\n")
    assert "Not assessed" not in page.stdout
    assert data["not_read"] == [
        (
            "apps/ann.yaml: an assessor's file (help: give it to “authorise assess” with "
            "“--assessor”, beside a submission)"
        ),
        "apps/marsh.yaml: a file of returns (help: “authorise monitor” reads it)",
        (
            "apps/part.yaml: a part of a rule set (help: “authorise check” checks a rule set by its "
            "name or its folder)"
        ),
    ]


def test_1_judgements_that_are_given_are_not_called_unread(run: Run, apps: Path) -> None:
    page = run("assess", apps.name, *DEMO, "--judgements", "apps/ann.yaml")

    assert "ann.yaml" not in page.stdout
    assert "2 files or folders not read" in page.stdout


def test_1_against_python_and_check_do_likewise(run: Run, apps: Path) -> None:
    compared = run("assess", apps.name, *DEMO, "--against", "demo")
    rules = authorisation.load("demo", root=apps.parent / "rules")
    checked = run("check", apps.name, *DEMO)

    assert compared.exit_code == 0
    assert [each.partition(":")[0] for each in rules.compare(rules, apps).unread] == [
        "apps/ann.yaml",
        "apps/marsh.yaml",
        "apps/part.yaml",
    ]
    assert checked.stdout.startswith("3 read; 1 not read:\napps/part.yaml: a part of a rule set\n")


@pytest.mark.slow
def test_1_what_lies_among_returns_is_not_read_and_no_error(run: Run, folder: Path) -> None:
    returns = folder / "returns"
    returns.mkdir()
    shipped = SHIPPED_RETURNS / "early-warning.yaml"
    (returns / "a.yaml").write_bytes(shipped.read_bytes())
    (returns / "b.yaml").write_text(shipped.read_text().replace("code: ", "code: B", 1))
    alone = run("monitor", "returns", "--rules-root", str(RULES)).exit_code
    (returns / "ann.yaml").write_text(JUDGEMENTS)
    (folder / "granted.yaml").rename(returns / "granted.yaml")
    run("form", "demo", "-o", "returns/ours.xlsx")
    for name in ("ours.ods", "ours.docx"):
        (returns / name).write_bytes(b"PK\3\4")

    page = run("monitor", "returns", "--rules-root", str(RULES), "--format", "json")

    assert page.exit_code == alone
    assert json.loads(page.stdout)["not_read"] == [
        (
            "returns/ann.yaml: an assessor's file (help: give it to “authorise assess” with "
            "“--assessor”, beside a submission)"
        ),
        "returns/granted.yaml: a submission (help: “authorise assess” reads it)",
        "returns/ours.docx: its name does not end in .yaml, .yml or .xlsx",
        (
            "returns/ours.ods: its name does not end in .yaml, .yml or .xlsx (help: open it and"
            " save it as Excel workbook (.xlsx))"
        ),
        "returns/ours.xlsx: a submission (help: “authorise assess” reads it)",
    ]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ((), "no submission in this folder\n  help: name a file, or a folder that holds submissi"),
        (
            (FILES_OF_RETURNS,),
            "no file of returns in this folder\n  help: name a file, or a folder th",
        ),
    ],
)
def test_1_a_folder_of_nothing_but_other_kinds_is_refused_with_each(
    folder: Path, wanted: tuple[object], says: str
) -> None:
    (folder / "other").mkdir()
    (folder / "other/ann.yaml").write_text(JUDGEMENTS)

    with pytest.raises(UnreadableFile) as refused:
        find_input_files([Path("other")], *wanted)  # type: ignore[arg-type]

    assert str(refused.value).startswith(f"other: {says}")
    assert f"other/ann.yaml: an assessor's file\n  help: {TO_ASSESS}" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["name: A\nanswers: {returns: 3}\n", "{answers: {}, name: criteria}\n", "a: [\n"]
)
def test_1_what_may_be_an_application_is_read(folder: Path, text: str) -> None:
    (folder / "some").mkdir()
    (folder / "some/a.yaml").write_text(text)

    assert find_input_files([Path("some")]).files == (Path("some/a.yaml"),)


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--against", "demo")])
def test_1_a_table_of_results_among_applications_is_not_read(
    run: Run, apps: Path, more: tuple[str, ...]
) -> None:
    run("assess", apps.name, *DEMO, *more, "--output", "apps/list.xlsx")
    run("form", "demo", "--output", "apps/ours.xlsx")
    (apps / "broken.xlsx").write_bytes(b"PK")

    page = run("assess", apps.name, *DEMO)

    assert "- apps/list.xlsx: a table of results, not a form\n" in page.stdout
    assert "apps/ours.xlsx" not in page.stdout.partition("This is not")[0]
    assert "apps/broken.xlsx: this is not a workbook, or it is damaged" in page.stderr


def test_6_a_workbook_where_yaml_is_wanted_is_called_one(run: Run) -> None:
    Path("ours.xlsx").write_bytes(b"PK\3\4")
    remedy = "`authorise assess` and `authorise monitor` read forms that were filled in; all else is YAML"

    judged = run("assess", "granted.yaml", *DEMO, "--judgements", "ours.xlsx")
    replayed = run("replay", "ours.xlsx")

    assert (judged.exit_code, judged.stderr) == (
        4,
        f"ours.xlsx:1:1: this is a workbook, and this file must be YAML\n  help: {remedy}\n",
    )
    assert (replayed.exit_code, replayed.stderr.splitlines()[0]) == (
        5,
        "ours.xlsx: this is a workbook, and a record is JSON",
    )


@pytest.mark.parametrize("option", [("--rules",), (*DEMO, "--against")])
def test_6_a_file_in_the_place_of_a_rule_set_is_called_one(
    run: Run, option: tuple[str, ...]
) -> None:
    refused = run("assess", "granted.yaml", *option, "open.yaml")
    tested = run("test", "open.yaml")
    says = "open.yaml: this is a file, and a rule set is a folder or the name of one\n"

    assert (refused.exit_code, refused.stderr) == (3, f"{says}  help: there are: demo\n")
    assert tested.stderr == refused.stderr


def test_1_a_folder_in_the_place_of_a_file_has_a_remedy(run: Run) -> None:
    assert run("assess", "granted.yaml", "--judgements", "rules", *DEMO).stderr == (
        "rules: this is a folder, not a file\n  help: name a file in it\n"
    )
    assert run("replay", "rules").stderr == (
        "rules: no .json file in this folder\n"
        "  help: name a record, or a folder that `assess --record` wrote\n"
    )


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (("assess", "kept.json", *DEMO), "a submission"),
        (("check", "kept.json", "--rules-root", str(RULES)), "a submission"),
        (("explain", "kept.json", "RISK-1", *DEMO), "a submission"),
        (("monitor", "kept.json", "--rules-root", str(RULES)), "a file of returns"),
        (("assess", "granted.yaml", *DEMO, "--assessor", "kept.json"), "an assessor's file"),
    ],
    ids=["assess", "check", "explain", "monitor", "assessor"],
)
def test_a_kept_record_is_called_one_wherever_another_file_is_wanted(
    run: Run, command: tuple[str, ...], wanted: str
) -> None:
    kept = json.loads(run("assess", "granted.yaml", *DEMO, "--format", "json").stdout)
    Path("kept.json").write_text(json.dumps(kept, indent=1))

    refused = run(*command)

    listed = refused.stderr or refused.stdout.removesuffix("kept.json: 1 problem\n")
    place, _, says = listed.partition(": ")
    assert (refused.exit_code, says) == (
        4,
        f"this is a kept record, not {wanted}\n  help: `authorise show` reads it\n",
    )
    assert re.fullmatch(r"kept\.json:\d+:2", place)
    assert '"engine_version"' in Path("kept.json").read_text().splitlines()[int(place[10:-2]) - 1]
