"""Assess submissions: one, or several side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.cross_checks import (
    Contradiction,
    find_contradictions,
    keep_compared_places,
)
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.program.settings import NO_OVERRIDES
from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError, ExitCode, InvalidOption, UnreadableFile
from authorisation.language.rules.override import parse_overrides
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.structs import short_repr
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict
from authorisation.usecases.assessing.assessments import (
    HELD,
    HELD_WITH_OTHERS,
    AllBut,
    Assessments,
    merge_identical,
)
from authorisation.usecases.assessing.inputs import STDIN, read_assessors, submission_at
from authorisation.usecases.assessing.judgements import (
    counted_submission,
    judgements_on,
    refuse_idle_departures,
    refuse_unfit,
)
from authorisation.usecases.library import Library

if TYPE_CHECKING:
    from authorisation.explain.assessment.submission_rows import SubmissionRow
    from authorisation.portfolio.compilation.other_submissions import OtherSubmissions
    from authorisation.second_opinion.assessment import SecondOpinion

_ONE_STDIN: Final = ("`-` stands for stdin, which is one file", "name the other file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request to assess submissions: how, apart from which."""

    rules: str
    library: Library = field(default_factory=Library)
    as_of: date | None = None
    stage: Stage | None = None
    settings: tuple[str, ...] = ()
    """Parameters set for this run alone, each written `name=value`."""
    judgements: tuple[Path, ...] = ()
    """Assessors' files; several on one submission are read together."""
    recorded: Judgements | None = None
    """What assessors recorded, where it is at hand without a file."""
    complete: bool = False
    cached: bool = False
    """Whether rules may come from the user's cache; never for what is kept or tests rules."""

    def rule_set(self) -> RuleSet:
        """Return the rules that are asked for.

        Raises:
            InvalidRules: with every problem of every file.
        """
        load = self.library.cached_rule_set if self.cached else self.library.rule_set
        return load(self.rules)

    def against(self, rules: str) -> Request:
        """The same under other rules, in which no figure is set for this run alone."""
        return replace(self, rules=rules, settings=())


