"""What properties of rule sets came to, to deliver."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from authorisation.policy.properties.report import (
    properties_document,
    properties_record,
    render_properties_junit,
)
from authorisation.policy.properties.results import PropertyRun
from authorisation.policy.properties.words import format_property_run
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable


def properties(runs: Sequence[PropertyRun]) -> Deliverable:
    """What properties came to, to deliver.

    Only the log has whole paths: whoever reads it opens the files on this machine.
    """
    portable = [run.portable for run in runs]
    return Deliverable(
        first=lambda: properties_document(portable),
        data={
            FileFormat.TEXT: lambda file: file.write(_log(runs)),
            FileFormat.JSON: lambda file: file.write(_json(portable)),
            FileFormat.JUNIT: lambda file: file.write(render_properties_junit(portable)),
        },
    )


def _log(runs: Sequence[PropertyRun]) -> bytes:
    return "".join(f"{part}\n" for run in runs for part in format_property_run(run)).encode()


def _json(runs: Sequence[PropertyRun]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(properties_record(runs)), indent=2) + b"\n"
