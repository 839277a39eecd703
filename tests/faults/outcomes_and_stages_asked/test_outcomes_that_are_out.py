"""A page says which outcomes are out, by what, and what would bring them back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import authorisation
from authorisation.engine.analysis.what_if import ruled_out
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.explain.words.titles import lower_initial
from authorisation.language.answers.submissions import read_submission
from authorisation.language.check.advice import advise_rule_set
from authorisation.model.submission import Stage, Submission
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.read import read_record
from authorisation.records.words.assessment import describe_assessment_record
from tests.faults.lab import RULE_SET, assess_lab, criterion
from tests.faults.use_asked.pages import FIXTURES, assessed, changed, section, words
from tests.shipped import shipped_rules

OUT = "Outcomes that are out"
ASKS = FIXTURES / "illustrative-asks-developmental.yaml"


def test_G8_nothing_stood_in_the_way_of_a_full_budget_where_the_other_track_was_asked_for(
    tmp_path: Path,
) -> None:
    asked = changed(tmp_path, answers={"track.requested": "developmental"})
    out = section(assessed(asked).render(), OUT)

    assert (
        "Out, because the track asked for is: developmental. It would be possible with the answer"
        " “full budget”. Nothing else that is tested stands in its way." in out
    )


def test_G8_what_stood_in_the_way_beside_the_track_is_named() -> None:
    out = section(assessed(ASKS).render(), OUT)

    assert (
        "Out, because the track asked for is: developmental; and this is not met: The accountable"
        " officer has the skills for the job (AO-1b). It would be possible with the answer “full"
        " budget” and that being met." in out
    )


def test_G8_while_it_is_open_an_outcome_that_is_out_is_named_with_the_finding(
    tmp_path: Path,
) -> None:
    half = changed(tmp_path, answers={"conflicts.policy": ..., "data.validation": None})
    half.write_text(
        half.read_text(encoding="utf-8").replace("validation: null", "validation: none")
    )
    result = assessed(half, stage="self-assessment")
    out = section(result.render(), OUT)

    assert "full budget now" not in result.outcomes
    assert "- Full budget now." in out
    assert "this is not met: Secondary care data are cross-checked (DAT-3)" in out


def submission(name: str) -> Submission:
    data = (FIXTURES / f"illustrative-{name}.yaml").read_bytes()
    return read_submission(data, name, shipped_rules("gpcc-2010"))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize(
    "name", ["asks-developmental", "half-answered", "small-pooled", "franchise"]
)
def test_G8_every_outcome_is_possible_or_out_and_what_is_named_brings_it_back(
    name: str, stage: Stage
) -> None:
    program = compile_rules(shipped_rules("gpcc-2010"))
    found = assess(program, submission(name), stage=stage)
    out = ruled_out(found, program)

    assert {each.row.id for each in out}.isdisjoint(found.outcome_ids)
    assert len(out) + len(found.outcomes) == len(program.outcomes)
    assert [
        each.row.id
        for each in out
        if each.question
        and not each.findings
        and each.row.id
        not in assess(
            program,
            Submission(
                name="again",
                answers={**found.submission.answers, each.question: each.answer},
                evidence=found.submission.evidence,
            ),
            as_of=found.as_of,
            stage=stage,
        ).outcome_ids
    ] == []


def test_B7_what_each_outcome_means_is_told_whether_possible_or_out() -> None:
    page = assessed(FIXTURES / "illustrative-half-answered.yaml", stage="self-assessment").render()
    told = words(page)

    rows = [row for row in shipped_rules("gpcc-2010").outcomes if row.id != "not shown"]

    assert [row.id for row in rows if row.says and words(f"{row.title}. {row.says}") in told] == [
        "developmental track as asked",
        "developmental track",
        "full budget with conditions",
        "full budget now",
    ]


@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2012", "statutory-2022"])
def test_B7_no_outcome_says_that_something_is_so_which_need_not_be(name: str) -> None:
    rows = shipped_rules(name).outcomes
    as_if_so = ("The group asked", "Something that is", "The Board is not")

    assert not [row.title for row in rows if "as asked" in row.title]
    assert not [row.says for row in rows if row.says.startswith(as_if_so)]


def test_G8_a_note_says_what_answers_it(tmp_path: Path) -> None:
    small = {"population.registered": 90_000, "membership.practice_count": 5}
    few = {**small, "risk_pool": {"agreement": "The deed", "population_covered": 400_000}}
    file = changed(tmp_path, answers={**few, "configuration.localities": []})
    notes = section(assessed(file, stage="self-assessment").render(), "For information")

    assert (
        "Answered by: Risk is carried by enough people (FIN-3a): met; An unusual size is explained"
        " by what the group wants to achieve (POP-9): met." in notes
    )


def test_G8_the_strong_word_of_the_source_stands_beside_the_scheme_that_answers_it(
    tmp_path: Path,
) -> None:
    many = changed(tmp_path, answers={"membership.practice_count": 120})
    notes = section(assessed(many).render(), "For information")

    assert "120 practices the group has as many as would inevitably have some that" in notes
    assert "Answered by: A group of very many practices shows how each takes part (POP-7b)" in notes


def test_G8_a_criterion_answered_by_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="answered by `Q`, which is no other criterion"):
        assess_lab(tmp_path, criterion("fig.cost >= 0", answered_by="[Q]"), {})


def test_G8_a_disputed_figure_is_told_at_the_line_that_it_changes() -> None:
    page = str(assessed(FIXTURES / "corby.yaml", stage="self-assessment").render())
    line = words(page.partition("Risk is carried by enough people (FIN-3a)")[2].partition("\n-")[0])

    assert (
        "The sources dispute “population from which financial risk was held acceptable”: with"
        " 40,000 patients (Small consortia viable if risk is shared, GPonline 1026519), this would"
        " be met." in line
    )
    assert "FIN-3a" not in section(page, "Figures that the sources dispute")


def test_G8_one_that_changes_no_line_of_the_page_is_told_below() -> None:
    page = assessed(FIXTURES / "illustrative-full-budget.yaml").render()
    disputed = section(page, "Figures that the sources dispute")

    assert "An accountable officer is named (AO-1a)" in disputed
    assert "would not be met" in disputed


def test_B7_a_table_that_reads_the_stage_says_so(tmp_path: Path) -> None:
    table = (
        "outcomes:\n"
        "  - {id: waiting, source: act#9, when: 'stage = \"self-assessment\"'}\n"
        "  - {id: passed, source: act#9, when: 'true'}\n"
    )
    files = {"rules/lab/outcomes.yaml": table, "rules/lab/ruleset.yaml": RULE_SET}
    page = assess_lab(tmp_path, criterion("fig.cost >= 0"), {"fig.cost": 1}, files).render()

    assert "Out, because it is said at the decision alone." in section(page, OUT)


def test_G8_an_outcome_behind_the_one_that_applies_is_not_said_to_be_untrue(tmp_path: Path) -> None:
    rows = {"many": "fig.people > line", "few": "fig.people < line", "the rest": "true"}
    table = "".join(f"  - {{id: {id_}, source: act#9, when: '{w}'}}\n" for id_, w in rows.items())
    files = {"rules/lab/outcomes.yaml": f"outcomes:\n{table}", "rules/lab/ruleset.yaml": RULE_SET}
    result = assess_lab(tmp_path, criterion("fig.people >= line"), {"fig.people": 1}, files)
    record = read_record(json.dumps(result.to_record(), default=str).encode())
    assert isinstance(record, AssessmentRecord)

    assert section(result.render(), OUT) == (
        "What leads to these is not so: Many."
        " Not reached, because an outcome before these applies: The rest."
    )
    assert {each.because for each in describe_assessment_record(record).ruled_out} == {
        "What leads to it was not so, or an outcome before it applied."
    }


@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2012", "statutory-2022"])
def test_2_1_a_document_behind_a_condition_wants_evidence(name: str) -> None:
    told = [problem.message for problem in advise_rule_set(shipped_rules(name))]

    assert not [message for message in told if "is met by the title of a document" in message]


def test_G8_what_is_out_stands_in_the_record_and_in_the_result() -> None:
    result = assessed(ASKS)
    record = result.to_record()

    assert [each["id"] for each in record["ruled_out"]] == [each.id for each in result.ruled_out]
    assert record["ruled_out"][-1] == {
        "id": "full budget now",
        "title": "Full budget now",
        "criteria": ["AO-1b"],
        "question": "track.requested",
        "answer": "full budget",
        "at_decision": False,
    }


@pytest.mark.parametrize("earlier", [None, ...])
def test_G8_a_record_made_before_replays_as_it_did(earlier: object) -> None:
    record = assessed(ASKS).to_record()
    changed_by_hand = {**record, "ruled_out": record["ruled_out"][1:]}
    del record["ruled_out"]

    assert authorisation.replay(record if earlier else {**record, "ruled_out": None}).same
    assert authorisation.replay(changed_by_hand).differences[0].startswith("ruled_out[")


def test_B5_a_title_that_ends_in_its_verb_goes_on_with_the_name_of_the_answer(
    tmp_path: Path,
) -> None:
    require = "{test: fig.agreed, title: it has}"
    page = words(assess_lab(tmp_path, criterion(require), {"fig.agreed": False}).render())

    assert "it has: agreed (no)" in page
    assert "it has (no)" not in page


def test_B5_a_disputed_value_of_several_words_stands_in_quotation_marks() -> None:
    page = words(assessed(FIXTURES / "illustrative-full-budget.yaml").render(full=True))

    assert " with “live with it” (" in page
    assert "with live with it" not in page


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("A recovery plan", "a recovery plan"),
        ("Watch", "watch"),
        ("GP lists", "GP lists"),
        ("A", "A"),
        ("A NHS trust", "A NHS trust"),
        ("B shares", "B shares"),
    ],
)
def test_B5_an_article_has_no_capital_inside_a_sentence(title: str, inside: str) -> None:
    assert lower_initial(title) == inside
