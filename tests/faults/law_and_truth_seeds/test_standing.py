"""Every rule of `gpcc-2010` says whose it is, and every statement of the sources has its place."""

from __future__ import annotations

import re
from datetime import date

import pytest

from authorisation.explain.words.sources import describe_sources, join_citations
from authorisation.model.rules import Severity, Standing
from tests.faults.law_and_truth_seeds.gpcc import (
    assessed,
    criterion,
    figure,
    fixture,
    left_out,
    page,
    rules,
)

OUR_READING = [
    "COI-1a",
    "FAIL-1a",
    "GOV-2a",
    "MGT-4",
    "MGT-5a",
    "COI-1b",
    "FIN-5",
    "MGT-7",
    "POP-12b",
    "SCO-2",
    "SCO-7a",
    "SCO-14",
    "MGT-3a",
    "POP-3",
    "POP-11",
    "FIN-14",
    "SCO-10a",
    "AO-1c",
    "FIN-3a",
    "POP-9",
    "CFG-6",
    "POP-7b",
    "GOV-3b",
    "FIN-3b",
    "FAIL-1b",
    "FAIL-5",
]
VOICED_GATES = {"AO-1a", "PPI-1a", "PPI-3"}
READING = re.compile(r"our (reading|addition|answer|way)\b", re.IGNORECASE)
OF_A_DETAIL = {"MGT-8"}
"""Those whose note calls one detail ours, of a test that was voiced."""


@pytest.mark.parametrize("identifier", OUR_READING)
def test_1_6_what_nobody_voiced_is_a_choice_of_the_rule_set_moved_by_a_passage(
    identifier: str,
) -> None:
    found = criterion(identifier)
    told = join_citations(describe_sources(found, rules()))

    assert found.standing is Standing.OURS
    assert told[0].startswith("a choice of this rule set, not law; moved by ")
    assert not any("opinion" in each for each in told)


def test_1_6_of_ten_gates_three_were_voiced() -> None:
    gates = {c.id: c.standing for c in rules().criteria.values() if _is_gate(c.id)}

    assert len(gates) == 10
    assert {name for name, standing in gates.items() if standing is not Standing.OURS} == (
        VOICED_GATES
    )


def _is_gate(identifier: str) -> bool:
    return criterion(identifier).severity_on(date(2010, 10, 31)) is Severity.GATE


def test_1_6_no_criterion_whose_note_calls_it_our_reading_is_called_opinion() -> None:
    ours = {c.id for c in rules().criteria.values() if READING.search(c.note)}
    called_opinion = {name for name in ours if criterion(name).standing is not Standing.OURS}

    assert len(ours) >= 20
    assert called_opinion <= OF_A_DETAIL


@pytest.mark.parametrize("identifier", ["MGT-5a", "MGT-4", "GOV-2a", "COI-1a", "MGT-3a"])
def test_1_6_a_report_says_so(identifier: str) -> None:
    reason = next(
        each.reason
        for each in page(assessed(fixture("illustrative-full-budget")), full=True).criteria
        if each.reason.criterion == identifier
    )

    told = join_citations(reason.sources)
    assert len(told) == 1
    assert "moved by Putting GP Commissioning into Practice" in told[0]


@pytest.mark.parametrize(
    ("identifier", "source"),
    [
        pytest.param("PBC-4", "s004-poll#l15", id="PBC-4"),
        pytest.param("PBC-7a", "s004-poll#l15", id="PBC-7a"),
        pytest.param("PBC-7b", "s004-poll#l15", id="PBC-7b"),
    ],
)
def test_1_5_a_poll_is_called_a_poll(identifier: str, source: str) -> None:
    assert source in criterion(identifier).sources
    assert rules().sources["s004-poll"].called == "a poll of practice managers and GPs in 2007"


def test_1_5_support_is_cited_where_it_is_spoken_of() -> None:
    assert "s002#l25" in criterion("PBC-4").sources
    assert "s002#l27" not in criterion("PBC-4").sources
    assert left_out("PBC-4b")


def test_1_5_both_reasons_for_a_smallest_size_are_told() -> None:
    note = criterion("POP-1").note

    assert "financially sustainable" in note
    assert "money for the management functions" in note


def test_1_5_education_is_also_for_the_wider_workforce() -> None:
    assert "s001#1.1" in criterion("EDU-1").sources
    assert "wider workforce" in criterion("EDU-1").note


