"""Which regime a file of returns is watched under: as asked, as it says, or the one in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from authorisation.errors import AuthorisationError
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_files
from tests.faults.monitored import filed, head
from tests.rule_sets.folders import child_head
from tests.shipped import RULES

TOP = "name: Fen Edge CCG\nauthorised_on: 2013-04-01\n"
LAW = {"in_year.planned_deficit": 5, "in_year.allocation_to_date": 1_000_000}


def run(folder: Path, rules: str | None = None, **files: str) -> MonitorRun:
    written = [folder / f"{name}.yaml" for name in files]
    for file, text in zip(written, files.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    request = Monitoring(rules=rules, library=Library(RULES), second_engine=False)
    return monitor_files(written, request)


def used(run: MonitorRun) -> list[str]:
    return [each.regime.loaded.rules.id for each in run.groups]


@pytest.mark.slow
def test_D6_a_file_may_name_its_regime(tmp_path: Path) -> None:
    named = head(more="rules: gpcc-2010\n") + filed("2013-14 Q1")
    found = run(tmp_path, a=named)

    assert used(found) == ["gpcc-2010"]
    assert found.groups[0].notice == ""


@pytest.mark.parametrize(
    ("day", "rules", "why"),
    [
        ("2013-04-01", "failure-statutory", "in force on 1 April 2013"),
        ("2013-03-31", "gpcc-2010", "in force on 31 March 2013"),
        ("2022-06-30", "failure-statutory", "in force on 30 June 2022"),
        ("2022-07-01", "failure-statutory", "the last in force before 1 July 2022"),
        ("2010-10-30", "gpcc-2010", "the first to come in force after 30 October 2010"),
    ],
)
def test_D6_the_default_is_the_regime_in_force_and_the_page_says_so(
    day: str, rules: str, why: str, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(
        f"name: Fen Edge CCG\nauthorised_on: {day}\nreturns: []\n", encoding="utf-8"
    )
    request = Monitoring(library=Library(RULES), second_engine=False)
    found = monitor_files([tmp_path / "a.yaml"], request)

    assert used(found) == [rules]
    assert f"The rules are {rules}, {why}" in " ".join(
        render(histories(found), FileFormat.TEXT).decode().split()
    )


@pytest.mark.slow
def test_a_proposal_beside_adopted_rules_is_for_whoever_names_it(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    for name in ("questions", "failure-statutory"):
        shutil.copytree(RULES / name, rules / name)
    shutil.copy(RULES / "editions.yaml", rules)
    (rules / "draft").mkdir()
    head = child_head("draft", "failure-statutory", "2014-01-01", in_force="{from: 2013-04-01}")
    (rules / "draft" / "ruleset.yaml").write_text(head, encoding="utf-8")
    file = tmp_path / "a.yaml"
    file.write_text(f"{TOP}returns:\n{filed('2013-14 Q1', LAW)}", encoding="utf-8")

    for asked, rule_set in ((None, "failure-statutory"), ("draft", "draft")):
        request = Monitoring(rules=asked, library=Library(rules), second_engine=False)
        assert used(monitor_files([file], request)) == [rule_set]


def test_D6_the_day_is_that_of_the_last_return(tmp_path: Path) -> None:
    text = "name: A\nauthorised_on: 2013-01-23\nfirst: 2013-14 Q1\nreturns:\n"

    assert used(run(tmp_path, a=text + filed("2013-14 Q1"))) == ["failure-statutory"]


def test_D6_a_mixed_folder_is_watched_each_under_its_own(tmp_path: Path) -> None:
    own = head(more="rules: gpcc-2010\n") + filed("2013-14 Q1", {"media.adverse_items": 9})
    law = TOP + "returns:\n" + filed("2013-14 Q1", LAW)
    found = run(tmp_path, a=own, b=law)
    text = " ".join(render(histories(found), FileFormat.TEXT).decode().split())

    assert found.unusable == ()
    assert used(found) == ["gpcc-2010", "failure-statutory"]
    assert "The press is bad" in text
    assert "A deficit was planned" in text


def test_D6_what_was_asked_for_goes_before_what_the_file_names(tmp_path: Path) -> None:
    text = head(more="rules: gpcc-2010\n").replace(
        ", inherited.deficits: [], success.definition: as agreed", ""
    )

    assert used(run(tmp_path, "failure-statutory", a=text + filed("2013-14 Q1"))) == [
        "failure-statutory"
    ]


def test_D6_rules_that_are_not_there_are_refused_with_their_place(tmp_path: Path) -> None:
    found = run(tmp_path, a=TOP + "rules: gpcc\nreturns: []\n")

    assert "a.yaml:3:8: no rule set is called `gpcc`" in str(found.unusable[0])
    assert "`gpcc-2010`" in str(found.unusable[0])


def test_6_rules_without_a_regime_are_refused_with_the_file_and_the_line(tmp_path: Path) -> None:
    found = run(tmp_path, a=TOP + "rules: statutory-2012\nreturns: []\n")

    (refused,) = found.unusable
    assert "a.yaml:3:8: the rule set `statutory-2012` has no failure regime\n" in str(refused)
    assert "name rules with a failure regime: `gpcc-2010`, `failure-statutory`" in str(refused)


def test_D6_answers_of_another_regime_are_refused_in_one_line(tmp_path: Path) -> None:
    answers = dict.fromkeys(("in_year.variance_to_date", "in_year.savings_planned"), 5)
    text = TOP + "returns:\n" + filed("2013-14 Q1", {**answers, "media.adverse_items": 9})
    (refused,) = run(tmp_path, "failure-statutory", a=text).unusable

    assert "`media.adverse_items` is not asked by the failure regime of" in str(refused)
    assert "name rules that ask it at the top of the file: `rules: gpcc-2010`" in str(refused)


def test_3_check_reads_a_file_under_the_rules_that_monitor_takes(tmp_path: Path) -> None:
    answers = {"in_year.variance_to_date": 5, "media.adverse_items": 9}
    file = tmp_path / "a.yaml"
    file.write_text(TOP + "returns:\n" + filed("2013-14 Q1", answers), encoding="utf-8")
    request = Monitoring(library=Library(RULES), second_engine=False)
    (refused,) = monitor_files([file], request).unusable

    with pytest.raises(AuthorisationError) as found:
        FileChecker(None, Library(RULES)).check(str(file))
    assert str(found.value) == str(refused)
    assert "not asked by the failure regime of `failure-statutory`" in str(refused)


def test_D6_check_reads_a_file_under_the_rules_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        TOP + "rules: gpcc-2010\nreturns:\n" + filed("2013-14 Q1", {"service.seen_in_time": "91%"})
    )
    checker = FileChecker(None, Library(RULES))

    with pytest.raises(AuthorisationError, match="not asked by the failure regime of `gpcc-2010`"):
        checker.check(str(file))
