"""Cases of a failure regime: what one takes over from another, and every way to write one wrongly."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.cases.regime import load_regime_cases
from authorisation.language.regime.load import LoadedRegime, load_regime
from authorisation.model.case import AnyRegimeCase, RegimeCase, ResponseCase
from authorisation.model.regime import Control
from authorisation.usecases.library import Library
from tests.rule_sets.folders import child_head, write_files

SHIPPED = Path(__file__).parents[2] / "rules"
FILE = "rules/child/cases/regime/all.yaml"
CHILD = child_head("child", "failure-statutory", "2014-01-01", in_force="{from: 2013-04-01}")
SOUND = """\
- case: late
  extends: quiet
  set: {chance_between_years: 0%}
  usual: {service.immediate_risk: not answered}
  periods: [{in_year.planned_deficit: 5}]
  expect: [{response: none}]
- case: quiet
  authorised_on: 2013-04-01
  first: 2013-14 Q1
  at_authorisation: {population.registered: 100000}
  usual: {in_year.planned_deficit: 0, service.immediate_risk: false}
  set: {chance_watch: 0.9}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of rules with a child of shipped rules, which has their regime but no cases."""
    folder = tmp_path_factory.mktemp("regime_cases")
    for name in ("questions", "failure-statutory"):
        without_cases = shutil.ignore_patterns("cases")
        shutil.copytree(SHIPPED / name, folder / "rules" / name, ignore=without_cases)
    write_files({"rules/child/ruleset.yaml": CHILD}, folder)
    return folder


@pytest.fixture(scope="module")
def regime(folder: Path) -> LoadedRegime:
    return load_regime("child", root=folder / "rules")


def cases(
    text: str, folder: Path, regime: LoadedRegime, monkeypatch: pytest.MonkeyPatch
) -> dict[str, AnyRegimeCase]:
    monkeypatch.chdir(folder)
    write_files({FILE: text}, folder)
    found = load_regime_cases("child", Library().returns_context(regime), root=Path("rules"))
    return {case.name: case for case in found}


def test_a_case_takes_over_what_it_does_not_say_wherever_the_other_stands(
    folder: Path, regime: LoadedRegime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = cases(SOUND, folder, regime, monkeypatch)

    late = found["late"]
    assert isinstance(late, RegimeCase)
    assert "quiet" not in found
    assert dict(late.set) == {
        "chance_watch": Decimal("0.9"),
        "chance_between_years": Decimal(0),
    }
    assert dict(late.group.filed[0].answers) == {"in_year.planned_deficit": Decimal(5)}


def test_a_long_chain_of_cases_is_read(
    folder: Path, regime: LoadedRegime, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = "".join(
        f"- {{case: c{number}, extends: {f'c{number - 1}' if number else 'quiet'}}}\n"
        for number in reversed(range(1_500))
    )
    found = cases(
        chain + SOUND.replace("extends: quiet", "extends: c1499"), folder, regime, monkeypatch
    )

    late = found["late"]
    assert isinstance(late, RegimeCase)
    assert dict(late.group.filed[0].answers) == {"in_year.planned_deficit": Decimal(5)}


def test_a_childs_case_stands_in_place_of_the_parents(
    tmp_path: Path, folder: Path, regime: LoadedRegime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases_of_parent = Path("rules/failure-statutory/cases")
    folder = Path(shutil.copytree(folder, tmp_path / "with_cases"))
    shutil.copytree(SHIPPED.parent / cases_of_parent, folder / cases_of_parent)
    shipped = load_regime_cases(
        "failure-statutory", Library().returns_context(regime), root=folder / "rules"
    )
    text = SOUND + "  periods: [{}, {}]\n  expect: [{}, {stage: authorised}]\n"
    found = cases(text.replace("quiet", "sound"), folder, regime, monkeypatch)

    assert len(found) == len(shipped) + 1
    sound = found["sound"]
    assert isinstance(sound, RegimeCase)
    assert [dict(each) for each in sound.expect] == [{}, {"stage": "authorised"}]


def test_a_row_is_a_case_for_each_combination_of_its_cells(
    folder: Path, regime: LoadedRegime, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "- responses: some\n  rows: [[1, any, [cannot tell], watch], [1, 2, cannot tell, none_such]]\n"
    with pytest.raises(InvalidRules) as caught:
        cases(text, folder, regime, monkeypatch)
    assert str(caught.value).startswith(f"{FILE}:2:42: `none_such` is not one of the choices")

    text = f"- responses: some\n  rows: [[1, any, cannot tell, {next(iter(regime.regime.responses))}]]\n"
    own = [
        case
        for case in cases(text, folder, regime, monkeypatch).values()
        if case.name.startswith("some, ")
    ]
    assert own
    assert [
        (case.name, case.capability, case.control) for case in own if isinstance(case, ResponseCase)
    ] == [
        (f"some, row 1, 1 / {grade} / cannot tell", grade, Control.CANNOT_TELL)
        for grade in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            SOUND.replace("extends: quiet", "extends: quite"),
            [
                f"{FILE}:1:3: `authorised_on` is missing",
                f"{FILE}:1:3: `first` is missing\n  help: write it such as 2013-14 Q1",
                f"{FILE}:2:12: no case is called `quite`\n  help: did you mean `quiet`?",
            ],
            id="extends a case that is none",
        ),
        pytest.param(
            SOUND + "  extends: late\n",
            [
                (
                    f"{FILE}:13:12: `late` extends itself, directly or in a ring\n"
                    "  help: name another case, or leave `extends` out and say here all that it needs"
                )
            ],
            id="extends itself",
        ),
        pytest.param(
            SOUND + "- case: quiet\n",
            [
                f"{FILE}:13:3: a case called `quiet` is already at {FILE}:7:3\n  help: give each case a name of its own"
            ],
            id="a name twice",
        ),
        pytest.param(
            SOUND + "- cases: quiet\n",
            [
                f"{FILE}:13:3: this is no case\n  help: begin it with `case:`, `responses:` or `moves:`"
            ],
            id="no case",
        ),
        pytest.param(
            SOUND.replace("expect: [{response: none}]", "expect: []\n  set: {}").replace(
                "  set: {chance_between_years: 0%}\n", ""
            )
            + "- moves: some\n  rows: [[authorised, none]]\n",
            [
                (
                    f"{FILE}:14:10: a row of moves has 6 cells; it has 2\n"
                    "  help: write `[...]` with 6 values in it"
                )
            ],
            id="a row too short",
        ),
        pytest.param(
            SOUND.replace("expect: [{response: none}]", "expect: [{}, {}]"),
            [
                (
                    f"{FILE}:6:3: 2 periods are expected and 1 given\n"
                    "  help: give both lists an entry a period: `{}` expects nothing of one"
                )
            ],
            id="more expected than given",
        ),
        pytest.param(
            SOUND.replace("chance_watch: 0.9", "chance_wach: 0.9"),
            [
                f"{FILE}:12:9: no parameter is called `chance_wach`\n  help: did you mean `chance_watch`?"
            ],
            id="a parameter that is none",
        ),
        pytest.param(
            SOUND.replace("chance_watch: 0.9", "mainly: 40%, chance_watch: 2"),
            [
                (
                    f"{FILE}:12:36: `chance_watch` is 2, and is to be above 0 and below 1\n"
                    "  help: write a share of 1, such as `0.95`"
                ),
                (
                    f"{FILE}:12:36: `chance_watch` is not below `chance_serious` from 2013-04-01\n"
                    "  help: the watch limit is the nearer one: lower it"
                ),
            ],
            id="a figure out of bounds",
        ),
        pytest.param(
            SOUND.replace("response: none", "stages: none"),
            [f"{FILE}:6:3: `stages` is not one of the choices\n  help: did you mean `stage`?"],
            id="nothing that can be expected",
        ),
    ],
)
def test_a_faulty_case_is_told_at_its_place(
    text: str,
    problems: list[str],
    folder: Path,
    regime: LoadedRegime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InvalidRules) as caught:
        cases(text, folder, regime, monkeypatch)

    assert [str(problem) for problem in caught.value.problems] == problems
