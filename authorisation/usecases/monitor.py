"""Watch authorised groups: replay their returns under a failure regime."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from authorisation.regime.calendar import example, named, running
from authorisation.regime.corrections import Correction, corrections
from authorisation.regime.judge_period import AtAuthorisation
from authorisation.regime.program import Compiled, compile_regime
from authorisation.regime.replay import (
    History,
    Replaying,
    Result,
    last_day,
    replay,
    under_variants,
)
from authorisation.second_opinion.history import Confirmed, confirm
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
class Watched:
    """One group's history, its corrections, and what the second engine says."""

    group: Group
    history: History
    under: Mapping[str, tuple[Result, ...]]
    """The same periods under each variant of the figures of chance that have no source."""
    corrections: tuple[Correction, ...]
    confirmed: Confirmed


@dataclass(frozen=True, slots=True)
class WatchRun:
    """What became of every file."""

    loaded: Loaded
    compiled: Compiled
    watched: tuple[Watched, ...]
    failures: tuple[AuthorisationError, ...]
    overrides: dict[str, Answer]

    @property
    def exit_code(self) -> int:
        """Give the code for the worst that happened."""
        if self.failures:
            return self.failures[0].exit_code
        codes = {_code(each) for each in self.watched}
        return next((code for code in (DISAGREES, FIRES, CANNOT_TELL) if code in codes), DONE)


def _code(watched: Watched) -> int:
    """Judge by the latest period: engines disagree, a trigger fires, or one may."""
    if watched.confirmed.differs:
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
    found: list[Watched] = []
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
) -> Watched:
    """Replay one group.

    Raises:
        InvalidSubmission: causes cannot stand as claimed, or a parameter has no value yet.
    """
    day = request.as_of or last_day(group)
    history = replay(compiled, group, day, by)
    under = under_variants(compiled, history)
    if request.second_engine:
        confirmed = confirm(derived_in(history, under), rete)
    else:
        confirmed = Confirmed(unavailable="it was not asked")
    return Watched(group, history, under, corrections(compiled, group, day, by), confirmed)


def derived_in(
    history: History, under: Mapping[str, tuple[Result, ...]]
) -> Iterator[tuple[str, Result]]:
    """Yield every result that was derived, with a name for it: those of variants but once."""
    for result in history.results:
        yield str(result.period), result
    for variant, results in under.items():
        for result, main in zip(results, history.results, strict=True):
            if result is not main:
                yield f"{result.period}, {variant}", result


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


def told(run: WatchRun, watched: Watched) -> TimelineTold:
    """Tell one group's history."""
    changes = [change_told(each, run.compiled) for each in watched.corrections]
    history, under = watched.history, watched.under
    return timeline_told(run.compiled, history, under, watched.confirmed, changes)
