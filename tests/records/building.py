"""Records made for tests: of the small rules' groups, and of the histories among the fixtures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.records.assessment import assessment_record
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.record import Record, render_record
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, monitor_files
from tests.explain.building import program

PROJECT = Path(__file__).parents[2]
RETURNS = PROJECT / "fixtures" / "returns"
RETURNS_FILES = sorted(RETURNS.glob("*/*.yaml"))


def record_of(found: Assessment, **more: object) -> AssessmentRecord:
    return assessment_record(
        found,
        program(),
        engine_version="0.1.0",
        missing_answers=missing_answers(found, program()),
        sensitivities=sensitivities(program(), found),
        **more,
    )


def as_json(record: Record) -> dict[str, Any]:
    return json.loads(render_record(record))


def history_text(*files: Path, settings: tuple[str, ...] = ()) -> str:
    rules = "failure-statutory" if files[0].parent.name == "statutory" else "gpcc-2010"
    request = Monitoring(
        rules=rules, library=Library(PROJECT / "rules"), second_engine=False, settings=settings
    )
    run = monitor_files(files, request)
    return render(histories(run), FileFormat.JSON).decode()


def history(*files: Path, settings: tuple[str, ...] = ()) -> dict[str, Any]:
    return json.loads(history_text(*files, settings=settings))
