"""Write the letters of kept records, each of one that comes out the same here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from authorisation import __version__
from authorisation.errors import InvalidOption
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.language.yaml.regular_files import is_folder
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.words.assessment import format_recorded_rules
from authorisation.report.file_formats import FileFormat
from authorisation.report.letters.assessment import assessment_letter
from authorisation.report.letters.letter import Letter, LetterFoot
from authorisation.report.letters.response import response_letter
from authorisation.report.letters.typesetting import OUR_TEMPLATE, set_letter
from authorisation.usecases.delivery.assessments import describe_page
from authorisation.usecases.filesystem.destination import choose_destination
from authorisation.usecases.filesystem.files import files_written, folder_made
from authorisation.usecases.filesystem.overwriting import (
    is_letter,
    refuse_overwriting_inputs,
    refuse_overwriting_others,
    refuse_overwriting_work,
)
from authorisation.usecases.filesystem.page_names import FileNames, file_after
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import GroupUnderRegime, describe_monitored_group
from authorisation.usecases.records.derive import DerivedRecord, RecordFile
from authorisation.usecases.records.personal_values import PersonalValues


def write_letters(
    file: Path,
    library: Library,
    output: str,
    template: Path = OUR_TEMPLATE,
    *,
    on_warning: Callable[[str], None] = lambda _: None,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> None:
    """Write the letter of a record, or into a folder that of each of several; all or none.

    `on_warning` is given once what Typst warns of, `on_progress` how many letters of how many are
    set.

    Raises:
        EngineUnavailable: Typst is not installed, or took too long.
        InvalidOption: nothing can be written there, or Typst refuses the template.
        InvalidRecord: the file holds no record, or its rules are not here.
        RecordDiffers: a record comes out otherwise here.
        UnreadableFile: a file cannot be read.
    """
    records, place = RecordFile(file, library), Path(output)
    refuse_overwriting_inputs([place], [file])
    _check_place(place, output, records)
    names, warnings = FileNames(FileFormat.PDF.endings[0]), dict[str, None]()
    with folder_made(place if records.several else None), files_written() as files:
        values = PersonalValues(file)
        for done, (at, _, found) in enumerate(records.derive_same("letter"), start=1):
            letter = values.shown_in(_letter(found, records.sha256, at))
            name = names.add(file_after(letter.recipient)) if records.several else ""
            pdf = set_letter(letter, template, warnings.setdefault)
            files.add(place / name, pdf, called="the letter")
            on_progress(done, records.records.number)
        refuse_overwriting_inputs(files.written, [file])
        refuse_overwriting_work(files.written)
        if records.several:
            refuse_overwriting_others(files.written, is_letter, "as a letter")
    for warning in warnings:
        on_warning(warning)


def _check_place(place: Path, output: str, records: RecordFile) -> None:
    folder = output.endswith("/") or is_folder(place)
    if records.several:
        if not folder:
            raise InvalidOption(
                f"{output}: there are several records, and each has a letter of its own",
                "name a folder, such as `letters/`",
            )
    elif folder or choose_destination(None, output, (FileFormat.PDF,)).path is None:
        raise InvalidOption(f"{output}: one record has one letter", "name a file of it")


def kept_letter(data: bytes, library: Library, head: str) -> Letter:
    """The letter on the record of a decision that a store keeps; `head` is that of its chain.

    Personal values stand there as their tokens.

    Raises:
        InvalidRecord: its rules are not here.
        RecordDiffers: it comes out otherwise here.
    """
    records = RecordFile(Path("the decision"), library, data)
    ((place, _, found),) = records.derive_same("letter")
    return _letter(found, records.sha256, place, head)


def _letter(derived: DerivedRecord, sha256: str, place: str, head: str = "") -> Letter:
    record, result = derived.record, derived.result
    foot = LetterFoot(
        record_sha256=sha256,
        place=place,
        rules=format_recorded_rules(record.rules),
        rules_sha256=record.rules.sha256,
        program=f"consortium-authorisation {__version__}",
        head=head,
    )
    if isinstance(result, GroupUnderRegime):
        authority = result.regime.loaded.regime.rules.parties.authority
        history = describe_monitored_group(result)
        return response_letter(history, upper_initial(visible(authority)), record.as_of, foot)
    assert isinstance(record, AssessmentRecord)  # noqa: S101 it came to a run
    (assessment,) = result.assessments
    page = describe_page(result, assessment, full=False)
    return assessment_letter(page, assessment, record.decision, foot)
