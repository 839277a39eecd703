"""The page of histories: what was published of real groups, beside what the rules make of it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest
import yaml

import authorisation
from authorisation.engine.assess import assess
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.comparison import format_outcome_ids, format_outcomes
from authorisation.explain.words.quantities import join_words
from authorisation.language.answers.judgements import load_judgements
from authorisation.model.submission import Judgements
from tests.docs.blocks import ROOT
from tests.expected import assert_expected
from tests.files import load_submission
from tests.regime.test_published import COMPILED, group_of, last
from tests.shipped import shipped_program

PAGE: Final = ROOT / "docs/histories.md"
FIXTURES: Final = ROOT / "fixtures"
GROUPS: Final = 211
HISTORIES: Final[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/published/histories.yaml").read_text(encoding="utf-8")
)
ASSESSED: Final = [
    (name, stem)
    for name in ("authorisation-2012", "configuration-2011")
    for stem in HISTORIES[name]
]

_HEAD = """\
# Histories

What became of real groups, as it was published, beside what the rules say of the same published facts. Nothing of this
is reproduced: an outcome of history rested on papers and judgements that nobody published, and the rules have a few facts
of each. Where they say the same, it is because what was published is enough for it. Every group here is a file in
`fixtures`; what assessors and the Board decided, as far as it is known, is in `fixtures/judgements`, and an outcome of
history that the rules do not come to stands there as a departure, which the page of the group shows beside theirs.
"""
_COUNTS = """\
## How many

Counts as they were published. None of them is a threshold, and no rule looks at one.
"""
_MISSED = """\
Of 101 groups of the first two waves, 23 had 3.1.1B at the third level of support, 15 did not meet 3.1.1C and 9 not 6.4G
(Pulse, January 2013). Of the conditions that the review of July 2013 left, 43% were about plans for services and finance,
11% about skills on the governing body, 10% about oversight of risk and safety, 5% about inherited problems and 4% about
constitution, size and shape (Health Service Journal 5061704); what the other 27% were about was not broken down.
"""
_SIZES = """\
Groups merged and split before they were authorised, and how people were counted differs:
"""
_RETURNS = """\
## Once authorised

What was published of the money of groups that the Board acted on later, under `failure-statutory`, and where that by
itself leads. How well a group was managed and what caused a deficit was published of none, so no response is certain.
"""
_COSTS = """\
## Running costs

