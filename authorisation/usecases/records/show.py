"""Show kept records as pages: of what comes out the same again, else of the record alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from authorisation import __version__
from authorisation.errors import AuthorisationError, ExitCode
from authorisation.explain.words.quantities import format_count, format_date, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.mended_faults import format_mended_faults
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
from authorisation.report.pages import headings
from authorisation.report.pages.assessment import assessment_document
from authorisation.report.pages.history import history_document
from authorisation.report.pages.second_opinion import second_opinion_section
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.delivery.cross_checks import format_quotes
from authorisation.usecases.delivery.deliverable import Deliverable, ListedPage
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.filesystem.page_names import file_after
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import GroupUnderRegime, MonitorRun
from authorisation.usecases.records.derive import DerivedRecord, RecordFile
from authorisation.usecases.records.personal_values import PersonalValues

_LISTED: Final = 10
"""How many differences a page has, or lines on what is wanting."""
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
        self._full = full
        self._records = RecordFile(file, library)
        self._values = PersonalValues(file)
        self._file = (("File", visible(file.name)), ("SHA-256", self._records.sha256))
        self._rows: list[tuple[Cell, ...]] = []
        self.several = self._records.several
        """Whether the file is a list of records."""
        self.exit_code = ExitCode.DONE
        """13 once a page was made of a record that does not come out the same here."""

    def deliverable(self) -> Deliverable:
        """The page of one record, or a list of several and the page of each."""
        if not self.several:
            return Deliverable(first=lambda: next(self._pages()))
        return Deliverable(
            first=self._list,
            further=self._pages,
            entries=lambda: (ListedPage(file_after(each.title), each) for each in self._pages()),
        )

    def _pages(self) -> Iterator[Document]:
        self._rows.clear()
        for number, (place, record, found) in enumerate(self._records.derive(), start=2):
            page, again = self._page(record, place, found)
            cells = (format_date(record.as_of), upper_initial(again))
            self._rows.append((Cell(page.title, number), *map(Cell, cells)))
            yield page

    def _page(
        self, record: SingleRecord, place: str, found: DerivedRecord | AuthorisationError
    ) -> tuple[Document, str]:
        """The page of a record, and what it comes to here in a sentence."""
        if isinstance(found, AuthorisationError):
            why, *more = (line.strip() for line in format_quotes(str(found)).splitlines())
            again = f"it cannot be derived again here: {visible(why)}"
            beside = section("What is wanting here", bullets([*map(visible, more[:_LISTED])]))
        else:
            again = _format_again(found)
            beside = section("What comes out otherwise here", bullets([*_differences(found)]))
        if isinstance(found, DerivedRecord) and not found.otherwise:
            page = _derived_page(found, full=self._full)
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
        page = replace(page, sections=sections, back="All records")
        return self._values.shown_in(page), again

    def _list(self) -> Document:
        if len(self._rows) < self._records.records.number:  # nobody asked for the pages
            deque(self._pages(), maxlen=0)
        records = self._records.records
        whole = records.whole
        assert isinstance(whole, AssessmentsRecord | HistoriesRecord)  # noqa: S101 as `several` says
        title = format_count(len(self._rows), "record")
        changed = (
            "This list is not as it was written: a record was taken out, put in or changed."
            if records.digest_differs
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
                *section(headings.TAKEN_TOGETHER, bullets([*map(visible, whole.cross_checks)])),
                *section("Not used", bullets([*map(visible, whole.unusable)])),
                *section(headings.NOT_READ, bullets([*map(visible, whole.not_read)])),
            ),
            running=f"{title}.",
        )


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
    yield from format_mended_faults(derived.otherwise)


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
