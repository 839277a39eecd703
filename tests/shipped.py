"""The rules that are shipped, loaded once for all tests of a process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from authorisation.engine.program.program import Program, compile_rules
from authorisation.language.regime.load import LoadedRegime, load_regime
from authorisation.language.rules.find import rule_set_names
from authorisation.language.rules.load import load_rule_set, rule_set_folders
from authorisation.model.rules import RuleSet
from authorisation.regime.program import CompiledRegime, compile_regime

RULES: Final = Path(__file__).parents[1] / "rules"
SETS: Final = rule_set_names(RULES)
_LOADERS: Final = (load_rule_set, load_regime, rule_set_folders)


@cache
def shipped_rules(name: str) -> RuleSet:
    return load_rule_set(name, root=RULES)


@cache
def shipped_program(name: str) -> Program:
    return compile_rules(shipped_rules(name))


@cache
def shipped_regime(name: str) -> LoadedRegime:
    return load_regime(name, root=RULES)


@cache
def shipped_compiled_regime(name: str) -> CompiledRegime:
    return compile_regime(shipped_regime(name).regime)


def load_once() -> None:
    """Let all parts of the program share one load of each shipped rule set and regime.

    What stands elsewhere, a copy of the shipped rules among it, is loaded whenever it is asked for.
    """
    for load in _LOADERS:
        for name, module in list(sys.modules.items()):
            if name.startswith("authorisation") and getattr(module, load.__name__, None) is load:
                setattr(module, load.__name__, _remembering(load))


@cache
def _remembering(load: Callable[..., Any]) -> Callable[..., Any]:
    """A loader that loads each shipped rule set once under each name of its folder."""
    first_load = cache(load)

    def remembering(name: str | Path, root: Path) -> Any:
        shipped = str(name).partition("@")[0] in SETS and root.resolve() == RULES
        return first_load(str(name), root=root) if shipped else load(name, root=root)

    return remembering
