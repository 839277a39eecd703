"""What cases came to: as a log, a page, a record and JUnit's XML, each with what decided it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import msgspec
import pytest

from authorisation.policy.cases.report import (
    CasesRecord,
    cases_document,
    cases_record,
    format_cases,
    render_cases_junit,
)
from authorisation.policy.cases.results import CaseRun
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import run_cases
from tests.rule_sets.folders import copy_folder

SHORT = (
    "✗ population registered (1,500 patients) is less than least population (1,501 patients);"
    " short by 1 patient"
)
SIZE = "✗ The group is large enough (SIZE): not met"
LINE = "1501"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> CaseRun:
    """One case that comes out otherwise, and one that does not."""
    folder = tmp_path_factory.mktemp("demo")
    least = ("value: 1000", f"value: {LINE}")
    lay = (
        "outcome: [granted, granted with conditions]",
        "outcome: refused",
    )
    copy_folder(
        "demo",
        folder,
        {"rules/demo/parameters.yaml": least, "rules/demo/cases/all.yaml": lay},
    )
    return run_cases("demo", Library(folder / "rules"))


def test_the_record_has_each_case_with_what_was_expected_what_came_out_and_why(
    run: CaseRun,
) -> None:
    record = cases_record([run])

    assert (record.passed, record.failed) == (1, 1)
    (of_set,) = record.rule_sets
    assert [(case.name, case.line, case.passed) for case in of_set.cases] == [
        ("large enough", 1, False),
        ("a lay member may yet come", 5, True),
    ]
    assert msgspec.json.decode(msgspec.json.encode(of_set.cases[0].differences)) == [
        {"of": "SIZE", "expected": "met", "actual": "not met", "because": [SHORT]},
        {
            "of": "SIZE",
            "expected": "a margin of 500 patient",
            "actual": "-1 patient",
            "because": [],
        },
        {"of": "outcome", "expected": "granted", "actual": "refused", "because": [SIZE]},
    ]
    assert msgspec.json.decode(msgspec.json.encode(record), type=CasesRecord) == record


def test_junit_has_a_suite_for_each_rule_set_and_a_test_for_each_case(run: CaseRun) -> None:
    (suite,) = ET.fromstring(render_cases_junit([run]))

    assert {name: suite.get(name) for name in ("name", "tests", "failures", "errors")} == {
        "name": "demo",
        "tests": "2",
        "failures": "1",
        "errors": "0",
    }
    failed, passed = suite
    assert (failed.get("name"), failed.get("line")) == ("large enough", "1")
    (failure,) = failed
    assert (failure.get("message") or "").startswith("SIZE: expected met, got not met; ")
    assert SHORT in (failure.text or "")
    assert list(passed) == []


def test_junit_of_a_name_with_control_characters_can_be_read(run: CaseRun) -> None:
    first = run.results[0]
    odd = replace(first, case=replace(first.case, name="bell \x07 & <tag>"))

    (suite,) = ET.fromstring(render_cases_junit([replace(run, results=(odd,))]))

    assert suite[0].get("name") == "bell \\x07 & <tag>"


def test_the_page_has_expected_beside_what_came_out_and_folds_the_others_away(
    run: CaseRun,
) -> None:
    page = render(cases_document([run]), FileFormat.MARKDOWN).decode()

    assert "demo: 1 of 2 cases came out otherwise" in page
    assert "| SIZE | met | not met |" in page
    assert "is less than least population" in page
    assert "a lay member may yet come" in page


def test_the_log_ends_with_how_many_came_out_as_they_say(run: CaseRun) -> None:
    *failed, last = format_cases([run])

    assert len(failed) == 1
    assert last == "demo: 1 of 2 cases came out otherwise"
