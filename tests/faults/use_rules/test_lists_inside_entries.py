"""A list inside an entry of a list is called what it is: answered so far, or counted so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.rule_sets.folders import copy_folder
from tests.shipped import RULES

Page = Callable[[str], str]
ROLE = "role: {type: choice, of: [lay, gp], none: neither, ask: Role}"
ENTRY = "name: A, role: lay, group_member: false, health_professional: false, lay_exclusions: "


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """The page of a governing body of one, of whom this is said, at the decision."""

    def assess(exclusions: str) -> str:
        file = tmp_path / "ours.yaml"
        answers = f"answers: {{board: [{{{ENTRY}{exclusions}}}]}}"
        file.write_text(f"name: Ours\nas_of: 2012-10-01\n{answers}\n", encoding="utf-8")
        given = ["assess", str(file), "--rules", "statutory-2012", "--stage", "decision"]
        shown = CliRunner().invoke(cli, given, env={"AUTHORISATION_RULES": str(RULES)})
        return " ".join(shown.stdout.split())

    return assess


def test_a_count_of_one_that_may_grow_is_at_least_so_many(page: Page) -> None:
    shown = page("{so_far: [employee of a PCT]}")

    assert "grounds that exclude a lay member (at least 1) is not 0" in shown


def test_one_without_an_entry_yet_is_not_answered(page: Page) -> None:
    shown = page("{so_far: []}")

    assert "Not answered: Who sits on the governing body? Entry 1: Which of these apply?" in shown


def test_one_with_entries_so_far_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = "posts: {type: choices, of: [chair, deputy], ask: Which posts?}"
    every = "every: member\n      in: board\n      satisfies: count(member.posts) >= 2"
    copy_folder(
        "demo",
        tmp_path,
        {
            "rules/questions/all.yaml": (ROLE, f"{ROLE}\n    {posts}"),
            "rules/demo/criteria/all.yaml": (
                'count(board[role = "lay"]) >= 1',
                f"\n      {every}",
            ),
        },
    )
    monkeypatch.chdir(tmp_path)
    Path("ours.yaml").write_text(
        "name: Ours\nas_of: 2012-06-01\nanswers: {board: [{posts: {so_far: [chair]}}]}\n",
        encoding="utf-8",
    )

    given = ["assess", "ours.yaml", "--rules", "demo", "--stage", "decision"]
    shown = CliRunner().invoke(cli, given, env={"AUTHORISATION_RULES": "rules"}).stdout

    assert "Answered so far only: Who sits on the board? Entry 1: Which posts?" in shown
    assert "Not answered: Who sits on the board? Entry 1: Which posts?" not in shown
