"""Findings that are remembered are those that would be judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.finding_memory import FindingMemory
from authorisation.language.answers.submissions import read_submission
from authorisation.model.submission import Judgement, Judgements, Stage
from tests.shipped import shipped_program

FIXTURE = Path(__file__).parents[2] / "fixtures" / "illustrative-full-budget.yaml"


@pytest.mark.parametrize("name", ["statutory-2012", "gpcc-2010"])
def test_whatever_is_left_out_the_findings_are_those_that_are_judged(name: str) -> None:
    program = shipped_program(name)
    memory = FindingMemory(program)
    whole = read_submission(FIXTURE.read_bytes(), FIXTURE.name, program.rules)
    day = date(2012, 10, 1)
    entries = tuple(
        Judgement(criterion=each.id, assessor="A", on=day, grade=[*scale.grades][-1], reason="R")
        for each in program.criteria
        if (scale := each.criterion.judgement) is not None
    )
    tried = 0
    for number, path in enumerate([*whole.answers][::4]):
        answers = {key: answer for key, answer in whole.answers.items() if key != path}
        evidence = {key: each for key, each in whole.evidence.items() if key != path}
        fewer = replace(whole, answers=answers, evidence=evidence)
        judgements = Judgements(entries=entries[number % 3 :])
        plain, remembered = (
            assess(
                program,
                fewer,
                as_of=day,
                stage=Stage.DECISION,
                judgements=judgements,
                complete=True,
                findings_of=findings_of,
            )
            for findings_of in (None, memory.findings)
        )

        assert [
            (each.criterion.id, each.possible, each.verdict) for each in remembered.findings
        ] == [(each.criterion.id, each.possible, each.verdict) for each in plain.findings]
        assert remembered.outcome_ids == plain.outcome_ids
        tried += 1
    assert tried > 5
