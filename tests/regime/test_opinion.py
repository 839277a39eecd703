"""The second opinion: it agrees where both engines are sound, and says where one is not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.assess import assess
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment, Finding
from authorisation.inference.durable.engine import DurableEngine
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.source import Formula
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Items
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, Verdict
from authorisation.second_opinion import trees as tree
from authorisation.second_opinion.assessment import Disagreement, SecondOpinion, second_opinion
from authorisation.second_opinion.network import AND_GATE
from tests.engine import worlds
from tests.examples import examples
from tests.files import load_submission
from tests.shipped import shipped_program

ROOT = Path(__file__).parents[2]
GRADES = st.lists(st.sampled_from(("green", "red")), max_size=2)


def judgements(grades: list[str]) -> Judgements:
    entries = [
        Judgement(criterion="J", assessor=f"A{n}", on=worlds.DAY, grade=grade, reason="seen")
        for n, grade in enumerate(grades)
    ]
    return Judgements(entries=tuple(entries))


@pytest.mark.slow
@settings(max_examples=examples(250))
@given(worlds.rule_sets(), worlds.whole_answers, GRADES, st.sampled_from(Stage), st.data())
def test_both_engines_agree(rete, rules, whole, grades, stage, data):
    program = compile_rules(rules)
    answers = data.draw(worlds.lessened(whole))

    assessment = assess(
        program, worlds.submission(answers), stage=stage, judgements=judgements(grades)
    )
    opinion = second_opinion(assessment, program, rete)

    assert (opinion.disagreements, opinion.unavailable) == ((), "")
    assert opinion.compared == sum(map(_judgements_in, assessment.findings))


def _judgements_in(finding: Finding) -> int:
    """Count what is not a leaf, the finding included; a list of which nothing is known is one."""
    return 1 + sum(_inner(step) for step in (finding.step, finding.applies) if step)


def _inner(step) -> int:
    match step.plan.condition:
        case Leaf():
            return 0
        case CriterionRef():
            return 1
        case Every() | Some():
            nothing_known = not step.because and step.possible not in (MET, NOT_MET)
            return sum(map(_inner, step.because)) + (not nothing_known)
        case _:
            return 1 + sum(map(_inner, step.because))


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted((ROOT / "fixtures").glob("*.yaml")), ids=lambda f: f.stem)
@pytest.mark.parametrize("stage", Stage)
def test_both_engines_agree_on_shipped_submissions(
    rete: DurableEngine, file: Path, stage: Stage
) -> None:
    program = shipped_program("gpcc-2010")
    assessment = assess(program, load_submission(file, program.rules), stage=stage)

    opinion = second_opinion(assessment, program, rete)

    assert (opinion.disagreements, opinion.unavailable) == ((), "")
    assert opinion.compared > len(program.criteria)


LEAF = worlds.leaf("g.x >= five")
FLAG = worlds.leaf("g.flag")
BODY = worlds.leaf("b.n >= three")
CONDITIONS = {
    "ALL": AllOf(of=(LEAF, FLAG)),
    "ANY": AnyOf(of=(LEAF, FLAG)),
    "NOT": Not(part=LEAF),
    "TWO": AtLeast(n=Formula("2"), of=(LEAF, FLAG, LEAF)),
    "EVERY": Every(item="b", within=Formula("board"), satisfies=BODY, name_by="name"),
    "SOME": Some(item="b", within=Formula("board"), satisfies=BODY, name_by="name"),
    "NESTED": AllOf(of=(LEAF, AnyOf(of=(FLAG, Not(part=FLAG))))),
    "REF": AllOf(of=(CriterionRef(criterion="ALL"), LEAF)),
}


def assessed(**answers: object) -> tuple[Assessment, Program]:
    criteria = {key: worlds.criterion(key, condition) for key, condition in CONDITIONS.items()}
    criteria["APPLIES"] = worlds.criterion("APPLIES", LEAF, applies=FLAG)
    program = compile_rules(worlds.rule_set(criteria))
    board = Items(({"name": "Ann", "n": Decimal(1)},))
    given = {"g.x": Decimal(7), "g.flag": False, "board": board}
    return assess(program, worlds.submission({**given, **answers})), program


def planted(assessment: Assessment, criterion: str, **changed: object) -> Assessment:
    """Change a finding of ours, or its grounds, as a fault in our engine would."""
    of_grounds = {key: changed.pop(key) for key in ("step", "applies") if key in changed}
    findings = tuple(
        msgspec.structs.replace(
            f, reasoning=msgspec.structs.replace(f.grounds, **of_grounds), **changed
        )
        if f.criterion.id == criterion
        else f
        for f in assessment.findings
    )
    return msgspec.structs.replace(assessment, findings=findings)


def test_agreement_in_full(rete: DurableEngine) -> None:
    assessment, program = assessed()

    assert second_opinion(assessment, program, rete) == SecondOpinion(
        engine="durable-rules", version=rete.version, compared=20
    )


@pytest.mark.parametrize("criterion", CONDITIONS)
def test_a_fault_of_ours_in_any_step_is_reported(rete: DurableEngine, criterion: str) -> None:
    assessment, program = assessed()
    finding = next(f for f in assessment.findings if f.criterion.id == criterion)
    wrong = {MET: NOT_MET, NOT_MET: MET}[finding.possible]
    step = msgspec.structs.replace(finding.step, possible=wrong)

    opinion = second_opinion(planted(assessment, criterion, step=step), program, rete)

    words = {MET: ("met",), NOT_MET: ("not met",)}
    assert opinion.disagreements == (
        Disagreement(criterion, "require", words[wrong], words[finding.possible]),
    )


@pytest.mark.parametrize(
    ("criterion", "changed", "disagreements"),
    [
        pytest.param(
            "ALL",
            {"possible": MET, "verdict": Verdict.MET},
            (Disagreement("ALL", "", ("met",), ("not met",)),),
            id="a finding that is not what its step says",
        ),
        pytest.param(
            "ALL",
            {"verdict": Verdict.MET},
            (Disagreement("ALL", "verdict", ("met",), ("not met",)),),
            id="a word that is not one for the finding",
        ),
        pytest.param(
            "APPLIES",
            {"possible": MET | NOT_APPLICABLE, "verdict": Verdict.UNKNOWN},
            (Disagreement("APPLIES", "", ("met", "not applicable"), ("not applicable",)),),
            id="a finding that may be met where it does not apply",
        ),
        pytest.param(
            "SOME",
            {"step": None},
            (Disagreement("SOME", "", ("not met",), ()),),
            id="a judgement left out",
        ),
    ],
)
def test_a_fault_of_ours_in_a_finding_is_reported(rete, criterion, changed, disagreements) -> None:
    assessment, program = assessed()

    opinion = second_opinion(planted(assessment, criterion, **changed), program, rete)

    assert opinion.disagreements == disagreements


def test_an_empty_list_judged_wrongly_is_reported(rete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logic, "every_item", lambda *_: NOT_MET)
    assessment, program = assessed(board=Items(()))

    opinion = second_opinion(assessment, program, rete)

    assert opinion.disagreements == (
        Disagreement("EVERY", "require", ("not met",), ("met",)),
        Disagreement("EVERY", "", ("not met",), ("met",)),
    )


@pytest.mark.parametrize("name", ["all_of", "any_of", "at_least", "some_item"])
def test_a_fault_in_our_logic_is_reported(rete, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(logic, name)
    monkeypatch.setattr(logic, name, lambda *given: logic.NEGATION[right(*given)])
    assessment, program = assessed()

    opinion = second_opinion(assessment, program, rete)

    faulty = {"all_of": AllOf, "any_of": AnyOf, "at_least": AtLeast, "some_item": Some}[name]
    blamed = {key for key, condition in CONDITIONS.items() if isinstance(condition, faulty)}
    assert blamed <= {each.criterion for each in opinion.disagreements}


def test_a_fault_of_theirs_is_reported(rete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "OR_GATE", AND_GATE)
    assessment, program = assessed()

    opinion = second_opinion(assessment, program, rete)

    assert opinion.disagreements == (
        Disagreement("ANY", "require", ("met",), ("not met",)),
        Disagreement("ANY", "", ("met",), ("not met",)),
        Disagreement("NESTED", "require.2", ("met",), ("not met",)),
        Disagreement("NESTED", "require", ("met",), ("not met",)),
        Disagreement("NESTED", "", ("met",), ("not met",)),
    )


def test_no_engine_is_an_opinion_too() -> None:
    assessment, program = assessed()
    with DurableEngine(command=["/no/such/program"]) as missing:
        opinion = second_opinion(assessment, program, missing)

    assert opinion == SecondOpinion(
        unavailable="it cannot be started: [Errno 2] No such file or directory: "
        "'/no/such/program'; see: authorise doctor"
    )
