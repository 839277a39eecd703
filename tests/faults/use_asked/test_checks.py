"""An assessor says of an answer that it was read: in order, or wanting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.errors import InvalidSubmission
from authorisation.model.value import EvidenceLevel
from tests.faults.use_asked.pages import FULL, WEIR, assessed, changed, section, words

pytestmark = pytest.mark.slow  # pages of whole applications

REGISTER = "conflicts.register_document"
CHECKED = "Answers that assessors checked"


def check(grade: str, assessor: str = "Ann Archer", **more: str) -> dict[str, str]:
    entry = {"answer": REGISTER, "assessor": assessor, "on": "2012-09-30", "grade": grade}
    return {**entry, "reason": f"{assessor} read it.", **more}


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, args)), catch_exceptions=False)


def denied(folder: Path) -> Path:
    return changed(folder, answers={REGISTER: "we do not have one yet"})


def judgement_file(folder: Path, *entries: dict[str, str]) -> Path:
    lines = [f"  - {{{', '.join(f'{k}: {v}' for k, v in each.items())}}}" for each in entries]
    path = folder / "judgements.yaml"
    path.write_text("\n".join(["judgements:", *lines, ""]), encoding="utf-8")
    return path


def test_A3_a_document_found_wanting_counts_as_not_answered(tmp_path: Path) -> None:
    before = assessed(denied(tmp_path))
    result = assessed(denied(tmp_path), judgements=[check("wanting")])
    page = str(result.render())

    assert (before["COI-1a"].verdict, before.outcome) == ("met", "full budget now")
    assert (result["COI-1a"].verdict, result.outcome) == ("open", "not shown")
    assert section(page, CHECKED) == (
        "- the register of interests: by Ann Archer on 30 September"
        " 2012: wanting. Ann Archer read it. It counts as not answered."
    )
    assert "Where is the register of interests kept?" in section(page, "What to answer next")


def test_A4_one_found_in_order_counts_as_checked(tmp_path: Path) -> None:
    entry = check("in order", answer="population.registered")
    result = assessed(changed(tmp_path), judgements=[entry])
    given = judgement_file(tmp_path, entry)
    criterion = words(run("explain", changed(tmp_path), "FIN-3a", "--judgements", given).output)

    assert "(checked: List sizes by practice, last page)" in criterion
    assert "by Ann Archer on 30 September 2012: in order." in words(result.render())
    assert result.outcome == "full budget now"


def test_A4_a_check_stands_for_the_evidence_that_the_group_did_not_give(tmp_path: Path) -> None:
    bare = changed(tmp_path, evidence=["conflicts.register_document", "conflicts.policy"])

    assert assessed(bare)["COI-1a"].verdict == "open"
    both = [check("in order"), check("in order", answer="conflicts.policy")]
    assert assessed(bare, judgements=both)["COI-1a"].verdict == "met"


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_A3_where_assessors_differ_the_answer_stands_as_it_was_given(
    tmp_path: Path, form: str
) -> None:
    both = [check("in order"), check("wanting", "Bob Baker")]
    result = assessed(changed(tmp_path), judgements=both)
    page = words(result.render(form))

    assert result["COI-1a"].verdict == "met"
    assert "The assessors differ, so it counts as the group gave it." in page
    assert "Ann Archer on 30 September 2012: in order" in page
    assert "Bob Baker on 30 September 2012: wanting" in page


def test_A3_an_assessor_who_checks_again_replaces_the_earlier_check(tmp_path: Path) -> None:
    again = [check("wanting", on="2012-09-01"), check("in order")]

    assert assessed(changed(tmp_path), judgements=again)["COI-1a"].verdict == "met"


def test_A3_a_check_of_a_later_day_does_not_count_and_is_named(tmp_path: Path) -> None:
    result = assessed(changed(tmp_path), judgements=[check("wanting", on="2012-11-30")])

    assert result["COI-1a"].verdict == "met"
    assert "Not counted yet: Ann Archer judged conflicts.register_document on" in words(
        result.render()
    )


def test_A3_a_check_of_what_was_not_answered_changes_nothing(tmp_path: Path) -> None:
    file = changed(tmp_path, answers={REGISTER: ...})
    result = assessed(file, judgements=[check("in order")])

    assert result["COI-1a"].verdict == "open"
    assert "It was not answered." in section(result.render(), CHECKED)


def test_A3_a_check_is_kept_and_replayed_and_the_application_is_as_it_was(tmp_path: Path) -> None:
    file, record = denied(tmp_path), tmp_path / "r.json"
    given = judgement_file(tmp_path, check("wanting"), check("in order", answer="conflicts.policy"))
    made = run("assess", file, "--judgements", given, "--record", record)
    replayed = run("replay", record, "--submission", file)

    assert made.exit_code == 10
    assert '"answer":"conflicts.register_document"' in record.read_text(encoding="utf-8")
    assert "we do not have one yet" in record.read_text(encoding="utf-8")
    assert replayed.exit_code == 0, replayed.output
    assert "the application has not changed since" in replayed.output


def test_A3_explain_and_folders_take_checks_too(tmp_path: Path) -> None:
    file = denied(tmp_path)
    given = judgement_file(tmp_path, check("wanting"))
    given.write_text("code: ILL1\n" + given.read_text(encoding="utf-8"), encoding="utf-8")
    explained = run("explain", file, "COI-1a", "--judgements", given, "--stage", "decision")
    several = run("assess", file, FULL.with_name("illustrative-half-answered.yaml"),
                  "--judgements", given, "--stage", "decision")  # fmt: skip

    assert "(COI-1a): not shown" in explained.output
    assert "not shown by the closing date" in words(several.output)


def test_A4_a_group_does_not_check_its_own_answers(tmp_path: Path) -> None:
    own = judgement_file(tmp_path, check("in order", "ILL1"))
    result = run("assess", changed(tmp_path), "--judgements", own)

    assert result.exit_code == 2
    assert "judges its own application (conflicts.register_document)" in result.output


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"grade": "green"}, "`green` is not one of"),
        ({"answer": "conflicts.registr"}, "no question is called `conflicts.registr`"),
        ({"criterion": "COI-1a"}, "a judgement is on one criterion, or checks one answer"),
    ],
)
def test_A3_a_check_of_nothing_is_refused_by_name(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidSubmission, match=message):
        assessed(changed(tmp_path), judgements=[{**check("wanting"), **changes}])


def test_A4_only_checks_make_an_answer_checked(tmp_path: Path) -> None:
    plain = assessed(changed(tmp_path))
    levels = {each.level for each in plain._assessment.counted.evidence.values()}

    assert levels == {EvidenceLevel.EVIDENCED}


def test_an_answer_found_wanting_is_not_called_unanswered(tmp_path: Path) -> None:
    unaccepted = "iven, but not accepted by Ann Archer on 30 September 2012: Ann Archer read it"
    asked = "Where is the register of interests kept?"
    file = denied(tmp_path)
    given = judgement_file(tmp_path, check("wanting"))
    explained = words(
        run("explain", file, "COI-1a", "--judgements", given, "--stage", "decision").output
    )

    assert f"(COI-1a): not shown (g{unaccepted})" in explained
    for stage in ("decision", "self-assessment"):
        page = assessed(file, stage=stage, judgements=[check("wanting")]).render()
        assert f"g{unaccepted})" in section(page, "What to answer next")
        assert f"Not accepted: {asked} G{unaccepted}." in words(page)
        assert f"Not answered: {asked}" not in words(page)
    assert "it was not answered" not in explained
    assert "(not answered)" not in explained
    assert "the register of interests: not accepted" in explained


def test_a_formula_that_quotes_an_answer_found_wanting_says_so(tmp_path: Path) -> None:
    entry = check("wanting", answer="population.registered")
    given = judgement_file(tmp_path, entry)
    explained = words(run("explain", changed(tmp_path), "FIN-3a", "--judgements", given).output)
    rows = assessed(changed(tmp_path), judgements=[entry]).render("csv", findings=True)

    assert "registered patients (not accepted)" in explained
    assert "registered patients (not answered)" not in explained
    assert "registered patients: not accepted" in str(rows)
    assert "registered patients: not answered" not in str(rows)


def test_no_semicolon_follows_the_full_stop_of_a_reason(tmp_path: Path) -> None:
    both = [check("wanting"), check("wanting", "Bob Baker")]
    page = words(assessed(denied(tmp_path), judgements=both).render())

    assert ".;" not in page
    assert "Ann Archer read it; Bob Baker on 30 September 2012: wanting" in page


def test_an_assessor_in_another_case_or_with_other_spaces_is_the_same(tmp_path: Path) -> None:
    again = [check("wanting", "Ann  archer", on="2012-09-01"), check("in order", " ANN Archer ")]
    page = str(assessed(changed(tmp_path), judgements=again).render())
    graded = [
        {"criterion": "14C-2-c", "assessor": name, "on": day, "grade": grade, "reason": "Map."}
        for name, day, grade in (
            ("Ann", "2012-09-01", "appropriate"),
            (" ANN", "2012-09-02", "not appropriate"),
        )
    ]
    judged = assessed(WEIR, "statutory-2012", judgements=graded)

    assert "assessors differ" not in page
    assert "in order. " in section(page, CHECKED)
    assert "wanting" not in section(page, CHECKED)
    assert judged["14C-2-c"].verdict == "not met"


def test_assessors_who_differ_on_a_check_are_asked_to_moderate_it(tmp_path: Path) -> None:
    heading = "For assessors, and not for the group"
    both = [check("in order"), check("wanting", "Bob Baker")]
    page = str(assessed(changed(tmp_path), judgements=both).render())
    agreed = str(assessed(changed(tmp_path), judgements=[check("in order")]).render())

    assert (
        "- Where is the register of interests kept? (the assessors differ, and moderation is needed)"
        in section(page, heading)
    )
    assert "register of interests" not in section(agreed, heading)
