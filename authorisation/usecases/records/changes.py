"""What changed for a group from one record or submission to a later one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Final

from authorisation.engine.analysis.submission_changes import (
    SubmissionChanges,
    criteria_of,
    submission_changes,
    undo_changes,
)
from authorisation.engine.assess import assess
from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError, InvalidOption, InvalidRecord
from authorisation.explain.assessment.comparison import OutcomeChange, compare_assessments
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.value import fold_code
from authorisation.policy.comparison.moves import Responsible, Undone, responsible_among
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.read import MAX_RECORD_BYTES, RecordsFile
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.assessing.assess import AssessmentRun, Request, assess_file
from authorisation.usecases.records import derive
from authorisation.usecases.records.carried_entries import CarriedEntries, LeftEntry, carry_entries

_ONE_EACH: Final = (
    "this is no record of one assessment",
    (
        "name one that `assess --record FOLDER/` keeps for each application; `authorise monitor`"
        " says what a correction of returns changed"
    ),
)
_AS_THEY_ARE: Final = (
    "both are records, which stand as they were made",
    "leave out `--rules`, `--as-of`, `--stage`, `--assessor` and `--set`",
)


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """A side of a comparison: what a group is assessed to before or after."""

    file: Path
    """By whose name pages call it."""
    run: AssessmentRun
    derived: derive.DerivedRecord | None = None
    """None where the file is a submission."""

    @property
    def assessment(self) -> Assessment:
        """The one assessment that there is."""
        return self.run.assessments[0]


@dataclass(frozen=True, slots=True)
class ChangesRun:
    """Two assessments of one group, and all that changed from the one to the other."""

    before: ComparedSide
    after: ComparedSide
    changes: SubmissionChanges
    outcome: OutcomeChange
    """With the findings that differ."""
    responsible: Mapping[str, Responsible]
    """What the outcome, by the empty text, and each finding, by its criterion, come from where they
    differ: by the places of the parts that changed."""
    carried: CarriedEntries | None = None
    """What assessors recorded in the record of before and was carried over; None where nothing was
    there to carry, or other files were named for now."""

    @property
    def left(self) -> tuple[LeftEntry, ...]:
        """The entries of the record of before that do not hold of now."""
        return self.carried.left if self.carried else ()

    @property
    def otherwise_assessed(self) -> tuple[str, ...]:
        """The names of what differs in how the two are assessed, such as `the stage`."""
        both = _settings(self.before.assessment), _settings(self.after.assessment)
        return tuple(how for how in both[0] if both[0][how] != both[1][how])


def find_changes(before: Path, after: Path, request: Request) -> ChangesRun:
    """Compare two files, each a record of one assessment or a submission.

    Records are derived again. A submission is assessed as `request` says; where its `rules` are
    empty and the other file is a record, as that was: by its rules, at its stage, with its figures.
    What assessors recorded in a record of before holds of a submission of now as far as what it is
    on is the same, unless `request` names their files.

    Raises:
        AuthorisationError: one of them cannot be used, or they are of two groups.
    """
    records = {file: _read_record(file) for file in dict.fromkeys((before, after))}
    given = request.rules, request.as_of, request.stage, request.judgements, request.settings
    if all(records.values()) and any(given):
        raise InvalidOption(*_AS_THEY_ARE)
    with DurableEngine() as second_engine:
        deriver = derive.RecordDeriver(request.library, second_engine)

        def side(file: Path, other: Path) -> ComparedSide:
            record, beside = records[file], records[other]
            if record is None:
                with derive.naming_file(other):
                    like = _like(beside, request)
                return ComparedSide(file, assess_file(file, like))
            with derive.naming_file(file):
                derived = deriver.derive(record)
            assert isinstance(derived.result, AssessmentRun)  # noqa: S101 of an assessment
            return ComparedSide(file, derived.result, derived)

        old, new = side(before, after), side(after, before)
    _refuse_two_groups(old, new)
    recorded = old.assessment.judgements if old.derived else None
    if new.derived or request.judgements or not recorded or not recorded.sha256:
        return compare_runs(old, new)
    run, carried = carry_entries(old.assessment, after, _like(records[before], request))
    return replace(compare_runs(old, replace(new, run=run)), carried=carried)


def _read_record(file: Path) -> AssessmentRecord | None:
    """The record in a file; None for what is no record."""
    data = read_file(file, limit=MAX_RECORD_BYTES)
    if not derive.is_record(file, data):
        return None
    with derive.naming_file(file):
        whole = RecordsFile(data).whole
        if not isinstance(whole, AssessmentRecord):
            raise InvalidRecord(*_ONE_EACH)
    return whole


def _like(record: AssessmentRecord | None, request: Request) -> Request:
    """The request by which a submission is assessed beside a record, or another submission."""
    if request.rules or record is None:
        return replace(request, rules=request.rules or DEFAULT_SET)
    settings = tuple(f"{name}={value}" for name, value in record.set.items())
    return replace(
        request,
        rules=derive.rules_named(record, request.library),
        stage=request.stage or record.stage,
        settings=request.settings or settings,
    )


def _refuse_two_groups(before: ComparedSide, after: ComparedSide) -> None:
    old, new = before.assessment.submission, after.assessment.submission
    if old.code and new.code and fold_code(old.code) != fold_code(new.code):
        raise InvalidOption(
            f"{display_path(before.file)} is of {old.title}, and {display_path(after.file)} of"
            f" {new.title}: two groups",
            "name two files of one group, with one `code`; `authorise assess` sets several groups"
            " side by side",
        )


def _settings(assessment: Assessment) -> dict[str, object]:
    """The settings of a group's assessment, each part under what it is called."""
    rules = assessment.rules
    return {
        "the rules": (rules.id, rules.sha256),
        "the figures set": assessment.overrides,
        "the day": (assessment.as_of, assessment.dated_on),
        "the stage": assessment.stage,
    }


