"""Run the mutants of a rule set, several at once, and remember what became of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Final

import msgspec

from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.fingerprint import program_fingerprint
from authorisation.policy.cases.results import CaseResult
from authorisation.policy.mutation.results import MutantResult, MutationRun
from authorisation.policy.mutation.run import Mutants
from authorisation.usecases.filesystem.cache_folder import keep_entry, read_entry
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases

_AT_ONCE: Final = 8
"""How many mutants a process is given at a time."""
_WORTH_PROCESSES: Final = 64
"""Fewer mutants are run here: others would take longer to begin."""
_DECODER: Final = msgspec.msgpack.Decoder(tuple[MutantResult, ...])


class Mutation:
    """The mutants of one rule set, to be run."""

    def __init__(self, rules: str, library: Library, containing: str = "") -> None:
        """Read the rules and their cases.

        Raises:
            InvalidRules: the rules, the regime or the cases cannot be used.
        """
        self._asked = rules
        self._library = library
        self._containing = containing
        self._loaded = RuleSetCases(rules, library)
        self._mutants = Mutants(
            self._loaded.program,
            self._loaded.cases,
            self._loaded.compiled_regime,
            self._loaded.regime_cases,
            containing=containing,
            folders=self._loaded.folders,
        )

    @property
    def number(self) -> int:
        """How many mutants there are."""
        return len(self._mutants.all)

    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that come out otherwise without any change: then mutants say nothing."""
        results = map(self._loaded.run, self._loaded.all)
        return tuple(result for result in results if not result.passed)

    def run(
        self,
        *,
        jobs: int | None = None,
        cached: bool = True,
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> MutationRun:
        """What became of each mutant; what the same program made of the same files is remembered.

        `jobs` is how many processes run at once: as many as there are processors where it is None.
        `on_progress` is given how many are done.
        """
        key = self._key() if cached else None
        results = _remembered(key, self.number)
        if results is None:
            found: dict[int, MutantResult] = {}
            for number, result in self._results(jobs or _processors()):
                found[number] = result
                on_progress(len(found))
            results = tuple(found[number] for number in sorted(found))
            if key is not None and self._key() == key:
                keep_entry(key, msgspec.msgpack.encode(results))
        rules = self._loaded.rules
        return MutationRun(self._asked, rules.id, rules.edition, results, self._containing)

    def _key(self) -> str | None:
        folder, base = find_rule_set_folder(self._asked, self._library.folder)
        return program_fingerprint(folder, base, self._containing.casefold())

    def _results(self, jobs: int) -> Iterator[tuple[int, MutantResult]]:
        jobs = min(jobs, self.number // _AT_ONCE)
        if jobs <= 1 or self.number < _WORTH_PROCESSES:
            for number in range(self.number):
                yield number, self._mutants.run(number)
            return
        given = (self._asked, self._library.folder, self._containing)
        begins = range(0, self.number, _AT_ONCE)
        with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, given) as pool:
            try:
                waiting = [pool.submit(_run, begin, begin + _AT_ONCE) for begin in begins]
                for done in as_completed(waiting):
                    yield from done.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in active_children():
                    child.terminate()
                raise


def _remembered(key: str | None, number: int) -> tuple[MutantResult, ...] | None:
    entry = read_entry(key) if key is not None else None
    try:
        results = None if entry is None else _DECODER.decode(entry)
    except msgspec.MsgspecError:
        return None
    return results if results is not None and len(results) == number else None


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_here: list[Mutants] = []
"""In a process of its own: the mutants that it runs, made once."""


def _begin(rules: str, root: Path, containing: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    _here.append(Mutation(rules, Library(root), containing)._mutants)  # noqa: SLF001 - of this module


def _run(begin: int, end: int) -> list[tuple[int, MutantResult]]:
    (mutants,) = _here
    return [(number, mutants.run(number)) for number in range(begin, min(end, len(mutants.all)))]
