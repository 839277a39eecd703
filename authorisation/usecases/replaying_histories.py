"""Derive kept histories again from what was filed, and say what comes out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from authorisation.engine.program import compile_rules
from authorisation.errors import AuthorisationError, InvalidRecord
from authorisation.language.load_regime import load_regime
from authorisation.language.load_rules import rule_set_names
from authorisation.language.override import read_override
from authorisation.language.returns import read_returns
from authorisation.regime.compiled import compile_regime
from authorisation.regime.confirming import Confirmed
from authorisation.regime.corrections import corrections
from authorisation.regime.replay import Replaying, replay
from authorisation.report.differences import Difference, differences
from authorisation.report.history_again import kept_in, returns_of
from authorisation.report.shape import Json
from authorisation.usecases.monitoring import Watched, WatchRun, against, at_authorisation
from authorisation.usecases.watch_records import record

_NOT_DERIVED = "second_engine"
"""What another engine had to say; deriving a history again does not give it."""


def histories_differ(
    kept: Sequence[dict[str, Json]], folder: Path, rules: str | None
) -> tuple[Difference, ...]:
    """Derive each history again and name every place where one differs.

    Raises:
        InvalidRecord: one cannot be derived again with these rules.
    """
    old = [_derived(each) for each in kept]
    new = [_derived(_again(each, folder, rules)) for each in kept]
    if len(kept) == 1:
        return differences(old[0], new[0])
    return differences({"histories": old}, {"histories": new})


def rules_named(name: str, folder: Path, rules: str | None) -> str:
    """Give the name of the rules to derive with: those asked for, else those that were named.

    Raises:
        InvalidRecord: the rules that were named are not here.
    """
    if rules is None and name not in rule_set_names(folder):
        raise InvalidRecord(
            f"its rules, `{name}`, are not among those found here\n"
            "  help: say where they are with --rules FOLDER or --rules-root FOLDER"
        )
    return rules or name


def _derived(history: dict[str, Json]) -> dict[str, Json]:
    return {name: part for name, part in history.items() if name != _NOT_DERIVED}


def _again(history: dict[str, Json], folder: Path, rules: str | None) -> dict[str, Json]:
    kept = kept_in(history)
    loaded = load_regime(rules_named(kept.rules.id, folder, rules), root=folder)
    compiled, program = compile_regime(loaded.regime), compile_rules(loaded.rules)
    try:
        settings = [f"{name}={value}" for name, value in kept.set.items()]
        overrides = dict(read_override(text, loaded.regime.rules) for text in settings)
        group = read_returns(returns_of(kept), "history", against(loaded))
        by = Replaying(overrides=overrides, findings=at_authorisation(program, group))
        found = replay(compiled, group, kept.as_of, by)
        corrected = corrections(compiled, group, kept.as_of, by)
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None
    watched = Watched(group, found, corrected, Confirmed())
    return record(WatchRun(loaded, compiled, (watched,), (), overrides), watched)
