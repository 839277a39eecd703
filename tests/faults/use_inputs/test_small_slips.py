"""Small slips of those who try the program are told with a remedy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import authorisation
from authorisation.api.records import Replay
from authorisation.cli.main import cli
from authorisation.errors import InvalidOption
from authorisation.records.differences import Difference
from authorisation.usecases.records.replay import Replayed
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"
Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "<Replay: the same>"), (1, "<Replay: 1 difference>"), (2, "<Replay: 2 differences>")],
)
def test_a_replay_counts_its_differences_as_people_do(count: int, shown: str) -> None:
    assert repr(Replay(Replayed((Difference("a", "1", "2"),) * count))) == shown


@pytest.mark.parametrize("name", ["", "  "])
def test_a_rule_set_without_a_name_is_told(run: Run, name: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        authorisation.load(name)
    refused = run("assess", "granted.yaml", "--rules", name)

    assert str(caught.value).startswith("rules: ")
    assert str(caught.value).endswith(
        'is no place\n  help: give the name of a rule set, such as "gpcc-2010", or its folder'
    )
    assert refused.stderr == "an empty name: there is no such rule set\n  help: there are: demo\n"


@pytest.mark.parametrize("title", ["", " ", "\n"])
def test_a_title_that_is_empty_is_told(run: Run, title: str) -> None:
    refused = run("new", "trusts", "--title", title)

    assert (refused.exit_code, refused.stderr) == (
        2,
        ("the title is empty\n  help: write what the rule set is called, or leave `--title` out\n"),
    )
    assert not Path("trusts").exists()


@pytest.mark.parametrize("place", ["../trusts", "rules/../trusts", "../../trusts"])
def test_a_rule_set_is_not_written_out_of_the_folder(run: Run, folder: Path, place: str) -> None:
    refused = run("new", place)

    assert (refused.exit_code, refused.stderr) == (
        2,
        (
            f"{place}: this leads out of a folder, and questions would be written there too\n"
            "  help: go to the folder that is to hold it, then `authorise new trusts`\n"
        ),
    )
    assert not (folder.parent / "trusts").exists()


def test_A18_a_contradiction_names_the_figures_and_the_group(run: Run, folder: Path) -> None:
    bank = folder / "rules/questions/more.yaml"
    bank.write_text(
        "places: {type: integer, min: 0, ask: How many practices?}\n"
        "consistency:\n"
        "  - {test: places = null or places = count(practices), says: The number is another.}\n"
    )
    rules = folder / "rules/demo/ruleset.yaml"
    rules.write_text(rules.read_text().replace("asks: [", "asks: [places, "))
    Path("a.yaml").write_text(
        "name: Marsh\nas_of: 2012-06-01\nanswers: {places: 12000, practices: [{code: P1}]}\n"
    )

    alone = run("assess", "a.yaml", "--rules", "demo")
    listed = run("assess", "a.yaml", "granted.yaml", "--rules", "demo")
    says = "contradict each other (12,000 against 1): The number is another."

    assert says in alone.stderr
    assert f"- Marsh: a.yaml:3:19: “places” and “practices” {says}" in " ".join(
        listed.stdout.split()
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_A18_on_a_terminal_what_the_page_shows_is_not_said_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    from authorisation.cli.output import say_unused  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    say_unused(["a.yaml: wrong"], ["b.ods: no"], shown=True)
    shown = capsys.readouterr().err
    say_unused(["a.yaml: wrong"], ["b.ods: no"], shown=False)

    assert shown == ("" if terminal else "not read: b.ods: no\na.yaml: wrong\n")
    assert capsys.readouterr().err == "not read: b.ods: no\na.yaml: wrong\n"


@pytest.mark.parametrize(("form", "times"), [("html", 1), ("csv", 1), ("json", 2)])
def test_A18_a_page_of_any_format_on_a_terminal_says_once_what_was_not_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str, times: int
) -> None:
    Path("notes.ods").write_text("no submission", encoding="utf-8")
    monkeypatch.setattr("authorisation.cli.output.on_terminal", lambda: True)
    listed = run("assess", ".", "--rules", "demo", "--format", form, "--complete")
    reason = "notes.ods: its name does not end in"

    assert (listed.stdout + listed.stderr).count(reason) == times


def test_A21_all_criteria_that_begin_so_are_suggested() -> None:
    result = CliRunner().invoke(cli, ["explain", str(FIXTURES / "corby.yaml"), "FIN-3"])

    assert result.exit_code == 2
    assert "help: did you mean `FIN-3a` or `FIN-3b`?" in result.output


@pytest.mark.parametrize("ending", ["pdf", "docx", "XLSM"])
def test_A12_a_name_that_no_format_has_is_refused(run: Run, ending: str) -> None:
    refused = run("assess", "granted.yaml", "--rules", "demo", "--output", f"letter.{ending}")

    assert refused.exit_code == 2
    assert f"nothing that this command writes ends in `.{ending}`" in refused.stderr
    assert not Path(f"letter.{ending}").exists()


@pytest.mark.slow
def test_A12_the_ending_chooses_the_format(run: Run) -> None:
    for ending, begins in (("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("json", b"{")):
        run("assess", "granted.yaml", "--rules", "demo", "--output", f"page.{ending}")

        assert Path(f"page.{ending}").read_bytes()[:15].upper().startswith(begins.upper())
