"""Keep assessments as records, from which they can be derived again."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from authorisation import __version__
from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidOption
from authorisation.language.yaml.regular_files import is_folder
from authorisation.records.assessment import assessment_record
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.parts import FORMAT
from authorisation.records.record import AssessmentsRecord, render_record, write_record_list
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.inputs import file_of
from authorisation.usecases.delivery.cross_checks import cross_checks, format_problems
from authorisation.usecases.filesystem.files import FileWriter
from authorisation.usecases.filesystem.page_names import FileNames

SUFFIX = ".json"


def record_of(run: AssessmentRun, assessment: Assessment) -> AssessmentRecord:
    """The record of one assessment of a run."""
    return assessment_record(
        assessment,
        run.program,
        engine_version=__version__,
        missing_answers=missing_answers(assessment, run.program),
        sensitivities=sensitivities(run.program, assessment),
        others=run.other_submissions(assessment.submission),
        second_opinion=run.opinion(assessment),
        contradictions=run.contradictions_of(assessment.submission),
    )


def write_records(run: AssessmentRun, file: IO[bytes], *, several: bool) -> None:
    """Write the record of a run of one; of several, each as it is made and what is said of all."""
    made = (record_of(run, assessment) for assessment in run.assessments)
    if not several:
        file.write(render_record(next(made)))
        return

    def whole() -> AssessmentsRecord:
        return AssessmentsRecord(
            format=FORMAT,
            assessments=(),
            cross_checks=cross_checks(run),
            unusable=format_problems(run.unusable),
            not_read=format_problems(run.unread),
        )

    write_record_list(made, whole, file)


def keep_records(run: AssessmentRun, place: Path, files: FileWriter, *, force: bool) -> None:
    """Write a record of each assessment of a run as it is made: at `place`, or in that folder.

    They take the place of nothing else, unless `force` is given.

    Raises:
        InvalidOption: several records for one file.
    """
    names = FileNames(SUFFIX) if is_folder(place) else None

    def keep(assessment: Assessment) -> None:
        file = place / names.add(file_of(assessment.submission)) if names else place
        if file in files.written:
            raise InvalidOption(
                f"{place}: several records need a folder",
                "`--record records/` makes one; or assess one file at a time",
            )
        files.add(file, render_record(record_of(run, assessment)), new=not force)

    run.watch(keep)
