"""A run of assessments as tables: a row for each application, and one for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from authorisation.engine.results import Assessment
from authorisation.errors import ExitCode
from authorisation.explain.assessment.finding_rows import describe_finding_rows
from authorisation.explain.assessment.outcome import format_departures, format_departures_beside
from authorisation.explain.assessment.page_header import (
    assessment_warnings,
    format_rule_set,
    format_statement,
    warnings_of_several,
)
from authorisation.explain.assessment.view import View
from authorisation.explain.words.safe import visible
from authorisation.report.tables.assessments import FINDINGS, GROUPS, group_row
from authorisation.report.tables.table import DataCell, DataTable, DataTables, TableNotes
from authorisation.usecases.assessing.assess import AssessmentRun, exit_code
from authorisation.usecases.delivery.cross_checks import (
    cross_checks,
    format_contradictions,
    problems_with_files,
)

_DEPARTED: Final = "departures"
_STATES: Final = {
    ExitCode.DONE: "settled",
    ExitCode.NEEDED: "a gate or condition is not met or not shown, or another contradicts it",
    ExitCode.CANNOT_TELL: "cannot tell yet",
}


def assessment_tables(run: AssessmentRun, *, groups: bool, findings: bool) -> DataTables:
    """The table of groups, that of findings, or both in this order."""
    days: set[date] = set()
    warnings: dict[str, None] = {}
    of_groups, of_findings = GROUPS, FINDINGS
    if run.departs:
        of_groups, of_findings = (t.with_column(_DEPARTED, 40) for t in (GROUPS, FINDINGS))

    def rows() -> Iterator[tuple[int, Sequence[DataCell]]]:
        for assessment in run.assessments:
            days.add(assessment.as_of)
            contradictions = format_contradictions(run, assessment.submission)
            if warned := "; ".join((*assessment_warnings(assessment), *contradictions)):
                warnings[warned] = None
            if groups:
                row = group_row(assessment, contradictions, _state(assessment, contradictions))
                beside = "; ".join(format_departures_beside(assessment, why=False))
                yield 0, (*row, *[beside] * run.departs)
            if findings:
                departed = format_departures(assessment, why=False)
                for cells in describe_finding_rows(
                    View.of(assessment, run.program), contradictions
                ):
                    decided = departed.get(str(cells["criterion"]), "")
                    yield int(groups), of_findings.row({**cells, _DEPARTED: decided})

    tables = (*(of_groups,) * groups, *(of_findings,) * findings)
    return DataTables(
        tables=tables, rows=rows(), notes=lambda: _notes(run, days, warnings, tables[0])
    )


def _notes(
    run: AssessmentRun, days: set[date], warnings: dict[str, None], first: DataTable
) -> TableNotes:
    rules = run.program.rules
    missing = [("not assessed", *each) for each in problems_with_files(run.unusable)]
    missing += [("not read", *each) for each in problems_with_files(run.unread)]
    return TableNotes(
        created=max(days, default=rules.in_force[0]),
        problems=[
            first.row({"outcome": what, "warnings": said, "file": visible(file)})
            if first.title == GROUPS.title
            else first.row({"verdict": what, "why": said})
            for what, said, file in _by_file(missing)
        ],
        warnings=warnings_of_several(warnings),
        statement=format_statement(rules),
        about=(
            format_rule_set(rules),
            *cross_checks(run),
            *(f"{what.capitalize()}: {problem}" for what, problem, _ in missing),
        ),
    )


def _by_file(missing: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield what became of each file, with all of its problems: whoever counts rows counts files.

    What is not about one file stands alone.
    """
    files: dict[tuple[str, str, int], list[str]] = {}
    for number, (what, problem, file) in enumerate(missing):
        files.setdefault((what, file, 0 if file else number), []).append(problem)
    for (what, file, _), problems in files.items():
        yield what, "; ".join(problems), file


def _state(assessment: Assessment, contradictions: Sequence[str]) -> str:
    """The exit code that an application would have, with what it says."""
    code = ExitCode.NEEDED if contradictions else exit_code(assessment)
    return f"{code.value}: {_STATES[code]}"
