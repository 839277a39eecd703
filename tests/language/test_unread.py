"""What nobody could read of the sources: listed, inherited, and never what a rule rests on."""

import shutil
from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.regime.load import load_regime
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import UnreadPassages
from tests.language.test_left_out import written
from tests.shipped import RULES

CUT = "unread: [{source: [act#9, act#10], reason: The copy was cut.}]\n"
REST = "unread: [{source: act, reason: The rest was not found., count: 96}]\n"


def test_a_child_lists_what_its_parent_could_not_read_first(tmp_path: Path) -> None:
    root = written(tmp_path, CUT, REST)
    cut = UnreadPassages(sources=("act#9", "act#10"), reason="The copy was cut.")
    rest = UnreadPassages(sources=("act",), reason="The rest was not found.", count=96)

    assert load_rule_set("base", root=root).unread == (cut,)
    assert load_rule_set("child", root=root).unread == (cut, rest)


def test_what_is_unread_does_not_count_in_the_hash(tmp_path: Path) -> None:
    plain = load_rule_set("base", root=written(tmp_path / "plain", ""))
    listed = load_rule_set("base", root=written(tmp_path / "listed", CUT))

    assert plain.sha256 == listed.sha256


def test_what_a_child_cites_it_has_read(tmp_path: Path) -> None:
    root = written(tmp_path, CUT)
    criteria = root / "child" / "criteria" / "all.yaml"
    criteria.write_text(criteria.read_text().replace("severity: note", "source: act#9(2)"))

    assert [each.sources for each in load_rule_set("child", root=root).unread] == [("act#10",)]


@pytest.mark.parametrize(
    ("lines", "message", "remedy"),
    [
        pytest.param(
            "unread: [{source: acts#9, reason: Cut.}]\n",
            "no source is called `acts`",
            "did you mean `act`?",
            id="its source must be known",
        ),
        pytest.param(
            "unread: [{source: ours, reason: Cut.}]\n",
            "`ours` is no source that somebody could read",
            "name a source of `sources`",
            id="what has no source cannot be unread",
        ),
        pytest.param(
            "unread: [{source: [act#9, act#9], reason: Cut.}]\n",
            "`act#9` is listed as unread twice",
            "leave it out here",
            id="each passage is listed once",
        ),
        pytest.param(
            "unread: [{source: [], reason: Cut., count: 2}]\n",
            "`source` has no entries",
            "",
            id="what is counted is of a source",
        ),
        pytest.param(
            "unread: [{source: act#1, reason: Cut.}]\n",
            "`act#1` could not be read, and `POP-1` cites it",
            "cite what was read instead, such as a summary, or leave it out here",
            id="no criterion rests on it",
        ),
        pytest.param(
            "unread: [{source: act, reason: Cut., count: 0}]\n",
            "`count` is not of one source",
            "count what one source numbers, from 1, or leave `count` out",
            id="none is no number",
        ),
        pytest.param(
            "unread: [{source: [act#9, act#10], reason: Cut., count: 2}]\n",
            "`count` is not of one source",
            "count what one source numbers, from 1, or leave `count` out",
            id="a number is of one source",
        ),
        pytest.param(
            "unread: [{source: [], reason: Cut., count: 2}]\n",
            "`source` has no entries",
            "",
            id="it is of some source",
        ),
    ],
)
def test_a_faulty_list_is_refused(tmp_path: Path, lines: str, message: str, remedy: str) -> None:
    with pytest.raises(InvalidRules) as refused:
        load_rule_set("base", root=written(tmp_path, lines))

    assert [(each.message, each.help) for each in refused.value.problems] == [(message, remedy)]


@pytest.mark.parametrize(
    ("line", "cited", "user"),
    [
        pytest.param("  direction: {title: ", "nhsa-2006#14Z21(2)", "direction", id="a power"),
        pytest.param("  mainly: {title: ", "unsourced", "mainly", id="a figure"),
        pytest.param("attribution: {mainly: ", "ours", "attribution", id="attribution"),
    ],
)
def test_no_part_of_a_failure_regime_rests_on_what_was_unread(
    tmp_path: Path, line: str, cited: str, user: str
) -> None:
    for name in ("failure-statutory", "questions"):
        shutil.copytree(RULES / name, tmp_path / name)
    head, regime = (tmp_path / "failure-statutory" / f"{n}.yaml" for n in ("ruleset", "regime"))
    head.write_text(f"{head.read_text()}unread: [{{source: nhsa-2006#99, reason: Cut.}}]\n")
    before, found, after = regime.read_text().partition(f"\n{line}")
    regime.write_text(before + found + after.replace(f"source: {cited}", "source: nhsa-2006#99", 1))

    with pytest.raises(InvalidRules) as refused:
        load_regime("failure-statutory", root=tmp_path)

    assert [each.message for each in refused.value.problems] == [
        f"`nhsa-2006#99` could not be read, and `{user}` cites it"
    ]
