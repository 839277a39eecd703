"""A list says of which day it is, and where that differs, the day of each group."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

import authorisation
from authorisation.errors import ExitCode
from authorisation.explain.assessment.page_header import format_days
from authorisation.explain.assessment.submission_rows import describe_submission_row
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, monitor_files
from tests.rule_sets.folders import child_head
from tests.shipped import RULES

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
TWO = ("granted.yaml", "refused.yaml")
RETURNS = RULES.parent / "fixtures/returns/illustrative"


@pytest.fixture
def other_day(folder: Path) -> None:
    file = folder / "refused.yaml"
    file.write_text(file.read_text().replace("2012-06-01", "2012-09-01"))


def flat(result: Result) -> str:
    return " ".join(result.stdout.split())


def test_5_one_day_is_said_once(run: Run) -> None:
    page = flat(run("assess", *TWO, *DEMO))
    compared = flat(run("assess", *TWO, *DEMO, "--against", "demo"))

    assert page.count("As of 1 June 2012") == compared.count("As of 1 June 2012") == 1
    assert format_days([]) == ""


@pytest.mark.usefixtures("other_day")
def test_5_a_list_of_several_days_says_so_and_gives_each(run: Run) -> None:
    page = flat(run("assess", *TWO, *DEMO))

    assert "As of several days: that of each group stands beside it" in page
    assert page.index("Alpha") < page.index("As of 1 June 2012")
    assert page.index("Gamma") < page.index("As of 1 September 2012")


DECISION = "decision: what was not shown by now is treated as not shown"


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_4_a_list_says_its_stage_once(run: Run, form: str) -> None:
    decided = flat(run("assess", *TWO, *DEMO, "--stage", "decision", "--format", form))

    assert decided.count(f"As of 1 June 2012; {DECISION}") == 1
    assert "Stage: " not in decided
    assert "2012; self-assessment: what is missing" in flat(run("assess", *TWO, *DEMO))


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_4_a_list_of_several_stages_says_so_and_gives_each(
    run: Run, folder: Path, form: str
) -> None:
    file = folder / "refused.yaml"
    file.write_text(file.read_text() + "stage: decision\n")
    page = flat(run("assess", *TWO, *DEMO, "--format", form))

    assert "As of 1 June 2012; several stages: that of each group stands beside it" in page
    assert page.count("Stage: self-assessment") == page.count("Stage: decision") == 1
    assert page.index("Gamma") < page.index("Stage: decision")


def test_4_so_does_a_comparison(run: Run, folder: Path) -> None:
    less = ("--set", "least=1600", "--against", "demo")
    same = flat(run("assess", *TWO, *DEMO, *less, "--stage", "decision"))
    file = folder / "refused.yaml"
    file.write_text(file.read_text() + "stage: decision\n")
    differ = flat(run("assess", *TWO, *DEMO, *less))

    assert same.count(f"As of 1 June 2012; {DECISION}") == 1
    assert "Stage: " not in same
    assert "As of 1 June 2012; several stages: that of each group stands beside it" in differ
    assert "Stage: self-assessment" in differ


@pytest.mark.usefixtures("other_day")
def test_5_a_comparison_of_several_days_says_so_and_gives_each(run: Run, folder: Path) -> None:
    (folder / "rules/child").mkdir()
    (folder / "rules/child/ruleset.yaml").write_text(child_head("child", "demo"))
    compared = run("assess", *TWO, *DEMO, "--against", "child")
    data = json.loads(run("assess", *TWO, *DEMO, "--against", "child", "--format", "json").stdout)
    rows = csv.DictReader(
        io.StringIO(run("assess", *TWO, *DEMO, "--against", "child", "--format", "csv").stdout)
    )

    assert "As of several days: that of each group stands beside it" in flat(compared)
    assert [each["as_of"] for each in data["submissions"]] == ["2012-06-01", "2012-09-01"]
    assert [row["as of"] for row in rows] == ["2012-06-01", "2012-09-01"]


@pytest.mark.parametrize("as_of", [None, date(2014, 6, 1)])
def test_5_a_list_of_histories_says_its_day(as_of: date | None) -> None:
    files = [RETURNS / "early-warning.yaml", RETURNS / "stops-filing.yaml"]
    request = Monitoring(library=Library(RULES), second_engine=False, as_of=as_of)
    page = render(histories(monitor_files(files, request)), FileFormat.TEXT).decode()
    top = " ".join(page.partition("\nDates\n")[0].split())

    if as_of:
        assert top.count("As known on 1 June 2014") == 1
    else:
        assert "As known on several days: that of each group stands beside it" in top
        assert top.count("As known on ") == 3


def test_4_what_a_list_waits_for_counts_gates_and_conditions_alone() -> None:
    rules = authorisation.load("gpcc-2010")
    result = rules.on("2012-10-01").assess({"population.registered": 320_000})
    findings = result._findings.values()
    waiting = [each for each in findings if each.verdict == "unknown"]
    weighty = [each for each in waiting if each.severity != "note"]
    row = describe_submission_row(result._assessment, rules._program)

    assert len(weighty) < len(waiting)
    assert f" and {len(weighty) - 1} others" in row.reason


@pytest.mark.parametrize(("day", "begun"), [(date(2013, 3, 31), False), (date(2013, 4, 1), True)])
def test_9_a_day_before_authorisation_is_told_and_settles_nothing(day: date, begun: bool) -> None:
    request = Monitoring(library=Library(RULES), second_engine=False, as_of=day)
    run = monitor_files([RETURNS / "early-warning.yaml"], request)
    page = " ".join(render(histories(run), FileFormat.TEXT).decode().split())
    says = "Nothing to watch yet: the group is authorised on 1 April 2013, after this day."

    assert run.exit_code == (ExitCode.DONE if begun else ExitCode.CANNOT_TELL)
    assert (says in page) is not begun
    assert ("Stage: not authorised yet" in page) is not begun
