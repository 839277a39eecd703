"""What the cases and properties of rule sets came to, look at and would not notice, to deliver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import IO

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
from authorisation.policy.properties.words import format_property_run
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable, record_bytes


def cases(runs: Sequence[CaseRun]) -> Deliverable:
    """What the cases of rule sets came to, to deliver."""
    portable = [run.portable for run in runs]
    return _deliverable(
        document=lambda: cases_document(portable),
        log=lambda: format_cases(runs),
        record=lambda: cases_record(portable),
        junit=lambda: render_cases_junit(portable),
    )


def properties(runs: Sequence[PropertyRun]) -> Deliverable:
    """What properties came to, to deliver."""
    portable = [run.portable for run in runs]
    return _deliverable(
        document=lambda: properties_document(portable),
        log=lambda: chain.from_iterable(map(format_property_run, runs)),
        record=lambda: properties_record(portable),
        junit=lambda: render_properties_junit(portable),
    )


def coverage(measured: Sequence[MeasuredSet]) -> Deliverable:
    """What the cases of rule sets look at, to deliver."""
    portable = [each.portable for each in measured]
    return _deliverable(
        document=lambda: coverage_document(portable),
        log=lambda: format_coverage(measured),
        record=lambda: coverage_record(portable),
    )


def mutation(runs: Sequence[MutationRun]) -> Deliverable:
    """What became of the mutants of rule sets, to deliver."""
    portable = [run.portable for run in runs]
    return _deliverable(
        document=lambda: mutation_document(portable),
        log=lambda: format_mutation(runs),
        record=lambda: mutation_record(portable),
    )


def _deliverable(
    document: Callable[[], Document],
    log: Callable[[], Iterable[str]],
    record: Callable[[], msgspec.Struct],
    junit: Callable[[], bytes] | None = None,
) -> Deliverable:
    """Only the log has whole paths: whoever reads it opens the files on this machine."""
    made: dict[FileFormat, Callable[[], bytes]] = {
        FileFormat.TEXT: lambda: "".join(f"{line}\n" for line in log()).encode(),
        FileFormat.JSON: lambda: record_bytes(record()),
    }
    if junit is not None:
        made[FileFormat.JUNIT] = junit
    data = {form: partial(_write, render) for form, render in made.items()}
    return Deliverable(first=document, data=data)


def _write(render: Callable[[], bytes], file: IO[bytes]) -> None:
    file.write(render())