@dataclass(slots=True, repr=False)
class AssessmentRun:
    """The run over files: the assessment of each, or the reason why there is none.

    What it holds of assessments is complete once all of them were made.
    """

    program: Program
    assessments: Assessments
    unreadable: tuple[AuthorisationError, ...]
    """The errors of files that hold no submission."""
    submissions: tuple[Submission, ...]
    contradictions: tuple[Contradiction, ...] = ()
    complete: bool = False
    unread: tuple[UnreadableFile, ...] = ()
    """What lay in the folders that were named, and was not read."""
    codes: frozenset[ExitCode] = frozenset()
    """What the assessments came to."""
    rows: list[SubmissionRow] = field(default_factory=list)
    """What a list shows of each assessment, where that was asked for while it was made."""
    opinions: dict[int, SecondOpinion] = field(default_factory=dict)
    """What a second engine says, by the identity of the submission; empty where it was not asked.
    """
    refused: list[tuple[Submission, AuthorisationError]] = field(default_factory=list)
    """The submissions that came to no assessment."""
    watchers: list[Callable[[Assessment], object]] = field(default_factory=list)
    """Who is told of each assessment when it is first made."""
    under: Callable[[Program, Submission], Assessment] | None = None
    """What assesses one of the submissions in the same way by another program, where it may be
    asked to; figures set for this run are not set there."""
    as_of: date | None = None
    """The day that was asked for; None for those of the submissions."""
    overrides: Mapping[str, Answer] = field(default_factory=lambda: NO_OVERRIDES)
    """The parameters set for this run alone."""
    counted: tuple[Submission, ...] = ()
    """The submissions without what assessors do not accept, for tests across them; as many, and
    empty where they are the same."""
    departs: bool = False
    """Whether something was decided in place of what the rules indicate of some."""
    _contradictions_of: dict[int, list[Contradiction]] | None = None
    _counted_by_id: dict[int, Submission] | None = None

    def watch(self, watcher: Callable[[Assessment], object]) -> None:
        """Have every assessment told of once: those to come as they are made."""
        if not self.assessments.begun:
            self.watchers.append(watcher)
            return
        for assessment in self.assessments:
            watcher(assessment)

    def note(self, submission: Submission, made: Assessment | AuthorisationError) -> None:
        """Note what a submission came to, and tell whoever watches."""
        if isinstance(made, AuthorisationError):
            self.refused.append((submission, made))
            return
        self.codes |= {exit_code(made)}
        for watcher in self.watchers:
            watcher(made)

    @property
    def unusable(self) -> tuple[AuthorisationError, ...]:
        """The errors that kept files from being assessed."""
        return (*self.unreadable, *merge_identical(self.refused))

    @property
    def number_unusable(self) -> int:
        """The number of files that came to no assessment."""
        return len(self.unreadable) + len(self.refused)

    def other_submissions(self, submission: Submission) -> Sequence[Submission]:
        """Give the other submissions of the run, as they count."""
        return AllBut(self.counted or self.submissions, self._as_counted(submission))

    def _as_counted(self, submission: Submission) -> Submission:
        if self._counted_by_id is None:
            pairs = zip(self.submissions, self.counted, strict=False)
            self._counted_by_id = {id(each): counted for each, counted in pairs}
        return self._counted_by_id.get(id(submission), submission)

    def opinion(self, assessment: Assessment) -> SecondOpinion | None:
        """Give the second opinion on an assessment, where one was asked for."""
        return self.opinions.get(id(assessment.submission))

    @property
    def contradictory(self) -> bool:
        """Whether submissions surely contradict each other, or are two of one group."""
        return any(contradiction.sure for contradiction in self.contradictions)

    def contradictions_of(self, submission: Submission) -> tuple[Contradiction, ...]:
        """Give what others surely contradict a submission in, each with a few of the others."""
        if self._contradictions_of is None:
            self._contradictions_of = {}
            for found in self.contradictions:
                for each in {id(each) for each in found.submissions} if found.sure else ():
                    self._contradictions_of.setdefault(each, []).append(found)
        counted = self._as_counted(submission)
        own = self._contradictions_of.get(id(counted), ())
        return tuple(found.among_few(counted).with_own(counted, submission) for found in own)

    @property
    def exit_code(self) -> ExitCode:
        """The code for the worst that happened; a file that cannot be used comes first."""
        if self.unusable:
            return self.unusable[0].exit_code
        codes = self.codes | ({ExitCode.NEEDED} if self.contradictory else set())
        gravest = (ExitCode.NEEDED, ExitCode.CANNOT_TELL)
        return next((code for code in gravest if code in codes), ExitCode.DONE)

    def __repr__(self) -> str:
        return short_repr(
            self,
            self.program.rules.id,
            f"{len(self.submissions)} submissions, {len(self.unusable)} unusable",
        )


def exit_code(assessment: Assessment) -> ExitCode:
    """Whether all that is needed is there, is not, or cannot be told yet, as an exit code."""
    weighty = {
        finding.verdict for finding in assessment.findings if finding.severity is not Severity.NOTE
    }
    if not assessment.settled:
        return ExitCode.CANNOT_TELL
    if weighty & {Verdict.NOT_MET, Verdict.OPEN}:
        return ExitCode.NEEDED
    return ExitCode.CANNOT_TELL if Verdict.UNKNOWN in weighty else ExitCode.DONE


def assess_files(files: Sequence[Path], request: Request) -> AssessmentRun:
    """Assess every file that can be used.

    Raises:
        AuthorisationError: the rules, an override or the judgements cannot be used.
    """
    run = start_run(files, request)
    run.assessments.finish()
    return run


def assess_file(file: Path, request: Request) -> AssessmentRun:
    """Assess one submission.

    Raises:
        AuthorisationError: it, the rules, an override or the judgements cannot be used.
    """
    run = assess_files([file], request)
    if run.unusable:
        raise run.unusable[0]
    return run


