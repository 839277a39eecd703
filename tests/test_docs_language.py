"""The page on the rule language: its rule set loads, its expressions and refusals come out as shown."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from authorisation.engine.assess import assess
from authorisation.engine.cross_checks import find_contradictions
from authorisation.engine.plans.binding import absent_value
from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidRules
from authorisation.feel.closures.expression import compile as compiled
from authorisation.feel.values.values import Bounds, PartialList, Unknown
from authorisation.language.answers.submissions import read_submission
from authorisation.language.cases.assessment import load_cases
from authorisation.language.rules.load import load_rule_set
from authorisation.policy.cases.assessment import run_case
from tests.docs.blocks import Block, blocks
from tests.files import load_submission

PAGE = "docs/language.md"
BLOCKS = tuple(blocks(PAGE))
REFUSED = [(block, answer) for block, answer in pairwise(BLOCKS) if block.words[:1] == ("refused",)]
EXPRESSIONS = [
    (line, block.line + number)
    for block in BLOCKS
    if block.kind == "feel"
    for number, line in enumerate(block.text.splitlines(), start=1)
]
LAY = {"role": "lay"}
UNANSWERED = {
    "answer": Unknown(frozenset({"answer"})),
    "amount": Bounds(Decimal(0), Decimal(10), frozenset({"amount"})),
    "shared": Unknown(frozenset({"shared"}), frozenset({True, False, None})),
    "practices": PartialList(
        ({"size": Decimal(7)},),
        open=True,
        tail={"size": Bounds(Decimal(1), None, frozenset({"practices"}))},
        prefix=1,
        rests_on=frozenset({"practices"}),
    ),
    "board": PartialList((LAY, LAY), open=True, prefix=2, rests_on=frozenset({"board"})),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The page's files, written out."""
    for block in BLOCKS:
        if block.kind == "yaml" and block.file and "refused" not in block.words:
            place = tmp_path / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
    return tmp_path


def test_the_submission_is_assessed_as_the_page_leads_one_to_expect(root: Path) -> None:
    rules = load_rule_set("demo", root=root)
    submission = load_submission(root / "submission.yaml", rules)

    assessment = assess(compile_rules(rules), submission)

    assert {f.criterion.id: str(f.verdict) for f in assessment.findings} == {
        "SHARE-1": "met",
        "RISK-1": "met",
        "LAY-1": "unknown",
        "COI-1": "not applicable",
        "COST-1": "not applicable",
        "VIABLE": "unknown",
        "FORMS": "unknown",
    }
    assert assessment.outcome_ids == ("developmental track", "full budget now")


@pytest.mark.parametrize("name", ["demo", "demo-2013"])
def test_its_cases_come_out(root: Path, name: str) -> None:
    rules = load_rule_set(name, root=root)
    program = compile_rules(rules)

    results = [run_case(program, case) for case in load_cases(name, rules, root=root)]

    assert [result for result in results if not result.passed] == []
    assert len(results) == 9


def test_the_child_changes_what_it_says_and_no_more(root: Path) -> None:
    parent, child = (load_rule_set(name, root=root) for name in ("demo", "demo-2013"))

    assert set(parent.criteria) - set(child.criteria) == {"VIABLE"}
    assert [d.since.year for d in child.parameters["self_pooling_population"].values] == [
        2010,
        2013,
    ]
    assert child.criteria["COST-1"].severities != parent.criteria["COST-1"].severities


@pytest.mark.parametrize(
    ("block", "answer"), REFUSED, ids=[f"line {block.line}" for block, _ in REFUSED]
)
def test_what_is_refused_is_refused_in_these_words(
    root: Path, block: Block, answer: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / block.file).write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(root)

    with pytest.raises(InvalidRules) as refused:
        load_rule_set("demo", root=root)

    assert answer.kind == "text"
    assert f"{refused.value}\n" == answer.text


@pytest.mark.parametrize(("line", "at"), EXPRESSIONS, ids=[line for line, _ in EXPRESSIONS])
def test_an_expression_comes_to_what_stands_behind_its_arrow(line: str, at: int) -> None:
    expression, arrow, expected = line.partition(" → ")

    assert arrow, f"{PAGE}:{at} has no arrow"
    assert _shown(compiled(expression, UNANSWERED).evaluate(UNANSWERED)) == _expected(expected)


def test_what_an_unanswered_yes_or_no_is_here_is_what_the_engine_makes_of_it(root: Path) -> None:
    question = load_rule_set("demo", root=root).bank["management.shared"]

    assert absent_value(question, "shared") == UNANSWERED["shared"]


def test_practices_named_by_two_groups_are_told(root: Path) -> None:
    rules = load_rule_set("demo", root=root)
    text = "name: NAME\nanswers:\n  practices: [{code: P1}]\n"
    both = [
        read_submission(text.replace("NAME", name).encode(), name, rules) for name in ("A", "B")
    ]

    assert [(each.value, each.sure) for each in find_contradictions(rules.across, both)] == [
        ("P1", True)
    ]


def _expected(text: str) -> object:
    if text == "unknown" or text.endswith(" or more") or " to " in text:
        return text
    return compiled(text).evaluate({})


def _shown(value: object) -> object:
    match value:
        case Unknown():
            return "unknown"
        case Bounds(low=low, high=None):
            return f"{low} or more"
        case Bounds(low=low, high=high):
            return f"{low} to {high}"
        case _:
            return value
