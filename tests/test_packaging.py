"""What is promised to whoever installs: versions, the lock, and who may use it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from authorisation import __version__
from authorisation.usecases.doctor import NEEDED

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
LOCKED = re.findall(r"^([\w.-]+)==(\S+)(?: ; (.*?))? \\$", LOCK, re.MULTILINE)
DIRECT = [Requirement(text) for text in PROJECT["dependencies"]]
DEVELOPMENT = [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"]]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_lock_chooses_one_version_within_each_range(python: str, system: str) -> None:
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "platform_python_implementation": "CPython",
    }
    chosen = [
        (name, version)
        for name, version, marker in LOCKED
        if not marker or Marker(marker).evaluate(machine)
    ]
    versions = dict(chosen)

    assert len(chosen) == len(versions)
    for wanted in (*DIRECT, *DEVELOPMENT):
        version = versions[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), f"{wanted}: run `make lock`"


def test_every_entry_of_the_lock_has_its_hashes_and_names_no_index() -> None:
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]

    assert len(entries) == len(LOCKED) >= len(DIRECT) + len(DEVELOPMENT)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK
    assert not re.search(r"^\s*-(?!-hash)", LOCK, re.MULTILINE)


RANGES = {
    "django": "~=5.2.8",  # its version with support for years
    "nhsuk-frontend-jinja": "~=0.10.2",  # its minor version is that of the style in package.json
}


def test_every_range_has_a_lowest_version_and_no_highest_but_those_with_a_reason() -> None:
    assert DIRECT
    for wanted in (*DIRECT, *DEVELOPMENT):
        if wanted.name in RANGES:
            assert str(wanted.specifier) == RANGES[wanted.name]
        else:
            assert [each.operator for each in wanted.specifier] == [">="], wanted


def test_doctor_looks_for_what_is_needed() -> None:
    assert {canonicalize_name(name) for name in NEEDED} == {
        canonicalize_name(wanted.name) for wanted in DIRECT
    }


def test_every_python_that_the_classifiers_name_is_allowed() -> None:
    named = re.findall(r"Python :: (3\.\d+)'", str(PROJECT["classifiers"]))

    assert named == PYTHONS
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


def test_the_licence_is_there_and_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert PROJECT["license"] == "MIT"
    assert PROJECT["license-files"] == ["LICENSE"]
    assert text.startswith("MIT License\n\nCopyright (c) 2026 The consortium-authorisation")
    assert [author["name"] for author in PROJECT["authors"]] == [
        "The consortium-authorisation contributors"
    ]


def test_python_runs_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "authorisation", "--version"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, f"authorise {__version__}\n")
