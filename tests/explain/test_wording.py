"""What a judgement is told as, by how it came out: whole texts about pools."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from authorisation.engine.program.program import compile_rules
from authorisation.explain.assessment.submission_rows import Attention, describe_submission_row
from authorisation.model.submission import Stage
from authorisation.report.formats.markdown import render_markdown
from authorisation.report.pages.assessment import assessment_document
from tests.explain.wording import assessed, paged
from tests.report.documents import criterion_text, list_text, listed, text

GIVEN = (
    "{people: 900, pool: {agreement: The deed, covers: [joining]}, officer: {name: A, age: 50},"
    " supplier: B, paper: none}"
)
PUBLISHED = "published_facts_only: true\nname: Fen"

NOT_SHOWN = """\
What these rules indicate
Not yet, because this is not shown (needed before a full budget): Risk is carried by enough people
(RISK).
Source of this outcome: a choice of this rule set, not law.
This is not a decision of the Board.

Why
Needed before a full budget:
1. Risk is carried by enough people (RISK): not shown (the answer needs evidence and has none)
   Stated without evidence: pooling agreement.
   Source: a choice of this rule set, not law; moved by A talk.
   What would put it right: Give the evidence for pooling agreement: the signed agreement.

Also not met or not shown
Would be a condition of it:
1. The pool covers everything (COVER): not met
   ✗ leaving: The pool does not cover leaving.
   This rests on answers as stated, without evidence.
   Source: a choice of this rule set, not law.
   What would put it right: Widen the rules.
2. Support is bought in (BOUGHT): not shown (the answer needs evidence and has none)
   Stated without evidence: the supplier.
   Source: a choice of this rule set, not law.
   What would put it right: Give the evidence for the supplier: the signed contract.

Outcomes that are out
- Budget with conditions
  Out, because this is not shown: Risk is carried by enough people (RISK). It would be possible with
  that being met.
- Budget now
  Out, because these are not shown: Risk is carried by enough people (RISK) and Support is bought in
  (BOUGHT); and this is not met: The pool covers everything (COVER). It would be possible with all
  of these being met.

Already in order
Needed before a full budget: 1 met, 1 not yet. Would be a condition of it: 0 met, 2 not yet. The
form: 7 questions answered, 1 not yet.
- All: The officer may serve (AGE)

Figures that the sources dispute
The outcome turns on none of them.

For information
- Not so: Budgets are split (SPLIT). No paper splits the budgets. [a choice of this rule set, not
  law]
- Budgets are split by a paper (BARE): not so: a paper splits them (there is none). [a choice of
  this rule set, not law]
"""

SETTLED = """\
Risk is carried by enough people (RISK): met; needed before a full budget
✓ at least one of these
  ✗ the group is large enough: registered patients (900) is less than enough people (1,000
    patients); short by 100 patients
      · registered patients: 900 patients (stated)
      · enough people: 1,000 patients (since 1 January 2012; A talk: opinion of 2010, adopted by
        this rule set, not law)
  ✓ there is a pool (The deed)
      · pooling agreement: The deed (stated)
This rests on answers as stated, without evidence.
Source: a choice of this rule set, not law; moved by A talk.
The pool covers everything (COVER): not met; would be a condition of it
✗ not every entry of what a pool must cover
    · what a pool must cover: joining and leaving (since 1 January 2012; A talk: opinion of 2010,
      adopted by this rule set, not law)
  ✓ joining: the pool covers it
      · what the pool covers: joining (stated)
  ✗ leaving: The pool does not cover leaving.
This rests on answers as stated, without evidence.
Source: a choice of this rule set, not law.
What would put it right: Widen the rules.
"""

OPEN = """\
Risk is carried by enough people (RISK): cannot tell yet; needed before a full budget
? whether at least one of these
  ✗ the group is large enough: registered patients (900) is less than enough people (1,000
    patients); short by 100 patients
      · registered patients: 900 patients (stated)
      · enough people: 1,000 patients (since 1 January 2012; A talk: opinion of 2010, adopted by
        this rule set, not law)
  ? there is a pool (not answered)
      · pooling agreement: not answered
What would settle it:
  - Which agreement is it?
Source: a choice of this rule set, not law; moved by A talk.
What would put it right: Join a pool.
The pool covers everything (COVER): cannot tell yet; would be a condition of it
? whether every entry of what a pool must cover
    · what a pool must cover: joining and leaving (since 1 January 2012; A talk: opinion of 2010,
      adopted by this rule set, not law)
  ? joining: whether the pool covers it
      · what the pool covers: not answered
  ? leaving: whether the pool covers it
What would settle it:
  - What do its rules cover?
Source: a choice of this rule set, not law.
What would put it right: Widen the rules.
"""

NOT_APPLICABLE = """\
Lay people have seats (SEATS): does not apply; for information
It applies where:
  ✗ there is no entry in the seats
      · the seats: 0 items (stated)
