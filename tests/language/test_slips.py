"""Slips of the hand that YAML or FEEL takes for something else: what is said, and the remedy."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from authorisation.errors import InvalidRules, InvalidSubmission
from authorisation.language.answers.returns import read_returns
from authorisation.language.answers.submissions import read_submission
from authorisation.language.regime.load import load_regime
from authorisation.language.written.rules import WrittenParameter
from authorisation.language.yaml.document import Scalar, parse_yaml
from authorisation.language.yaml.fields import check_syntax
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.source import Problem
from authorisation.usecases.library import Library
from tests.shipped import shipped_regime, shipped_rules

ROOT = Path(__file__).parents[2] / "rules"
RULES = shipped_rules("gpcc-2010")
AGAINST = Library().returns_context(shipped_regime("gpcc-2010"))
PART = "a `:` without a space after it is a part of the text\n  help: put a space after the colon: "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "name: A\nanswers:\nrisk.system: a paper\npopulation:\n  registered: 5\n",
            "f:3:1: unknown key `risk.system`\n"
            "  help: it is a question: indent it, so that it stands under `answers`\n"
            "f:4:1: unknown key `population`\n"
            "  help: it is a question: indent it, so that it stands under `answers`",
            id="answers flush left",
        ),
        pytest.param(
            "name:Corby\nas_of: 2012-10-01\nanswers:\n",
            f"f:1:5: {PART}`name: Corby`",
            id="no space in the first line",
        ),
        pytest.param(
            "name: Corby\nas_of:2012-10-01\nanswers:\n",
            f"f:2:6: {PART}`as_of: 2012-10-01`",
            id="no space in a line further down",
        ),
        pytest.param(
            "name: Corby\nanswers:\n  population.registered:5\n",
            "f:3:3: answers must be a mapping of questions and answers\n"
            "  help: put a space after the colon: `population.registered: 5`",
            id="no space in the only answer",
        ),
        pytest.param(
            "name: Corby\nanswers:\n  population:\n    registered:5\n",
            "f:4:5: `population` is a group of questions, not a question\n"
            "  help: put a space after the colon: `registered: 5`",
            id="no space in the only answer of a group",
        ),
        pytest.param(
            "name: Corby\nanswers: {population.registered:5}\n",
            "f:2:11: no question is called `population.registered:5`\n"
            "  help: put a space after the colon: `population.registered: 5`",
            id="no space inside braces",
        ),
        pytest.param(
            "name:Corby\n",
            "f:1:1: this must be a mapping of keys and values\n"
            "  help: put a space after the colon: `name: Corby`",
            id="no space in the only line",
        ),
    ],
)
def test_a_submission(text: str, said: str) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read_submission(text.encode(), "f", RULES)

    assert str(caught.value) == said


def test_returns_with_answers_flush_left() -> None:
    text = """\
name: A
authorised_on: 2013-04-01
at_authorisation:
population: {registered: 5}
returns:
  - period: 2013-14 Q1
    received_on: 2013-07-20
    answers:
    in_year: {variance_to_date: 5}
