"""One submission under two rule sets, side by side: `compare` with one file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.expected import assert_expected

Run = Callable[..., Result]
EXPECTED = Path(__file__).parent / "side_by_side"
FIXTURES = Path(__file__).parents[2] / "fixtures"
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "comparison.schema.json"
DAYS = ("demo", "--as-of", "2012-12-31", "--new-as-of", "2013-01-01")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_page_has_the_outcome_each_criterion_and_the_figures(run: Run, form: str) -> None:
    result = run("compare", *DAYS, "--on", "granted.yaml", "--format", form, "--width", "80")

    assert result.exit_code == 0
    assert_expected(EXPECTED / f"granted.{'txt' if form == 'text' else 'md'}", result.stdout)


def test_as_html_before_and_now_stand_beside_each_other_and_say_which_they_are(
    run: Run, folder: Path
) -> None:
    result = run("compare", *DAYS, "--on", "granted.yaml", "-o", "page.html")
    tables = re.findall(r"<table.*?</table>", (folder / "page.html").read_text(), re.DOTALL)

    assert result.exit_code == 0
    assert len(tables) == 3
    for table in tables:
        heads = re.findall(r'<th scope="col">(.*?)</th>', table)
        labels = re.findall(r'<span class="label">(.*?): ?</span>', table)
        assert heads[1:] == ["Before (31 December 2012)", "Now (1 January 2013)"]
        assert labels[:2] == heads[1:]


@pytest.mark.slow
def test_as_json_every_criterion_is_there_with_what_changes_mean_for_all(run: Run) -> None:
    result = run("compare", *DAYS, "--on", "granted.yaml", "--format", "json")
    record = json.loads(result.stdout)
    beside = record["side_by_side"]

    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).validate(record)
    assert [
        (each["criterion"], each["old"]["verdict"], each["new"]["verdict"])
        for each in beside["criteria"]
    ] == [("SIZE", "met", "not met"), ("LAY", "met", "met")]
    assert [(each["name"], each["old"], each["new"]) for each in beside["figures"]] == [
        ("least", "1,000 patients", "2,000 patients")
    ]
    assert record["meanings"]


def test_several_files_and_a_question_about_all_submissions_have_the_page_of_the_rules(
    run: Run,
) -> None:
    alone = run("compare", *DAYS, "--on", "granted.yaml", "--unanswered").stdout
    several = run("compare", *DAYS, "--on", "granted.yaml", "--on", "open.yaml").stdout
    unusable = run("compare", *DAYS, "--on", "granted.yaml", "--on", "bad.yaml").stdout

    assert [page.count("\nWhat it means\n") for page in (alone, several, unusable)] == [1, 1, 1]
    assert run("compare", *DAYS, "--on", "granted.yaml").stdout.count("What it means") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "days", "name"),
    [
        pytest.param(
            "gpcc-2010@2010-10-31.5",
            "statutory-2012@2012-10-01.2",
            (),
            "corby",
            id="two rule sets that share no criterion",
        ),
        pytest.param(
            "statutory-2012@2012-10-01.3",
            "statutory-2022@2022-04-14.4",
            ("--as-of", "2012-10-01", "--new-as-of", "2022-04-14"),
            "policy-changes/audit-chair",
            id="criteria taken out, and one that weighs less",
        ),
    ],
)
def test_what_one_of_the_two_asks_alone_is_told_apart(
    old: str, new: str, days: tuple[str, ...], name: str
) -> None:
    """Adopted editions, which never change."""
    file = str(FIXTURES / f"{name}.yaml")
    args = ("compare", old, new, *days, "--on", file, "--width", "100")
    result = CliRunner().invoke(cli, args, prog_name="authorise", env={"NO_COLOR": ""})

    assert result.exit_code == 0
    assert_expected(EXPECTED / f"{Path(name).name}.txt", result.stdout)
