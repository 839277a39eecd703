"""What the cases of rule sets came to, look at and would not notice, to deliver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from authorisation.policy.cases.report import (
    cases_document,
    cases_record,
    format_cases,
    render_cases_junit,
)
from authorisation.policy.cases.results import CaseRun
from authorisation.policy.coverage.report import (
    MeasuredSet,
    coverage_document,
    coverage_record,
    format_coverage,
)
from authorisation.policy.mutation.report import format_mutation, mutation_document, mutation_record
from authorisation.policy.mutation.results import MutationRun
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable


def cases(runs: Sequence[CaseRun]) -> Deliverable:
    """What the cases of rule sets came to, to deliver.

    Only the log has whole paths: whoever reads it opens the files on this machine.
    """
    portable = [run.portable for run in runs]
    return Deliverable(
        first=lambda: cases_document(portable),
        data={
            FileFormat.TEXT: lambda file: file.write(_lines(format_cases(runs))),
            FileFormat.JSON: lambda file: file.write(_json(cases_record(portable))),
            FileFormat.JUNIT: lambda file: file.write(render_cases_junit(portable)),
        },
    )


def coverage(measured: Sequence[MeasuredSet]) -> Deliverable:
    """What the cases of rule sets look at, to deliver."""
    portable = [each.portable for each in measured]
    return Deliverable(
        first=lambda: coverage_document(portable),
        data={
            FileFormat.TEXT: lambda file: file.write(_lines(format_coverage(measured))),
            FileFormat.JSON: lambda file: file.write(_json(coverage_record(portable))),
        },
    )


def mutation(runs: Sequence[MutationRun]) -> Deliverable:
    """What became of the mutants of rule sets, to deliver."""
    portable = [run.portable for run in runs]
    return Deliverable(
        first=lambda: mutation_document(portable),
        data={
            FileFormat.TEXT: lambda file: file.write(_lines(format_mutation(runs))),
            FileFormat.JSON: lambda file: file.write(_json(mutation_record(portable))),
        },
    )


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _json(record: msgspec.Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
