"""The answer that settles is asked first, though no criterion but the outcome table reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import authorisation
from authorisation.api.results import Result
from tests.faults.lab import RULE_SET, assess_lab, criterion
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"
FULL = FIXTURES / "illustrative-full-budget.yaml"
AS_ASKED = "developmental track as asked"


def without(tmp_path: Path, *paths: str, file: Path = FULL) -> Path:
    """A fixture without some answers."""
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    for path in paths:
        *groups, name = path.split(".")
        found = written["answers"]
        for group in groups:
            found = found[group]
        del found[name]
    copy = tmp_path / "copy.yaml"
    copy.write_text(yaml.safe_dump(written), encoding="utf-8")
    return copy


def assessed(file: Path, stage: str = "self-assessment") -> Result:
    return authorisation.load("gpcc-2010").assess(file, as_of="2012-10-01", stage=stage)


def test_G2_it_stands_first_where_there_are_published_facts_only() -> None:
    first = assessed(FIXTURES / "corby.yaml").missing[0]

    assert (first.path, first.rules_in) == ("track.requested", (AS_ASKED,))


def test_G2_it_stands_first_in_a_nearly_complete_application(tmp_path: Path) -> None:
    nearly = without(tmp_path, "track.requested", "conflicts.policy", "ppi.governance_place")
    missing = assessed(nearly).missing

    assert [each.path for each in missing[:3]] == [
        "track.requested",
        "conflicts.policy",
        "ppi.governance_place",
    ]
    assert missing[0].rules_in == (AS_ASKED,)


def test_G2_where_it_alone_is_missing_it_decides_whichever_way_it_falls(tmp_path: Path) -> None:
    missing = assessed(without(tmp_path, "track.requested")).missing

    assert [each.path for each in missing] == ["track.requested"]
    assert missing[0].rules_in == (AS_ASKED, "full budget now")


def test_G2_at_the_decision_too(tmp_path: Path) -> None:
    result = assessed(without(tmp_path, "track.requested", "data.validation"), "decision")
    first = result.missing[0]

    assert result.outcome == "not shown"
    assert first.path == "track.requested"
    assert set(first.rules_in) == {AS_ASKED, "full budget with conditions"}


def test_G2_at_the_decision_one_gap_among_several_decides_nothing_alone(tmp_path: Path) -> None:
    gaps = without(tmp_path, "track.requested", "conflicts.policy", "ppi.governance_place")
    missing = {each.path: each for each in assessed(gaps, "decision").missing}

    assert missing["conflicts.policy"].rules_in == ()
    assert missing["track.requested"].rules_in == ()


def test_G2_where_no_answer_could_change_the_outcome_nothing_is_promised() -> None:
    missing = assessed(FIXTURES / "illustrative-asks-developmental.yaml").missing

    assert not any(each.rules_in or each.rules_out for each in missing)


OUTCOMES = {
    "a yes or no": "fig.agreed = true",
    "a number": "fig.people >= line",
    "a date that may be none": "fig.begun = null",
    "behind a derived value": "twice < 200",
}


@pytest.mark.parametrize("when", OUTCOMES.values(), ids=OUTCOMES)
def test_G2_whatever_the_outcome_table_reads_is_asked_first(tmp_path: Path, when: str) -> None:
    table = (
        "outcomes:\n"
        f"  - {{id: special, source: act#9, when: '{when}'}}\n"
        "  - {id: refused, source: act#9, when: 'count(findings[verdict = \"not met\"]) >= 1'}\n"
        "  - {id: passed, source: act#9, when: 'true'}\n"
    )
    rules = criterion("fig.cost >= 0", "A")
    derived = {
        "rules/lab/outcomes.yaml": table.replace("200", "line") if "twice" in when else table,
        "rules/lab/ruleset.yaml": RULE_SET,
        "rules/lab/criteria/derived.yaml": (
            "derived:\n"
            "  twice: {title: twice, unit: patient, value: fig.people + fig.people}\n"
            "criteria: []\n"
        ),
    }
    missing = assess_lab(tmp_path, rules, {}, derived).missing
    read = {"fig.agreed", "fig.people", "fig.begun"}

    assert missing[0].path in read
    assert missing[0].rules_in == ("special",)
    assert missing[0].criteria == ()
    assert [each.path for each in missing[1:]] == ["fig.cost"]


def test_G2_the_page_says_that_the_outcome_itself_depends_on_it(tmp_path: Path) -> None:
    page = assessed(without(tmp_path, "track.requested")).render("text")
    asked = page.partition("What to answer next\n")[2].partition("\n\n")[0]

    assert asked.startswith("The outcome itself depends on it; one answer alone could settle on")
    assert "1. Which track do you ask for?" in asked
