"""Run the cases of a rule set, those of applications and those of its failure regime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authorisation.engine.program.program import Program, compile_rules
from authorisation.language.cases.assessment import load_cases
from authorisation.language.cases.regime import load_regime_cases
from authorisation.language.regime.load import LoadedRegime
from authorisation.model.case import Case
from authorisation.model.regime_case import AnyRegimeCase
from authorisation.model.rules import RuleSet
from authorisation.model.source import Problem
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.coverage import check_coverage
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.cases.results import AnyCase, CaseResult
from authorisation.regime.program import compile_regime
from authorisation.usecases.library import Library


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The results of the cases that were run, in the order of their files."""

    results: tuple[CaseResult, ...]
    rule_set: str = ""
    not_covered: tuple[Problem, ...] = ()
    """The parts of the rules that no case looks at, where all cases were run."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The results in which the rules answered otherwise."""
        return tuple(result for result in self.results if not result.passed)


@dataclass(frozen=True, slots=True)
class _LoadedCases:
    """The cases of a rule set with the rules and the regime, if there is one, to run them on."""

    rules: RuleSet
    cases: tuple[Case, ...]
    regime: LoadedRegime | None
    regime_cases: tuple[AnyRegimeCase, ...]


def cases_of(rules: str, library: Library, containing: str = "") -> tuple[AnyCase, ...]:
    """List the cases whose name contains the text, whatever its case, inherited ones included.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = _load(rules, library, containing)
    return (*loaded.cases, *loaded.regime_cases)


def run_cases(rules: str, library: Library, containing: str = "") -> CaseRun:
    """Run the cases whose name contains the text.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = _load(rules, library, containing)
    program = compile_rules(loaded.rules)
    not_covered = () if containing else check_coverage(program, loaded.cases)
    return CaseRun(tuple(_run(loaded, program)), loaded.rules.id, not_covered)


def advise_cases(rules: str, library: Library) -> tuple[Problem, ...]:
    """The parts of a rule set that no case looks at.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = _load(rules, library, "")
    return check_coverage(compile_rules(loaded.rules), loaded.cases)


def _run(loaded: _LoadedCases, program: Program) -> Iterator[CaseResult]:
    for case in loaded.cases:
        yield run_case(program, case)
    if loaded.regime is not None:
        compiled = compile_regime(loaded.regime.regime)
        for case_of_regime in loaded.regime_cases:
            yield run_regime_case(compiled, case_of_regime)


def _load(rules: str, library: Library, containing: str) -> _LoadedCases:
    found = library.rule_set(rules)
    folder = library.folder
    wanted = containing.casefold()
    cases = [c for c in load_cases(rules, found, root=folder) if wanted in c.name.casefold()]
    if not library.has_regime(rules):
        return _LoadedCases(found, tuple(cases), None, ())
    regime = library.regime(rules)
    read = load_regime_cases(rules, library.returns_context(regime), root=folder)
    regime_cases = tuple(case for case in read if wanted in case.name.casefold())
    return _LoadedCases(found, tuple(cases), regime, regime_cases)
