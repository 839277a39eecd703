"""The differences between two records: each with its place, and none that a machine makes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from authorisation.records.differences import Difference, compare_records
from authorisation.regime.monitored import HistoryOpinion
from tests.records.building import RETURNS, history
from tests.records.test_format_1 import read

HISTORY = read(history(RETURNS / "published" / "thanet.yaml"))
AGREES = HistoryOpinion(version="2.0", conclusions=7)
UNAVAILABLE = HistoryOpinion(unavailable="it is not installed")


def with_opinion(opinion: HistoryOpinion) -> Any:
    return msgspec.structs.replace(HISTORY, second_opinion=opinion)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (AGREES, AGREES),
        (AGREES, msgspec.structs.replace(AGREES, version="2.1", engine="another")),
        (AGREES, UNAVAILABLE),
        (UNAVAILABLE, AGREES),
    ],
)
def test_which_second_engine_there_is_makes_no_difference(
    old: HistoryOpinion, new: HistoryOpinion
) -> None:
    assert compare_records(with_opinion(old), with_opinion(new)) == ()


def test_what_both_engines_came_to_makes_one() -> None:
    other = msgspec.structs.replace(AGREES, conclusions=8, differs=("2013-14 Q1: only ours x",))

    assert compare_records(with_opinion(AGREES), with_opinion(other), "histories[2]") == (
        Difference("histories[2].second_opinion.conclusions", "7", "8"),
        Difference(
            "histories[2].second_opinion.differs[1]", "(nothing)", '"2013-14 Q1: only ours x"'
        ),
    )


def test_an_opinion_that_says_it_was_unavailable_and_came_to_something_was_changed() -> None:
    changed = msgspec.structs.replace(AGREES, unavailable="it is not installed")

    assert compare_records(with_opinion(changed), with_opinion(AGREES)) == (
        Difference("second_opinion.unavailable", '"it is not installed"', '""'),
    )
