"""The check of a rule set or of one file, stage by stage, so that what is quick is told first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from authorisation.editor.names.known import KnownNames
from authorisation.errors import AuthorisationError, InvalidFiles, UnreadableFile
from authorisation.language.yaml.regular_files import OpenTexts
from authorisation.model.case import Case
from authorisation.model.source import Location, Problem
from authorisation.policy.coverage.measure import Coverage, CoverageMeter
from authorisation.usecases.check import advise_written
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.library import Library
from authorisation.usecases.prove import properties_of
from authorisation.usecases.run_cases import RuleSetCases


class CheckCancelled(Exception):
    """The cancelling of a check whose subject has changed, so that nobody waits for the result."""


class CancellableTexts(OpenTexts):
    """Open texts that are read no more once somebody has typed on."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        super().__init__(texts)
        self.cancelled = False

    def read(self, path: Path) -> bytes | None:
        """The bytes that stand for those of a file.

        Raises:
            CheckCancelled: they are asked for in vain.
        """
        self.raise_if_cancelled()
        return super().read(path)

    def raise_if_cancelled(self) -> None:
        """Stop here, if what is checked has changed. Raises: CheckCancelled."""
        if self.cancelled:
            raise CheckCancelled


class FoundProblem(msgspec.Struct, frozen=True):
    """A problem in a file; `advice` is what is allowed and unwise."""

    problem: Problem
    advice: bool = False


class MeasuredCases(msgspec.Struct, frozen=True):
    """The cases of a rule set, and what they look at."""

    cases: tuple[Case, ...]
    coverage: Coverage


class StageName(StrEnum):
    """The stages of a check, in their order; each but the last tells errors."""

    RULES = "rules"
    REGIME = "regime"
    CASES = "cases"
    """Cases and properties, and what groups and assessors wrote."""
    ADVICE = "advice"
    """What takes longest and nobody waits for: what is unwise, and what cases look at."""


class CheckStage(msgspec.Struct, frozen=True):
    """The result of one stage of a check; a later stage of the same name takes its place."""

    name: StageName
    problems: tuple[FoundProblem, ...] = ()
    known: KnownNames | None = None
    """The names of the rule set, where it could be read."""
    measured: MeasuredCases | None = None


def check_rules(
    folder: Path, library: Library, before: KnownNames | None, may_go_on: Callable[[], None]
) -> Iterator[CheckStage]:
    """Yield the stages of the check of a rule set, as far as it can be used.

    `before` is what was known of it when it last could be read, and counts for what cannot be read
    now. `may_go_on` raises to stop the check.
    """
    name = str(folder)
    done: list[StageName] = []
    try:
        rules = library.rule_set(name)
        yield CheckStage(
            StageName.RULES, known=KnownNames(rules, before.loaded if before else None)
        )
        done.append(StageName.RULES)
        loaded = library.regime_if_any(name)
        yield CheckStage(StageName.REGIME, known=KnownNames(rules, loaded))
        done.append(StageName.REGIME)
        cases = RuleSetCases(name, library)
        properties_of(name, library)
        yield CheckStage(StageName.CASES)
    except AuthorisationError as error:
        first, *rest = [stage for stage in StageName if stage not in done]
        yield CheckStage(first, _problems_of(error))
        yield from map(CheckStage, rest)
        return
    yield _advised(cases, advise_written(name, library), may_go_on)


def check_file(path: Path, library: Library, rules: str | None = None) -> CheckStage:
    """The problems of a submission, a file of returns, or an assessor's file, and advice on it.

    `rules` are those that it is checked under; None for those that fit it best.
    """
    checker = FileChecker(rules, library)
    try:
        checker.check(str(path))
    except AuthorisationError as error:
        return CheckStage(StageName.CASES, _problems_of(error))
    return CheckStage(StageName.CASES, _advice(checker.advice()))


def _advised(
    loaded: RuleSetCases, written: Iterable[Problem], may_go_on: Callable[[], None]
) -> CheckStage:
    """The advice on rules, and the coverage of their cases, measured one after another."""
    advice = [*written]
    meter = CoverageMeter(loaded.program, loaded.compiled_regime)
    for case in loaded.all:
        may_go_on()
        loaded.run(case, meter)
    coverage = meter.coverage(loaded.all)
    advice += coverage.missed_problems
    measured = MeasuredCases(loaded.cases, coverage)
    return CheckStage(StageName.ADVICE, _advice(advice), measured=measured)


def _problems_of(error: AuthorisationError) -> tuple[FoundProblem, ...]:
    if isinstance(error, InvalidFiles):
        return tuple(FoundProblem(problem) for problem in error.problems)
    if isinstance(error, UnreadableFile) and error.file:
        problem = Problem(Location(error.file), error.message, error.remedy)
        return (FoundProblem(problem),)
    return ()


def _advice(problems: Iterable[Problem]) -> tuple[FoundProblem, ...]:
    return tuple(FoundProblem(problem, advice=True) for problem in problems)
