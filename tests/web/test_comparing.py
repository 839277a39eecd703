"""A policy lead holds a proposal against the applications in hand; nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases import comparing
from authorisation.casework.cases.comparing import proposed_rules
from authorisation.casework.models import CaseEvent, PersonalValue
from authorisation.casework.moves import Role
from authorisation.casework.store import current_store
from authorisation.language.rules.override import parse_overrides
from authorisation.model.rules import RuleSet
from authorisation.model.value import Answer
from tests.casework.conftest import copy_of, to_be_copied
from tests.casework.walk import Walk
from tests.web.browser import parsed, text_of
from tests.web.conftest import SETTINGS
from tests.web.test_applicant import words
from tests.web.test_deciding import person
from tests.web.test_manager import decided

LARGER = {"figure": "self_pooling_population", "value": "900000"}
"""More people than any group has."""


@cache
def in_hand() -> Path:
    """A store with a decided case, and two in hand, one of which was assessed."""
    with to_be_copied(decided()) as folder:
        Walk("Imaginary Cove", "IC1").submit()
        assessed = Walk("Imaginary Down", "ID1")
        assessed.submit()
        assessed.assess()
    return folder


@pytest.fixture
def lead(tmp_path: Path) -> Iterator[Client]:
    proposed_rules.cache_clear()
    with override_settings(**SETTINGS), copy_of(in_hand(), tmp_path / "store"):
        yield person("lead", Role.POLICY_LEAD)


def compared(**given: str) -> str:
    return f"/compare?{urlencode({'before': 'gpcc-2010', 'now': 'same', **given})}"


def shown(client: Client, address: str) -> str:
    return text_of(parsed(client.get(address).content.decode()))


@pytest.mark.slow
def test_it_is_said_who_moves_and_why_and_nothing_is_changed(lead: Client) -> None:
    events = CaseEvent.objects.count()
    assert "Hold a proposal against the applications in hand" in words(lead, "/")
    assert "Which figure is another?" in words(lead, compared())
    found = words(lead, compared(**LARGER))

    assert "2 of 2 applications in hand would come to another outcome." in found
    assert "Full budget with conditions (as the rules are): 2" in found
    assert "Developmental track (proposed): 2" in found
    assert (
        "Group Imaginary Cove Code IC1 Outcome before Full budget with conditions Outcome now"
        " Developmental track Why Comes from one change: Population from which financial risk was held"
        " acceptable (self_pooling_population)"
    ) in found
    assert "Risk is carried by enough people (FIN-3a): met before, now not met" in found
    assert "Imaginary Long Shore" not in found  # it is decided
    csv = lead.get(f"{compared(**LARGER)}&as=csv")
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Group,Code,Outcome before,Outcome now,Why,Findings that differ"
    assert [line.partition(",")[0] for line in lines[1:]] == ["Imaginary Cove", "Imaginary Down"]
    named = {each.value for each in PersonalValue.objects.exclude(person__isnull=False)}
    assert named
    whole = found + csv.content.decode()
    assert [each for each in named if len(each) > 3 and each in whole] == []
    assert "personal:" not in whole
    assert CaseEvent.objects.count() == events
    assert verify_store(current_store()).faults == ()


@pytest.mark.slow
def test_two_rule_sets_are_compared_and_the_same_moves_nobody(lead: Client) -> None:
    other = words(lead, compared(now="statutory-2012"))
    assert "2 of 2 applications in hand would come to another outcome." in other
    same = words(lead, compared(now="gpcc-2010@2010-10-31.5"))
    assert "0 of 2 applications in hand would come to another outcome." in same
    assert "Why The same outcome" in same
    none = words(lead, compared(before="statutory-2022", now="statutory-2012"))
    assert "No application under these rules is in hand" in none


@pytest.mark.slow
def test_a_request_does_what_it_can_in_its_time_and_the_next_goes_on(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("authorisation.web.views.reading.comparing._SECONDS", 0.0)
    address = compared(**LARGER)
    first = words(lead, address)
    assert "Imaginary Down Code ID1 Outcome before Outcome now Why Not compared yet" in first
    pages = [words(lead, address) for _ in range(4)]
    found = pages[-1]
    assert "compared so far" not in found
    assert "2 of 2 applications in hand would come to another outcome." in found
    assert found.count("Comes from one change: Population from which financial risk") == 2


@pytest.mark.slow
def test_a_change_that_was_not_found_in_time_is_looked_for_again(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "parse_overrides", with_more_mechanisms)
    at_once = words(lead, compared(**LARGER))
    assert at_once.count("Comes from these changes together: (1) ") == 2
    proposed_rules.cache_clear()
    monkeypatch.setattr("authorisation.web.views.reading.comparing._SECONDS", 0.0)
    pages = [words(lead, compared(**LARGER)) for _ in range(6)]

    assert "0 of 2 compared so far. Go on 1 of 1 application in hand would come to" in pages[0]
    assert (
        "Outcome now Developmental track Why Which change it comes from is not found yet"
        in (pages[0])
    )
    assert [page == at_once for page in pages[-2:]] == [False, True]


def with_more_mechanisms(settings: Sequence[str], rules: RuleSet) -> Mapping[str, Answer]:
    """Another figure more, which by itself moves both applications too."""
    return parse_overrides([*settings, "ppi_min_mechanisms=99"], rules)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"before": ""}, "There is a problem Choose the rules as they are"),
        ({"now": "nothing"}, "There is a problem Choose the proposal"),
        ({"now": "../.."}, "There is a problem Choose the proposal"),
        ({"figure": "nothing", "value": "1"}, "There is a problem Choose a figure"),
        ({"figure": "self_pooling_population", "value": "many"}, "“many” is not"),
        ({"figure": "self_pooling_population", "value": ""}, "There is a problem"),
    ],
)
def test_what_cannot_be_compared_is_said(lead: Client, given: dict[str, str], told: str) -> None:
    answer = lead.get(compared(**given))

    assert answer.status_code == 422
    assert told in text_of(parsed(answer.content.decode()))
