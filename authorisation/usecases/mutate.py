"""Run the mutants of a rule set, several at once, and remember what became of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from pathlib import Path
from threading import current_thread, main_thread
from typing import Final

from authorisation.errors import EngineUnavailable
from authorisation.model.case import AnyCase
from authorisation.model.source import Location
from authorisation.policy.mutation.results import MutantResult, MutationRun
from authorisation.policy.mutation.run import Mutants
from authorisation.usecases.filesystem.cache_folder import remember, remembered, result_key
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases

_AT_ONCE: Final = 8
"""How many mutants a process is given at a time."""
_WORTH_PROCESSES: Final = 64
"""Fewer mutants are run here: others would take longer to begin."""
_RESULTS: Final = tuple[MutantResult, ...]


class Mutation:
    """The mutants of one rule set, to be run."""

    def __init__(
        self,
        rules: str,
        library: Library,
        containing: str = "",
        *,
        cached: bool = True,
        left_out: Collection[Location] | None = None,
    ) -> None:
        """Read the rules and their cases; what became of mutants before, where it is `cached`.

        Cases at the places in `left_out` are not run; where that is None, inherited ones that come
        out otherwise without any change.

        Raises:
            InvalidOption: they are of an adopted edition, with which no cases are kept.
            InvalidRules: the rules, the regime or the cases cannot be used.
        """
        self._asked = rules
        self._library = library
        self._containing = containing
        self._cached = cached
        self._solved = remembered(self._key(with_cases=False), _RESULTS) or ()
        self._loaded = RuleSetCases(rules, library)
        self._loaded.require_cases()
        results = map(self._loaded.run, self._loaded.all if left_out is None else ())
        failed = [result for result in results if not result.passed]
        own = self._loaded.lineage[0]
        self.failed = tuple(each for each in failed if _is_in(each.case, own))
        """The own cases that come out otherwise without any change: then mutants say nothing."""
        self.failed_inherited = tuple(each for each in failed if not _is_in(each.case, own))
        """The inherited ones that do: mutants are run without them."""
        self._left_out = left_out or tuple(each.case.at for each in self.failed_inherited)
        self._mutants = Mutants(
            self._loaded.program,
            [case for case in self._loaded.cases if case.at not in self._left_out],
            self._loaded.compiled_regime,
            [case for case in self._loaded.regime_cases if case.at not in self._left_out],
            containing=containing,
            folders=self._loaded.folders,
            solved=self._solved,
        )

    @property
    def number(self) -> int:
        """The number of mutants."""
        return len(self._mutants.all)

    def run(
        self,
        *,
        jobs: int | None = None,
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> MutationRun:
        """The run of the mutants, with what became of each.

        What the same program made of the same files is remembered.

        `jobs` is how many processes run at once: as many as there are processors where it is None.
        `on_progress` is given how many are done.

        Raises:
            EngineUnavailable: a process was ended from outside.
        """
        keys = self._key(), self._key(with_cases=False)
        results = remembered(keys[0], _RESULTS)
        if results is None or len(results) != self.number:
            found: dict[int, MutantResult] = {}
            for number, result in self._results(jobs or _processors()):
                found[number] = result
                on_progress(len(found))
            results = tuple(found[number] for number in sorted(found))
            # Only what was read is kept: the files may have changed while it was.
            if keys == (self._key(), self._key(with_cases=False)):
                solved = {each.identity: each for each in (*self._solved, *results) if each.solved}
                remember(keys[0], results)
                remember(keys[1], tuple(solved.values()))
        rules = self._loaded.rules
        return MutationRun(
            self._asked,
            rules.id,
            rules.edition,
            self._mutants.placed(results),
            self._containing,
            self._loaded.folders,
        )

    def _key(self, *, with_cases: bool = True) -> str | None:
        """The key of remembered results: of those with the cases, or of the solver's alone."""
        if not self._cached:
            return None
        given = ("mutants", self._containing.casefold()) if with_cases else ("solved",)
        return result_key(self._asked, self._library.folder, *given, with_cases=with_cases)

    def _results(self, jobs: int) -> Iterator[tuple[int, MutantResult]]:
        jobs = min(jobs, self.number // _AT_ONCE)
        if jobs <= 1 or self.number < _WORTH_PROCESSES:
            for number in range(self.number):
                yield number, self._mutants.run(number)
            return
        given = (self._asked, self._library.folder, self._containing, self._cached, self._left_out)
        begins = range(0, self.number, _AT_ONCE)
        with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, given) as pool:
            try:
                with _deaf():
                    waiting = [pool.submit(_run, begin, begin + _AT_ONCE) for begin in begins]
                for done in as_completed(waiting):
                    yield from done.result()
            except BrokenProcessPool:
                why = "a process that ran mutants was ended from outside"
                remedy = "run fewer at once, such as `--jobs 1`"
                raise EngineUnavailable("mutants", why, remedy) from None
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in active_children():
                    child.terminate()
                raise


def _is_in(case: AnyCase, folder: Path) -> bool:
    return Path(case.at.file).absolute().is_relative_to(folder.absolute())


@contextmanager
def _deaf() -> Iterator[None]:
    """Have processes that begin here hear no Ctrl-C: whoever began them ends them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _processors() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_here: list[Mutants] = []
"""In a process of its own: the mutants that it runs, made once."""


def _begin(
    rules: str,
    root: Path,
    containing: str,
    cached: bool,  # noqa: FBT001
    left_out: Collection[Location],
) -> None:
    made = Mutation(rules, Library(root), containing, cached=cached, left_out=left_out)
    _here.append(made._mutants)  # noqa: SLF001 - of this module


def _run(begin: int, end: int) -> list[tuple[int, MutantResult]]:
    (mutants,) = _here
    return [(number, mutants.run(number)) for number in range(begin, min(end, len(mutants.all)))]
