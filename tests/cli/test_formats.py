"""The format of a result: as asked, else as the name of its file ends; and where pages go."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from authorisation.cli.commands import assess, changes, explain, form
from authorisation.cli.commands.policy import check, rules
from authorisation.cli.commands.policy import test as test_command
from authorisation.report.file_formats import FileFormat

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
COMMANDS = {
    "one submission": (("assess", "refused.yaml", *DEMO), assess.FORMATS),
    "several": (("assess", "granted.yaml", "refused.yaml", *DEMO), assess.FORMATS),
    "a comparison": (
        (
            "assess",
            "granted.yaml",
            "refused.yaml",
            *DEMO,
            "--set",
            "least=900",
            "--against",
            "demo",
        ),
        assess.FORMATS,
    ),
    "a criterion": (("explain", "refused.yaml", "SIZE", *DEMO), explain.FORMATS),
    "changes": (("changes", "granted.yaml", "granted.yaml", *DEMO), changes.FORMATS),
    "the rule sets": (("rules",), rules.FORMATS),
    "a rule set": (("rules", "demo"), rules.FORMATS),
    "what cites a passage": (("rules", "demo", "--cited-by", "act"), rules.FORMATS),
    "a form": (("form", "demo"), form.FORMATS),
    "problems": (("check", "demo", "--advice"), check.FORMATS),
    "cases": (("test", "demo"), test_command.FORMATS),
    "coverage": (("test", "demo", "--coverage"), test_command.COVERAGE_FORMATS),
}
CASES = [
    pytest.param(args, each, ending, id=f"{name} as {ending}")
    for name, (args, offered) in COMMANDS.items()
    for each in offered
    for ending in each.endings
]


@pytest.mark.parametrize(("args", "each", "ending"), CASES)
def test_the_ending_chooses_the_format(
    run: Run, folder: Path, args: tuple[str, ...], each: FileFormat, ending: str
) -> None:
    code = run(*args, "-o", f"by-ending{ending.upper()}").exit_code
    asked = run(*args, "--format", str(each))

    assert code == asked.exit_code in {0, 10}
    assert (folder / f"by-ending{ending.upper()}").read_bytes() == asked.stdout_bytes


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_without_an_ending_has_the_first_format(run: Run, folder: Path, name: str) -> None:
    args, offered = COMMANDS[name]
    run(*args, "-o", "page")
    run(*args, "-o", f"page{offered[0].endings[0]}")

    assert (folder / "page").read_bytes() == (folder / f"page{offered[0].endings[0]}").read_bytes()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(
            ["assess", "open.yaml", *DEMO, "-o", "page.pdf"],
            "page.pdf: nothing that this command writes ends in `.pdf`\n"
            "  help: let the name end in .txt, .json, .html, .md, .csv or .xlsx\n",
            id="an ending that nobody writes",
        ),
        pytest.param(
            ["explain", "open.yaml", "SIZE", *DEMO, "-o", "page.csv"],
            "page.csv: nothing that this command writes ends in `.csv`\n"
            "  help: let the name end in .txt, .html or .md\n",
            id="an ending that another command writes",
        ),
        pytest.param(
            ["schema", "ruleset", "-o", "schema.html"],
            "schema.html: nothing that this command writes ends in `.html`\n"
            "  help: let the name end in .json\n",
            id="an ending of what a schema is not",
        ),
        pytest.param(
            ["assess", "open.yaml", *DEMO, "--record", "record.html"],
            "record.html: no record ends in `.html`\n"
            "  help: let the name end in .json, or in / for a folder\n",
            id="an ending of what a record is not",
        ),
        pytest.param(
            ["rules", "-o", "rules.yaml", "--format", "json"],
            "rules.yaml: what ends in `.yaml` is not json\n"
            "  help: leave out `--format json`, or let the name end in .json\n",
            id="an ending of another format",
        ),
        pytest.param(
            ["assess", "open.yaml", *DEMO, "--against", "demo", "-o", "out/"],
            "out/: this result is one file\n  help: name a file\n",
            id="a folder for one page",
        ),
        pytest.param(
            ["assess", "open.yaml", *DEMO, "-o", "out/"],
            "out/: a folder takes pages, and text is one file\n"
            "  help: add --format html or --format markdown, or name a file\n",
            id="a folder for a text",
        ),
        pytest.param(
            ["assess", "nowhere.yaml", *DEMO, "-o", "page.pdf"],
            "page.pdf: nothing that this command writes ends in `.pdf`\n"
            "  help: let the name end in .txt, .json, .html, .md, .csv or .xlsx\n",
            id="before anything is read",
        ),
    ],
)
def test_what_is_refused(
    run: Run, names: Callable[[], set[str]], args: list[str], said: str
) -> None:
    before = names()
    result = run(*args)

    assert (result.exit_code, result.stderr, result.stdout) == (2, said, "")
    assert names() == before


@pytest.mark.parametrize(("form", "ending"), [("html", ".html"), ("markdown", ".md")])
@pytest.mark.parametrize("there", [True, False], ids=["a folder that is there", "a new one"])
def test_a_folder_takes_a_page_for_each(
    run: Run, folder: Path, form: str, ending: str, *, there: bool
) -> None:
    if there:
        (folder / "out").mkdir()
    run("assess", "granted.yaml", *DEMO, "--format", form, "-o", "out" if there else "out/")
    pages = {path.name: path.read_text("utf-8") for path in (folder / "out").iterdir()}

    assert set(pages) == {f"index{ending}", f"granted{ending}"}
    assert f"./granted{ending}" in pages[f"index{ending}"]
    assert f"./index{ending}" in pages[f"granted{ending}"]


def test_the_list_and_every_page_stand_in_one_file_in_full(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "refused.yaml", *DEMO, "--full", "-o", "all.html")
    page = (folder / "all.html").read_text("utf-8")

    assert re.findall(r'<a href="(#page-\d)">([^<]*)', page) == [
        ("#page-3", "Gamma"),
        ("#page-2", "Alpha (A1)"),
        ("#page-1", "All submissions"),
        ("#page-1", "All submissions"),
    ]


def compared(run: Run, *more: str) -> Result:
    files = ("conditions.yaml", "granted.yaml", "open.yaml", "bad.yaml")
    return run("assess", *files, *DEMO, "--set", "least=1001", "--against", "demo", *more)


def test_a_comparison_as_markdown(run: Run) -> None:
    made = compared(run, "--format", "markdown")

    assert made.exit_code == 4
    assert (
        made.stdout
        == """\
