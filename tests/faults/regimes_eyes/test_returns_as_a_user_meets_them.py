"""Returns from the form to the list, as a case manager meets them who knows the program alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.explain.history.facts import round_sums
from tests.faults.monitored import SOUND_OF_2010, filed, head
from tests.rule_sets.folders import child_head
from tests.shipped import shipped_regime


def test_D5_the_form_has_a_place_for_what_the_board_did_and_names_the_stages() -> None:
    form = CliRunner().invoke(cli, ["form", "gpcc-2010", "--returns"]).stdout
    told = " ".join(form.replace("##", " ").split())

    assert "# acts:\n#   - on: " in form
    assert f"The stages: {', '.join(shipped_regime('gpcc-2010').regime.stages)}" in told


def test_D4_the_form_has_a_place_for_why_a_figure_is_right() -> None:
    form = CliRunner().invoke(cli, ["form", "gpcc-2010", "--returns"]).stdout

    assert "    # explained:\n    #   in_year.variance_to_date: why it is right\n" in form


@pytest.mark.slow
def test_D4_the_list_says_whose_figures_do_not_agree_and_of_when(tmp_path: Path) -> None:
    wrong = {**SOUND_OF_2010, "mental_health.budget_to_date": 26_000_000}
    for name, answers in (("Fen", wrong), ("Moor", SOUND_OF_2010)):
        text = head(name) + filed("2013-14 Q1", answers)
        (tmp_path / f"{name}.yaml").write_text(text)

    run = CliRunner().invoke(cli, ["monitor", str(tmp_path), "--rules", "gpcc-2010"])
    fen, moor = (run.stdout.index(f"- {name}") for name in ("Fen", "Moor"))

    assert run.stdout.count("Figures do not agree: 2013-14 Q1") == 1
    assert fen < run.stdout.index("Figures do not agree: 2013-14 Q1") < moor


LATER = child_head("tighter", "gpcc-2010", "2014-04-01")
FIGURE = "chance_cv: {amend: {values: {2014-04-01: {value: 2, source: ours}}}}"


def monitored(folder: Path, text: str) -> tuple[int, str]:
    """The code and the output of a file of returns under a child that begins in April 2014."""
    (folder / "tighter").mkdir()
    (folder / "tighter" / "ruleset.yaml").write_text(LATER)
    (folder / "tighter" / "regime.yaml").write_text(f"parameters:\n  {FIGURE}\n")
    (folder / "r.yaml").write_text(text)
    words = ["monitor", str(folder / "r.yaml"), "--rules", str(folder / "tighter")]
    run = CliRunner().invoke(cli, words)
    return run.exit_code, run.output


@pytest.mark.slow
def test_a_child_regime_watches_groups_of_before_and_its_dated_figures_leave_the_past_alone(
    tmp_path: Path,
) -> None:
    quarters = ("2013-14 Q4", "2014-15 Q1")
    text = head() + "".join(
        filed(q, {**SOUND_OF_2010, "in_year.budget_to_date": 100_000_000}) for q in quarters
    )

    code, told = monitored(tmp_path, text)

    limits = {line[:10]: line.split()[3:] for line in told.splitlines() if "% to " in line}
    assert code == 0
    # A whole year with 3.6 as before, and a quarter of one with 2 in its place.
    assert limits["2013-14 Q4"] == ["2.17%", "to", "2.55%", "3.42%", "to", "4.02%"]
    assert limits["2014-15 Q1"] == ["2.48%", "to", "2.67%", "3.91%", "to", "4.2%"]


@pytest.mark.slow
def test_a_group_of_before_the_first_of_these_regimes_is_still_refused(tmp_path: Path) -> None:
    text = head().replace("2013-04-01", "2003-04-01") + filed("2013-14 Q4", SOUND_OF_2010)

    code, told = monitored(tmp_path, text)

    assert code == 4
    assert "ends before `tighter` is in force, on `2010-10-31`" in told


@pytest.mark.parametrize(
    ("exact", "told"),
    [
        ("between £3,678,408 and £4,438,123.55", "between £3.68m and £4.44m"),
        ("between £3,161,000.10 and £3,921,592 past", "between £3.16m and £3.92m past"),
        ("between £3,161,000 and £3,921,592 past", "between £3,161,000 and £3,921,592 past"),
        (
            "spending (£400,000) is between £1 and £2,345.67",
            "spending (£400,000) is between £1.00 and £2,350",
        ),
    ],
)
def test_both_bounds_of_a_sum_are_told_alike(exact: str, told: str) -> None:
    assert round_sums(exact) == told
