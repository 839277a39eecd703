"""Hostile documents and files: each is met with a message, soon and in little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from authorisation.errors import InvalidRules, UnreadableFile
from authorisation.language.rules.load import load_rule_set
from authorisation.language.yaml.document import UnreadableYaml, parse_yaml
from authorisation.language.yaml.regular_files import read_file
from tests.language.hostile_documents import DOCUMENTS
from tests.language.small_rules import RULESET, TREE
from tests.rule_sets.folders import child_head, write_files

PROJECT = Path(__file__).parents[2]
SECONDS = 2.0
MEGABYTES = 256


@pytest.fixture(scope="module")
def meeting() -> Iterator[subprocess.Popen[str]]:
    """A process that answers a document's name with how it was met, in seconds and megabytes."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.language.hostile_documents"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_document(name: str, meeting: subprocess.Popen[str]) -> None:
    meeting.stdin.write(f"{name}\n")
    meeting.stdin.flush()
    said, seconds, megabytes = json.loads(meeting.stdout.readline())

    assert said == DOCUMENTS[name][1]
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_lists_deeper_than_libyaml_itself_looks_ahead() -> None:
    """From 0.2.6 on it stops at a depth of its own, before it tells of the first list."""
    with pytest.raises(UnreadableYaml) as caught:
        parse_yaml(b"[" * 30_000, "f")

    assert str(caught.value) in {
        "f:1:65: more than 64 levels inside one another",
        "f:1:1001: lists or mappings inside one another without end",
    }


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(
            lambda path: path.mkdir(),
            "this is a folder, not a file\n  help: name a file in it",
            id="a folder",
        ),
        pytest.param(os.mkfifo, "this is not a regular file", id="a pipe"),
        pytest.param(
            lambda path: path.symlink_to("/dev/zero"), "this is not a regular file", id="/dev/zero"
        ),
        pytest.param(lambda _: None, "there is no such file", id="nothing"),
        pytest.param(
            lambda path: path.symlink_to(path), "this file cannot be opened", id="a link to itself"
        ),
        pytest.param(
            lambda path: path.write_bytes(b"a" * 4_000_001),
            "the file is larger than 4,000,000 bytes\n  help: a file as large as this holds something else, or is to be split",
            id="a large file",
        ),
    ],
)
def test_a_file_that_is_none(
    make: object, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(make)
    make(tmp_path / "f.yaml")

    with pytest.raises(UnreadableFile) as caught:
        read_file(Path("f.yaml"))

    assert str(caught.value) == f"f.yaml: {says}"


@pytest.mark.parametrize("name", ["parameters.yaml", "criteria/more.yaml", "outcomes.yaml"])
def test_a_link_that_leads_out_of_the_rules_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(TREE, tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.yaml").write_text("secret: 1\n")
    link = tmp_path / "rules/base" / name
    link.unlink(missing_ok=True)
    link.symlink_to("../" * (name.count("/") + 2) + "secret.yaml")

    with pytest.raises(InvalidRules) as caught:
        load_rule_set("base", root=Path("rules"))

    assert f"rules/base/{name}:1:1: leads outside the folder of rules" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["../base", "/etc", "https://example.org/rules", "base/../../x", "", "a\0b", "/dev/zero"],
)
def test_a_rule_set_is_a_name_or_a_folder_of_rules(name: str, tmp_path: Path) -> None:
    write_files(TREE, tmp_path)

    with pytest.raises(InvalidRules) as caught:
        load_rule_set(name, root=tmp_path / "rules")

    assert [problem.message for problem in caught.value.problems] == ["there is no such rule set"]


def test_rules_in_a_ring_of_three_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = {
        f"rules/{name}/ruleset.yaml": child_head(name, other)
        for name, other in [("a", "b"), ("b", "c"), ("c", "a")]
    }
    write_files(ring, tmp_path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InvalidRules) as caught:
        load_rule_set("a", root=Path("rules"))

    assert (
        str(caught.value)
        == "rules/c/ruleset.yaml:5:10: `a` extends itself, directly or in a ring\n  help: take the name out of `extends` in one of the rule sets of the ring"
    )


def test_lines_that_end_in_crlf_are_read(tmp_path: Path) -> None:
    write_files({**TREE, "rules/base/ruleset.yaml": RULESET.replace("\n", "\r\n")}, tmp_path)

    assert load_rule_set("base", root=tmp_path / "rules").title == "The base"
