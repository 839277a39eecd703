"""The hooks for pre-commit: those for repositories of rules, run as it would run them, and our own."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.language.rules.find import (
    EDITIONS_FILE,
    PART_FILES,
    PART_FOLDERS,
    QUESTIONS_FOLDER,
)
from tests.rule_sets.folders import read_folder

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
OURS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]


@dataclass
class Repository:
    """A repository of rules: its own folder of rule sets, and an application."""

    root: Path

    def run(self, hook: str) -> tuple[int, str]:
        """Run a hook on all files, by names below the repository that its pattern finds."""
        paths = (p for p in self.root.rglob("*") if p.is_file())
        names = sorted(str(path.relative_to(self.root)) for path in paths)
        found = [name for name in names if re.search(HOOKS[hook]["files"], name)]
        program, *arguments = shlex.split(HOOKS[hook]["entry"])
        assert program == "authorise"
        with chdir(self.root):
            done = CliRunner().invoke(cli, [*arguments, *found], prog_name="authorise")
        return done.exit_code, done.stdout + done.stderr

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture(params=["", "rules/", "policy/2013/"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """The small rules, in a folder of the repository or at its top."""
    for name, text in read_folder("demo").items():
        place = tmp_path / (request.param + name.removeprefix("rules/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return Repository(tmp_path)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_change_of_any_part_of_a_rule_set_runs_a_hook(hook: str) -> None:
    parts = [*PART_FILES, EDITIONS_FILE]
    parts += [f"{each}/part.yaml" for each in (*PART_FOLDERS, QUESTIONS_FOLDER)]

    assert len(parts) > 8
    assert [part for part in parts if not re.search(HOOKS[hook]["files"], part)] == []


def test_rules_without_a_fault_pass(repository: Repository) -> None:
    demo = next(repository.root.rglob("ruleset.yaml")).parent.relative_to(repository.root)

    assert repository.run("authorise-check") == (0, f"{demo}: no problems\n")
    code, told = repository.run("authorise-test")
    assert code == 0
    assert told.splitlines() == [
        f"{demo}: all 2 cases came out as they say",
        f"advice: {demo}/outcomes.yaml:2:41: no case comes to the outcome `refused` [not-covered]",
        (
            f"advice: {demo}/parameters.yaml:1:1: no case looks at `least` as it is from 2013-01-01 "
            "[not-covered]"
        ),
    ]


def test_a_fault_stops_the_commit_with_its_place(repository: Repository) -> None:
    criteria = next(repository.root.rglob("criteria/all.yaml")).relative_to(repository.root)
    repository.replace(str(criteria), ">= least", ">= leest")
    code, said = repository.run("authorise-check")

    assert code == 3
    assert f"{criteria}:7:39: unknown name `leest`\n  help: did you mean `least`?\n" in said


def test_a_case_that_comes_out_otherwise_stops_the_commit(repository: Repository) -> None:
    cases = next(repository.root.rglob("cases/all.yaml")).relative_to(repository.root)
    repository.replace(str(cases), "LAY: met", "LAY: not met")
    code, said = repository.run("authorise-test")

    assert code == 12
    assert "1 of 2 cases came out otherwise" in said


def test_a_file_of_the_bank_stands_for_the_rule_sets_beside_it(repository: Repository) -> None:
    questions = next(repository.root.rglob("questions/all.yaml")).relative_to(repository.root)
    repository.replace(str(questions), "registered:", "registred:")

    assert repository.run("authorise-check")[0] == 3


@pytest.mark.parametrize(
    ("name", "looked_at"),
    [
        ("rules/mine/ruleset.yaml", True),
        ("parameters.yaml", True),
        ("mine/criteria/size.yml", True),
        ("mine/cases/regime/money.yaml", True),
        ("questions/returns/all.yaml", True),
        ("editions.yaml", True),
        ("applications/corby.yaml", False),
        (".pre-commit-config.yaml", False),
        ("mine/criteria/README.md", False),
        ("my-parameters.yaml", False),
    ],
)
def test_which_files_are_looked_at(name: str, looked_at: bool) -> None:
    assert {bool(re.search(hook["files"], name)) for hook in HOOKS.values()} == {looked_at}


def test_every_hook_has_what_pre_commit_asks_of_it() -> None:
    needed = {"id", "name", "entry", "language", "files"}

    assert [hook["id"] for hook in HOOKS.values() if not needed <= set(hook)] == []
    assert {hook["language"] for hook in HOOKS.values()} == {"python"}


def test_our_own_hooks_fetch_nothing() -> None:
    hooks = [hook for repository in OURS for hook in repository["hooks"]]

    assert [repository["repo"] for repository in OURS] == ["local"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert {hook["entry"].split()[0] for hook in hooks} <= {
        f".venv/bin/{name}" for name in ("ruff", "mypy", "authorise")
    }
