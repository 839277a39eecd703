"""The same work as zen-engine decisions, in the ways in which a user of it would write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

import zen

from benchmarks.work import (
    CONDITIONS,
    DEVELOPMENT,
    FULL,
    Answers,
    Count,
    Ratio,
    Rule,
    Threshold,
)

Json: TypeAlias = Any
"""What zen-engine takes and gives: JSON as Python values, or its text."""
Reading: TypeAlias = tuple[dict[str, bool | None], str]
"""The Boolean of each criterion (null where unknown) and the outcome."""

CANNOT_TELL = "cannot tell yet"
FAILURES = "one decision table, failures alone"
"""Its trace holds only the rows that fired: nothing is said of a criterion that is met."""


READY = ", dict"
TEXT = ", JSON text"


def is_yardstick(name: str) -> bool:
    """Say whether a formulation gets a ready dict and answers for every criterion, as we do."""
    return name.endswith(READY) and FAILURES not in name


@dataclass(frozen=True, slots=True)
class Peer:
    """One formulation: how to run it on a context, and how to read its answers."""

    name: str
    run: Callable[[Json], Json]
    context: Callable[[Answers], Json]
    read: Callable[[Json], Reading]


def peers(made: Sequence[Rule], *, missing: bool) -> Iterator[Peer]:
    """Yield the formulations; those for missing answers guard every comparison against null.

    zen-engine refuses to compare null, so that a rule without the guard ends in an error.
    """
    for pass_through in (True, False):
        name = "one expression node" + (", inputs passed on" if pass_through else "")
        graph = _one_node(made, pass_through=pass_through, missing=missing)
        yield from _both_contexts(name, graph, _read_nodes(made))
    graph = _one_table(made, missing=missing)
    yield from _both_contexts("one decision table, a row a criterion", graph, _read_table)
    if missing:  # nodes in a row lose their nulls, and a table of failures cannot hold any
        return
    yield from _both_contexts("three expression nodes", _three_nodes(made), _read_nodes(made))
    graph = _table_of_failures(made)
    yield from _both_contexts(FAILURES, graph, _read_failures(made))


def _both_contexts(
    name: str,
    graph: Mapping[str, object],
    read: Callable[[Json], Reading],
) -> Iterator[Peer]:
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    decision.validate()

    def run(context: Json) -> Json:
        return decision.evaluate(context, {"trace": True})

    yield Peer(f"{name}{READY}", run, _context, read)
    yield Peer(f"{name}{TEXT}", run, lambda answers: json.dumps(_context(answers)), read)


def _context(answers: Answers) -> dict[str, Json]:
    figures = {name: _plain(seen) for name, seen in answers.items() if name != "board"}
    context: dict[str, Json] = {"figures": figures}
    if "board" in answers:
        context["board"] = [
            {name: _plain(seen) for name, seen in member.items()} for member in answers["board"]
        ]
    return context


def _plain(seen: object) -> object:
    if not isinstance(seen, Decimal):
        return seen
    return int(seen) if seen == seen.to_integral_value() else float(seen)


def _expression(rule: Rule, *, missing: bool) -> str:
    match rule:
        case Threshold(figure=figure, at_least=at_least, line=line):
            test = f"figures.{figure} {'>=' if at_least else '<='} {line}"
            return f"figures.{figure} == null ? null : {test}" if missing else test
        case Ratio(figure=figure, by=by, line=line):
            test = f"figures.{figure} / figures.{by} <= {line}"
            if not missing:
                return test
            a, b = f"figures.{figure}", f"figures.{by}"
            most = f"({a} == null ? 1000 : {a}) / ({b} == null ? 500 : {b}) <= {line}"
            least = f"({a} == null ? 0 : {a}) / ({b} == null ? 1000 : {b}) <= {line}"
            return f"{most} ? true : ({least} ? null : false)"
        case Count(line=line):
            sure = f"count(board, {_filter(rule, missing=False, guard=missing)}) >= {line}"
            if not missing:
                return sure
            most = f"count(board, {_filter(rule, missing=True, guard=True)}) >= {line}"
            return f"board == null ? null : ({sure} ? true : ({most} ? null : false))"


def _filter(rule: Count, *, missing: bool, guard: bool) -> str:
    parts = [("role", f"#.role == '{rule.role}'")]
    if rule.votes:
        parts.append(("votes", "#.votes == true"))
    if rule.sessions is not None:
        absent = "true" if missing else "false"
        test = f"#.sessions >= {rule.sessions}"
        guarded = f"(#.sessions == null ? {absent} : {test})"
        parts.append(("", guarded if guard else test))
    return " and ".join(
        f"({test} or #.{name} == null)" if missing and name else test for name, test in parts
    )


def _key(rule: Rule) -> str:
    return f"{rule.severity}.{rule.id.replace('-', '')}"


def _node(name: str, kind: str, content: object) -> dict[str, object]:
    return {
        "id": name,
        "name": name,
        "type": kind,
        "content": content,
        "position": {"x": 0, "y": 0},
    }


def _graph(inner: Sequence[dict[str, object]]) -> dict[str, object]:
    nodes = [_node("in", "inputNode", {}), *inner, _node("out", "outputNode", {})]
    edges = [
        {"id": f"e{i}", "type": "edge", "sourceId": one["id"], "targetId": next_one["id"]}
        for i, (one, next_one) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}


def _expressions(
    name: str, made: Sequence[Rule], *, pass_through: bool, missing: bool
) -> dict[str, object]:
    expressions = [
        {"id": rule.id, "key": _key(rule), "value": _expression(rule, missing=missing)}
        for rule in made
    ]
    content = {"expressions": expressions, "passThrough": pass_through}
    return _node(name, "expressionNode", content)


def _one_node(made: Sequence[Rule], *, pass_through: bool, missing: bool) -> dict[str, object]:
    findings = _expressions("findings", made, pass_through=pass_through, missing=missing)
    return _graph([findings, _outcome_table(_value_fields())])


def _three_nodes(made: Sequence[Rule]) -> dict[str, object]:
    nodes = [
        _expressions(
            kind.__name__,
            [rule for rule in made if isinstance(rule, kind)],
            pass_through=True,
            missing=False,
        )
        for kind in (Threshold, Ratio, Count)
    ]
    return _graph([*nodes, _outcome_table(_value_fields())])


def _value_fields() -> tuple[str, ...]:
    return tuple(
        f"some(values({severity}), # == {value})"
        for severity in ("gate", "condition")
        for value in ("false", "null")
    )


def _outcome_table(fields: Sequence[str]) -> dict[str, object]:
    inputs = [{"id": f"i{n}", "name": field, "field": field} for n, field in enumerate(fields)]
    rows = ((0, DEVELOPMENT), (1, CANNOT_TELL), (2, CONDITIONS), (3, CANNOT_TELL), (None, FULL))
    table = [
        {
            "_id": f"r{n}",
            **{f"i{column}": "true" if column == when else "" for column in range(len(fields))},
            "o": json.dumps(outcome),
        }
        for n, (when, outcome) in enumerate(rows)
    ]
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "outcome", "field": "outcome"}],
        "rules": table,
    }
    return _node("outcome", "decisionTableNode", content)


def _one_table(made: Sequence[Rule], *, missing: bool) -> dict[str, object]:
    """Make one decision table whose rows all fire, each giving a criterion's verdict."""
    rows = [
        {
            "_id": rule.id,
            "i": "",
            "id": json.dumps(rule.id),
            "severity": json.dumps(rule.severity),
            "met": _expression(rule, missing=missing),
        }
        for rule in made
    ]
    fields = tuple(
        f"some(findings, #.severity == '{severity}' and #.met == {value})"
        for severity in ("gate", "condition")
        for value in ("false", "null")
    )
    return _graph([_collecting(rows, ("id", "severity", "met")), _outcome_table(fields)])


