"""`pooling` and `merge`: what they come to, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.errors import InvalidRules
from authorisation.language.rules.load import load_rule_set
from authorisation.model.question import MergeRule
from authorisation.model.rules import Pooling, RuleSet
from tests.rule_sets.folders import child_head, read_folder, write_files
from tests.shipped import shipped_rules

QUESTIONS = "rules/questions/all.yaml"
RULESET = "rules/demo/ruleset.yaml"
CRITERIA = "rules/demo/criteria/all.yaml"
POOLING = "pooling: {criterion: SIZE, figure: population.registered, line: least}\n"
CHILD = child_head("later", "demo", "2013-01-01")


def files(pooling: str = POOLING, merge: str = "merge: sum, ") -> dict[str, str]:
    found = read_folder("demo")
    found[RULESET] += pooling
    found[QUESTIONS] = found[QUESTIONS].replace(
        "registered: {type: integer,", f"registered: {{type: integer, {merge}"
    )
    return found


def loaded(folder: Path, found: dict[str, str], name: str = "demo") -> RuleSet:
    write_files(found, folder)
    return load_rule_set(name, root=folder / "rules")


def problems(folder: Path, found: dict[str, str], name: str = "demo") -> str:
    with pytest.raises(InvalidRules) as refused:
        loaded(folder, found, name)
    return str(refused.value).replace(f"{folder}/", "")


def test_the_shipped_rules_say_what_a_pool_is_to_reach_and_are_the_edition_that_was_adopted() -> (
    None
):
    rules = shipped_rules("gpcc-2010")

    assert rules.pooling == Pooling(
        criterion="FIN-3a",
        figure="population.registered",
        line="self_pooling_population",
        covered="risk_pool.population_covered",
        agreement="risk_pool.agreement",
        says=rules.pooling.says if rules.pooling else "",
    )
    assert not rules.edited
    merged = {path: q.merge for path, q in rules.questions.items() if q.merge is not MergeRule.DROP}
    assert merged["membership.practices"] is MergeRule.JOIN
    assert merged["membership.practice_count"] is MergeRule.SUM
    assert "board" not in merged


def test_neither_takes_part_in_the_hash_of_the_rules(tmp_path: Path) -> None:
    bare = loaded(tmp_path / "bare", read_folder("demo"))
    rules = loaded(tmp_path / "pooled", files())

    assert rules.pooling == Pooling(criterion="SIZE", figure="population.registered", line="least")
    assert rules.questions["population.registered"].merge is MergeRule.SUM
    assert (rules.sha256, replace(rules, pooling=None)) == (bare.sha256, bare)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        (
            "SIZE",
            "SISE",
            (
                "rules/demo/ruleset.yaml:9:22: no criterion is called `SISE`\n"
                "  help: did you mean `SIZE`?"
            ),
        ),
        (
            "SIZE",
            "LAY",
            (
                "rules/demo/ruleset.yaml:9:22: `LAY` has no test `population.registered >= least`\n"
                "  help: name the figure and the line of a test that it has, or another criterion"
            ),
        ),
        (
            "population.registered",
            "registered",
            (
                "rules/demo/ruleset.yaml:9:36: no question of these rules is called `registered`\n"
                "  help: did you mean `population.registered`?"
            ),
        ),
        (
            "population.registered",
            "board",
            (
                "rules/demo/ruleset.yaml:9:36: the answers to `board` are not added up where groups"
                " become one\n"
                "  help: write `merge: sum` at the question, or name one whose answers are added up\n"
                "rules/demo/ruleset.yaml:9:49: `least` is no number in the unit of `board`\n"
                "  help: name one without a unit"
            ),
        ),
        (
            "least}",
            "most}",
            "rules/demo/ruleset.yaml:9:65: no figure is called `most`",
        ),
        (
            "least}",
            "least, covered: board, agreement: pool}",
            (
                "rules/demo/ruleset.yaml:9:81: `board` is no number in the unit of"
                " `population.registered`\n"
                "  help: name one in `patient`\n"
                "rules/demo/ruleset.yaml:9:99: `pool` does not ask for a document\n"
                "  help: name the question for the agreement"
            ),
        ),
        (
            "least}",
            "least, covered: population.registered, lines: 3}",
            "rules/demo/ruleset.yaml:9:104: unknown key `lines`\n  help: did you mean `line`?",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    assert problems(tmp_path, files(POOLING.replace(was, becomes))) == says


def test_the_criterion_must_look_at_what_a_pool_says(tmp_path: Path) -> None:
    found = files(POOLING.replace("least}", "least, covered: population.covered}"))
    found[QUESTIONS] = found[QUESTIONS].replace(
        "population:\n", "population:\n  covered: {type: integer, unit: patient, ask: How many?}\n"
    )

    assert problems(tmp_path, found) == (
        "rules/demo/ruleset.yaml:9:81: `SIZE` does not look at `population.covered`\n"
        "  help: leave it out, or name what it looks at"
    )


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        (
            "board:\n  type: list\n",
            "board:\n  type: list\n  merge: sum\n",
            "answers of the type `list` are not added up\n  help: write `join`, or leave it out",
        ),
        (
            "unit: patient,",
            "unit: patient, merge: join,",
            "answers of the type `integer` are not joined\n  help: write `sum`, or leave it out",
        ),
        (
            "unit: patient, min: 1,",
            "unit: '%', merge: sum,",
            "shares are not added up\n  help: leave it out",
        ),
        (
            "name: {type: text,",
            "name: {type: text, merge: drop,",
            (
                "`merge` is of the list, and not of a field of its entries\n"
                "  help: write it beside `each`"
            ),
        ),
        (
            "unit: patient,",
            "unit: patient, merge: summ,",
            "`summ` is not one of the choices\n  help: did you mean `sum`?",
        ),
    ],
)
def test_answers_are_merged_as_their_type_allows(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    found = read_folder("demo")
    found[QUESTIONS] = found[QUESTIONS].replace(was, becomes)

    assert problems(tmp_path, found).partition(" ")[2] == says


def test_a_child_inherits_it_replaces_it_and_loses_it_with_the_criterion(tmp_path: Path) -> None:
    gone = "criteria: [{remove: {id: SIZE, reason: not asked, source: act}}]\n"
    other = (
        "criteria: [{replace: {id: SIZE, title: Few, severity: note, source: act,"
        " require: population.registered <= least}}]\n"
    )
    later = "rules/later/criteria/all.yaml"

    child = {**files(), "rules/later/ruleset.yaml": CHILD}
    assert loaded(tmp_path / "same", child, "later").pooling == Pooling(
        criterion="SIZE", figure="population.registered", line="least"
    )
    assert loaded(tmp_path / "gone", {**child, later: gone}, "later").pooling is None
    assert problems(tmp_path / "other", {**child, later: other}, "later").startswith(
        "rules/demo/ruleset.yaml:9:22: `SIZE` has no test"
    )
