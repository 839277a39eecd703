"""Rules from the cache are those that would be read; anything else is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from authorisation.cli.main import cli
from authorisation.errors import InvalidRules
from authorisation.language.rules import load
from authorisation.language.rules.encoded import encode_rule_set
from authorisation.language.rules.fingerprint import rules_fingerprint
from authorisation.usecases import library as usecase
from authorisation.usecases.filesystem.cache_folder import keep_entry
from authorisation.usecases.library import Library

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SET = "statutory-2022"
PLANTED = "Planted in the cache"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("adopted"))
    shutil.copy(ROOT / "fixtures" / "corby.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("rules")


@pytest.fixture
def entries(tmp_path: Path) -> Callable[[], list[Path]]:
    return lambda: list((tmp_path / "caches" / "consortium-authorisation").glob("*"))


def plant(base: Path) -> None:
    """Put other rules in the cache for the very files that there are."""
    rules = load.load_rule_set(SET, root=base)
    key = rules_fingerprint(base / SET, base)
    assert key is not None
    keep_entry(key, encode_rule_set(replace(rules, title=PLANTED)))


def test_rules_are_read_once_and_then_come_from_the_cache(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Library(base).cached_rule_set(SET)
    with monkeypatch.context() as patch:
        patch.setattr(load, "load_rule_set", None)

        assert Library(base).cached_rule_set(SET) == first

    assert first == load.load_rule_set(SET, root=base)


def test_rules_that_are_not_to_be_cached_are_neither_taken_from_there_nor_put_there(
    base: Path, entries: Callable[[], list[Path]]
) -> None:
    Library(base).rule_set(SET)

    assert entries() == []

    plant(base)

    assert Library(base).cached_rule_set(SET).title == PLANTED
    assert Library(base).rule_set(SET).title != PLANTED


def test_rules_that_changed_are_read_anew(base: Path) -> None:
    Library(base).cached_rule_set(SET)
    file = base / SET / "ruleset.yaml"
    file.write_text(file.read_text() + "# changed\n")
    plant(base)
    file.write_text(file.read_text() + "# and again\n")

    assert Library(base).cached_rule_set(SET).title != PLANTED


def test_an_entry_that_holds_no_rules_is_replaced(base: Path) -> None:
    key = rules_fingerprint(base / SET, base)
    assert key is not None
    for content in (
        b"",
        b"\xc1",
        b"\x80",
        encode_rule_set(Library(base).rule_set(SET))[1:],
    ):
        keep_entry(key, content)

        assert Library(base).cached_rule_set(SET).id == SET
        assert usecase._entry(key) is not None


def test_rules_that_changed_while_they_were_read_are_not_kept(
    base: Path, monkeypatch: pytest.MonkeyPatch, entries: Callable[[], list[Path]]
) -> None:
    read = load.load_rule_set

    def changing(name: str, *, root: Path) -> object:
        rules = read(name, root=root)
        (root / "questions" / "new.yaml").touch()
        return rules

    monkeypatch.setattr(load, "load_rule_set", changing)
    Library(base).cached_rule_set(SET)

    assert entries() == []


def test_rules_with_a_problem_say_so_each_time_and_are_not_kept(
    base: Path, entries: Callable[[], list[Path]]
) -> None:
    (base / SET / "ruleset.yaml").write_text("id: [\n")
    for _ in range(2):
        with pytest.raises(InvalidRules):
            Library(base).cached_rule_set(SET)

    assert entries() == []


def test_rules_behind_a_link_are_used_and_not_kept(
    base: Path, entries: Callable[[], list[Path]]
) -> None:
    (base / "linked").symlink_to(SET)

    assert Library(base).cached_rule_set(SET).id == SET
    assert entries() == []


def run(*arguments: str, expected: tuple[int, ...] = (0, 10, 11), **environment: str) -> str:
    done = CliRunner().invoke(
        cli, arguments, env={"AUTHORISATION_RULES": "rules", **environment}, prog_name="authorise"
    )
    assert not done.exception or isinstance(done.exception, SystemExit)
    assert done.exit_code in expected, done.output
    return done.output


ASSESS = ("assess", "corby.yaml", "--rules", SET, "--as-of", "2023-01-01")
EXPLAIN = ("explain", "corby.yaml", "GB-LAY", "--rules", SET, "--as-of", "2023-01-01")


@pytest.mark.parametrize("arguments", [ASSESS, EXPLAIN])
def test_assess_and_explain_take_rules_from_the_cache_unless_told_not_to(
    base: Path, arguments: tuple[str, ...]
) -> None:
    plant(base)

    assert PLANTED in run(*arguments)
    assert PLANTED not in run(*arguments, "--no-cache")
    assert PLANTED not in run(*arguments, AUTHORISATION_NO_CACHE="1")
    assert PLANTED in run(*arguments, AUTHORISATION_NO_CACHE="")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((*ASSESS, "--no-cache"), id="as asked"),
        pytest.param((*ASSESS, "--record", "other.json"), id="a record that is kept"),
        pytest.param((*ASSESS, "--format", "json"), id="a record that is printed"),
        pytest.param(("replay", "kept.json"), id="replay"),
        pytest.param(("check", SET), id="check"),
        pytest.param(("check", "corby.yaml", "--rules", SET), id="check of a submission"),
        pytest.param(("test", SET), id="test"),
        pytest.param(("rules", SET), id="rules"),
        pytest.param(("form", SET), id="form"),
        pytest.param(("schema", "submission", "--rules", SET), id="schema"),
    ],
)
def test_what_is_kept_and_what_tests_rules_rests_on_the_files_alone(
    base: Path, arguments: tuple[str, ...]
) -> None:
    run(*ASSESS, "--record", "kept.json")
    file = base / SET / "criteria" / "governing-body.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("id: GB-CLINICIAN", "id: GB-CLINICIAN\n    colour: red"))
    key = rules_fingerprint(base / SET, base)
    faulty = file.read_text()
    file.write_text(sound)
    rules = load.load_rule_set(SET, root=base)
    file.write_text(faulty)
    assert key is not None
    keep_entry(key, encode_rule_set(replace(rules, title=PLANTED)))

    assert PLANTED in run(*ASSESS)
    assert "unknown key `colour`" in run(*arguments, expected=(3,))


def test_editions_are_listed_the_latest_first_and_the_tenth_after_the_ninth(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    for edition in ("2012-10-01.9", "2012-06-21", "2012-10-01.10", "2012-10-01"):
        kept = tmp_path / "adopted" / "x" / edition.replace(".", "%2E") / "x" / "ruleset.yaml"
        for file in (tmp_path / "x" / "ruleset.yaml", kept):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()

    assert Library(tmp_path).names_and_editions == (
        "x",
        "x@2012-10-01.10",
        "x@2012-10-01.9",
        "x@2012-10-01",
        "x@2012-06-21",
    )
