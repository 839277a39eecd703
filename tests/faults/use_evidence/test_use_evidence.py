"""What an applicant can claim, what an assessor can say of it, and how a page tells the two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import authorisation
from authorisation.cli.main import cli
from authorisation.engine.questioned import denies_itself
from authorisation.errors import InvalidOption
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.rules.load import load_rule_set
from authorisation.model.question import ValueType
from authorisation.model.rules import Severity
from authorisation.model.value import EvidenceLevel
from authorisation.usecases.assessing.assess import Request, assess_files
from tests.rule_sets.folders import HERE
from tests.shipped import RULES, shipped_rules

FIXTURES = RULES.parent / "fixtures"
FULL = FIXTURES / "illustrative-full-budget.yaml"
WEIR = FIXTURES / "illustrative-five-members.yaml"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*args: object) -> Result:
        result = CliRunner().invoke(cli, list(map(str, args)), env={"NO_COLOR": ""})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def told(result: Result) -> str:
    return " ".join(result.output.split())


def written(name: str, text: str) -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def without_evidence(stage: str = "self-assessment") -> Path:
    head = FULL.read_text(encoding="utf-8").partition("\nevidence:")[0]
    return written("noev.yaml", head.replace("stage: decision", f"stage: {stage}") + "\n")


def judged(name: str, *entries: str, head: str = "") -> Path:
    lines = "".join(f"  - {{{each}}}\n" for each in entries)
    return written(name, f"{head}judgements:\n{lines}")


def grade(assessor: str, given: str, on: str = "2012-09-30", criterion: str = "14C-2-c") -> str:
    reason = f"{assessor} saw the map"
    return (
        f"criterion: {criterion}, assessor: {assessor}, on: {on}, grade: {given}, reason: {reason}"
    )


ANN = grade("Ann Archer", "appropriate")
BOB = grade("Bob Baker", "not appropriate")
STATUTORY = ("--rules", "statutory-2012", "--stage", "decision", "--as-of", "2012-10-01")


# B1


def test_b1_a_self_assessment_counts_what_will_need_evidence_and_names_it(run: Run) -> None:
    result = run("assess", without_evidence(), "--full")
    page = told(result)

    assert result.exit_code == 0
    assert (
        "Met on answers that will need evidence and have none: 10 of 10 (needed before a full"
        " budget) and 31 of 33 (would be a condition of a full budget). Without it they will read"
        " not shown at the decision." in page
    )
    listed = result.output.partition("Evidence that will be wanted\n")[2].partition("\n\n")[0]
    assert listed.count("\n- ") + 1 == 41
    assert "(COI-1a): the policy on conflicts of interest and the register of interests" in page


def test_b1_what_it_counts_is_what_reads_not_shown_at_the_decision(run: Run) -> None:
    del run
    request = Request(rules="gpcc-2010")
    [now] = assess_files([without_evidence()], request).assessments
    [then] = assess_files([without_evidence("decision")], request).assessments
    weighty = [
        (before.criterion.id, before.severity)
        for before, after in zip(now.findings, then.findings, strict=True)
        if before.severity is not Severity.NOTE
        and (before.verdict.value, after.verdict.value) == ("met", "open")
    ]

    assert [severity for _, severity in weighty].count(Severity.GATE) == 10
    assert [severity for _, severity in weighty].count(Severity.CONDITION) == 31


def test_b1_with_the_evidence_nothing_is_said(run: Run) -> None:
    page = told(run("assess", FULL, "--stage", "self-assessment"))

    assert "will need evidence" not in page


# A3


@pytest.mark.parametrize(
    "text",
    [
        "we do not have one yet",
        "We don’t have one",
        "none so far",
        "No policy has been adopted",
        "there is no register",
        "to be written by the new manager",
        "Policy to follow",
        "being drafted",
        "the policy is being drafted",
        "will be adopted in May",
        "under development",
        "Work in progress",
        "not yet agreed",
        "we are going to write one",
        "has not been written",
        "still being discussed",
        "awaiting",
    ],
)
def test_a3_such_words_are_no_document(text: str) -> None:
    assert denies_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "Policy on conflicts of interest, version 2",
        "Draft policy of July 2012",
        "No Secrets: guidance on adult safeguarding",
        "No wrong door protocol",
        "Register of interests, September 2012",
        "Paper 6",
        "Contract to provide support to the group",
        "Policy on treatments that are not routinely funded",
        "Plan to reduce emergency admissions, 2012",
        "Minutes of 4 September 2012, item 3",
        "You said, we did",
        "Outstanding Care: a strategy",
    ],
)
def test_a3_a_title_is_a_document(text: str) -> None:
    assert not denies_itself(text)


@pytest.mark.slow
def test_a3_a_document_that_denies_itself_is_questioned_on_the_page_and_by_check(run: Run) -> None:
    text = FULL.read_text(encoding="utf-8").replace(
        "register_document: Register of interests, September 2012",
        "register_document: we do not have one yet",
    )
    file = written("denied.yaml", text)
    page = told(run("assess", file))
    checked = run("check", "--advice", file)

    assert ": “we do not have one yet” (conflicts.register_document)" in page
    assert "denied.yaml:78:24: `we do not have one yet` reads as if there were no such" in (
        told(checked)
    )
    assert checked.exit_code == 0
    assert "reads as if" not in told(run("check", file))
    assert "reads as if" not in told(run("check", "--advice", FULL))


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (
            "conflicts.policy: {document: 'Policy on conflicts of interest, version 2'",
            "conflicts.policy: {document: it is being drafted",
            "Evidence for the policy on conflicts of interest",
        ),
        (
            "recusal: 'Policy on conflicts of interest, part 5'",
            "recusal: we have not got one",
            ": “we have not got one” (conflicts.practice_provided_services.recusal)",
        ),
    ],
)
def test_a3_evidence_and_documents_in_lists_are_questioned_too(
    run: Run, before: str, after: str, where: str
) -> None:
    text = FULL.read_text(encoding="utf-8")
    assert before in text
    page = told(run("assess", written("denied.yaml", text.replace(before, after))))

    assert "Documents that say there are none" in page
    assert where in page


@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2012", "statutory-2022"])
def test_a3_a_document_behind_a_gate_wants_evidence(name: str) -> None:
    told = [problem.message for problem in advise_rule_set(shipped_rules(name))]

    assert not [message for message in told if "is met by the title of a document" in message]


def test_a3_rules_whose_gate_a_title_meets_are_advised() -> None:
    advice = advise_rule_set(load_rule_set("plan", root=HERE / "plan/rules"))

    assert [each.message for each in advice] == [
        "the gate `A-1` is met by the title of a document: `plan`"
    ]


@pytest.mark.parametrize(
    "path",
    [
        *("conflicts.policy", "conflicts.register_document", "risk.system"),
        *("risk.escalation_path", "ppi.governance_place", "risk_pool.agreement"),
    ],
)
def test_2_1_the_documents_of_coi_1a_fail_1a_ppi_3_and_fin_3a_want_evidence(path: str) -> None:
    question = shipped_rules("gpcc-2010").bank[path]

    assert question.type is ValueType.DOCUMENT
    assert question.evidence


def test_2_1_a_bare_title_is_not_shown_at_the_decision(run: Run) -> None:
    del run
    request = Request(rules="gpcc-2010")
    file = FIXTURES / "illustrative-nothing-shown.yaml"
    [found] = assess_files([file], request).assessments
    gates = [each for each in found.findings if each.severity is Severity.GATE]

    assert {each.verdict.value for each in gates} == {"open"}


# A4


def test_a4_a_group_cannot_call_its_own_answers_checked(run: Run) -> None:
    text = FULL.read_text(encoding="utf-8").replace("level: evidenced", "level: checked", 1)
    file = written("own.yaml", text)
    [found] = assess_files([file], Request(rules="gpcc-2010")).assessments
    page = told(run("assess", file, "--full"))

    assert found.submission.called_checked == ("population.registered",)
    levels = {each.level for each in found.submission.evidence.values()}
    assert levels == {EvidenceLevel.EVIDENCED}
    assert "Counted as not checked: 1 answer that the group itself calls checked." in page
    assert "(checked:" not in page
    assert "is called checked, which only an assessor can say" in (
        told(run("check", "--advice", file))
    )


def test_a4_its_record_replays(run: Run) -> None:
    text = FULL.read_text(encoding="utf-8").replace("level: evidenced", "level: checked", 1)
    run("assess", written("own.yaml", text), "--record", "r.json")
    replayed = run("replay", "r.json")

    assert replayed.exit_code == 0, replayed.output


def test_a4_the_form_does_not_offer_it() -> None:
    from authorisation.forms.workbook.write_questions import EVIDENCE_LEVELS  # noqa: PLC0415

    assert EVIDENCE_LEVELS == ["stated", "evidenced"]


# A1, A7, A8, A9, A10


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a1_two_files_of_judgements_are_read_together(run: Run, order: tuple[int, int]) -> None:
    files = [judged("ann.yaml", ANN), judged("bob.yaml", BOB)]
    named = [part for at in order for part in ("--judgements", files[at])]
    page = told(run("assess", WEIR, *STATUTORY, *named))
    together = told(run("assess", WEIR, *STATUTORY, "--judgements", judged("c.yaml", ANN, BOB)))

    assert "(14C-2-c): not shown (the assessors differ, and moderation is needed)" in page
    assert ("the assessors differ" in page) == ("the assessors differ" in together)


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_a8_where_assessors_differ_each_grade_stands_with_name_and_reason(
    run: Run, form: str
) -> None:
    file = judged("both.yaml", ANN, BOB)
    page = told(run("assess", WEIR, *STATUTORY, "--judgements", file, "--format", form))

    assert "Judged by Ann Archer on 30 September 2012: appropriate. Ann Archer saw the map" in page
    assert "Judged by Bob Baker on 30 September 2012: not appropriate." in page
    assert "judgement: The area is appropriate" not in page.partition("Support plan")[0]


def test_a8_at_self_assessment_too(run: Run) -> None:
    file = judged("both.yaml", ANN, BOB)
    args = ("--rules", "statutory-2012", "--as-of", "2012-10-01", "--stage", "self-assessment")
    page = told(run("assess", WEIR, *args, "--judgements", file, "--full"))

    assert "Judged by Ann Archer" in page
    assert "Judged by Bob Baker" in page


def test_a7_judgements_name_their_group_and_serve_a_folder(run: Run) -> None:
    Path("all").mkdir()
    text = WEIR.read_text(encoding="utf-8")
    written("all/lower.yaml", text)
    upper = text.replace("Lower Weir", "Upper Weir").replace("code: ILL4", "code: ILLU")
    written("all/upper.yaml", upper)
    ann = judged("ann.yaml", ANN, head="name: Lower Weir as Ann has it\ncode: ILL4\n")
    bob = judged("bob.yaml", BOB, head="code: ILLU\n")
    both = ("--judgements", ann, "--judgements", bob)
    result = run("assess", "all", *STATUTORY, *both, "--format", "csv", "--findings")
    lines = [line for line in result.output.splitlines() if ",14C-2-c," in line]

    assert len(lines) == 2
    assert [("not met" in line) for line in sorted(lines)] == [False, True]


def test_a7_judgements_on_another_group_are_refused(run: Run) -> None:
    ann = judged("ann.yaml", ANN, head="code: ILLX\n")
    result = run("assess", WEIR, *STATUTORY, "--judgements", ann)

    assert result.exit_code == 2
    assert "these judgements are on ILLX, which is not assessed here" in told(result)
    assert "(ILL4)" in told(result)
    assert run("explain", WEIR, "14C-2-c", *STATUTORY, "--judgements", ann).exit_code == 2


def test_a7_among_several_a_file_must_say_whose_it_is(run: Run) -> None:
    ann = judged("ann.yaml", ANN)
    result = run("assess", WEIR, FULL, *STATUTORY, "--judgements", ann)

    assert result.exit_code == 2
    assert "whose judgements these are is not said" in told(result)


def test_a7_a_group_does_not_judge_itself(run: Run) -> None:
    own = judged("own.yaml", grade("ILL4", "appropriate"))
    result = run("assess", WEIR, *STATUTORY, "--judgements", own)

    assert result.exit_code == 2
    assert "judges its own application" in told(result)


def test_a9_a_grade_off_the_scale_is_no_wrong_criterion(run: Run) -> None:
    result = run("check", judged("j2.yaml", grade("Ann Archer", "amber")))

    assert "`amber` is not one of the choices" in told(result)
    assert "no criterion is called" not in told(result)


def test_a10_a_judgement_of_a_later_day_does_not_count_and_is_named(run: Run) -> None:
    late = judged("late.yaml", grade("Bob Baker", "not appropriate", on="2012-11-30"))
    page = told(run("assess", WEIR, *STATUTORY, "--judgements", late))

    assert (
        "Not counted yet: Bob Baker judged 14C-2-c on 30 November 2012, after the day of"
        " assessment." in page
    )
    assert "(14C-2-c): not shown (no assessor has judged it)" in page


def test_a10_one_of_the_day_itself_counts(run: Run) -> None:
    now = judged("now.yaml", grade("Bob Baker", "not appropriate", on="2012-10-01"))
    page = told(run("assess", WEIR, *STATUTORY, "--judgements", now))

    assert "(14C-2-c): not met" in page
    assert "Not counted yet" not in page


def test_a10_its_record_replays(run: Run) -> None:
    late = judged("late.yaml", ANN, grade("Bob Baker", "not appropriate", on="2012-11-30"))
    run("assess", WEIR, *STATUTORY, "--judgements", late, "--record", "r.json")

    assert run("replay", "r.json").exit_code == 0


# Law and truth, 6

NOW_IN_FORCE = sorted(path for path in RULES.rglob("*.yaml") if "adopted" not in path.parts)


@pytest.mark.parametrize("file", NOW_IN_FORCE, ids=str)
def test_6_every_file_of_rules_is_read_by_a_plain_loader_too(file: Path) -> None:
    assert yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) is not None


def test_a7_python_refuses_judgements_on_another_group_too(run: Run) -> None:
    del run
    ann = judged("ann.yaml", ANN, head="code: ILLX\n")

    with pytest.raises(InvalidOption, match="which is not assessed here"):
        authorisation.load("statutory-2012").assess(WEIR, as_of="2012-10-01", judgements=ann)
