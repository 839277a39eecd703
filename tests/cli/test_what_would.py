"""`assess --what-would`: the smallest change that would do, as a page and as data."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

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
    (settles,) = half["searches"]
    assert (settles["only_missing"], settles["number"]) == (True, 1)
    (change,) = settles["alternatives"][0]["changes"]
    assert (change["question"], change["before"]) == ("board", None)
    assert [each["role"] for each in change["after"]] == ["lay"]


def test_what_it_cannot_do_is_refused(run: Run) -> None:
    options = ("--rules", "demo", "--what-would", "granted")

    unknown = run("assess", "refused.yaml", *options[:3], "grantd")
    several = run("assess", "refused.yaml", "open.yaml", *options)
    kept = run("assess", "refused.yaml", *options, "--keep", "boards")
    alone = run("assess", "refused.yaml", "--keep", "board")
    table = run("assess", "refused.yaml", *options, "--format", "csv")

    assert unknown.stderr == ("demo has no outcome `grantd`\n  help: did you mean `granted`?\n")
    assert "name one FILE alone" in several.stderr
    assert kept.stderr == "no question is called `boards`\n  help: did you mean `board`?\n"
    assert "`--keep` says what `--what-would` may not change" in alone.stderr
    assert "gives a page or JSON" in table.stderr
    assert {each.exit_code for each in (unknown, several, kept, alone, table)} == {2}
