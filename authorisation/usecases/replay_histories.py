"""Derive kept histories again from what was filed, and say what comes out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import AuthorisationError, InvalidRecord
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.answers.returns import read_returns
from authorisation.language.regime.load import load_regime
from authorisation.language.rules.inheritance import rule_set_names
from authorisation.language.rules.override import parse_override
from authorisation.records.assessment_shape import Json
from authorisation.records.differences import Difference, compare_records
from authorisation.records.history import history_record
from authorisation.records.history_inputs import read_history_inputs, render_returns
from authorisation.regime.corrections import corrections
from authorisation.regime.monitored import MonitoredGroup, named_results
from authorisation.regime.program import compile_regime
from authorisation.regime.replay import ReplayOptions, replay_history, replay_variants
from authorisation.second_opinion.history import history_opinion
from authorisation.usecases.monitor import at_authorisation
from authorisation.usecases.regimes import returns_context

_ENGINE = "second_engine"


def histories_differ(
    kept: Sequence[dict[str, Json]], folder: Path, rules: str | None
) -> tuple[Difference, ...]:
    """Derive each history again, by both engines, and name every place where one differs.

    Which version of the second engine there is, if any, depends on the machine, and makes no
    difference; what it came to is compared where there was one then and is one now.

    Raises:
        InvalidRecord: one cannot be derived again with these rules.
    """
    with DurableEngine() as rete:
        pairs = [_comparable(each, _again(each, folder, rules, rete)) for each in kept]
    if len(kept) == 1:
        return compare_records(*pairs[0])
    old, new = zip(*pairs, strict=True)
    return compare_records({"histories": list(old)}, {"histories": list(new)})


def _comparable(
    old: dict[str, Json], new: dict[str, Json]
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Keep of what the second engine said only what no machine should change."""
    said = [_said(each.get(_ENGINE)) for each in (old, new)]
    compared = None not in said
    first, second = (
        {**each, _ENGINE: words} if compared else _without(each)
        for each, words in zip((old, new), said, strict=True)
    )
    return first, second


def _without(history: dict[str, Json]) -> dict[str, Json]:
    return {name: part for name, part in history.items() if name != _ENGINE}


def _said(engine: Json) -> Json:
    """Give what the second engine came to; None where there was none."""
    if not isinstance(engine, dict) or engine.get("unavailable"):
        return None
    return {name: engine.get(name) for name in ("conclusions", "differs")}


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


def _again(
    history: dict[str, Json], folder: Path, rules: str | None, rete: DurableEngine
) -> dict[str, Json]:
    kept = read_history_inputs(history)
    loaded = load_regime(rules_named(kept.rules.id, folder, rules), root=folder)
    compiled, program = compile_regime(loaded.regime), compile_rules(loaded.rules)
    try:
        settings = [f"{name}={value}" for name, value in kept.set.items()]
        overrides = dict(parse_override(text, loaded.regime.rules) for text in settings)
        group = read_returns(render_returns(kept), "history", returns_context(loaded))
        by = ReplayOptions(overrides=overrides, findings=at_authorisation(program, group))
        found = replay_history(compiled, group, kept.as_of, by)
        corrected = corrections(compiled, group, kept.as_of, by)
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None
    under = replay_variants(compiled, found)
    opinion = history_opinion(named_results(found, under), rete)
    return history_record(
        loaded, overrides, MonitoredGroup(group, found, under, corrected, opinion)
    )
