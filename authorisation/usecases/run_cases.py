"""Run the cases of a rule set, those of applications and those of its failure regime."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from authorisation.engine.program.program import Program, compile_rules
from authorisation.language.cases.assessment import load_cases
from authorisation.language.cases.regime import load_regime_cases
from authorisation.model.case import Case
from authorisation.model.regime_case import AnyRegimeCase
from authorisation.model.rules import RuleSet
from authorisation.model.source import Problem
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.coverage import check_coverage
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.cases.results import AnyCase, CaseResult, CaseRun
from authorisation.regime.program import CompiledRegime, compile_regime
from authorisation.usecases.library import Library


class RuleSetCases:
    """The cases of a rule set, its own and those that it inherits, each to be run by itself."""

    def __init__(self, rules: str | Path, library: Library) -> None:
        """Read them.

        Raises:
            InvalidRules: the rules, the regime or the cases cannot be used.
        """
        self.rules: RuleSet = library.rule_set(rules)
        self.cases: tuple[Case, ...] = load_cases(rules, self.rules, root=library.folder)
        self.regime_cases: tuple[AnyRegimeCase, ...] = ()
        if library.has_regime(rules):
            self._regime = library.regime(rules)
            context = library.returns_context(self._regime)
            self.regime_cases = load_regime_cases(rules, context, root=library.folder)

    @property
    def all(self) -> tuple[AnyCase, ...]:
        """Those of applications, then those of the regime, in the order of their files."""
        return (*self.cases, *self.regime_cases)

    @cached_property
    def program(self) -> Program:
        """The rules, compiled."""
        return compile_rules(self.rules)

    @cached_property
    def compiled_regime(self) -> CompiledRegime:
        """The failure regime, compiled."""
        return compile_regime(self._regime.regime)

    def run(self, case: AnyCase) -> CaseResult:
        """The result of one case."""
        if isinstance(case, Case):
            return run_case(self.program, case)
        return run_regime_case(self.compiled_regime, case)


def cases_of(rules: str, library: Library, containing: str = "") -> tuple[AnyCase, ...]:
    """List the cases whose name contains the text, whatever its case, inherited ones included.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    return _named(RuleSetCases(rules, library), containing)


def run_cases(rules: str, library: Library, containing: str = "") -> CaseRun:
    """Run the cases whose name contains the text.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = RuleSetCases(rules, library)
    not_covered = () if containing else check_coverage(loaded.program, loaded.cases)
    results = tuple(map(loaded.run, _named(loaded, containing)))
    return CaseRun(rules, loaded.rules.id, loaded.rules.edition, results, not_covered, containing)


def advise_cases(rules: str, library: Library) -> tuple[Problem, ...]:
    """The parts of a rule set that no case looks at.

    Raises:
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = RuleSetCases(rules, library)
    return check_coverage(loaded.program, loaded.cases)


def _named(loaded: RuleSetCases, containing: str) -> tuple[AnyCase, ...]:
    wanted = containing.casefold()
    return tuple(case for case in loaded.all if wanted in case.name.casefold())
