"""Evidence for management is held against the return's own figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidSubmission
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.library import Library
from tests.faults.monitored import filed, page, watched
from tests.shipped import RULES, SETS, shipped_regime, shipped_rules

RULES_NAME = "failure-statutory"
BOTH = pytest.mark.parametrize("rules", [RULES_NAME, "gpcc-2010"])
REGIMES = ("failure-statutory", "gpcc-2010")
NOT_BORNE_OUT = "Evidence for management is not borne out by the return itself: "


def group(
    kind: str,
    conditions: str = "[]",
    delivered: int = 1_000,
    more: str = "",
    rules: str = RULES_NAME,
) -> str:
    by_law = rules == RULES_NAME
    answers = {
        f"in_year.{'allocation_to_date' if by_law else 'budget_to_date'}": 30_000_000,
        f"in_year.{'variance_from_allocation' if by_law else 'variance_to_date'}": 500_000,
        "in_year.savings_planned": 1_000,
        "in_year.savings_delivered": delivered,
    }
    cause = (
        "    causes: [{cause: management, about: whole_budget, status: accepted, by: the Board, "
        f"on: 2013-07-20, amount: 500000, evidence: [{{kind: {kind}, document: report, "
        "by: the Board, on: 2013-07-01}]}]\n"
    )
    return (
        "name: Fen Edge CCG\nauthorised_on: 2013-04-01\n"
        f"at_authorisation: {{population.registered: 100000}}\nconditions: {conditions}\n"
        "returns:\n" + filed("2013-14 Q1", answers, more=cause + more)
    )


def conflicts(text: str, rules: str = RULES_NAME) -> tuple[str, ...]:
    return page(watched(text, rules)).periods[0].contradictions


@BOTH
@pytest.mark.parametrize(("delivered", "borne_out"), [(999, True), (1_000, False), (1_200, False)])
def test_11_savings_missed_where_the_return_says_that_they_were_made(
    delivered: int, borne_out: bool, rules: str
) -> None:
    told = conflicts(group("savings_missed", delivered=delivered, rules=rules), rules)

    assert any(each.startswith(NOT_BORNE_OUT) for each in told) is not borne_out


@pytest.mark.parametrize(
    ("conditions", "borne_out"),
    [
        ("[]", False),
        ("[{requires: a lead, due_on: 2013-12-31}]", False),
        ("[{requires: a lead, due_on: 2013-05-31}]", True),
        ("[{requires: a lead, due_on: 2013-05-31, discharged_on: 2013-05-31}]", False),
        ("[{requires: a lead, due_on: 2013-05-31, discharged_on: 2013-06-01}]", True),
    ],
)
@BOTH
def test_11_a_condition_overdue_where_none_was_due(
    conditions: str, borne_out: bool, rules: str
) -> None:
    told = conflicts(group("condition_overdue", conditions, rules=rules), rules)

    assert any(each.startswith(NOT_BORNE_OUT) for each in told) is not borne_out


def test_11_other_evidence_needs_no_figure() -> None:
    assert conflicts(group("control_failed")) == ()


def test_11_check_refuses_it_unless_somebody_says_why(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    checker = FileChecker(RULES_NAME, Library(RULES))
    file.write_text(group("savings_missed"), encoding="utf-8")
    with pytest.raises(InvalidSubmission, match="not borne out by the return itself"):
        checker.check(str(file))

    reason = "    explained: {in_year.savings_delivered: 'one saving was counted twice'}\n"
    file.write_text(group("savings_missed", more=reason), encoding="utf-8")
    assert checker.check(str(file))

    file.write_text(group("condition_overdue"), encoding="utf-8")
    with pytest.raises(InvalidSubmission, match="correct the evidence, or the conditions"):
        checker.check(str(file))


@pytest.mark.parametrize("name", SETS)
def test_D14_no_text_of_the_rules_names_an_option_or_a_command(name: str) -> None:
    texts = [shipped_rules(name).says, *(row.says for row in shipped_rules(name).outcomes)]
    if name in REGIMES:
        regime = shipped_regime(name).regime
        parts = (*regime.triggers, *regime.responses.values(), *regime.stages.values())
        texts += [regime.says, *(each.says for each in parts)]

    assert not [text for text in texts if "--" in str(text) or "authorise " in str(text)]
