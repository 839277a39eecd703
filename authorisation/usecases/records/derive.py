"""Derive records again, by the rules that they name, with all that pages need of the result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import AuthorisationError, InvalidRecord, RecordDiffers
from authorisation.explain.words.quantities import format_count
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.rules.editions import current_edition
from authorisation.language.rules.find import kept_editions, rule_set_names
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.records import inputs
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.differences import Difference, compare_records, restated_figures
from authorisation.records.history import history_record
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.mended_faults import explain_differences
from authorisation.records.read import MAX_RECORD_BYTES, RecordsFile
from authorisation.records.record import AssessmentsRecord, HistoriesRecord, SingleRecord
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.single import assess_submission
from authorisation.usecases.choose_regime import RegimeInUse
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import GroupUnderRegime, Monitoring, monitor_group

DerivedResult: TypeAlias = AssessmentRun | GroupUnderRegime
"""The run of one assessment, or one group's history."""
_OF_THE_PROGRAM: Final = "engine_version"
_RECORD: Final = re.compile(rb'\s*\{.*"(?:format|assessments|histories)"\s*:', re.DOTALL)


@dataclass(frozen=True, slots=True)
class DerivedRecord:
    """A record, and what the same inputs come to here."""

    record: SingleRecord
    result: DerivedResult
    differences: tuple[Difference, ...]
    """Every place where the two differ, the version of the program included."""
    restated: int
    """How many figures an earlier version kept in other units than they are in now."""

    @property
    def otherwise(self) -> tuple[Difference, ...]:
        """The differences in what comes out; that another version made it is none of them."""
        places = ((each, each.path.rpartition(".")[2]) for each in self.differences)
        return tuple(each for each, last in places if last != _OF_THE_PROGRAM)


class RecordFile:
    """A file of records, each derived again when it is asked for."""

    def __init__(self, file: Path, library: Library, data: bytes | None = None) -> None:
        """Read the file; what it holds is `data`, where that is kept elsewhere.

        Raises:
            InvalidRecord: it holds no record.
        """
        self._library, self._file = library, file
        if data is None:
            data = read_file(file, limit=MAX_RECORD_BYTES)
        with naming_file(file):
            self.records = RecordsFile(data)
        self.sha256 = hashlib.sha256(data).hexdigest()

    def derive_same(self, what: str) -> Iterator[tuple[str, SingleRecord, DerivedRecord]]:
        """Each record as `derive` has it, where the same comes out here; `what` rests on it.

        Raises:
            AuthorisationError: a record cannot be derived.
            RecordDiffers: a record comes out otherwise here, or is not as it was written.
        """
        if self.records.digest_differs:
            raise self._differing("", "is not as it was written", what)
        for place, record, found in self.derive():
            if isinstance(found, AuthorisationError):
                with naming_file(self._file):
                    raise found
            if found.otherwise:
                places = format_count(len(found.otherwise), "place")
                raise self._differing(place, f"comes out otherwise here, at {places}", what)
            yield place, record, found

    def _differing(self, place: str, how: str, what: str) -> RecordDiffers:
        record = f"{display_path(self._file)}: {place}".rstrip(": ")
        return RecordDiffers(
            f"{record}: it {how}, so no {what} rests on it", "`authorise show` says where"
        )

    @property
    def several(self) -> bool:
        """Whether the file is a list of records."""
        return isinstance(self.records.whole, AssessmentsRecord | HistoriesRecord)

    def derive(self) -> Iterator[tuple[str, SingleRecord, DerivedRecord | AuthorisationError]]:
        """Each record with its place, and what it comes to here or why it comes to nothing."""
        with DurableEngine() as second_engine:
            deriver = RecordDeriver(self._library, second_engine)
            for place, record in self.records.singles():
                found: DerivedRecord | AuthorisationError
                try:
                    found = deriver.derive(record, place)
                except AuthorisationError as error:
                    found = error
                yield place, record, found


def is_record(file: Path, data: bytes) -> bool:
    """Whether a file is to be read as a record, by its name or by how it begins."""
    return file.suffix.lower() == ".json" or _RECORD.match(data) is not None


