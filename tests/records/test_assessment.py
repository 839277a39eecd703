"""The record: canonical, complete, strict, and the same on every machine."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.errors import InvalidRecord
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Duration
from authorisation.records import inputs
from authorisation.records.assessment_shape import DecisionRecord
from authorisation.records.differences import Difference, compare_records
from authorisation.records.read import read_record
from authorisation.records.record import render_record
from tests.examples import examples
from tests.explain.building import BLANK, LARGE, SMALL, assessed, paged, program, submission
from tests.records.building import RETURNS, as_json, history_text, record_of
from tests.report.documents import text as page_text

ROOT = Path(__file__).parents[2]
SO_FAR = SMALL.replace("register:\n", "register: {so_far: [\n").replace(
    """    - {person: Ann, aware_on: 2012-06-01, declared_on: 2012-06-30}
    - {person: Bob, aware_on: 2012-06-01, declared_on: 2012-06-29}
""",
    """    {person: Ann, aware_on: 2012-06-01}]}
""",
)
JUDGED = Judgements(
    entries=(
        Judgement(
            criterion="WORTH",
            assessor="A. Sessor",
            on=date(2012, 9, 1),
            grade="red",
            reason="Thin.",
        ),
    ),
    sha256="",
)


NOT_SO = {"criteria": [], "question": "", "answer": None, "at_decision": False}
DECISION = DecisionRecord(by="The Board", on=date(2012, 12, 1), outcome="now", departing="It grew.")


def test_the_head_of_a_record() -> None:
    overrides = {"carrier": Decimal(30000), "period": Duration(days=20)}
    made = as_json(record_of(assessed(SMALL, overrides=overrides)))
    shown = {
        key: made[key]
        for key in made
        if key not in ("findings", "missing_answers", "submission", "sensitivities")
    }

    assert shown == {
        "format": "authorisation-record-2",
        "kind": "assessment",
        "statement": "This is not a decision of the Board.",
        "warnings": [
            "Edited rules: they are no shipped edition, and nobody has adopted them.",
            "Set for this run alone: population that carries its own risk is 30,000 patients, not 100,000 patients.",
            "Set for this run alone: time allowed to declare is 20 days, not 28 days.",
        ],
        "engine_version": "0.1.0",
        "rules": {
            "id": "small",
            "title": "Rules of a small country",
            "edition": "2012-06-21",
            "state": "edited: no shipped edition",
            "sha256": program().rules.sha256,
        },
        "as_of": "2012-10-01",
        "dated_on": "2012-10-01",
        "stage": "self-assessment",
        "set": {"carrier": "30000", "period": "20 days"},
        "judgements": {"entries": [], "sha256": ""},
        "others": {"complete": False, "count": 0, "submissions": []},
        "settled": True,
        "outcomes": [
            {
                "id": "with conditions",
                "title": "Full budget with conditions",
                "sure": True,
                "conditions": [
                    {
                        "criterion": "LAY",
                        "perhaps": False,
                        "evidence": "the appointments",
                        "due": "2013-01-01",
                    },
                    {
                        "criterion": "DECL",
                        "perhaps": False,
                        "evidence": "the register as published",
                        "due": "2012-11-01",
                    },
                ],
                "support": [],
            },
        ],
        "decision": None,
        "second_opinion": None,
        "contradictions": [],
        "ruled_out": [
            {**NOT_SO, "id": "later", "title": "Not yet"},
            {**NOT_SO, "id": "now", "title": "Full budget now", "criteria": ["LAY", "DECL"]},
        ],
    }


def test_the_submission_is_kept_as_its_file_says_it() -> None:
    made = as_json(record_of(assessed(SMALL)))["submission"]

    assert made["answers"] == {
        "population.registered": "70729",
        "pool.agreement": "none",
        "pool.covered": "88600",
        "board": [{"name": "Ann", "role": "lay"}, {"name": "Bob", "role": "gp"}],
        "register": [
            {"person": "Ann", "aware_on": "2012-06-01", "declared_on": "2012-06-30"},
            {"person": "Bob", "aware_on": "2012-06-01", "declared_on": "2012-06-29"},
        ],
        "management.cost": "1768225.25",
        "management.shared": True,
        "management.growth": "2.5%",
        "hobby": "Bees",
    }
    assert made["evidence"] == {
        "population.registered": {
            "document": "list sizes 2012 Q2",
            "where": "p. 3",
            "level": "evidenced",
        }
    }


def test_a_step_is_kept_with_its_figures_and_their_sources() -> None:
    risk = as_json(record_of(assessed(SMALL)))["findings"][0]
    leaf = risk["step"]["because"][0]

    assert leaf == {
        "kind": "test",
        "test": "population.registered >= carrier",
        "title": "the group is large enough by itself",
        "item": "",
        "perhaps": False,
        "possible": ["not met"],
        "left": "70729",
        "right": "100000",
        "margin": {"low": "-29271", "high": "-29271", "unit": "patient"},
        "reason": "",
        "rests_on": [],
        "provenance": [
            {
                "name": "population.registered",
                "origin": "answer",
                "value": "70729",
                "unit": "patient",
                "level": "evidenced",
                "document": "list sizes 2012 Q2, p. 3",
                "since": None,
                "source": "",
                "standing": "",
                "overridden": False,
                "of": [],
            },
            {
                "name": "carrier",
                "origin": "parameter",
                "value": "100000",
                "unit": "patient",
                "level": "",
                "document": "",
                "since": "2012-01-01",
                "source": "study",
                "standing": "research",
                "overridden": False,
                "of": [],
            },
        ],
        "because": [],
    }


NO_PLACE = SMALL.replace(", where: p. 3", "")
BY_GROUP = NO_PLACE.replace("population.registered: {document", "population: {document")


@pytest.mark.parametrize("text", [SMALL, LARGE, BLANK, SO_FAR, NO_PLACE, BY_GROUP])
@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_can_be_derived_again(text: str, stage: Stage) -> None:
    rules = program().rules
    overrides = {"carrier": Decimal(30000), "fastest": Decimal("0.125")}
    first = assessed(text, stage=stage, overrides=overrides, judgements=JUDGED)
    made = read_record(render_record(record_of(first)))

    second = assess(
        program(),
        inputs.read_recorded_submission(made.submission, rules),
        as_of=made.as_of,
        stage=made.stage,
        overrides=inputs.overrides(made.set, rules),
        judgements=inputs.read_recorded_judgements(made.judgements, rules),
    )

    told = {(d.path, d.old) for d in compare_records(made, record_of(second))}
    assert told == {("judgements.sha256", '""')}


def test_a_record_is_canonical_and_read_back_whole() -> None:
    data = render_record(record_of(assessed(SMALL)))

    assert (
        data
        == json.dumps(
            json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
        + b"\n"
    )
    assert render_record(read_record(data)) == data
    assert render_record(read_record(json.dumps(json.loads(data), indent=4).encode())) == data


def test_differences_name_each_place() -> None:
    old = record_of(assessed(SMALL), decision=DECISION)
    new = record_of(assessed(SMALL, overrides={"carrier": Decimal(88600)}))
    found = {difference.path: difference for difference in compare_records(old, new)}

    assert found["findings[RISK].step.because[2].because[2].right"] == Difference(
        "findings[RISK].step.because[2].because[2].right", '"100000"', '"88600"'
    )
    assert found["set.carrier"] == Difference("set.carrier", "(nothing)", '"88600"')
    assert "decision" not in found
    assert compare_records(old, old) == ()


def test_answers_that_the_rules_do_not_take_are_refused() -> None:
    made = as_json(record_of(assessed(SMALL)))
    made["submission"]["answers"]["population.registered"] = "many"

    record = read_record(json.dumps(made).encode())
    with pytest.raises(InvalidRecord, match="`many` is not a number"):
        inputs.read_recorded_submission(record.submission, program().rules)


@settings(max_examples=examples(25))
@given(st.permutations(sorted(submission(SMALL).answers)))
def test_the_order_of_answers_never_matters(order: list[str]) -> None:
    first = submission(SMALL)
    turned = replace(first, answers={path: first.answers[path] for path in order})

    assert render_record(record_of(assess(program(), turned))) == render_record(
        record_of(assess(program(), first))
    )


SCRIPT = """
import hashlib, locale
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from authorisation.records.record import render_record
from tests.explain.building import SMALL, BLANK, assessed, paged
from tests.records.building import RETURNS, history_text, record_of
from tests.report.documents import text
for given in (SMALL, BLANK):
    print(hashlib.sha256(render_record(record_of(assessed(given)))).hexdigest())
    print(hashlib.sha256(text(paged(given, full=True), full=True).encode()).hexdigest())
returns = RETURNS / "illustrative" / "provider-failure.yaml"
print(hashlib.sha256(history_text(returns).encode()).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Adak", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
def test_same_input_same_bytes_on_every_machine(changed: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(ROOT), **changed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = []
    for text in (SMALL, BLANK):
        expected.append(hashlib.sha256(render_record(record_of(assessed(text)))).hexdigest())
        expected.append(_page_digest(text))
    returns = RETURNS / "illustrative" / "provider-failure.yaml"
    expected.append(hashlib.sha256(history_text(returns).encode()).hexdigest())
    assert done.stdout.split() == expected


def _page_digest(given: str) -> str:
    return hashlib.sha256(page_text(paged(given, full=True), full=True).encode()).hexdigest()
