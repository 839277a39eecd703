"""`authorise new`: what it writes checks and tests without a fault, and it takes nobody's files away."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.cli.main import cli
from authorisation.language.rules.load import load_rule_set
from authorisation.language.schema.files import FILE_SCHEMAS
from authorisation.language.yaml.document import parse_yaml
from tests.examples import examples
from tests.language.test_schema import seen_by_an_editor

pytestmark = pytest.mark.slow

NEW = ["ruleset.yaml", "parameters.yaml", "criteria/all.yaml", "outcomes.yaml", "cases/all.yaml"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, list(arguments), prog_name="authorise")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_says_what_it_wrote_and_what_to_do_next(folder: Path) -> None:
    result = run("new", "school-trusts")

    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
wrote questions/school-trusts.yaml
wrote school-trusts/ruleset.yaml
wrote school-trusts/parameters.yaml
wrote school-trusts/criteria/all.yaml
wrote school-trusts/outcomes.yaml
wrote school-trusts/cases/all.yaml
wrote school-trusts/sample.yaml
wrote schemas, for editors

Next:
  authorise check school-trusts
  authorise test school-trusts
  authorise assess school-trusts/sample.yaml --rules school-trusts
Then change its files. No figure in them has a source.
"""
    )
    assert sorted(name for name in files(folder) if "schema" not in name) == sorted(
        [
            "questions/school-trusts.yaml",
            "school-trusts/sample.yaml",
            *(f"school-trusts/{name}" for name in NEW),
        ]
    )


@pytest.mark.parametrize("place", ["school-trusts", "rules/school-trusts", "a/b/school-trusts/"])
def test_what_it_says_to_do_next_ends_well(place: str) -> None:
    following = re.findall(r"^  authorise (.*)$", run("new", place).stdout, re.MULTILINE)
    results = [run(*line.split()) for line in following]

    assert [result.exit_code for result in results] == [0, 0, 11]
    assert results[0].stdout.endswith("school-trusts: no problems\n")
    assert results[1].stdout.endswith("school-trusts: all 7 cases came out as they say\n")
    assert "Cannot tell yet. Still possible:\n- Granted with conditions\n- Granted\n" in (
        results[2].stdout
    )


def test_nothing_that_is_allowed_but_unwise_is_in_it() -> None:
    run("new", "school-trusts")

    assert run("check", "--advice", "school-trusts").stdout == "school-trusts: no problems\n"


def test_each_criterion_comes_out_in_two_ways_and_each_outcome_once(folder: Path) -> None:
    run("new", "trusts")
    rules = load_rule_set("trusts", root=folder)
    cases = (folder / "trusts/cases/all.yaml").read_text()

    assert len(rules.criteria) == 3
    for criterion in rules.criteria:
        assert re.search(rf"{criterion}: ({{verdict: )?met", cases) or f"[$, {criterion}]" in cases
        assert re.search(rf"{criterion}: ({{verdict: )?not met", cases)
    for outcome in rules.outcomes:
        assert f"outcome: {outcome.id}}}" in cases


def test_every_figure_and_rule_says_that_it_has_no_source(folder: Path) -> None:
    run("new", "trusts")
    rules = load_rule_set("trusts", root=folder)
    cited = [d.source for p in rules.parameters.values() for d in p.values]
    cited += [source for c in rules.criteria.values() for source in c.sources]

    assert len(cited) == 5
    assert set(cited) == {"unsourced"}


def test_title_and_first_day_are_as_asked(folder: Path) -> None:
    run("new", "trusts", "--title", "Who's fit: a #1 question?", "--in-force", "2013-04-01")
    rules = load_rule_set("trusts", root=folder)

    assert rules.title == "Who's fit: a #1 question?"
    assert str(rules.in_force[0]) == rules.edition == "2013-04-01"
    assert "as_of: 2013-04-01\n" in (folder / "trusts/sample.yaml").read_text()
    assert run("test", "trusts").exit_code == 0


def test_without_a_title_it_has_its_name(folder: Path) -> None:
    run("new", "school-trusts")

    assert load_rule_set("school-trusts", root=folder).title == "School trusts"


