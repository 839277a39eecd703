"""Keep assessments as records, from which they can be derived again."""

from __future__ import annotations

from pathlib import Path

from authorisation import __version__
from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidOption
from authorisation.language.yaml.regular_files import is_folder
from authorisation.model.submission import Submission
from authorisation.records.assessment import assessment_record
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.parts import FORMAT
from authorisation.records.record import AssessmentsRecord, render_record
from authorisation.usecases.assessing.assess import STDIN_NAME, AssessmentRun
from authorisation.usecases.delivery.cross_checks import cross_checks, format_problems, unusable

SUFFIX = ".json"


def record_of(run: AssessmentRun, assessment: Assessment) -> AssessmentRecord:
    """The record of one assessment of a run."""
    return assessment_record(
        assessment,
        run.program,
        engine_version=__version__,
        missing_answers=missing_answers(assessment, run.program),
        sensitivities=sensitivities(run.program, assessment),
        others=run.others(assessment.submission),
        second_opinion=run.opinion(assessment),
        contradictions=run.contradictions(assessment.submission),
    )


def records_json(run: AssessmentRun, *, several: bool) -> bytes:
    """The record of a run of one; of several, all of them and what is said of all."""
    records = tuple(record_of(run, assessment) for assessment in run.assessments)
    if not several:
        return render_record(records[0])
    whole = AssessmentsRecord(
        format=FORMAT,
        assessments=records,
        cross_checks=tuple(cross_checks(run)),
        unusable=tuple(unusable(run)),
        not_read=format_problems(run.unread),
    )
    return render_record(whole)


def records(run: AssessmentRun, place: Path) -> dict[Path, bytes]:
    """The records of a run by file: at `place`, or in it where it is a folder.

    Raises:
        InvalidOption: several records for one file, or two of the same name.
    """
    if not is_folder(place):
        if len(run.assessments) > 1:
            raise InvalidOption(
                f"{place}: several records need a folder that exists\n"
                f"  help: mkdir {place}, or assess one file at a time"
            )
        return {place: render_record(record_of(run, run.assessments[0]))}
    files = [place / _name(submission) for submission in run.assessments.submissions]
    if len(set(files)) < len(files):
        raise InvalidOption("two submissions have files of the same name, so would their records")
    return {
        file: render_record(record_of(run, assessment))
        for file, assessment in zip(files, run.assessments, strict=True)
    }


def _name(submission: Submission) -> str:
    file = submission.file
    return "stdin.json" if file == STDIN_NAME else Path(file).stem + SUFFIX
