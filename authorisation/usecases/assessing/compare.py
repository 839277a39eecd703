"""Who comes out otherwise when a rule changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace as replace_struct

from authorisation.engine.results import Assessment
from authorisation.errors import (
    AuthorisationError,
    ExitCode,
    InvalidOption,
    InvalidSubmission,
    UnreadableFile,
)
from authorisation.explain.assessment.comparison import (
    ChangedFinding,
    OutcomeChange,
    compare_assessments,
)
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import RuleSet
from authorisation.usecases.assessing.assess import AssessmentRun, Request, start_run
from authorisation.usecases.assessing.inputs import STDIN

Watcher: TypeAlias = Callable[[AssessmentRun, OutcomeChange, Assessment, Assessment], object]
"""Is told of an application: the run under the newer rules, and what it comes to before and now."""


@dataclass(frozen=True)
class ComparisonResult:
    """The same submissions under the rules asked for, and under those they are held against."""

    now: AssessmentRun
    before: AssessmentRun
    watch: Watcher = lambda *_: None
    """Who is told of each application when it is compared."""

    @cached_property
    def changes(self) -> tuple[OutcomeChange, ...]:
        """The changes of each submission that has both assessments, before and now."""
        return self._compared[0]

    @property
    def latest(self) -> date:
        """The latest day of the assessments, or the first of the rules where there is none."""
        return max(self._compared[1], default=self.now.program.rules.in_force[0])

    @cached_property
    def _compared(self) -> tuple[tuple[OutcomeChange, ...], frozenset[date]]:
        same: dict[ChangedFinding, ChangedFinding] = {}
        found, days = [], set()
        for before, now in self.pairs:
            change = compare_assessments(before, now, (self.before.program, self.now.program))
            # Most submissions differ in the same findings: each would be held thousands of times.
            shared = tuple(same.setdefault(each, each) for each in change.changes)
            found.append(replace(change, changes=shared))
            days.add(now.as_of)
            self.watch(self.now, found[-1], before, now)
        return tuple(found), frozenset(days)

    @property
    def pairs(self) -> Iterator[tuple[Assessment, Assessment]]:
        """Each submission's two assessments, before first, where it has both."""
        places = {each.file: place for place, each in enumerate(self.before.submissions)}
        others = iter(self.before.assessments)
        other = next(others, None)
        for each in self.now.assessments:
            place = places.get(each.submission.file, -1)
            while other is not None and places[other.submission.file] < place:
                other = next(others, None)
            if other is not None and other.submission.file == each.submission.file:
                yield other, each
        for _ in others:  # what is refused is known once all are made
            pass

    @property
    def unusable(self) -> tuple[AuthorisationError, ...]:
        """The errors of unusable files, each once: what both rule sets refuse alike is the newer's.

        What the older alone refuse says so.
        """
        found: dict[object, AuthorisationError] = {}
        for error in self.now.unusable:
            found.setdefault(_refusal(error), error)
        for error in self.before.unusable:
            if (refusal := _refusal(error)) not in found:
                found[refusal] = _naming_rules(self.before.program.rules, error)
        return tuple(found.values())

    @property
    def exit_code(self) -> ExitCode:
        """The code of the first file that cannot be used; else that all is done."""
        both = (*self.now.unusable, *self.before.unusable)
        return both[0].exit_code if both else ExitCode.DONE


def _naming_rules(rules: RuleSet, error: AuthorisationError) -> AuthorisationError:
    """The error of a submission with the rules that refuse it; another one as it is."""
    if not isinstance(error, InvalidSubmission):
        return error
    under = f"under {quote(rules.id)}, edition {quote(rules.edition)}"
    problems = (replace_struct(each, message=f"{each.message}, {under}") for each in error.problems)
    return InvalidSubmission(
        problems, group=error.group, file=error.file, name=error.name, code=error.code
    )


def _refusal(error: AuthorisationError) -> object:
    """The key of a refusal: of which file and which words; not where in the rules it stands."""
    if isinstance(error, InvalidSubmission) and error.file:
        return error.file, tuple(problem.message for problem in error.problems)
    return str(error)


def compare(
    files: Sequence[Path],
    before: Request,
    now: Request,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
    watch: Watcher = lambda *_: None,
) -> ComparisonResult:
    """Assess every file in two ways.

    `unread` is what lies beside the files and is not read; `watch` is told of each application.

    Raises:
        InvalidOption: stdin is among the files; it can be read only once.
        AuthorisationError: the rules, an override or the judgements cannot be used.
    """
    if any(str(file) == STDIN for file in files):
        raise InvalidOption(
            "each submission is read twice, under either rules, and stdin can be read once",
            "put the submission in a file",
        )
    new = start_run(files, now, on_progress, unread=unread, departures=False)
    alike = {each.file: each for each in new.submissions}
    compared = ComparisonResult(new, start_run(files, before, alike=alike, departures=False), watch)
    compared.changes  # noqa: B018 - each pair is made now and compared, for thousands are not held
    return compared
