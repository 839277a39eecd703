"""`authorise form SET --assessor`: a blank assessor's file that loads as it is, and filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT
from tests.shipped import SETS, shipped_rules

WEIR = ROOT / "fixtures/illustrative-five-members.yaml"
STATUTE = ("--rules", "statutory-2012")


def run(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)), input=given, catch_exceptions=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_it_loads_as_it_is_and_has_a_place_for_each_grade(name: str, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    written = run("form", name, "--assessor", "--output", form)
    checked = run("check", form, "--rules", name)
    judged = [each.id for each in shipped_rules(name).criteria.values() if each.judgement]
    graded = form.read_text().partition("# moderation:")[0]
    schema = json.loads(run("schema", "assessor", "--rules", name).output)
    valid = jsonschema_rs.validator_for(schema)

    assert (written.exit_code, written.output) == (0, "")
    assert checked.output == f"{form}: no problems (an assessor's file, under {name})\n"
    assert re.findall(r"^#   - criterion: (\S+)$", graded, re.MULTILINE) == judged
    assert valid.is_valid(yaml.safe_load(form.read_text()))
    assert not valid.is_valid({"judgements": []})
    assert all(len(line) <= 100 for line in form.read_text().splitlines()[6:])


def filled(text: str) -> str:
    """The form with every mark of checks and grades taken away, and every place filled in."""
    entries = text.partition("# moderation:")[0]
    plain = re.sub(r"^# ", "", entries, flags=re.MULTILINE).replace("yaml-language", "# yaml")
    for place, value in (
        ("assessor: (your name)", "assessor: Ann"),
        ("grade:", "grade: satisfied"),
        ("document:", "document: What was read"),
        ("on:", "on: 2012-09-30"),
        ("reason:", "reason: It is so"),
    ):
        plain = re.sub(rf"^(.*){re.escape(place)}$", rf"\g<1>{value}", plain, flags=re.MULTILINE)
    for scale in ("answer", "criterion: 14C-2-c"):
        grade = "checked" if scale == "answer" else "appropriate"
        plain = re.sub(rf"({scale}.*\n *)grade: \w+", rf"\g<1>grade: {grade}", plain)
    return plain


def test_of_a_submission_it_has_each_answer_that_was_given_with_its_document(
    tmp_path: Path,
) -> None:
    form, record = tmp_path / "form.yaml", tmp_path / "record.json"
    run("form", "statutory-2012", "--assessor", "--from", WEIR, "--output", form)
    blank = form.read_text()
    form.write_text(filled(blank))
    assessed = run("assess", WEIR, *STATUTE, "--assessor", form, "--record", record)
    found = json.loads(record.read_text())
    entries = found["judgements"]["entries"]
    answers = [each["answer"] for each in entries if each["answer"]]

    assert assessed.exit_code in {0, 10, 11}
    asked = shipped_rules("statutory-2012").questions
    assert sorted(answers) == sorted(asked.keys() & found["submission"]["answers"].keys())
    assert {each["criterion"] for each in entries if each["criterion"]} == {
        f"14C-2-{part}" for part in "acdef"
    }
    assert {each["assessor"] for each in entries} == {"Ann"}
    assert (
        """
