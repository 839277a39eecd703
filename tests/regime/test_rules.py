"""Tables refuse what is known to hang or crash durable-rules."""

from __future__ import annotations

import re

import pytest

from authorisation.inference.facts import Rule, RuleTable


def rule(*when: tuple[str, str], then: tuple[str, str] = ("z", "T")) -> Rule:
    return Rule(when, then)


ONE = rule(("a", "T"))
EIGHT = rule(*((f"k{n}", "T") for n in range(8)))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        pytest.param([], "0 rules with 0 tests are not one table", id="no rules"),
        pytest.param([ONE] * 300, "300 rules with 300 tests are not one table", id="many rules"),
        pytest.param([EIGHT] * 50, "50 rules with 400 tests are not one table", id="many tests"),
        pytest.param([rule()], "a rule looks at no fact, or at more than 8", id="no fact"),
        pytest.param(
            [rule(*((f"k{n}", "T") for n in range(9)))],
            "a rule looks at no fact, or at more than 8",
            id="nine facts in one rule",
        ),
        pytest.param([rule(("a", "1"))], "not a word for facts: '1'", id="a number"),
        pytest.param([rule(("a", "T "))], "not a word for facts: 'T '", id="a space"),
        pytest.param([rule(("a", ""))], "not a word for facts: ''", id="nothing"),
        pytest.param([rule(("$nex", "T"))], "not a word for facts: '$nex'", id="an operator"),
        pytest.param([rule(("a", "é"))], "not a word for facts: 'é'", id="other letters"),
        pytest.param(
            [rule(("a", "T"), then=("b", "x" * 17))],
            f"not a word for facts: {'x' * 17!r}",
            id="long",
        ),
        pytest.param([rule(("OPEN", "x"))], "not a word for facts: 'OPEN'", id="the opening fact"),
    ],
)
def test_what_is_no_table(rules: list[Rule], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        RuleTable(tuple(rules))


def test_the_largest_tables() -> None:
    assert len(RuleTable((ONE,) * 299).rules) == 299
    assert RuleTable((EIGHT,) * 49).conclusions == {("z", "T")}
