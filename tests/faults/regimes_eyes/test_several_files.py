"""The list of several groups: files that cannot be used, files of one group, and the order."""

from __future__ import annotations

from functools import partial

import pytest

from authorisation.language.answers.returns import read_returns
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_groups
from tests.faults.monitored import SOUND_OF_2010, filed, head
from tests.shipped import RULES, shipped_regime


def several(*texts: str) -> MonitorRun:
    request = Monitoring(rules="gpcc-2010", library=Library(RULES), second_engine=False)
    reads = [partial(read_returns, text.encode(), f"{n}.yaml") for n, text in enumerate(texts)]
    return monitor_groups(shipped_regime("gpcc-2010"), reads, request, {})


def listed(*texts: str) -> str:
    """The list of several, without the pages after it."""
    return render(histories(several(*texts)), FileFormat.TEXT).decode().partition("\n====")[0]


def group(name: str, code: str = "") -> str:
    text = head(name) + filed("2013-14 Q1", SOUND_OF_2010)
    return f"code: '{code}'\n{text}" if code else text


def test_files_that_cannot_be_used_are_counted_in_the_title_and_listed_first() -> None:
    text = listed(group("Fen"), "", group("Moor"), "[")

    assert text.startswith("4 groups after authorisation, 2 of them not replayed\n")
    assert text.index("\nNot replayed\n- 1.yaml") < text.index("\nNothing fires\n")


@pytest.mark.parametrize("names", [("Fen", "FEN"), ("Moor", "Alpha")], ids=["name", "code"])
def test_files_of_one_group_or_code_need_a_person_and_stand_first(names: tuple[str, str]) -> None:
    first, second = names
    text = listed(group("Quiet"), group(first, "A1"), group(second, "a1"))

    needs = text.index("\nNeeds a person: another file has the same name and code, or the same")
    quiet = text.index("\nNothing fires\n")
    assert needs < text.index(f"- {first} (A1)") < quiet
    assert needs < text.index(f"- {second} (a1)") < quiet
    assert quiet < text.index("- Quiet")


def test_a_group_that_several_files_are_of_is_no_point_of_a_funnel() -> None:
    text = " ".join(listed(group("Quiet"), group("Fen", "A1"), group("fen", "a1")).split())

    assert "all groups by size 1 group: 0 above" in text
    assert "1 group that several files are of cannot be shown: which is right is not known." in text


def test_groups_of_one_code_and_two_names_are_two_points() -> None:
    text = " ".join(listed(group("Quiet"), group("Fen", "A1"), group("Moor", "a1")).split())

    assert "all groups by size 3 groups: 0 above" in text
    assert "several files" not in text


def test_capital_letters_make_no_other_order() -> None:
    text = listed(group("Brook"), group("alder"), group("Corn"), group("brook end"))

    names = ("alder", "Brook", "brook end", "Corn")
    for places in (
        [text.index(f"\n- {name}:") for name in names],
        [text.rindex(f"  {name} ") for name in names],
    ):
        assert places == sorted(places)
