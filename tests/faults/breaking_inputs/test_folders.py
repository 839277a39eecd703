"""A folder of applications is read as far as it goes, and no further."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
DEMO = ("--rules", "demo")


@pytest.fixture
def apart(folder: Path) -> Path:
    """A folder of one application."""
    (folder / "apps").mkdir()
    (folder / "granted.yaml").rename(folder / "apps/granted.yaml")
    return folder / "apps"


@pytest.mark.parametrize("name", ["refused.YAML", "refused.Yml", "refused.YML"])
def test_B5_no_application_is_left_out_for_the_capitals_of_its_ending(
    run: Run, folder: Path, apart: Path, name: str
) -> None:
    (folder / "refused.yaml").rename(apart / name)

    assert run("assess", "apps", *DEMO).stdout.startswith("2 submissions\n")


def test_B5_capitals_leave_out_no_file_of_rules(run: Run, folder: Path) -> None:
    (folder / "rules/demo/criteria/all.yaml").rename(folder / "rules/demo/criteria/ALL.YAML")
    (folder / "rules/questions").rename(folder / "rules/bank")
    (folder / "rules/questions").mkdir()
    for file in (folder / "rules/bank").iterdir():
        file.rename(folder / "rules/questions" / file.name.upper())

    assert run("check", "demo").stdout == "demo: no problems\n"
    assert "LAY" in run("explain", "conditions.yaml", "LAY", *DEMO).stdout


def test_B5_a_dangling_link_is_named(run: Run, apart: Path) -> None:
    (apart / "loop.yaml").symlink_to("loop.yaml")

    page = run("assess", "apps", *DEMO).stdout

    assert page.startswith("1 submission; 1 file or folder not read\n")
    assert "- apps/loop.yaml: a link to a file that is not there\n" in page


@pytest.mark.parametrize("target", ["../secret.yaml", "absolute"])
def test_B22_a_link_out_of_the_folder_is_not_followed_and_none_of_its_text_is_shown(
    run: Run, folder: Path, apart: Path, target: str
) -> None:
    secret = folder / "secret.yaml"
    secret.write_text("hunter2: [\n")
    (apart / "link.yaml").symlink_to(secret if target == "absolute" else target)

    result = run("assess", "apps", *DEMO)
    checked = run("check", "apps", *DEMO)

    assert result.stdout.startswith("1 submission; 1 file or folder not read\n")
    assert (
        "- apps/link.yaml: a link out of this folder (help: put a copy of the file here)\n"
        in result.stdout
    )
    assert "apps/link.yaml: a link out of this folder\n" in checked.stdout
    assert "hunter2" not in result.output + checked.output


def test_B22_folders_are_not_reached_by_links(run: Run, folder: Path, apart: Path) -> None:
    (folder / "other").mkdir()
    (folder / "refused.yaml").rename(folder / "other/refused.yaml")
    (apart / "out").symlink_to("../other")
    (apart / "again").symlink_to(".")

    page = run("assess", "apps", *DEMO, "--recursive").stdout

    assert page.startswith("1 submission; 2 files or folders not read\n")
    assert "- apps/again: a link to a folder\n- apps/out: a link out of this folder" in page


def test_B22_a_link_inside_the_folder_and_a_link_that_was_named_are_followed(
    run: Run, folder: Path, apart: Path
) -> None:
    (apart / "more").mkdir()
    (folder / "refused.yaml").rename(apart / "more/refused.yaml")
    (apart / "refused.yaml").symlink_to("more/refused.yaml")
    (folder / "named.yaml").symlink_to("apps/granted.yaml")

    assert run("assess", "apps", *DEMO).stdout.startswith(
        "2 submissions; 1 file or folder not read\n"
    )
    assert run("assess", "named.yaml", *DEMO).exit_code == 0


def test_B22_what_is_no_file_is_named_and_not_waited_for(run: Run, apart: Path) -> None:
    os.mkfifo(apart / "pipe.yaml")

    assert "- apps/pipe.yaml: not a regular file\n" in run("assess", "apps", *DEMO).stdout


@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
def test_B20_one_application_in_a_folder_makes_a_folder_of_pages_as_two_do(
    run: Run, folder: Path, apart: Path, there: bool
) -> None:
    if there:
        (folder / "pages").mkdir()

    result = run("assess", f"{apart.name}/", *DEMO, "--format", "html", "--output", "pages/")

    assert result.exit_code == 0
    assert sorted(path.name for path in (folder / "pages").iterdir()) == [
        "granted.html",
        "index.html",
    ]
