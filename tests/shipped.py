"""The rules that are shipped, loaded and compiled once for all tests of a process."""

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
_COMPILERS: Final = (compile_rules, compile_regime)
_LOADED: Final[dict[int, object]] = {}
"""The shipped rules and regimes that are shared, which live to the end, by their identity."""


def shipped_rules(name: str) -> RuleSet:
    rules: RuleSet = _loading_once(load_rule_set)(name, root=RULES)
    return rules


def shipped_program(name: str) -> Program:
    program: Program = _compiling_once(compile_rules)(shipped_rules(name))
    return program


def shipped_regime(name: str) -> LoadedRegime:
    loaded: LoadedRegime = _loading_once(load_regime)(name, root=RULES)
    return loaded


def shipped_compiled_regime(name: str) -> CompiledRegime:
    compiled: CompiledRegime = _compiling_once(compile_regime)(shipped_regime(name).regime)
    return compiled


def load_once() -> None:
    """Let all parts of the program share each shipped rule set and regime, as read and as compiled.

    What stands elsewhere, a copy of the shipped rules among it, is loaded whenever it is asked for.
    """
    once = {load: _loading_once(load) for load in _LOADERS}
    once |= {compiles: _compiling_once(compiles) for compiles in _COMPILERS}
    for function, shared in once.items():
        for name, module in list(sys.modules.items()):
            if (
                name.startswith("authorisation")
                and getattr(module, function.__name__, None) is function
            ):
                setattr(module, function.__name__, shared)


@cache
def _loading_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """A loader that loads each shipped rule set once under each name of its folder.

    Places in it are relative to the working folder where that holds the rules.
    """

    @cache
    def first_load(name: str, root: Path, _within: Path | None) -> Any:
        loaded = load(name, root=root)
        parts = (loaded, getattr(loaded, "rules", None), getattr(loaded, "regime", None))
        _LOADED.update((id(part), part) for part in parts)
        return loaded

    def loading_once(name: str | Path, root: Path) -> Any:
        if str(name).partition("@")[0] not in SETS or root.resolve() != RULES:
            return load(name, root=root)
        within = Path.cwd()
        return first_load(str(name), root, within if RULES.is_relative_to(within) else None)

    return loading_once


@cache
def _compiling_once(compiles: Callable[..., Any]) -> Callable[..., Any]:
    """A compiler that compiles once what is shared."""
    first = {}

    def compiling_once(rules: Any, *like: Any) -> Any:
        if id(rules) not in _LOADED or like:
            return compiles(rules, *like)
        if id(rules) not in first:
            first[id(rules)] = compiles(rules)
        return first[id(rules)]

    return compiling_once
