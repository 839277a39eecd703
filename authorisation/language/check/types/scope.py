"""The names that an expression may use, and the type of each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.feel.syntax.names import KEYWORDS as FEEL_KEYWORDS
from authorisation.language.check.types.types import (
    DATE,
    TEXT,
    Fields,
    ListOf,
    Text,
    Type,
    parameter_type,
    question_type,
)
from authorisation.model.question import Question, paths_with_groups
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict

FINDINGS: Final = "findings"
OTHERS: Final = "others"
RESERVED: Final = frozenset({"as_of", "stage", FINDINGS, OTHERS, "item", "partial"})
KEYWORDS: Final = FEEL_KEYWORDS | {"external", "not"}
"""Words that no name of rules may be; FEEL lets the last two be names."""


class NameScope(msgspec.Struct, frozen=True):
    """Top-level names, and over them the loop variables and item fields of where we are."""

    top: Mapping[str, Type]
    local: Mapping[str, Type] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    loops: frozenset[str] = frozenset()
    """Those of the local names that are loop variables."""
    questions: tuple[str, ...] = ()
    """The dotted names of the questions asked, for suggestions."""
    unasked: frozenset[str] = frozenset()
    """Questions of the bank, and their groups, that the rule set does not ask."""
    elsewhere: Mapping[str, str] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    """Names that mean something in another kind of expression, and the remedy."""

    def find(self, name: str) -> Type | None:
        """Give the type behind a bare name, the innermost first."""
        return self.local.get(name) or self.top.get(name)

    def loop(self, name: str, kind: Type) -> NameScope:
        """Add a loop variable."""
        return replace(self, local={**self.local, name: kind}, loops=self.loops | {name})

    def inside(self, item: Type) -> NameScope:
        """Enter a filter: the item's fields and `item` come before all other names."""
        fields = item.fields if isinstance(item, Fields) else {}
        local = {**self.local, **fields, "item": item}
        return replace(self, local=local, loops=self.loops - fields.keys())

    @property
    def known(self) -> tuple[str, ...]:
        """Everything that may be written here, for suggestions."""
        groups = {path.split(".")[0] for path in self.questions if "." in path}
        return (*self.local, *(name for name in self.top if name not in groups), *self.questions)


def rule_scope(rules: RuleSet, derived: Mapping[str, Type]) -> NameScope:
    """Give the names that every expression of the rule set may use."""
    return NameScope(
        top={
            **group_types(rules.questions),
            **{name: parameter_type(it) for name, it in rules.parameters.items()},
            **derived,
            "as_of": DATE,
            "stage": Text(tuple(Stage)),
        },
        questions=tuple(rules.questions),
        unasked=paths_with_groups(rules.bank) - paths_with_groups(rules.questions),
        elsewhere={
            FINDINGS: "refer to another criterion with `{criterion: ID}`",
            OTHERS: "give the criterion `scope: portfolio`",
        },
    )


def finding_type(rules: RuleSet) -> Fields:
    """Give the type of one finding, as the outcome table sees it.

    It has a grade where assessors judge some criterion of the rules.
    """
    scales = [each.judgement.grades for each in rules.criteria.values() if each.judgement]
    grades = dict.fromkeys(grade for scale in scales for grade in scale)
    return Fields(
        {
            "id": Text(tuple(rules.criteria)),
            "title": TEXT,
            "domain": Text(tuple(rules.domains)) if rules.domains else TEXT,
            "severity": Text(tuple(Severity)),
            "verdict": Text(tuple(Verdict)),
            **({"grade": Text(tuple(grades))} if grades else {}),
        },
        name_by="id",
    )


def outcome_scope(scope: NameScope, rules: RuleSet) -> NameScope:
    """The scope of the outcome table: the names of the rule set, and the findings."""
    rest = {OTHERS: "only criteria of `scope: portfolio` see the other submissions"}
    findings = ListOf(finding_type(rules))
    return replace(scope, top={**scope.top, FINDINGS: findings}, elsewhere=rest)


def portfolio_scope(scope: NameScope, questions: Mapping[str, Question]) -> NameScope:
    """The scope of a criterion on the portfolio, with the other submissions of the run."""
    other = Fields({"name": TEXT, "code": TEXT, **group_types(questions)}, name_by="name")
    rest = {name: help_ for name, help_ in scope.elsewhere.items() if name != OTHERS}
    return replace(scope, top={**scope.top, OTHERS: ListOf(other)}, elsewhere=rest)


def bank_scope(questions: Mapping[str, Question]) -> NameScope:
    """Give the names that a consistency test may use: the questions and nothing else."""
    return NameScope(top=group_types(questions), questions=tuple(questions))


def group_types(questions: Mapping[str, Question]) -> dict[str, Type]:
    """The types of questions by name, each group of dotted paths as one context."""
    return _group("", [(path.split("."), question) for path, question in questions.items()])


def _group(prefix: str, questions: list[tuple[list[str], Question]]) -> dict[str, Type]:
    parts: dict[str, list[tuple[list[str], Question]]] = {}
    for path, question in questions:
        parts.setdefault(path[0], []).append((path[1:], question))
    return {name: _branch(prefix + name, rest) for name, rest in parts.items()}


def _branch(name: str, rest: list[tuple[list[str], Question]]) -> Type:
    deeper = [(path, question) for path, question in rest if path]
    if not deeper:
        return question_type(rest[0][1])
    return Fields(_group(f"{name}.", deeper), group=name)
