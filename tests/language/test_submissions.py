"""Submissions, judgements and cases as they come out of their files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from authorisation.language.answers.judgements import load_judgements
from authorisation.language.answers.submissions import read_submission
from authorisation.language.cases.assessment import load_cases
from authorisation.language.rules.load import load_rule_set
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.model.value import Duration, Evidence, EvidenceLevel, Items
from authorisation.model.verdict import Verdict
from tests.files import load_submission
from tests.language.small_rules import SUBMISSION, TREE
from tests.rule_sets.folders import write_files

PROJECT = Path(__file__).parents[2]
JUDGED = Judgement(
    criterion="CFG-1", assessor="A", on=date(2012, 7, 1), grade="green", reason="Fine."
)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleSet:
    write_files(TREE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return load_rule_set("base", root=Path("rules"))


def test_submission(rules: RuleSet) -> None:
    read = load_submission(Path("submission.yaml"), rules)

    assert read == Submission(
        name="NHS Corby",
        code="5E1",
        stage=Stage.DECISION,
        as_of=date(2012, 10, 1),
        answers={
            "population.registered": Decimal(70729),
            "population.growth": Decimal("0.015"),
            "board": Items(
                ({"name": "A", "role": "lay", "ended": None}, {"name": "B"}), so_far=True
            ),
            "officer": None,
            "policy": "Policy 1",
            "cost": Decimal("1000.50"),
            "notice": Duration(days=28),
            "shared": True,
            "model": "franchise",
            "duties": Items(("quality",)),
        },
        evidence={
            "population.registered": Evidence(
                document="list sizes", where="p. 3", level=EvidenceLevel.EVIDENCED
            )
        },
        file="submission.yaml",
        sha256=read.sha256,
    )
    assert read.places["board[1].role"] == Location("submission.yaml", 7, 36)


def test_nested_and_dotted_answers_are_the_same_and_so_are_their_hashes(rules: RuleSet) -> None:
    dotted = SUBMISSION.replace(
        "  population: {registered: 70729, growth: 1.5%}\n",
        "  population.growth: '1.50 %' # as of last year\n  population.registered: 70729\n",
    ).replace("cost: 1000.50", "cost: 1000.5")
    one = read_submission(SUBMISSION.encode(), "a", rules)
    other = read_submission(dotted.encode(), "b", rules)

    assert one.answers == other.answers
    assert one.sha256 == other.sha256


def test_evidence_may_be_given_for_a_group_of_questions(rules: RuleSet) -> None:
    text = SUBMISSION.replace("population.registered: {document", "population: {document")

    read = read_submission(text.encode(), "submission.yaml", rules)

    given = Evidence(document="list sizes", where="p. 3", level=EvidenceLevel.EVIDENCED)
    assert read.evidence == {"population": given}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("70729", "70728"),
        ("name: NHS Corby", "name: NHS Corbie"),
        ("stage: decision", "stage: self-assessment"),
        ("level: evidenced", "level: checked"),
        ("officer: none", "officer: B"),
        ("{so_far: [{name: A, role: lay, ended: none}, {name: B}]}", "[{name: A}]"),
        ("28 days", "1 month"),
        ("as_of: 2012-10-01", "as_of: 2012-10-02"),
    ],
)
def test_another_content_is_another_hash(old: str, new: str, rules: RuleSet) -> None:
    one = read_submission(SUBMISSION.encode(), "a", rules)
    other = read_submission(SUBMISSION.replace(old, new).encode(), "a", rules)

    assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("board: []", Items(())),
        ("board: {so_far: []}", Items((), so_far=True)),
        ("notice: 1 year", Duration(months=12)),
        ("notice: 2 weeks", Duration(days=14)),
        ("notice: 3 months", Duration(months=3)),
        ("policy: none", None),
        ("officer: '010'", "010"),
        ("officer: 5E1", "5E1"),
        ("officer: no", "no"),
        ("cost: 0", Decimal(0)),
        ("cost: '12.50'", Decimal("12.5")),
        ("population.registered: 2000000", Decimal(2000000)),
        ("population.registered: 1", Decimal(1)),
        ("population.growth: 0%", Decimal(0)),
    ],
)
def test_one_answer(written: str, answer: object, rules: RuleSet) -> None:
    text = f"name: A\nanswers:\n  {written}\n"

    (read,) = read_submission(text.encode(), "f", rules).answers.values()

    assert read == answer
    assert type(read) is type(answer)


def test_judgements(rules: RuleSet) -> None:
    read = load_judgements(Path("judgements.yaml"), rules)

    assert read == Judgements(
        entries=(
            Judgement(
                criterion="CFG-1",
                assessor="A",
                on=date(2012, 7, 1),
                grade="green",
                reason="It is one valley.",
            ),
        ),
        file="judgements.yaml",
        sha256=read.sha256,
    )


def test_cases(rules: RuleSet) -> None:
    large, small, first, second = load_cases("base", rules, root=Path("rules"))

    assert large == Case(
        name="large",
        given={"population.registered": Decimal(100001)},
        expect={
            "POP-1": CriterionExpectation(
                verdict=Verdict.MET, margin=CaseMargin(low=Decimal(1), high=Decimal(1))
            )
        },
        rule_set="base",
    )
    assert small == Case(
        name="small",
        given={"population.registered": Decimal(29999)},
        expect={"POP-1": CriterionExpectation(verdict=Verdict.NOT_MET)},
        outcome="development",
        stage=Stage.DECISION,
        set={"least": Decimal(30000)},
        judgements=(JUDGED,),
        evidence={"population.registered": Evidence(document="lists", level=EvidenceLevel.CHECKED)},
        rule_set="base",
    )
    assert first == Case(
        name="around the line, row 1",
        given={"population.registered": Decimal(29999)},
        expect={
            "POP-1": CriterionExpectation(
                margin=CaseMargin(low=Decimal(-1), high=Decimal(-1), unit="patient")
            )
        },
        rule_set="base",
    )
    assert (second.name, second.given) == (
        "around the line, row 2",
        {"population.registered": Decimal(30000)},
    )


def test_a_childs_case_stands_in_place_of_the_parents(rules: RuleSet) -> None:
    child = load_rule_set("child", root=Path("rules"))
    assert child.extends == rules.id

    cases = {case.name: case for case in load_cases("child", child, root=Path("rules"))}

    assert {name: case.rule_set for name, case in cases.items()} == {
        "small": "child",
        "still growing": "child",
        "large": "base",
        "around the line, row 1": "base",
        "around the line, row 2": "base",
    }
    assert cases["small"].outcome == ("development", "full budget")
    assert cases["still growing"] == Case(
        name="still growing",
        given={"population.registered": Decimal(100001)},
        expect={
            "POP-1": CriterionExpectation(
                verdict=Verdict.UNKNOWN, margin=CaseMargin(low=Decimal(-5), high=None)
            )
        },
        as_of=date(2013, 5, 1),
        others=({"cost": Decimal(5)},),
        rule_set="child",
    )


@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2012", "statutory-2022"])
def test_shipped_cases_and_submissions_are_read(name: str) -> None:
    root = PROJECT / "rules"
    shipped = load_rule_set(name, root=root)

    assert len(load_cases(name, shipped, root=root)) > 50
    for path in sorted(PROJECT.glob("fixtures/*.yaml")):
        assert load_submission(path, shipped).answers
