"""`authorise form SET --returns --from FILE`: the conditions of a record, or what is filed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.language.answers.returns import read_returns
from authorisation.model.returns import AuthorisedGroup
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.shipped import RULES, shipped_regime

FIXTURES = ROOT / "fixtures"
RETURNS = sorted((FIXTURES / "returns").glob("*/*.yaml"))
REGIMES = {
    file: found[1]
    if (found := re.search(r"^rules: (\S+)$", file.read_text(), re.MULTILINE))
    else "gpcc-2010"
    for file in RETURNS
}


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def group(data: bytes, rules: str) -> AuthorisedGroup:
    return read_returns(data, "r", Library(RULES).returns_context(shipped_regime(rules)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of an application that is granted with conditions."""
    record = tmp_path_factory.mktemp("made") / "record.json"
    source = FIXTURES / "illustrative-with-conditions.yaml"
    assert run("assess", source, "--stage", "decision", "--record", record).exit_code == 10
    return record


@pytest.fixture
def record(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(made, "record.json"))


def amend(record: Path, **parts: Any) -> None:
    record.write_text(json.dumps({**json.loads(record.read_text()), **parts}))


def begun(record: Path, rules: str = "gpcc-2010") -> tuple[Result, AuthorisedGroup]:
    result = run("form", rules, "--returns", "--from", record, "-o", "r.yaml", "--force")
    return result, group(Path("r.yaml").read_bytes(), rules)


def file_next(form: Path) -> None:
    """Take the marks away that stand before the next return."""
    marks = r"^( *)# ( *(?:returns|- period|received_on|answers):)"
    form.write_text(re.sub(marks, r"\1\2", form.read_text(), flags=re.MULTILINE))


def test_it_begins_with_the_group_and_the_conditions_of_the_record(record: Path) -> None:
    result, found = begun(record)

    assert (result.exit_code, result.stderr) == (0, "conditions carried: 3; returns: 0\n")
    assert (found.name, found.code) == ("Imaginary Long Shore (illustrative)", "ILL2")
    assert dict(found.at_authorisation).keys() == {
        "population.registered",
        "success.definition",
        "inherited.deficits",
    }
    assert "\n# first: 2012-13 Q3\n" in Path("r.yaml").read_text()
    assert """\
conditions:
  - id: MGT-7
    requires: 'Somebody in the group answers for work that is bought in; discharged by: the signed contract,
      and the minute that names who answers for the task'
    due_on: 2013-01-01
  - id: POP-3
    requires: 'A large group has localities with a lead and a role; discharged by: the terms of reference
      of each locality'
    due_on: 2013-01-01
  - id: POP-9
    requires: 'An unusual size is explained by what the group wants to achieve; discharged by: a paper that
      explains the size against the objectives'
    due_on: 2013-01-01
""" in Path("r.yaml").read_text()


def test_a_return_discharges_one_by_its_id_and_the_page_dates_the_others(record: Path) -> None:
    begun(record)
    file_next(Path("r.yaml"))
    form = Path("r.yaml").read_text()
    filled = form.replace("    # discharged:\n    #   MGT-7: ", "    discharged:\n      MGT-7: ")
    Path("r.yaml").write_text(filled)

    page = " ".join(run("monitor", "r.yaml").stdout.split())

    dates = page.partition(" Dates ")[2].partition("2012-13 Q3:")[0]
    assert re.findall(r"\(([A-Z]+-[0-9])\), overdue", dates) == ["POP-3", "POP-9"]


def test_under_rules_of_a_later_day_the_first_period_is_theirs(record: Path) -> None:
    _, found = begun(record, "failure-statutory")

    assert (str(found.authorised_on), found.first.label) == ("2012-10-01", "2013-14 Q1")
    assert [each.id for each in found.conditions] == ["MGT-7", "POP-3", "POP-9"]


