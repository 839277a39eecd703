"""Derive kept assessments and histories again, and say what comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.cross_checks import find_contradictions
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import ExitCode, InvalidRecord
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.regime.load import LoadedRegime
from authorisation.language.rules.editions import current_edition
from authorisation.language.rules.find import kept_editions, rule_set_names
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.submission import Submission
from authorisation.records import inputs
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.differences import (
    Difference,
    compare_records,
    restated_figures,
)
from authorisation.records.history import history_record
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.mended_faults import explain_differences
from authorisation.records.read import MAX_RECORD_BYTES, RecordsFile
from authorisation.records.record import Record, SingleRecord
from authorisation.regime.program import CompiledRegime, compile_regime
from authorisation.regime.replay import ReplayOptions
from authorisation.usecases.assessing.assess import AssessmentRun, submission_at
from authorisation.usecases.assessing.assessments import Assessments
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, at_authorisation, monitor_group

_RegimeRules: TypeAlias = tuple[LoadedRegime, CompiledRegime, Program]

_NO_APPLICATION: Final = (
    "this is no record of one assessment: there is no application to hold it against\n"
    "  help: leave out --submission"
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What comes out otherwise than the record says; nothing where all is the same."""

    differences: tuple[Difference, ...]
    changes: tuple[str, ...] = ()
    """What has changed since in the application, where its file was given."""
    number: int = 1
    """How many records of one assessment or history there are in the file."""
    differing: int = 0
    """How many of them come out otherwise."""
    restated: int = 0
    """How many figures an earlier version kept in other units than they are in now."""

    @property
    def exit_code(self) -> ExitCode:
        """Give 0 where the same comes out and nothing was changed, else 13."""
        return ExitCode.DIFFERS if self.differences or self.changes else ExitCode.DONE


def replay(
    file: Path, library: Library, rules: str | None = None, submission: Path | None = None
) -> Replayed:
    """Derive the record in a file again under the rule set that it names, or another.

    With `submission`, also hold the application as it is now against what was assessed.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with these rules.
    """
    try:
        record = RecordsFile(read_file(file, limit=MAX_RECORD_BYTES))
        application = _read_application(record.whole, library, rules) if submission else None
        replayed = _replay(record.singles(), library, rules)
        if not replayed.differences:
            replayed = replace_fields(replayed, differences=tuple(_list_differences(record)))
    except InvalidRecord as error:
        raise InvalidRecord(f"{display_path(file)}: {error}") from None
    if submission is None or application is None:
        return replayed
    was, before, program = application
    now = submission_at(submission, program)
    return replace_fields(replayed, changes=tuple(_changes(was, before, now)))


def replay_record(
    data: bytes, library: Library, rules: str | None = None
) -> tuple[Difference, ...]:
    """Derive a record of any kind again, and name every place where it comes out otherwise.

    Histories are derived by both engines.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with these rules.
    """
    record = RecordsFile(data)
    found = _replay(record.singles(), library, rules).differences
    return found or tuple(_list_differences(record))


def _list_differences(record: RecordsFile) -> Iterator[Difference]:
    """A list of records that is not as it was written: one taken out, put in or moved."""
    if record.digest_differs:
        written, wanted = record.digest_differs
        yield Difference("sha256", f'"{written}"' if written else "(nothing)", f'"{wanted}"')


def _replay(
    records: Iterable[tuple[str, SingleRecord]], library: Library, rules: str | None
) -> Replayed:
    programs = cache(lambda name: compile_rules(library.rule_set(name)))
    regimes = cache(lambda name: _regime_rules(library.regime(name)))
    found: list[Difference] = []
    number = differing = restated = 0
    with DurableEngine() as second_engine:
        for place, each in records:
            name = _rules_named(each, library.folder, rules)
            again: SingleRecord
            periods = None
            match each:
                case AssessmentRecord():
                    again = _derive_assessment(each, programs(name))
                case HistoryRecord():
                    periods = regimes(name)[0].regime.periods
                    again = _derive_history(each, library, regimes(name), second_engine)
            differences = compare_records(each, again, place)
            if again.rules.sha256 == each.rules.sha256:
                differences = explain_differences(each, differences, place, periods)
            found += differences
            number, differing = number + 1, differing + bool(differences)
            restated += restated_figures(each, again)
    return Replayed(tuple(found), number=number, differing=differing, restated=restated)


