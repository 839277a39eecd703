"""Watch authorised groups: replay their returns under a failure regime."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.cross_checks import find_namesakes
from authorisation.engine.program.program import Program
from authorisation.errors import AuthorisationError, ExitCode, InvalidOption, UnreadableFile
from authorisation.explain.history.model import HistoryPage
from authorisation.explain.history.page import describe_correction, describe_history
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.answers.returns import ReturnsContext
from authorisation.language.regime.figures import check_overrides
from authorisation.language.regime.load import LoadedRegime
from authorisation.model.question import CrossCheck
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.structs import short_repr
from authorisation.model.submission import Submission
from authorisation.model.value import Answer
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.measure_period import AuthorisationFindings
from authorisation.regime.monitored import (
    HistoryOpinion,
    MonitoredGroup,
    corrections,
    named_conclusions,
)
from authorisation.regime.replay import last_day, replay_history, replay_variants
from authorisation.second_opinion.history import history_opinion
from authorisation.usecases.assessing.inputs import file_at
from authorisation.usecases.choose_regime import RegimeChoice, RegimeInUse
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.library import Library

_Read: TypeAlias = tuple[RegimeInUse, AuthorisedGroup, str]
ReturnsReader: TypeAlias = Callable[[ReturnsContext], AuthorisedGroup]
"""Reads one group's returns; raises AuthorisationError where they cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """The options of a replay of returns, apart from whose; without `rules`, as each file says."""

    rules: str | None = None
    library: Library = field(default_factory=Library)
    as_of: date | None = None
    settings: tuple[str, ...] = ()
    second_engine: bool = True


@dataclass(frozen=True, slots=True)
class GroupUnderRegime:
    """A group's history, with the regime it was replayed under and why, if somebody should know."""

    monitored: MonitoredGroup
    regime: RegimeInUse
    notice: str = ""


@dataclass(frozen=True, repr=False)
class MonitorRun:
    """A run over files of returns, with what became of every file."""

    groups: tuple[GroupUnderRegime, ...]
    unusable: tuple[AuthorisationError, ...]
    unread: tuple[UnreadableFile, ...] = ()
    """What lay in the folders that were named, and was not read."""

    @property
    def watched(self) -> tuple[MonitoredGroup, ...]:
        """The groups, whatever their rules."""
        return tuple(each.monitored for each in self.groups)

    @cached_property
    def namesakes(self) -> tuple[tuple[CrossCheck, tuple[AuthorisedGroup, ...]], ...]:
        """The groups that more than one file is of, and those that share a code."""
        return tuple(find_namesakes(each.group for each in self.watched))

    @property
    def exit_code(self) -> ExitCode:
        """The code for the worst that happened."""
        if self.unusable:
            return self.unusable[0].exit_code
        codes = {_code(each) for each in self.watched}
        codes |= {ExitCode.FIRES} if self.namesakes else set()
        gravest = (ExitCode.DISAGREES, ExitCode.FIRES, ExitCode.CANNOT_TELL)
        return next((code for code in gravest if code in codes), ExitCode.DONE)

    def __repr__(self) -> str:
        return short_repr(self, f"{len(self.watched)} groups, {len(self.unusable)} unusable")


def _code(watched: MonitoredGroup) -> ExitCode:
    """The code by the latest period: engines disagree, a trigger fires, or one may.

    Of a group that is not authorised yet nothing can be told.
    """
    if watched.opinion.differs:
        return ExitCode.DISAGREES
    if not watched.history.results:
        return ExitCode.DONE if watched.history.begun else ExitCode.CANNOT_TELL
    latest = watched.history.results[-1]
    triggers = latest.conclusions.triggers.values()
    if any(each.fires for each in triggers):
        return ExitCode.FIRES
    return ExitCode.CANNOT_TELL if any(each.may_fire for each in triggers) else ExitCode.DONE


def monitor_files(
    files: Sequence[Path],
    request: Monitoring,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    engine: DurableEngine | None = None,
    unread: tuple[UnreadableFile, ...] = (),
) -> MonitorRun:
    """Replay every file of returns that can be used; `engine` is one that is warm already.

    `unread` is what lies beside the files and is not read.

    Raises:
        AuthorisationError: the rules or an override cannot be used.
    """
    choice = RegimeChoice(request.library, request.settings, request.rules)
    if request.rules is not None:
        choice.regime_of(request.rules)
    reads = [partial(_read_file, file, choice) for file in files]
    return _monitor(reads, request, on_progress, engine, unread=unread)


