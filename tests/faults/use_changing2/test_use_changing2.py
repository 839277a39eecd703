"""What a policy lead met who wrote rules: of another field, of shares, wrong names, untested parts."""

from __future__ import annotations

import dataclasses
import shutil
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from msgspec import structs

import authorisation
from authorisation.cli.main import cli
from authorisation.language.answers.returns import read_returns
from authorisation.model.rules import Parties
from authorisation.usecases.forms.returns import blank_returns, returns_as_yaml
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_groups
from authorisation.usecases.run_cases import RuleSetCases, run_cases
from tests.faults.lab import criterion, write_lab
from tests.faults.monitored import filed, head, text_of
from tests.rule_sets.folders import child_head
from tests.shipped import RULES, shipped_regime

NEUTRAL = "parties: {applicant: applicant, authority: the authority}"
SCHOOLS = "parties: {applicant: trust, authority: the Department for Schools}"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [*map(str, words)], catch_exceptions=False)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule set of another field, as `new` writes it, with names for who applies and decides."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run("new", "schools", "--title", "Schools", "--in-force", "2031-09-01")
    edit(folder / "schools/ruleset.yaml", NEUTRAL, SCHOOLS)
    return folder


@pytest.fixture
def schools(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that rule set, to change and to be in."""
    for part in ("schools", "questions"):
        shutil.copytree(written / part, tmp_path / part)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- C1 ---


@pytest.mark.long
@pytest.mark.parametrize("day", ["2012-10-01", "2013-07-01", "2035-01-01"])
@pytest.mark.parametrize("parent", ["gpcc-2010", "statutory-2012", "failure-statutory"])
def test_C1_every_inherited_case_holds_in_a_proposal_of_any_later_day(
    tmp_path: Path, parent: str, day: str
) -> None:
    place = tmp_path / "proposal"
    place.mkdir()
    (place / "ruleset.yaml").write_text(child_head("proposal", parent, day))
    loaded = RuleSetCases(str(place), Library(RULES))

    assert [str(case.at) for case in loaded.all if not loaded.run(case).passed] == []
    assert len(loaded.all) > 100


# --- C3, F12 ---


@pytest.mark.slow
def test_C3_what_no_case_looks_at_is_named_in_one_line_each(schools: Path) -> None:
    edit(
        schools / "schools/criteria/all.yaml",
        "  - id: PLAN-1\n",
        "  - {id: MORE-1, title: More, domain: capacity, severity: note, source: unsourced,"
        " require: schools.plan != null}\n  - id: PLAN-1\n",
    )
    edit(
        schools / "schools/outcomes.yaml",
        "  - id: granted\n",
        (
            "  - {id: doubtful, source: unsourced, when: 'count(findings[verdict = \"not applicable\"]) > 5'}\n"
            "  - id: granted\n"
        ),
    )
    values = schools / "schools/parameters.yaml"
    values.write_text(
        values.read_text().replace(
            "{value: 1000, source: unsourced}",
            "{value: 1000, source: unsourced}\n    2033-09-01: {value: 2000, source: unsourced}",
        )
    )
    advised = run("check", "schools", "--advice").stdout.splitlines()
    tested = run("test", "schools")
    lines = [each.partition(": ")[2].partition(": ")[2] for each in advised if "no case" in each]

    assert lines == [
        "no case looks at the criterion `MORE-1` [not-covered]",
        "no case comes to the outcome `doubtful` [not-covered]",
        "no case looks at `least_people` as it is from 2033-09-01 [not-covered]",
    ]
    assert tested.exit_code == 0
    assert tested.stderr.splitlines() == [each for each in advised if "no case" in each]


@pytest.mark.usefixtures("schools")
def test_C3_what_every_case_looks_at_is_not_named() -> None:
    assert "no case" not in run("check", "schools", "--advice").stdout
    assert run("test", "schools").stderr == ""


def test_C3_a_figure_that_a_case_sets_is_not_looked_at(tmp_path: Path) -> None:
    case = "- {case: one, as_of: 2012-01-01, set: {line: 90}, given: {fig.people: 95}, expect: {P: met, outcome: passed}}\n"
    root = write_lab(tmp_path, criterion("fig.people >= line"), {"rules/lab/cases/a.yaml": case})
    found = [each.message for each in run_cases("lab", Library(root)).not_covered]

    assert any(each.startswith("no case looks at `line` as it is from ") for each in found)


# --- C5 ---


def test_C5_words_of_this_field_stand_nowhere_in_another(schools: Path) -> None:
    run("form", "schools", "-o", "form.xlsx")
    book = openpyxl.load_workbook(schools / "form.xlsx")
    cells = " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )
    sample = "schools/sample.yaml"
    pages = [
        cells,
        run("form", "schools").stdout,
        run("rules", "schools", "--format", "html").stdout,
        *(
            run("assess", sample, "--rules", "schools", "--format", form).stdout
            for form in ("text", "html", "markdown", "json")
        ),
        run("assess", sample, "schools/sample.yaml", "--rules", "schools").stdout,
        run("explain", sample, "SIZE-1", "--rules", "schools").stdout,
        run("assess", sample, "--rules", "schools", "--against", "schools").stdout,
    ]

    assert "(the name of your trust)" in pages[0]
    assert "Name of the trust" in pages[0]
    assert "name: (the name of your trust)" in pages[1]
    for page in pages:
        for word in ("consorti", "the Board", "full budget", "practice"):
            assert word not in page
    assert all("of the Department for Schools" in " ".join(page.split()) for page in pages[3:])


def test_C5_rules_that_say_nothing_keep_the_words_they_had(schools: Path) -> None:
    edit(schools / "schools/ruleset.yaml", SCHOOLS + "\n", "")

    assert "(the name of your consortium)" in run("form", "schools").stdout
    assert (
        "not a decision of the Board."
        in run("explain", "schools/sample.yaml", "SIZE-1", "--rules", "schools").stdout
    )


def test_C5_a_child_speaks_of_those_its_parent_does(schools: Path) -> None:
    child = schools / "kid"
    child.mkdir()
    head = child_head("kid", "schools", "2032-01-01", parties="{authority: the Minister}")
    (child / "ruleset.yaml").write_text(head)
    rules = authorisation.load("kid", root=schools)

    assert "of the Minister." in str(rules.assess({}, as_of="2032-01-01").render())
    assert "(the name of your trust)" in run("form", "kid").stdout


@pytest.mark.parametrize("called", ["'a: b'", "'# x'", "''", "x" * 90])
def test_C5_what_somebody_is_called_is_words(schools: Path, called: str) -> None:
    edit(schools / "schools/ruleset.yaml", "applicant: trust", f"applicant: {called}")
    result = run("check", "schools")

    assert result.exit_code == 3
    assert "schools/ruleset.yaml:13:" in result.stdout


def test_C5_a_regime_of_another_field_speaks_of_its_authority() -> None:
    shipped = shipped_regime("gpcc-2010")
    parties = Parties(applicant="trust", authority="the Department")
    rules = structs.replace(shipped.regime.rules, parties=parties)
    loaded = dataclasses.replace(shipped, regime=dataclasses.replace(shipped.regime, rules=rules))
    late = filed("2013-14 Q1", {"in_year.budget_to_date": 24_000_000})
    own = "capability: [{grade: 4, by: Fen Edge CCG, on: 2013-04-01, reason: it is}]\n"
    acts = "acts: [{on: 2013-08-01, by: the Minister, reason: so, not_taken: early_warning}]\n"
    request = Monitoring(rules="gpcc-2010", library=Library(RULES), second_engine=False)

    def watch(text: str) -> MonitorRun:
        reads = [partial(read_returns, text.encode(), "r.yaml")]
        return monitor_groups(loaded, reads, request, {})

    told = text_of(watch(head(more=acts) + late))

    assert "The Department's view of the management" in returns_as_yaml(
        "gpcc-2010", loaded, blank_returns(loaded)
    )
    assert "This is not a decision of the Department." in told
    assert "the Board" not in told
    assert "name who judged it for the Department" in str(watch(head(more=own) + late).unusable[0])


# --- C7 ---


def test_C7_a_share_is_declared_and_told_in_per_cent(schools: Path) -> None:
    edit(
        schools / "schools/criteria/all.yaml",
        "criteria:\n",
        "derived:\n"
        "  board_share: {title: share of the board, unit: '%', value: schools.people / least_people}\n"
        "criteria:\n"
        "  - {id: SHARE-1, title: A share, domain: capacity, severity: note, source: unsourced,"
        " require: board_share >= least_share}\n",
    )
    with (schools / "schools/parameters.yaml").open("a") as file:
        file.write(
            "least_share: {title: Least share, type: number, unit: '%',"
            " values: {2031-09-01: {value: 5%, source: unsourced}}}\n"
        )
    (schools / "a.yaml").write_text(
        "name: A\nas_of: 2032-01-01\nanswers: {schools: {people: 40}}\n"
    )
    told = " ".join(run("explain", "a.yaml", "SHARE-1", "--rules", "schools").stdout.split())

    assert run("check", "schools").exit_code == 0
    assert "share of the board (4%) is less than least share (5%); short by 1%" in told


def test_C7_a_ratio_against_a_percentage_is_told_how_to_be_one(schools: Path) -> None:
    edit(
        schools / "schools/criteria/all.yaml",
        "require: schools.people >= least_people",
        "require: schools.people / least_people >= least_share",
    )
    with (schools / "schools/parameters.yaml").open("a") as file:
        file.write(
            "least_share: {title: Least share, type: number, unit: '%',"
            " values: {2031-09-01: {value: 5%, source: unsourced}}}\n"
        )

    assert (
        "give `schools.people / least_people` a name under `derived`, with unit `%`"
        in run("check", "schools").stdout
    )


def test_C7_what_is_no_ratio_is_still_no_percentage(schools: Path) -> None:
    edit(
        schools / "schools/criteria/all.yaml",
        "criteria:\n",
        "derived: {odd: {title: odd, unit: '%', value: schools.people * 2}}\ncriteria:\n",
    )

    assert "`odd` is declared in `%` and works out in `person`" in run("check", "schools").stdout


# --- C8 ---


def test_C8_a_wrong_name_in_a_message_is_placed_where_the_message_stands(schools: Path) -> None:
    file = schools / "schools/criteria/all.yaml"
    edit(file, "{schools.people} are served", "{schools.peple} are served")
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "peple" in text)

    assert run("check", "schools").stdout.splitlines()[:2] == [
        f"schools/criteria/all.yaml:{line}:14: unknown name `schools.peple`",
        "  help: did you mean `schools.people`?",
    ]


def test_C8_so_is_one_in_a_leaf_and_in_an_outcome(schools: Path) -> None:
    criteria, outcomes = (
        schools / f"schools/{name}" for name in ("criteria/all.yaml", "outcomes.yaml")
    )
    edit(
        criteria,
        "require: schools.plan != null",
        "require:\n      test: schools.plan != null\n      title: there is one\n"
        "      not_met: >-\n        There is none\n        of {schools.pln}.",
    )
    edit(outcomes, "  - id: granted\n", "  - id: granted\n    says: 'For {schools.bord}.'\n")
    places = [
        each.split(": ")[0]
        for each in run("check", "schools").stdout.splitlines()
        if "unknown" in each
    ]
    wanted = [
        f"{path.relative_to(schools)}:{number}"
        for path, mark in ((criteria, "not_met: >-"), (outcomes, "schools.bord"))
        for number, text in enumerate(path.read_text().splitlines(), 1)
        if mark in text
    ]

    assert [each.rpartition(":")[0] for each in places] == wanted


@pytest.mark.parametrize(
    ("named", "remedy"),
    [
        ("schools.nam", "`schools` has `people`, `board`, `plan`"),
        ("schools.bord", "did you mean `schools.board`?"),
        ("school.people", "did you mean `schools.people`?"),
    ],
)
def test_C8_what_merely_shares_a_group_is_not_suggested(
    schools: Path, named: str, remedy: str
) -> None:
    edit(schools / "schools/criteria/all.yaml", "{schools.people} are", f"{{{named}}} are")

    assert f"unknown name `{named}`\n  help: {remedy}" in run("check", "schools").stdout


# --- C9 ---


def test_C9_a_comparison_says_by_how_much_who_moves_misses_the_line(schools: Path) -> None:
    (schools / "a.yaml").write_text(
        "name: A\nas_of: 2032-01-01\nanswers: {schools: {people: 1040, board: [], plan: none}}\n"
    )
    words = ("assess", "a.yaml", "--rules", "schools", "--set", "least_people=1100")
    told = run(*words, "--against", "schools").stdout
    csv = run(*words, "--against", "schools", "--format", "csv", "--findings").stdout

    assert "before, 40 people to spare; now, short by 60 people" in " ".join(told.split())
    assert ",40 people to spare,short by 60 people," in csv


def test_C9_of_several_figures_it_is_the_one_that_decides_on_the_other_side() -> None:
    stone = RULES.parent / "fixtures/illustrative-developmental.yaml"
    told = run("assess", stone, "--set", "self_pooling_population=80000", "--against", "gpcc-2010")

    assert "(FIN-3a): not met before, now met" in " ".join(told.stdout.split())
    assert "before, short by 11,400 patients; now, 8,600 patients to spare" in " ".join(
        told.stdout.split()
    )


# --- A21 ---


def test_A21_the_gate_is_suggested_first() -> None:
    result = run("explain", RULES.parent / "fixtures/corby.yaml", "FIN-3")

    assert result.exit_code == 2
    assert result.stderr.endswith("  help: did you mean `FIN-3a` or `FIN-3b`?\n")


@pytest.mark.parametrize("named", ["data", "DATA", "Information and learning"])
def test_A21_a_whole_domain_is_explained(named: str) -> None:
    told = run("explain", RULES.parent / "fixtures/corby.yaml", named).stdout

    assert "\nInformation and learning\n" in told
    assert told.count("This is not a decision of the Board.") == 1
    for criterion_id in ("DAT-1a", "DAT-2", "EDU-1"):
        assert f"({criterion_id}): " in told
    assert "(FIN-3a): " not in told
