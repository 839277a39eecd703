"""`authorise check` for pipelines: the same problems as JSON, as SARIF and as commands of a log."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from click.testing import Result

from authorisation.errors import MOST_LISTED

Run = Callable[..., Result]
WRITTEN = "a, b:50%.yaml"
TEXT = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
COUNTED = {"type": "integer", "minimum": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "additionalProperties": False,
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "required": ["driver"],
                    "properties": {"driver": {"$ref": "#/$defs/driver"}},
                    "additionalProperties": False,
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
            "additionalProperties": False,
        },
        "driver": {
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {
                    "uniqueItems": True,
                    "items": {
                        "required": ["id"],
                        "properties": {
                            "id": {"type": "string"},
                            "shortDescription": TEXT,
                            "defaultConfiguration": {
                                "properties": {"level": {"$ref": "#/$defs/level"}}
                            },
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "result": {
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/$defs/level"},
                "message": TEXT,
                "locations": {"items": {"$ref": "#/$defs/location"}},
                "fixes": {"uniqueItems": True, "items": {"$ref": "#/$defs/fix"}},
            },
            "additionalProperties": False,
        },
        "fix": {
            "required": ["artifactChanges"],
            "properties": {
                "description": TEXT,
                "artifactChanges": {
                    "minItems": 1,
                    "uniqueItems": True,
                    "items": {
                        "required": ["artifactLocation", "replacements"],
                        "properties": {
                            "artifactLocation": {"$ref": "#/$defs/artifactLocation"},
                            "replacements": {
                                "minItems": 1,
                                "items": {
                                    "required": ["deletedRegion"],
                                    "properties": {
                                        "deletedRegion": {"$ref": "#/$defs/region"},
                                        "insertedContent": TEXT,
                                    },
                                    "additionalProperties": False,
                                },
                            },
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "artifactLocation": {
            "properties": {
                "uri": {"type": "string", "format": "uri-reference"},
                "uriBaseId": {"type": "string"},
            },
            "additionalProperties": False,
        },
        "region": {
            "properties": dict.fromkeys(
                ("startLine", "startColumn", "endLine", "endColumn"), COUNTED
            ),
            "additionalProperties": False,
        },
        "location": {
            "properties": {
                "physicalLocation": {
                    "properties": {
                        "artifactLocation": {"$ref": "#/$defs/artifactLocation"},
                        "region": {"$ref": "#/$defs/region"},
                    },
                    "additionalProperties": False,
                },
                "logicalLocations": {
                    "items": {"properties": {"fullyQualifiedName": {"type": "string"}}}
                },
            },
            "additionalProperties": False,
        },
    },
}
"""What the standard asks of the parts of a log that are written here."""


@pytest.fixture(autouse=True)
def _odd(folder: Path) -> None:
    (folder / WRITTEN).write_text("name: A\nanswers: {population: {registred: 1}, b: 2}\n")


def test_github_is_told_of_each_problem_in_a_line_that_nothing_in_it_can_end(run: Run) -> None:
    result = run("check", "demo", WRITTEN, "nowhere.yaml", "--rules", "demo", "--format", "github")

    assert (result.exit_code, result.stdout) == (
        4,
        """\