def start_run(
    files: Sequence[Path],
    request: Request,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
    alike: Mapping[str, Submission] = MappingProxyType({}),
    departures: bool = True,
    with_steps: bool = True,
) -> AssessmentRun:
    """Read every file, as `assess_files` does, and assess them when somebody goes through them.

    `on_progress` is given how many are done; `unread` is what lies beside the files and is not
    read. Of `alike`, submissions by file, those that are the same are held instead. `departures`
    may be left out where only what the rules indicate is asked for. Without `with_steps` each is
    judged beside those others alone that its findings rest on, where that is known: they come out
    the same, with steps about fewer.

    Raises:
        AuthorisationError: the rules, an override or the judgements cannot be used.
    """
    if [str(each) for each in (*files, *request.judgements)].count(STDIN) > 1:
        raise InvalidOption(*_ONE_STDIN)
    rules = request.rule_set()
    overrides = parse_overrides(request.settings, rules)
    judged = read_assessors(request.judgements, rules, departures=departures)
    judged += filter(None, (request.recorded,))
    program = compile_rules(rules)
    submissions, unusable = _submissions(files, program, alike)
    refuse_unfit(judged, submissions, unusable)

    bound: dict[int, BoundSubmissions] = {}
    by = request.as_of
    counted = [counted_submission(each, judged, by)[0] for each in submissions] if judged else []
    compared = counted or submissions
    numbers = {id(each): number for number, each in enumerate(submissions)}
    beside = None if with_steps else _others_that_count(program, compared)

    def assess_by(
        by: Program, number: int, overrides: Mapping[str, Answer] = NO_OVERRIDES
    ) -> Assessment:
        own = compared[number]
        few = beside.beside(number, own) if beside is not None and by is program else None
        submission = submissions[number]
        return assess(
            by,
            submission,
            as_of=request.as_of,
            stage=request.stage,
            overrides=overrides,
            judgements=judgements_on(submission, judged),
            others=AllBut(compared, own) if few is None else few,
            bound=bound.setdefault(id(by), {}),
            complete=request.complete,
        )

    def make(number: int) -> Assessment:
        assessment = assess_by(program, number, overrides)
        refuse_idle_departures(assessment)
        return assessment

    def notice(number: int, made: Assessment | AuthorisationError) -> None:
        run.note(submissions[number], made)
        on_progress(number + 1)

    held = HELD_WITH_OTHERS if program.needs_others else HELD
    run = AssessmentRun(
        program,
        Assessments(submissions, make, notice, held=held),
        tuple(unusable),
        tuple(submissions),
        find_contradictions(rules.across, compared),
        request.complete,
        unread=unread,
        under=lambda by, submission: assess_by(by, numbers[id(submission)]),
        as_of=request.as_of,
        overrides=overrides,
        counted=tuple(counted),
        departs=any(each.departures for each in judged),
    )
    return run


def _others_that_count(
    program: Program, submissions: Sequence[Submission]
) -> OtherSubmissions | None:
    """The others of each submission that its findings rest on; None where these are all."""
    if not program.needs_others:
        return None
    from authorisation.portfolio.compilation.other_submissions import (  # noqa: PLC0415 - few look
        OtherSubmissions,
        compared_texts,
    )

    compared = compared_texts(program)
    if compared is None:
        return None
    return OtherSubmissions(program, enumerate(submissions), compared)


def _submissions(
    files: Sequence[Path], program: Program, alike: Mapping[str, Submission]
) -> tuple[list[Submission], list[AuthorisationError]]:
    submissions: list[Submission] = []
    unusable: list[AuthorisationError] = []
    for file in files:
        try:
            submission = keep_compared_places(submission_at(file, program), program.rules.across)
        except AuthorisationError as error:
            unusable.append(error)
        else:
            other = alike.get(submission.file)
            submissions.append(other if other == submission else submission)
    return submissions, unusable
