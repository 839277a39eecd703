"""With whom groups that fall short would reach the line: `pool`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import Result

from authorisation.errors import EngineUnavailable, ExitCode
from authorisation.usecases.pool import find
from tests.cli.pool_round import ROUND
from tests.expected import ROOT, assert_expected
from tests.practice_rows import practice_row

Run = Callable[..., Result]
HERE = Path(__file__).parent / "pool"
SCHEMA = ROOT / "docs" / "schemas" / "pools.schema.json"


def found(result: Result) -> dict[str, Any]:
    assert result.exit_code == ExitCode.DONE, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), record)
    return record


def members(record: dict[str, Any]) -> dict[str, list[list[str]]]:
    return {each["id"]: [p["members"] for p in each["pools"]] for each in record["short"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    "form", ["text", *(pytest.param(form, marks=pytest.mark.slow) for form in ("markdown", "csv"))]
)
def test_a_page_says_with_whom_what_a_merger_changes_and_what_is_not_known(
    pool: Run, form: str
) -> None:
    result = pool("--near", "near.csv", "--format", form, "--width", "90")

    assert result.exit_code == ExitCode.DONE
    assert_expected(HERE / f"near.{form}", result.stdout)


def test_without_a_table_everybody_is_near_and_the_page_says_so(pool: Run) -> None:
    record = found(pool("--format", "json"))
    page = pool()

    assert members(record) == {
        "A1": [["A1", "G1"], ["A1", "B1"], ["A1", "D1"]],
        "B1": [["A1", "B1"], ["B1", "D1"]],
        "G1": [["A1", "G1"], ["D1", "G1"]],
    }
    assert "so every other group is taken to be near" in " ".join(page.stdout.split())


def test_the_pools_for_all_at_once_have_the_fewest_others_and_each_once_where_asked(
    pool: Run,
) -> None:
    plan = found(pool("--format", "json"))["plan"]
    once = found(pool("--format", "json", "--each-once"))["plan"]

    assert (plan["partners"], plan["is_optimal"]) == ([], True)
    assert {each for p in plan["pools"] for each in p["members"]} == {"A1", "B1", "G1"}
    named = [each for p in once["pools"] for each in p["members"]]
    assert (once["partners"], len(named)) == ([], len(set(named)))


def test_a_practice_that_two_of_them_name_keeps_them_from_becoming_one(pool: Run) -> None:
    record = found(pool("--format", "json"))
    (conflicting,) = [
        each["merger"]
        for short in record["short"]
        for each in short["pools"]
        if each["members"] == ["B1", "D1"]
    ]

    assert (conflicting["verdict"], conflicting["conflicts"]) == (
        None,
        [
            {
                "question": "practices",
                "value": "P3",
                "groups": ["Beta (B1)", "Delta (D1)"],
                "says": "",
            }
        ],
    )


@pytest.mark.slow
def test_what_an_area_is_shared_by_is_near(pool: Run, round_of: Path) -> None:
    (round_of / "areas.csv").write_text('code,area\nA1,"North, old"\ng1,"north,  OLD"\nB1,South\n')

    record = found(pool("--near", "areas.csv", "--format", "json"))

    assert members(record) == {"A1": [["A1", "G1"]], "B1": [], "G1": [["A1", "G1"]]}
    assert [each["near"] for each in record["short"]] == [1, 0, 1]


@pytest.mark.slow
def test_practices_in_no_application_are_told_which_would_bring_a_group_to_the_line(
    pool: Run,
) -> None:
    options = ("--practices", "epraccur.csv", "--sizes", "sizes.csv")
    sized = Path("sizes.csv")
    sized.write_text(sized.read_text().replace(",", "000,").replace("code000", "code"))
    lists = Path(ROUND, "gamma.yaml")
    lists.write_text(lists.read_text().replace("P4", "P4000"))

    record = found(pool(*options, "--format", "json"))
    page = " ".join(pool(*options).stdout.split())

    (alpha, beta, gamma) = [each["practices"] for each in record["short"]]
    assert [(p["practices"], p["margin"], p["verdict"]) for p in alpha["pools"]] == [
        (["F1000", "F3000"], "0", "met"),
        (["F1000", "F2000"], "50", "met"),
    ]
    assert (beta["number"], beta["together"]) == (3, "1050")
    assert (gamma["number"], gamma["together"], gamma["pools"]) == (3, "1000", gamma["pools"])
    assert [p["margin"] for p in gamma["pools"]] == ["0"]
    assert "3 practices of the practice file may join: open on that day" in page
    assert "with a size. Left out: 1 in an application, 0 not open." in page
    assert "3 applications do not name all practices" in page
    assert "the table of sizes does not have them: F9000" in page


@pytest.mark.slow
def test_a_row_of_the_practice_file_that_cannot_be_read_is_named(pool: Run) -> None:
    file = Path("epraccur.csv")
    file.write_text(file.read_text() + practice_row(code="5.00E+01", name="Fell"))

    page = " ".join(pool("--practices", "epraccur.csv", "--sizes", "sizes.csv").stdout.split())

    assert "row of the practice file cannot be read: epraccur.csv:6:1: " in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,near\nA1\n", "near.csv:2:1: a row has two texts, and this has not"),
        ("one,two\nA1,B1\n", "near.csv:1:1: the first row is not `code,near` or `code,area`"),
        ("", "near.csv:1:1: the first row is not"),
        ('code,near\nA1,"B1\n', "near.csv:2:1: this is no row of CSV"),
        ("code,near\nA1,B\x07\n", "near.csv:2:1: the row holds"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_row(
    pool: Run, round_of: Path, text: str, says: str
) -> None:
    (round_of / "near.csv").write_text(text)

    result = pool("--near", "near.csv")

    assert (result.exit_code, result.stdout) == (ExitCode.INVALID_SUBMISSION, "")
    assert says in result.stderr


@pytest.mark.slow
def test_a_name_of_several_is_refused_in_a_table(pool: Run, round_of: Path) -> None:
    (round_of / ROUND / "more.yaml").write_text(
        "name: alpha\ncode: A2\nas_of: 2012-06-01\nanswers: {board: []}\n"
    )
    (round_of / "near.csv").write_text("code,near\nAlpha,B1\n")

    result = pool("--near", "near.csv")

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    assert (
        "near.csv:2:1: several are called `Alpha`\n  help: write the code instead" in result.stderr
    )


def test_rules_that_know_of_no_pool_are_refused(run: Run) -> None:
    result = run("pool", "granted.yaml", "--rules", "demo")

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert result.stderr == (
        "`demo` does not say what a pool is to reach\n"
        "  help: name criterion, figure and line under `pooling` in its ruleset.yaml, or choose"
        " other rules with `--rules`\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "again.yaml",
            "name: Alpha\ncode: A1\nas_of: 2012-06-01\nanswers: {board: []}\n",
            "Two or more files have the same name and code.",
        ),
        (
            "later.yaml",
            "name: Eta\nas_of: 2012-07-01\nanswers: {board: []}\n",
            (
                "to be assessed on several days: 2012-06-01, 2012-07-01\n"
                "  help: choose one for all with `--as-of`"
            ),
        ),
    ],
)
def test_what_would_count_people_twice_or_on_two_days_is_refused(
    pool: Run, round_of: Path, file: str, text: str, says: str
) -> None:
    (round_of / ROUND / file).write_text(text)

    result = pool()

    assert (result.exit_code, result.stdout) == (ExitCode.INVALID_OPTION, "")
    assert says in result.stderr


@pytest.mark.slow
def test_partners_near_one_that_is_near_are_not_called_near_it(pool: Run, round_of: Path) -> None:
    (round_of / "near.csv").write_text("code,near\nA1,B1\nA1,G1\nA1,Z1\n")

    result = pool("--near", "near.csv", "--set", "least=1500", "--most", "1")
    page = " ".join(result.stdout.split())

    assert "2 partners are enough, out of 1 group near it, and of those near one of them." in page


@pytest.mark.slow
def test_a_group_alone_is_told_to_bring_others_and_the_line_is_not_its_own_rival(run: Run) -> None:
    pool = ("pool", str(ROOT / "fixtures/corby.yaml"), "--rules-root", str(ROOT / "rules"))
    page = " ".join(run(*pool).stdout.split())
    higher = " ".join(run(*pool, "--set", "self_pooling_population=300000").stdout.split())

    assert "1 group falls short of it, and no pool reaches it." in page
    assert "No other application here gives registered patients: give those" in page
    assert "Pools for all of them at once No pool reaches the line." in page
    assert "others drew it at 40,000 patients, 300,000 patients and 500,000 patients" in page
    assert "others drew it at 40,000 patients and 500,000 patients" in higher


@pytest.mark.slow
def test_where_nobody_falls_short_the_page_says_that(pool: Run) -> None:
    result = pool("--set", "least=300")
    record = found(pool("--set", "least=300", "--format", "json"))

    assert result.stdout.startswith("None of 6 groups is known to fall short of the line of 300")
    assert "Set for this run alone: least population is 300 patients" in result.stdout
    assert (record["short"], record["plan"]) == ([], None)
    assert {each["id"]: each["state"] for each in record["groups"]}["Z1"] == "reaches the line"


@pytest.mark.slow
def test_a_file_that_cannot_be_used_is_told_and_the_rest_goes_on(pool: Run, round_of: Path) -> None:
    (round_of / ROUND / "bad.yaml").write_text("name: Bad\nanswers: {nothing: 1}\n")

    result = pool()

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    assert "Not assessed\n- round/bad.yaml" in result.stdout
    assert "3 of 6 groups fall short" in result.stdout


def test_without_the_solver_the_pools_of_each_are_found_all_the_same(
    pool: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object, **__: object) -> None:
        raise EngineUnavailable("ortools", "the solver is not installed", "install it")

    monkeypatch.setattr(find, "fewest_partners", unavailable)

    record = found(pool("--format", "json"))

    assert (record["plan"]["reason"], record["plan"]["pools"]) == (
        "the solver is not installed; install it",
        [],
    )
    assert members(record)["A1"]


def test_the_published_schema_is_that_of_what_is_written(run: Run) -> None:
    assert_expected(SCHEMA, run("schema", "pools").stdout)


def test_practices_need_their_sizes(pool: Run) -> None:
    result = pool("--practices", "epraccur.csv")

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert "`--sizes` is missing" in result.stderr


@pytest.mark.slow
def test_figures_are_exact_however_long_and_one_that_is_longer_is_named(
    pool: Run, round_of: Path
) -> None:
    huge = {"beta": "9" * 34, "gamma": "9" * 35}
    for file, size in huge.items():
        place = round_of / ROUND / f"{file}.yaml"
        known = "500" if file == "beta" else "450"
        place.write_text(place.read_text().replace(f"registered: {known}", f"registered: {size}"))

    record = found(pool("--format", "json", "--set", f"least={'9' * 34}"))
    page = pool("--set", f"least={'9' * 34}")

    assert members(record)["A1"] == [["A1", "B1"]]
    assert record["short"][0]["short_by"] == f"{'9' * 31}399"
    assert record["short"][0]["pools"][0]["margin"] == "600"
    assert record["plan"]["reason"] == "the amounts have more digits than the solver takes"
    assert "Gamma (G1): population registered cannot be added up as answered" in page.stdout


@pytest.mark.parametrize("size", ["9" * 29 + ".5", "9" * 35])
def test_a_size_that_cannot_be_added_up_is_refused_with_its_place(
    pool: Run, round_of: Path, size: str
) -> None:
    (round_of / "sizes.csv").write_text(f"code,size\nF1000,{size}\n")

    result = pool("--practices", "epraccur.csv", "--sizes", "sizes.csv")

    assert result.exit_code == ExitCode.INVALID_SUBMISSION
    assert result.stderr == (
        f"sizes.csv:2:2: `{size}` is not a whole number of 0 or more, of at most 34 digits\n"
    )


@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_a_time_limit_is_a_number_of_seconds(pool: Run, seconds: str) -> None:
    result = pool("--time-limit", seconds)

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert f"{seconds} is no number of seconds" in result.stderr
