"""What properties came to: as a page, as data, and as tests in JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal
from xml.etree import ElementTree as ET

import msgspec

from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible, visible_lines, without_quotes
from authorisation.forms.answers_yaml import format_judgements
from authorisation.model.canonical import decimal_text
from authorisation.policy.properties.results import (
    Counterexample,
    Holds,
    Interval,
    PropertyResult,
    PropertyRun,
    Refuted,
    Unsettled,
)
from authorisation.policy.properties.words import (
    format_came,
    format_deciding,
    format_example_file,
    format_property_counts,
    format_property_result,
    format_reasons,
    format_result_word,
    format_settings,
)
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    FileText,
    Fold,
    Lead,
    Para,
    Part,
    Section,
    Table,
    Terms,
    bullets,
)


class IntervalRecord(msgspec.Struct, frozen=True):
    """The values of a figure for which a property holds, both ends included."""

    figure: str
    low: str
    high: str


class CounterexampleRecord(msgspec.Struct, frozen=True):
    """A smallest submission that refutes a property.

    `submission` and `judgements` are files of YAML; the latter is empty where nothing is judged.
    `figures` are those that are set for it. `decided_by` are ids of criteria.
    """

    stage: str
    as_of: date
    submission: str
    judgements: str
    figures: dict[str, str]
    outcomes: tuple[str, ...]
    outcomes_beside: tuple[str, ...]
    decided_by: tuple[str, ...]


class PropertyRecord(msgspec.Struct, frozen=True):
    """One property: where it stands, and what came of it.

    `result` is `holds`, `refuted` or `undecided`, `expected` one of the first two. `scope` says of
    what it holds, `reason` and `remedy` why it is undecided.
    """

    id: str
    title: str
    rule_set: str
    file: str
    line: int
    result: str
    expected: str
    passed: bool
    scope: tuple[str, ...]
    counterexample: CounterexampleRecord | None
    holds_within: IntervalRecord | None
    reason: str
    remedy: str


class PropertyRunRecord(msgspec.Struct, frozen=True):
    """The properties of one rule set."""

    rule_set: str
    edition: str
    properties: tuple[PropertyRecord, ...]


class PropertiesRecord(msgspec.Struct, frozen=True):
    """The properties of every rule set that was asked for."""

    format: Literal["authorisation-properties-1"]
    rule_sets: tuple[PropertyRunRecord, ...]


def properties_record(runs: Sequence[PropertyRun]) -> PropertiesRecord:
    """The record of properties and what came of them."""
    return PropertiesRecord(
        "authorisation-properties-1",
        tuple(
            PropertyRunRecord(run.rule_set, run.edition, tuple(map(property_record, run.results)))
            for run in runs
        ),
    )


def property_record(result: PropertyResult) -> PropertyRecord:
    """The record of one property."""
    declared, verdict = result.declared, result.verdict
    example = verdict.counterexample if isinstance(verdict, Refuted) else None
    within = verdict.holds_within if isinstance(verdict, Refuted) else None
    return PropertyRecord(
        id=declared.id,
        title=declared.title,
        rule_set=declared.rule_set,
        file=declared.at.file,
        line=declared.at.line,
        result=result.word,
        expected="refuted" if declared.expect_refuted else "holds",
        passed=not result.failed and not result.undecided,
        scope=verdict.scope if isinstance(verdict, Holds) else (),
        counterexample=_counterexample_record(example) if example else None,
        holds_within=_interval_record(within) if within else None,
        reason=verdict.reason if isinstance(verdict, Unsettled) else "",
        remedy=verdict.remedy if isinstance(verdict, Unsettled) else "",
    )


def _interval_record(interval: Interval) -> IntervalRecord:
    return IntervalRecord(interval.name, decimal_text(interval.low), decimal_text(interval.high))


def _counterexample_record(example: Counterexample) -> CounterexampleRecord:
    now, beside = example.trial.assessment, example.trial.beside
    return CounterexampleRecord(
        stage=str(now.stage),
        as_of=now.as_of,
        submission=format_example_file(example),
        judgements=format_judgements(example.case.judgements) if example.case.judgements else "",
        figures={name: str(value) for name, value in example.case.set.items()},
        outcomes=now.outcome_ids,
        outcomes_beside=beside.outcome_ids if beside else (),
        decided_by=tuple(sorted(example.deciding)),
    )


def add_property_tests(suite: ET.Element, results: Sequence[PropertyResult]) -> None:
    """Add a test for each property to a suite; one that is undecided counts as skipped."""
    for result in results:
        declared = result.declared
        test = ET.SubElement(
            suite,
            "testcase",
            classname=suite.get("name", ""),
            name=visible(f"{declared.id}: {declared.title}"),
            file=visible(declared.at.file),
            line=str(declared.at.line),
        )
        if result.failed or result.undecided:
            kind = "failure" if result.failed else "skipped"
            why = " ".join(format_reasons(result)) or format_result_word(result)
            detail = ET.SubElement(test, kind, message=visible(why))
            detail.text = visible_lines(format_property_result(result))


def render_properties_junit(runs: Sequence[PropertyRun]) -> bytes:
    """JUnit's XML: a suite for each rule set, and in it a test for each property."""
    root = ET.Element("testsuites")
    for run in runs:
        suite = ET.SubElement(
            root,
            "testsuite",
            name=run.rule_set,
            tests=str(len(run.results)),
            failures=str(len(run.failed)),
            errors="0",
            skipped=str(sum(each.undecided for each in run.results)),
        )
        add_property_tests(suite, run.results)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def properties_document(runs: Sequence[PropertyRun]) -> Document:
    """The page of what rule sets promise, and of what came of each promise."""
    title = f"What {join_words([run.rule_set for run in runs])} promises of everybody"
    names = join_words([f"{run.rule_set}, edition {run.edition}" for run in runs])
    return Document(
        title=visible(title),
        kind="properties of the rules",
        facts=(f"Rules: {visible(names)}",),
        sections=tuple(
            Section(visible(format_property_counts(run)), tuple(property_blocks(run.results)))
            for run in runs
        ),
        running=f"{visible(title)}.",
    )


