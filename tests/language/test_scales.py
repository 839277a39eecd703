"""Scales of grades that a rule set says once, and the grade as outcome tables read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.errors import InvalidRules
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import GradeMeaning, Standing
from authorisation.model.verdict import Verdict
from tests.rule_sets.folders import HERE, child_head, copy_folder, write_files

HEAD = "rules/graded/ruleset.yaml"
CRITERIA = "rules/graded/criteria/all.yaml"
OUTCOMES = "rules/graded/outcomes.yaml"
LEVEL_ONE = "level I: {verdict: not met, title: guidance for the group, source: framework#I}"
TALK = "judgement: {scale: support, guidance: Talk to the board.}"


def test_criteria_that_name_a_scale_have_its_grades_with_what_each_brings() -> None:
    rules = load_rule_set("graded", root=HERE / "graded" / "rules")

    scales = [each.judgement for each in rules.criteria.values() if each.judgement]
    lead, share, _, look = scales
    assert lead.grades == {
        "threshold met": Verdict.MET,
        "level I": Verdict.NOT_MET,
        "level II": Verdict.NOT_MET,
    }
    assert lead.meanings["level II"] == GradeMeaning(
        source="unsourced",
        title="a team is put in",
        standing=Standing.REPORTED,
        note="Brought by a direction.",
    )
    assert (lead.name, lead.guidance) == ("support", "Talk to the board.")
    assert (share.grades, share.meanings) == (lead.grades, lead.meanings)
    assert share.guidance == "Read the agreement."
    assert (look.name, look.meanings) == ("", {})


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        pytest.param(
            CRITERIA,
            TALK,
            TALK.replace("support", "suport"),
            f"{CRITERIA}:7:24: no scale is called `suport`\n  help: did you mean `support`?",
            id="a name that no scale has",
        ),
        pytest.param(
            CRITERIA,
            TALK,
            TALK.replace("support", "colours"),
            f"{CRITERIA}:7:24: no scale is called `colours`\n  help: describe it under `scales` "
            "in ruleset.yaml, or write the grades here",
            id="a name like none",
        ),
        pytest.param(
            CRITERIA,
            TALK,
            TALK.replace("support", "[met]"),
            f"{CRITERIA}:7:24: `scale` must be a mapping of keys and values",
            id="a list",
        ),
        pytest.param(
            HEAD,
            LEVEL_ONE,
            "level I: not met",
            f"{HEAD}:10:14: `not met` stands alone, without the source of the grade\n"
            "  help: write `{verdict: not met, source: …}`",
            id="a verdict alone",
        ),
        pytest.param(
            HEAD,
            LEVEL_ONE,
            LEVEL_ONE.replace("not met", "nt met"),
            f"{HEAD}:10:24: `nt met` is not one of the choices\n  help: did you mean `not met`?",
            id="a verdict that is none",
        ),
        pytest.param(
            HEAD,
            LEVEL_ONE,
            LEVEL_ONE.replace("framework#I", "frame#I"),
            f"{HEAD}:10:72: no source is called `frame`\n  help: did you mean `framework`?",
            id="a source that is not described",
        ),
        pytest.param(
            HEAD,
            LEVEL_ONE,
            LEVEL_ONE.replace("title", "titel"),
            f"{HEAD}:10:33: unknown key `titel`\n  help: did you mean `title`?",
            id="an unknown key",
        ),
        pytest.param(
            OUTCOMES,
            'support: findings[grade = "level I"]',
            'support: findings[grade = "level 1"]',
            f'{OUTCOMES}:11:31: `"level 1"` is not a value of `grade`\n'
            "  help: did you mean `level I`?",
            id="a grade that no scale has",
        ),
        pytest.param(
            CRITERIA,
            "    require: patients >= least\n    judgement",
            '    require: grade = "level I"\n    judgement',
            f"{CRITERIA}:22:14: unknown name `grade`\n"
            '  help: text is written in quotes, such as `"low"`',
            id="a grade in a criterion",
        ),
    ],
)
def test_what_is_wrong_has_its_place_and_its_remedy(
    file: str, old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_folder("graded", tmp_path, {file: (old, new)})
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InvalidRules) as refused:
        load_rule_set("graded", root=Path("rules"))

    assert str(refused.value) == says


def test_rules_without_judgements_have_no_grades(tmp_path: Path) -> None:
    row, graded = 'severity = "gate" and verdict = "not met"', 'grade = "low"'
    copy_folder("demo", tmp_path, {"rules/demo/outcomes.yaml": (row, graded)})

    with pytest.raises(InvalidRules, match="unknown name `grade`"):
        load_rule_set("demo", root=tmp_path / "rules")


def test_a_child_puts_a_scale_in_place_of_the_one_that_it_inherits(tmp_path: Path) -> None:
    copy_folder("graded", tmp_path)
    scales = """
  support:
    threshold met: {verdict: met, source: framework}
    level I: {verdict: met, source: unsourced}
    level II: {verdict: not met, source: unsourced}
  unused: {met: {verdict: met, source: ours}}"""
    child = child_head("child", "graded", "2013-04-01", scales=scales)
    write_files({"rules/child/ruleset.yaml": child}, tmp_path)
    rules = load_rule_set("child", root=tmp_path / "rules")

    assert rules.criteria["LEAD"].judgement is not None
    assert rules.criteria["LEAD"].judgement.grades["level I"] is Verdict.MET
    root = str(tmp_path / "rules")
    advice = CliRunner().invoke(cli, ["check", "child", "--advice", "--rules-root", root]).output
    assert (
        "11:3: no criterion is judged by the scale `unused` [unused-scale]\n"
        "  help: write `judgement: {scale: unused, …}` in one, or take it out\n"
    ) in advice