"""
    with pytest.raises(InvalidSubmission) as caught:
        read_returns(text.encode(), "f", AGAINST)

    assert str(caught.value) == (
        "f:4:1: unknown key `population`\n"
        "  help: it is a question: indent it, so that it stands under `at_authorisation`\n"
        "f:9:5: unknown key `in_year`\n"
        "  help: it is a question: indent it, so that it stands under the `answers` of a return"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(
            "{2013-04-01: 5}",
            "f:2:22: `5` stands alone, without its source\n  help: write `{value: 5, source: …}`",
            id="no source",
        ),
        pytest.param(
            "5",
            "f:2:9: `5` stands alone, without its date and source\n"
            "  help: write `{2012-04-01: {value: 5, source: …}}`, "
            "with the day from which it applies",
            id="neither date nor source",
        ),
    ],
)
def test_a_bare_value_of_a_parameter(values: str, said: str) -> None:
    problems: list[Problem] = []
    validate_shape(
        WrittenParameter,
        parse_yaml(f"type: integer\nvalues: {values}".encode(), "f"),
        problems,
    )

    assert "\n".join(map(str, problems)) == said


NO_PART = "is not part of the expression language"
MORE = "expected an operator or the end of the expression, found"


@pytest.mark.parametrize(
    ("written", "said", "remedy"),
    [
        ("a => 5", "f:1:4: expected an expression, found `>`", "`=>` is written `>=`"),
        ("a =< 5", "f:1:4: expected an expression, found `<`", "`=<` is written `<=`"),
        ("a <> 5", "f:1:4: expected an expression, found `>`", "`<>` is written `!=`"),
        ("a !== 5", "f:1:5: expected an expression, found `=`", "`!==` is written `!=`"),
        ("a ! = 5", f"f:1:3: `!` {NO_PART}", "`!=` is written without a space"),
        ("a =! 5", f"f:1:4: `!` {NO_PART}", "`=!` is written `!=`"),
        ("a ≥ 5", f"f:1:3: `≥` {NO_PART}", "`≥` is written `>=`"),
        ("a && b", f"f:1:3: `&` {NO_PART}", "`&&` is written `and`"),
        ("!a", f"f:1:1: `!` {NO_PART}", "`!` is written `not(…)`"),
        ("not a", f"f:1:5: {MORE} `a`", "`not` takes brackets: `not(…)`"),
        ("a AND b", f"f:1:3: {MORE} `AND`", "`AND` is written `and`"),
        (
            *("a == 5", "f:1:4: expected an expression, found `=`; equality is a single `=`"),
            "`==` is written `=`",
        ),
        (
            *("a > = 5", "f:1:5: expected an expression, found `=`"),
            "write the two marks of the operator without a space",
        ),
        (
            *("a > 5%", f"f:1:6: `%` {NO_PART}"),
            "5% is written 0.05; better is a parameter whose unit is `%`",
        ),
        (
            *("a = “x”", f"f:1:5: `“` {NO_PART}"),
            'texts stand between straight double quotes: `"…"`',
        ),
    ],
)
def test_an_operator_of_another_language(written: str, said: str, remedy: str) -> None:
    assert str(check_syntax(Scalar(written, "f", 1, 1))) == f"{said}\n  help: {remedy}"


def test_what_only_ends_too_soon_is_no_such_slip() -> None:
    problem = check_syntax(Scalar("a and", "f", 1, 1))

    assert str(problem) == "f:1:6: expected an expression, found the end of the expression"


def test_a_regime_that_asks_for_what_is_personal_is_refused(tmp_path: Path) -> None:
    for part in ("questions", "failure-statutory"):
        copytree(ROOT / part, tmp_path / part)
    regime = tmp_path / "failure-statutory" / "regime.yaml"
    text = regime.read_text()
    asked = text.replace("[population.registered]", "[population.registered, board]", 1)
    regime.write_text(asked.replace("returns: [", "returns: [team, ", 1))
    (tmp_path / "questions/returns/team.yaml").write_text(
        "team:\n"
        "  lead: {type: text, ask: Who leads it?, personal: true}\n"
        "  size: {type: integer, ask: How many are they?}\n"
    )

    with pytest.raises(InvalidRules) as caught:
        load_regime("failure-statutory", root=tmp_path)

    kept = "is personal, and what is filed is kept as it came"
    remedy = "leave it out, or ask for it without `personal: true`"
    assert str(caught.value) == (
        f"{regime}:6:11: `team.lead` {kept}\n  help: {remedy}\n"
        f"{regime}:7:43: `board.name` {kept}\n  help: {remedy}"
    )


def test_a_bare_value_in_a_regime_is_refused_at_its_place(tmp_path: Path) -> None:
    for part in ("questions", "failure-statutory"):
        copytree(ROOT / part, tmp_path / part)
    path = tmp_path / "failure-statutory" / "regime.yaml"
    text = path.read_text()
    begin = text.index("  mainly: {")
    bare = "  mainly: {title: Most, type: number, unit: '%', values: {2013-04-01: 50%}}"
    path.write_text(text[:begin] + bare + text[text.index("\n", begin) :])
    line = text[:begin].count("\n") + 1

    with pytest.raises(InvalidRules) as caught:
        load_regime("failure-statutory", root=tmp_path)

    assert str(caught.value).startswith(
        f"{path}:{line}:71: `50%` stands alone, without its source\n"
        "  help: write `{value: 50%, source: …}`"
    )
