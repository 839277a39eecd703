"""What properties came to: as a page, as data, and as tests in JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec

from authorisation.explain.words.safe import visible, without_quotes
from authorisation.forms.answers_yaml import format_judgements
from authorisation.model.canonical import decimal_text
from authorisation.policy.junit import JunitTest, render_junit
from authorisation.policy.properties import words
from authorisation.policy.properties.results import (
    Counterexample,
    Holds,
    PropertyResult,
    PropertyRun,
    Refuted,
    Unsettled,
)
from authorisation.policy.rules_page import rules_page
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
    proved_fewest: bool
    """Whether it is proved that none with fewer answers and judgements refutes it."""


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
    counterexample = verdict.counterexample if isinstance(verdict, Refuted) else None
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
        counterexample=_counterexample_record(counterexample) if counterexample else None,
        holds_within=IntervalRecord(
            within.name, decimal_text(within.low), decimal_text(within.high)
        )
        if within
        else None,
        reason=verdict.reason if isinstance(verdict, Unsettled) else "",
        remedy=verdict.remedy if isinstance(verdict, Unsettled) else "",
    )


def _counterexample_record(counterexample: Counterexample) -> CounterexampleRecord:
    case, trial = counterexample.case, counterexample.trial
    return CounterexampleRecord(
        stage=str(trial.assessment.stage),
        as_of=trial.assessment.as_of,
        submission=words.format_counterexample(counterexample),
        judgements=format_judgements(case.judgements) if case.judgements else "",
        figures={name: str(value) for name, value in case.set.items()},
        outcomes=trial.assessment.outcome_ids,
        outcomes_beside=trial.beside.outcome_ids if trial.beside else (),
        decided_by=tuple(sorted(counterexample.deciding)),
        proved_fewest=counterexample.proved_fewest,
    )


def property_test(result: PropertyResult) -> JunitTest:
    """A property as a test; one that is undecided counts as skipped."""
    declared = result.declared
    name = f"{declared.id}: {declared.title}"
    if not result.failed and not result.undecided:
        return JunitTest(name, declared.at)
    why = " ".join(words.format_reasons(result)) or words.format_result_word(result)
    kind = "failure" if result.failed else "skipped"
    return JunitTest(name, declared.at, kind, why, words.format_property_result(result))


def render_properties_junit(runs: Sequence[PropertyRun]) -> bytes:
    """JUnit's XML: a suite for each rule set, and in it a test for each property."""
    return render_junit((run.rule_set, [*map(property_test, run.results)]) for run in runs)


def properties_document(runs: Sequence[PropertyRun]) -> Document:
    """The page of what rule sets promise, and of what came of each promise."""
    sections = [
        Section(visible(words.format_property_counts(run)), tuple(property_blocks(run.results)))
        for run in runs
    ]
    return rules_page("What {} promises of everybody", "properties of the rules", runs, sections)


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
    """The words for a property's result; what is refuted unawares stands out among the others."""
    word = words.format_result_word(result)
    unawares = result.failed and isinstance(result.verdict, Refuted)
    return f"{word}, otherwise than promised" if unawares else word


def _property_blocks(result: PropertyResult) -> Iterator[Block]:
    declared, verdict = result.declared, result.verdict
    word = words.format_result_word(result)
    yield Para(f"{word[:1].upper()}{word[1:]}", Part.OUTCOME)
    if declared.why:
        yield Para(declared.why)
    yield from (Para(without_quotes(reason)) for reason in words.format_reasons(result))
    if isinstance(verdict, Unsettled) and verdict.remedy:
        yield Para(f"{verdict.remedy[:1].upper()}{verdict.remedy[1:]}.", Part.REMEDY)
    if isinstance(verdict, Refuted):
        yield from _counterexample_blocks(verdict.counterexample)
    claim = " ".join(declared.claim.text.split())
    pairs = [("Always" if declared.always else "Never", claim)]
    if declared.given:
        pairs.insert(0, ("Where", " ".join(declared.given.text.split())))
    place = Para(visible(str(declared.at)), Part.SOURCE)
    yield Fold("As it is written", (Terms(tuple(pairs)), place), unfolded=(Terms(tuple(pairs)),))


def _counterexample_blocks(counterexample: Counterexample) -> Iterator[Block]:
    lines = tuple(words.format_counterexample(counterexample).splitlines())
    yield Lead(f"{without_quotes(words.format_came(counterexample))}:", (FileText(lines),))
    if judgements := counterexample.case.judgements:
        judged = tuple(format_judgements(judgements).splitlines())
        yield Lead("With these judgements of assessors:", (FileText(judged),))
    if settings := words.format_settings(counterexample):
        yield Lead("With other figures:", bullets(tuple(map(without_quotes, settings))))
    if deciding := words.format_deciding(counterexample):
        yield Lead("Decided by:", bullets(deciding))
