"""Show kept records as pages: of what comes out the same again, else of the record alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from authorisation import __version__
from authorisation.errors import AuthorisationError, ExitCode, InvalidRecord
from authorisation.explain.words.quantities import format_count, format_date, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.mended_faults import describe_mended_faults
from authorisation.records.read import MAX_RECORD_BYTES, RecordsFile
from authorisation.records.record import AssessmentsRecord, HistoriesRecord, SingleRecord
from authorisation.records.words.assessment import describe_assessment_record
from authorisation.records.words.history import describe_history_record
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Listing,
    ListingColumn,
    Para,
    Part,
    Place,
    Section,
    Terms,
    bullets,
    section,
)
from authorisation.report.pages.assessment import assessment_document
from authorisation.report.pages.history import history_document
from authorisation.report.pages.second_opinion import second_opinion_section
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.delivery.cross_checks import format_quotes
from authorisation.usecases.delivery.deliverable import Deliverable, ListedPage
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import GroupUnderRegime, MonitorRun
from authorisation.usecases.records.derive import DerivedRecord, RecordDeriver

_LISTED: Final = 10
"""How many differences a page has, or lines on what is wanting."""
_LONGEST_NAME: Final = 60
_ALONE: Final = "So this page is of the record by itself, without the words of its rules."
_COLUMNS: Final = (
    ListingColumn("Group"),
    ListingColumn("As of"),
    ListingColumn("Derived again", Place.BELOW),
)


class ShownRecords:
    """The records of a file as pages, each made when it is asked for."""

    def __init__(self, file: Path, library: Library, *, full: bool = False) -> None:
        """Read the file.

        Raises:
            InvalidRecord: it holds no record.
        """
        self._library = library
        self._full = full
        data = read_file(file, limit=MAX_RECORD_BYTES)
        try:
            self._records = RecordsFile(data)
        except InvalidRecord as error:
            raise InvalidRecord(f"{display_path(file)}: {error}") from None
        self._file = (("File", visible(file.name)), ("SHA-256", hashlib.sha256(data).hexdigest()))
        self._rows: list[tuple[Cell, ...]] = []
        self.exit_code = ExitCode.DONE
        """13 once a page was made of a record that does not come out the same here."""

    @property
    def several(self) -> bool:
        """Whether the file is a list of records."""
        return isinstance(self._records.whole, AssessmentsRecord | HistoriesRecord)

    def deliverable(self) -> Deliverable:
        """The page of one record, or a list of several and the page of each."""
        if not self.several:
            return Deliverable(first=lambda: next(self._pages()))
        return Deliverable(
            first=self._list,
            further=self._pages,
            entries=lambda: (ListedPage(_file_name(each.title), each) for each in self._pages()),
        )

    def _pages(self) -> Iterator[Document]:
        self._rows.clear()
        with DurableEngine() as second_engine:
            deriver = RecordDeriver(self._library, second_engine)
            for number, (place, record) in enumerate(self._records.singles(), start=2):
                page, again = self._page(record, place, deriver)
                cells = (format_date(record.as_of), upper_initial(again))
                self._rows.append((Cell(page.title, number), *map(Cell, cells)))
                yield page

    def _page(
        self, record: SingleRecord, place: str, deriver: RecordDeriver
    ) -> tuple[Document, str]:
        """The page of a record, and what it comes to here in a sentence."""
        derived: DerivedRecord | None = None
        try:
            derived = deriver.derive(record, place)
        except AuthorisationError as error:
            why, *more = (line.strip() for line in format_quotes(str(error)).splitlines())
            again = f"it cannot be derived again here: {visible(why)}"
            beside = section("What is wanting here", bullets([*map(visible, more[:_LISTED])]))
        else:
            again = _format_again(derived)
            beside = section("What comes out otherwise here", bullets([*_differences(derived)]))
        if derived is not None and not derived.otherwise:
            page = _derived_page(derived, full=self._full)
        else:
            self.exit_code = ExitCode.DIFFERS
            page = _recorded_page(record, full=self._full)
            alone = f"{upper_initial(again)}. {_ALONE}"
            page = replace(page, warnings=(alone, *page.warnings))
        rules = f"{record.rules.id}, edition {record.rules.edition}, SHA-256 {record.rules.sha256}"
        made = f"version {record.engine_version} of this program; on which day, no record says"
        settings = "; ".join(f"{name}={value}" for name, value in record.set.items())
        about = Terms(
            (
                *((("Record", place),) if place else self._file),
                ("Made by", visible(made)),
                ("Rules", visible(rules)),
                *((("Set for this run alone", visible(settings)),) if settings else ()),
                ("Derived again", again),
            )
        )
        decided = section("What was decided", [*_decision(record)])
        sections = (*decided, Section("This record", (about,)), *beside, *page.sections)
        return replace(page, sections=sections, back="All records"), again

    def _list(self) -> Document:
        whole = self._records.whole
        assert isinstance(whole, AssessmentsRecord | HistoriesRecord)  # noqa: S101 as `several` says
        title = format_count(len(self._rows), "record")
        changed = (
            "This list is not as it was written: a record was taken out, put in or changed."
            if self._records.digest_differs
            else ""
        )
        if changed:
            self.exit_code = ExitCode.DIFFERS
        return Document(
            title=title,
            kind="kept records",
            facts=tuple(f"{name}: {value}" for name, value in self._file),
            warnings=tuple(filter(None, (changed,))),
            sections=(
                Section("", (Listing(_COLUMNS, tuple(self._rows)),)),
                *section("Taken together", bullets([*map(visible, whole.cross_checks)])),
                *section("Not used", bullets([*map(visible, whole.unusable)])),
                *section("Not read", bullets([*map(visible, whole.not_read)])),
            ),
            running=f"{title}.",
        )


def _file_name(title: str) -> Path:
    """What the file of a page is called after: a group's name as plain as a file's may be."""
    return Path(re.sub(r"\W+", "-", title.lower())[:_LONGEST_NAME].strip("-") or "record")


def _format_again(derived: DerivedRecord) -> str:
    if derived.otherwise:
        places = format_count(len(derived.otherwise), "place")
        return f"it comes out otherwise here, at {places}"
    same = f"every part comes out the same by version {__version__} of this program"
    record = derived.record
    if isinstance(record, AssessmentRecord) and record.ruled_out is None:
        return f"{same}; which outcomes are out is not in this record, and is of that version"
    return same


def _differences(derived: DerivedRecord) -> Iterator[str]:
    """The first differences, and what mended faults they come from."""
    more = "and {} more, all of which “authorise replay” lists"
    of_rules_first = sorted(derived.otherwise, key=lambda each: ".rules." not in f".{each.path}")
    yield from map(visible, name_few([*map(str, of_rules_first)], _LISTED, more=more))
    yield from describe_mended_faults(derived.otherwise)


def _derived_page(derived: DerivedRecord, *, full: bool) -> Document:
    match derived.result:
        case GroupUnderRegime() as group:
            return histories(MonitorRun((group,), ())).first()
        case run:
            assert isinstance(derived.record, AssessmentRecord)  # noqa: S101 it came to a run
            opinion = derived.record.second_opinion
            if opinion is not None:
                run.opinions[id(run.assessments[0].submission)] = opinion
            asked = opinion is not None and not opinion.unavailable
            return assessments(run, several=False, full=full, with_opinions=asked).first()


def _recorded_page(record: SingleRecord, *, full: bool) -> Document:
    if not isinstance(record, AssessmentRecord):
        return history_document(describe_history_record(record))
    opinion = record.second_opinion
    return assessment_document(
        describe_assessment_record(record, full=full),
        full=full,
        contradictions=[
            visible(f"{each.says} {each.value}: {'; '.join(each.groups)}")
            for each in record.contradictions
        ],
        also=second_opinion_section([(record.submission.name, opinion)]) if opinion else (),
    )


def _decision(record: SingleRecord) -> Iterator[Block]:
    decision = record.decision if isinstance(record, AssessmentRecord) else None
    if decision is not None:
        decided = f"{decision.outcome}, by {decision.by} on {format_date(decision.on)}"
        yield Para(visible(decided), Part.OUTCOME)
        if decision.departing:
            yield Para(visible(f"Departs from what the rules indicate: {decision.departing}"))
