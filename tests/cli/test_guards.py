"""What somebody wrote is never lost to a result."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("name", ["f.xlsx", "f.yaml", "f.yml"])
def test_a_form_takes_the_place_of_nothing_unless_forced(run: Run, folder: Path, name: str) -> None:
    (folder / name).write_text("filled in")

    refused = run("form", "demo", "-o", name)

    assert (refused.exit_code, refused.stderr) == (
        2,
        (
            f"{name}: there is a file of that name, perhaps filled in already\n"
            "  help: name another file, or add --force to write over it\n"
        ),
    )
    assert (folder / name).read_text() == "filled in"
    assert run("form", "demo", "-o", name, "--force").exit_code == 0
    assert (folder / name).read_bytes() != b"filled in"


def test_a_form_goes_where_nothing_is_kept(run: Run) -> None:
    assert run("form", "demo", "-o", "/dev/null").exit_code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "f.pdf"], "f.pdf: a form is YAML or a workbook\n  help: let it end in .yaml or"),
        (
            ["-o", "f.xlsx", "--format", "yaml"],
            "f.xlsx: what ends so is not yaml\n  help: leave out `--format yaml`",
        ),
    ],
)
def test_a_form_ends_as_what_it_is(run: Run, folder: Path, args: list[str], said: str) -> None:
    refused = run("form", "demo", *args)

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not (folder / args[1]).exists()


@pytest.mark.parametrize(
    "args",
    [
        ["assess", "granted.yaml", "-o", "granted.yaml"],
        ["assess", "granted.yaml", "-o", "link.yaml"],
        ["assess", "granted.yaml", "-o", "rules/../granted.yaml"],
        ["assess", "granted.yaml", "--record", "granted.yaml", "--force"],
        ["assess", "granted.yaml", "open.yaml", "-o", "granted.yaml", "--format", "csv"],
        ["assess", "granted.yaml", "--against", "demo", "-o", "granted.yaml"],
        ["explain", "granted.yaml", "LAY", "-o", "granted.yaml"],
        ["explain", "granted.yaml", "LAY", "--format", "html", "-o", "granted.yaml"],
    ],
)
def test_nothing_is_written_over_what_was_read(run: Run, folder: Path, args: list[str]) -> None:
    before = (folder / "granted.yaml").read_text()
    (folder / "link.yaml").symlink_to("granted.yaml")

    refused = run(*args, "--rules", "demo")

    assert refused.exit_code == 2
    assert (folder / "granted.yaml").read_text() == before
    place = args[args.index("-o") + 1] if "-o" in args else "granted.yaml"
    assert refused.stderr == (
        f"{place}: this file is read, so nothing is written over it\n"
        "  help: name another file for what comes out\n"
    )


@pytest.mark.parametrize(("place", "file"), [("kept", "kept/granted.json"), ("r.json", "r.json")])
def test_an_earlier_record_stays_unless_forced(
    run: Run, folder: Path, place: str, file: str
) -> None:
    (folder / "kept").mkdir()
    keep = ["assess", "granted.yaml", "--rules", "demo", "--record", place]
    run(*keep)
    first = (folder / file).read_bytes()

    again = run(*keep)
    other = run(*keep, "--set", "least=900", "-o", "page.txt")

    assert (again.exit_code, other.exit_code, other.stderr) == (
        0,
        2,
        (
            f"{file}: another record is kept there\n"
            "  help: name another file or folder, or add --force to write over it\n"
        ),
    )
    assert (folder / file).read_bytes() == first
    assert not (folder / "page.txt").exists()
    assert run(*keep, "--set", "least=900", "--force").exit_code == 0
    assert (folder / file).read_bytes() != first