def test_after_a_decision_conditions_are_due_so_long_after_its_day(record: Path) -> None:
    decided = {"by": "Ann", "on": "2012-11-15", "outcome": "full budget with conditions"}
    amend(record, decision={**decided, "departing": ""})

    result, found = begun(record)

    assert result.exit_code == 0
    assert str(found.authorised_on) == "2012-11-15"
    assert {str(each.due_on) for each in found.conditions} == {"2013-02-15"}


def test_what_the_rules_do_not_indicate_has_no_conditions_and_that_is_said(record: Path) -> None:
    decided = {"by": "Ann", "on": "2012-11-15", "outcome": "full budget now", "departing": "So."}
    amend(record, decision=decided)

    result, found = begun(record)

    assert (result.exit_code, found.conditions_known) == (4, False)
    assert result.stderr == (
        "record.json: the rules leave `Full budget now` no conditions, for they do not indicate it\n"
        "  help: write under `conditions` what was imposed\n"
        "conditions carried: 0; returns: 0; left out: 1\n"
    )


def test_while_several_outcomes_are_possible_nobody_knows_the_conditions(record: Path) -> None:
    source = FIXTURES / "illustrative-half-answered.yaml"
    run("assess", source, "--record", "half.json")

    result, found = begun(Path("half.json"))

    assert (result.exit_code, found.conditions_known) == (4, False)
    assert "several outcomes are possible, so nobody knows the conditions yet" in result.stderr
    assert record.exists()


def test_what_was_decided_to_be_met_is_no_condition(record: Path) -> None:
    Path("board.yaml").write_text(
        "departures:\n"
        "  - {criterion: POP-3, verdict: met, by: the Board, on: 2012-09-30, reason: As minuted.}\n"
    )
    source, board = FIXTURES / "illustrative-with-conditions.yaml", "board.yaml"
    run("assess", source, "--stage", "decision", "--assessor", board, "--record", record, "--force")

    result, found = begun(record)

    assert [each.id for each in found.conditions] == ["MGT-7", "POP-9"]
    assert "`POP-3` was decided to be met by the Board, so it is no condition" in result.stderr


def test_a_record_that_comes_out_otherwise_begins_nothing(record: Path) -> None:
    amend(record, settled=False)

    result = run("form", "gpcc-2010", "--returns", "--from", record)

    assert (result.exit_code, result.stdout) == (13, "")
    assert result.stderr == (
        "record.json: it comes out otherwise here, at 1 place, so no file of returns rests on it\n"
        "  help: `authorise show` says where\n"
    )


def test_other_files_are_called_what_they_are(record: Path) -> None:
    submission = FIXTURES / "illustrative-with-conditions.yaml"
    run("monitor", RETURNS[0], "-o", "history.json")

    refused = [
        run("form", "gpcc-2010", "--returns", "--from", f) for f in (submission, "history.json")
    ]

    assert [each.exit_code for each in refused] == [4, 5]
    assert "this is a submission, not a file of returns" in refused[0].stderr
    assert "history.json: this is no record of one assessment" in refused[1].stderr
    assert record.exists()


@pytest.mark.parametrize("file", RETURNS, ids=lambda file: file.stem)
def test_returns_begin_a_form_that_is_the_same_group(file: Path, tmp_path: Path) -> None:
    rules, form = REGIMES[file], tmp_path / "form.yaml"
    before = group(file.read_bytes(), rules)

    result = run("form", rules, "--returns", "--from", file, "-o", form)

    after = group(form.read_bytes(), rules)
    assert result.exit_code == 0
    assert after.sha256 == before.sha256


def test_the_next_return_stands_behind_marks_that_are_taken_away(tmp_path: Path) -> None:
    file, form = FIXTURES / "returns/illustrative/early-warning.yaml", tmp_path / "form.yaml"
    run("form", "gpcc-2010", "--returns", "--from", file, "-o", form)
    before = group(form.read_bytes(), "gpcc-2010")
    file_next(form)

    after = group(form.read_bytes(), "gpcc-2010")

    assert [each.period.label for each in after.filed[len(before.filed) :]] == ["2014-15 Q1"]
    assert dict(after.filed[-1].answers) == {}
