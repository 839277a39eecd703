"""What several applications contradict each other in, in words; and what kept some from being assessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.usecases.assessing.assess import AssessmentRun, Request, assess_files
from authorisation.usecases.delivery.cross_checks import (
    cross_checks,
    format_contradictions_briefly,
    format_problems,
)
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder

CODES = ", ".join(f"{{code: P{number}}}" for number in range(1, 6))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_folder("demo", tmp_path)
    monkeypatch.chdir(tmp_path)


def run(**files: str) -> AssessmentRun:
    """Assess files that hold a name, a code and answers."""
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(f"as_of: 2012-06-01\n{text}\n")
    paths = [Path(f"{name}.yaml") for name in files]
    return assess_files(paths, Request(rules="demo", library=Library(Path("rules"))))


def contradictions(run: AssessmentRun) -> tuple[str, ...]:
    """What others contradict each assessment in, in short."""
    return tuple(format_contradictions_briefly(run, each) for each in run.assessments.submissions)


def test_applications_that_share_nothing_contradict_nothing() -> None:
    alone = run(
        a="name: A\ncode: A1\nanswers: {practices: [{code: P1}]}",
        b="name: B\ncode: B1\nanswers: {practices: [{code: P2}]}",
    )

    assert (cross_checks(alone), contradictions(alone)) == ((), ("", ""))


def test_what_two_have_named_is_told_with_both_places() -> None:
    both = run(
        a="name: A\ncode: A1\nanswers: {practices: [{code: P1}]}",
        b="name: B\nanswers: {practices: [{code: P1}]}",
    )

    assert cross_checks(both) == (
        ("One practice is named in two applications. P1: A (A1) at a.yaml:4:30; B at b.yaml:3:30"),
    )
    assert contradictions(both) == ("One practice is named in two applications: P1",) * 2


def test_of_more_than_three_the_rest_is_counted() -> None:
    both = run(
        a=f"name: A\nanswers: {{practices: [{CODES}]}}",
        b=f"name: B\nanswers: {{practices: [{CODES}]}}",
    )

    assert len(cross_checks(both)) == 5
    assert contradictions(both)[0] == (
        "One practice is named in two applications: P1, P2, P3 and 2 more"
    )


@pytest.mark.parametrize(
    ("pool", "silent", "sure"),
    [
        pytest.param("pool: []", "does not", True, id="it names none"),
        pytest.param(
            "pool: {so_far: []}",
            "has not answered, or its list may still grow",
            False,
            id="its list may grow",
        ),
        pytest.param(
            "board: []", "has not answered, or its list may still grow", False, id="no answer"
        ),
    ],
)
def test_what_only_one_side_names_is_told_as_far_as_it_is_sure(
    pool: str, silent: str, sure: bool
) -> None:
    both = run(
        a="name: A\ncode: A1\nanswers: {pool: [{code: B1}]}",
        b=f"name: B\ncode: B1\nanswers: {{{pool}}}",
    )

    assert cross_checks(both) == (
        f"Only one side names the pool. A (A1) at a.yaml:4:25 names B1; B (B1) {silent}",
    )
    assert contradictions(both) == (
        ("Only one side names the pool: B1",) * 2 if sure else ("",) * 2
    )


def test_two_files_of_one_group_are_told_by_their_files() -> None:
    twice = run(
        a="name: A\ncode: A1\nanswers: {}",
        b="name: a\ncode: a1\nanswers: {}",
        c="name: A\ncode: A2\nanswers: {}",
    )

    assert cross_checks(twice) == (
        "Two or more files have the same name and code. A (A1): a.yaml; b.yaml",
    )
    assert contradictions(twice) == (
        "another file has the same name and code; this one is a.yaml",
        "another file has the same name and code; this one is b.yaml",
        "",
    )


def test_each_problem_of_a_file_that_cannot_be_used_is_told_as_in_a_page() -> None:
    broken = run(a="nmae: A\nanswers: {}", b="name: B\nanswers: {}")

    assert format_problems(broken.unusable) == (
        "a.yaml:1:1: “name” is missing",
        "a.yaml:2:1: unknown key “nmae” (help: did you mean “name”?)",
    )
    assert len(broken.assessments) == 1
