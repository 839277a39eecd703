"""The page of real groups: made of published data by the rules as they are now.

The data are no part of this project; without them this is skipped, and the page stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest
from msgspec.structs import replace

from authorisation.explain.words.quantities import format_date
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from tests.docs.blocks import ROOT
from tests.expected import assert_expected
from tests.portfolio.tables import by_database
from tests.real_groups import COUNTED_ON, RealGroups, needs_real_data, real_groups
from tests.shipped import SETS, shipped_program, shipped_rules

PAGE = ROOT / "docs/real-groups.md"
LINES = (100_000, 150_000, 300_000, 500_000)
MOST_NAMED = 5
"""So many groups are named in a row, and none where there are more."""
VERDICTS = ("met", "not met", "unknown", "not applicable")

pytestmark = [pytest.mark.long, needs_real_data]

_HEAD = """\
# A real portfolio

The {groups} clinical commissioning groups of April 2013, each with what was published of it for April to June 2013: its
registered patients ({patients:,} in all) and the codes of its practices ({practices:,} in all, each in one group). All
of these practices were open on {day}; {closed} had closed by {last}. Nothing else is answered, as in the
first hour of a real application: what cannot be told from these figures counts as *cannot tell*, never as a fault.

The figures were published by the Health and Social Care Information Centre and NHS England under the Open Government
Licence; they are no part of this project. `make expected` writes this page anew where they are, and a test holds it
against what the rules say today.

## Sizes
"""
_FINDINGS = """\
## What the figures settle

At self-assessment, all groups together as the only applications there are, on the day nearest to that of the figures on
which the rules are in force. A criterion has a row where the figures settle it for some group; findings of the others
are counted together. Nobody applied under these rules with these figures, and nothing here says whether a group was fit.
"""
_OUTCOMES = """\
## Outcomes
"""


@cache
def groups() -> RealGroups:
    return real_groups()


def registered() -> list[int]:
    return [int(each.answers["population.registered"]) for each in groups().submissions]


def practice_codes() -> list[tuple[str, ...]]:
    return [
        tuple(item["code"] for item in each.answers["membership.practices"].items)
        for each in groups().submissions
    ]


@dataclass(frozen=True, slots=True)
class AssessedGroups:
    """The groups under one rule set: the verdicts of each criterion, counted, and the outcomes."""

    rules: RuleSet
    day: date
    criteria: dict[str, Counter[str]]
    unsettled: dict[str, list[str]]
    """The names of the groups for which a criterion is not met or cannot be told."""
    outcomes: Counter[tuple[str, ...]]

    @property
    def verdicts(self) -> Counter[str]:
        """The verdicts of all criteria together."""
        return sum(self.criteria.values(), Counter())


def assessed(name: str) -> AssessedGroups:
    """The groups at self-assessment, on the day nearest to that of the figures."""
    rules = shipped_rules(name)
    since, until = rules.in_force
    day = max(since, COUNTED_ON if until is None else min(COUNTED_ON, until - timedelta(1)))
    submissions = [replace(each, received_on=day) for each in groups().submissions]
    rows, part = by_database(shipped_program(name), submissions, day, Stage.SELF_ASSESSMENT)
    keys = [
        each.name.removesuffix(".verdict")
        for each in part.columns
        if each.name.endswith(".verdict")
    ]
    return AssessedGroups(
        rules,
        day,
        {key: Counter(row[f"{key}.verdict"] for row in rows) for key in keys},
        {
            key: [row["name"] for row in rows if row[f"{key}.verdict"] in ("not met", "unknown")]
            for key in keys
        },
        Counter(tuple(row["outcomes"]) for row in rows),
    )


def test_the_page_is_what_the_rules_make_of_the_groups_today() -> None:
    assert_expected(PAGE, "\n".join(page([assessed(name) for name in SETS])) + "\n")


def page(found: Sequence[AssessedGroups]) -> Iterator[str]:
    """The lines of the page."""
    yield _HEAD.format(
        groups=len(groups().submissions),
        patients=sum(registered()),
        practices=sum(map(len, practice_codes())),
        closed=groups().closed_since,
        last=format_date(groups().last_closed),
        day=format_date(COUNTED_ON),
    )
    yield "| registered patients | groups |\n|---|---|"
    for line in LINES:
        yield f"| fewer than {line:,} | {sum(size < line for size in registered())} |"
    yield f"\n{_FINDINGS}"
    yield "| what is judged | met | not met | cannot tell | does not apply | not met, or cannot tell |"
    yield "|---|---|---|---|---|---|"
    for each in found:
        yield from finding_rows(each)
    yield f"\n{_OUTCOMES}"
    yield "| rules | outcomes still possible | groups |\n|---|---|---|"
    for each in found:
        titles = {row.id: row.title for row in each.rules.outcomes}
        for possible, number in each.outcomes.most_common():
            words = "; ".join(titles[outcome] for outcome in possible)
            yield f"| {each.rules.id} | {words} | {number} |"


def finding_rows(found: AssessedGroups) -> Iterator[str]:
    """The whole rule set, then each criterion that is settled for some group, then the others."""
    rules = found.rules
    name = f"**[{rules.id}](rules/{rules.id}.md)**, {format_date(found.day)}"
    number = len(found.criteria)
    if not number:
        yield f"| {name}: no criteria, since it watches groups that are authorised | | | | | |"
        return
    yield table_row(f"{name}: {number} criteria", found.verdicts)
    others: list[Counter[str]] = []
    for key, counts in found.criteria.items():
        if counts["met"] or counts["not met"]:
            named = found.unsettled[key]
            some = "; ".join(named) if len(named) <= MOST_NAMED else ""
            yield table_row(f"{key} {rules.criteria[key].title}", counts, some)
        else:
            others.append(counts)
    yield table_row(f"the other {len(others)}", sum(others, Counter()))


def table_row(what: str, counts: Counter[str], named: str = "") -> str:
    cells = [f"{counts[verdict]:,}" for verdict in VERDICTS]
    return f"| {what} | {' | '.join(cells)} | {named} |"
