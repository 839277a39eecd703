"""A folder of rules small enough to know by heart, and the command line run on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli

FILES = {
    "rules/questions/all.yaml": """\
population:
  registered: {type: integer, unit: patient, min: 1, ask: How many patients are registered?, why: Size carries risk., evidence: list sizes}
board:
  type: list
  ask: Who sits on the board?
  name_by: name
  each:
    name: {type: text, ask: Name}
    role: {type: choice, of: [lay, gp], none: neither, ask: Role}
practices: {type: list, ask: Which practices belong to it?, each: {code: {type: code, ask: Code}}}
pool: {type: list, ask: Which groups share the pool?, each: {code: {type: code, ask: Code}}}
across:
  - {unique: practices.code, says: One practice is named in two applications.}
  - {mutual: pool.code, says: Only one side names the pool.}
""",
    "rules/demo/ruleset.yaml": """\
id: demo
edition: 2012-01-01
title: The small rules
in_force: {from: 2012-01-01}
dated_by: as_of
sources: {act: {title: The Example Act, standing: law}}
domains: {size: Size, board: Board}
asks: [board, population, practices, pool]
""",
    "rules/demo/parameters.yaml": """\
least:
  title: Least population
  type: integer
  unit: patient
  values:
    2012-01-01: {value: 1000, source: act#1}
    2013-01-01: {value: 2000, source: act#2}
""",
    "rules/demo/criteria/all.yaml": """\
criteria:
  - id: SIZE
    title: The group is large enough
    domain: size
    severity: gate
    source: act#1
    require: population.registered >= least
    not_met: 'Only {population.registered}.'
  - id: LAY
    title: Somebody on the board is lay
    domain: board
    severity: condition
    source: act#3
    require: count(board[role = "lay"]) >= 1
    discharge: {evidence: the list of members, due: 3 months}
""",
    "rules/demo/outcomes.yaml": """\
outcomes:
  - {id: refused, source: act#9, when: 'count(findings[severity = "gate" and verdict = "not met"]) >= 1'}
  - id: granted with conditions
    source: act#9
    when: count(findings[severity = "condition" and verdict in ["not met", "open"]]) >= 1
    conditions: findings[severity = "condition" and verdict in ["not met", "open"]]
  - {id: granted, source: act#9, when: 'true'}
""",
    "rules/demo/cases/all.yaml": """\
- case: large enough
  as_of: 2012-06-01
  given: {population.registered: 1500, board: [{name: A, role: lay}]}
  expect: {SIZE: {verdict: met, margin: 500 patient}, LAY: met, outcome: granted}
- case: a lay member may yet come
  as_of: 2012-06-01
  given: {population.registered: 1500}
  expect: {LAY: unknown, outcome: [granted, granted with conditions]}
""",
    "granted.yaml": """\
name: Alpha
code: A1
as_of: 2012-06-01
answers:
  population.registered: 1500
  board: [{name: Xan, role: lay}]
  practices: [{code: P1}, {code: P2}]
  pool: [{code: B1}]
""",
    "conditions.yaml": """\
name: Beta
code: B1
as_of: 2012-06-01
answers:
  population.registered: 1000
  board: [{name: Yve, role: gp}]
  practices: [{code: P2}]
  pool: []
""",
    "refused.yaml": """\
name: Gamma
as_of: 2012-06-01
answers: {population.registered: 999, board: []}
""",
    "open.yaml": """\
name: Delta
as_of: 2012-06-01
answers: {population.registered: 5000}
""",
    "bad.yaml": """\
name: Epsilon
as_of: 2012-06-01
answers: {population.registred: 5000}
""",
}

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `rules/` and some submissions in it."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:  # noqa: ARG001  (it runs there)
    def invoke(*args: str, given: str | None = None) -> Result:
        environment = {"AUTHORISATION_RULES": "rules", "NO_COLOR": ""}
        result = CliRunner().invoke(
            cli, args, input=given, env=environment, prog_name="authorise", terminal_width=80
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def names(folder: Path) -> Callable[[], set[str]]:
    """Every file below the working folder, to see what a command wrote."""
    return lambda: {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
