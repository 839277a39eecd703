"""A fingerprint of rules is another one as soon as anything that they rest on is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import authorisation
from authorisation.language.rules import fingerprint
from authorisation.language.rules.fingerprint import rules_fingerprint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped rules in a folder that may be changed; commands run beside it."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("adopted"))
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def taken(base: Path, name: str = "statutory-2022") -> str:
    found = rules_fingerprint(base / name, base)
    assert found is not None
    return found


def test_the_same_files_have_the_same_one(base: Path) -> None:
    assert taken(base) == taken(base)
    assert taken(base) != taken(base, "statutory-2012")


@pytest.mark.slow
def test_any_byte_of_any_file_of_rules_counts(base: Path) -> None:
    before = taken(base)
    files = [
        path
        for path in base.rglob("*.yaml")
        if not {"cases", "properties", "adopted"} & {*path.parts}
    ]
    for path in files:
        content = path.read_bytes()
        for changed in (content + b"\n", content[:-1], bytes([content[0] ^ 1]) + content[1:]):
            path.write_bytes(changed)

            assert taken(base) != before, path

        path.write_bytes(content)

    assert taken(base) == before
    assert len(files) > 40


@pytest.mark.parametrize(
    "new",
    [
        "questions/new.yaml",
        "questions/new.yml",
        "questions/returns/new.yaml",
        "statutory-2022/criteria/new.yaml",
        "statutory-2012/criteria/new.yaml",
        "gpcc-2010/criteria/new.yaml",
        "new/ruleset.yaml",
    ],
)
def test_a_file_that_is_new_or_gone_or_has_another_name_counts(base: Path, new: str) -> None:
    before = taken(base)
    path = base / new
    path.parent.mkdir(exist_ok=True)
    path.touch()
    after = taken(base)

    assert after != before

    path.rename(path.with_stem("other" if path.stem == "new" else "ruleset.old"))

    assert taken(base) != after


def test_where_a_name_ends_and_the_bytes_begin_counts(base: Path) -> None:
    (base / "questions" / "new.yaml").write_text(".yaml")
    before = taken(base)
    (base / "questions" / "new.yaml").unlink()
    (base / "questions" / "new.yaml.yaml").touch()

    assert taken(base) != before


def test_cases_and_what_is_no_file_of_rules_do_not_count(base: Path) -> None:
    before = taken(base)
    for path in ("statutory-2022/cases/new.yaml", "statutory-2022/notes.txt", "papers/a.yaml"):
        (base / path).parent.mkdir(exist_ok=True)
        (base / path).touch()

    assert taken(base) == before


def test_a_rule_set_with_its_bank_elsewhere_rests_on_both(base: Path, tmp_path: Path) -> None:
    own = tmp_path / "proposal"
    own.mkdir()
    (own / "ruleset.yaml").write_text("id: proposal\n")
    before = rules_fingerprint(own, base)
    (own / "ruleset.yaml").write_text("id: proposed\n")
    after = rules_fingerprint(own, base)
    (base / "questions" / "new.yaml").touch()

    assert len({before, after, rules_fingerprint(own, base), None}) == 4


def test_messages_that_would_call_files_otherwise_count(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path.absolute() / "rules"
    found = [taken(base), taken(place)]
    for inside in ("rules", "rules/questions", "rules/statutory-2022"):
        monkeypatch.chdir(tmp_path / inside)
        found.append(taken(place))

    elsewhere = []
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        elsewhere.append(taken(place))

    assert len(set(elsewhere)) == 1
    assert len({*found, *elsewhere}) == len(found) + 1


@pytest.mark.slow
def test_the_versions_of_whatever_reads_rules_count(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [taken(base)]
    with monkeypatch.context() as patch:
        patch.setattr(authorisation, "__version__", "99.0")
        found.append(taken(base))
    with monkeypatch.context() as patch:
        patch.setattr("sys.version", "9.9")
        found.append(taken(base))
    for library, file in fingerprint._LIBRARIES:
        with monkeypatch.context() as patch:
            (tmp_path / "libraries" / library).mkdir(parents=True)
            (tmp_path / "libraries" / library / "__init__.py").touch()
            (tmp_path / "libraries" / library / file).write_text("99.0")
            patch.syspath_prepend(str(tmp_path / "libraries"))
            found.append(taken(base))
        shutil.rmtree(tmp_path / "libraries")
    source = Path(authorisation.__file__).parent
    for part in ("language/check/rule_set.py", "feel/syntax/parse.py", "model/rules.py"):
        copied = tmp_path / part.replace("/", "-")
        shutil.copytree(source, copied, ignore=shutil.ignore_patterns("__pycache__"))
        with monkeypatch.context() as patch:
            patch.setattr(authorisation, "__path__", [str(copied)])
            found.append(taken(base))
            os.utime(copied / part, (1, 1))
            found.append(taken(base))

    assert len(set(found)) == len(found) == 12


def test_where_a_link_stands_among_the_rules_there_is_none(base: Path, tmp_path: Path) -> None:
    assert taken(base)
    for place in ("statutory-2022/criteria/linked.yaml", "questions/linked.yaml", "linked"):
        (base / place).symlink_to(tmp_path)

        assert rules_fingerprint(base / "statutory-2022", base) is None

        (base / place).unlink()

    assert taken(base)


def test_where_a_file_of_rules_cannot_be_read_there_is_none(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(base / "statutory-2022" / "criteria" / "pipe.yaml")

    assert rules_fingerprint(base / "statutory-2022", base) is None

    (base / "statutory-2022" / "criteria" / "pipe.yaml").unlink()
    monkeypatch.setattr(fingerprint, "MAX_FILES", 10)

    assert rules_fingerprint(base / "statutory-2022", base) is None
    assert rules_fingerprint(base / "nowhere", base / "nowhere") is None
