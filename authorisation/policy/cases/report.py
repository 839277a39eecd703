"""What the cases of rule sets came to: as a page, as data, and as JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible, without_quotes
from authorisation.policy.cases.results import (
    CaseDifference,
    CaseResult,
    CaseRun,
    format_case_result,
    format_failed_cases,
    format_run,
)
from authorisation.policy.junit import JunitTest, render_junit
from authorisation.policy.properties.report import (
    PropertyRecord,
    property_blocks,
    property_record,
    property_test,
)
from authorisation.policy.properties.results import PropertyResult
from authorisation.policy.properties.words import format_property_counts, format_property_result
from authorisation.policy.rules_page import rules_page
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Fold,
    Lead,
    Para,
    Part,
    Section,
    Table,
    bullets,
)


class CaseRecord(msgspec.Struct, frozen=True):
    """One case: where it stands, whose it is, and in what it came out otherwise."""

    name: str
    rule_set: str
    file: str
    line: int
    passed: bool
    differences: tuple[CaseDifference, ...]


class RunRecord(msgspec.Struct, frozen=True):
    """The cases of one rule set, what none of them looks at, and its properties if proved."""

    rule_set: str
    edition: str
    cases: tuple[CaseRecord, ...]
    not_covered: tuple[str, ...]
    properties: tuple[PropertyRecord, ...]


class CasesRecord(msgspec.Struct, frozen=True):
    """The cases of every rule set that was asked for."""

    format: Literal["authorisation-cases-1"]
    passed: int
    failed: int
    rule_sets: tuple[RunRecord, ...]


def cases_record(runs: Sequence[CaseRun]) -> CasesRecord:
    """The record of a run of cases."""
    failed = sum(len(run.failed) for run in runs)
    return CasesRecord(
        format="authorisation-cases-1",
        passed=sum(len(run.results) for run in runs) - failed,
        failed=failed,
        rule_sets=tuple(
            RunRecord(
                rule_set=run.rule_set,
                edition=run.edition,
                cases=tuple(case_record(result, run.rule_set) for result in run.results),
                not_covered=tuple(map(str, run.not_covered)),
                properties=tuple(map(property_record, _properties(run))),
            )
            for run in runs
        ),
    )


def _properties(run: CaseRun) -> tuple[PropertyResult, ...]:
    return run.properties.results if run.properties else ()


def case_record(result: CaseResult, rule_set: str) -> CaseRecord:
    """The record of one case; `rule_set` is the one it was run for."""
    case = result.case
    return CaseRecord(
        name=case.name,
        rule_set=getattr(case, "rule_set", "") or rule_set,
        file=case.at.file,
        line=case.at.line,
        passed=result.passed,
        differences=tuple(
            replace(
                each, expected=without_quotes(each.expected), actual=without_quotes(each.actual)
            )
            for each in result.differences
        ),
    )


def format_cases(runs: Sequence[CaseRun]) -> Iterator[str]:
    """Yield the parts of a log: each failed case and property, and how each rule set did."""
    for run in runs:
        yield from format_failed_cases(run.failed, run.rule_set)
        for result in _properties(run):
            if result.failed or result.undecided:
                yield format_property_result(result)
        if run.results:
            yield format_run(run)
        if run.properties and run.properties.results:
            yield format_property_counts(run.properties)


def render_cases_junit(runs: Sequence[CaseRun]) -> bytes:
    """JUnit's XML: a suite for each rule set, and in it a test for each case and property."""
    return render_junit(
        (run.rule_set, [*map(_case_test, run.results), *map(property_test, _properties(run))])
        for run in runs
    )


def _case_test(result: CaseResult) -> JunitTest:
    case = result.case
    if result.passed:
        return JunitTest(case.name, case.at)
    differences = "; ".join(map(str, result.differences))
    lines = map(visible, format_case_result(result).splitlines())
    return JunitTest(case.name, case.at, "failure", differences, "\n".join(lines))


def cases_document(runs: Sequence[CaseRun]) -> Document:
    """The page of what cases came to: those that failed with their reasons, then the others."""
    sections = tuple(
        Section(visible(format_run(run, run.rule_set)), tuple(_blocks(run))) for run in runs
    )
    return rules_page("Cases of {}", "what the rules were tested for", runs, sections)


def _blocks(run: CaseRun) -> Iterator[Block]:
    yield from failed_case_blocks(run.failed)
    if passed := [visible(each.case.name) for each in run.results if each.passed]:
        title = f"{format_count(len(passed), 'case')} came out as expected"
        yield Fold(title, bullets(passed))
    if run.properties and run.properties.results:
        blocks = tuple(property_blocks(run.properties.results))
        yield Section(visible(format_property_counts(run.properties)), blocks)
    if run.not_covered:
        yield Lead("No case looks at these:", bullets([visible(str(p)) for p in run.not_covered]))


def failed_case_blocks(failed: Sequence[CaseResult]) -> Iterator[Block]:
    """Each failed case by its name: where it stands, in what it differs, and why."""
    for result in failed:
        place = Para(visible(str(result.case.at)), Part.SOURCE)
        yield Section(visible(result.case.name), (place, *_differences(result)))


def _differences(result: CaseResult) -> Iterator[Block]:
    found = result.differences
    rows = [
        (
            Cell(each.of),
            Cell(without_quotes(each.expected) or "–"),
            Cell(without_quotes(each.actual)),
        )
        for each in found
    ]
    yield Table(("", "expected", "came out"), tuple(rows))
    for each in found:
        if each.because:
            yield Lead(f"{each.of} rests on:", bullets(each.because))
