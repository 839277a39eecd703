"""What the cases and properties of rule sets came to, look at and would not notice, to deliver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, TypeVar

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
from authorisation.policy.properties.report import (
    properties_document,
    properties_record,
    render_properties_junit,
)
from authorisation.policy.properties.results import PropertyRun
from authorisation.policy.properties.words import format_properties
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable, record_bytes

Run = TypeVar("Run", CaseRun, PropertyRun, MeasuredSet, MutationRun)


def cases(runs: Sequence[CaseRun]) -> Deliverable:
    """The results of the cases of rule sets, to deliver."""
    return _deliverable(runs, cases_document, format_cases, cases_record, render_cases_junit)


def properties(runs: Sequence[PropertyRun]) -> Deliverable:
    """The results of properties, to deliver."""
    return _deliverable(
        runs, properties_document, format_properties, properties_record, render_properties_junit
    )


def coverage(measured: Sequence[MeasuredSet]) -> Deliverable:
    """The coverage of rule sets, what their cases look at, to deliver."""
    return _deliverable(measured, coverage_document, format_coverage, coverage_record)


def mutation(runs: Sequence[MutationRun]) -> Deliverable:
    """The results of the mutants of rule sets, to deliver."""
    return _deliverable(runs, mutation_document, format_mutation, mutation_record)


def _deliverable(
    runs: Sequence[Run],
    document: Callable[[Sequence[Run]], Document],
    log: Callable[[Sequence[Run]], Iterable[str]],
    record: Callable[[Sequence[Run]], msgspec.Struct],
    junit: Callable[[Sequence[Run]], bytes] | None = None,
) -> Deliverable:
    """Only the log has whole paths: whoever reads it opens the files on this machine."""
    portable = [run.portable for run in runs]
    data: dict[FileFormat, Callable[[IO[bytes]], object]] = {
        FileFormat.TEXT: lambda file: file.writelines(f"{line}\n".encode() for line in log(runs)),
        FileFormat.JSON: lambda file: file.write(record_bytes(record(portable))),
    }
    if junit is not None:
        data[FileFormat.JUNIT] = lambda file: file.write(junit(portable))
    return Deliverable(first=lambda: document(portable), data=data)