def test_its_questions_go_into_the_bank_that_is_there(folder: Path) -> None:
    run("new", "rules/school-trusts", "--question-bank", "schools")
    run("new", "rules/nurseries")
    shared = run("new", "rules/school-trusts-2014", "--question-bank", "schools.yaml")

    banks = sorted(path.name for path in (folder / "rules/questions").iterdir())
    assert banks == ["nurseries.yaml", "schools.yaml"]
    assert shared.exit_code == 0
    for name in ("school-trusts", "nurseries", "school-trusts-2014"):
        assert run("check", f"rules/{name}").exit_code == 0
        assert run("test", f"rules/{name}").exit_code == 0
    assert "schools.people" in load_rule_set("school-trusts-2014", root=folder / "rules").questions


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ["School Trusts"],
            "`School Trusts` is not a name for a rule set\n"
            "  help: use small letters, digits and `-`, such as `school-trusts`\n",
            id="capitals and a space",
        ),
        pytest.param(
            ["Écoles_d’État"],
            "`Écoles_d’État` is not a name for a rule set\n"
            "  help: use small letters, digits and `-`, such as `ecoles-detat`\n",
            id="accents",
        ),
        pytest.param(
            ["!?"],
            "`!?` is not a name for a rule set\n  help: use small letters, digits and `-`\n",
            id="nothing to make a name of",
        ),
        pytest.param(
            ["questions"],
            "`questions` is not a name for a rule set\n"
            "  help: choose another: the folder of that name holds other files\n",
            id="the bank",
        ),
        pytest.param(
            ["gpcc-2010"],
            "`gpcc-2010` is a rule set that came with this program\n  help: choose another name\n",
            id="one that is there already",
        ),
        pytest.param(
            ["there"],
            "there: there is something of that name, and nothing is written over it\n"
            "  help: choose another name\n",
            id="a folder",
        ),
        pytest.param(
            ["there/file/trusts"],
            "there/file: this folder cannot be made: file exists\n"
            "  help: name a folder inside one that you may write to\n",
            id="inside a file",
        ),
        pytest.param(
            ["item"],
            "the questions of a file `item.yaml` would be named `item`, which cannot be a name "
            "in rules\n  help: name another file with `--question-bank`, such as "
            "`--question-bank applicant`\n",
            id="a name with a meaning in rules",
        ),
        pytest.param(
            ["2013-trusts"],
            "the questions of a file `2013-trusts.yaml` would be named `2013_trusts`, which cannot "
            "be a name in rules\n  help: name another file with `--question-bank`, such as "
            "`--question-bank applicant`\n",
            id="a name that begins with a digit",
        ),
        pytest.param(
            ["trusts", "--question-bank", "a/b"],
            "`a/b` is not a name for a file of questions\n"
            "  help: use small letters, digits and `-`, such as `a-b`\n",
            id="a bank elsewhere",
        ),
        pytest.param(
            ["trusts", "--question-bank", "taken"],
            "questions/taken.yaml: there is a file of that name, with other questions\n"
            "  help: name another with `--question-bank`\n",
            id="a file of other questions",
        ),
        pytest.param(
            ["trusts", "--question-bank", "people"],
            "questions: there are questions named `people` already\n"
            "  help: name another file with `--question-bank`\n",
            id="questions of that name in another file",
        ),
        pytest.param(
            ["trusts", "--title", "two\x07"],
            "`two\\u0007` cannot be a title\n  help: write at most 200 characters, on one line\n",
            id="a title that no file may hold",
        ),
        pytest.param(
            ["trusts", "--title", "x" * 201],
            f"`{'x' * 60}…` cannot be a title\n  help: write at most 200 characters, on one line\n",
            id="a title too long",
        ),
        pytest.param(
            ["trusts", "--in-force", "1 April"],
            "`1 April` is not a date\n  help: write year, month and day, such as 2012-10-01\n",
            id="no day",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    folder: Path, arguments: list[str], said: str
) -> None:
    (folder / "there").mkdir()
    (folder / "there/file").touch()
    (folder / "questions").mkdir()
    (folder / "questions/taken.yaml").write_text(
        "people: {total: {type: integer, ask: How many?}}\n"
    )
    before = files(folder)
    result = run("new", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(said)
    assert files(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["questions", "there"]


def test_a_bank_with_faults_is_said_before_anything_is_written(folder: Path) -> None:
    (folder / "questions").mkdir()
    (folder / "questions/all.yaml").write_text("people: {type: integer}\n")
    before = files(folder)
    result = run("new", "trusts")

    assert result.exit_code == 3
    assert result.stderr.startswith("questions/all.yaml:1:9: `ask` is missing")
    assert files(folder) == before


def test_every_file_names_its_schema_and_fits_it(folder: Path) -> None:
    run("new", "rules/trusts")
    named = []
    for path in (folder / "rules").rglob("*.yaml"):
        text = path.read_text()
        place = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert place, path
        schema = (path.parent / place[1]).resolve()
        named.append(schema.name)
        seen = seen_by_an_editor(parse_yaml(text.encode(), path.name))
        validator = jsonschema_rs.validator_for(json.loads(schema.read_text()))
        assert [e.message for e in validator.iter_errors(seen)] == []

    kinds = ("questions", "ruleset", "parameters", "criteria", "outcomes", "cases", "submission")
    assert sorted(named) == sorted(f"{kind}.schema.json" for kind in kinds)


def test_other_readers_of_yaml_can_read_every_file(folder: Path) -> None:
    run("new", "rules/trusts")

    # The loader in Python refuses some texts in braces that the one in C takes.
    texts = [path.read_text() for path in (folder / "rules").rglob("*.yaml")]
    assert [bool(yaml.load(each, yaml.SafeLoader)) for each in texts] == [True] * (len(NEW) + 2)


def test_schemas_are_renewed_by_their_command(folder: Path) -> None:
    run("new", "trusts")
    written = files(folder / "schemas")
    for name in written:
        (folder / "schemas" / name).write_text("stale")
    result = run("schema", "--all", "--rules", "trusts", "--output", "schemas")

    assert (result.exit_code, result.stdout) == (0, "")
    assert files(folder / "schemas") == written
    assert set(written) == {f"{kind}.schema.json" for kind in FILE_SCHEMAS}
    assert (
        "trusts"
        in json.loads(written["submission.schema.json"])["properties"]["answers"]["properties"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--all"],
            "Error: several files need a folder: name it with `--output FOLDER`\n",
        ),
        (
            ["--all", "--output", "README.md"],
            "Error: several files need a folder: name it with `--output FOLDER`\n",
        ),
        (
            ["criteria", "--all", "--output", "x"],
            "Error: `--all` is every kind\n  help: leave out KIND, or `--all`\n",
        ),
    ],
)
def test_all_schemas_need_a_folder_and_no_kind(
    folder: Path, arguments: list[str], said: str
) -> None:
    result = run("schema", *arguments)

    assert result.exit_code == 2
    assert result.stderr.endswith(said)
    assert files(folder) == {}


@settings(max_examples=examples(25))
@given(
    name=st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,2}", fullmatch=True),
    title=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40),
)
def test_whatever_its_name_and_title_it_is_refused_or_without_a_fault(
    name: str, title: str
) -> None:
    with TemporaryDirectory() as folder:
        result = run("new", f"{folder}/{name}", "--title", title)
        if result.exit_code:
            assert result.exit_code == 2
            assert "  help: " in result.stderr
        else:
            assert run("check", f"{folder}/{name}").exit_code == 0
            assert run("test", f"{folder}/{name}").exit_code == 0


@pytest.mark.parametrize("title", [*string.punctuation, "- a", "null", "a: b", "a #b", "''", "{x}"])
def test_a_title_may_hold_what_yaml_takes_for_its_own(folder: Path, title: str) -> None:
    assert run("new", "trusts", "--title", title).exit_code == 0
    assert load_rule_set("trusts", root=folder).title == title
