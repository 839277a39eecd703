"""The editions of a rule set, those of what it rests on, what each changed, and figures in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidOption
from authorisation.explain.rules.figure_history import FigureHistory, figure_history, figure_readers
from authorisation.explain.rules.parts import NamedPart
from authorisation.language.rules.find import edition_folder, find_rule_set_folder, kept_editions
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.rules import RuleSet
from authorisation.model.value import natural_order
from authorisation.policy.comparison.changes import RulesPart, find_changes
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.words import describe_change
from authorisation.report.pages.rules.parts import EditionChanges
from authorisation.usecases.library import Library


def editions_of(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """Every edition of a rule set, the oldest first, and before them those of what it rests on.

    By name, such as `gpcc-2010 2010-10-31.2`, each with what loads it.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    found: dict[str, str | Path] = {}
    for other in rests_on(asked, library):
        found |= editions_of(other, library)
    return found | own_editions(asked, library)


def rests_on(asked: str | Path, library: Library) -> tuple[str | Path, ...]:
    """The rule set that one extends and those that it uses, as what loads them."""
    rules, base = library.rule_set(asked), _base(asked, library)
    names = filter(None, (rules.extends, *rules.uses))
    return tuple(names) if base == library.folder else tuple(base / name for name in names)


def own_editions(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """The editions of a rule set itself, as `editions_of` has them.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    rules, base = library.rule_set(asked), _base(asked, library)
    own: dict[str, str | Path] = {
        edition: f"{rules.id}@{edition}"
        if base == library.folder
        else edition_folder(rules.id, edition, base) / rules.id
        for edition in kept_editions(rules.id, base)
    }
    own[_name(rules) if rules.edition in own else rules.edition] = asked
    return {f"{rules.id} {edition}": own[edition] for edition in sorted(own, key=natural_order)}


def edition_changes(asked: str | Path, library: Library) -> Mapping[str, Sequence[EditionChanges]]:
    """The changes to each criterion, by its id, in each edition since the edition before.

    Raises:
        InvalidRules: one of the editions cannot be used.
    """
    places = own_editions(asked, library).values()
    found: dict[str, list[EditionChanges]] = {}
    for old, new in pairwise(map(library.rule_set, places)):
        changes = find_changes(old, new)
        days = old.in_force[0], new.in_force[0]
        compared = ComparedRules(old=old, new=new, days=days, changes=changes, meanings=())
        words: dict[str, list[str]] = {}
        for change in changes:
            if change.part is RulesPart.CRITERION:
                words.setdefault(change.of, []).append(str(describe_change(change, compared)))
        for name, texts in words.items():
            found.setdefault(name, []).append(EditionChanges(new.edition, tuple(texts)))
    return found


def _name(rules: RuleSet) -> str:
    """The edition of rules that were adopted, and perhaps edited since."""
    return f"{rules.edition} as edited here" if rules.edited else rules.edition


def _base(asked: str | Path, library: Library) -> Path:
    """The folder of rules with the editions of a rule set; of an edition that is kept, too."""
    if "@" in str(asked) and not Path(asked).is_dir():
        return library.folder
    _, base = find_rule_set_folder(asked, library.folder)
    return base


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