## Who is, or will be, the accountable officer?
## given: what is personal
#   - answer: accountable_officer.name
#     grade:
#     document: Minutes of 3 September 2012, item 2
#     on:
#     reason:
"""
        in blank
    )
    assert "code: ILL4\nassessor: (your name)\n" in blank
    assert (
        "code: ILL4\nassessor: (your name)\n"
        not in run("form", "statutory-2012", "--assessor").output
    )


def test_what_a_group_wrote_stands_behind_the_marks_whatever_it_is(tmp_path: Path) -> None:
    """A document or a name of many words or lines adds no entry, and comes back as it is."""
    odd = "Minutes: “a” # b " + "of the meeting " * 4 + "- answer"
    text = WEIR.read_text().replace("document: Register of interests,", f"document: {odd!r},")
    submission, form = tmp_path / "odd.yaml", tmp_path / "form.yaml"
    submission.write_text(text)
    run("form", "statutory-2012", "--assessor", "--from", submission, "--output", form)
    checked = run("check", form, *STATUTE)

    assert checked.exit_code == 0
    assert all(
        line.startswith("#") or not line or re.match(r"(name|code|assessor): ", line)
        for line in form.read_text().splitlines()
    )
    assert " ".join(odd.split()) in " ".join(filled(form.read_text()).split())


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        pytest.param(
            "judgements: []\n",
            4,
            "{}:1:13: `judgements` is empty\n  help: write an entry, or leave it out\n",
            id="a list without an entry",
        ),
        pytest.param(
            "assessor: (your name)\njudgements: [{criterion: 14C-2-c, grade: appropriate,"
            " on: 2012-09-30, reason: A map}]\n",
            4,
            "{}:1:11: `(your name)` is what the form says, and no name\n"
            "  help: write your own name in its place\n",
            id="the name that the form has",
        ),
        pytest.param(
            "code: ILL4\n",
            4,
            "{}:1:1: `judgements` is missing\n  help: write what was judged under `judgements`,"
            " `moderation` or `departures`\n",
            id="nobody and nothing",
        ),
        pytest.param(
            "assessor: Ann\n",
            2,
            "{}: nothing is recorded in it\n  help: write a judgement, a moderation or a departure,"
            " or leave out the file\n",
            id="a blank file",
        ),
        pytest.param(
            "assessor: Ann\ncode: ILL5\njudgements: [{criterion: 14C-2-c, grade: appropriate,"
            " on: 2012-09-30, reason: A map}]\n",
            2,
            "{}:2:7: these judgements are on ILL5, which is not assessed here\n  help: assessed"
            " here: NHS Imaginary Lower Weir Clinical Commissioning Group (illustrative) (ILL4)\n",
            id="the code of another group",
        ),
        pytest.param(
            "judgements:\n  - {criterion: 14C-2-c, assessor: ILL4, grade: appropriate,"
            " on: 2012-09-30, reason: A map}\n",
            2,
            "{}:2:49: ILL4 judges its own application (14C-2-c)\n  help: another is to judge it\n",
            id="the group itself",
        ),
    ],
)
def test_what_cannot_count_is_refused_with_its_place(
    text: str, code: int, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "ann.yaml"
    file.write_text(text)
    result = run("assess", WEIR, *STATUTE, "--assessor", file)

    assert (result.exit_code, result.stderr) == (code, message.format(file))


@pytest.mark.parametrize(
    "beside",
    ["--returns", "--gates", "--stage=decision", "--as-of=2012-10-01", "--format=xlsx"],
)
def test_what_it_has_no_place_for_is_refused(beside: str) -> None:
    result = run("form", "statutory-2012", "--assessor", beside)

    assert result.exit_code == 2
    assert "an assessor's file is YAML, and says nothing of a stage or a day" in result.stderr


def test_an_assessors_file_may_come_through_stdin(tmp_path: Path) -> None:
    text = (ROOT / "fixtures/judgements/illustrative-five-members-panel.yaml").read_text()
    (tmp_path / "panel.yaml").write_text(text)
    how = ("assess", WEIR, *STATUTE, "--stage", "decision", "--assessor")
    named, piped = run(*how, tmp_path / "panel.yaml"), run(*how, "-", given=text)
    both = run("assess", "-", *STATUTE, "--assessor", "-", given=text)

    assert named.output == piped.output
    assert "Departures from what these rules indicate" in piped.output
    assert (both.exit_code, both.output) == (
        2,
        "`-` stands for stdin, which is one file\n  help: name the other file\n",
    )


def test_who_assesses_is_an_unknown_key_in_a_submission_and_no_other_kind_of_file(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("name: A\nassessor: Ann\nanswers: {}\n")
    result = run("check", file, *STATUTE)

    assert result.exit_code == 4
    assert result.output.startswith(f"{file}:2:1: unknown key `assessor`\n")
