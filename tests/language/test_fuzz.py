"""No bytes, and no mutation of a shipped file, ever give anything but a message."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authorisation.errors import InvalidRules, InvalidSubmission, UnreadableFile
from authorisation.language.answers.judgements import read_judgements
from authorisation.language.answers.submissions import read_submission
from authorisation.language.cases.assessment import load_cases
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from tests.examples import examples
from tests.language.mutations import mutated
from tests.language.small_rules import TREE
from tests.rule_sets.folders import write_files
from tests.shipped import shipped_rules

PROJECT = Path(__file__).parents[2]
EXPECTED = (InvalidRules, InvalidSubmission, UnreadableFile)
IN_TEST, IN_FUZZ = examples(500), 50_000

SUBMISSIONS = {path.name: path.read_bytes() for path in sorted(PROJECT.glob("fixtures/*.yaml"))}


def shipped() -> RuleSet:
    return shipped_rules("statutory-2012")


@pytest.fixture(scope="module")
def tree() -> Iterator[Path]:
    """Copy the shipped rules, and the small tree of the tests beside them."""
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(PROJECT / "rules", rules)
        write_files(TREE, Path(folder) / "small")
        yield Path(folder)


def answered(read: Callable[[], object]) -> str:
    """What was said of something read; any exception but those that carry a message goes on."""
    try:
        read()
    except EXPECTED as error:
        return str(error).strip()
    return "read"


def rules_survive(tree: Path, data: st.DataObject, *, small: bool) -> None:
    root = tree / ("small/rules" if small else "rules")
    names = ["base", "child"] if small else ["gpcc-2010", "statutory-2012", "statutory-2022"]
    path = data.draw(st.sampled_from(sorted(root.rglob("*.yaml"))))
    owner = path.relative_to(root).parts[0]
    name = owner if owner in names else names[0]
    original = path.read_bytes()
    path.write_bytes(data.draw(mutated(original) | st.binary(max_size=200)))
    try:
        said = answered(lambda: load_cases(name, load_rule_set(name, root=root), root=root))
    finally:
        path.write_bytes(original)
    assert said


def submission_survives(data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(sorted(SUBMISSIONS)))
    text = data.draw(mutated(SUBMISSIONS[original]) | st.binary(max_size=300))

    assert answered(lambda: read_submission(text, "f", shipped()))
    assert answered(lambda: read_judgements(text, "f", shipped()))


QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(QUICK, max_examples=IN_TEST * 6 // 10)
@given(data=st.data())
def test_submissions(data: st.DataObject) -> None:
    submission_survives(data)


@pytest.mark.slow
@settings(QUICK, max_examples=IN_TEST * 3 // 10)
@given(data=st.data())
def test_small_rules(data: st.DataObject, tree: Path) -> None:
    rules_survive(tree, data, small=True)


@pytest.mark.long
@settings(QUICK, max_examples=IN_TEST // 10)
@given(data=st.data())
def test_shipped_rules(data: st.DataObject, tree: Path) -> None:
    rules_survive(tree, data, small=False)


@pytest.mark.fuzz
@settings(QUICK, max_examples=IN_FUZZ * 6 // 10)
@given(data=st.data())
def test_submissions_at_length(data: st.DataObject) -> None:
    submission_survives(data)


@pytest.mark.fuzz
@settings(QUICK, max_examples=IN_FUZZ * 3 // 10)
@given(data=st.data())
def test_small_rules_at_length(data: st.DataObject, tree: Path) -> None:
    rules_survive(tree, data, small=True)


@pytest.mark.fuzz
@settings(QUICK, max_examples=IN_FUZZ // 10)
@given(data=st.data())
def test_shipped_rules_at_length(data: st.DataObject, tree: Path) -> None:
    rules_survive(tree, data, small=False)
