"""Bad input: a message with place and remedy, an exit code of its own, and nothing written."""

import os
from collections.abc import Callable

import pytest
from click.testing import Result

USAGE = "Usage: authorise {0} [OPTIONS] {1}\nTry 'authorise {0} --help' for help.\n\nError: "
ASSESS = USAGE.format("assess", "FILE|FOLDER...")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--stage", "decison"],
            2,
            ASSESS
            + "Invalid value for '--stage': `decison` is not one of self-assessment, decision\n"
            "  help: did you mean `decision`?\n",
            id="typo in the value of an option",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--as-of", "2012-02-30"],
            2,
            ASSESS + "Invalid value for '--as-of': `2012-02-30` is not a date\n"
            "  help: write year, month and day, such as 2012-10-01\n",
            id="no such day",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--as-of", "٢٠١٢-10-01"],
            2,
            ASSESS + "Invalid value for '--as-of': `٢٠١٢-10-01` is not a date\n"
            "  help: write year, month and day, such as 2012-10-01\n",
            id="digits that no file may hold",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--record", ""],
            2,
            ASSESS + "Invalid value for '--record': the name is empty\n"
            "  help: name a file or a folder; the folder here is `.`\n",
            id="a record without a name",
        ),
        pytest.param(
            ["asess", "open.yaml"],
            2,
            "Usage: authorise [OPTIONS] COMMAND [ARGS]...\n"
            "Try 'authorise --help' for help.\n\n"
            "Error: no command `asess`\n  help: did you mean `assess`?\n",
            id="no such command",
        ),
        pytest.param(
            ["assess", "nowhere.yaml", "--rules", "demo"],
            6,
            "nowhere.yaml: there is no such file\n",
            id="missing file",
        ),
        pytest.param(
            ["assess", "rules", "--rules", "demo"],
            6,
            "rules: no .yaml or .xlsx file in this folder\n"
            "  help: name a file, or a folder that holds submissions\n"
            "rules/demo: a folder in the folder\n"
            "  help: add `--recursive` to read what is in it\n"
            "rules/questions: a folder in the folder\n"
            "  help: add `--recursive` to read what is in it\n",
            id="folder without a submission",
        ),
        pytest.param(
            ["assess", os.devnull, "--rules", "demo"],
            6,
            f"{os.devnull}: this is not a regular file\n",
            id="no regular file",
        ),
        pytest.param(
            ["assess", "bad.yaml", "--rules", "demo", "--output", "out", "--record", "kept"],
            4,
            "bad.yaml:3:11: no question is called `population.registred`\n"
            "  help: did you mean `population.registered`?\n",
            id="unknown question",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "dmeo"],
            3,
            "dmeo: there is no such rule set\n  help: did you mean `demo`?\n",
            id="unknown rule set",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--rules-root", "."],
            2,
            "`.` is not a folder of rules\n"
            "  help: it holds a folder `questions` and one folder for each rule set\n",
            id="not a folder of rules",
        ),
        pytest.param(
            ["explain", "open.yaml", "SZIE", "--rules", "demo"],
            2,
            "no criterion and no domain of demo is called `SZIE`\n  help: did you mean `SIZE`?\n",
            id="unknown criterion",
        ),
        pytest.param(
            ["explain", "open.yaml", "unlike", "--rules", "demo"],
            2,
            "no criterion and no domain of demo is called `unlike`\n"
            "  help: see `authorise rules demo` for those there are\n",
            id="unknown criterion unlike any",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--set", "leest=3"],
            2,
            "no parameter is called `leest`\n  help: did you mean `least`?\n",
            id="unknown parameter",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--set", "least=many"],
            2,
            "least: `many` is not a number\n",
            id="no value of the parameter",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--set", "least"],
            2,
            "`least` sets nothing: write it as `name=value`\n",
            id="no value at all",
        ),
        pytest.param(
            ["assess", "open.yaml", "refused.yaml", "--rules", "demo", "--judgements", "j.yaml"],
            6,
            "j.yaml: there is no such file\n",
            id="judgements that are nowhere",
        ),
        pytest.param(
            ["assess", "open.yaml", "refused.yaml", "--rules", "demo", "--record", "kept.json"],
            2,
            "kept.json: several records need a folder\n"
            "  help: `--record records/` makes one; or assess one file at a time\n",
            id="several records for one file",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--output", "out", "--record", "no/r.json"],
            2,
            "no/r.json: cannot be written: no such file or directory\n"
            "  help: name a file in a folder that exists and that you may write to\n",
            id="one of two files cannot be written, so neither is",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--output", "kept", "--record", "kept"],
            2,
            "kept: both the result and the record would be written there\n  help: name two files\n",
            id="one place for two files",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--output", "rules"],
            2,
            "rules: cannot be written: there is a folder of that name\n"
            "  help: name a file in a folder that exists and that you may write to\n",
            id="a folder in the place of the output",
        ),
        pytest.param(
            ["assess", "open.yaml", "--rules", "demo", "--as-of", "2011-01-01"],
            4,
            "rules/demo/parameters.yaml:1:1: `least` has no value yet on 2011-01-01, the day that"
            " counts for `open.yaml`\n"
            "  help: its first value is of 2012-01-01: assess on that day or later\n",
            id="before the rules",
        ),
        pytest.param(
            ["replay", "open.yaml"],
            5,
            "open.yaml: this is a submission, not a record\n  help: `authorise assess` reads it\n",
            id="no record",
        ),
        pytest.param(
            ["schema", "submision", "--rules", "demo"],
            2,
            USAGE.format("schema", "[KIND]")
            + "Invalid value for '[KIND]': `submision` is not one of questions, ruleset, parameters, "
            "criteria, outcomes, cases, properties, regime, regime-cases, returns, submission, "
            "assessor, editions, record, comparison, changes, pools\n"
            "  help: did you mean `submission`?\n",
            id="no such kind of file",
        ),
    ],
)
def test_what_is_said(
    run: Callable[..., Result],
    names: Callable[[], set[str]],
    args: list[str],
    code: int,
    said: str,
) -> None:
    before = names()

    result = run(*args)

    assert (result.stderr, result.stdout, result.exit_code) == (said, "", code)
    assert names() == before


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("LA\u0423", "LAY", id="Cyrillic"),
        pytest.param("\uff2c\uff21\uff39", "LAY", id="of full width"),
        pytest.param("\u0405IZ\u0395", "SIZE", id="Cyrillic and Greek"),
    ],
)
def test_a_letter_that_looks_like_another_counts_as_that(
    run: Callable[..., Result], written: str, meant: str
) -> None:
    """And the remedy, which looks the same, says what the difference is."""
    result = run("explain", "refused.yaml", written, "--rules", "demo")

    assert result.exit_code == 2
    assert result.stderr.endswith(f"  help: did you mean `{meant}`, in Latin letters?\n")


@pytest.mark.parametrize("written", ["LAI", "SIZES"])
def test_a_name_in_plain_letters_is_asked_for_plainly(
    run: Callable[..., Result], written: str
) -> None:
    result = run("explain", "refused.yaml", written, "--rules", "demo")

    assert "`?\n" in result.stderr
    assert "Latin" not in result.stderr
