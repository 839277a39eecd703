"""A figure over time: the values that every edition of a rule set and of its parents gave it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidOption
from authorisation.explain.rules.figure_history import FigureHistory, figure_history
from authorisation.explain.rules.figure_users import figure_readers
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.rules import RuleSet
from authorisation.usecases.inspecting.editions import editions_of
from authorisation.usecases.library import Library


def figure_timeline(name: str, asked: str | Path, library: Library) -> FigureHistory:
    """The history of a figure of a rule set or of its failure regime.

    Raises:
        InvalidRules: the rules cannot be used.
        InvalidOption: no edition has a figure of that name.
    """
    editions = dict(_parameters_of(asked, library))
    rules = library.rule_set(asked)
    known = dict.fromkeys(figure for each in editions.values() for figure in each.parameters)
    if name not in known:
        remedy = suggest_name(name, known) or f"there are: {', '.join(sorted(known))}"
        raise InvalidOption(
            f"{rules.id} has no figure called {quote(name)}",
            remedy if known else "its rules have no figures",
        )
    loaded = library.regime_if_any(asked)
    readers = figure_readers(compile_rules(rules), loaded.regime if loaded else None)
    return figure_history(name, editions, readers.get(name, ()))


def _parameters_of(asked: str | Path, library: Library) -> Iterator[tuple[str, RuleSet]]:
    """Yield each edition by name, as the rules that hold its figures, those of a regime too."""
    for name, place in editions_of(asked, library).items():
        loaded = library.regime_if_any(place)
        yield name, loaded.regime.rules if loaded else library.rule_set(place)
