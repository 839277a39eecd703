"""The work of 120 criteria as SQL written by hand: three values of truth, exact decimals.

It is what somebody who knows the policy and the database would write for this policy alone: each
test with the bounds of its figures at hand, a cell of text for each verdict, lists gone through
where they stand. It gives the columns that a table of results has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from benchmarks.work import CONDITIONS, DEVELOPMENT, FULL, LIMIT, Count, Ratio, Rule, Threshold

LEAST_DIVISOR: Final = 500
PLACES: Final = 6
_POSSIBLE: Final = "WHEN 'unknown' THEN 'met or not met'"
_IMPOSED: Final = "STRUCT(outcome VARCHAR, criterion VARCHAR, perhaps BOOLEAN)[]"


def statement(made: Sequence[Rule], source: str) -> str:
    """The statement that works out a table of submissions; `source` is what it selects from."""
    verdicts = ", ".join(f"{_verdict(rule)} AS {_quoted(rule.id)}" for rule in made)
    counts = ", ".join(f"{_entries(rule)}" for rule in made if isinstance(rule, Count))
    counted = f"SELECT *, {_OPEN} AS growing, {counts} FROM {source}"
    judged = f"SELECT *, {verdicts} FROM ({counted})"
    columns = [*_head(made), *(each for rule in made for each in _finding(rule))]
    return f"SELECT {', '.join(columns)} FROM ({judged})"


_OPEN: Final = "(board IS NULL OR coalesce(board__so_far, false))"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _figure(name: str) -> str:
    return _quoted(f"figures.{name}")


def _head(made: Sequence[Rule]) -> Iterator[str]:
    yield from ('"row"', "name", "code", "as_of", "'self-assessment' AS stage")
    yield from ("'work' AS rule_set", "'1' AS edition")
    failed, doubtful = {}, {}
    for severity in ("gate", "condition"):
        ids = [_quoted(rule.id) for rule in made if rule.severity == severity]
        failed[severity] = " OR ".join(f"{each} = 'not met'" for each in ids)
        doubtful[severity] = " OR ".join(f"{each} <> 'met'" for each in ids)
    yield (
        f"CASE WHEN {failed['gate']} THEN '{DEVELOPMENT}' WHEN {doubtful['gate']} THEN NULL "
        f"WHEN {failed['condition']} THEN '{CONDITIONS}' "
        f"WHEN {doubtful['condition']} THEN NULL ELSE '{FULL}' END AS outcome"
    )
    yield (
        f"CASE WHEN {failed['gate']} THEN ['{DEVELOPMENT}'] ELSE list_concat("
        f"CASE WHEN {doubtful['gate']} THEN ['{DEVELOPMENT}'] ELSE [] END, "
        f"CASE WHEN {failed['condition']} THEN ['{CONDITIONS}'] "
        f"WHEN {doubtful['condition']} THEN ['{CONDITIONS}', '{FULL}'] ELSE ['{FULL}'] END) "
        "END AS outcomes"
    )
    yield from (f"CAST(NULL AS {_IMPOSED}) AS {name}" for name in ("conditions", "support"))


def _finding(rule: Rule) -> Iterator[str]:
    verdict = _quoted(rule.id)
    low, high = _margin(rule)
    yield f"{verdict} AS {_quoted(f'{rule.id}.verdict')}"
    yield f"'{rule.severity}' AS {_quoted(f'{rule.id}.severity')}"
    yield f"CASE {verdict} {_POSSIBLE} ELSE {verdict} END AS {_quoted(f'{rule.id}.possible')}"
    yield f"CAST({low} AS DECIMAL(18, {PLACES})) AS {_quoted(f'{rule.id}.margin_low')}"
    yield f"CAST({high} AS DECIMAL(18, {PLACES})) AS {_quoted(f'{rule.id}.margin_high')}"
    waits = f"CASE WHEN {verdict} = 'unknown' THEN {_waits(rule)} ELSE [] END"
    yield f"{waits} AS {_quoted(f'{rule.id}.waits_for')}"


def _verdict(rule: Rule) -> str:
    match rule:
        case Threshold(figure=figure, at_least=at_least, line=line):
            # Each line lies between the bounds, so that nothing is known of a missing figure.
            name, op = _figure(figure), ">=" if at_least else "<="
            return (
                f"CASE WHEN {name} {op} {line} THEN 'met' "
                f"WHEN {name} IS NULL THEN 'unknown' ELSE 'not met' END"
            )
        case Ratio(figure=figure, by=by, line=line):
            above, below = _figure(figure), _figure(by)
            most, fewest = f"coalesce({above}, {LIMIT})", f"coalesce({above}, 0)"
            return (
                f"CASE WHEN {most} <= {line} * coalesce({below}, {LEAST_DIVISOR}) THEN 'met' "
                f"WHEN {fewest} > {line} * coalesce({below}, {LIMIT}) THEN 'not met' "
                "ELSE 'unknown' END"
            )
        case Count(line=line):
            sure, perhaps = (_quoted(f"{rule.id}.{end}") for end in ("sure", "perhaps"))
            return (
                f"CASE WHEN {sure} >= {line} THEN 'met' "
                f"WHEN growing OR {perhaps} >= {line} THEN 'unknown' ELSE 'not met' END"
            )


def _entries(rule: Count) -> str:
    sure = " AND ".join(_tests(rule))
    perhaps = " AND ".join(f"coalesce({test}, true)" for test in _tests(rule))
    return (
        f"coalesce(len(list_filter(board, lambda m: {sure})), 0) AS {_quoted(f'{rule.id}.sure')}, "
        f"coalesce(len(list_filter(board, lambda m: {perhaps})), 0) "
        f"AS {_quoted(f'{rule.id}.perhaps')}"
    )


def _tests(rule: Count) -> list[str]:
    tests = [f"m.role = '{rule.role}'"]
    if rule.votes:
        tests.append("m.votes")
    if rule.sessions is not None:
        tests.append(f"m.sessions >= {rule.sessions}")
    return tests


def _margin(rule: Rule) -> tuple[str, str]:
    match rule:
        case Threshold(figure=figure, at_least=at_least, line=line):
            low, high = (f"coalesce({_figure(figure)}, {end})" for end in (0, LIMIT))
            if at_least:
                return f"{low} - {line}", f"{high} - {line}"
            return f"{line} - {high}", f"{line} - {low}"
        case Ratio(figure=figure, by=by, line=line):
            above, below = _figure(figure), _figure(by)
            return (
                _rounded(
                    line, f"coalesce({above}, {LIMIT})", f"coalesce({below}, {LEAST_DIVISOR})"
                ),
                _rounded(line, f"coalesce({above}, 0)", f"coalesce({below}, {LIMIT})"),
            )
        case Count(line=line):
            sure, perhaps = (_quoted(f"{rule.id}.{end}") for end in ("sure", "perhaps"))
            return f"{sure} - {line}", f"CASE WHEN NOT growing THEN {perhaps} - {line} END"


def _rounded(line: Decimal, above: str, below: str) -> str:
    """`line - above / below` to six places, half away from 0, in whole numbers of ten digits."""
    scaled = f"CAST(({line} * {below} - {above}) * 100 AS BIGINT)"
    unit, whole = 10**PLACES, f"CAST({below} AS BIGINT)"
    return (
        f"CAST(sign({scaled}) * ((abs({scaled}) * {2 * unit // 100} + {whole}) // (2 * {whole})) "
        f"AS DECIMAL(18, 0)) * {Decimal(1).scaleb(-PLACES):f}"
    )


def _waits(rule: Rule) -> str:
    match rule:
        case Threshold(figure=figure):
            return f"['figures.{figure}']"
        case Ratio(figure=figure, by=by):
            return (
                f"list_filter([CASE WHEN {_figure(figure)} IS NULL THEN 'figures.{figure}' END, "
                f"CASE WHEN {_figure(by)} IS NULL THEN 'figures.{by}' END], "
                "lambda path: path IS NOT NULL)"
            )
        case Count():
            perhaps = " AND ".join(f"coalesce({test}, true)" for test in _tests(rule))
            asked = [("role", True), ("votes", rule.votes), ("sessions", rule.sessions is not None)]
            pending = [
                f"CASE WHEN len(list_filter(board, lambda m: m.{field} IS NULL AND {perhaps})) > 0 "
                f"THEN 'board.{field}' END"
                for field, is_asked in asked
                if is_asked
            ]
            listed = ", ".join(("CASE WHEN growing THEN 'board' END", *pending))
            return f"list_filter([{listed}], lambda path: path IS NOT NULL)"
