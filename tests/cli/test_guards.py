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
        (
            ["-o", "f.pdf"],
            (
                "f.pdf: nothing that this command writes ends in `.pdf`\n"
                "  help: let the name end in .yaml or .xlsx\n"
            ),
        ),
        (
            ["-o", "f.xlsx", "--format", "yaml"],
            (
                "f.xlsx: what ends in `.xlsx` is not yaml\n"
                "  help: leave out `--format yaml`, or let the name end in .yaml\n"
            ),
        ),
    ],
)
def test_a_form_ends_as_what_it_is(run: Run, folder: Path, args: list[str], said: str) -> None:
    refused = run("form", "demo", *args)

    assert (refused.exit_code, refused.stderr) == (2, said)
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


@pytest.mark.slow
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


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize(
    "args", [["assess", "granted.yaml", "open.yaml", "--rules", "demo"], ["rules", "demo"]]
)
def test_a_folder_of_pages_takes_the_place_of_its_own_pages_alone(
    run: Run, folder: Path, args: list[str], form: str
) -> None:
    pages = [*args, "--format", form, "--output", "pages/"]
    run(*pages)
    index = folder / "pages" / ("index.html" if form == "html" else "index.md")
    made = index.read_bytes()
    index.write_bytes(made.replace(b"demo", b"damo"))
    again = run(*pages)
    whole = {file: file.read_bytes() for file in (folder / "pages").iterdir()}
    index.write_text("# Our own list\n")

    refused = run(*pages)

    assert (again.exit_code, whole[index]) == (run(*args).exit_code, made)
    assert (refused.exit_code, refused.stderr.replace(f"{index.name}", "index")) == (
        2,
        (
            "pages/index: a file is there that this program did not make as a page of a folder\n"
            "  help: name another folder, or move that file away\n"
        ),
    )
    assert {file: file.read_bytes() for file in whole} == {**whole, index: b"# Our own list\n"}

    index.write_bytes(made.replace(b"\n", b"\r\n").rstrip())
    as_checked_out = run(*pages)

    assert (as_checked_out.exit_code, index.read_bytes()) == (again.exit_code, made)


def test_a_folder_of_pages_takes_the_place_of_what_else_is_there_where_it_is_forced(
    run: Run, folder: Path
) -> None:
    index = folder / "pages" / "index.html"
    index.parent.mkdir()
    index.write_text("Our own list")

    pages = ["assess", "granted.yaml", "open.yaml", "--rules", "demo", "--output", "pages/"]
    refused = run(*pages, "--format", "html")
    forced = run(*pages, "--format", "html", "--force")

    assert (refused.exit_code, "name another folder" in refused.stderr) == (2, True)
    assert (forced.exit_code, forced.stderr) == (run(*pages[:-2]).exit_code, "")
    assert b"Our own list" not in index.read_bytes()


def test_a_replay_says_what_changed_in_the_application_since(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "--rules", "demo", "--record", "r.json")
    same = run("replay", "r.json", "--submission", "granted.yaml")
    text = (folder / "granted.yaml").read_text()
    text = text.replace("1500", "1501").replace("  pool: [{code: B1}]\n", "")
    (folder / "granted.yaml").write_text(text)

    changed = run("replay", "r.json", "--submission", "granted.yaml")

    assert (same.exit_code, same.stdout) == (
        0,
        (
            "r.json: the record by itself: the same comes out\n"
            "granted.yaml: the application has not changed since\n"
        ),
    )
    first, since, *answers = changed.stdout.splitlines()
    assert changed.exit_code == 13
    assert first == "r.json: the record by itself: the same comes out"
    assert since.startswith("granted.yaml: the application has changed since: sha256 was ")
    assert answers == [
        (
            "granted.yaml: changed: Population registered: 1,501 patients, instead of: 1,500 patients"
            " (population.registered)"
        ),
        "granted.yaml: withdrawn: Pool: it was: code: B1 (pool)",
    ]


def test_a_replay_says_that_only_its_day_changed(run: Run, folder: Path) -> None:
    run("assess", "granted.yaml", "--rules", "demo", "--record", "r.json")
    text = (folder / "granted.yaml").read_text()
    (folder / "granted.yaml").write_text(text.replace("2012-06-01", "2012-06-02") + "# a remark\n")

    changed = run("replay", "r.json", "--submission", "granted.yaml")

    assert changed.exit_code == 13
    assert changed.stdout.endswith("granted.yaml: every answer is as it was\n")


def test_without_a_command_the_usage_is_given_once(run: Run) -> None:
    bare = run()

    assert (bare.exit_code, bare.stdout) == (2, "")
    assert bare.stderr == run("--help").stdout
    assert bare.stderr.count("Usage:") == 1


def test_a_form_for_the_decision_promises_nothing_else(run: Run) -> None:
    decided = " ".join(run("form", "demo", "--stage", "decision").stdout.replace("##", "").split())

    assert "never held against you" not in decided
    assert (
        "counts as not answered, which at decision leaves open what it would have shown." in decided
    )


TAKES_TABLES = (
    "`authorise portfolio run` takes a table by its own name, or with `--engine spark` a folder of "
    "Parquet"
)


@pytest.mark.parametrize("name", ["ours.docx", "ours.PDF", "ours.csv", "ours.parquet", "ours.DB"])
def test_what_ends_as_something_else_is_no_submission(run: Run, folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"PK\x03\x04 or whatever")
    tables = name.lower().endswith((".csv", ".parquet", ".db"))

    refused = run("assess", name, "--rules", "demo")

    assert (refused.exit_code, refused.stderr) == (
        6,
        (
            f"{name}: not a submission (.yaml or .xlsx)\n"
            "  help: `authorise form SET -o FILE.xlsx` writes one to fill in"
            + (f"; {TAKES_TABLES}\n" if tables else "\n")
        ),
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["portfolio", "run", "demo", "tables", "--output", "out.parquet"],
        ["compare", "demo", "demo", "--on", "tables"],
        ["assess", "tables", "--rules", "demo"],
    ],
)
def test_of_a_folder_of_tables_it_is_told_what_takes_them(
    run: Run, folder: Path, arguments: list[str]
) -> None:
    (folder / "tables").mkdir()
    (folder / "tables/part-0.parquet").touch()

    refused = run(*arguments)

    assert (refused.exit_code, refused.stderr) == (
        6,
        (
            "tables: no .yaml or .xlsx file in this folder\n"
            f"  help: name a file, or a folder that holds submissions; {TAKES_TABLES}\n"
            "tables/part-0.parquet: its name does not end in .yaml, .yml or .xlsx\n"
        ),
    )
