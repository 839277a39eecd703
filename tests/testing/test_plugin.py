"""pytest runs the cases of rule sets, and nothing of ours is loaded where there are none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rule_sets.folders import child_head, copy_folder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def pytest_in(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    environment.pop("PYTEST_ADDOPTS", None)
    ours = ("-p", "authorisation.testing.plugin", "-p", "no:cacheprovider", "-q")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *ours, *args],
        cwd=folder,
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_case_is_a_test_and_inherited_ones_are_run_on_the_rules_that_inherit_them(
    tmp_path: Path,
) -> None:
    copy_folder("base", tmp_path)

    done = pytest_in(tmp_path, "--collect-only", "rules")

    names = [line for line in done.stdout.splitlines() if "::" in line]
    own = "rules/child/cases/all.yaml"
    assert [name for name in names if name.startswith(own)] == [
        f"{own}::small",
        f"{own}::still growing",
    ]
    inherited = [name for name in names if "::inherited::" in name]
    assert sorted(name.rpartition("::")[2] for name in inherited) == [
        "around the line, row 1",
        "around the line, row 2",
        "large",
    ]
    assert {name.rpartition("::")[2] for name in names if name.startswith("rules/base")} == {
        "small",
        "large",
        "around the line, row 1",
        "around the line, row 2",
    }


def test_all_of_a_rule_set_runs_beside_a_plugin_that_looks_for_fixtures_in_every_test(
    tmp_path: Path,
) -> None:
    copy_folder("demo", tmp_path)
    promises = tmp_path / "rules/demo/properties/all.yaml"
    promises.parent.mkdir()
    promises.write_text(
        "- id: NOTHING\n  title: No group has less than nobody\n  source: ours\n"
        "  never: population.registered < 0\n",
        encoding="utf-8",
    )

    beside = ("-p", "pytest_asyncio.plugin", "-p", "pytest_lsp")
    done = pytest_in(tmp_path, *beside, "rules/demo")

    assert "3 passed" in done.stdout, done.stdout


def test_a_case_that_fails_shows_expected_beside_actual_and_what_decided_it(
    tmp_path: Path,
) -> None:
    copy_folder("demo", tmp_path, {"rules/demo/parameters.yaml": ("value: 1000", "value: 1501")})

    done = pytest_in(tmp_path, "rules", "-k", "large", "-x")

    assert done.returncode == 1, done.stdout
    assert "rules/demo/cases/all.yaml:1:3: large enough" in done.stdout
    assert "  SIZE: expected met, got not met\n    ✗ population registered" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "1 failed, 1 deselected" in done.stdout


def test_rules_that_cannot_be_used_are_an_error_with_its_place(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path, {"rules/demo/parameters.yaml": ("value: 1000", "value: many")})

    done = pytest_in(tmp_path, "rules")

    assert done.returncode == 2, done.stdout
    assert re.search(r"rules/demo/parameters\.yaml:\d+:\d+: ", done.stdout)
    assert "Traceback" not in done.stdout + done.stderr


def test_only_cases_of_rule_sets_are_collected_and_nothing_is_loaded_before_one_is(
    tmp_path: Path,
) -> None:
    for name in ("data.yaml", "cases/list.yaml", "rules/demo/notes.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("- case: none\n", encoding="utf-8")
    (tmp_path / "test_loaded.py").write_text(
        "import sys\n"
        "def test_nothing():\n"
        "    ours = [m for m in sys.modules if m.startswith('authorisation')]\n"
        "    assert sorted(ours) == ['authorisation', 'authorisation.testing', "
        "'authorisation.testing.plugin']\n"
        "    assert 'pydantic' not in sys.modules and 'msgspec' not in sys.modules\n",
        encoding="utf-8",
    )

    done = pytest_in(tmp_path)

    assert "1 passed" in done.stdout, done.stdout


def test_a_child_without_cases_of_its_own_runs_those_that_it_inherits(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    kid = tmp_path / "rules/kid"
    kid.mkdir()
    (kid / "ruleset.yaml").write_text(child_head("kid", "demo"), encoding="utf-8")
    without = pytest_in(tmp_path, "rules/kid")
    (kid / "cases").mkdir()
    empty = pytest_in(tmp_path, "rules/kid")

    for done in (empty, without):
        assert "2 passed" in done.stdout, done.stdout


def test_a_link_that_leads_nowhere_and_a_day_without_figures_are_told_without_a_traceback(
    tmp_path: Path,
) -> None:
    early = ("as_of: 2012-06-01", "as_of: 2001-01-01")
    copy_folder("demo", tmp_path, {"rules/demo/cases/all.yaml": early})
    day = pytest_in(tmp_path, "rules", "-k", "large")
    (tmp_path / "rules/demo/cases/gone.yaml").symlink_to("/nowhere.yaml")
    link = pytest_in(tmp_path, "rules")

    assert "it cannot be assessed: " in day.stdout, day.stdout
    assert "rules/demo/cases/all.yaml:1:3: large enough" in day.stdout
    assert link.stdout.count("gone.yaml:") == 1, link.stdout
    for done in (day, link):
        assert done.returncode in {1, 2}
        assert "Traceback" not in done.stdout + done.stderr
