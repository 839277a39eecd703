"""Slips in the head of a rule set, its ids and its links are told as they are, with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import Result

from authorisation.language.rules.inheritance.gathered import GatheredRuleSet, with_removals
from authorisation.model.source import Location, Problem

Run = Callable[..., Result]


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize(
    ("following", "message"),
    [
        ("demo", "`demo` cannot follow itself\n  help: leave it out here\n"),
        ("nope, nope", "`nope` is named twice\n  help: leave it out here\n"),
    ],
)
def test_r2_what_follows_is_another_rule_set_and_named_once(
    run: Run, folder: Path, following: str, message: str
) -> None:
    head = folder / "rules/demo/ruleset.yaml"
    change(head, "id: demo\n", f"id: demo\nfollowed_by: [{following}]\n")

    result = run("check", "demo")

    assert (result.exit_code, result.stdout.count("ruleset.yaml:2:")) == (3, 1)
    assert message in result.stdout


@pytest.mark.parametrize("word", ["outcome", "stage"])
def test_r3_no_criterion_has_an_id_that_means_something_else_in_cases(
    run: Run, folder: Path, word: str
) -> None:
    (folder / "rules/demo/criteria/more.yaml").write_text(
        f"criteria:\n  - {{id: {word}, title: A, severity: note, source: ours, "
        "require: 'count(board) >= 0'}\n"
    )

    assert f"no case can expect a criterion with the id `{word}`" in run("check", "demo").stdout


@pytest.mark.parametrize("asked", ["Demo", "demo"])
def test_r5_a_folder_whose_name_is_no_rule_sets_is_told_so(
    run: Run, folder: Path, asked: str
) -> None:
    (folder / "rules/demo").rename(folder / "rules/Demo")

    assert run("check", asked).stdout.startswith(
        f"{asked}: the name of the folder `Demo` cannot be that of a rule set\n"
        "  help: rename it to the `id` in its `ruleset.yaml`: small letters, digits and `-`\n"
    )


def test_r6_a_criterion_answered_by_itself_is_told_what_helps(run: Run, folder: Path) -> None:
    (folder / "rules/demo/criteria/more.yaml").write_text(
        "criteria:\n  - {id: A2, title: A, severity: note, source: ours, answered_by: [A2], "
        "require: 'count(board) >= 0'}\n"
    )

    told = run("check", "demo").stdout

    assert "help: name another criterion of these rules, or leave it out\n" in told
    assert "did you mean `A2`?" not in told


def test_r7_completion_without_a_shell_names_the_shells_on_one_line(run: Run) -> None:
    assert run("completion").stderr.endswith("Write one of bash, zsh, fish.\n")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            "/nowhere/at/all.yaml",
            "a link to a file that is not there\n  help: put the file here, or remove the link\n",
        ),
        (
            "../../../granted.yaml",
            "leads outside the folder of rules `rules`\n  help: put a copy of the file in place of",
        ),
    ],
    ids=["dangling", "outside"],
)
def test_r9_a_link_is_told_as_it_is(run: Run, folder: Path, target: str, message: str) -> None:
    (folder / "rules/demo/criteria/link.yaml").symlink_to(target)

    assert f"rules/demo/criteria/link.yaml:1:1: {message}" in run("check", "demo").stdout


@pytest.mark.parametrize("again", [True, False], ids=["asked again", "gone"])
def test_r10_what_is_asked_again_is_not_gone_and_a_near_name_is_still_told(again: bool) -> None:
    here = Location("ruleset.yaml", 3, 1)
    parts = SimpleNamespace(
        parameters={},
        derived={},
        criteria={},
        asks=[SimpleNamespace(text="practices")] if again else [],
        removed_at={"practices": here},
    )
    name, near = "practices.codee", "did you mean `practices.code`?"
    problem = Problem(here, f"unknown name `{name}`", near, written=name)

    (told,) = with_removals([problem], cast("GatheredRuleSet", parts))

    assert ("was removed" in told.message) is not again
    assert told.help.startswith("did you mean `practices.code`?")