def compare_runs(before: ComparedSide, after: ComparedSide) -> ChangesRun:
    """Compare two assessments of one group that are at hand."""
    old, new = before.assessment, after.assessment
    changes = submission_changes(old, new)
    outcome = compare_assessments(old, new, (before.run.program, after.run.program))
    parts = changes.parts
    reach = [criteria_of(part, after.run.program) for part in parts]
    every = tuple(range(len(parts)))

    @cache
    def undone(places: Undone) -> Assessment | None:
        submission, judgements = undo_changes([parts[at] for at in places], old, new)
        try:
            return assess(
                after.run.program,
                submission,
                as_of=new.as_of,
                stage=new.stage,
                overrides=new.overrides,
                judgements=judgements,
                others=after.run.other_submissions(new.submission),
                complete=after.run.complete,
            )
        except AuthorisationError:  # a figure without a value on the day by which rules are chosen
            return None

    def responsible(near: Undone, of: Callable[[Assessment], object]) -> Responsible:
        """The changes that bring back what the answers of before would come to, all else as now."""
        base = undone(every)
        if base is None or of(base) == of(new):
            return Responsible(())

        def brings_back(places: Undone) -> bool:
            again = undone(places)
            return again is not None and of(again) == of(base)

        return responsible_among((near,), brings_back)

    found = {"": responsible(every, attrgetter("outcome_ids"))} if outcome.other_outcome else {}
    for each in outcome.changes:
        near = tuple(at for at in every if each.criterion in reach[at])
        found[each.criterion] = responsible(near, _verdict_on(each.criterion))
    return ChangesRun(before, after, changes, outcome, found)


def _verdict_on(criterion: str) -> Callable[[Assessment], object]:
    def verdict(assessment: Assessment) -> object:
        findings = (each for each in assessment.findings if each.criterion.id == criterion)
        return [(each.verdict, each.severity) for each in findings]

    return verdict
