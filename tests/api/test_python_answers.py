"""Answers given as Python values: the same as a file of them, refused with the same care."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, FloatOperation, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import authorisation
from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.answers.from_python import (
    day_from_python,
    judgements_from_python,
    submission_from_python,
    values_from_python,
)
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.load import load_rule_set
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Duration, Items
from authorisation.usecases.filesystem.places import rules_root

RULES = load_rule_set("gpcc-2010", root=rules_root())
STATUTE = load_rule_set("statutory-2012", root=rules_root())
HEAD = {"name": "A group"}


def answered(**answers: Any) -> Any:
    (path,) = answers
    return submission_from_python(answers, RULES, HEAD).answers[path]


def refused(answers: Any, **head: Any) -> list[str]:
    with pytest.raises(InvalidSubmission) as caught:
        submission_from_python(answers, RULES, {**HEAD, **head})
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(320_000, Decimal(320_000), id="an int"),
        pytest.param("320000", Decimal(320_000), id="a text, as in a file"),
        pytest.param(Decimal("3.2E5"), Decimal(320_000), id="a Decimal, however it is written"),
        pytest.param(320_000.0, Decimal(320_000), id="a float that is whole"),
    ],
)
def test_a_number_may_be_given_as(value: Any, expected: Decimal) -> None:
    assert answered(**{"population.registered": value}) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param(
            {"population.registerd": 5},
            'answers["population.registerd"]: no question is called `population.registerd`\n'
            "  help: did you mean `population.registered`?",
            id="a path that is misspelt",
        ),
        pytest.param(
            {"population": {"registerd": 5}},
            'answers["population.registerd"]: no question is called `population.registerd`\n'
            "  help: did you mean `population.registered`?",
            id="a path that is misspelt in a group",
        ),
        pytest.param(
            {5: 5}, 'answers["5"]: no question is called `5`', id="a path that is no text"
        ),
        pytest.param(
            {"population.registered": 0.1},
            'answers["population.registered"]: a float 0.1 is not a whole number\n'
            "  help: give an int, such as 0 or 1",
            id="a float",
        ),
        pytest.param(
            {"finance.budget_total": 0.1},
            'answers["finance.budget_total"]: a float 0.1 may not be exact\n'
            '  help: write Decimal("0.1")',
            id="a float for an amount",
        ),
        pytest.param(
            {"data.found_useful": 0.05},
            'answers["data.found_useful"]: a float 0.05 may not be exact\n'
            '  help: write it with its sign, as in "5%"',
            id="a float for a percentage",
        ),
        pytest.param(
            {"Population.Registered": 5},
            'answers["Population.Registered"]: no question is called `Population.Registered`\n'
            "  help: did you mean `population.registered`?",
            id="a path in other capitals",
        ),
        pytest.param(
            {"population.registered.number": 5},
            'answers["population.registered.number"]: no question is called'
            " `population.registered.number`\n  help: did you mean `population.registered`?",
            id="a path within a question",
        ),
        pytest.param(
            {"conflicts.policy": "a\ud800b"},
            'answers["conflicts.policy"]: this text holds half of a character (U+D800)',
            id="half of a character, which no file can hold",
        ),
        pytest.param(
            {"population.registered": [5]},
            'answers["population.registered"]: `population.registered` takes one answer,'
            " not a list\n  help: write the answer alone",
            id="a list for one answer",
        ),
        pytest.param(
            {"conflicts.policy": 1.5},
            'answers["conflicts.policy"]: `conflicts.policy` takes a str, not a float 1.5\n'
            "  help: put it in quotes",
            id="a float for a document",
        ),
        pytest.param(
            {"population.registered": float("nan")},
            'answers["population.registered"]: `nan` is not a number\n'
            "  help: leave it out if it is not known",
            id="a float that is no number",
        ),
        pytest.param(
            {"population.registered": True},
            'answers["population.registered"]: `population.registered` takes a number'
            " (int, Decimal or str), not a bool True\n"
            "  help: give the number alone, such as 320_000",
            id="a bool for a number",
        ),
        pytest.param(
            {"population.registered": 10**2000},
            'answers["population.registered"]: this number is too large',
            id="a number that Python would not write out",
        ),
        pytest.param(
            {"population.registered": Decimal("Infinity")},
            'answers["population.registered"]: `Infinity` is not a number\n'
            "  help: leave it out if it is not known",
            id="an infinite Decimal",
        ),
        pytest.param(
            {"population.registered": -1},
            'answers["population.registered"]: `-1` is below 1, the least',
            id="a number out of its bounds",
        ),
        pytest.param(
            {"population.registered": None},
            'answers["population.registered"]: `none` is no answer to `population.registered`\n'
            "  help: leave it out if it is not answered",
            id="None, where there must be one",
        ),
        pytest.param(
            {"conflicts.policy": 7},
            'answers["conflicts.policy"]: `conflicts.policy` takes a str, not an int 7\n'
            "  help: put it in quotes",
            id="a number for a document",
        ),
        pytest.param(
            {"strategy.objectives": 3},
            'answers["strategy.objectives"]: `strategy.objectives` takes a list, not an int 3\n'
            "  help: give its entries within brackets: [...]",
            id="a number for a list of texts",
        ),
        pytest.param(
            {"strategy.objectives": {"so_far": 3}},
            'answers["strategy.objectives"]["so_far"]: `strategy.objectives` takes a list, not an'
            " int 3\n  help: give its entries within brackets: [...]",
            id="a number for a list that may grow",
        ),
        pytest.param(
            {"strategy.objectives": [3]},
            'answers["strategy.objectives"][0]: `strategy.objectives` takes a str, not an int 3\n'
            "  help: put it in quotes",
            id="a number in a list of texts",
        ),
        pytest.param(
            {"conflicts.policy": "tbc"},
            'answers["conflicts.policy"]: `tbc` is no answer to `conflicts.policy`\n'
            "  help: leave it out if it is not known yet; write `none` if there is none",
            id="a text that answers nothing",
        ),
        pytest.param(
            {"conflicts.policy": "a\x07b"},
            'answers["conflicts.policy"]: this text holds a control character (U+0007)',
            id="a character that no file may hold",
        ),
        pytest.param(
            {"conflicts.policy": object},
            "answers[\"conflicts.policy\"]: a type <class 'object'> is no answer\n"
            "  help: give a str",
            id="what is no value at all",
        ),
        pytest.param(
            {"membership.practices": 3},
            'answers["membership.practices"]: `membership.practices` must be a list\n'
            "  help: write `[…]` or lines that begin with `- `; `[]` if there is none",
            id="a number for a list",
        ),
        pytest.param(
            {"membership.practices": [{"cod": "A1"}]},
            'answers["membership.practices"][0]["cod"]: an entry of `membership.practices` has no'
            " field `cod`\n  help: did you mean `code`?",
            id="a field that is misspelt",
        ),
        pytest.param(
            {"membership.practices": {"so_far": [], "more": 1}},
            'answers["membership.practices"]["more"]: unknown key `more` beside `so_far`\n'
            "  help: take it out: `so_far` stands alone, with a list",
            id="a key beside so_far",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place_and_remedy(
    answers: Any, expected: str
) -> None:
    assert refused(answers) == [expected]


@pytest.mark.parametrize("value", [3, 0.5, date(2012, 1, 1), True])
def test_what_must_be_text_beside_the_answers_is_refused(value: Any) -> None:
    proof = {"population.registered": {"document": value}}

    assert [problem.partition(" takes ")[0] for problem in refused({}, name=3)] == ["name: `name`"]
    assert [problem[:5] for problem in refused({}, name=value)] == ["name:"]
    assert [problem[:5] for problem in refused({}, code=value)] == ["code:"]
    assert [problem.partition(": ")[0] for problem in refused({}, evidence=proof)] == [
        'evidence["population.registered"]["document"]'
    ]


def test_what_is_neither_true_nor_false_is_refused_in_words_of_python() -> None:
    path = next(q.path for q in RULES.bank.values() if q.type is ValueType.BOOLEAN)

    assert refused({path: "yes"}) == [
        f'answers["{path}"]: `yes` is not True or False\n  help: give True or False'
    ]


def test_every_problem_is_told_at_once() -> None:
    problems = refused(
        {"population.registerd": 5, "population.registered": 0.5}, as_of="2012-13-01"
    )

    assert [problem.partition(":")[0] for problem in problems] == [
        'answers["population.registerd"]',
        'answers["population.registered"]',
        "as_of",
    ]


def test_a_value_within_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["population"] = endless

    problems = refused(endless)

    assert problems[-1].endswith("]: more than 64 levels within each other")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(date(2012, 10, 1), date(2012, 10, 1), id="a date"),
        pytest.param("2012-10-01", date(2012, 10, 1), id="a text"),
    ],
)
def test_a_day_may_be_given_as(value: Any, expected: date) -> None:
    assert day_from_python(value, "as_of") == expected


GIVE_A_DAY = '\n  help: give datetime.date(2012, 6, 21), or "2012-06-21"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            datetime(2012, 10, 1, 9, 30, tzinfo=UTC),
            (
                "as_of: a datetime datetime.datetime(2012, 10, 1, 9, 30, tzinfo=datetime.timezo"
                " has a time of day\n  help: give its date()"
            ),
        ),
        (
            "1 October 2012",
            (
                "as_of: `1 October 2012` is not a date\n"
                "  help: write it as year-month-day: `2012-10-01`"
            ),
        ),
        (20121001, f"as_of: an int 20121001 is no day{GIVE_A_DAY}"),
        (1.5, f"as_of: a float 1.5 is no day{GIVE_A_DAY}"),
        (None, f"as_of: None is no day{GIVE_A_DAY}"),
        ([], f"as_of: a list [] is no day{GIVE_A_DAY}"),
    ],
)
def test_what_is_no_day_is_refused(value: Any, expected: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        day_from_python(value, "as_of")

    assert str(caught.value) == expected


@pytest.mark.parametrize("days", [timedelta(days=28), Duration(days=28), "28 days", "4 weeks"])
def test_a_length_of_time_may_be_given_as(days: Any) -> None:
    name = next(p.name for p in STATUTE.parameters.values() if p.type is ValueType.DURATION)

    assert values_from_python({name: days}, STATUTE) == {name: Duration(days=28)}


def test_a_list_may_still_grow() -> None:
    found = answered(**{"membership.practices": {"so_far": [{"code": "A81001"}]}})

    assert found == Items(({"code": "A81001"},), so_far=True)


def test_values_of_parameters_are_of_their_type() -> None:
    found = values_from_python({"self_pooling_population": 30_000}, RULES)

    assert found == {"self_pooling_population": Decimal(30_000)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"self_pooling_populaton": 1},
            (
                "no parameter is called `self_pooling_populaton`\n  help: "
                "did you mean `self_pooling_population`?"
            ),
        ),
        (
            {"self_pooling_population": "many"},
            "self_pooling_population: `many` is not a number",
        ),
        (
            {"self_pooling_population": 0.5},
            (
                "self_pooling_population: a float 0.5 is not a whole number\n"
                "  help: give an int, such as 0 or 1"
            ),
        ),
    ],
)
def test_what_no_parameter_can_be_is_refused(values: Any, expected: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        values_from_python(values, RULES)

    assert str(caught.value) == expected


def test_judgements_are_read_as_a_file_of_them_is() -> None:
    criterion = next(c for c in STATUTE.criteria.values() if c.judgement)
    assert criterion.judgement
    entry = {
        "criterion": criterion.id,
        "assessor": "A. Assessor",
        "on": date(2012, 10, 1),
        "grade": next(iter(criterion.judgement.grades)),
        "reason": "Seen.",
    }

    (found,) = judgements_from_python({"judgements": [entry]}, STATUTE).entries

    assert (found.criterion, found.on, found.grade) == (criterion.id, entry["on"], entry["grade"])
    with pytest.raises(InvalidSubmission, match=r"judgements\[0\]\[\"grade\"\]: `good` is not"):
        judgements_from_python({"judgements": [{**entry, "grade": "good"}]}, STATUTE)


def _scalars(question: Question) -> st.SearchStrategy[Any]:
    texts = st.from_regex(r"[A-Z][a-z]{2,9} [0-9]{3}", fullmatch=True)
    low = int(question.minimum if question.minimum is not None else 0)
    high = int(question.maximum if question.maximum is not None else 10**9)
    strategies: dict[ValueType, Callable[[], st.SearchStrategy[Any]]] = {
        ValueType.INTEGER: lambda: st.integers(low, high),
        ValueType.NUMBER: lambda: st.integers(low, high),
        ValueType.MONEY: lambda: st.decimals(low, high, places=question.decimals or 0),
        ValueType.BOOLEAN: st.booleans,
        ValueType.DATE: lambda: st.dates(date(1990, 1, 1), date(2040, 1, 1)),
        ValueType.DURATION: lambda: st.builds(Duration, days=st.integers(1, 900)),
        ValueType.CHOICE: lambda: st.sampled_from(question.of),
        ValueType.CHOICES: lambda: st.lists(st.sampled_from(question.of), unique=True),
    }
    if question.unit == "%":
        return st.integers(0, 100).map(lambda number: f"{number}%")
    return strategies.get(question.type, lambda: texts)()


def _values(question: Question) -> st.SearchStrategy[Any]:
    if question.type is not ValueType.LIST:
        return _scalars(question)
    if not question.each:
        return st.lists(st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True), max_size=3)
    item = st.fixed_dictionaries(
        {}, optional={name: _values(field) for name, field in question.each.items()}
    )
    items = st.lists(item, max_size=3)
    return items | items.map(lambda found: {"so_far": found})


SUBMISSIONS = st.lists(
    st.sampled_from(list(RULES.bank.values())), max_size=6, unique_by=lambda question: question.path
).flatmap(lambda asked: st.fixed_dictionaries({q.path: _values(q) for q in asked}))


def _as_file(value: Any) -> Any:
    """The value as JSON, which YAML reads: every scalar as a text of its own."""
    match value:
        case dict():
            return {key: _as_file(inside) for key, inside in value.items()}
        case list():
            return [_as_file(inside) for inside in value]
        case bool():
            return str(value).lower()
        case Duration(days=days):
            return f"{days} days"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


@given(SUBMISSIONS)
def test_answers_in_python_and_in_a_file_are_the_same_answers(answers: dict[str, Any]) -> None:
    file = json.dumps({**HEAD, "answers": _as_file(answers)}, ensure_ascii=False).encode()

    from_file = read_submission(file, "file.yaml", RULES)
    from_python = submission_from_python(answers, RULES, HEAD)

    assert from_python.answers == from_file.answers
    assert from_python.sha256 == from_file.sha256


def test_what_the_package_hands_on_is_there() -> None:
    assert all(getattr(authorisation, name) for name in authorisation.__all__)
    with pytest.raises(AttributeError, match="has no attribute `lode`"):
        authorisation.lode  # type: ignore[attr-defined]  # noqa: B018


def test_a_float_is_judged_where_decimals_of_floats_are_trapped() -> None:
    """Who counts money may trap floats that become decimals by mistake; a result is the same."""
    with localcontext() as context:
        context.traps[FloatOperation] = True

        assert answered(**{"population.registered": 41300.0}) == 41300
        assert refused({"population.registered": float("nan")}) == [
            (
                'answers["population.registered"]: `nan` is not a number\n'
                "  help: leave it out if it is not known"
            )
        ]
