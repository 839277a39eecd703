"""Files are found once each, and names that no disk can hold are only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import AuthorisationError
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.check import Checker, subjects
from authorisation.usecases.filesystem.inputs import find_input_files, find_record_files
from authorisation.usecases.filesystem.places import rules_root, whole_rule_sets
from authorisation.usecases.library import Library

LONG = "x" * 300


def test_a_file_named_in_two_ways_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").touch()
    Path("b.yaml").touch()

    found = find_input_files([Path("b.yaml"), tmp_path / "b.yaml", Path("-"), tmp_path])

    assert found.files == (Path("b.yaml"), Path("-"), tmp_path / "a.yaml")


def test_files_of_a_folder_come_as_a_reader_counts(tmp_path: Path) -> None:
    names = ["Group-1", "group-2", "group-10", "other"]
    for name in reversed(names):
        (tmp_path / f"{name}.yaml").touch()
        (tmp_path / f"{name}.json").touch()
        (tmp_path / f"{name}.inside").mkdir()
        (tmp_path / f"{name}.inside/a.yaml").touch()

    found = find_input_files([tmp_path], recursive=True)
    records = find_record_files([tmp_path])

    inside = [f"{name}.inside" for name in names]
    assert [each.stem for each in found.files[:4]] == names
    assert [each.parent.name for each in found.files[4:]] == inside
    assert [each.stem for each in records.files] == names


def test_a_name_too_long_for_any_disk_is_no_folder() -> None:
    assert find_input_files([Path(LONG)]).files == (Path(LONG),)
    assert subjects([LONG], Library()) == ((LONG,), ())
    assert (
        Checker("gpcc-2010", Library()).check(LONG).problems[0].message
        == "there is no such rule set"
    )
    with pytest.raises(AuthorisationError, match="is not a folder of rules"):
        rules_root(Path(LONG))
    with pytest.raises(AuthorisationError, match="there is no such rule set"):
        assess_files([], Request(rules=LONG))


def test_a_folder_of_folders_points_at_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "a.yaml").touch()

    with pytest.raises(AuthorisationError) as caught:
        find_input_files([tmp_path])

    assert str(caught.value) == (
        f"{tmp_path}: no .yaml or .xlsx file in this folder\n"
        f"  help: add `--recursive`, or name a folder in it, such as `{tmp_path}/north`\n"
        f"{tmp_path}/north: a folder in the folder\n"
        "  help: add `--recursive` to read what is in it"
    )


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two rule sets, a bank and an application in it."""
    names = (
        *(
            "one/ruleset.yaml",
            "one/parameters.yaml",
            "one/criteria/a.yaml",
            "one/cases/regime/a.yaml",
        ),
        *("two/ruleset.yaml", "questions/a.yaml", "questions/returns/a.yaml", "editions.yaml"),
        *("one/ours.yaml", "ours.yaml", "cases/parameters.yaml"),
    )
    for name in names:
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


@pytest.mark.parametrize(
    ("name", "stands_for"),
    [
        ("rules/one/ruleset.yaml", ["rules/one"]),
        ("rules/one/criteria/a.yaml", ["rules/one"]),
        ("rules/one/cases/regime/a.yaml", ["rules/one"]),
        ("rules/questions/a.yaml", ["rules/one", "rules/two"]),
        ("rules/questions/returns/a.yaml", ["rules/one", "rules/two"]),
        ("rules/editions.yaml", ["rules/one", "rules/two"]),
        ("rules/one/ours.yaml", ["rules/one/ours.yaml"]),
        ("rules/ours.yaml", ["rules/ours.yaml"]),
        ("rules/cases/parameters.yaml", ["rules/cases/parameters.yaml"]),
        ("rules/one/criteria/absent.yaml", ["rules/one/criteria/absent.yaml"]),
        ("one", ["one"]),
    ],
)
def test_a_file_of_a_rule_set_stands_for_it(rules: Path, name: str, stands_for: list[str]) -> None:
    assert rules.is_dir()
    assert list(whole_rule_sets([name])) == stands_for


def test_a_rule_set_is_named_once_by_its_files_and_found_from_inside_it(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = str(rules / "one/parameters.yaml")

    assert whole_rule_sets(["rules/one/ruleset.yaml", "rules/one/criteria/a.yaml"]) == (
        "rules/one",
    )
    assert whole_rule_sets([whole, whole]) == (str(rules / "one"),)
    monkeypatch.chdir(rules / "one")
    assert whole_rule_sets(["parameters.yaml"]) == ("../one",)
    monkeypatch.chdir(rules / "one/criteria")
    assert whole_rule_sets(["a.yaml", "../ruleset.yaml"]) == ("../../one",)
    monkeypatch.chdir(rules)
    assert whole_rule_sets(["one/ruleset.yaml"]) == ("one",)
