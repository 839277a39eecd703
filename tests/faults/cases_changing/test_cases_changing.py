"""What public reports found of rule sets that change, and of their units and durations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import authorisation
from authorisation.cli.main import cli
from authorisation.errors import InvalidRules
from authorisation.language.rules.load import load_rule_set
from tests.faults.lab import criterion, write_lab

CHILD = """\
id: kid
edition: 2010-01-01
title: A child of the lab
in_force: {from: 2010-01-01}
extends: lab
sources: {kidact: {title: The Kid Act, standing: law}}
"""
PEOPLE = criterion("fig.people >= line", severity="note")


def kid(folder: Path, *texts: str, criteria: str = PEOPLE, **more: str) -> Path:
    """Write the lab and a child with such files of criteria, and give the folder of rule sets."""
    names = "cdefg"
    files = {f"rules/kid/criteria/{n}.yaml": t for n, t in zip(names, texts, strict=False)}
    files = {"rules/kid/ruleset.yaml": CHILD, **files}
    return write_lab(folder, criteria, {**files, **{f"rules/kid/{n}": t for n, t in more.items()}})


def refusal(root: Path, name: str = "kid") -> str:
    """What is wrong with a rule set that cannot be loaded."""
    with pytest.raises(InvalidRules) as refused:
        load_rule_set(name, root=root)
    return str(refused.value)


@pytest.mark.parametrize(
    "second",
    [
        "criteria:\n- amend: {id: P, severity: note, title: said twice}\n",
        "criteria:\n- remove: {id: P, reason: no use, source: kidact}\n",
        "criteria:\n- replace: {id: P, title: T, severity: note, domain: d, source: kidact, "
        "require: fig.agreed}\n",
    ],
)
@pytest.mark.parametrize("names", ["cd", "dc"])
def test_F9_one_criterion_is_changed_in_one_place(tmp_path: Path, second: str, names: str) -> None:
    first = "criteria:\n- amend: {id: P, severity: gate}\n"
    files = {"c": first, "d": second} if names == "cd" else {"c": second, "d": first}
    root = kid(tmp_path, *files.values())

    told = refusal(root)

    assert "`P` is already defined, changed or removed at" in told
    assert "kid/criteria/c.yaml:2:" in told
    assert "kid/criteria/d.yaml:2:" in told


def test_F9_what_was_removed_is_not_defined_beside_that(tmp_path: Path) -> None:
    root = kid(
        tmp_path,
        "criteria:\n- remove: {id: P, reason: no use, source: kidact}\n",
        "criteria:\n" + PEOPLE,
    )

    told = refusal(root)

    assert "`P` is already removed at" in told
    assert "write `replace:` instead of both" in told


def test_F9_a_grandchild_may_change_what_the_child_changed(tmp_path: Path) -> None:
    root = kid(tmp_path, "criteria:\n- amend: {id: P, severity: gate}\n")
    grand = tmp_path / "rules" / "grand"
    (grand / "criteria").mkdir(parents=True)
    (grand / "ruleset.yaml").write_text(
        CHILD.replace("id: kid", "id: grand").replace("extends: lab", "extends: kid")
    )
    (grand / "criteria" / "a.yaml").write_text("criteria:\n- amend: {id: P, title: Told anew}\n")

    rules = load_rule_set("grand", root=root)

    assert rules.criteria["P"].title == "Told anew"


DATED = "criteria:\n- amend: {id: P, severity: {2012-10-01: {value: gate, source: kidact}}}\n"


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        ("2009-01-01", "note"),
        ("2011-01-01", "note"),
        ("2012-09-30", "note"),
        ("2012-10-01", "gate"),
        ("2020-01-01", "gate"),
    ],
)
def test_F10_a_dated_severity_over_a_plain_one_leaves_the_past_alone(
    tmp_path: Path, day: str, severity: str
) -> None:
    rules = authorisation.load("kid", root=kid(tmp_path, DATED)).on(day)

    assert rules.assess({"fig.people": 50})["P"].severity == severity


def test_F10_the_page_says_the_severity_before_and_from_the_day(tmp_path: Path) -> None:
    page = CliRunner().invoke(cli, ["rules", "kid", "--rules-root", str(kid(tmp_path, DATED))])

    assert page.exit_code == 0
    assert "note" in page.stdout
    assert "from 1 October 2012" in page.stdout
    assert "31 December 2009" not in page.stdout


def test_F10_a_severity_dated_from_the_edition_itself_comes_after_the_plain_one(
    tmp_path: Path,
) -> None:
    early = DATED.replace("2012-10-01", "2010-01-01")
    rules = authorisation.load("kid", root=kid(tmp_path, early))

    assert rules.on("2009-12-31").assess({})["P"].severity == "note"
    assert rules.on("2010-01-01").assess({})["P"].severity == "gate"


def run_test(root: Path, *words: str) -> Any:
    return CliRunner().invoke(cli, ["test", *words, "--rules-root", str(root)])


CASES = "- {case: large, as_of: 2012-01-01, given: {fig.people: 150}, expect: {P: met}}\n"


def test_F12_a_run_without_a_case_is_not_a_success(tmp_path: Path) -> None:
    root = kid(tmp_path)

    assert run_test(root, "lab").exit_code == 14
    assert run_test(root, "lab", "-k", "nosuch").exit_code == 14


def test_F12_a_name_that_one_of_several_sets_has_is_a_success(tmp_path: Path) -> None:
    root = kid(tmp_path, **{"cases/a.yaml": CASES})

    assert run_test(root, "kid").exit_code == 0
    assert run_test(root, "kid", "lab", "-k", "large").exit_code == 0
    assert run_test(root, "kid", "lab", "-k", "nosuch").exit_code == 14
    assert run_test(root, "kid", "lab").exit_code == 14


def test_F12_a_case_that_fails_says_so_before_one_that_is_missing(tmp_path: Path) -> None:
    root = kid(tmp_path, **{"cases/a.yaml": CASES.replace("150", "50")})

    assert run_test(root, "kid", "lab").exit_code == 12
