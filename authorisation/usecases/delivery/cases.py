"""What the cases of rule sets came to, to deliver: a log, a page, data, or JUnit's XML."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from authorisation.policy.cases.report import (
    cases_document,
    cases_record,
    format_cases,
    render_junit,
)
from authorisation.policy.cases.results import CaseRun
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable


def cases(runs: Sequence[CaseRun]) -> Deliverable:
    """What the cases of rule sets came to, to deliver."""
    return Deliverable(
        first=lambda: cases_document(runs),
        data={
            FileFormat.TEXT: lambda file: file.write(_text(runs)),
            FileFormat.JSON: lambda file: file.write(_json(runs)),
            FileFormat.JUNIT: lambda file: file.write(render_junit(runs)),
        },
    )


def _text(runs: Sequence[CaseRun]) -> bytes:
    return "".join(f"{line}\n" for line in format_cases(runs)).encode()


def _json(runs: Sequence[CaseRun]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(cases_record(runs)), indent=2) + b"\n"
