"""Words on lists and pages that say what is so: of whom, of how many, and of what."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.faults.monitored import filed, head, text_of, watched
from tests.shipped import RULES

Run = Callable[..., Result]
SHIPPED = ("--rules", "gpcc-2010", "--rules-root", str(RULES))
DEMO = ("--rules", "demo")
OF_THIS_GROUP = "not an assessment of this group"
HEAD_OF_LIST = "Published facts only: not an assessment of the groups concerned."


def test_G9_a_figure_set_to_what_it_is_is_not_said_to_be_another(run: Run) -> None:
    told = run("assess", "granted.yaml", *DEMO, "--set", "least=1000").stdout
    changed = run("assess", "granted.yaml", *DEMO, "--set", "least=1001").stdout

    assert "least population is 1,000 patients, as the rules have it." in told
    assert "least population is 1,001 patients, not 1,000 patients." in changed


@pytest.mark.parametrize("args", [["--against", "demo"], ["--against", "demo", "--format", "html"]])
def test_G9_a_list_is_not_about_this_group(run: Run, folder: Path, args: list[str]) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(
            f"name: {name}\nas_of: 2012-06-01\npublished_facts_only: true\n"
            "answers: {population: {registered: 2000}}\n"
        )
    several = run("assess", "a.yaml", "b.yaml", *DEMO, *args).stdout
    one = run("assess", "a.yaml", *DEMO, *args).stdout

    assert OF_THIS_GROUP not in several
    assert HEAD_OF_LIST in several
    assert OF_THIS_GROUP in one


def test_G9_a_list_of_histories_is_not_about_this_group_and_a_may_is_no_fires(
    run: Run, tmp_path: Path
) -> None:
    for name in ("One", "Two"):
        (tmp_path / f"{name}.yaml").write_text(
            head(name, more="published_facts_only: true\n") + filed("2013-14 Q1")
        )
    told = " ".join(run("monitor", "One.yaml", "Two.yaml", *SHIPPED).stdout.split())
    listed = told.partition("=====")[0]

    assert OF_THIS_GROUP not in listed
    assert HEAD_OF_LIST in listed
    assert "fires: may fire" not in told
    assert "nothing for sure. May fire: " in told


def test_G9_of_published_facts_alone_no_return_was_due() -> None:
    published = text_of(
        watched(
            head(more="published_facts_only: true\n")
            + filed("2013-14 Q2", {"media.adverse_items": 0})
        )
    )
    asked = text_of(watched(head() + filed("2013-14 Q2", {"media.adverse_items": 0})))

    assert "no return was filed" not in published
    assert "nothing that was published is of this period" in published
    assert "no return was filed; it was due on" in asked


@pytest.mark.slow
def test_G9_the_count_and_the_names_beyond_the_serious_limit_agree(
    run: Run, tmp_path: Path
) -> None:
    spent = {"A": 9_000_000, "B": 8_000_000, "C": -9_000_000, "D": 0}
    for name, over in spent.items():
        figures = {"in_year.budget_to_date": 100_000_000, "in_year.variance_to_date": over}
        (tmp_path / f"{name}.yaml").write_text(head(name) + filed("2013-14 Q4", figures))
    names = [f"{name}.yaml" for name in spent]
    told = " ".join(run("monitor", *names, *SHIPPED, "--width", "200").stdout.split())

    assert "and 2 above the serious limit," in told
    assert "Beyond it with an underspend: 1." in told
    assert told.count("Q4: 9% over") == told.count("Q4: 8% over") == told.count("9% under") == 1


@pytest.mark.slow
def test_G9_monitor_may_be_told_to_write_over_a_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(head() + filed("2013-14 Q1", {"media.adverse_items": 0}))
    (tmp_path / "more.yaml").write_text(head("More") + filed("2013-14 Q1"))
    place = (*SHIPPED, "-o", "kept.json")
    run("monitor", "r.yaml", *place)

    refused = run("monitor", "more.yaml", *place)
    kept = json.loads((tmp_path / "kept.json").read_bytes())["group"]["name"]
    forced = run("monitor", "more.yaml", *place, "--force")
    now = json.loads((tmp_path / "kept.json").read_bytes())["group"]["name"]
    over_input = run("monitor", "more.yaml", *SHIPPED, "-o", "more.yaml", "--force")

    assert (refused.exit_code, kept) == (2, "Fen Edge CCG")
    assert (forced.exit_code, now) == (11, "More")
    assert over_input.exit_code == 2
