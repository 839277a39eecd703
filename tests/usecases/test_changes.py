"""What a move comes from, held against assessments with each change undone in the file itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.analysis.submission_changes import submission_changes, undo_changes
from authorisation.engine.results import Assessment
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.library import Library
from authorisation.usecases.records.changes import find_changes
from tests.examples import examples
from tests.records.building import PROJECT
from tests.rule_sets.folders import copy_folder

FIXTURES = sorted((PROJECT / "fixtures").glob("illustrative-*.yaml"))
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "population.registered": st.sampled_from(["900", "1000", "1500"]),
        "practices": st.sampled_from(["[]", "[{code: P1}]", "{so_far: [{code: P1}]}"]),
        "board": st.sampled_from(
            ["[]", "[{name: Xan, role: lay}]", "{so_far: [{name: Xan, role: gp}]}", "{so_far: []}"]
        ),
        "pool": st.sampled_from(["[]", "[{code: B1}]"]),
    },
)
EITHER = "{any: [population.registered >= least, count(practices) >= 1, count(pool) >= 1]}"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small rules, where a large group is one of three things."""
    folder = tmp_path_factory.mktemp("changes")
    copy_folder("demo", folder)
    criteria = folder / "rules/demo/criteria/all.yaml"
    text = criteria.read_text().replace(
        "require: population.registered >= least", f"require: {EITHER}"
    )
    assert EITHER in text
    criteria.write_text(text)
    return folder


def written(folder: Path, name: str, answers: dict[str, str]) -> Path:
    lines = "".join(f"  {path}: {answer}\n" for path, answer in answers.items())
    file = folder / name
    file.write_text(f"name: A\nas_of: 2012-06-01\nanswers:{' {}' if not answers else ''}\n{lines}")
    return file


@given(ANSWERS, ANSWERS)
@settings(max_examples=examples(40))
def test_undoing_what_is_named_brings_back_what_it_was_and_nothing_less_does(
    rules: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    request = Request(rules="demo", library=Library(rules / "rules"))
    files = [written(rules, "1.yaml", before), written(rules, "2.yaml", after)]
    run = find_changes(*files, request)
    parts = run.changes.parts

    def with_undone(places: tuple[int, ...]) -> Assessment:
        answers = dict(after)
        for place in places:
            path = parts[place].of
            answers.pop(path, None)
            answers |= {path: before[path]} if path in before else {}
        return assess_files([written(rules, "3.yaml", answers)], request).assessments[0]

    def verdict(assessment: Assessment, criterion: str) -> Any:
        if not criterion:
            return assessment.outcome_ids
        return assessment.finding(criterion).verdict

    assert {each.criterion for each in run.outcome.changes} | (
        {""} if run.outcome.other_outcome else set()
    ) == set(run.responsible)
    for criterion, found in run.responsible.items():
        old = verdict(run.before.assessment, criterion)
        alone = {at for at in range(len(parts)) if verdict(with_undone((at,)), criterion) == old}
        assert found.changes
        assert found.tried
        if alone:
            assert not found.together
            assert set(found.changes) <= alone
        else:
            assert found.together
            assert verdict(with_undone(found.changes), criterion) == old
            for left_out in found.changes:
                fewer = tuple(at for at in found.changes if at != left_out)
                assert verdict(with_undone(fewer), criterion) != old


@pytest.fixture(scope="module")
def assessed() -> list[Assessment]:
    request = Request(rules="gpcc-2010", library=Library(PROJECT / "rules"))
    return [assess_files([file], request).assessments[0] for file in FIXTURES]


def test_undoing_every_change_gives_back_what_was_before(assessed: list[Assessment]) -> None:
    pairs = [(before, after) for before in assessed for after in assessed]
    for before, after in pairs:
        changes = submission_changes(before, after)
        submission, judgements = undo_changes(changes.parts, before, after)

        assert submission.answers == before.submission.answers
        assert submission.evidence == before.submission.evidence
        assert judgements.entries == before.judgements.entries
        assert (not changes.parts) is (before is after)
    assert len(pairs) > 50