def property_blocks(results: Sequence[PropertyResult]) -> Iterator[Block]:
    """Yield a table of properties, then what there is to say of each."""
    rows = [
        (
            Cell(f"{each.declared.title} ({each.declared.id})"),
            Cell(_format_result(each)),
        )
        for each in results
    ]
    if rows:
        yield Table(("promised", "what came of it"), tuple(rows))
    for each in results:
        yield Section(
            visible(f"{each.declared.title} ({each.declared.id})"), tuple(_property_blocks(each))
        )


def _format_result(result: PropertyResult) -> str:
    """What came of a property, so that what is refuted unawares stands out among the others."""
    word = format_result_word(result)
    unawares = result.failed and isinstance(result.verdict, Refuted)
    return f"{word}, otherwise than promised" if unawares else word


def _property_blocks(result: PropertyResult) -> Iterator[Block]:
    declared, verdict = result.declared, result.verdict
    word = format_result_word(result)
    yield Para(f"{word[:1].upper()}{word[1:]}", Part.OUTCOME)
    if declared.why:
        yield Para(declared.why)
    yield from (Para(without_quotes(reason)) for reason in format_reasons(result))
    if isinstance(verdict, Unsettled) and verdict.remedy:
        yield Para(f"{verdict.remedy[:1].upper()}{verdict.remedy[1:]}.", Part.REMEDY)
    if isinstance(verdict, Refuted):
        yield from _example_blocks(verdict.counterexample)
    claim = " ".join(declared.claim.text.split())
    pairs = [("Always" if declared.always else "Never", claim)]
    if declared.given:
        pairs.insert(0, ("Where", " ".join(declared.given.text.split())))
    place = Para(visible(str(declared.at)), Part.SOURCE)
    yield Fold("As it is written", (Terms(tuple(pairs)), place), unfolded=(Terms(tuple(pairs)),))


def _example_blocks(example: Counterexample) -> Iterator[Block]:
    lines = tuple(format_example_file(example).splitlines())
    yield Lead(f"{without_quotes(format_came(example))}:", (FileText(lines),))
    if example.case.judgements:
        judged = tuple(format_judgements(example.case.judgements).splitlines())
        yield Lead("With these judgements of assessors:", (FileText(judged),))
    if settings := format_settings(example):
        yield Lead("With other figures:", bullets(tuple(map(without_quotes, settings))))
    if deciding := format_deciding(example):
        yield Lead("Decided by:", bullets(deciding))
