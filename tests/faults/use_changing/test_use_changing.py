"""What a policy lead met who changed the rules: proposals of any day, cases, questions, words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import authorisation
from authorisation.cli.main import cli
from tests.faults.lab import criterion, write_lab
from tests.rule_sets.folders import child_head
from tests.shipped import RULES

KID = child_head(
    "kid", "lab", "2010-01-01", sources="{kidact: {title: The Kid Act, standing: law}}"
)
SIZE = criterion("fig.people >= line")
CASES = """\
- case: all met
  as_of: 2012-01-01
  given: {fig.people: 150}
  expect: {P: met, outcome: passed}
- {case: with a share, extends: all met, given: {fig.share: 60%}, expect: {outcome: passed}}
- {case: with a cost, extends: with a share, given: {fig.cost: 10}, expect: {outcome: passed}}
- {case: dear, extends: all met, given: {fig.cost: 99}, expect: {outcome: passed}}
- {case: agreed, extends: all met, given: {fig.agreed: true}, expect: {outcome: passed}}
"""


def test(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["test", *words, "--rules-root", str(root)])


test.__test__ = False  # type: ignore[attr-defined]


def proposed(folder: Path, day: str, extends: str = "gpcc-smallest-size") -> Path:
    place = folder / "proposal"
    place.mkdir()
    sources = "{ours: {title: Our own paper, standing: ours}}"
    (place / "ruleset.yaml").write_text(child_head("proposal", extends, day, sources=sources))
    return place


def changed_lab(folder: Path, files: dict[str, str], criteria: str = SIZE) -> Path:
    kid = {f"rules/kid/{name}": text for name, text in files.items()}
    return write_lab(
        folder,
        criteria,
        {"rules/lab/cases/a.yaml": CASES, "rules/kid/ruleset.yaml": KID, **kid},
    )


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2013-06-03", "2013-07-01", "2013-10-07", "2014-04-01"])
def test_C1_a_proposal_may_begin_on_any_day(tmp_path: Path, day: str) -> None:
    place = proposed(tmp_path, day, "gpcc-2010")

    run = CliRunner().invoke(cli, ["test", str(place), "-k", "period"])

    assert run.exit_code == 0, run.output
    assert "cases came out as they say" in run.stdout
    assert RULES.is_dir()


MORE = "criteria:\n" + criterion("fig.share >= share_line", "Q", source="kidact")
WITH_SHARE = """\
- case: all met
  extends: all met
  given: {fig.share: 55%}
  expect: {P: met, Q: met, outcome: passed}
"""


def test_C2_a_case_extends_the_inherited_one_of_its_name(tmp_path: Path) -> None:
    root = changed_lab(tmp_path, {"criteria/b.yaml": MORE, "cases/b.yaml": WITH_SHARE})

    run = test(root, "kid")

    assert (run.exit_code, run.stdout) == (0, "kid: all 5 cases came out as they say\n")


def test_C2_a_grandchild_extends_case_after_case(tmp_path: Path) -> None:
    root = changed_lab(tmp_path, {"criteria/b.yaml": MORE, "cases/b.yaml": WITH_SHARE})
    grand = root / "grand"
    (grand / "cases").mkdir(parents=True)
    text = KID.replace("id: kid", "id: grand").replace("extends: lab", "extends: kid")
    (grand / "ruleset.yaml").write_text(text)
    own = WITH_SHARE.replace("fig.share: 55%", "fig.begun: 2011-01-01")
    (grand / "cases" / "c.yaml").write_text(own)

    assert test(root, "grand").stdout == "grand: all 5 cases came out as they say\n"


def test_C2_what_extends_itself_with_nothing_above_is_still_refused(tmp_path: Path) -> None:
    root = changed_lab(tmp_path, {"cases/b.yaml": WITH_SHARE.replace("all met", "own")})

    run = CliRunner().invoke(cli, ["check", "kid", "--rules-root", str(root)])

    assert "`own` extends itself, directly or in a ring" in str(run.exception) + run.output


def test_C2_broken_inherited_cases_are_grouped_by_the_case_they_rest_on(tmp_path: Path) -> None:
    root = changed_lab(tmp_path, {"criteria/b.yaml": MORE})
    extra = "".join(
        f"- {{case: more {n}, extends: dear, given: {{}}, expect: {{outcome: passed}}}}\n"
        for n in range(6)
    )
    few = test(root, "kid").stdout
    (root / "lab" / "cases" / "b.yaml").write_text(extra)

    told = test(root, "kid").stdout

    assert "9 cases inherited from lab rest on `all met` and came out otherwise:" in told
    assert "and 6 more that rest on it" in told
    assert "give a case `all met` here that `extends: all met` and adds it" in told
    assert told.count("expected `passed`") == few.count("expected `passed`") == 3
    assert "cases inherited" not in few


QUESTION = """\
fig:
  published: {type: boolean, ask: Is what is spent published?}
