"""What a list says of each application: how many others, the worst first, and figures of both sides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from authorisation.explain.assessment.submission_rows import describe_submission_row
from tests.docs.blocks import ROOT
from tests.explain.building import BLANK, assessed, program

Run = Callable[..., Result]
SHIPPED = ("--rules-root", str(ROOT / "rules"))


def localities(run: Run, folder: Path, second: int) -> str:
    (folder / "both.yaml").write_text(
        "name: Both\nas_of: 2012-10-01\nanswers:\n  population.registered: 152600\n"
        "  configuration.localities:\n"
        "    - {name: North, patients: 100000}\n"
        f"    - {{name: South, patients: {second}}}\n"
    )
    result = run("assess", "both.yaml", "--rules", "gpcc-2010", *SHIPPED)
    return " ".join(result.stderr.split())


def test_A18_a_contradiction_has_the_figures_of_both_sides(run: Run, folder: Path) -> None:
    told = localities(run, folder, 60_000)

    assert "`configuration.localities` and `population.registered` contradict each other" in told
    assert "contradict each other (160,000 against 152,600): The localities together" in told
    assert "contradict" not in localities(run, folder, 52_600)


def test_A18_of_two_ways_to_agree_the_figures_of_that_compared_are_told(
    run: Run, folder: Path
) -> None:
    (folder / "pool.yaml").write_text(
        "name: Pool\nas_of: 2012-10-01\nanswers:\n  population.registered: 70000\n"
        "  risk_pool: {agreement: Agreement of 2012, population_covered: 60000}\n"
    )
    told = " ".join(run("assess", "pool.yaml", "--rules", "gpcc-2010", *SHIPPED).stderr.split())

    assert "contradict each other (60,000 against 70,000): The pool covers" in told


def test_A19_others_are_counted() -> None:
    row = describe_submission_row(assessed(BLANK), program())

    assert " and others" not in row.reason
    assert row.reason.endswith("others") or row.reason.endswith("1 other") or ", " not in row.reason


def test_A19_under_a_heading_whoever_needs_most_comes_first(run: Run, folder: Path) -> None:
    (folder / "list").mkdir()
    shown = {"Alder": "nothing-shown", "Birch": "conditions-not-shown", "Cedar": "nothing-shown"}
    for name, file in shown.items():
        text = (ROOT / "fixtures" / f"illustrative-{file}.yaml").read_text("utf-8")
        lines = [
            line.replace(line, f"name: {name}") if line.startswith("name:") else line
            for line in text.splitlines()
        ]
        (folder / "list" / f"{name}.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "list" / "Aspen.yaml").write_text(
        (folder / "list" / "Cedar.yaml").read_text().replace("name: Cedar", "name: Aspen")
    )
    told = run("assess", "list", "--stage", "decision", "--rules", "gpcc-2010", *SHIPPED).stdout
    heading = told.index("Not met or not shown; ")
    places = {name: told.index(f"{name}", heading) for name in ("Alder", "Aspen", "Cedar")}

    assert places["Alder"] < places["Aspen"] < places["Cedar"]
    assert "What needs a person most comes first" in told


def test_A20_the_page_in_text_says_what_is_judged_and_on_what_scale(run: Run) -> None:
    told = " ".join(run("rules", "statutory-2012", *SHIPPED).stdout.split())

    assert told.count("Judged by an assessor: ") >= 2
    assert "appropriate is met, " in told


def test_A20_the_schema_says_where_nothing_is_judged(run: Run) -> None:
    none, some = (
        json.loads(run("schema", "judgements", "--rules", name, *SHIPPED).stdout)["$defs"][
            "WrittenJudgement"
        ]["properties"]["criterion"]
        for name in ("gpcc-2010", "statutory-2012")
    )

    assert none == {
        "enum": [],
        "description": "These rules leave no criterion to an assessor's judgement.",
    }
    assert len(some["enum"]) >= 2
