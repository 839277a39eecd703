"""Conditions of authorisation with ids, by which later returns say that one was discharged."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from authorisation.errors import InvalidSubmission
from authorisation.model.returns import AuthorisedGroup
from authorisation.records import inputs
from authorisation.records.history import history_record
from authorisation.usecases.library import Library
from tests.faults.monitored import SOUND_BY_LAW, filed, read, text_of, watched
from tests.shipped import RULES, shipped_regime

LAW = "failure-statutory"
CONDITIONS = """\
conditions:
  - {id: SAFE-1, requires: A lead for safeguarding, due_on: 2013-06-01}
  - {id: RISK-2, requires: A signed agreement on risk, due_on: 2013-08-01}
  - {requires: A map, due_on: 2014-01-01}
"""
HEAD = f"name: Fen\nrules: failure-statutory\nauthorised_on: 2013-04-01\n{CONDITIONS}returns:\n"
SAFE = "    discharged: {SAFE-1: 2013-05-20}\n"
Q1 = filed("2013-14 Q1", SOUND_BY_LAW, more=SAFE)
Q2 = filed("2013-14 Q2", SOUND_BY_LAW)
AMENDED = filed("2013-14 Q1", {}, date(2013, 9, 1), key="corrects", more=SAFE.replace("20}", "21}"))
WITHDRAWN = filed("2013-14 Q1", on=date(2013, 9, 1), key="withdraws")


def days(group: AuthorisedGroup) -> dict[str, date | None]:
    return {each.id: each.discharged_on for each in group.standing_conditions}


@pytest.mark.parametrize(
    ("returns", "on"),
    [
        pytest.param(Q2, None, id="said by nobody"),
        pytest.param(Q1 + Q2, date(2013, 5, 20), id="said by a return"),
        pytest.param(Q1 + AMENDED, date(2013, 5, 21), id="a correction stands"),
        pytest.param(Q1 + WITHDRAWN, None, id="what is withdrawn does not"),
        pytest.param(
            Q1 + WITHDRAWN + Q2.rstrip("\n") + "\n" + SAFE,
            date(2013, 5, 20),
            id="said elsewhere anew",
        ),
    ],
)
def test_a_return_discharges_a_condition_by_its_id(returns: str, on: date | None) -> None:
    assert days(read(HEAD + returns, LAW)) == {"SAFE-1": on, "RISK-2": None, "": None}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(
            "    discharged: {SAFE1: 2013-05-20}\n",
            "no condition is called `SAFE1`\n  help: did you mean `SAFE-1`?",
            id="no such id",
        ),
        pytest.param(
            "    discharged: {A map: 2013-05-20}\n",
            "no condition is called `A map`\n"
            "  help: name one by its id, or give it that `id` under `conditions`",
            id="no id at all",
        ),
        pytest.param(
            "    discharged: {RISK-2: 2013-03-01}\n",
            "`2013-03-01` lies before authorisation, or after this return came\n"
            "  help: correct one of the days",
            id="before authorisation",
        ),
        pytest.param(
            "    discharged: {RISK-2: 2014-03-01}\n",
            "`2014-03-01` lies before authorisation, or after this return came\n"
            "  help: correct one of the days",
            id="after it came",
        ),
        pytest.param(
            SAFE,
            "`SAFE-1` was discharged already, at r.yaml:12:18\n  help: keep one of the two",
            id="twice",
        ),
    ],
)
def test_what_no_return_can_say_of_conditions(more: str, said: str) -> None:
    first = f"  - period: 2013-14 Q1\n    received_on: 2013-07-20\n    answers: {{}}\n{SAFE}"
    second = f"  - period: 2013-14 Q2\n    received_on: 2013-10-20\n    answers: {{}}\n{more}"
    with pytest.raises(InvalidSubmission) as caught:
        read(HEAD + first + second, LAW)

    assert [str(each).partition(": ")[2] for each in caught.value.problems] == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(
            CONDITIONS.replace("RISK-2", "SAFE-1"),
            "r.yaml:6:10: two conditions have the id `SAFE-1`\n  help: give each an id of its own",
            id="two with one id",
        ),
        pytest.param(
            CONDITIONS.replace("RISK-2", "RISK 2"),
            "r.yaml:6:10: `RISK 2` is not an id\n  help: use letters, digits and `-`, as in `FIN-3a`",
            id="no id",
        ),
        pytest.param(
            CONDITIONS.replace("06-01}", "06-01, discharged_on: 2013-05-01}"),
            "r.yaml:12:18: `SAFE-1` was discharged already, on `2013-05-01` under `conditions`\n"
            "  help: keep one of the two",
            id="discharged where it stands too",
        ),
    ],
)
def test_what_no_condition_can_be(written: str, said: str) -> None:
    first = f"  - period: 2013-14 Q1\n    received_on: 2013-07-20\n    answers: {{}}\n{SAFE}"
    with pytest.raises(InvalidSubmission) as caught:
        read(HEAD.replace(CONDITIONS, written) + first, LAW)

    assert str(caught.value.problems[0]) == said


def test_ids_stand_on_the_page_and_in_the_record_which_is_read_back_equal() -> None:
    run = watched(HEAD + Q1 + Q2, LAW)
    (monitored,) = run.watched
    loaded = shipped_regime(LAW)
    record = msgspec.to_builtins(history_record(loaded, {}, monitored))
    dates = text_of(run).partition(" Dates ")[2]

    assert "1 August 2013: the condition “A signed agreement on risk” (RISK-2), overdue" in dates
    assert "the condition “A map”" in dates
    assert "SAFE-1" not in dates
    assert [each["id"] for each in record["group"]["conditions"]] == ["SAFE-1", "RISK-2", ""]
    assert [each["discharged"] for each in record["group"]["returns"]] == [
        {"SAFE-1": "2013-05-20"},
        {},
    ]
    context = Library(RULES).returns_context(loaded)
    again = inputs.group_from_record(history_record(loaded, {}, monitored), context)
    assert again.sha256 == monitored.group.sha256


def test_a_condition_discharged_by_a_return_is_not_counted_as_overdue() -> None:
    met, unmet = (
        watched(HEAD.replace("2013-08-01", "2014-08-01") + q + Q2, LAW) for q in (Q1, Q2[:0])
    )
    fires = "Conditions of authorisation are not complied with"

    assert fires not in text_of(met)
    assert fires in text_of(unmet)
