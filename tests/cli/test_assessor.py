"""What an assessor's file says: checks, a panel's grades, and departures from the rules."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.faults.use_asked.pages import FIXTURES, FULL, WEIR, section, words

pytestmark = pytest.mark.slow  # pages of whole applications

CHECK = (
    "{answer: interests.managing, document: The policy, assessor: Ann, on: 2012-09-28,"
    " grade: checked, reason: Read}"
)
PANEL = FIXTURES / "judgements" / "illustrative-five-members-panel.yaml"
AT = ("--rules", "statutory-2012", "--stage", "decision")
ANN = "{criterion: 14C-2-c, assessor: Ann, on: 2012-09-28, grade: appropriate, reason: A map.}"
BOB = "{criterion: 14C-2-c, assessor: Bob, on: 2012-09-29, grade: not appropriate, reason: A ward.}"
SAT = (
    "{criterion: 14C-2-c, panel: [Ann, Bob], on: 2012-09-30, grade: appropriate, reason: It is so.}"
)
MET = "{criterion: 14C-2-a, verdict: met, by: The chair, on: 2012-10-01, reason: Read out.}"
REFUSED = "{outcome: refuse, by: The Board, on: 2012-10-01, reason: Nobody came.}"


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, args)), catch_exceptions=False)


def said(result: Result) -> str:
    return words(result.output + result.stderr)


def assessed(*files: Path, more: tuple[object, ...] = ()) -> Result:
    named = [part for file in files for part in ("--assessor", file)]
    return run("assess", WEIR, *AT, *named, *more)


def written(folder: Path, name: str = "a.yaml", head: str = "", **lists: tuple[str, ...]) -> Path:
    lines = [f"{key}:\n" + "".join(f"  - {each}\n" for each in lists[key]) for key in lists]
    path = folder / name
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def verdicts(result: Result) -> dict[str, str]:
    return {each["criterion"]: each["verdict"] for each in json.loads(result.output)["findings"]}


def test_the_grade_of_a_panel_settles_what_assessors_differ_on(tmp_path: Path) -> None:
    json_ = ("--format", "json")
    differ = assessed(written(tmp_path, judgements=(ANN, BOB)), more=json_)
    settled = written(tmp_path, judgements=(ANN, BOB), moderation=(SAT,))
    page = words(run("explain", WEIR, "14C-2-c", *AT, "--assessor", settled).output)

    assert verdicts(differ)["14C-2-c"] == "open"
    assert verdicts(assessed(settled, more=json_))["14C-2-c"] == "met"
    assert (
        "Judged by Ann on 28 September 2012: appropriate. A map."
        " Judged by Bob on 29 September 2012: not appropriate. A ward."
        " Judged by a panel of Ann and Bob on 30 September 2012: appropriate. It is so." in page
    )
    assert "moderation is needed" not in page


def test_a_panel_settles_checks_that_differ_too(tmp_path: Path) -> None:
    check = "answer: interests.managing, document: Policy, on: 2012-09-28, reason: Read"
    checks = (
        f"{{{check}, assessor: Ann, grade: checked}}",
        f"{{{check}, assessor: Bob, grade: not accepted}}",
    )
    sat = f"{{{check}, panel: [Ann, Bob], grade: not accepted}}"
    differ = assessed(written(tmp_path, judgements=checks))
    settled = assessed(written(tmp_path, judgements=checks, moderation=(sat,)))

    assert "The assessors differ, so it counts as the group gave it." in words(differ.output)
    assert "It counts as not answered." in words(settled.output)
    assert (
        "Given, but not accepted by a panel of Ann and Bob on 28 September 2012, against “Policy”:"
        " Read." in words(settled.output)
    )
    assert "moderation is needed" not in words(settled.output)


def test_assessors_and_panel_may_have_files_of_their_own_in_any_order(tmp_path: Path) -> None:
    ann = written(tmp_path, "ann.yaml", "assessor: Ann\n", judgements=(ANN.replace("Ann", "Ann"),))
    bob = written(tmp_path, "bob.yaml", judgements=(BOB,))
    panel = written(tmp_path, "panel.yaml", moderation=(SAT,))
    together = written(tmp_path, "all.yaml", judgements=(ANN, BOB), moderation=(SAT,))
    first, second = assessed(panel, ann, bob), assessed(ann, bob, panel)
    record = tmp_path / "r.json"
    assessed(panel, ann, bob, more=("--record", record))

    assert first.output == second.output == assessed(together).output
    assert run("replay", record).exit_code == 0


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        pytest.param(
            {"judgements": (ANN,), "moderation": (SAT,)},
            "a.yaml:4:68: no assessors differed on `14C-2-c` by 2012-09-30: all who judged it gave"
            " `appropriate` help: give the files of those who differ with `--assessor` too, or"
            " remove this",
            id="one grade alone",
        ),
        pytest.param(
            {"moderation": (SAT,)},
            "no assessors differed on `14C-2-c` by 2012-09-30: nobody judged it",
            id="no grade",
        ),
        pytest.param(
            {"judgements": (ANN, BOB), "moderation": (SAT.replace("09-30", "09-28"),)},
            "no assessors differed on `14C-2-c` by 2012-09-28",
            id="a panel that sat before the second grade",
        ),
        pytest.param(
            {"judgements": (ANN, BOB), "moderation": (SAT.replace("[Ann, Bob]", "[Ann, ann ]"),)},
            "a panel is of two or more, and this is `Ann` alone help: name all who sat",
            id="one person twice",
        ),
        pytest.param(
            {
                "judgements": (ANN, BOB),
                "moderation": (SAT, SAT.replace("grade: appr", "grade: not appr")),
            },
            "the panel has two grades for `14C-2-c` on one day",
            id="two panels on one day",
        ),
        pytest.param(
            {"judgements": (ANN, BOB), "moderation": (SAT.replace("[Ann, Bob]", "[Ann, ILL4]"),)},
            "a.yaml:5:69: ILL4 judges its own application (14C-2-c) help: another is to judge it",
            id="the group on its own panel",
        ),
        pytest.param(
            {"judgements": (ANN.replace("assessor: Ann, ", ""),)},
            "`assessor` is missing help: say who judged, here or once at the top of the file",
            id="nobody who judged",
        ),
        pytest.param(
            {
                "judgements": (
                    CHECK.replace("document: The policy, ", ""),
                )
            },
            "`document` is missing: what was it checked by? help: name what was read",
            id="a check of no document",
        ),
        pytest.param(
            {"departures": (MET.replace("14C-2-a", "14C-2-x"),)},
            "no criterion is called `14C-2-x` help: did you mean `14C-2-",
            id="an unknown criterion",
        ),
        pytest.param(
            {"departures": (REFUSED.replace("refuse,", "refused,"),)},
            "no outcome is called `refused` help: did you mean `refuse`?",
            id="an unknown outcome",
        ),
        pytest.param(
            {"departures": (MET.replace("verdict: met", "verdict: meet"),)},
            "`meet` is not one of the choices help: did you mean `met`?",
            id="an unknown verdict",
        ),
        pytest.param(
            {"departures": (MET.replace("verdict: met, ", ""),)},
            "`verdict` is missing help: say what was decided: `met`, `not met` or `not applicable`",
            id="no verdict",
        ),
        pytest.param(
            {"departures": (REFUSED.replace("outcome: refuse", "outcome: refuse, verdict: met"),)},
            "an outcome has no `verdict` help: remove it",
            id="an outcome with a verdict",
        ),
        pytest.param(
            {"departures": (MET.replace("verdict: met", "verdict: met, outcome: refuse"),)},
            "a departure is from one criterion, or from the outcome",
            id="both",
        ),
        pytest.param(
            {"departures": (MET.replace("by: The chair, ", ""),)},
            "`by` is missing help: say who decided, here or as `assessor` at the top",
            id="nobody who departs",
        ),
        pytest.param(
            {"departures": (MET, MET.replace("verdict: met", "verdict: not met"))},
            "a.yaml:3:5: two departures from 14C-2-a on one day: `not met` here, `met` at a.yaml:2:5"
            " help: remove the one that does not stand, or correct its day",
            id="two from one criterion on one day",
        ),
        pytest.param(
            {"departures": (MET.replace("The chair", "NHS Imaginary Lower Weir CCG"),)},
            "judges its own application (14C-2-a)",
            id="the group departs for itself",
        ),
        pytest.param(
            {
                "departures": (
                    MET.replace("14C-2-a", "GB-SIZE").replace(": met", ": not met"),
                    REFUSED.replace("outcome: refuse", "outcome: not satisfied"),
                )
            },
            "a.yaml:2:5: `GB-SIZE` is `not met` already by these rules: this departs from nothing"
            " help: remove it, or say what was decided otherwise"
            " a.yaml:3:5: the outcome is `not satisfied` already by these rules",
            id="to what the rules indicate already",
        ),
        pytest.param({"assessor": ()}, "a.yaml: nothing is recorded in it help: write a judgement", id="none"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lists: dict[str, Any], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, **lists)
    if "assessor" in lists:
        Path("a.yaml").write_text("assessor: Ann\n", encoding="utf-8")
    result = assessed(Path("a.yaml"))

    assert result.exit_code in {2, 4}
    assert message in said(result)


def test_a_departure_stands_beside_what_the_rules_indicate_and_changes_none_of_it(
    tmp_path: Path,
) -> None:
    json_ = ("--format", "json")
    with_, without = (
        json.loads(
            assessed(written(tmp_path, judgements=(ANN,), **more), more=json_).output  # type: ignore[arg-type]
        )
        for more in ({"departures": (MET, REFUSED)}, {})
    )
    departures = with_["judgements"].pop("departures")
    del with_["judgements"]["sha256"], without["judgements"]["sha256"]

    assert with_ == without
    assert [(each["criterion"], each["verdict"], each["outcome"]) for each in departures] == [
        ("14C-2-a", "met", ""),
        ("", None, "refuse"),
    ]


def test_the_page_names_each_departure_where_the_outcome_is_and_at_its_finding(
    tmp_path: Path,
) -> None:
    page = assessed(written(tmp_path, departures=(MET, REFUSED))).output
    explained = run("explain", WEIR, "14C-2-a", *AT, "--assessor", tmp_path / "a.yaml").output

    assert section(page, "Departures from what these rules indicate") == (
        "- The outcome: these rules indicate “May still be granted with conditions or directions,"
        " or refused”; The Board decided “To be refused” on 1 October 2012. Nobody came."
        " - The constitution complies and is otherwise appropriate (14C-2-a): these rules indicate"
        " “not shown”; The chair decided “met” on 1 October 2012. Read out."
    )
    beside = "Departed from: The chair decided “met” on 1 October 2012. Read out."
    assert beside in words(page)
    assert beside in words(explained)


def test_of_departures_on_several_days_the_latest_stands_and_a_later_one_is_not_counted(
    tmp_path: Path,
) -> None:
    before = MET.replace("2012-10-01", "2012-09-01").replace("verdict: met", "verdict: not met")
    after = REFUSED.replace("2012-10-01", "2012-12-01")
    page = words(assessed(written(tmp_path, departures=(MET, before, after))).output)

    assert "The chair decided “met”" in page
    assert "decided “not met”" not in page
    assert "decided “To be refused”" not in page
    assert (
        "Not counted yet: The Board departed from the outcome on 1 December 2012, after the day of"
        " assessment." in page
    )


def test_lists_and_tables_name_departures_and_have_no_column_without_any(tmp_path: Path) -> None:
    given = written(tmp_path, head="code: ILL4\n", departures=(MET, REFUSED))
    args = ("assess", WEIR, FULL, *AT)
    listed = words(run(*args, "--assessor", given).output)
    tables = {
        name: list(csv.DictReader(io.StringIO(run(*args, *options).output.removeprefix("\ufeff"))))
        for name, options in {
            "groups": ("--assessor", given, "--format", "csv"),
            "findings": ("--assessor", given, "--format", "csv", "--findings"),
            "plain": ("--format", "csv"),
        }.items()
    }

    assert "Departed from: The outcome: these rules indicate" in listed
    assert "Nobody came" not in f"{listed}{tables}"
    assert ["The Board decided" in each["departures"] for each in tables["groups"]] == [True, False]
    assert {each["criterion"]: each["departures"] for each in tables["findings"] if each["departures"]} == {
        "14C-2-a": "The chair decided “met” on 1 October 2012"
    }  # fmt: skip
    assert "departures" not in tables["plain"][0]


def test_a_record_with_all_of_it_replays_and_an_edited_one_is_refused(tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    assessed(PANEL, more=("--record", record))
    text = record.read_text(encoding="utf-8")
    edited = tmp_path / "e.json"
    edited.write_text(text.replace('"outcome":"refuse"', '"outcome":"refused"'), encoding="utf-8")
    moved = tmp_path / "m.json"
    moved.write_text(text.replace("Nobody has applied", "Somebody applied"), encoding="utf-8")

    assert '"panel":["Imaginary assessor 1"' in text
    assert run("replay", record, "--submission", WEIR).exit_code == 0
    assert "no outcome is called `refused`" in said(run("replay", edited))
    assert run("replay", moved).exit_code == 13


def test_a_shown_record_has_its_departures_derived_again_or_by_itself(tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    assessed(PANEL, more=("--record", record))
    text = record.read_text(encoding="utf-8")
    edited = tmp_path / "e.json"
    edited.write_text(text.replace("Nobody has applied", "Somebody applied"), encoding="utf-8")
    outcome = (
        " “May still be granted with conditions or directions, or refused”; Imaginary Board decided"
        " “To be refused” on 1 October 2012. {} for the three empty posts since June."
    )
    again, alone = (words(run("show", file).output) for file in (record, edited))

    assert f"- The outcome: these rules indicate{outcome.format('Nobody has applied')}" in again
    assert f"- The outcome: the rules indicated{outcome.format('Somebody applied')}" in alone
    assert (
        "(COI-ARRANGEMENTS): the rules indicated “not shown”; Imaginary chair decided “met”"
        in alone
    )
    assert "a panel of Imaginary assessor 1, Imaginary assessor 2 and Imaginary chair" in words(
        run("show", edited, "--full").output
    )


def test_changes_between_records_name_what_a_panel_settled(tmp_path: Path) -> None:
    before, after = tmp_path / "b.json", tmp_path / "a.json"
    assessed(written(tmp_path, judgements=(ANN, BOB)), more=("--record", before))
    assessed(PANEL, more=("--record", after))
    differing = run("changes", before, after)
    data = json.loads(run("changes", before, after, "--format", "json").output)

    assert "a panel of Imaginary assessor 1, Imaginary assessor 2" in words(differing.output)
    assert any("panel" in (each["after"] or {}) for each in data["judgements"])


def test_a_record_of_a_file_of_before_has_nothing_new_in_it(tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    assessed(PANEL.with_name("illustrative-five-members.yaml"), more=("--record", record))
    kept = json.loads(record.read_text(encoding="utf-8"))["judgements"]

    assert kept.keys() == {"entries", "sha256"}
    assert {tuple(sorted(each)) for each in kept["entries"]} == {
        ("answer", "assessor", "criterion", "grade", "on", "reason")
    }
    # as the version before departures hashed them
    assert kept["sha256"] == "ca69c7dff609dd44566157005a89661edeab573a255c731092aaf008a94abbee"


def test_the_old_name_of_the_option_is_read_and_shown_nowhere() -> None:
    old, new = (
        run("assess", WEIR, *AT, name, PANEL).output for name in ("--judgements", "--assessor")
    )

    assert old == new
    assert "--judgements" not in run("assess", "--help").output
    assert "judgements" not in run("schema", "--help").output
    assert run("schema", "judgements").output == run("schema", "assessor").output


def test_a_comparison_is_of_what_rules_indicate_and_has_no_departures(tmp_path: Path) -> None:
    given = written(
        tmp_path, departures=(REFUSED.replace("outcome: refuse", "outcome: not satisfied"),)
    )
    args = ("assess", WEIR, *AT, "--against", "statutory-2022")
    plain = run(*args)

    assert plain.exit_code == 0
    assert run(*args, "--assessor", given).output == plain.output


def test_check_and_schema_know_every_part(tmp_path: Path) -> None:
    checked = run("check", PANEL, "--rules", "statutory-2012")
    twice = written(tmp_path, departures=(MET, MET.replace("verdict: met", "verdict: not met")))
    schema = json.loads(run("schema", "assessor", "--rules", "statutory-2012").output)

    assert said(checked).endswith("no problems (an assessor's file, under statutory-2012)")
    assert "two departures from 14C-2-a" in said(run("check", twice, "--rules", "statutory-2012"))
    assert "refuse" in schema["$defs"]["WrittenDeparture"]["properties"]["outcome"]["enum"]
    assert schema["anyOf"] == [
        {"required": ["judgements"]},
        {"required": ["moderation"]},
        {"required": ["departures"]},
        {"required": ["assessor"]},
    ]


def rows_by_code(place: Path) -> dict[str, dict[str, str]]:
    with place.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["code"]}


@pytest.mark.parametrize("complete", [(), pytest.param(("--complete",), marks=pytest.mark.long)])
def test_a_portfolio_has_the_departures_that_assess_has_of_each(
    tmp_path: Path, complete: tuple[str, ...]
) -> None:
    (tmp_path / "in").mkdir()
    text = WEIR.read_text(encoding="utf-8")
    for code in ("ILL4", "ILL8", "ILL9"):
        copy = text.replace("code: ILL4", f"code: {code}").replace("name: NHS", f"name: {code}")
        (tmp_path / "in" / f"{code}.yaml").write_text(copy, encoding="utf-8")
    idle = written(
        tmp_path, head="code: ILL9\n", departures=(MET.replace("14C-2-a", "COI-REGISTERS"),)
    )
    args = (tmp_path / "in", "--assessor", PANEL, "--assessor", idle, "--stage", "decision")
    listed, found, left = (tmp_path / name for name in ("a.csv", "p.csv", "p.refused.csv"))
    alone = run("assess", *args, *complete, "--rules", "statutory-2012", "-o", listed)
    many = run("portfolio", "run", "statutory-2012", *args, *complete, "-o", found)

    assert (alone.exit_code, many.exit_code) == (4, 4)
    assert "not in the table" not in many.stderr
    wanted, rows = rows_by_code(listed), rows_by_code(found)
    assert {code: row["departures"] for code, row in rows.items()} == {
        code: row["departures"] for code, row in wanted.items()
    }
    told = [row["departures"] for row in rows.values()]
    assert [bool(each) for each in told] == [True, False]
    assert "Imaginary Board decided" in told[0]
    (refused,) = rows_by_code(left).values()
    assert refused["file"].endswith("ILL9.yaml")
    assert "this departs from nothing" in refused["reason"]
