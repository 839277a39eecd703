"""What a formula looks at, in the order of its text."""

from __future__ import annotations

import pytest

from authorisation.engine.plans.plan import SymbolTable, references_in
from authorisation.engine.program.program import compile_rules
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import AtLeast
from authorisation.model.source import Formula
from tests.engine.worlds import criterion, leaf, rule_set

NAMES = SymbolTable(
    questions={"g.x", "g.y", "board", "deep.er.z"},
    parameters={"three", "five"},
    derived={"ratio"},
    items={"b": "board"},
)


@pytest.mark.parametrize(
    ("text", "looked_at"),
    [
        pytest.param("g.x >= five", ["answer g.x", "parameter five"], id="a comparison"),
        pytest.param("ratio >= 1", ["derived ratio"], id="a derived value"),
        pytest.param(
            "g.x in [three..five]",
            ["answer g.x", "parameter three", "parameter five"],
            id="a range",
        ),
        pytest.param(
            "g.x in (< five)", ["answer g.x", "parameter five"], id="a range with one end"
        ),
        pytest.param("g.x between three and 9", ["answer g.x", "parameter three"], id="between"),
        pytest.param("count(board[n > three])", ["answer board", "parameter three"], id="a filter"),
        pytest.param("sum(board.n)", ["answer board.n"], id="a field of every item"),
        pytest.param("b.n + g.y", ["item b.n", "answer g.y"], id="a loop variable"),
        pytest.param(
            "some i in board satisfies i.n > five",
            ["answer board", "parameter five"],
            id="a quantifier",
        ),
        pytest.param(
            "for i in three..five return i",
            ["parameter three", "parameter five"],
            id="an iteration",
        ),
        pytest.param(
            "if g.x > 1 then g.y else five", ["answer g.x", "answer g.y", "parameter five"], id="if"
        ),
        pytest.param(
            "deep.er.z = as_of", ["answer deep.er.z", "situation as_of"], id="a deeper group"
        ),
        pytest.param(
            "{a: g.x, b: a + five}.b", ["answer g.x", "parameter five"], id="a context of its own"
        ),
        pytest.param(
            "(function(n) n + g.x)(five)", ["answer g.x", "parameter five"], id="a function"
        ),
        pytest.param("-g.x < -five", ["answer g.x", "parameter five"], id="negated"),
        pytest.param("g.x > g.x - 1", ["answer g.x"], id="twice is once"),
    ],
)
def test_references(text, looked_at):
    found = references_in(parse(text), NAMES)

    assert [f"{reference.origin} {reference.name}" for reference in found] == looked_at


def test_a_criterion_looks_at_its_numbers_too_and_at_what_is_behind_derived_values():
    condition = AtLeast(n=Formula("three"), of=(leaf("ratio >= 1"), leaf("g.flag")))
    program = compile_rules(rule_set({"C": criterion("C", condition)}))

    found = [reference.name for reference in program.references_of(program.criteria[0])]

    assert found == ["three", "ratio", "g.x", "g.y", "g.flag"]
