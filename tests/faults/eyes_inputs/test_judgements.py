"""Judgements count for the group that they name, whatever else lies there, in any order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.errors import ExitCode
from tests.rule_sets.folders import copy_folder

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on the small rules, in a folder with `two/` submissions."""
    copy_folder("small", tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("two").mkdir()
    for name in ("little-marsh.yaml", "nobody-yet.yaml"):
        Path(name).rename(Path("two") / name)

    def invoke(*args: object) -> Result:
        given = [*map(str, args), "--rules", "small"]
        result = CliRunner().invoke(cli, given, env={"AUTHORISATION_RULES": "rules"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def judged(file: str, *grades: str, head: str = "", day: str = "2012-09-30") -> str:
    lines = "".join(
        f"  - {{criterion: WORTH, assessor: Ann, on: {day}, grade: {grade}, reason: Why}}\n"
        for grade in grades
    )
    Path(file).write_text(f"{head}judgements:\n{lines}", encoding="utf-8")
    return file


def told(result: Result) -> str:
    return " ".join(result.output.split())


BROKEN = [
    pytest.param("two/broken.xlsx", "no workbook", id="a workbook that is none"),
    pytest.param("two/broken.yaml", "name: [", id="no YAML"),
    pytest.param("two/broken.yaml", "name: Omega\nanswers: {nosuch: 1}\n", id="a wrong answer"),
]


@pytest.mark.parametrize(("file", "text"), BROKEN)
def test_1_whose_judgements_these_are_is_asked_beside_an_unusable_file(
    run: Run, file: str, text: str
) -> None:
    Path(file).write_text(text, encoding="utf-8")
    result = run("assess", "two", "--judgements", judged("j.yaml", "red"))

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert "whose judgements these are is not said" in told(result)


def test_1_one_usable_submission_beside_an_unusable_one_are_several(run: Run) -> None:
    Path("bad.yaml").write_text("name: [", encoding="utf-8")
    judgements = judged("j.yaml", "red")
    result = run("assess", "two/little-marsh.yaml", "bad.yaml", "--judgements", judgements)

    assert "whose judgements these are is not said" in told(result)


@pytest.mark.parametrize(("file", "text"), BROKEN)
def test_2_judgements_on_a_group_that_is_not_there_are_refused_beside_an_unusable_file(
    run: Run, file: str, text: str
) -> None:
    Path(file).write_text(text, encoding="utf-8")
    result = run("assess", "two", "--judgements", judged("j.yaml", "red", head="code: NOPE\n"))

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert "these judgements are on NOPE, which is not assessed here" in told(result)
    nameless = f"whose submission this is could not be read: {file}"
    assert (nameless in told(result)) is ("Omega" not in text)


@pytest.mark.parametrize("head", ["name: omega\n", "code: nope\n"])
@pytest.mark.parametrize("fault", ["answers: {nosuch: 1}", "answers: {}\nnosuch: 1"])
def test_2_judgements_on_a_group_whose_file_is_unusable_keep_nobody_from_an_assessment(
    run: Run, head: str, fault: str
) -> None:
    text = f"name: Omega\ncode: NOPE\n{fault}\n"
    Path("two/broken.yaml").write_text(text, encoding="utf-8")
    result = run("assess", "two", "--judgements", judged("j.yaml", "red", head=head))

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    assert "3 submissions, 1 of them not assessed" in told(result)


def test_2_where_no_submission_is_usable_that_alone_is_said(run: Run) -> None:
    Path("bad.yaml").write_text("name: [", encoding="utf-8")
    result = run("assess", "bad.yaml", "--judgements", judged("j.yaml", "red", head="code: X\n"))

    assert result.exit_code == ExitCode.INVALID_SUBMISSION


TWICE = "Ann has two grades for `WORTH` on one day: `{}` here, `{}` at {}"
CODE = "code: LM1\n"


@pytest.mark.parametrize("order", [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")])
def test_3_two_grades_of_one_assessor_on_one_day_are_refused_in_either_order(
    run: Run, order: tuple[str, str]
) -> None:
    judged("a.yaml", "red", head=CODE)
    judged("b.yaml", "green", head="name: little  marsh\n")
    both = [part for file in order for part in ("--judgements", file)]
    result = run("assess", "two/little-marsh.yaml", *both)

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    place = "b.yaml:3:62: "
    assert place + TWICE.format("green", "red", "a.yaml:3:62") in told(result)
    assert "help: remove the one that does not stand, or correct its day" in told(result)


def test_3_so_are_two_in_one_file_and_check_finds_them(run: Run) -> None:
    file = judged("a.yaml", "red", "green")
    wrong = "a.yaml:3:62: " + TWICE.format("green", "red", "a.yaml:2:62")

    assessed = run("assess", "two/little-marsh.yaml", "--judgements", file)
    checked = run("check", file)

    assert wrong in told(assessed)
    assert wrong in told(checked)
    assert checked.exit_code == ExitCode.INVALID_SUBMISSION


def test_3_check_finds_them_in_two_files_on_one_group(run: Run) -> None:
    a, b = judged("a.yaml", "red", head=CODE), judged("b.yaml", "green", head="code: lm1\n")
    other = judged("c.yaml", "green", head="code: LM2\n")

    assert TWICE.format("green", "red", "a.yaml:3:62") in told(run("check", other, a, b))
    assert run("check", a, other).exit_code == ExitCode.DONE


def test_3_check_finds_them_in_two_files_that_name_no_group(run: Run) -> None:
    a, b = judged("a.yaml", "red"), judged("b.yaml", "green")

    assert TWICE.format("green", "red", "a.yaml:2:62") in told(run("check", a, b))


def test_3_the_same_grade_twice_or_a_later_one_is_no_contradiction(run: Run) -> None:
    a = judged("a.yaml", "red", "red")
    b = judged("b.yaml", "green", day="2012-10-01")
    result = run("assess", "two/little-marsh.yaml", "--judgements", a, "--judgements", b, "--full")

    assert result.exit_code != ExitCode.INVALID_SUBMISSION
    assert "The group is viable (WORTH): met" in told(result)
    assert run("check", a, b).exit_code == ExitCode.DONE
