"""A submission is read the same with and without the library that says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from authorisation.language.answers.submissions import read_plain_submission
from authorisation.language.written.answers import WrittenSubmission
from authorisation.language.yaml.document import Mapping, parse_yaml
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.shape import validate_shape

ROOT = Path(__file__).parent.parent.parent
FIXTURES = sorted((ROOT / "fixtures").glob("*.yaml"))
WHOLE = """\
name: " Marsh "
code: M1
stage: decision
as_of: 2012-10-01
received_on: 2012-09-28
published_facts_only: true
note: A note
answers:
evidence:
  some.path: {document: Minutes, where: page 2, level: checked}
  other.path: {document: Letter}
"""
WRONG = [
    ("name: ' Marsh '\n", ""),
    ("answers:\n", ""),
    ("code: M1", "code:"),
    ("code: M1", "code: [M1]"),
    ("code: M1", f"code: {'M' * 201}"),
    ("code: M1", "cod: M1"),
    ("stage: decision", "stage: decided"),
    ("as_of: 2012-10-01", "as_of: 2012-13-01"),
    ("as_of: 2012-10-01", "as_of: null"),
    ("published_facts_only: true", "published_facts_only: perhaps"),
    ("note: A note", "note: ' '"),
    ("note: A note", "note: {a: b}"),
    ("document: Letter", "where: there"),
    ("document: Letter", "document: null"),
    ("document: Letter", "document: Letter, page: 2"),
    ("level: checked", "level: [checked]"),
    ("level: checked", "level: null"),
    ("{document: Letter}", "Letter"),
]


def root_of(text: str) -> Mapping:
    root = parse_yaml(text.encode(), "marsh.yaml")
    assert isinstance(root, Mapping)
    return root


def by_shape(root: Mapping) -> WrittenSubmission | None:
    return validate_shape(WrittenSubmission, root, Problems())


def assert_same(root: Mapping) -> None:
    plain, written = read_plain_submission(root), by_shape(root)
    assert plain is not None
    assert written is not None
    for name in plain.__struct_fields__:
        if name != "evidence":
            assert getattr(plain, name) == getattr(written, name), name
    assert plain.evidence.keys() == written.evidence.keys()
    for path, proof in plain.evidence.items():
        other = written.evidence[path]
        assert (proof.document, proof.where, proof.level) == (
            other.document,
            other.where,
            other.level,
        )


def test_every_field_is_read_as_its_shape_reads_it() -> None:
    assert_same(root_of(WHOLE))
    assert set(WrittenSubmission.model_fields) == {
        *root_of(WHOLE),
    }


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_are_read_as_their_shape_reads_them(path: Path) -> None:
    assert_same(root_of(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_what_its_shape_refuses_is_left_to_it(right: str, wrong: str) -> None:
    text = WHOLE.replace('" Marsh "', "' Marsh '")
    assert right in text
    root = root_of(text.replace(right, wrong))

    assert by_shape(root) is None
    assert read_plain_submission(root) is None


@pytest.mark.slow
def test_a_second_run_of_a_command_loads_no_pydantic(tmp_path: Path) -> None:
    loaded = (
        "import sys\n"
        "from authorisation.cli.main import main\n"
        "try: main()\n"
        "finally: print('pydantic' in sys.modules, file=sys.stderr)\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", loaded, "assess", "fixtures/corby.yaml"],
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(2)
    ]

    assert [run.stderr.strip() for run in runs] == ["True", "False"]
    assert runs[0].stdout == runs[1].stdout != ""
