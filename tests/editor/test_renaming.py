"""Names: every place where one stands, and what is left in order once it has another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from authorisation.editor.names.symbols import SymbolKind
from authorisation.editor.renaming import CannotRename, places_of, rename
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases
from tests.docs.blocks import ROOT
from tests.editor.workspace import Workspace
from tests.rule_sets.folders import copy_folder

CRITERIA = "rules/demo/criteria/all.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    copy_folder("demo", tmp_path)
    return Workspace(tmp_path)


def renamed(workspace: Workspace, file: str, at: str, new: str) -> list[tuple[str, str]]:
    """Rename what stands at the end of a passage of a file; give what was changed, by file."""
    document = workspace.read(file)
    found = document.at(document.text.source.index(at) + len(at))
    assert found is not None
    edits = rename(found.symbol, new, document, workspace.project)
    places = [
        (str(Path(e.file).relative_to(workspace.folder)), workspace.project.text(Path(e.file)))
        for e in edits
    ]
    cut = [
        (file, (text or "")[e.span.start : e.span.end])
        for (file, text), e in zip(places, edits, strict=True)
    ]
    workspace.make(edits)
    return cut


@pytest.mark.parametrize(
    ("file", "at", "new", "changed"),
    [
        pytest.param(CRITERIA, ">= least", "fewest", {"criteria/all.yaml": 1, "parameters.yaml": 1}, id="a figure"),
        pytest.param(CRITERIA, "{population.registered", "listed",
                     {"criteria/all.yaml": 2, "cases/all.yaml": 2, "all.yaml": 1, "bad.yaml": 1, "conditions.yaml": 1, "granted.yaml": 1, "refused.yaml": 1}, id="a question"),
        pytest.param(CRITERIA, "require: population", "people",
                     {"criteria/all.yaml": 2, "cases/all.yaml": 2, "ruleset.yaml": 1, "all.yaml": 1, "bad.yaml": 1, "conditions.yaml": 1, "granted.yaml": 1, "refused.yaml": 1}, id="a group of questions"),
        pytest.param(CRITERIA, "[role", "seat", {"criteria/all.yaml": 1, "cases/all.yaml": 1, "all.yaml": 1, "conditions.yaml": 1, "granted.yaml": 1}, id="a field"),
        pytest.param(CRITERIA, "id: LAY", "LAY-1", {"criteria/all.yaml": 1, "cases/all.yaml": 2}, id="a criterion"),
        pytest.param(CRITERIA, "source: act", "act-2006", {"criteria/all.yaml": 2, "parameters.yaml": 2, "outcomes.yaml": 3, "ruleset.yaml": 1}, id="a source"),
        pytest.param(CRITERIA, "domain: size", "people", {"criteria/all.yaml": 1, "ruleset.yaml": 1}, id="a domain"),
        pytest.param("rules/demo/outcomes.yaml", "id: granted with", "granted for now", {"outcomes.yaml": 1, "cases/all.yaml": 1}, id="an outcome"),
    ],
)  # fmt: skip
def test_a_name_is_changed_wherever_it_stands(
    workspace: Workspace, file: str, at: str, new: str, changed: dict[str, int]
) -> None:
    places = [place for place, _ in renamed(workspace, file, at, new)]
    ends = {
        end: sum(place.endswith(f"/{end}") or place == end for place in places) for end in changed
    }

    assert workspace.check() == []
    for written in ("granted.yaml", "refused.yaml", "conditions.yaml"):
        assert workspace.check_file(written) == ()
    assert {end: ends[end] for end in changed if "/" in end} == {
        end: number for end, number in changed.items() if "/" in end
    }
    assert len(places) == sum(changed.values())


@pytest.mark.parametrize(
    ("at", "new"),
    [("id: SIZE", "SIZE-1"), (">= least", "fewest"), ("{population.registered", "listed")],
)
def test_what_a_pool_is_to_reach_follows_new_names(tmp_path: Path, at: str, new: str) -> None:
    pooling = "pooling: {criterion: SIZE, figure: population.registered, line: least}\nasks:"
    changes = {
        "rules/demo/ruleset.yaml": ("asks:", pooling),
        "rules/questions/all.yaml": ("registered: {", "registered: {merge: sum, "),
    }
    copy_folder("demo", tmp_path, changes)
    workspace = Workspace(tmp_path)

    renamed(workspace, CRITERIA, at, new)

    assert workspace.check() == []
    assert new in workspace.text("rules/demo/ruleset.yaml")


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        pytest.param(">= least", "Least", "`Least` is no name for a figure", id="no name"),
        pytest.param(">= least", "board", "`board` is already the name of a question, in ruleset.yaml", id="of a question"),
        pytest.param("require: population", "role", "`role` would not do here: ", id="of a field"),
        pytest.param("id: LAY", "SIZE", "`SIZE` is already the name of a criterion, in all.yaml", id="taken"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_name_is_refused(
    workspace: Workspace, at: str, new: str, said: str
) -> None:
    with pytest.raises(CannotRename) as refused:
        renamed(workspace, CRITERIA, at, new)

    assert str(refused.value).startswith(said)


def test_nothing_is_renamed_while_a_file_that_names_it_cannot_be_read(workspace: Workspace) -> None:
    path = workspace.write("granted.yaml", workspace.text("granted.yaml"))
    workspace.read("granted.yaml")
    workspace.write("granted.yaml", "answers: {population: {registered: 1500}\n")

    with pytest.raises(CannotRename, match="cannot be read") as refused:
        renamed(workspace, CRITERIA, "{population.registered", "listed")

    assert path.name in str(refused.value)


def test_an_adopted_edition_keeps_its_names(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    kept = tmp_path / "rules/adopted/demo/2012-01-01"
    shutil.copytree(tmp_path / "rules", kept, ignore=shutil.ignore_patterns("adopted"))
    workspace = Workspace(tmp_path)
    edition = Workspace(kept)
    own = renamed(workspace, CRITERIA, ">= least", "fewest")

    with pytest.raises(CannotRename, match="stays as it was adopted"):
        renamed(edition, CRITERIA.removeprefix("rules/"), ">= least", "fewest")
    assert [place for place, _ in own if "adopted" in place] == []


@pytest.mark.long
def test_the_shipped_rules_come_to_the_same_after_names_of_every_kind_have_changed(
    tmp_path: Path,
) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("adopted"))
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    workspace = Workspace(tmp_path)
    places = 0
    for file, at, new in (
        ("rules/gpcc-2010/criteria/finance.yaml", ">= self_pooling_population", "own_risk"),
        ("rules/gpcc-2010/criteria/finance.yaml", "test: population", "registry"),
        ("rules/gpcc-2010/regime.yaml", "returns: [in_year", "this_year"),
    ):
        if places:
            workspace.check()  # what the names of the last one have become
        changed = renamed(workspace, file, at, new)
        assert len(changed) > 1
        places += len(changed)
    for path, text in workspace.project.open.items():
        path.write_text(text, encoding="utf-8")

    assert workspace.check() == []
    assert places > 300
    assert _failed_cases(tmp_path / "rules") == []
    for path in sorted(tmp_path.glob("fixtures/*.yaml")):
        assert workspace.check_file(str(path.relative_to(tmp_path))) == ()


def _failed_cases(root: Path) -> list[str]:
    library = Library(root)
    loaded = [RuleSetCases(name, library) for name in library.names]
    return [case.name for each in loaded for case in each.all if not each.run(case).passed]


def test_a_name_means_another_thing_in_rules_that_rest_on_neither(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    other = tmp_path / "rules/other"
    shutil.copytree(tmp_path / "rules/demo", other)
    head = (other / "ruleset.yaml").read_text()
    (other / "ruleset.yaml").write_text(head.replace("id: demo", "id: other"))
    workspace = Workspace(tmp_path)
    document = workspace.read(CRITERIA)
    found = document.at(document.text.source.index(">= least") + 4)
    assert found is not None

    places = list(places_of(found.symbol, document, workspace.project))

    assert found.symbol.kind is SymbolKind.PARAMETER
    assert {each.document.file.folder for each in places} == {tmp_path / "rules/demo"}