paper: {type: document, ask: Where is it published?}
"""
PUBLISHED = "criteria:\n" + criterion("fig.published", "PUB", source="kidact")
PAPER = PUBLISHED.replace("fig.published", "paper != null")
ASKING = KID + "asks: [fig.published, paper]\n"


def test_C4_a_proposal_brings_its_own_questions(tmp_path: Path) -> None:
    root = changed_lab(
        tmp_path,
        {"ruleset.yaml": ASKING, "questions/own.yaml": QUESTION, "criteria/b.yaml": PUBLISHED},
    )
    rules = authorisation.load("kid", root=root).on("2012-10-01")

    assert rules.assess({"fig.published": True})["PUB"].verdict == "met"
    assert rules.assess({})["PUB"].waits_for == ("fig.published",)


def test_C4_a_proposal_outside_the_rules_brings_its_own_questions(tmp_path: Path) -> None:
    root = changed_lab(tmp_path / "in", {})
    place = proposed(tmp_path, "2010-01-01", "lab")
    with (place / "ruleset.yaml").open("a") as head:
        head.write("asks: [fig.published]\n")
    for name, text in (("questions", QUESTION), ("criteria", PUBLISHED)):
        (place / name).mkdir()
        (place / name / "a.yaml").write_text(text.replace("kidact", "ours"))
    rules = authorisation.load(place, root=root).on("2012-10-01")

    assert rules.assess({"fig.published": False})["PUB"].verdict == "not met"


def test_C4_a_question_is_asked_in_one_place(tmp_path: Path) -> None:
    twice = "fig: {people: {type: integer, unit: patient, ask: How many?}}\n"
    root = changed_lab(tmp_path, {"questions/own.yaml": twice})

    run = CliRunner().invoke(cli, ["check", "kid", "--rules-root", str(root)])

    assert "`fig.people` is already asked at" in str(run.exception) + run.output


def test_C4_a_question_that_is_not_asked_says_so(tmp_path: Path) -> None:
    root = changed_lab(tmp_path, {"questions/own.yaml": QUESTION, "criteria/b.yaml": PAPER})

    run = CliRunner().invoke(cli, ["check", "kid", "--rules-root", str(root)])

    assert "this rule set does not ask `paper`" in str(run.exception) + run.output


@pytest.mark.parametrize(("written", "plain"), [("50,000", "50000"), ("1,250,000", "1250000")])
def test_C8_a_number_with_commas_is_told_as_such(tmp_path: Path, written: str, plain: str) -> None:
    figure = f"more: {{type: integer, unit: patient, values: {{2010-01-01: {{value: {written}, "
    root = changed_lab(tmp_path, {"parameters.yaml": figure + "source: kidact}}}\n"})

    run = CliRunner().invoke(cli, ["check", "kid", "--rules-root", str(root)])
    told = str(run.exception) + run.output

    assert f"a comma ends an entry: `{written}`" in told
    assert f"write `{plain}`" in told