This rests on answers as stated, without evidence.
Source: a choice of this rule set, not law.
"""

TABLE = """\
5 submissions
Rules about pools (pools, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

This is not a decision of the Board.
What needs a person most comes first; else names are in alphabetical order. This is no ranking.

Not met or not shown; needed before a full budget
- Bog: Not yet
  Not met: Risk is carried by enough people (RISK)

Cannot tell yet
- Dale
  Already not met: The pool covers everything (COVER); waits for: The officer may serve (AGE) and 2
  others
- Marsh
  So far not met for RISK: the group is large enough (short by 100 patients); waits for: The officer
  may serve (AGE) and 3 others

Published facts only: not an assessment of these groups
- Carr
  These facts alone show nothing that falls short
- Fen
  So far not met for RISK: the group is large enough (short by 100 patients)
"""

FACTS = """\
Fen
Rules about pools (pools, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group

Published facts only: not an assessment of this group.
Edited rules: they are no shipped edition, and nobody has adopted them.

What these rules would make of the published facts alone
Nobody has assessed Fen here, and it was asked nothing. Some facts that were published stand in for
its answers; all else is not answered. What follows shows how the rules work on such facts:
Cannot tell yet. Still possible:
- Not yet
- Budget with conditions
- Budget now
This is not a decision of the Board.
"""


def _told(answers: str) -> str:
    """Tell `RISK` and `COVER` in full, without the head and the foot."""
    page = paged(answers)
    return "".join(_middles(criterion_text(each, page.header) for each in page.criteria[1:3]))


def _middles(pages: Iterator[str]) -> Iterator[str]:
    for each in pages:
        yield each.partition("adopted them.\n\n")[2].partition("\nThis is not a decision")[0]


def test_answers_without_evidence_ask_for_it_and_not_for_the_remedy() -> None:
    page = text(paged(GIVEN, stage=Stage.DECISION))

    assert page.partition("adopted them.\n\n")[2] == NOT_SHOWN


def test_what_is_not_met_is_denied_and_a_list_told_once() -> None:
    assert _told(GIVEN) == SETTLED


def test_what_is_not_settled_is_left_open() -> None:
    assert _told("{people: 900}") == OPEN


def test_of_a_list_that_is_not_whole_what_is_there_is_counted() -> None:
    page = paged("{seats: {so_far: [{role: lay}, {role: lay}]}, pool: {covers: [leaving]}}")

    assert list(map(str, page.criteria[-1].lines)) == [
        "✗ not all of these",
        "✓ a lay person has a seat (at least 2 entries)",
        "? whether the number of entries in the seats where role is “lay” (at least 2) is at least 3",
        "✗ this is so, and must not be",
        "✓ what the pool covers (leaving) includes “leaving”",
    ]


def test_what_does_not_apply_asks_for_nothing() -> None:
    page = paged("{seats: []}")
    told = _middles(iter([criterion_text(page.criteria[-1], page.header)]))

    assert "".join(told) == NOT_APPLICABLE


def test_a_table_names_first_what_is_short_already_and_keeps_published_facts_apart() -> None:
    several = [
        assessed("{people: 900}"),
        assessed("{people: 900, pool: {agreement: none}}", "name: Bog"),
        assessed("{people: 900}", PUBLISHED),
        assessed("{}", PUBLISHED.replace("Fen", "Carr")),
        assessed("{pool: {covers: []}}", "name: Dale"),
    ]

    assert list_text(several) == TABLE


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("answers", ["{}", GIVEN, "{officer: {age: 71}}"])
def test_published_facts_come_to_no_outcome_in_a_list(stage: Stage, answers: str) -> None:
    assessment = assessed(answers, PUBLISHED, stage=stage)
    told = describe_submission_row(assessment, compile_rules(assessment.rules))
    shown = [list_text([assessment]), render_markdown(listed([assessment]))]

    assert (told.attention, told.outcome) == (Attention.PUBLISHED, "")
    assert all("Published facts only: not an assessment of these groups" in s for s in shown)
    assert not any("Not yet" in s or "Budget" in s for s in shown)


def test_published_facts_are_introduced_before_the_outcome() -> None:
    assert text(paged("{people: 900}", PUBLISHED)).startswith(FACTS)


def test_a_page_of_blocks_introduces_published_facts_too() -> None:
    page = paged("{people: 900}", PUBLISHED, stage=Stage.DECISION)
    words = " ".join(render_markdown(assessment_document(page)).split())

    assert page.introduction in words
    assert words.index(page.introduction) < words.index(page.because)
    assert "What these rules indicate" not in words


def test_a_line_of_a_table_gives_no_margin_of_a_personal_answer() -> None:
    told = list_text([assessed("{officer: {age: 71}}")])

    assert "So far not met for AGE: officer age is at most highest age; waits for:" in told
