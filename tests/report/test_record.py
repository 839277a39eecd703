"""The record: canonical, complete, strict, and the same on every machine."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidRecord
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Duration
from authorisation.records import assessment_inputs
from authorisation.records.assessment import assessment_record, render_record
from authorisation.records.assessment_schema import render_assessment_schema
from authorisation.records.assessment_shape import DecisionRecord, Json
from authorisation.records.differences import Difference, compare_records
from authorisation.records.read import read_record
from authorisation.report.formats.text import text as laid_out
from tests.examples import examples
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed, paged, program, submission

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "schemas" / "record.schema.json"
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


def kept(assessment: Assessment, **more: object) -> dict[str, Json]:
    return assessment_record(
        assessment,
        program(),
        engine_version="0.1.0",
        asks=missing_answers(assessment, program()),
        turns=sensitivities(program(), assessment),
        **more,
    )


def test_the_head_of_a_record() -> None:
    made = kept(assessed(SMALL, overrides={"carrier": Decimal(30000), "period": Duration(days=20)}))
    shown = {
        key: made[key] for key in made if key not in ("findings", "asks", "submission", "turns")
    }

    assert shown == {
        "format": "authorisation-record-1",
        "statement": "This is not a decision of the Board.",
        "warnings": (
            "Edited rules: they are no shipped edition, and nobody has adopted them.",
            "Set for this run alone: population that carries its own risk is 30,000 patients, not 100,000 patients.",
            "Set for this run alone: time allowed to declare is 20 days, not 28 days.",
        ),
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
        "judgements": {"entries": (), "sha256": ""},
        "others": {"complete": False, "count": 0, "submissions": ()},
        "settled": True,
        "outcomes": (
            {
                "id": "with conditions",
                "title": "Full budget with conditions",
                "sure": True,
                "conditions": (
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
                ),
                "support": (),
            },
        ),
        "decision": None,
        "second_opinion": None,
    }


def test_the_submission_is_kept_as_its_file_says_it() -> None:
    made = kept(assessed(SMALL))["submission"]

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
    risk = kept(assessed(SMALL))["findings"][0]
    leaf = risk["step"]["because"][0]

    assert leaf == {
        "kind": "test",
        "test": "population.registered >= carrier",
        "title": "the group is large enough by itself",
        "item": "",
        "perhaps": False,
        "possible": ("not met",),
        "left": "70729",
        "right": "100000",
        "margin": {"low": "-29271", "high": "-29271", "unit": "patient"},
        "reason": "",
        "rests_on": (),
        "seen": (
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
                "of": (),
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
                "of": (),
            },
        ),
        "because": (),
    }


NO_PLACE = SMALL.replace(", where: p. 3", "")
BY_GROUP = NO_PLACE.replace("population.registered: {document", "population: {document")


@pytest.mark.parametrize("text", [SMALL, LARGE, BLANK, SO_FAR, NO_PLACE, BY_GROUP])
@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_can_be_derived_again(text: str, stage: Stage) -> None:
    rules = program().rules
    overrides = {"carrier": Decimal(30000), "fastest": Decimal("0.125")}
    first = assessed(text, stage=stage, overrides=overrides, judgements=JUDGED)
    made = read_record(render_record(kept(first)))

    second = assess(
        program(),
        assessment_inputs.submission_from_record(made, rules),
        as_of=assessment_inputs.as_of_from_record(made),
        stage=assessment_inputs.stage_from_record(made),
        overrides=assessment_inputs.overrides_from_record(made, rules),
        judgements=assessment_inputs.judgements_from_record(made, rules),
    )

    told = {(d.path, d.old) for d in compare_records(made, kept(second))}
    assert told == {("judgements.sha256", '""')}


def test_a_record_is_canonical_and_read_back_whole() -> None:
    data = render_record(kept(assessed(SMALL)))

    assert (
        data
        == json.dumps(
            json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
        + b"\n"
    )
    assert render_record(read_record(data)) == data
    assert render_record(read_record(json.dumps(json.loads(data), indent=4).encode())) == data


def test_the_schema_in_the_repository_is_current() -> None:
    assert_expected(SCHEMA, render_assessment_schema())


def test_records_are_as_the_schema_says() -> None:
    def refuse(uri: str) -> Json:
        raise AssertionError(uri)

    validator = jsonschema_rs.Draft202012Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), retriever=refuse
    )
    decision = DecisionRecord(by="The Board", on="2012-12-01", outcome="now", departing="It grew.")
    for text in (SMALL, LARGE, BLANK, SO_FAR):
        made = json.loads(render_record(kept(assessed(text, judgements=JUDGED), decision=decision)))

        assert [error.message for error in validator.iter_errors(made)] == []

    made["as_of"] = "1 October 2012"
    made["findings"][0]["score"] = "7"
    assert len(list(validator.iter_errors(made))) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "this is no record: `format` is not 'authorisation-record-1'"),
        (
            {"score": "9"},
            "the record is not as it was written: Object contains unknown field `score`",
        ),
        (
            {"settled": "yes"},
            "the record is not as it was written: Expected `bool`, got `str` - at `$.settled`",
        ),
    ],
)
def test_a_record_that_was_changed_is_refused(change: dict[str, str], message: str) -> None:
    made = {**kept(assessed(SMALL)), **change}

    with pytest.raises(InvalidRecord) as caught:
        read_record(render_record(made))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1, column 1: this is not JSON, so it is no record"),
        (b"\xff", "byte 1 of the record is not UTF-8"),
        (b'{"a": 1.5}', "1.5 is a bare number: records hold decimals as strings"),
        (b'{"a": NaN}', "NaN is a bare number: records hold decimals as strings"),
        (b'{"a": 1, "a": 2}', "the record gives 'a' twice in one place"),
        (b"[" * 500 + b"]" * 500, "the record nests too deeply to be one"),
        (b"[" * 100_000, "the record nests too deeply to be one"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "the record holds a number too long to be one of ours"),
        (b"[]", "this is no record: `format` is not 'authorisation-record-1'"),
    ],
)
def test_what_is_no_record_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read_record(data)
    assert str(caught.value) == message


@given(st.binary(max_size=200))
def test_no_bytes_bring_a_traceback(data: bytes) -> None:
    with pytest.raises(InvalidRecord):
        read_record(data)


def test_differences_name_each_place() -> None:
    old = kept(
        assessed(SMALL), decision=DecisionRecord(by="B", on="2012-12-01", outcome="x", departing="")
    )
    new = kept(assessed(SMALL, overrides={"carrier": Decimal(88600)}))
    found = {difference.path: difference for difference in compare_records(old, new)}

    assert found["findings[RISK].step.because[2].because[2].right"] == Difference(
        "findings[RISK].step.because[2].because[2].right", '"100000"', '"88600"'
    )
    assert found["set.carrier"] == Difference("set.carrier", "(nothing)", '"88600"')
    assert "decision" not in found
    assert compare_records(old, old) == ()


def test_answers_that_the_rules_do_not_take_are_refused() -> None:
    made = kept(assessed(SMALL))
    made["submission"]["answers"]["population.registered"] = "many"

    with pytest.raises(InvalidRecord, match="`many` is not a number"):
        assessment_inputs.submission_from_record(made, program().rules)


@settings(max_examples=examples(25))
@given(st.permutations(sorted(submission(SMALL).answers)))
def test_the_order_of_answers_never_matters(order: list[str]) -> None:
    first = submission(SMALL)
    turned = replace(first, answers={path: first.answers[path] for path in order})

    assert render_record(kept(assess(program(), turned))) == render_record(
        kept(assess(program(), first))
    )


SCRIPT = """
import hashlib, locale
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from authorisation.report.formats.text import text
from authorisation.records.assessment import render_record
from tests.explain.building import SMALL, BLANK, assessed, paged
from tests.report.test_record import kept
for given in (SMALL, BLANK):
    print(hashlib.sha256(render_record(kept(assessed(given)))).hexdigest())
    print(hashlib.sha256(text(paged(given, full=True), full=True).encode()).hexdigest())
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
    made = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(ROOT), **changed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = []
    for text in (SMALL, BLANK):
        expected.append(hashlib.sha256(render_record(kept(assessed(text)))).hexdigest())
        expected.append(_page_digest(text))
    assert made.stdout.split() == expected


def _page_digest(given: str) -> str:
    return hashlib.sha256(laid_out(paged(given, full=True), full=True).encode()).hexdigest()
