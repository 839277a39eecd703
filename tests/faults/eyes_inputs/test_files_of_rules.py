"""What nothing reads in a folder of rules is named, with where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
MOVED = "nothing reads this file\n  help: "
ADVISED = "nothing reads this file [unread-file]\n  help: "


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        (
            "demo/criteria/sub/x.yaml",
            "move it to `criteria/x.yaml`: folders in `criteria` are not read",
        ),
        ("demo/cases/sub/s.YML", "move it to `cases/s.YML`: folders in `cases` are not read"),
        ("demo/case/s.yaml", "move it to `cases/s.yaml`"),
        ("demo/Criteria/s.yaml", "move it to `criteria/s.yaml`"),
        ("demo/outcomes.yml", "move it to `outcomes.yaml`"),
        ("demo/parameters/x.yaml", "put what it holds into `parameters.yaml`"),
        (
            "demo/loose.yaml",
            (
                "what is read is `ruleset.yaml`, `parameters.yaml`, `outcomes.yaml`, `regime.yaml`, or "
                "a file in criteria, cases, cases/regime, properties, questions"
            ),
        ),
        (
            "demo/questions/returns/x.yaml",
            "questions of returns stand in `questions/returns` beside the rule sets",
        ),
        ("questions/more/x.yaml", "move it to `questions` or to `questions/returns`"),
    ],
)
def test_r1_advice_names_each_file_that_nothing_reads(
    run: Run, folder: Path, file: str, remedy: str
) -> None:
    path = folder / "rules" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x: y\n")

    result = run("check", "demo", "--advice")

    assert f"advice: rules/{file}: {ADVISED}{remedy}\n" in result.stdout
    assert result.stdout.count("nothing reads") == 1


def test_r1_a_file_in_the_place_of_a_folder_is_named(run: Run, folder: Path) -> None:
    (folder / "rules/demo/cases").rename(folder / "rules/demo/kept")
    (folder / "rules/demo/kept").rename(folder / "kept")
    (folder / "rules/demo/cases").write_text("- case: one\n")

    assert (
        f"advice: rules/demo/cases: {ADVISED}make a folder of that name, and move this to "
        "`cases/all.yaml`\n"
    ) in run("check", "demo", "--advice").stdout


def test_r1_rules_that_miss_a_name_say_which_file_is_left_out(run: Run, folder: Path) -> None:
    (folder / "rules/demo/parameters.yaml").rename(folder / "rules/demo/parameters.yml")

    result = run("check", "demo")

    assert "unknown name" in result.stdout
    assert f"rules/demo/parameters.yml: {MOVED}move it to `parameters.yaml`\n" in result.stdout


def test_r1_what_is_read_is_not_named(run: Run) -> None:
    assert "nothing reads" not in run("check", "demo", "--advice").stdout


def test_r1_a_sample_of_a_submission_beside_the_rules_is_no_part_of_them(
    run: Run, folder: Path
) -> None:
    sample = (folder / "granted.yaml").read_text()
    (folder / "rules" / "demo" / "sample.yaml").write_text(sample)

    result = run("check", "demo", "--advice")

    assert "sample.yaml" not in result.output
