"""`assess --what-would`: the smallest change that would do, as a page and as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.shipped import RULES

Run = Callable[..., Result]


def test_the_page_says_what_would_change_and_for_what_that_is_proved(run: Run) -> None:
    result = run(
        "assess", "refused.yaml", "--rules", "demo", "--what-would", "granted", "--width", "100"
    )
    begin = result.stdout.index("The smallest change")

    assert result.exit_code == 10
    assert (
        result.stdout[begin : result.stdout.index("Why", begin)]
        == """\
The smallest change that would lead to: Granted
2 changes would do, and no fewer would (proved). No other questions would do with as few.
1. Board: one more: role: lay (board)
2. Population registered: 1,000 patients, instead of: 999 patients (population.registered)
   Evidence wanted: list sizes
- Proved over all answers that the questions allow, and lists of any length. Numbers have at most 6
  decimals and lie within 10^15 of 0 where their question sets no limit; dates are from 1901 to
  2099.
- The rules themselves confirm each alternative. Its numbers are as near as may be to those given.
- An entry that is added, changed or left out counts as one change, however many of its fields are
  filled; so does all that a list gains that is not finished yet.
- Of as few changes those come first that supply what is missing, then those that add an entry or
  move a figure, then those that replace an answer or take one out.
- Assessors’ judgements stay, and of other applications nothing is supposed.

"""
    )


def test_of_half_an_application_what_to_answer_next_begins_with_what_settles_it(run: Run) -> None:
    result = run("assess", "open.yaml", "--rules", "demo", "--what-would", "granted")

    assert "The fewest answers that settle it on: Granted\n1 answer would do" in result.stdout
    next_ = result.stdout.index("What to answer next")
    assert "this alone could settle on “Granted”:\n1. Who sits on the board?" in (
        result.stdout[next_:].replace("\nalone", " alone")
    )


def test_as_json_it_is_the_search_alone(run: Run) -> None:
    options = ("--rules", "demo", "--what-would", "granted", "--keep", "board", "--format", "json")
    found = json.loads(run("assess", "refused.yaml", *options).stdout)
    half = json.loads(run("assess", "open.yaml", *options[:4], "--format", "json").stdout)

    assert found["format"] == "authorisation-what-would-1"
    assert found["outcomes"] == ["refused"]
    (search,) = found["searches"]
    assert (search["number"], search["proved"], search["kept"]) == (None, True, ["board"])
    assert search["blocked_by"] == ["LAY"]
    (settles,) = half["searches"]
    assert (settles["only_missing"], settles["number"]) == (True, 1)
    (change,) = settles["alternatives"][0]["changes"]
    assert (change["question"], change["before"]) == ("board", None)
    assert [each["role"] for each in change["after"]] == ["lay"]


def test_what_it_cannot_do_is_refused(run: Run) -> None:
    options = ("--rules", "demo", "--what-would", "granted")
    half = str(RULES.parent / "fixtures/illustrative-half-answered.yaml")

    unknown = run("assess", "refused.yaml", *options[:3], "grantd")
    several = run("assess", "refused.yaml", "open.yaml", *options)
    kept = run("assess", "refused.yaml", *options, "--keep", "boards")
    shipped = ("--rules-root", str(RULES), "--what-would", "full budget now")
    group = run("assess", half, *shipped, "--keep", "popluation")
    alone = run("assess", "refused.yaml", "--keep", "board")
    table = run("assess", "refused.yaml", *options, "-o", "settle.csv")
    record = run("assess", "refused.yaml", *options, "--record", "kept.json")
    against = run("assess", "refused.yaml", *options, "--against", "demo")

    assert unknown.stderr == ("demo has no outcome `grantd`\n  help: did you mean `granted`?\n")
    assert "name one FILE alone" in several.stderr
    assert kept.stderr == "no question is called `boards`\n  help: did you mean `board`?\n"
    assert (
        group.stderr == "no question is called `popluation`\n  help: did you mean `population`?\n"
    )
    assert "`--keep` says what `--what-would` may not change" in alone.stderr
    assert "gives no table, and csv is one\n  help: choose another format" in table.stderr
    assert "--record" not in table.stderr
    assert "help: leave out `--record`" in record.stderr
    assert "help: leave out `--what-would`, or `--against`" in against.stderr
    refused = (unknown, several, kept, alone, table, record, against)
    assert {each.exit_code for each in refused} == {2}


def test_what_the_search_made_up_is_not_named_as_what_is_needed(run: Run, folder: Path) -> None:
    bank = folder / "rules" / "questions" / "all.yaml"
    motto = "motto: {type: text, ask: Motto}\nsites: {type: list, ask: Sites}\n"
    areas = "  each:\n    areas: {type: list, ask: Areas}\n"
    bank.write_text(motto + bank.read_text().replace("  each:\n", areas))
    criteria = folder / "rules" / "demo" / "criteria" / "all.yaml"
    areas, rest = "count(board[count(areas) >= 2]) >= 1", "count(sites) >= 1"
    wanted = f"{{all: ['{areas}', '{rest}', 'matches(motto, \"^We .+\")']}}"
    criteria.write_text(criteria.read_text().replace('count(board[role = "lay"]) >= 1', wanted))
    head = folder / "rules" / "demo" / "ruleset.yaml"
    head.write_text(head.read_text().replace("asks: [", "asks: [motto, sites, "))
    page = run("assess", "refused.yaml", "--rules", "demo", "--what-would", "granted")
    says = " ".join(page.stdout.split())

    assert "Board: one more: areas: 2 answers that only you can give (board)" in says
    assert "Sites: an answer that only you can give (not answered so far)" in says
    assert "Motto: an answer that only you can give, such as: We Example (" in says
    assert "Name 1" not in says


def test_all_entries_that_are_needed_are_named(run: Run, folder: Path) -> None:
    criteria = folder / "rules" / "demo" / "criteria" / "all.yaml"
    criteria.write_text(criteria.read_text().replace('"lay"]) >= 1', '"lay"]) >= 8'))

    page = run("assess", "open.yaml", "--rules", "demo", "--what-would", "granted")
    says = " ".join(page.stdout.split())

    assert says.count("with role: lay") == 8
    assert " more (board)" not in says


def test_where_nothing_leads_there_what_stays_unmet_is_named(run: Run) -> None:
    options = ("--rules", "demo", "--what-would", "granted", "--keep", "board")

    page = run("assess", "refused.yaml", *options)
    says = " ".join(page.stdout.split())

    assert "No change of the answers that may change leads to it." in says
    assert "Whatever changes, it is kept out by what is not met: Somebody on the board" in says
