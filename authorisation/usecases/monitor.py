"""Watch authorised groups: replay their returns under a failure regime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import AuthorisationError
from authorisation.explain.history.model import TimelineTold
from authorisation.explain.history.page import change_told, timeline_told
from authorisation.inference.durable.engine import Rete
from authorisation.language.answers.returns import Against, read_returns
from authorisation.language.regime.load import Loaded, load_regime
from authorisation.language.rules.override import read_override
from authorisation.model.returns import Group
from authorisation.model.submission import Submission
from authorisation.model.value import Answer
from authorisation.records.assessment import to_bytes
from authorisation.records.assessment_shape import Json
from authorisation.records.history import history_record
from authorisation.regime.calendar import example, named, running
from authorisation.regime.corrections import corrections
from authorisation.regime.judge_period import AtAuthorisation
from authorisation.regime.monitored import HistoryOpinion, MonitoredGroup, derived_in
from authorisation.regime.program import Compiled, compile_regime
from authorisation.regime.replay import (
    Replaying,
    last_day,
    replay,
    under_variants,
)
from authorisation.second_opinion.history import confirm
from authorisation.usecases.assess import file_at
from authorisation.usecases.filesystem.places import rules_root
from authorisation.usecases.regimes import Regimes

DISAGREES = 13
FIRES = 10
CANNOT_TELL = 11
DONE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """How returns are to be replayed, apart from whose."""

    rules: str
    root: Path | None = None
    as_of: date | None = None
    settings: tuple[str, ...] = ()
    second_engine: bool = True


@dataclass(frozen=True, slots=True)
class WatchRun:
    """What became of every file."""

    loaded: Loaded
    compiled: Compiled
    watched: tuple[MonitoredGroup, ...]
    failures: tuple[AuthorisationError, ...]
    overrides: dict[str, Answer]

    @property
    def exit_code(self) -> int:
        """Give the code for the worst that happened."""
        if self.failures:
            return self.failures[0].exit_code
        codes = {_code(each) for each in self.watched}
        return next((code for code in (DISAGREES, FIRES, CANNOT_TELL) if code in codes), DONE)


def _code(watched: MonitoredGroup) -> int:
    """Judge by the latest period: engines disagree, a trigger fires, or one may."""
    if watched.opinion.differs:
        return DISAGREES
    if not watched.history.results:
        return DONE
    latest = watched.history.results[-1]
    every = [c.severities for c in latest.conclusions.triggers.values()]
    if any(0 not in severities for severities in every):
        return FIRES
    return CANNOT_TELL if any(severities != (0,) for severities in every) else DONE


def against(loaded: Loaded, root: Path | None = None) -> Against:
    """Say what files of returns are read against; `root` is where other rule sets are found."""
    periods = loaded.regime.periods
    return Against(
        regime=loaded.regime,
        bank=loaded.bank.questions,
        authorisation=loaded.rules.bank,
        asking=Regimes(root).asking,
        named=partial(named, periods=periods),
        running=partial(running, periods=periods),
        example=example(periods),
    )


def watch_files(
    files: Sequence[Path],
    request: Monitoring,
    tell: Callable[[int], None] = lambda _: None,
    *,
    engine: Rete | None = None,
) -> WatchRun:
    """Replay every file of returns that can be used; `engine` is one that is warm already.

    Raises:
        AuthorisationError: the rules or an override cannot be used.
    """
    loaded = load_regime(request.rules, root=rules_root(request.root))
    overrides = dict(read_override(text, loaded.regime.rules) for text in request.settings)
    compiled, program = compile_regime(loaded.regime), compile_rules(loaded.rules)
    reading = against(loaded, request.root)
    found: list[MonitoredGroup] = []
    failures: list[AuthorisationError] = []
    with nullcontext(engine) if engine else Rete() as rete:
        for number, file in enumerate(files, start=1):
            try:
                name, data = file_at(file)
                group = read_returns(data, name, reading)
                by = Replaying(overrides=overrides, findings=at_authorisation(program, group))
                found.append(watch(compiled, group, request, by, rete))
            except AuthorisationError as error:
                failures.append(error)
            tell(number)
    return WatchRun(loaded, compiled, tuple(found), tuple(failures), overrides)


def watch(
    compiled: Compiled, group: Group, request: Monitoring, by: Replaying, rete: Rete
) -> MonitoredGroup:
    """Replay one group.

    Raises:
        InvalidSubmission: causes cannot stand as claimed, or a parameter has no value yet.
    """
    day = request.as_of or last_day(group)
    history = replay(compiled, group, day, by)
    under = under_variants(compiled, history)
    if request.second_engine:
        opinion = confirm(derived_in(history, under), rete)
    else:
        opinion = HistoryOpinion(unavailable="it was not asked")
    return MonitoredGroup(group, history, under, corrections(compiled, group, day, by), opinion)


def at_authorisation(program: Program, group: Group) -> AtAuthorisation | None:
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


def to_json(run: WatchRun) -> str:
    """Give the record of a run of one group; of several, all their records."""
    records: list[Json] = [
        history_record(run.loaded, run.overrides, watched) for watched in run.watched
    ]
    whole: Json = records[0] if len(records) == 1 else {"histories": records}
    assert isinstance(whole, dict)  # noqa: S101 both are
    return to_bytes(whole).decode()


def told(run: WatchRun, watched: MonitoredGroup) -> TimelineTold:
    """Tell one group's history."""
    changes = [change_told(each, run.compiled) for each in watched.corrections]
    history, under = watched.history, watched.under
    return timeline_told(run.compiled, history, under, watched.opinion, changes)
