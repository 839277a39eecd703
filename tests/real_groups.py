"""The groups of April 2013 with their practices, from published data that are no part of this project."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from authorisation.language.answers.practice_file import Practice, read_practice_file
from authorisation.model.submission import Submission
from authorisation.usecases.forms.practices import SelectedPractices, list_of_practices
from tests.practice_rows import practice_row
from tests.shared import SHARED
from tests.shipped import shipped_rules

DATA: Final = SHARED / "data"
GROUPS: Final = DATA / "ccg_2013.csv"
PRACTICES: Final = DATA / "gp_practices_2013q2.csv"
COUNTED_ON: Final = date(2013, 6, 30)
"""The last day of the quarter whose lists are counted."""
AREAS: Final = ("area teams", "groups", "districts")
"""What the practices of England were divided among."""
needs_real_data: Final = pytest.mark.skipif(
    not DATA.is_dir(),
    reason=f"the data of real groups are not at {DATA}: AUTHORISATION_SHARED says where",
)


@dataclass(frozen=True, slots=True)
class RealGroups:
    """A submission for each group with what is published of it; how many practices closed since."""

    submissions: tuple[Submission, ...]
    closed_since: int
    last_closed: date


def real_groups() -> RealGroups:
    """What is published of each group; its practices are read as a practice file has them."""
    text = "".join(_practice_rows())
    found = read_practice_file(text.encode(), PRACTICES.name)
    assert found.refused == ()
    practices: dict[str, list[Practice]] = defaultdict(list)
    for each in found.practices:
        assert each.is_open(COUNTED_ON)
        practices[each.commissioner].append(each)
    submissions = []
    for row in _rows(GROUPS):
        own = SelectedPractices(tuple(practices[row["ods_code"]]), (), ())
        answers = {
            "population.registered": Decimal(row["registered_patients_2013q2"]),
            "membership.practice_count": Decimal(len(own.open)),
            **list_of_practices(shipped_rules("gpcc-2010"), own),
        }
        submissions.append(Submission(name=row["name"], code=row["ods_code"], answers=answers))
    closed = [each.closed for each in found.practices if each.closed]
    return RealGroups(tuple(submissions), len(closed), max(closed))


def write_practice_tables(folder: Path) -> None:
    """Write what `pool --by-area` takes: practices, their sizes, and an area of each by AREAS."""
    (folder / "practices.csv").write_text("".join(_practice_rows()), encoding="utf-8")
    rows = [row for row in _rows(PRACTICES) if row["in_ccg_2013_list"] == "1"]
    groups = {row["ods_code"]: row for row in _rows(GROUPS)}
    teams = {row["area_team_ods"]: row["area_team_name"] for row in groups.values()}
    for row in rows:  # London's three stand in the table of groups as one
        team, own = row["area_team_code"], groups[row["ccg_code"]]["area_team_name"]
        teams.setdefault(team, f"{own} ({team})")
    for name, heading, value in (
        ("sizes.csv", "size", lambda row: row["list_size"]),
        ("area teams.csv", "area", lambda row: teams[row["area_team_code"]]),
        ("groups.csv", "area", lambda row: groups[row["ccg_code"]]["name"]),
        ("districts.csv", "area", lambda row: row["lad_name_2011"]),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("code", heading))
            table.writerows((row["practice_code"], value(row)) for row in rows)


def _practice_rows() -> Iterator[str]:
    """The practices of groups, in the layout of the practice file; they have no names."""
    for row in _rows(PRACTICES):
        if row["in_ccg_2013_list"] == "1":
            yield practice_row(
                code=row["practice_code"],
                opened=row["open_date"],
                closed=row["close_date"],
                status="C" if row["close_date"] else "A",
                commissioner=row["ccg_code"],
                setting=row["prescribing_setting"],
            )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
