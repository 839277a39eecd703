"""The names that a file may use: those of its rule set, as it was when it last could be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from authorisation.language.check.conditions import RuleProblems
from authorisation.language.check.rule_set import derived_types
from authorisation.language.check.types.scope import (
    NameScope,
    bank_scope,
    outcome_scope,
    portfolio_scope,
    rule_scope,
)
from authorisation.language.check.types.types import Fields, ListOf, Type
from authorisation.language.properties import property_scope
from authorisation.language.regime.load import LoadedRegime
from authorisation.language.regime.scope import AT_AUTHORISATION, PREVIOUS
from authorisation.model.question import Question, paths_with_groups
from authorisation.model.rules import RuleSet


class KnownNames:
    """The names of one rule set and its regime, with the scopes of its expressions."""

    def __init__(self, rules: RuleSet, loaded: LoadedRegime | None = None) -> None:
        self.rules = rules
        self.loaded = loaded

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """All names; where they are the same, they stand in a file at the same places."""
        fields = {
            f"{path}.{field}"
            for questions in (self.bank, self.returns)
            for path, question in questions.items()
            for field in question.each
        }
        return (
            self.paths,
            self.return_paths,
            self.parameters,
            self.derived,
            frozenset(fields),
            frozenset(self.rules.questions),
            frozenset(self.rules.criteria),
            frozenset(self.rules.domains),
            frozenset(row.id for row in self.rules.outcomes),
        )

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The rules, and those of their regime, which has figures of its own."""
        return (self.rules, self.loaded.regime.rules) if self.loaded else (self.rules,)

    @property
    def bank(self) -> Mapping[str, Question]:
        """Every question that applications may answer."""
        return self.rules.bank

    @property
    def returns(self) -> Mapping[str, Question]:
        """Every question that returns may answer."""
        return self.loaded.bank.questions if self.loaded else {}

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of questions of the bank and of their groups."""
        return paths_with_groups(self.bank)

    @cached_property
    def return_paths(self) -> frozenset[str]:
        """The paths of questions of returns and of their groups."""
        return paths_with_groups(self.returns)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the figures, those of the regime among them."""
        return frozenset().union(*(each.parameters for each in self.rule_sets))

    @cached_property
    def derived(self) -> frozenset[str]:
        """The names of the figures that are worked out."""
        return frozenset().union(*(each.derived for each in self.rule_sets))

    @cached_property
    def criteria_scope(self) -> NameScope:
        """The names that criteria may use, portfolio ones too, which see the other submissions."""
        return portfolio_scope(self._scope, self.rules.questions)

    @cached_property
    def outcomes_scope(self) -> NameScope:
        """The names that rows of the table of outcomes may use."""
        return outcome_scope(self._scope, self.rules)

    @cached_property
    def properties_scope(self) -> NameScope:
        """The names that properties may use, not what comes out under another rule set beside."""
        return property_scope(self.rules, None)

    @cached_property
    def regime_scope(self) -> NameScope:
        """The names that conditions of the failure regime may use."""
        if self.loaded is None:
            return self._scope
        rules = self.loaded.regime.rules
        return rule_scope(rules, derived_types(rules, RuleProblems()))

    @cached_property
    def bank_scope(self) -> NameScope:
        """The names that tests of answers may use."""
        return bank_scope(self.bank)

    @cached_property
    def _scope(self) -> NameScope:
        return rule_scope(self.rules, derived_types(self.rules, RuleProblems()))

    def scope(self, kind: str, *, of_returns: bool = False) -> NameScope:
        """The names that expressions in a kind of file may use."""
        match kind:
            case "outcomes":
                return self.outcomes_scope
            case "regime":
                return self.regime_scope
            case "properties":
                return self.properties_scope
            case "questions":
                return self.regime_scope if of_returns else self.bank_scope
            case _:
                return self.criteria_scope

    @cached_property
    def owners(self) -> dict[int, str]:
        """The path of the question of each list, by the identity of the fields of its items."""
        found: dict[int, str] = {}
        scopes = (
            self.criteria_scope,
            self.outcomes_scope,
            self.properties_scope,
            self.regime_scope,
            self.bank_scope,
        )
        for scope in scopes:
            for name, kind in scope.top.items():
                found.update(_list_fields(name, kind))
        return found


def plain_path(path: str) -> tuple[str, bool]:
    """A path as regimes write it without what says when; and whether it is asked at the start."""
    if path.startswith(f"{AT_AUTHORISATION}."):
        return path.removeprefix(f"{AT_AUTHORISATION}."), True
    return path.removeprefix(f"{PREVIOUS}."), False


def _list_fields(path: str, kind: Type) -> Iterator[tuple[int, str]]:
    match kind:
        case ListOf(Fields(fields=fields)):
            yield id(fields), plain_path(path)[0]
            for name, inside in fields.items():
                yield from _list_fields(f"{path}.{name}", inside)
        case Fields(fields=fields):
            for name, inside in fields.items():
                yield from _list_fields(f"{path}.{name}", inside)
        case _:
            pass
