"""The small rule sets of the tests: each is one that a policy lead can read and check."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.rule_sets.folders import FOLDERS, HERE, copy_folder, every_small_rule_set, read_folder

SETS = list(every_small_rule_set())


@pytest.mark.parametrize(("name", "root"), SETS, ids=[name for name, _ in SETS])
def test_a_small_rule_set_can_be_checked(name: str, root: Path) -> None:
    result = CliRunner().invoke(cli, ["check", name, "--rules-root", str(root)])

    assert (result.exit_code, result.output) == (0, f"{name}: no problems\n")


def test_every_folder_and_rule_set_has_its_row_in_the_list() -> None:
    rows = [
        line.split(" | ")
        for line in (HERE / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]

    assert sorted(row[0].strip("| `") for row in rows) == list(FOLDERS)
    assert sorted(name.strip("` ") for row in rows for name in row[1].split(",")) == sorted(
        name for name, _ in SETS
    )


def test_a_copy_differs_where_it_was_changed_and_nowhere_else(tmp_path: Path) -> None:
    file = "rules/demo/parameters.yaml"
    copy_folder("demo", tmp_path, {file: ("value: 1000", "value: 900")})

    files = read_folder("demo")
    copied = {name: (tmp_path / name).read_text(encoding="utf-8") for name in files}
    assert {name for name in files if copied[name] != files[name]} == {file}
    assert "value: 900" in copied[file]


def test_a_change_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"demo/granted\.yaml does not hold 'no such words'"):
        copy_folder("demo", tmp_path, {"granted.yaml": ("no such words", "")})


def test_no_rule_set_begins_in_a_string_of_a_test() -> None:
    """A whole one is a folder here; one that rests on another has its head from `child_head`."""
    kept = "id: a\nedition: {day}\ntitle: A\n"
    assert _heads_in(f"RULES = {kept!r}") == _heads_in(f"RULES = f{kept!r}") == [1]

    texts = {path: path.read_text(encoding="utf-8") for path in HERE.parent.rglob("*.py")}
    found = {path: _heads_in(text) for path, text in texts.items() if path != Path(__file__)}

    assert {str(path): lines for path, lines in found.items() if lines} == {}


def _heads_in(source: str) -> list[int]:
    """The lines on which a text begins that has an edition and a title, as `ruleset.yaml` does."""
    if not all(key in source for key in ("edition: ", "title: ")):
        return []
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr))
    return [
        node.lineno
        for node in strings
        if all(re.search(rf"^{key}: ", _text(node), re.MULTILINE) for key in ("edition", "title"))
    ]


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or "…" for part in parts)
    return ""
