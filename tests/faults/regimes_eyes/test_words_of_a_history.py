"""Words of a history that spoke of no day, or read as if something else were so."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.explain.history.page import format_second_engine
from authorisation.regime.monitored import HistoryOpinion
from tests.faults.monitored import SOUND_OF_2010, filed, head, page, text_of, watched

CONDITION = "conditions: [{requires: a lead, due_on: 2013-06-30}]"


def test_what_is_overdue_and_what_stood_at_the_end_of_a_period_each_name_their_day() -> None:
    text = head().replace("conditions: []", CONDITION)
    text += filed("2013-14 Q1", SOUND_OF_2010 | {"in_year.variance_to_date": 900_000})

    words = text_of(watched(text, as_of=date(2013, 7, 30)))

    assert "30 June 2013: the condition “a lead”, overdue on 30 July 2013" in words
    assert "What would let it out of early warning, as it stood on 30 June 2013:" in words


def test_a_response_below_figures_of_chance_that_disagree_is_not_denied_above() -> None:
    sums = {"in_year.variance_to_date": 1_100_000}
    text = head() + filed("2013-14 Q1", SOUND_OF_2010 | sums)

    words = text_of(watched(text))

    assert "chooses no response" not in words
    assert "These disagree; what it would call for, below, allows for each of them." in words
    assert words.index("These disagree;") < words.index("Would call for: ")


def test_several_severities_are_told_apart() -> None:
    run = watched(head() + filed("2013-14 Q1", {"media.adverse_items": 0}))

    severities = {trigger.severity for trigger in page(run).periods[0].triggers}
    assert "2 (serious), 4 (to be watched) or none" in severities
    assert not [each for each in severities if "serious or" in each]


@pytest.mark.parametrize(
    ("conclusions", "words"),
    [
        (0, "had nothing to conclude either."),
        (1, "came to the same 1 conclusion from the same facts."),
        (1234, "came to the same 1,234 conclusions from the same facts."),
    ],
)
def test_the_second_engine_counts_its_conclusions(conclusions: int, words: str) -> None:
    opinion = HistoryOpinion(engine="durable-rules", version="2", conclusions=conclusions)

    assert format_second_engine(opinion) == f"A second engine, durable-rules 2, {words}"