@contextmanager
def naming_file(file: Path) -> Iterator[None]:
    """Name the file of a record in what is wrong with it."""
    try:
        yield
    except InvalidRecord as error:
        raise InvalidRecord(f"{display_path(file)}: {error.message}", error.remedy) from None


class RecordDeriver:
    """Derives records again; the rules that several name are read and compiled once.

    Histories are derived by the second engine too, which `second_engine` is.
    """

    def __init__(
        self, library: Library, second_engine: DurableEngine, rules: str | None = None
    ) -> None:
        """By the rule set that each record names, or by that of the name `rules`."""
        self._library = library
        self._second_engine = second_engine
        self._rules = rules
        self._program = cache(lambda name: compile_rules(library.rule_set(name)))
        self._regime = cache(self._regime_in_use)

    def derive(self, record: SingleRecord, place: str = "") -> DerivedRecord:
        """Derive a record again, found at `place` in a record of several.

        Raises:
            InvalidRecord: it cannot be derived with these rules, or they are not here.
        """
        name = rules_named(record, self._library, self._rules)
        result: DerivedResult
        again: SingleRecord
        periods = None
        match record:
            case AssessmentRecord():
                result = _assess(record, self._program(name))
                again = record_of(result, result.assessments[0])
            case HistoryRecord():
                regime = self._regime(name, tuple(record.set.items()))
                result = self._monitor(record, regime)
                again = _history_record(record, result)
                periods = regime.loaded.regime.periods
        differences = compare_records(record, again, place)
        if again.rules.sha256 == record.rules.sha256:
            differences = explain_differences(record, differences, place, periods)
        return DerivedRecord(record, result, differences, restated_figures(record, again))

    def _regime_in_use(self, name: str, settings: tuple[tuple[str, str], ...]) -> RegimeInUse:
        loaded = self._library.regime(name)
        return RegimeInUse(loaded, inputs.overrides(dict(settings), loaded.regime.rules))

    def _monitor(self, record: HistoryRecord, regime: RegimeInUse) -> GroupUnderRegime:
        context = self._library.returns_context(regime.loaded)
        group = inputs.group_from_record(record, context)
        request = Monitoring(rules=record.rules.id, as_of=record.as_of)
        with inputs.refusing_records():
            monitored = monitor_group(regime, group, request, self._second_engine)
        return GroupUnderRegime(monitored, regime)


def rules_named(record: SingleRecord, library: Library, rules: str | None = None) -> str:
    """Give the name of the rules to derive with: those asked for, else the edition that was used.

    Where its files are not kept, the rules of that name as they are now.

    Raises:
        InvalidRecord: the rules that were named are not here.
    """
    folder = library.folder
    name, edition = record.rules.id, record.rules.edition
    if rules is not None:
        return rules
    if edition != current_edition(name, folder) and edition in kept_editions(name, folder):
        return f"{name}@{edition}"
    if name not in rule_set_names(folder):
        raise InvalidRecord(
            f"its rules, `{name}`, are not among those found here",
            "say where they are with --rules FOLDER or --rules-root FOLDER",
        )
    return name


def _assess(record: AssessmentRecord, program: Program) -> AssessmentRun:
    rules = program.rules
    others = inputs.other_submissions_from_record(record, rules)
    with inputs.refusing_records():
        return assess_submission(
            program,
            inputs.read_recorded_submission(record.submission, rules),
            as_of=record.as_of,
            stage=record.stage,
            overrides=inputs.overrides(record.set, rules),
            judgements=inputs.read_recorded_judgements(record.judgements, rules),
            others=others,
            complete=record.others.complete,
        )


def _history_record(record: HistoryRecord, result: GroupUnderRegime) -> HistoryRecord:
    group, regime = result.monitored.group, result.regime
    again = history_record(regime.loaded, regime.overrides, result.monitored)
    if record.group.sha256 != group.sha256_before:
        return again
    return replace(again, group=replace(again.group, sha256=group.sha256_before))
