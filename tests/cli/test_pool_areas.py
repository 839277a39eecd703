"""Into how many pools the practices of each area can be divided: `pool --by-area`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import Result

import authorisation
from authorisation.errors import ExitCode, InvalidOption
from authorisation.partners import areas
from tests.expected import ROOT, assert_expected
from tests.practice_rows import practice_row

Run = Callable[..., Result]
HERE = Path(__file__).parent / "pool"
SCHEMA = ROOT / "docs" / "schemas" / "pools.schema.json"
AREAS = (
    "code,area\nF1000,North\nF2000, NORTH\nF3000,North\nP4000,North\nF4000,South\nF5000,South\n"
    "F6000,South\nF7000,=West\nF8000,=West\nX9,East\nF9000,West\n"
)
SIZES = (
    "code,size\nF1000,900\nF2000,900\nF3000,900\nF4000,1100\nF5000,600\nF6000,400\nF7000,300\n"
    "F8000,699\nP4000,50\nF0000,5000\n"
)


@pytest.fixture
def by_area(round_of: Path, run: Run) -> Run:
    """Runs the command on ten practices, of which none that has a size is in an application."""
    codes = [*(f"F{number}000" for number in range(10)), "P4000"]
    rows = [practice_row(code=code, name=f"Practice {code[:2]}") for code in codes]
    closed = practice_row(code="F1111", closed="20110331", status="C")
    (round_of / "epraccur.csv").write_text("".join([*rows, closed]))
    (round_of / "areas.csv").write_text(AREAS)
    (round_of / "sizes.csv").write_text(SIZES)

    def invoke(*args: str, near: str = "areas.csv") -> Result:
        tables = ("--practices", "epraccur.csv", "--sizes", "sizes.csv", "--near", near)
        return run("pool", "--by-area", "--rules", "demo", "--no-cache", *tables, *args)

    return invoke


def found(result: Result) -> dict[str, Any]:
    assert result.exit_code == ExitCode.DONE, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), record)
    return record


def page_of(result: Result) -> str:
    assert result.exit_code == ExitCode.DONE, result.output
    return " ".join(result.stdout.split())


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_without_applications_each_area_has_its_pools_or_by_how_much_it_has_none(
    by_area: Run, form: str
) -> None:
    result = by_area("--as-of", "2012-06-01", "--format", form, "--width", "90")

    assert result.exit_code == ExitCode.DONE, result.output
    assert_expected(HERE / f"areas.{form}", result.stdout)


def test_beside_applications_their_practices_are_left_out(by_area: Run) -> None:
    lists = Path("round/gamma.yaml")
    lists.write_text(lists.read_text().replace("P4", "P4000"))

    record = found(by_area("round", "--format", "json"))
    page = page_of(by_area("round"))

    (north,) = [each for each in record["by_area"]["areas"] if each["area"] == "North"]
    assert [each["practices"] for each in north["pools"]] == [["F1000", "F2000", "F3000"]]
    assert (record["practices"]["taken"], len(record["short"])) == (1, 3)
    assert page.startswith("3 of 6 groups fall short of the line")
    assert "Pools of the practices of each area 3 pools in 3 areas of areas.csv" in page
    # P4 is in an application, and F9 has no size; both are practices all the same.
    assert "areas.csv also names X9, of whom there is neither an application nor" in page


@pytest.mark.parametrize(
    ("attribute", "value", "why"),
    [
        ("_MOST_CHOICES", 0, "since it is too large a question for the solver"),
        (
            "_by_solver",
            lambda _ids, _members, pools, at_most, _seconds: (pools, at_most),
            "since the 2.5 seconds of the solver were over",
        ),
    ],
)
def test_where_nothing_is_proved_the_gap_is_told(
    by_area: Run, monkeypatch: pytest.MonkeyPatch, attribute: str, value: object, why: str
) -> None:
    monkeypatch.setattr(areas, attribute, value)

    options = ("--as-of", "2012-06-01", "--time-limit", "2.5")
    record = found(by_area(*options, "--format", "json"))["by_area"]
    page = page_of(by_area(*options))

    gaps = [(each["area"], len(each["pools"]), each["at_most"]) for each in record["areas"]]
    assert gaps == [("=West", 0, 0), ("North", 1, 2), ("South", 2, 2)]
    assert [each["is_optimal"] for each in record["areas"]] == [True, False, True]
    assert [each["is_too_large"] for each in record["areas"]] == [False, not value, False]
    assert (record["time_limit"], record["reason"]) == (2.5, "")
    assert (
        f"That there cannot be more is not proved of North, {why}. Of all other areas it is."
    ) in page


def test_without_the_solver_there_are_pools_and_what_it_lacks_is_told(
    by_area: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python.cp_model", None)

    record = found(by_area("--as-of", "2012-06-01", "--format", "json"))["by_area"]
    page = page_of(by_area("--as-of", "2012-06-01"))

    assert [len(each["pools"]) for each in record["areas"]] == [0, 1, 2]
    assert record["reason"].startswith("the solver is not installed; ")
    assert "is not proved of North, since the solver is not installed; python3 -m pip" in page


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ("pool", "--rules", "demo", "--by-area", "--as-of", "2012-06-01"),
            (
                "`--by-area` takes practices, the area of each, and a day\n"
                "  help: give `--practices`, `--sizes` and `--near` with a table under `code,area`\n"
            ),
        ),
        (
            ("pool", "--rules", "demo", "--by-area"),
            (
                "`--by-area` takes practices, the area of each, and a day\n"
                "  help: give `--practices`, `--sizes`, `--near` with a table under `code,area` and"
                " `--as-of`\n"
            ),
        ),
        (
            ("pool", "--rules", "demo"),
            (
                "there is no application\n  help: name files or folders; without any, `--by-area`"
                " looks for pools of practices\n"
            ),
        ),
    ],
)
@pytest.mark.usefixtures("round_of")
def test_what_it_lacks_is_asked_for(run: Run, options: tuple[str, ...], says: str) -> None:
    result = run(*options)

    assert (result.exit_code, result.stdout, result.stderr) == (ExitCode.INVALID_OPTION, "", says)


def test_pairs_are_no_areas(by_area: Run) -> None:
    result = by_area("--as-of", "2012-06-01", near="near.csv")

    assert result.exit_code == ExitCode.INVALID_OPTION
    assert result.stderr == (
        "`--by-area` takes practices, the area of each, and a day\n"
        "  help: give `--near` with a table under `code,area`\n"
    )


def test_of_no_area_nothing_is_proved(by_area: Run) -> None:
    Path("areas.csv").write_text("code,area\nX9,East\n")

    page = page_of(by_area("--as-of", "2012-06-01"))

    assert "0 pools in 0 areas of areas.csv" in page
    assert "proved" not in page


def test_a_practice_in_two_areas_is_refused_with_every_place(by_area: Run) -> None:
    Path("areas.csv").write_text(f"{AREAS}F1000,South\nF2000,north\nF7000,North\n")

    result = by_area("--as-of", "2012-06-01")

    assert (result.exit_code, result.stdout) == (ExitCode.INVALID_SUBMISSION, "")
    assert result.stderr == (
        "areas.csv:13:2: `F1000` stands in the area `North` already\n"
        "  help: leave it in one of the two\n"
        "areas.csv:15:2: `F7000` stands in the area `=West` already\n"
        "  help: leave it in one of the two\n"
    )


def test_figures_set_for_the_run_stand_on_the_page_and_draw_the_line(by_area: Run) -> None:
    page = page_of(by_area("--as-of", "2012-06-01", "--set", "least=300"))

    assert page.startswith("8 pools of practices reach the line of 300 patients")
    assert "Set for this run alone: least population is 300 patients" in page
    assert "SIZE of each pool, assessed as one group: met 8." in page


def test_python_gives_the_same(by_area: Run) -> None:
    by_command = found(by_area("--as-of", "2012-06-01", "--format", "json"))
    tables = {"near": "areas.csv", "practices": "epraccur.csv", "sizes": "sizes.csv"}
    rules = authorisation.load("demo", root="rules").on("2012-06-01")
    pools = rules.pool([], by_area=True, **tables)

    assert json.loads(pools.render("json")) == by_command
    assert pools.by_area is not None
    assert [each.area for each in pools.by_area.areas] == ["=West", "North", "South"]
    with pytest.raises(InvalidOption, match="there is no application"):
        rules.pool([], **tables)