South Manchester, as a report to its board had it (Health Service Journal 5055219), for the year 2013-14. The sum and
the number of people were not published; the rules are given each figure by the head.
"""


def assessed(name: str, stem: str) -> Assessment:
    """What the rules say of a fixture, with what assessors recorded of it."""
    program = shipped_program(name)
    file = FIXTURES / "judgements" / f"{name}-{stem}.yaml"
    judgements = load_judgements(file, program.rules) if file.exists() else Judgements()
    submission = load_submission(FIXTURES / name / f"{stem}.yaml", program.rules)
    return assess(program, submission, judgements=judgements)


def imposed(assessment: Assessment) -> int:
    return sum(len(each.conditions) for each in assessment.outcomes)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    for cells in ([*heads], ["---" for _ in heads], *rows):
        yield f"| {' | '.join(map(str, cells))} |"


def _counted(number: int | None) -> str:
    return "" if number is None else f", {number} condition{'' if number == 1 else 's'}"


def _row(name: str, stem: str) -> tuple[str, ...]:
    history, assessment = HISTORIES[name][stem], assessed(name, stem)
    ids = [history["outcome"]] if "outcome" in history else []
    known = format_outcome_ids(ids, assessment.rules) if ids else "not found"
    number = imposed(assessment)
    return (
        assessment.submission.name,
        f"{known}{_counted(history.get('conditions'))} ({history['source']})",
        f"{format_outcomes(assessment)}{_counted(number if number or 'conditions' in history else None)}",
        history.get("why", ""),
    )


def _returned(stem: str) -> tuple[str, ...]:
    history, result = HISTORIES["returns"][stem], last(stem)
    regime = COMPILED.regime
    grounds = join_words([each.replace("_", " ") for each in result.conclusions.limbs])
    return (
        group_of(stem).name,
        f"{history['outcome']} ({history['source']})",
        regime.stages[result.stage_after].title,
        grounds or "none",
    )


def _cost(row: dict[str, Any]) -> tuple[str, ...]:
    """What the rules say of a plan by the head, for a thousand people."""
    rules = authorisation.load("running-costs").on("2013-04-01")
    answers = {"running_costs.planned": row["head"] * 1000}
    people: dict[str, Any] = {"running_costs.moderated_population": 1000}
    found = rules.assess({**people, **answers})["HEAD-PLAN"]
    return f"£{row['head']}, {row['what']}", f"the figure of £25 by the head: {found.verdict}"


def _named(number: int, names: Iterable[str] = ()) -> str:
    return f"{number}: {join_words(list(names))}" if names else str(number)


def _counts() -> Iterator[str]:
    heads = ("", "groups", "without conditions", "with conditions", "of these, with directions", "")
    waves = [
        (
            f"{row['wave']} wave",
            row["decided"],
            _named(row["free"], row.get("named_free", ())),
            row["conditions"],
            _named(len(row["directed"]), row["directed"]),
            row["source"],
        )
        for row in HISTORIES["waves"]
    ]
    reviews = [
        (
            f"review of {row['review']}",
            GROUPS,
            f"{row['free']}, {row['cleared']} of them new" if "cleared" in row else row["free"],
            row["conditions"],
            _named(row["directions"], row.get("directed", ())),
            row["source"],
        )
        for row in HISTORIES["reviews"]
    ]
    yield from table(heads, [*waves, *reviews])


def _sizes() -> Iterator[str]:
    heads = ("", "groups", "people of a group", "counted as", "source")
    yield from table(heads, (row.values() for row in HISTORIES["sizes"]))


def page() -> str:
    heads = ("group", "as published", "what the rules say", "why they differ")
    lines = [_HEAD]
    for name, title in (("authorisation-2012", "Authorisation"), ("configuration-2011", "Shape")):
        rows = [_row(*each) for each in ASSESSED if each[0] == name]
        lines += [f"## {title}, under `{name}`", "", *table(heads, rows), ""]
    lines += [_COUNTS, *_counts(), "", _MISSED, _SIZES, *_sizes(), ""]
    lines += [
        _COSTS,
        *table(("by the head", "what the rules say"), map(_cost, HISTORIES["running_costs"])),
        "",
    ]
    heads = ("group", "as published", "where the rules lead by themselves", "grounds that are open")
    lines += [_RETURNS, *table(heads, map(_returned, HISTORIES["returns"]))]
    return "\n".join(lines) + "\n"


def test_the_page_of_histories_is_what_the_rules_say_today() -> None:
    assert_expected(PAGE, page())


def test_every_fixture_of_published_facts_has_its_history() -> None:
    for name in ("authorisation-2012", "configuration-2011", "returns"):
        folder = FIXTURES / ("returns/published" if name == "returns" else name)
        assert {path.stem for path in folder.glob("*.yaml")} == set(HISTORIES[name])


@pytest.mark.parametrize(("name", "stem"), ASSESSED)
def test_a_history_that_the_rules_do_not_come_to_says_why(name: str, stem: str) -> None:
    history, assessment = HISTORIES[name][stem], assessed(name, stem)
    told = (history["outcome"],) if "outcome" in history else ()
    same = assessment.outcome_ids == told and history.get("conditions", imposed(assessment)) == (
        imposed(assessment)
    )
    departed = tuple(each.outcome for each in assessment.departures.values())

    assert assessment.submission.published_facts_only
    assert ("why" in history) is not same
    assert departed == (told if assessment.outcome_ids != told else ())


def test_the_counts_of_waves_and_reviews_add_up() -> None:
    waves, reviews = HISTORIES["waves"], HISTORIES["reviews"]
    free = sum(row["free"] for row in waves)

    assert [row["free"] + row["conditions"] for row in waves] == [row["decided"] for row in waves]
    assert sum(row["decided"] for row in waves) == GROUPS
    assert (free, sum(len(row["directed"]) for row in waves)) == (43, 15)
    assert [len(row["named_free"]) for row in waves if "named_free" in row] == [8]
    for row in reviews:
        free += row.get("cleared", row["free"] - free)
        assert (row["free"], row["conditions"]) == (free, GROUPS - free)
        assert len(row.get("directed", range(row["directions"]))) == row["directions"]
