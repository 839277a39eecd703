"""The promised Python API: what each call gives, refuses and prints of itself."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import authorisation
from authorisation import testing
from authorisation.api import described, monitored, pools, records, results
from authorisation.api import rules as rules_module
from authorisation.errors import InvalidOption, InvalidRecord, InvalidRules, InvalidSubmission
from authorisation.testing import assertions, strategies
from tests.docs.blocks import ROOT
from tests.rule_sets.folders import copy_folder

RULES = authorisation.load("gpcc-2010")
DAY = RULES.on("2012-10-01")
FIXTURES = ROOT / "fixtures"
RETURNS = FIXTURES / "returns" / "illustrative"


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    [described, monitored, pools, results, rules_module, records, assertions, strategies],
    ids=lambda module: module.__name__,
)
def test_the_examples_of_docstrings_run(module: Any) -> None:
    found = doctest.testmod(module)

    assert found.attempted >= 2
    assert not found.failed


PUBLIC = [
    *(getattr(authorisation, name) for name in authorisation.__all__ if name[0].isalpha()),
    *(getattr(testing, name) for name in testing.__all__),
]


@pytest.mark.parametrize("thing", PUBLIC, ids=lambda thing: thing.__name__)
def test_every_public_name_has_an_example(thing: Any) -> None:
    is_error = isinstance(thing, type) and issubclass(thing, authorisation.AuthorisationError)

    assert is_error or ">>>" in thing.__doc__


def test_the_page_names_all_that_is_promised() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

    assert [name for name in PROMISED if name.partition(".")[2] not in page] == []


@pytest.mark.slow
@pytest.mark.parametrize(("page", "more_than"), [("api.md", 30), ("pool.md", 4)])
def test_the_examples_of_a_page_run(
    page: str, more_than: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    found = doctest.testfile(str(ROOT / "docs" / page), module_relative=False)

    assert found.attempted > more_than
    assert not found.failed


PROMISED = [
    f"{kind.__name__}.{name}"
    for kind in (
        *(authorisation.Rules, authorisation.Result, authorisation.FindingResult),
        *(authorisation.RulesComparison, authorisation.Monitored, authorisation.GroupResult),
        *(authorisation.Pools, authorisation.Replay),
    )
    for name in vars(kind)
    if not name.startswith("_")
]


@pytest.mark.parametrize("name", [*authorisation.__all__, *PROMISED])
def test_every_promised_name_is_explained(name: str) -> None:
    thing: Any = authorisation
    for part in name.split("."):
        thing = getattr(thing, part)

    assert name == "__version__" or thing.__doc__


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(str(FIXTURES / "corby.yaml"), id="the place of a file as text"),
        pytest.param(FIXTURES / "corby.yaml", id="the place of a file"),
        pytest.param("text", id="a file opened as text"),
        pytest.param("bytes", id="a file opened as bytes"),
    ],
)
def test_a_file_is_assessed_as_the_command_does(source: Any) -> None:
    opened = None
    if source in {"text", "bytes"}:
        opened = source = (FIXTURES / "corby.yaml").open("r" if source == "text" else "rb")
    result = RULES.assess(source)
    if opened:
        opened.close()

    assert result.outcomes[0] == "developmental track as asked"
    assert result.as_of.isoformat() == "2012-10-01"
    assert result["FIN-3a"].verdict == "unknown"


def test_answers_in_python_come_to_what_the_file_of_them_comes_to() -> None:
    from_file = RULES.assess(FIXTURES / "illustrative-full-budget.yaml")
    record = from_file.to_record()["submission"]

    assert record["answers"]
    assert [each.verdict for each in from_file].count("met") > 50


@pytest.mark.slow
def test_the_page_and_the_record_are_those_of_the_command() -> None:
    result = RULES.assess(FIXTURES / "corby.yaml")
    args = [sys.executable, "-m", "authorisation", "assess", str(FIXTURES / "corby.yaml")]
    printed = {
        form: subprocess.run(
            [*args, "--format", form], capture_output=True, check=False, text=True
        ).stdout
        for form in ("text", "json")
    }

    assert result.render() == printed["text"]
    assert json.loads(str(result.render("json"))) == json.loads(printed["json"])
    assert result.to_record() == json.loads(printed["json"])


@pytest.mark.parametrize("form", ["text", "html", "markdown", "json", "csv", "xlsx"])
def test_a_result_is_rendered_in_every_format(form: str) -> None:
    rendered = DAY.assess({}).render(form)

    assert isinstance(rendered, bytes if form == "xlsx" else str)
    assert len(rendered) > 1_000


def test_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidOption) as caught:
        DAY.assess({}).render("pdf")

    assert str(caught.value) == (
        "`pdf` is no format of this: there are text, html, markdown, json, csv, xlsx"
    )


@pytest.mark.parametrize(
    ("call", "error", "expected"),
    [
        pytest.param(
            lambda: authorisation.load("gpcc-2011"),
            InvalidRules,
            "gpcc-2011: there is no such rule set\n  help: did you mean `gpcc-2010`?",
            id="rules that there are not",
        ),
        pytest.param(
            lambda: RULES.assess({}),
            InvalidSubmission,
            "submission: no day is given on which it is to be assessed\n"
            '  help: give as_of="2012-10-01", take rules.on("2012-10-01"),'
            " or write `as_of: 2012-10-01` in its file",
            id="no day",
        ),
        pytest.param(
            lambda: DAY.assess({}, stage="final"),
            InvalidOption,
            '`final` is no stage: it is "self-assessment" or "decision"',
            id="a stage that there is not",
        ),
        pytest.param(
            lambda: DAY.assess({})["FIN-3"],
            InvalidOption,
            "no criterion of gpcc-2010 is called `FIN-3`\n"
            "  help: did you mean `FIN-3a` or `FIN-3b`?",
            id="a criterion that there is not",
        ),
        pytest.param(
            lambda: RULES.assess(FIXTURES / "corby.yaml", evidence={}),
            InvalidOption,
            "`evidence` goes with answers; a file has its own",
            id="evidence beside a file",
        ),
        pytest.param(
            lambda: authorisation.load("statutory-2012").monitor(RETURNS),
            InvalidRules,
            None,
            id="rules without a failure regime",
        ),
        pytest.param(
            lambda: RULES.monitor({"name": "Marsh"}),
            InvalidSubmission,
            None,
            id="returns that lack what they must have",
        ),
        pytest.param(
            lambda: authorisation.replay({"format": "none"}),
            InvalidRecord,
            None,
            id="what is no record",
        ),
    ],
)
def test_what_cannot_be_done_says_why(call: Any, error: type[Exception], expected: str) -> None:
    with pytest.raises(error) as caught:
        call()

    assert expected is None or str(caught.value) == expected


def test_values_set_are_used_and_told() -> None:
    milder = DAY.with_values(self_pooling_population=30_000)

    assert DAY.assess({"population.registered": 70_000})["FIN-3a"].verdict == "unknown"
    assert milder.assess({"population.registered": 70_000})["FIN-3a"].verdict == "met"
    assert "30,000" in str(milder.assess({}).render())
    assert DAY.assess({"population.registered": 70_000})["FIN-3a"].verdict == "unknown"


def test_judgements_settle_what_no_figure_can() -> None:
    statute = authorisation.load("statutory-2012")
    file = FIXTURES / "illustrative-five-members.yaml"
    judged = FIXTURES / "judgements" / "illustrative-five-members.yaml"
    entry = {
        "criterion": "14C-2-c",
        "assessor": "A. Assessor",
        "on": "2012-09-30",
        "grade": "appropriate",
        "reason": "Seen on the map.",
    }

    assert statute.assess(file)["14C-2-c"].verdict == "open"
    assert statute.assess(file, judgements=[entry])["14C-2-c"].verdict == "met"
    assert statute.assess(file, judgements=judged)["14C-2-c"].verdict != "open"


def test_what_an_assessors_file_holds_may_be_given_as_a_mapping() -> None:
    statute = authorisation.load("statutory-2012")
    file = FIXTURES / "illustrative-five-members.yaml"
    entry = {"criterion": "14C-2-c", "on": "2012-09-30", "reason": "seen"}
    given = {
        "assessor": "Ann",
        "judgements": [
            {**entry, "grade": "appropriate"},
            {**entry, "assessor": "Bob", "grade": "not appropriate"},
        ],
        "moderation": [{**entry, "panel": ["Ann", "Bob"], "grade": "not appropriate"}],
        "departures": [{**entry, "verdict": "met"}],
    }
    result = statute.assess(file, judgements=given)

    assert result["14C-2-c"].verdict == "not met"
    assert "Ann decided “met” on 30 September 2012. seen" in " ".join(str(result.render()).split())
    assert authorisation.replay(result.to_record()).same
    with pytest.raises(InvalidOption, match="on NOPE, which is not assessed here"):
        statute.assess(file, judgements={**given, "code": "NOPE"})
    given["departures"] = [{**entry, "verdict": "not met"}]
    with pytest.raises(InvalidSubmission, match=r"departures\[0\]: `14C-2-c` is `not met` already"):
        statute.assess(file, judgements=given)


def test_judgements_may_stand_in_several_files(tmp_path: Path) -> None:
    statute = authorisation.load("statutory-2012")
    file = FIXTURES / "illustrative-five-members.yaml"
    places = []
    for assessor, grade in (("Ann", "appropriate"), ("Bea", "not appropriate")):
        entry = f"criterion: 14C-2-c, assessor: {assessor}, on: 2012-09-30, reason: Why"
        place = tmp_path / f"{assessor}.yaml"
        place.write_text(f"judgements: [{{{entry}, grade: {grade}}}]\n", encoding="utf-8")
        places.append(place)

    first, both = (statute.assess(file, judgements=each) for each in (places[0], places))

    assert first["14C-2-c"].verdict == "met"
    assert both["14C-2-c"].verdict != "met"
    assert all(name in str(both.render()) for name in ("Ann", "Bea"))


def test_a_comparison_names_who_moves(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    demo = authorisation.load("demo", root=tmp_path / "rules")
    stricter = demo.with_values(least=10**6)

    compared = stricter.compare(demo, [tmp_path / "granted.yaml", tmp_path / "conditions.yaml"])

    assert compared.changes
    assert 0 < len(compared.moved) <= len(compared.changes)
    assert compared.moved[0].old != compared.moved[0].new
    assert str(compared.render("csv")).count("\n") > len(compared.moved)


def test_monitoring_says_what_fires() -> None:
    watched = RULES.monitor(
        [RETURNS / "management-accepted.yaml", RETURNS / "stops-filing.yaml"], second_engine=False
    )
    first = watched.groups[0]

    assert first.stage == "special"
    assert first.fires == ("overspend", "savings")
    assert first.may_fire == ("lasting_overspend",)  # on a contested figure of what is chance
    assert first.periods[0].startswith("20")
    assert first.responses
    assert "<svg" in str(watched.render("html"))
    assert authorisation.replay(first.to_record()).same


def test_returns_in_python_are_those_of_the_file() -> None:
    returns = {
        "name": "Marsh",
        "authorised_on": "2013-04-01",
        "first": "2013-14 Q1",
        "returns": [],
    }

    (group,) = RULES.monitor(returns, as_of="2013-10-01", second_engine=False).groups

    assert (group.name, group.periods) == ("Marsh", ("2013-14 Q1",))


def test_a_record_that_was_changed_is_not_the_same() -> None:
    record = DAY.assess({"population.registered": 320_000}).to_record()
    assert authorisation.replay(record).same

    record["as_of"] = "2012-10-02"

    changed = authorisation.replay(record)
    assert not changed.same
    assert changed.differences


@pytest.mark.parametrize("nothing", [[], (), {"judgements": []}], ids=repr)
def test_a_record_of_no_judgements_is_the_same(nothing: object) -> None:
    record = DAY.assess({"population.registered": 320_000}, judgements=nothing).to_record()

    assert authorisation.replay(record).differences == ()


WORTH_SHOWING = {
    "rules": DAY,
    "rules with values": DAY.with_values(self_pooling_population=30_000),
    "result": DAY.assess({}, name="N" * 90),
    "result of escapes": DAY.assess({}, name="\U000e0001" * 90),
    "finding": DAY.assess({})["FIN-3a"],
    "comparison": DAY.compare(DAY, [{}]),
    "monitored": RULES.monitor(RETURNS / "management-accepted.yaml", second_engine=False),
    "group": RULES.monitor(RETURNS / "management-accepted.yaml", second_engine=False).groups[0],
    "replay": authorisation.replay(DAY.assess({}).to_record()),
}


@pytest.mark.parametrize("name", WORTH_SHOWING)
def test_a_result_prints_itself_in_under_200_characters(name: str) -> None:
    shown = repr(WORTH_SHOWING[name])

    assert shown.startswith("<")
    assert len(shown) < 200


def held_structs(value: object) -> Iterator[msgspec.Struct]:
    """Every struct in a value, at any depth."""
    if isinstance(value, msgspec.Struct):
        yield value
        value = tuple(getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        for each in value:
            yield from held_structs(each)


def test_no_value_that_a_result_hands_out_prints_more_than_200_characters() -> None:
    costs = authorisation.load("running-costs")
    pools = DAY.pool([{"population.registered": 60_000}, {"population.registered": 70_000}])
    why = {"by": "The Board", "on": "2012-10-01", "reason": "A pool is agreed, and long. " * 20}
    decided = {"departures": [{"criterion": "FIN-3a", "verdict": "met", **why}]}
    result = DAY.assess({"population.registered": 70_000}, judgements=decided)
    handed_out = {
        "missing": result.missing,
        "ruled out": result.ruled_out,
        "what would": result.what_would("developmental track as asked"),
        "departures": result.departures,
        "short": pools.short,
        "plan": pools.plan,
        "cited by": costs.cited_by("si-2012-2996#57"),
        "timeline": costs.timeline("running_cost_head"),
        "resolved": costs.resolved(),
        "coverage": costs.coverage(),
    }

    shown = {
        f"{name}: {type(each).__name__}": len(repr(each))
        for name, value in handed_out.items()
        for each in held_structs(value)
    }
    assert {name.partition(":")[0] for name in shown} == set(handed_out)
    assert {name: length for name, length in shown.items() if length >= 200} == {}


CALLER = """\
from datetime import date
from decimal import Decimal