# 3 submissions under two rule sets

Now: The small rules (demo, edition 2012-01-01)\x20\x20
Before: The small rules (demo, edition 2012-01-01)\x20\x20
As of 1 June 2012; self-assessment: what is missing does not count against the group

> **Edited rules: they are no shipped edition, and nobody has adopted them.**
>
> **Set for this run alone: least population is 1,001 patients, not 1,000 patients.**

**This is not a decision of the Board.**

## Not compared

- bad.yaml:3:11: no question is called “population.registred” (help: did you mean “population.registered”?)

## Another outcome

- Beta (B1): Refused; before: Granted with conditions

  The group is large enough (SIZE): met before, now not met (needed before a full budget); before, exactly on the line; now, short by 1 patient

## The same

Nothing changes for 2 submissions.

> **Edited rules: they are no shipped edition, and nobody has adopted them.**
>
> **Set for this run alone: least population is 1,001 patients, not 1,000 patients.**
"""
    )


def test_a_comparison_as_data(run: Run, folder: Path) -> None:
    warned = (
        "Edited rules: they are no shipped edition, and nobody has adopted them.",
        "Set for this run alone: least population is 1,001 patients, not 1,000 patients.",
    )
    problem = (
        "bad.yaml:3:11: no question is called “population.registred” "
        "(help: did you mean “population.registered”?)"
    )
    table = compared(run, "--format", "csv", "--findings").stdout
    rows = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))
    data = json.loads(compared(run, "--format", "json").stdout)
    compared(run, "-o", "changes.xlsx")
    book = openpyxl.load_workbook(folder / "changes.xlsx")

    assert rows == [
        [
            *("submission", "code", "outcome old", "outcome new", "criterion", "title"),
            *("verdict old", "verdict new", "what it weighed", "what it weighs"),
            *("margin old", "margin new", "as of", "warnings"),
        ],
        [
            *("Beta", "B1", "Granted with conditions", "Refused"),
            *("SIZE", "The group is large enough", "met", "not met"),
            *("needed before a full budget", "needed before a full budget"),
            *("exactly on the line", "short by 1 patient", "2012-06-01", "; ".join(warned)),
        ],
        ["Alpha", "A1", "Granted", "Granted", *[""] * 8, "2012-06-01", "; ".join(warned)],
        [
            *("Delta", "", *["cannot tell yet: Granted with conditions or Granted"] * 2),
            *("", "", "", "", "", "", "", "", "2012-06-01", "; ".join(warned)),
        ],
        ["", "", "", "not compared", *[""] * 9, problem],
    ]
    assert data == {
        "note": "This is not a decision of the Board.",
        "new": "The small rules (demo, edition 2012-01-01)",
        "old": "The small rules (demo, edition 2012-01-01)",
        "submissions": [
            {
                "name": "Beta",
                "code": "B1",
                "old": "Granted with conditions",
                "new": "Refused",
                "changes": [
                    {
                        "criterion": "SIZE",
                        "title": "The group is large enough",
                        "old": "met",
                        "new": "not met",
                        "severity_old": "needed before a full budget",
                        "severity_new": "needed before a full budget",
                        "margin_old": "exactly on the line",
                        "margin_new": "short by 1 patient",
                    }
                ],
                "warnings": list(warned),
                "as_of": "2012-06-01",
                "stage": "self-assessment",
            },
            {
                "name": "Alpha",
                "code": "A1",
                "old": "Granted",
                "new": "Granted",
                "changes": [],
                "warnings": list(warned),
                "as_of": "2012-06-01",
                "stage": "self-assessment",
            },
            {
                "name": "Delta",
                "code": "",
                "old": "cannot tell yet: Granted with conditions or Granted",
                "new": "cannot tell yet: Granted with conditions or Granted",
                "changes": [],
                "warnings": list(warned),
                "as_of": "2012-06-01",
                "stage": "self-assessment",
            },
        ],
        "not_compared": [problem],
        "not_read": [],
    }
    assert [[cell.value or "" for cell in row] for row in book["Changes"]] == rows[:-1]
    assert [row[0].value for row in book["About"]] == [
        "This is not a decision of the Board.",
        *warned,
        "Now: The small rules (demo, edition 2012-01-01)",
        "Before: The small rules (demo, edition 2012-01-01)",
        f"Not compared: {problem}",
    ]


def test_the_rule_sets_as_markdown(run: Run) -> None:
    assert (
        run("rules", "--format", "markdown").stdout
        == """\
# 1 rule set

| name | in force | title |
| --- | --- | --- |
| demo | from 2012-01-01 | The small rules |
"""
    )


def test_no_two_formats_share_an_ending() -> None:
    endings = [ending for each in FileFormat for ending in each.endings]

    assert len(set(endings)) == len(endings)
    assert len({each.media_type for each in FileFormat}) == len(FileFormat)
