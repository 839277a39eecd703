"""Run the cases of a rule set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.language.cases.assessment import load_cases
from authorisation.language.rules.load import load_rule_set
from authorisation.model.case import Case
from authorisation.policy.cases.assessment import CaseResult, run_case
from authorisation.usecases.filesystem.places import rules_root


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The results of the cases that were run, in the order of their files."""

    results: tuple[CaseResult, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The results in which the rules answered otherwise."""
        return tuple(result for result in self.results if not result.passed)


def cases_of(rules: str, root: Path | None, containing: str = "") -> tuple[Case, ...]:
    """List the cases whose name contains the text, whatever its case, inherited ones included."""
    found = load_rule_set(rules, root=rules_root(root))
    return _selected(load_cases(rules, found, root=rules_root(root)), containing)


def run_cases(rules: str, root: Path | None, containing: str = "") -> CaseRun:
    """Run the cases whose name contains the text."""
    found = load_rule_set(rules, root=rules_root(root))
    program = compile_rules(found)
    cases = _selected(load_cases(rules, found, root=rules_root(root)), containing)
    return CaseRun(tuple(run_case(program, case) for case in cases))


def _selected(cases: tuple[Case, ...], containing: str) -> tuple[Case, ...]:
    wanted = containing.casefold()
    return tuple(case for case in cases if wanted in case.name.casefold())