import authorisation

rules: authorisation.Rules = authorisation.load("gpcc-2010").on(date(2012, 10, 1))
result = rules.assess({"population.registered": Decimal(320_000)}, evidence={"population.registered": {"document": "x"}})
verdict: str = result["FIN-3a"].verdict
outcome: str | None = result.outcome
paths: list[str] = [each.path for each in result.missing]
try:
    rules.assess("nowhere.yaml")
except authorisation.UnreadableFile as error:
    code: int = error.exit_code
reveal_type(result["FIN-3a"].margin)
wrong: int = result.outcomes
"""


@pytest.mark.long
def test_a_caller_outside_the_package_is_checked_by_its_types(tmp_path: Path) -> None:
    (tmp_path / "caller.py").write_text(CALLER)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "caller.py"]

    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    lines = [line.removeprefix("caller.py:") for line in found.stdout.splitlines()]
    assert [line for line in lines if "error" in line or "note" in line] == [
        '15: note: Revealed type is "decimal.Decimal | tuple[decimal.Decimal | None, decimal.Decimal | None] | None"',
        (
            "16: error: Incompatible types in assignment"
            ' (expression has type "tuple[str, ...]", variable has type "int")  [assignment]'
        ),
        "Found 1 error in 1 file (checked 1 source file)",
    ]


def test_margins_are_exact() -> None:
    result = DAY.assess({"population.registered": 320_000})

    assert result["POP-4"].margin == Decimal(430_000)