def _table_of_failures(made: Sequence[Rule]) -> dict[str, object]:
    """Make one decision table with a row for each criterion that fires where it is not met."""
    rows = [
        {
            "_id": rule.id,
            "i": f"not({_expression(rule, missing=False)})",
            "id": json.dumps(rule.id),
            "severity": json.dumps(rule.severity),
        }
        for rule in made
    ]
    fields = (
        "some(findings, #.severity == 'gate')",
        "false",
        "some(findings, #.severity == 'condition')",
        "false",
    )
    return _graph([_collecting(rows, ("id", "severity")), _outcome_table(fields)])


def _collecting(rows: Sequence[Mapping[str, str]], outputs: Sequence[str]) -> dict[str, object]:
    content = {
        "hitPolicy": "collect",
        "passThrough": False,
        "outputPath": "findings",
        "inputs": [{"id": "i", "name": "when"}],
        "outputs": [{"id": output, "name": output, "field": output} for output in outputs],
        "rules": rows,
    }
    return _node("findings", "decisionTableNode", content)


def _read_nodes(made: Sequence[Rule]) -> Callable[[Json], Reading]:
    def read(response: Json) -> Reading:
        result = response["result"]
        judged = {rule.id: result[rule.severity][rule.id.replace("-", "")] for rule in made}
        return judged, result["outcome"]

    return read


def _read_table(response: Json) -> Reading:
    result = response["result"]
    return {row["id"]: row.get("met") for row in result["findings"]}, result["outcome"]


def _read_failures(made: Sequence[Rule]) -> Callable[[Json], Reading]:
    def read(response: Json) -> Reading:
        result = response["result"]
        failed = {row["id"] for row in result["findings"]}
        return {rule.id: rule.id not in failed for rule in made}, result["outcome"]

    return read
