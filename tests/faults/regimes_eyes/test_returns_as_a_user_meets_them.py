"""Returns from the form to the list, as a case manager meets them who knows the program alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.faults.monitored import SOUND_OF_2010, filed, head
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
