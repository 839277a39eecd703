"""Run the cases of a failure regime."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from authorisation.language.cases.regime import Calendar, load_regime_cases
from authorisation.language.regime.load import LoadedRegime, has_regime, load_regime
from authorisation.model.regime_case import AnyRegimeCase
from authorisation.policy.cases.regime import RegimeCaseResult, run_regime_case
from authorisation.regime.calendar import next_period
from authorisation.regime.program import compile_regime
from authorisation.usecases.filesystem.places import rules_root
from authorisation.usecases.monitor import against


def regime_cases_of(
    rules: str, root: Path | None, containing: str = ""
) -> tuple[AnyRegimeCase, ...]:
    """List the regime's cases whose name contains the text; none where there is no regime."""
    if not has_regime(rules, root=rules_root(root)):
        return ()
    return _selected(load_regime(rules, root=rules_root(root)), rules, root, containing)


def run_regime_cases(
    rules: str, root: Path | None, containing: str = ""
) -> tuple[RegimeCaseResult, ...]:
    """Run the regime's cases whose name contains the text; none where there is no regime."""
    if not has_regime(rules, root=rules_root(root)):
        return ()
    loaded = load_regime(rules, root=rules_root(root))
    compiled = compile_regime(loaded.regime)
    cases = _selected(loaded, rules, root, containing)
    return tuple(run_regime_case(compiled, case) for case in cases)


def _selected(
    loaded: LoadedRegime, rules: str, root: Path | None, containing: str
) -> tuple[AnyRegimeCase, ...]:
    calendar = Calendar(next_period=partial(next_period, periods=loaded.regime.periods))
    found = load_regime_cases(rules, against(loaded), calendar, root=rules_root(root))
    wanted = containing.casefold()
    return tuple(case for case in found if wanted in case.name.casefold())