::error file=a%2C b%3A50%25.yaml,line=2,col=24,title=A submission%2C returns or judgements cannot be used as written\
::no question is called `population.registred`%0Ahelp: did you mean `population.registered`?
::error file=a%2C b%3A50%25.yaml,line=2,col=39,title=A submission%2C returns or judgements cannot be used as written\
::no question is called `b`
::error file=nowhere.yaml,title=A file cannot be read::there is no such file
""",
    )


def test_json_has_each_problem_with_its_place_beside_what_was_checked(run: Run) -> None:
    result = run("check", "demo", WRITTEN, "--rules", "demo", "--advice", "--format", "json")
    record = json.loads(result.stdout)

    assert record["format"] == "authorisation-check-1"
    assert record["usable"] is False
    assert [(each["subject"], each["usable"]) for each in record["checked"]] == [
        ("demo", True),
        (WRITTEN, False),
    ]
    assert record["checked"][1]["problems"][0] == {
        "kind": "invalid-file",
        "message": "no question is called `population.registred`",
        "help": "did you mean `population.registered`?",
        "file": WRITTEN,
        "line": 2,
        "column": 24,
        "fixes": [
            {
                "title": "write `registered` instead of `registred`",
                "sure": True,
                "file": WRITTEN,
                "line": 2,
                "column": 24,
                "end_line": 2,
                "end_column": 33,
                "text": "registered",
            }
        ],
    }


def test_sarif_is_as_its_standard_wants_it(run: Run, folder: Path) -> None:
    criteria = folder / "rules/demo/criteria"
    (criteria / "wrong.yaml").write_text("criteria: [{id: X}]\n")
    result = run("check", "demo", WRITTEN, "nowhere.yaml", "--rules", "demo", "--format", "sarif")
    log = json.loads(result.stdout)
    found = log["runs"][0]["results"]

    jsonschema_rs.Draft7Validator(SARIF, validate_formats=True).validate(log)
    assert result.exit_code == 3
    assert {each["ruleId"] for each in found} == {"invalid-rules", "unreadable-file"}
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in found] == [each["ruleId"] for each in found]
    assert found[0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "rules/demo/criteria/wrong.yaml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 1, "startColumn": 12},
    }


MISTYPED = {
    "rules/demo/criteria/all.yaml": {">= least": "=> least", "domain: size": "domain: siz"},
    "rules/demo/parameters.yaml": {"2012-01-01:": "1 January 2012:"},
    WRITTEN: {"registred: 1": "registred: +1", ", b: 2": ""},
}


def test_what_the_sure_fixes_of_sarif_put_in_place_has_no_problem_any_more(
    run: Run, folder: Path
) -> None:
    for name, slips in MISTYPED.items():
        text = (folder / name).read_text()
        for right, wrong in slips.items():
            assert text.count(right) == 1
            text = text.replace(right, wrong)
        (folder / name).write_text(text)
    made: list[str] = []
    while run(
        "check", "demo", WRITTEN, "--rules", "demo", "-o", "found.sarif", "--force"
    ).exit_code:
        (log,) = json.loads((folder / "found.sarif").read_text())["runs"]
        fix = next(each["fixes"][0] for each in log["results"] if "fixes" in each)
        made.append(fix["description"]["text"])
        make(fix)

    assert made == [
        "write `>=` instead of `=>`",
        "write `size` instead of `siz`",
        "write `2012-01-01` instead of `1 January 2012`",
        "write `registered` instead of `registred`",
        "write `1` instead of `+1`",
    ]


def test_of_more_problems_than_anybody_reads_the_first_have_fixes(run: Run, folder: Path) -> None:
    board = ", ".join(f"{{name: M{number}, role: ley}}" for number in range(MOST_LISTED + 5))
    (folder / WRITTEN).write_text(f"name: A\nanswers: {{board: [{board}]}}\n")
    record = json.loads(run("check", WRITTEN, "--rules", "demo", "--format", "json").stdout)
    problems = record["checked"][0]["problems"]

    assert ["fixes" in each for each in problems] == [True] * MOST_LISTED + [False] * 5


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_folder_without_a_file_to_read_is_a_problem_beside_those_of_the_others(
    run: Run, folder: Path, form: str
) -> None:
    (folder / "empty").mkdir()
    message = "no .yaml or .xlsx file in this folder"
    remedy = "name a file, or a folder that holds submissions"

    text = run("check", "empty", "granted.yaml", "--rules", "demo")
    result = run("check", "empty", "granted.yaml", "--rules", "demo", "--format", form)
    record = json.loads(result.stdout)

    assert (text.exit_code, result.exit_code, result.stderr) == (6, 6, "")
    assert text.stdout == (
        f"empty: {message}\n  help: {remedy}\nempty: 1 problem\ngranted.yaml: no problems\n"
    )
    if form == "sarif":
        assert [each["message"]["text"] for each in record["runs"][0]["results"]] == [
            f"{message}\nhelp: {remedy}"
        ]
        return
    assert [(each["subject"], each["usable"]) for each in record["checked"]] == [
        ("empty", False),
        ("granted.yaml", True),
    ]
    assert record["checked"][0]["problems"][0]["message"] == message


def make(fix: dict[str, Any]) -> None:
    """Make a change of SARIF in the files that it names."""
    for change in fix["artifactChanges"]:
        path = Path(unquote(change["artifactLocation"]["uri"]))
        for each in change["replacements"]:
            lines = path.read_text().splitlines(keepends=True)
            starts = [0, *accumulate(map(len, lines))]
            region = each["deletedRegion"]
            begin, end = (
                starts[region[f"{edge}Line"] - 1] + region[f"{edge}Column"] - 1
                for edge in ("start", "end")
            )
            text = "".join(lines)
            path.write_text(text[:begin] + each["insertedContent"]["text"] + text[end:])


def test_a_file_takes_the_problems_and_a_line_for_each_subject_is_printed(
    run: Run, folder: Path
) -> None:
    result = run("check", "demo", WRITTEN, "--rules", "demo", "-o", "found.sarif")

    assert result.stdout == f"demo: no problems\n{WRITTEN}: 2 problems\n"
    assert b"a%2C%20b%3A50%25.yaml" in (folder / "found.sarif").read_bytes()


def test_what_writes_an_edition_down_has_no_format(run: Run) -> None:
    result = run("check", "demo", "--adopt", "--format", "json")

    assert result.exit_code == 2
    assert result.stderr.endswith("help: leave out the format\n")
