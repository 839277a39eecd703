"""Pages of text, compared whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import structs
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.explain.assessment.page import describe_assessment
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Evidence, Items
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed, paged, program, submission
from tests.report.documents import criterion_text, list_text, text

EXPECTED = Path(__file__).parent / "expected"
PUBLISHED = SMALL.replace("registered: 70729", "registered: 71000").replace(
    "name: Little", "published_facts_only: true\nname: Little"
)


def test_a_gate_that_is_not_met() -> None:
    assert_expected(EXPECTED / "not-yet.txt", text(paged(SMALL)))


def test_nothing_answered_cannot_tell_yet() -> None:
    assert_expected(EXPECTED / "cannot-tell.txt", text(paged(BLANK), width=80))


def test_warnings_stand_at_the_head() -> None:
    told = paged(
        PUBLISHED,
        stage=Stage.DECISION,
        as_of=date(2013, 4, 1),
        overrides={"carrier": Decimal(30000)},
    )

    assert_expected(EXPECTED / "decided.txt", text(told))


def test_full_adds_the_tree_of_every_criterion() -> None:
    _, _, criteria = text(paged(LARGE, full=True), full=True).partition("\nEvery criterion\n")

    assert_expected(EXPECTED / "full.txt", criteria)


def test_one_criterion_in_full() -> None:
    told = paged(SMALL, full=True)

    for number, name in ((0, "criterion-risk.txt"), (3, "criterion-cost.txt")):
        assert_expected(EXPECTED / name, criterion_text(told.criteria[number], told.header))


def test_a_table_puts_first_what_needs_a_person() -> None:
    found = [assessed(LARGE), assessed(BLANK), assessed(SMALL)]
    together = ["Two groups claim the practice K83002."]

    for several in (found, found[::-1]):
        assert_expected(EXPECTED / "table.txt", list_text(several, cross_checks=together))


def test_a_judgement_is_told_with_who_and_why() -> None:
    entry = Judgement(
        criterion="WORTH",
        assessor="A. Sessor",
        on=date(2012, 9, 1),
        grade="red",
        reason="Too thin.",
    )
    told = paged(SMALL, full=True, judgements=Judgements(entries=(entry,)))

    assert "Judged by A. Sessor on 1 September 2012: red. Too thin." in criterion_text(
        told.criteria[5], told.header
    )


def test_no_line_is_wider_than_asked() -> None:
    for width in (40, 60, 80, 120):
        lines = text(paged(SMALL, full=True), full=True, width=width).splitlines()

        assert max(map(len, lines)) <= width


def test_what_strangers_wrote_cannot_steer_a_terminal_or_forge_a_line() -> None:
    ann = {"name": "\x1b]0;x\x07", "role": "lay"}
    given = submission(SMALL)
    hostile = structs.replace(
        given,
        name="L\n\nWhy\n\x1b[2J\u202ex",
        answers={**given.answers, "board": Items((ann,)), "pool.agreement": "\x9b31m"},
        evidence={"pool.agreement": Evidence(document="\u2066\u0085")},
    )
    assessment = assess(program(), hostile)
    shown = text(describe_assessment(assessment, program(), full=True), full=True)

    assert not set(shown) & set("\x1b\x07\x85\x9b\u202e\u2066")
    assert shown.splitlines()[0] == "L Why \\x1B[2J\\u202Ex (LM1)"


def test_a_style_dresses_headings_and_changes_no_word() -> None:
    told = paged(SMALL)
    dressed = text(told, style=lambda words, part: f"<{part}>{words}</>")

    assert "<heading>Why</>" in dressed
    assert "<title>Little Marsh (LM1)</>" in dressed


def test_no_score_and_no_share_in_any_page() -> None:
    for given in (SMALL, LARGE, BLANK):
        shown = text(paged(given, full=True), full=True).casefold()

        assert "score" not in shown
        assert "rank" not in shown
        assert "criteria met" not in shown


def test_what_contested_figures_would_change_besides_is_a_sentence_of_its_own() -> None:
    told = paged(SMALL)

    assert "\n12 alternatives would change other findings; --full lists them.\n" in text(
        replace(told, contested_more=12)
    )
    assert "\n1 alternative would change other findings; --full lists them.\n" in text(
        replace(told, contested_more=1)
    )


def test_rules_that_have_ended_say_since_when() -> None:
    assert "\nNot in force on 2 May 2013: these rules have not been since 1 April 2013.\n" in text(
        paged(SMALL, as_of=date(2013, 5, 2)), width=100
    )
