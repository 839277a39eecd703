"""What the page on pools says of tables that name others, and what it says once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.errors import ExitCode
from tests.cli.pool_round import SIZES
from tests.expected import ROOT

Run = Callable[..., Result]


def page_of(result: Result) -> str:
    assert result.exit_code == ExitCode.DONE, result.output
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "near.csv",
            "code;near\nA1;B1\nB1;D1\n",
            "near.csv:1:1: `;` stand between its cells\n  help: save it with commas between them\n",
        ),
        (
            "sizes.csv",
            "code\tsize\nF1\t300\n",
            "sizes.csv:1:1: tabs stand between its cells\n  help: save it with commas between them\n",
        ),
        (
            "near.csv",
            "code,near,miles\nA1,B1,2\nB1,D1,3\n",
            (
                "near.csv:1:1: the first row has 3 columns, and this table has two\n"
                "  help: leave out all but `code,near`\n"
            ),
        ),
        (
            "near.csv",
            "code,near\nA1,B1\nA1,B1,2\nB1\nB1,\n",
            (
                "near.csv:3:1: a row has two texts, and this has not, nor have 2 more, the last in"
                " line 5\n"
                "  help: write two, with a comma between them; one that holds a comma stands in"
                " quotes\n"
            ),
        ),
        (
            "near.csv",
            "one,two\nA1,B1,2\n",
            (
                "near.csv:1:1: the first row is not `code,near` or `code,area`\n"
                "  help: name the columns so\n"
            ),
        ),
    ],
)
def test_what_is_wrong_with_every_row_of_a_table_is_told_once(
    pool: Run, file: str, text: str, says: str
) -> None:
    Path(file).write_text(text)

    result = pool("--near", "near.csv", "--practices", "epraccur.csv", "--sizes", "sizes.csv")

    assert (result.exit_code, result.stdout) == (ExitCode.INVALID_SUBMISSION, "")
    assert result.stderr == says


def test_a_group_near_it_whose_figure_is_not_known_is_named(pool: Run) -> None:
    Path("near.csv").write_text("code,near\nA1,B1\nA1,Epsilon\nG1,Epsilon\n")

    page = page_of(pool("--near", "near.csv"))

    assert (
        "1 partner is enough, out of 1 group near it. Near it too, and in no pool, since the figure"
        " is not known: Epsilon."
    ) in page
    assert (
        "short by 550 patients. near.csv names no group near it whose figure is known. Near it, and"
        " in no pool, since the figure is not known: Epsilon."
    ) in page
    assert "near.csv names no group near it. " not in page


def test_whom_a_table_names_is_not_called_no_application_where_one_cannot_be_used(
    pool: Run,
) -> None:
    Path("round/bad.yaml").write_text("name: Bad\ncode: X9\nanswers: {nothing: 1}\n")

    result = pool("--near", "near.csv")

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    assert "near.csv also names X9, of whom there is no application here that can be used." in (
        " ".join(result.stdout.split())
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "No practice of the practice file may join."),
        (
            ("--near", "near.csv"),
            "Of the practices that may join, near.csv names none near it.",
        ),
    ],
)
def test_a_table_is_spoken_of_only_where_there_is_one(
    pool: Run, options: tuple[str, ...], says: str
) -> None:
    nobody = "F9000,1\n" if options else ""
    Path("sizes.csv").write_text(f"code,size\n{nobody}")

    page = page_of(pool("--practices", "epraccur.csv", "--sizes", "sizes.csv", *options))

    assert says in page
    assert "none is near it" not in page


def test_sizes_of_practices_that_the_practice_file_does_not_have_are_named(pool: Run) -> None:
    Path("sizes.csv").write_text(SIZES.replace(",", "000,").replace("code000", "code") + "Q1,9\n")

    page = page_of(pool("--practices", "epraccur.csv", "--sizes", "sizes.csv"))

    assert "The table of sizes also names Q1, which the practice file does not have." in page


def test_what_a_merger_would_change_is_told_once_for_each_pool(pool: Run) -> None:
    result = pool("--near", "near.csv")

    assert result.stdout.count("If Alpha (A1) and Beta (B1) became one group") == 1
    assert "What a merger with Alpha (A1) would change stands above." in page_of(result)


def test_a_page_for_paper_names_no_option(run: Run) -> None:
    pool = ("pool", str(ROOT / "fixtures/corby.yaml"), "--rules-root", str(ROOT / "rules"))
    page = page_of(run(*pool))

    assert "others drew it at 40,000 patients, 300,000 patients and 500,000 patients." in page
    assert "--" not in page
