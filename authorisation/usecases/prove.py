"""Prove or refute the properties of rule sets."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from pathlib import Path

from authorisation.analysis.solver import PROOF_SECONDS
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import InvalidOption
from authorisation.language.cases.assessment import load_cases
from authorisation.language.properties import LoadedProperties, load_properties
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.case import Case, Property
from authorisation.model.rules import RuleSet
from authorisation.policy.places import RuleFolders
from authorisation.policy.properties.evaluate import CompiledProperty, compile_property
from authorisation.policy.properties.prove import distinct_cases, prove_property
from authorisation.policy.properties.results import PropertyResult, PropertyRun
from authorisation.policy.properties.solver import PropertySolver
from authorisation.usecases.library import Library


class RuleSetProperties:
    """The properties of a rule set, its own and those that it inherits."""

    def __init__(
        self, rules: str | Path, library: Library, time_limit: float = PROOF_SECONDS
    ) -> None:
        """Read them; the solver may take so many seconds over each, at each stage.

        Raises:
            InvalidRules: the rules, or the properties, cannot be used.
        """
        self._time_limit = time_limit
        self.asked = str(rules)
        self.rules: RuleSet = library.rule_set(rules)
        self._library = library
        self._loaded: LoadedProperties = load_properties(rules, self.rules, root=library.folder)
        self._beside: dict[str, Program] = {}

    @property
    def all(self) -> tuple[Property, ...]:
        """The properties, in the order of their files, inherited ones last."""
        return self._loaded.properties

    def chosen(self, names: Collection[str]) -> tuple[Property, ...]:
        """The properties of these ids; all where none is named.

        Raises:
            InvalidOption: there is none of such an id.
        """
        known = {each.id: each for each in self.all}
        for name in names:
            if name not in known:
                remedy = suggest_name(name, known) or f"there are: {', '.join(known)}"
                none = f"{self.asked}: no property is called `{name}`"
                raise InvalidOption(none, remedy if known else "")
        return tuple(each for each in self.all if not names or each.id in names)

    @property
    def folders(self) -> RuleFolders:
        """The folders that their files lie in."""
        lineage = rule_set_folders(self.asked, self._library.folder)
        return RuleFolders(tuple(place.absolute() for place in lineage))

    @cached_property
    def program(self) -> Program:
        """The rules, compiled."""
        return compile_rules(self.rules)

    @cached_property
    def _cases(self) -> tuple[Case, ...]:
        return distinct_cases(load_cases(self.asked, self.rules, root=self._library.folder))

    def prove(self, found: Property) -> PropertyResult:
        """The result of one property."""
        compiled = self._compiled[found.id]
        return PropertyResult(found, prove_property(compiled, self._cases, self._solver))

    @cached_property
    def _compiled(self) -> dict[str, CompiledProperty]:
        return {
            each.id: compile_property(each, self.program, self._program_beside(each))
            for each in self.all
        }

    @cached_property
    def _solver(self) -> PropertySolver:
        return PropertySolver(self._compiled.values(), self._time_limit)

    def _program_beside(self, found: Property) -> Program | None:
        if found.beside is None:
            return None
        name = found.beside.rules
        if name not in self._beside:
            self._beside[name] = compile_rules(self._loaded.beside[name])
        return self._beside[name]


def properties_of(
    rules: str, library: Library, names: Collection[str] = ()
) -> tuple[Property, ...]:
    """The properties of these ids, inherited ones included; all where none is named.

    Raises:
        InvalidRules: the rules, or the properties, cannot be used.
        InvalidOption: a name is that of no property.
    """
    return RuleSetProperties(rules, library).chosen(names)


def properties_containing(rules: str, library: Library, containing: str) -> tuple[str, ...]:
    """The ids of the properties whose id or title contains the text, whatever its case.

    Raises:
        InvalidRules: the rules, or the properties, cannot be used.
    """
    wanted = containing.casefold()
    return tuple(
        each.id
        for each in properties_of(rules, library)
        if wanted in each.id.casefold() or wanted in each.title.casefold()
    )


def prove_properties(
    rules: str,
    library: Library,
    names: Collection[str] = (),
    time_limit: float = PROOF_SECONDS,
    on_progress: Callable[[int], None] = lambda _: None,
) -> PropertyRun:
    """Prove or refute the properties of these ids, or all.

    `on_progress` is given how many are done.

    Raises:
        InvalidRules: the rules, or the properties, cannot be used.
        InvalidOption: a name is that of no property.
    """
    loaded = RuleSetProperties(rules, library, time_limit)
    results = []
    for number, found in enumerate(loaded.chosen(names), start=1):
        results.append(loaded.prove(found))
        on_progress(number)
    return PropertyRun(rules, loaded.rules.id, loaded.rules.edition, tuple(results), loaded.folders)
