"""Rows of the two tables may be for some triggers alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.cases.regime import load_regime_cases
from authorisation.language.regime.load import load_regime
from authorisation.policy.cases.regime import run_regime_case
from authorisation.regime.program import compile_regime
from authorisation.usecases.library import Library
from tests.faults.monitored import SOUND_BY_LAW, filed, watched
from tests.rule_sets.folders import child_head, write_files
from tests.shipped import RULES, shipped_regime

LAW = "failure-statutory"
OVER = SOUND_BY_LAW | {"in_year.variance_from_allocation": 5}
QUARTERS = ("2013-14 Q1", "2013-14 Q2", "2013-14 Q3")


def group(conditions: str, *returns: dict[str, object], grade: int = 3) -> str:
    top = (
        "name: Fen Edge CCG\nauthorised_on: 2013-04-01\n"
        "at_authorisation: {population.registered: 100000}\n"
        f"capability: [{{grade: {grade}, by: the Board, on: 2013-04-01, reason: found then}}]\n"
        f"conditions: {conditions}\nreturns:\n"
    )
    return top + "".join(filed(p, r) for p, r in zip(LONG, returns, strict=False))


LONG = ("2013-14 Q1", "2013-14 Q2", "2013-14 Q3", "2013-14 Q4", "2014-15 Q1", "2014-15 Q2")
DUE = "[{requires: a plan, due_on: 2013-04-30}]"
LATER = "[{requires: a plan, due_on: 2013-04-30, discharged_on: 2014-01-01}]"


def test_L15_only_conditions_not_complied_with_lead_to_dissolution() -> None:
    stages = [
        r.stage_after
        for r in watched(group(DUE, *[SOUND_BY_LAW] * 6), LAW).watched[0].history.results
    ]

    assert stages[-1] == "dissolution"


def test_L15_another_trigger_does_not_though_its_deadline_has_passed() -> None:
    """Conditions once opened the last step; what fires now is another matter."""
    run = watched(group(LATER, *[OVER] * 3, SOUND_BY_LAW, *[OVER] * 2), LAW)
    stages = [r.stage_after for r in run.watched[0].history.results]

    assert "dissolution" not in stages


def test_11_an_area_that_is_no_longer_right_is_for_the_constitution() -> None:
    wrong = SOUND_BY_LAW | {"conduct.area_appropriate": "false", "conduct.functions_failed": "true"}
    (result,) = watched(group("[]", wrong), LAW).watched[0].history.results

    assert result.conclusions.triggers["area"].responses == ("constitution",)
    assert (result.conclusions.responses, result.stage_after) == (("constitution",), "last_step")


def test_11_by_itself_it_opens_no_power_for_that() -> None:
    wrong = SOUND_BY_LAW | {"conduct.area_appropriate": "false"}
    (result,) = watched(group("[]", wrong), LAW).watched[0].history.results

    assert result.conclusions.triggers["area"].wanted == ("constitution",)
    assert result.conclusions.responses == ("plan",)


def test_11_every_response_of_the_law_has_a_row() -> None:
    regime = shipped_regime(LAW).regime

    assert set(regime.responses) == {row.response for row in regime.table}


def child(folder: Path, files: dict[str, str]) -> Path:
    """A proposal on the law, in a folder of its own."""
    head = child_head("tighter", "failure-statutory", "2014-04-01")
    write_files({"tighter/ruleset.yaml": head, **files}, folder)
    return folder / "tighter"


AMENDED = """\
sources: {letter: {title: Letter of 2014, standing: regulator}}
parameters:
  chance_serious:
    amend:
      values:
        2014-10-01: {value: 0.99, source: letter, standing: regulator}
"""


def test_7_a_child_dates_one_figure_of_the_regime_that_it_inherits(tmp_path: Path) -> None:
    place = child(tmp_path, {"tighter/regime.yaml": AMENDED})
    loaded = load_regime(place, root=RULES)
    parent = shipped_regime(LAW).regime

    values = loaded.regime.rules.parameters["chance_serious"].values
    assert [(str(each.since), str(each.value)) for each in values] == [
        ("2013-04-01", "0.998"),
        ("2014-10-01", "0.99"),
    ]
    assert loaded.regime.triggers == parent.triggers
    assert loaded.regime.sha256 != parent.sha256
    assert Library(RULES).regime(place).regime.rules.id == "tighter"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            AMENDED.replace("chance_serious", "chance_serius"),
            "there is no `chance_serius` to amend",
        ),
        (AMENDED.replace("amend:", "amended:"), "is inherited from"),
        (AMENDED.replace("source: letter", "source: leter"), "leter"),
        (AMENDED + "stages: {}\n", "`periods` is missing"),
    ],
)
def test_7_changes_of_a_regime_that_cannot_be_are_refused(
    text: str, said: str, tmp_path: Path
) -> None:
    place = child(tmp_path, {"tighter/regime.yaml": text})

    with pytest.raises(InvalidRules) as refused:
        load_regime(place, root=RULES)

    assert said in str(refused.value)
    assert "regime.yaml:" in str(refused.value)


CASE = """\
- case: put back by the Board
  extends: sound
  acts: [{on: 2014-08-10, by: the Board, reason: as minuted, stage: %s}]
  first: 2014-15 Q1
  periods: [{}]
  expect: [{stage: directions}]
"""


@pytest.mark.slow
def test_7_a_case_may_write_what_the_board_did(tmp_path: Path) -> None:
    files = {"tighter/regime.yaml": AMENDED, "tighter/cases/regime/acts.yaml": CASE % "directions"}
    place = child(tmp_path, files)
    library = Library(RULES)
    loaded = library.regime(place)
    cases = load_regime_cases(place, library.returns_context(loaded), root=RULES)
    (case,) = [each for each in cases if each.name == "put back by the Board"]

    assert run_regime_case(compile_regime(loaded.regime), case).differences == ()


@pytest.mark.slow
def test_7_an_act_of_a_case_that_cannot_be_is_refused(tmp_path: Path) -> None:
    files = {"tighter/regime.yaml": AMENDED, "tighter/cases/regime/acts.yaml": CASE % "direction"}
    place = child(tmp_path, files)
    library = Library(RULES)

    with pytest.raises(InvalidRules, match="no stage is called `direction`"):
        load_regime_cases(place, library.returns_context(library.regime(place)), root=RULES)
