"""Arguments of a wrong type: refused by name, with what was given and what is taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

import authorisation
from authorisation.errors import AuthorisationError, InvalidOption, InvalidSubmission
from tests.docs.blocks import ROOT

RULES = authorisation.load("gpcc-2010")
DAY = RULES.on("2012-10-01")
CORBY = ROOT / "fixtures" / "corby.yaml"
RETURNS = ROOT / "fixtures" / "returns" / "illustrative" / "stops-filing.yaml"
RESULT = DAY.assess({})


def closed_file() -> Any:
    with CORBY.open() as opened:
        pass
    return opened


REFUSED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "no application": (lambda: DAY.assess(None), "submission: None", "answers"),  # type: ignore[arg-type]
    "a number for an application": (lambda: DAY.assess(3), "submission: an int 3", "answers"),  # type: ignore[arg-type]
    "pairs for an application": (
        lambda: DAY.assess([("population.registered", 3)]),  # type: ignore[arg-type]
        "submission: a list [('population.registered', 3)]",
        "answers",
    ),
    "bytes for an application": (lambda: DAY.assess(b"x"), "submission: a bytes b'x'", "answers"),  # type: ignore[arg-type]
    "a closed file": (lambda: DAY.assess(closed_file()), "submission: the file", "open it again"),
    "a file that gives numbers": (
        lambda: DAY.assess(type("Odd", (), {"read": lambda _self: 3})()),
        "submission: `submission` reads as an int 3",
        "the file opened",
    ),
    "a place with a NUL": (lambda: DAY.assess("a\0b"), "submission: a str 'a\\x00b'", "answers"),
    "a number for judgements": (
        lambda: DAY.assess({}, judgements=3),  # type: ignore[arg-type]
        "judgements: an int 3 is no list",
        "a list of entries",
    ),
    "a name for other rules": (
        lambda: DAY.compare("gpcc-2010", [{}]),  # type: ignore[arg-type]
        "other: a str 'gpcc-2010'",
        'load it: authorisation.load("gpcc-2010")',
    ),
    "no passage": (lambda: RULES.cited_by(3), "passage: an int 3 is no text", "14C(2)"),  # type: ignore[arg-type]
    "no source": (lambda: RULES.cited_by("s0001"), "gpcc-2010 has no source", "s001"),
    "no figure": (lambda: RULES.timeline(None), "figure: None is no text", "name of a figure"),  # type: ignore[arg-type]
    "no other rules": (lambda: DAY.compare(None, [{}]), "other: None", "authorisation.load"),  # type: ignore[arg-type]
    "a number for other rules": (lambda: DAY.compare(3, [{}]), "other: an int 3", "load"),  # type: ignore[arg-type]
    "a number for applications": (
        lambda: DAY.compare(DAY, 3),  # type: ignore[arg-type]
        "submissions: an int 3",
        "answers",
    ),
    "a number among applications": (
        lambda: DAY.compare(DAY, [{}, 3]),  # type: ignore[list-item]
        "submissions[1]: an int 3",
        "answers",
    ),
    "no returns": (lambda: RULES.monitor(None), "returns: None", "returns"),  # type: ignore[arg-type]
    "a number for returns": (lambda: RULES.monitor(3), "returns: an int 3", "returns"),  # type: ignore[arg-type]
    "rules for returns": (lambda: RULES.monitor(RULES), "returns: a Rules <Rules", "returns"),  # type: ignore[arg-type]
    "none among returns": (lambda: RULES.monitor([None]), "returns[0]: None", "returns"),  # type: ignore[list-item]
    "no rules": (lambda: authorisation.load(None), "rules: None", "gpcc-2010"),  # type: ignore[arg-type]
    "a number for rules": (lambda: authorisation.load(3), "rules: an int 3", "gpcc-2010"),  # type: ignore[arg-type]
    "a number for the root": (
        lambda: authorisation.load("gpcc-2010", root=4),  # type: ignore[arg-type]
        "root: an int 4",
        "folder",
    ),
    "a number for a record": (lambda: authorisation.replay(3), "record: an int 3", "to_record"),  # type: ignore[arg-type]
    "a record of objects": (
        lambda: authorisation.replay({"format": object()}),
        "record: this is not all JSON",
        "to_record",
    ),
    "a mapping for judgements": (
        lambda: RULES.assess({}, as_of="2012-10-01", judgements={"ann": 1}),  # type: ignore[arg-type]
        "judgements: a dict",
        "put an entry in a list",
    ),
    "no outcome": (lambda: RESULT.what_would(None), "outcome: None is no text", "its title"),  # type: ignore[arg-type]
    "a path for paths to keep": (
        lambda: RESULT.what_would("full budget now", keep="population.registered"),
        "keep: a str 'population.registered' is no list of paths",
        'such as ["population.registered"]',
    ),
    "a number for a path to keep": (
        lambda: RESULT.what_would("full budget now", keep=[3]),  # type: ignore[list-item]
        "keep[0]: an int 3 is no text",
        "a path",
    ),
    "words for a width": (lambda: RESULT.render(width="x"), "width: a str 'x'", "whole number"),  # type: ignore[arg-type]
    "part of a character": (lambda: RESULT.render(width=40.5), "width: a float", "whole number"),  # type: ignore[arg-type]
    "less than nothing": (lambda: RESULT.render(width=-1), "width: an int -1", "whole number"),
    "a number for a criterion": (lambda: RESULT[0], "an int 0", "by its id"),  # type: ignore[index]
    "no criterion": (lambda: RESULT[None], "None", "by its id"),  # type: ignore[index]
    "a list for a criterion": (lambda: RESULT[[]], "a list []", "by its id"),  # type: ignore[index]
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_argument_of_a_wrong_type_is_refused_by_name(name: str) -> None:
    call, begins, remedy = REFUSED[name]

    with pytest.raises(AuthorisationError) as caught:
        call()

    refused = caught.value
    assert refused.message.startswith(begins)
    assert remedy in refused.remedy
    assert str(refused) == f"{refused.message}\n  help: {refused.remedy}"


def test_a_format_that_is_no_text_is_refused() -> None:
    with pytest.raises(InvalidOption, match="is no format"):
        RESULT.render([])  # type: ignore[arg-type]


def test_a_result_holds_no_criterion_that_is_no_text() -> None:
    assert "FIN-3a" in RESULT
    assert [] not in RESULT


@pytest.mark.parametrize("kind", ["mapping", "text", "bytes", "place"])
def test_one_application_alone_is_compared(kind: str) -> None:
    given: Any = {
        "mapping": {"population.registered": 3},
        "text": io.StringIO(CORBY.read_text()),
        "bytes": io.BytesIO(CORBY.read_bytes()),
        "place": CORBY,
    }[kind]

    compared = DAY.compare(DAY, given)

    assert [each.name for each in compared.changes] == [
        "Application 1"
        if kind == "mapping"
        else DAY.assess(CORBY).to_record()["submission"]["name"]
    ]


def test_opened_returns_are_monitored() -> None:
    with RETURNS.open("rb") as opened:
        (group,) = RULES.monitor(opened, second_engine=False).groups

    assert group.periods


GROUP = {"name": "Marsh", "authorised_on": "2013-04-01", "first": "2013-14 Q1"}


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: DAY.compare(DAY, [{}, {"population.registerd": 5}]), "application 2: answers"),
        (lambda: RULES.compare(RULES, [{}, {}]), "application 1: no day"),
        (
            lambda: RULES.monitor([{**GROUP, "returns": []}, {**GROUP, "returns": 3}]),
            'group 2: returns["returns"]',
        ),
    ],
    ids=["of applications", "without a day", "of groups"],
)
def test_a_problem_says_in_which_of_several_it_is(call: Callable[[], Any], place: str) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        call()

    assert str(caught.value).startswith(place)


def test_evidence_that_is_no_mapping_is_refused_with_one() -> None:
    path = "population.registered"
    with pytest.raises(InvalidSubmission) as of_path:
        DAY.assess({path: 5}, evidence={path: "List sizes"})
    with pytest.raises(InvalidSubmission) as of_all:
        DAY.assess({path: 5}, evidence=["List sizes"])  # type: ignore[arg-type]

    example = 'give a mapping, such as {"document": "List sizes", "level": "evidenced"}'
    assert str(of_path.value) == (
        f"evidence[\"{path}\"]: a str 'List sizes' is no evidence\n  help: {example}"
    )
    assert str(of_all.value) == (
        "evidence: a list ['List sizes'] is no mapping from path to evidence\n"
        f"  help: for each path {example}"
    )


def test_what_is_wrong_with_a_judgement_is_not_also_missing() -> None:
    entry = {"answer": "population.registered", "on": datetime(2012, 9, 30, tzinfo=UTC)}
    with pytest.raises(InvalidSubmission) as caught:
        DAY.assess({}, judgements=[entry])

    (problem,) = caught.value.problems
    assert problem.message.endswith("has a time of day")