def _rules_named(record: SingleRecord, folder: Path, rules: str | None) -> str:
    """Give the name of the rules to derive with: those asked for, else the edition that was used.

    Where its files are not kept, the rules of that name as they are now.

    Raises:
        InvalidRecord: the rules that were named are not here.
    """
    name, edition = record.rules.id, record.rules.edition
    if rules is not None:
        return rules
    if edition != current_edition(name, folder) and edition in kept_editions(name, folder):
        return f"{name}@{edition}"
    if name not in rule_set_names(folder):
        raise InvalidRecord(
            f"its rules, `{name}`, are not among those found here\n"
            "  help: say where they are with --rules FOLDER or --rules-root FOLDER"
        )
    return name


def _read_application(
    record: Record, library: Library, rules: str | None
) -> tuple[str, Submission, Program]:
    """Give the hash of the application that was assessed, the application, and its rules."""
    if not isinstance(record, AssessmentRecord):
        raise InvalidRecord(_NO_APPLICATION)
    program = compile_rules(library.rule_set(_rules_named(record, library.folder, rules)))
    before = inputs.submission_from_record(record, program.rules)
    return record.submission.sha256, before, program


def _regime_rules(loaded: LoadedRegime) -> _RegimeRules:
    return loaded, compile_regime(loaded.regime), compile_rules(loaded.rules)


def _derive_assessment(record: AssessmentRecord, program: Program) -> AssessmentRecord:
    rules, complete = program.rules, record.others.complete
    others = inputs.other_submissions_from_record(record, rules)
    with inputs.refusing_records():
        assessment = assess(
            program,
            inputs.submission_from_record(record, rules),
            as_of=record.as_of,
            stage=record.stage,
            overrides=inputs.overrides_from_record(record, rules),
            judgements=inputs.judgements_from_record(record, rules),
            others=others,
            complete=complete,
        )
    submissions = (assessment.submission, *others)
    counted = (assessment.counted, *others)
    found = find_contradictions(rules.across, counted)
    held = Assessments.held([assessment])
    run = AssessmentRun(program, held, (), submissions, found, complete, counted=counted)
    return record_of(run, assessment)


def _derive_history(
    record: HistoryRecord, library: Library, rules: _RegimeRules, second_engine: DurableEngine
) -> HistoryRecord:
    loaded, compiled, program = rules
    overrides = inputs.overrides_from_record(record, loaded.regime.rules)
    group = inputs.group_from_record(record, library.returns_context(loaded))
    request = Monitoring(rules=record.rules.id, as_of=record.as_of)
    with inputs.refusing_records():
        by = ReplayOptions(overrides=overrides, findings=at_authorisation(program, group))
        monitored = monitor_group(compiled, group, request, by, second_engine)
    again = history_record(loaded, overrides, monitored)
    if record.group.sha256 != group.sha256_before:
        return again
    return replace(again, group=replace(again.group, sha256=group.sha256_before))


def _changes(was: str, before: Submission, now: Submission) -> Iterator[str]:
    if now.sha256 == was:
        return
    yield f"{now.file}: the application has changed since: sha256 was {was}, is now {now.sha256}"
    paths = sorted(before.answers.keys() | now.answers.keys())
    changed = [p for p in paths if before.answers.get(p) != now.answers.get(p)]
    for path in changed:
        done = (
            "taken out"
            if path not in now.answers
            else "changed"
            if path in before.answers
            else "new"
        )
        yield f"{now.file}: answer {done}: {path}"
    if not changed:
        yield f"{now.file}: every answer is as it was"