def test_1_5_safeguarding_alone_of_eight_tasks_was_named() -> None:
    assert "of the eight tasks the sources name one" in criterion("MGT-3a").note


def test_1_5_a_message_does_not_join_what_nobody_does_and_leads() -> None:
    assert "does and leads" not in str(criterion("MGT-3a").require)


MISSING = [
    pytest.param("criterion MGT-3a", "do not want to be overburdened", id="l136"),
    pytest.param("parameter statutory_tasks", "did not want to be overburdened", id="l136 figure"),
    pytest.param("parameter min_population", "leads of the NHS Alliance", id="l219"),
    pytest.param("criterion PAR-3", "community services", id="l424"),
    pytest.param("left out GOV-5b", "specialists who leave trusts", id="l418"),
    pytest.param("left out CFG-4b", "speak as equals", id="l83"),
    pytest.param("left out SCO-1b", "births at home", id="l356"),
    pytest.param("left out SCO-9b", "NICE knew little of primary care", id="l344"),
    pytest.param("criterion POP-1", "have enough money for the management", id="l223"),
    pytest.param("left out PBC-4b", "forming links with each other", id="s002 l27"),
    pytest.param("left out PBC-5b", "managing change", id="s002 l35"),
    pytest.param("left out FIN-18", "private sector", id="s000 l25"),
    pytest.param("source gponline-1026519", "at least of the size of PCTs", id="1.9, Britnell"),
    pytest.param("parameter self_pooling_population", "300,000", id="1.9, 300,000"),
]


def told(text: str) -> str:
    """The words of a criterion's or parameter's note, of a source's, or of what is left out."""
    kind, _, name = text.rpartition(" ")
    match kind:
        case "criterion":
            return criterion(name).note
        case "parameter":
            return figure(name).note
        case "source":
            return rules().sources[name].note
        case _:
            return left_out(name)


@pytest.mark.parametrize(("text", "words"), MISSING)
def test_1_2_a_statement_of_the_sources_has_its_place(text: str, words: str) -> None:
    assert words in told(text)


def test_1_2_the_contrary_source_of_the_statutory_tasks_is_shown() -> None:
    assert figure("statutory_tasks").contrary == ("s001#1.2B",)


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        pytest.param(
            "parameter management_cost_estimate", "expected", "concerned", id="the estimate"
        ),
        pytest.param("left out MGT-5b", "regulator", "a finance manager", id="titles of posts"),
        pytest.param("source s004", "The passages cited", "one of them a supplier", id="the poll"),
        pytest.param("criterion MGT-7", "and would be", "had to buy", id="capacity"),
        pytest.param("criterion FIN-5", "nothing to invest", "would limit", id="deficits"),
        pytest.param("criterion SCO-7b", "Three views", "not reported as anybody's", id="choice"),
        pytest.param("parameter choice_accepted", "Three", "nobody is reported", id="full choice"),
        pytest.param("parameter practice_contracts", "three", "we infer it", id="a third view"),
        pytest.param("criterion POP-3", "must", "is our reading", id="localities"),
        pytest.param("criterion AO-1c", "must", "is our reading", id="sessions"),
        pytest.param("criterion SCO-10a", "must", "is our reading", id="a baseline"),
        pytest.param("criterion FIN-14", "must", "is our reading", id="a plan for demand"),
        pytest.param("criterion POP-11", "must have", "is our reading", id="viability"),
    ],
)
def test_1_3_what_was_distorted_is_as_the_source_has_it(text: str, wrong: str, right: str) -> None:
    assert right in told(text)
    assert wrong not in told(text)


@pytest.mark.parametrize(
    ("name", "value"), [("choice_accepted", "full"), ("practice_contracts", "Board")]
)
def test_1_3_an_alternative_that_nobody_wanted_is_ours(name: str, value: str) -> None:
    sources = {each.value: each.source for each in figure(name).contested}

    assert sources[value] == "unsourced"


@pytest.mark.parametrize("source", ["s001", "s004-poll"])
def test_1_3_the_shared_origin_of_three_sources_is_told(source: str) -> None:
    assert "none confirms another" in rules().sources[source].note


def test_1_3_size_is_said_to_decide_what_it_decides() -> None:
    says = " ".join(rules().says)

    assert "No opinion about size decides anything" not in says
    assert "At most it makes one condition, to explain the size" in says
    assert "(POP-9)" in says
    assert "Officials said at every event" not in says
