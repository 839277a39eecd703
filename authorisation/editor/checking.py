"""The check of a rule set or of one file, stage by stage, so that what is quick is told first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from authorisation.editor.names.known import KnownNames
from authorisation.errors import AuthorisationError, InvalidFiles, UnreadableFile
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.regime.advice import advise_regime
from authorisation.language.yaml.regular_files import OpenTexts
from authorisation.model.case import Case
from authorisation.model.source import Location, Problem
from authorisation.policy.coverage.measure import Coverage, CoverageMeter
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases


class CheckCancelled(Exception):
    """What is checked has changed meanwhile, so that nobody waits for the result."""


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


class CheckStage(msgspec.Struct, frozen=True):
    """What one stage of a check found; a later stage of the same name takes its place."""

    name: str
    problems: tuple[FoundProblem, ...] = ()
    known: KnownNames | None = None
    """The names of the rule set, where it could be read."""
    measured: MeasuredCases | None = None


def check_rules(
    folder: Path, library: Library, before: KnownNames | None, may_go_on: Callable[[], None]
) -> Iterator[CheckStage]:
    """Yield the stages of the check of a rule set: its rules, its regime and cases, coverage.

    `before` is what was known of it when it last could be read, and counts for what cannot be read
    now. `may_go_on` raises to stop the check.
    """
    name = str(folder)
    try:
        rules = library.rule_set(name)
    except AuthorisationError as error:
        yield CheckStage("rules", _found(error))
        yield CheckStage("cases")
        yield CheckStage("coverage")
        return
    loaded = before.loaded if before else None
    advice = _advice(advise_rule_set(rules))
    yield CheckStage("rules", advice, known=KnownNames(rules, loaded))
    try:
        cases = RuleSetCases(name, library)
    except AuthorisationError as error:
        yield CheckStage("cases", _found(error))
        yield CheckStage("coverage")
        return
    found: tuple[FoundProblem, ...] = ()
    known = KnownNames(rules)
    if cases.regime is not None:
        known = KnownNames(rules, library.regime(name))
        found = _advice(advise_regime(cases.regime))
    yield CheckStage("cases", found, known=known)
    yield _coverage(cases, may_go_on)


def check_file(path: Path, library: Library, rules: str | None = None) -> CheckStage:
    """What is wrong and unwise in a submission, a file of returns, or judgements.

    `rules` are those that it is checked under; None for those that fit it best.
    """
    checker = FileChecker(rules, library)
    try:
        checker.check(str(path))
    except AuthorisationError as error:
        return CheckStage("file", _found(error))
    return CheckStage("file", _advice(checker.advice()))


def _coverage(loaded: RuleSetCases, may_go_on: Callable[[], None]) -> CheckStage:
    """What the cases look at, measured one case after another."""
    meter = CoverageMeter(loaded.program)
    for case in loaded.cases:
        may_go_on()
        loaded.run(case, meter)
    coverage = meter.coverage(loaded.cases)
    problems = _advice(coverage.named)
    return CheckStage("coverage", problems, measured=MeasuredCases(loaded.cases, coverage))


def _found(error: AuthorisationError) -> tuple[FoundProblem, ...]:
    if isinstance(error, InvalidFiles):
        return tuple(FoundProblem(problem) for problem in error.problems)
    if isinstance(error, UnreadableFile) and error.file:
        message, _, remedy = str(error).removeprefix(f"{error.file}: ").partition("\n  help: ")
        return (FoundProblem(Problem(Location(error.file), message, remedy)),)
    return ()


def _advice(problems: Iterable[Problem]) -> tuple[FoundProblem, ...]:
    return tuple(FoundProblem(problem, advice=True) for problem in problems)
