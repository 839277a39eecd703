"""Speed of the failure regime and of the second opinion, with the child of the engine warm."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.answers.returns import read_returns
from authorisation.language.answers.submissions import read_submission
from authorisation.language.regime.load import load_regime
from authorisation.language.rules.load import load_rule_set
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.monitored import HistoryOpinion, named_conclusions
from authorisation.regime.program import compile_regime
from authorisation.regime.replay import last_day, replay_history, replay_variants
from authorisation.report.file_formats import FileFormat
from authorisation.second_opinion.assessment import second_opinion
from authorisation.second_opinion.history import history_opinion
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, at_authorisation, monitor_files
from benchmarks.returns import write_files

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
FIXTURE = ROOT / "fixtures" / "illustrative-full-budget.yaml"
SET = "gpcc-2010"
TIMES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What was measured: seconds by the clock, and megabytes."""

    period: float
    """One period of one group: judged, concluded, and concluded again by the second engine."""
    everything: float
    """All groups from their files to one page of text."""
    child: float | None
    """The most that the engine's process ever held; None where the system does not say."""
    opinion: float
    """A second opinion on a whole assessment."""


def timed() -> Timed:
    """Time one period, all groups, and a second opinion on a whole assessment."""
    with TemporaryDirectory() as folder, DurableEngine() as engine:
        files = write_files(Path(folder))
        return Timed(
            period=_period(files[0], engine),
            everything=_everything(files, engine),
            opinion=_opinion(engine),
            child=_most_held(engine),
        )


def _period(file: Path, engine: DurableEngine) -> float:
    loaded = load_regime(SET, root=RULES)
    compiled = compile_regime(loaded.regime)
    group = read_returns(file.read_bytes(), str(file), Library().returns_context(loaded))
    findings = at_authorisation(compile_rules(loaded.rules), group)
    day = last_day(group)

    def run() -> int:
        history = replay_history(PeriodJudge(compiled, group, findings=findings), day)
        named = named_conclusions(history, replay_variants(compiled, history))
        _agreed(history_opinion(named, engine))
        return len(history.results)

    return _median(run)


def _everything(files: list[Path], engine: DurableEngine) -> float:
    started = time.perf_counter()
    run = monitor_files(files, Monitoring(rules=SET, library=Library(RULES)), engine=engine)
    render(histories(run), FileFormat.TEXT)
    seconds = time.perf_counter() - started
    for failure in run.unusable:
        sys.exit(f"a file of returns cannot be used: {failure}")
    for watched in run.watched:
        _agreed(watched.opinion)
    return seconds


def _opinion(engine: DurableEngine) -> float:
    rules = load_rule_set(SET, root=RULES)
    program = compile_rules(rules)
    assessment = assess(program, read_submission(FIXTURE.read_bytes(), str(FIXTURE), rules))

    def run() -> int:
        opinion = second_opinion(assessment, program, engine)
        if opinion.unavailable or opinion.disagreements:
            sys.exit(f"no second opinion that agrees: {opinion}")
        return 1

    return _median(run)


def _median(run: Callable[[], int]) -> float:
    """Give the seconds for each thing that a run says it did; the first run only warms up."""
    run()
    return statistics.median(_each(run) for _ in range(TIMES))


def _each(run: Callable[[], int]) -> float:
    started = time.perf_counter()
    number = run()
    return (time.perf_counter() - started) / number


def _agreed(opinion: HistoryOpinion) -> None:
    if opinion.unavailable or opinion.differs:
        sys.exit(f"the second engine does not agree: {opinion}")


def _most_held(engine: DurableEngine) -> float | None:
    status = Path(f"/proc/{engine.pid}/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024
