"""Derive a kept assessment or history again, and say what comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import AuthorisationError, ExitCode, InvalidRecord
from authorisation.language.rules.load import load_rule_set
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.records import assessment_inputs
from authorisation.records.assessment_shape import Json
from authorisation.records.differences import Difference, compare_records
from authorisation.records.history_inputs import read_histories
from authorisation.records.read import MAX_RECORD_BYTES, read_record
from authorisation.usecases.assess import AssessmentRun, submission_at
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.filesystem.places import rules_root
from authorisation.usecases.replay_histories import histories_differ, rules_named

_NO_APPLICATION: Final = (
    "this is a history: there is no application to hold it against\n  help: leave out --submission"
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What comes out otherwise than the record says; nothing where all is the same."""

    differences: tuple[Difference, ...]
    changes: tuple[str, ...] = ()
    """What has changed since in the application, where its file was given."""

    @property
    def exit_code(self) -> ExitCode:
        """Give 0 where the same comes out and nothing was changed, else 13."""
        return ExitCode.DIFFERS if self.differences or self.changes else ExitCode.DONE


def replay(
    file: Path, root: Path | None, rules: str | None = None, submission: Path | None = None
) -> Replayed:
    """Derive a record, or histories, again under the rule set that it names, or another.

    With `submission`, also hold the application as it is now against what was assessed.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with these rules.
    """
    data = read_file(file, limit=MAX_RECORD_BYTES)
    try:
        histories = read_histories(data)
        if histories is not None:
            return Replayed(_histories(histories, root, rules, submission))
        kept = read_record(data)
        program = compile_rules(_rules(kept, root, rules))
        found = compare_records(kept, _again(kept, program))
        before = assessment_inputs.submission_from_record(kept, program.rules)
    except InvalidRecord as error:
        raise InvalidRecord(f"{display_path(file)}: {error}") from None
    if submission is None:
        return Replayed(found)
    was = str(kept["submission"]["sha256"])
    return Replayed(found, tuple(_changes(was, before, submission_at(submission, program))))


def _histories(
    kept: list[dict[str, Json]], root: Path | None, rules: str | None, submission: Path | None
) -> tuple[Difference, ...]:
    if submission is not None:
        raise InvalidRecord(_NO_APPLICATION)
    return histories_differ(kept, rules_root(root), rules)


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


def _rules(kept: dict[str, Json], root: Path | None, rules: str | None) -> RuleSet:
    folder = rules_root(root)
    return load_rule_set(rules_named(str(kept["rules"]["id"]), folder, rules), root=folder)


def _again(kept: dict[str, Json], program: Program) -> dict[str, Json]:
    rules = program.rules
    others = assessment_inputs.other_submissions_from_record(kept, rules)
    complete = bool(kept["others"]["complete"])
    try:
        assessment = assess(
            program,
            assessment_inputs.submission_from_record(kept, rules),
            as_of=assessment_inputs.as_of_from_record(kept),
            stage=assessment_inputs.stage_from_record(kept),
            overrides=assessment_inputs.overrides_from_record(kept, rules),
            judgements=assessment_inputs.judgements_from_record(kept, rules),
            others=others,
            complete=complete,
        )
    except InvalidRecord:
        raise
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None
    run = AssessmentRun(
        program, (assessment,), (), (assessment.submission, *others), complete=complete
    )
    return record_of(run, assessment)
