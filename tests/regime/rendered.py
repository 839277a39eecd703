"""The pages of a run over authorised groups, in one file or in a folder."""

from __future__ import annotations

from pathlib import Path

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render, render_folder
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.monitor import MonitorRun


def page(run: MonitorRun, *, form: str) -> str:
    return render(histories(run), FileFormat[form.upper()]).decode()


def folder(run: MonitorRun, place: Path, form: str = "html") -> dict[Path, bytes]:
    *pages, listed = render_folder(histories(run), FileFormat[form.upper()], place)
    return dict([listed, *pages])