def read_group(file: Path, context: ReturnsContext) -> AuthorisedGroup:
    """Read the group whose returns a file holds.

    Raises:
        AuthorisationError: the file cannot be read or used.
    """
    name, data = file_at(file)
    return ReturnsFile(data, name).group(context)


def _read_file(file: Path, choice: RegimeChoice) -> _Read:
    name, data = file_at(file)
    file_of_returns = ReturnsFile(data, name)
    regime, notice = choice.of(file_of_returns.head())
    context = choice.library.returns_context(regime.loaded)
    return regime, file_of_returns.group(context), notice


def monitor_groups(
    loaded: LoadedRegime,
    reads: Sequence[ReturnsReader],
    request: Monitoring,
    overrides: Mapping[str, Answer],
    *,
    unread: tuple[UnreadableFile, ...] = (),
) -> MonitorRun:
    """Replay every group whose returns can be read, under rules that are loaded already.

    Raises:
        InvalidOption: an override leaves a figure that no group could be held to.
    """
    check_overrides(loaded.regime, overrides)
    regime = RegimeInUse(loaded, overrides)
    context = request.library.returns_context(loaded)

    def reading(read: ReturnsReader) -> _Read:
        return regime, read(context), ""

    return _monitor([partial(reading, read) for read in reads], request, unread=unread)


def _monitor(
    reads: Sequence[Callable[[], _Read]],
    request: Monitoring,
    on_progress: Callable[[int], None] = lambda _: None,
    engine: DurableEngine | None = None,
    *,
    unread: tuple[UnreadableFile, ...],
) -> MonitorRun:
    found: list[GroupUnderRegime] = []
    unusable: list[AuthorisationError] = []
    with nullcontext(engine) if engine else DurableEngine() as rete:
        for number, read in enumerate(reads, start=1):
            try:
                regime, group, notice = read()
                monitored = monitor_group(regime, group, request, rete)
                found.append(GroupUnderRegime(monitored, regime, notice))
            except InvalidOption as error:  # said of all that are read under the same rules
                unusable += [] if str(error) in map(str, unusable) else [error]
            except AuthorisationError as error:
                unusable.append(error)
            on_progress(number)
    return MonitorRun(tuple(found), tuple(unusable), unread)


def period_judge(regime: RegimeInUse, group: AuthorisedGroup) -> PeriodJudge:
    """The judge of a group's periods, which knows what was found of it at authorisation."""
    findings = at_authorisation(regime.program, group)
    return PeriodJudge(regime.compiled, group, regime.overrides, findings)


def monitor_group(
    regime: RegimeInUse, group: AuthorisedGroup, request: Monitoring, rete: DurableEngine
) -> MonitoredGroup:
    """Replay one group.

    Raises:
        InvalidSubmission: causes cannot stand as claimed, or a parameter has no value yet.
    """
    day = request.as_of or last_day(group)
    judge = period_judge(regime, group)
    history = replay_history(judge, day)
    variants = replay_variants(regime.compiled, history)
    if request.second_engine:
        opinion = history_opinion(named_conclusions(history, variants), rete)
    else:
        opinion = HistoryOpinion(unavailable="it was not asked")
    changes = corrections(judge, day)
    return MonitoredGroup(group, history, variants, changes, opinion)


def at_authorisation(program: Program, group: AuthorisedGroup) -> AuthorisationFindings | None:
    """Assess what the group answered at authorisation; None where nothing is known of it."""
    if not group.at_authorisation:
        return None
    submission = Submission(
        name=group.name, answers=group.at_authorisation, as_of=group.authorised_on
    )
    try:
        found = assess(program, submission)
    except AuthorisationError:
        return None
    return tuple((each.criterion.id, each.verdict.value) for each in found.findings)


def describe_monitored_group(each: GroupUnderRegime) -> HistoryPage:
    """The page of one group's history, with the notice of why it is under these rules."""
    watched, compiled = each.monitored, each.regime.compiled
    changes = [describe_correction(change, compiled) for change in watched.corrections]
    page = describe_history(compiled, watched.history, watched.variants, watched.opinion, changes)
    return replace(page, warnings=(*page.warnings, each.notice)) if each.notice else page
