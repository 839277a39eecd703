"""Rule sets as they come out of their files: whole values, inheritance, editions."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.errors import InvalidOption, InvalidRules
from authorisation.language.rules.editions import read_editions
from authorisation.language.rules.find import edition_folder, is_kept_edition, rule_set_names
from authorisation.language.rules.load import load_rule_set
from authorisation.language.rules.override import parse_override
from authorisation.model.condition import AllOf, AnyOf, AtLeast, CriterionRef, Leaf, Not, Some
from authorisation.model.question import ValueType
from authorisation.model.rules import (
    Alternative,
    Criterion,
    DatedSeverity,
    DatedValue,
    DatedValueKind,
    Discharge,
    Outcome,
    Parameter,
    RuleSet,
    Severity,
    Source,
    Standing,
)
from authorisation.model.source import Formula, Location
from authorisation.model.value import Items
from authorisation.model.verdict import Verdict
from tests.language.small_rules import CRITERIA, PARAMETERS, QUESTIONS, RULESET, TREE
from tests.rule_sets.folders import write_files

PROJECT = Path(__file__).parents[2]
SHIPPED = ("gpcc-2010", "statutory-2012", "statutory-2022")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(TREE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def rewritten(tmp_path: Path, **texts: str) -> RuleSet:
    """Load `base` after some of its files were written anew."""
    names = {"questions": "questions/all", "criteria": "base/criteria/all"}
    new = {f"rules/{names.get(key, f'base/{key}')}.yaml": text for key, text in texts.items()}
    write_files({**TREE, **new}, tmp_path)
    return load_rule_set("base", root=tmp_path / "rules")


def test_a_criterion_keeps_its_structure(root: Path) -> None:
    criterion = load_rule_set("base", root=root).criteria["GOV-1"]

    assert criterion == Criterion(
        id="GOV-1",
        title="Somebody is lay",
        severities=(
            DatedSeverity(since=date(2010, 1, 1), severity=Severity.NOTE, source="act"),
            DatedSeverity(since=date(2013, 1, 1), severity=Severity.GATE, source="act"),
        ),
        sources=("act#2", "ours"),
        applies=Leaf(test=Formula("shared")),
        require=AnyOf(
            of=(
                Some(
                    item="member",
                    within=Formula("board"),
                    satisfies=Leaf(
                        test=Formula('member.role = "lay"'), not_met="{member.name} is not lay."
                    ),
                    name_by="name",
                ),
                AllOf(
                    of=(
                        CriterionRef(criterion="POP-1"),
                        Not(part=Leaf(test=Formula("officer = null"))),
                    )
                ),
                AtLeast(
                    n=Formula("1"),
                    of=(Leaf(test=Formula("policy != null")), Leaf(test=Formula("shared"))),
                ),
            )
        ),
        discharge=Discharge(evidence="the list of members", due="3 months"),
        edition="base 2012-06-21",
    )
    assert criterion.at == Location("rules/base/criteria/all.yaml", 10, 5)


def test_parameters_keep_their_dates_sources_and_alternatives(root: Path) -> None:
    rules = load_rule_set("base", root=root)

    assert list(rules.parameters) == ["allowance", "least", "accepted"]
    assert rules.parameters["least"] == Parameter(
        name="least",
        title="Least population",
        type=ValueType.INTEGER,
        unit="patient",
        values=(
            DatedValue(
                since=date(2010, 1, 1),
                value=Decimal(100000),
                source="act",
                contested=(Alternative(Decimal(30000), "act"),),
            ),
            DatedValue(since=date(2013, 1, 1), setting=DatedValueKind.ABOLISHED, source="act"),
        ),
        edition="base 2012-06-21",
    )
    assert rules.parameters["allowance"].edition == "costs 2012"
    assert rules.parameters["allowance"].values == (
        DatedValue(since=date(2010, 1, 1), setting=DatedValueKind.NONE, source="rca"),
    )


def test_the_rest_of_a_rule_set(root: Path) -> None:
    rules = load_rule_set("base", root=root)

    assert rules.in_force == (date(2012, 6, 21), date(2013, 4, 1)), "the child ends it"
    assert rules.dated_by == "as_of"
    assert rules.asks == ("population", "board", "officer", "policy", "cost", "shared", "model")
    assert list(rules.questions)[:3] == ["population.registered", "population.growth", "board"]
    assert "notice" in rules.bank
    assert "notice" not in rules.questions
    assert rules.questions["population.growth"].maximum == Decimal("0.5")
    assert rules.says == ("The base says so.",)
    assert rules.domains == {"size": "Size"}
    assert rules.sources["act"] == Source(id="act", title="The Act", standing=Standing.LAW)
    assert rules.derived["a_head"].value == Formula("cost / population.registered")
    assert rules.outcomes[1] == Outcome(
        id="full budget", title="Full budget", when=Formula("true"), sources=("ours",)
    )
    judged = rules.criteria["CFG-1"].judgement
    assert judged is not None
    assert judged.grades == {"green": Verdict.MET, "red": Verdict.NOT_MET}
    assert rules.criteria["POP-1"].require == Leaf(test=Formula("population.registered >= least"))


def test_a_child_amends_replaces_and_removes(root: Path) -> None:
    base, child = load_rule_set("base", root=root), load_rule_set("child", root=root)

    assert list(child.criteria) == ["POP-1", "GOV-1"]
    assert child.criteria["POP-1"] == replace(
        base.criteria["POP-1"],
        severities=(DatedSeverity(since=date(2013, 4, 1), severity=Severity.NOTE, source="act#1"),),
        edition="child 2013-04-01",
    )
    assert child.criteria["GOV-1"].require == Leaf(test=Formula("shared"))
    assert child.removed == {"CFG-1": "It was repealed."}
    assert [entry.since for entry in child.parameters["accepted"].values] == [
        date(2010, 1, 1),
        date(2013, 4, 1),
    ], "values merge by date"
    assert child.parameters["accepted"].values[1].value == Items(("lay", "nurse"))
    assert child.parameters["accepted"].edition == "child 2013-04-01"
    assert child.parameters["least"].edition == "base 2012-06-21"
    assert (child.extends, child.in_force) == ("base", (date(2013, 4, 1), None))
    assert child.outcomes == base.outcomes


def test_a_folder_elsewhere_brings_its_own_bank(root: Path, tmp_path: Path) -> None:
    assert load_rule_set(tmp_path / "rules/base", root=Path("nowhere")).id == "base"
    assert rule_set_names(root) == ("base", "child", "costs")


def test_the_hash_is_of_what_the_rules_mean(root: Path, tmp_path: Path) -> None:
    whole = load_rule_set("base", root=root).sha256
    comments = "# A remark, which moves every line.\n\n"

    assert rewritten(tmp_path, criteria=comments + CRITERIA).sha256 == whole
    assert rewritten(tmp_path, ruleset=RULESET.replace("'", '"')).sha256 == whole
    for file, text, old, new in (
        ("parameters", PARAMETERS, "100000", "100001"),
        ("criteria", CRITERIA, "severity: gate", "severity: note"),
        ("criteria", CRITERIA, "shared]}", "not(shared)]}"),
        ("ruleset", RULESET, "title: The base", "title: The basis"),
        ("questions", QUESTIONS, "max: 2000000", "max: 2000001"),
    ):
        assert rewritten(tmp_path, **{file: text.replace(old, new)}).sha256 != whole, new
        write_files(TREE, tmp_path)


def test_an_adopted_edition_is_not_edited(root: Path) -> None:
    rules = load_rule_set("base", root=root)
    assert rules.edited

    (root / "editions.yaml").write_text(f"base: {{2012-06-21: {rules.sha256}}}\n")
    adopted = load_rule_set("base", root=root)

    assert (adopted.adopted_sha256, adopted.edited) == (rules.sha256, False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("a: {b: [c]\n", "2:1: the `{` of line 1 is not closed", id="no YAML"),
        pytest.param("- a\n", "1:1: this must be a mapping of keys and values", id="a list"),
        pytest.param(
            "other: {2010-01-01: abc}\n",
            "1:21: the edition `2010-01-01` has no SHA-256 here",
            id="no hash, of whichever rules",
        ),
        pytest.param(
            "base: 2010-01-01\n",
            "1:7: `base` must be a mapping of keys and values",
            id="no edition",
        ),
    ],
)
def test_a_faulty_list_of_editions_is_refused(root: Path, text: str, problem: str) -> None:
    (root / "editions.yaml").write_text(text)

    with pytest.raises(InvalidRules) as caught:
        load_rule_set("base", root=root)

    assert problem in str(caught.value)
    with pytest.raises(InvalidRules):
        read_editions(root)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_shipped_rules_load_the_same_under_any_hash_seed(seed: str) -> None:
    code = (
        "from pathlib import Path; from authorisation.language.rules.load import load_rule_set\n"
        f"for name in {SHIPPED!r}: print(load_rule_set(name, root=Path('rules')).sha256)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == [
        load_rule_set(name, root=PROJECT / "rules").sha256 for name in SHIPPED
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("least=30000", ("least", Decimal(30000))),
        (" accepted = lay,nurse ", ("accepted", Items(("lay", "nurse")))),
        ("allowance=25", ("allowance", Decimal(25))),
    ],
)
def test_override(text: str, expected: object, root: Path) -> None:
    assert parse_override(text, load_rule_set("base", root=root)) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("least", "`least` sets nothing: write it as `name=value`"),
        ("leest=1", "no parameter is called `leest`\n  help: did you mean `least`?"),
        ("x=1", "no parameter is called `x`\n  help: there are: allowance, least, accepted"),
        (
            "least=30,000",
            "least: `30,000` is not a number\n  help: write `30000`, without marks between the digits",
        ),
        ("least=1.5", "least: `1.5` is not a whole number"),
        ("accepted=ley", "accepted: `ley` is not one of the choices\n  help: did you mean `lay`?"),
    ],
)
def test_an_override_that_cannot_be(text: str, says: str, root: Path) -> None:
    with pytest.raises(InvalidOption) as caught:
        parse_override(text, load_rule_set("base", root=root))

    assert str(caught.value) == says


def test_a_name_near_to_a_rule_set(root: Path) -> None:
    with pytest.raises(InvalidRules) as caught:
        load_rule_set("bas", root=root)

    assert str(caught.value) == "bas: there is no such rule set\n  help: did you mean `base`?"


def test_a_folder_below_one_that_is_called_adopted_is_no_adopted_edition(tmp_path: Path) -> None:
    adopted = edition_folder("demo", "2012-01-01", tmp_path) / "demo"

    assert is_kept_edition(adopted)
    assert not is_kept_edition(tmp_path / "adopted" / "2012" / "rules" / "demo")
    assert not is_kept_edition(Path("/demo"))
