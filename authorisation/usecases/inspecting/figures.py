"""A figure over time: the values that every edition of a rule set and of its parents gave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidOption
from authorisation.explain.rules.figure_history import FigureHistory, figure_history
from authorisation.explain.rules.figure_users import figure_readers
from authorisation.explain.rules.parts import NamedPart
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
    known = _figures(editions)
    if name not in known:
        remedy = suggest_name(name, known) or f"there are: {', '.join(sorted(known))}"
        raise InvalidOption(
            f"{library.rule_set(asked).id} has no figure called {quote(name)}",
            remedy if known else "its rules have no figures",
        )
    return figure_history(name, editions, _readers(asked, library).get(name, ()))


def figure_timelines(asked: str | Path, library: Library) -> dict[str, FigureHistory]:
    """The history of every figure that any edition of a rule set or its failure regime has.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    editions, readers = dict(_parameters_of(asked, library)), _readers(asked, library)
    return {
        name: figure_history(name, editions, readers.get(name, ())) for name in _figures(editions)
    }


def _figures(editions: Mapping[str, RuleSet]) -> dict[str, None]:
    return dict.fromkeys(figure for each in editions.values() for figure in each.parameters)


def _readers(asked: str | Path, library: Library) -> dict[str, tuple[NamedPart, ...]]:
    program = compile_rules(library.rule_set(asked))
    return figure_readers(program, library.failure_regime(asked))


def _parameters_of(asked: str | Path, library: Library) -> Iterator[tuple[str, RuleSet]]:
    """Yield each edition by name, as the rules that hold its figures, those of a regime too."""
    for name, place in editions_of(asked, library).items():
        regime = library.failure_regime(place)
        yield name, regime.rules if regime else library.rule_set(place)
