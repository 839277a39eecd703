"""A rule set compiled: every formula once, and the parameters of each date once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from authorisation.engine.consistency import ConsistencyTests, compile_consistency_tests
from authorisation.engine.judge.leaf_verdicts import compile_leaf_verdicts
from authorisation.engine.judge.verdicts import compile_criterion_verdicts
from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import (
    CriterionPlan,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Plan,
    PossibleVerdicts,
    Reference,
    RefPlan,
    SymbolTable,
    references_in,
    walk,
)
from authorisation.engine.program.settings import (
    OutcomeView,
    Settings,
    outcome_view,
    settings_on,
    with_overrides,
)
from authorisation.feel.closures.expression import (
    Expression,
    compile,  # noqa: A004  (FEEL's own)
)
from authorisation.feel.operators import COMPARED_BY
from authorisation.feel.syntax import tree as syntax
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, Derived, Outcome, RuleSet
from authorisation.model.source import Problem
from authorisation.model.structs import short_repr
from authorisation.model.submission import Submission
from authorisation.model.value import Answer

_UPWARD = frozenset((">=", ">"))


def compile_condition(
    condition: Condition, names: SymbolTable, bank: Mapping[str, Question]
) -> Plan:
    """Compile a condition and everything below it."""
    match condition:
        case Leaf():
            return compile_leaf(condition, names)
        case AllOf() | AnyOf():
            return GroupPlan(
                condition, tuple(compile_condition(p, names, bank) for p in condition.of)
            )
        case Not():
            return GroupPlan(condition, (compile_condition(condition.part, names, bank),))
        case AtLeast():
            parts = tuple(compile_condition(p, names, bank) for p in condition.of)
            n = compile(condition.n.text)
            return GroupPlan(condition, parts, n, references_in(n.syntax, names))
        case Every() | Some():
            return _compile_items(condition, names, bank)
        case CriterionRef():
            return RefPlan(condition)


def _compile_items(
    condition: Every | Some, names: SymbolTable, bank: Mapping[str, Question]
) -> ItemsPlan:
    within = compile(condition.within.text)
    list_references = references_in(within.syntax, names)
    question = next((r.question for r in list_references if r.question), "")
    body = compile_condition(condition.satisfies, names.within(condition.item, question), bank)
    return ItemsPlan(condition, within, list_references, body)


def compile_leaf(leaf: Leaf, names: SymbolTable) -> LeafPlan:
    """Compile one test."""
    test = compile(leaf.test.text)
    leaf_references = references_in(test.syntax, names)
    match test.syntax:
        case syntax.Comparison(op=op, left=left, right=right):
            sides = compile(left).run, compile(right).run
            comparator = COMPARED_BY[op] if op in syntax.ORDERINGS else None
            return LeafPlan(
                leaf, test, leaf_references, op, *sides, None, comparator, op in _UPWARD
            )
        case syntax.Between(of=of, low=low, high=high):
            ends = compile(low).run, compile(high).run
            return LeafPlan(leaf, test, leaf_references, "between", compile(of).run, *ends)
        case _:
            return LeafPlan(leaf, test, leaf_references)


Plans = TypeVar("Plans")


class DerivedPlan(msgspec.Struct, frozen=True):
    """A derived value with its formula compiled."""

    derived: Derived
    value: Expression


class OutcomePlan(msgspec.Struct, frozen=True):
    """A row of the outcome table with its formulas compiled."""

    row: Outcome
    when: Expression
    possible: PossibleVerdicts
    """What gives whether it applies: met, not met or either, as a criterion's condition."""
    conditions: Expression | None
    support: Expression | None


class Program(msgspec.Struct, frozen=True, dict=True):
    """A compiled rule set; compile once, assess many times, from any number of threads."""

    rules: RuleSet
    binder: Binder
    criteria: tuple[CriterionPlan, ...]
    """Each after the criteria that it rests on."""
    positions: tuple[int, ...] | None
    """Where each criterion of the rules stands there; None where the order is the same."""
    derived: tuple[DerivedPlan, ...]
    """Each after those that it uses."""
    outcomes: tuple[OutcomePlan, ...]
    derived_references: Mapping[str, tuple[Reference, ...]]
    needs_others: bool
    """Whether any criterion is of portfolio scope."""
    outcome_view: OutcomeView
    outcome_questions: frozenset[str]
    """The questions whose answers the outcome table reads itself, and not through a finding."""
    outcome_parameters: frozenset[str]
    """The parameters that it reads itself, in its rows or in what these impose."""
    _settings: dict[date, Settings] = {}

    def on(self, day: date, overrides: Mapping[str, Answer] | None = None) -> Settings:
        """Give the settings of a day; worked out once for each day, overrides each time.

        Raises:
            InvalidSubmission: a parameter has no value yet on that day.
        """
        known = self._settings.get(day)
        if known is None:
            known = settings_on(self.rules, self.criteria, self.outcome_view, day)
            self._settings[day] = known
        return with_overrides(known, overrides) if overrides else known

    def check_contradictions(self, submission: Submission) -> tuple[Problem, ...]:
        """Give a problem for every consistency test that is surely false."""
        return self._consistency_tests.check(submission)

    @cached_property
    def _consistency_tests(self) -> ConsistencyTests:
        return compile_consistency_tests(self.rules)

    @cached_property
    def plans_by_name(self) -> Mapping[str, tuple[CriterionPlan, ...]]:
        """The criteria that look at each parameter or question, or rest on one that does."""
        found: dict[str, list[CriterionPlan]] = {}
        names: dict[str, set[str]] = {}
        for plan in self.criteria:
            used = (r.question or r.name for r in self.references_of(plan))
            names[plan.id] = set(used).union(*(names[each] for each in criteria_needed(plan)))
            for name in names[plan.id]:
                found.setdefault(name, []).append(plan)
        return {name: tuple(plans) for name, plans in found.items()}

    @cached_property
    def criteria_behind(self) -> Mapping[str, frozenset[str]]:
        """For each criterion those that it rests on, at any remove, and itself."""
        behind: dict[str, frozenset[str]] = {}
        for plan in self.criteria:
            needed = (behind[each] for each in criteria_needed(plan))
            behind[plan.id] = frozenset((plan.id,)).union(*needed)
        return behind

    @cached_property
    def answers_to_prove(self) -> Mapping[str, tuple[str, ...]]:
        """For each criterion the answers that it may rest on and that need evidence, by paths."""
        bank = self.rules.bank
        own = {
            plan.id: {r.question for r in self.references_of(plan) if r.question}
            for plan in self.criteria
        }
        return {
            name: tuple(
                path
                for path in sorted(set().union(*(own[each] for each in behind)))
                if path in bank and bank[path].evidence
            )
            for name, behind in self.criteria_behind.items()
        }

    def criteria_resting_on(self) -> Mapping[str, frozenset[str]]:
        """For each criterion those that rest on it, at any remove, and itself."""
        behind = self.criteria_behind
        return {
            name: frozenset(other for other, those in behind.items() if name in those)
            for name in behind
        }

    def references_of(self, plan: CriterionPlan) -> Iterator[Reference]:
        """Yield all that a criterion looks at, and behind a derived value all that it looks at."""
        for part in walk(plan.applies, plan.require):
            if not isinstance(part, RefPlan):
                yield from self.expand(part.references)

    def expand(self, references: Iterable[Reference]) -> Iterator[Reference]:
        """Yield each reference, and after a derived value all that it looks at."""
        return _expand_derived(references, self.derived_references)

    def __repr__(self) -> str:
        return short_repr(self, self.rules.id, self.rules.edition)


def _expand_derived(
    references: Iterable[Reference], derived: Mapping[str, tuple[Reference, ...]]
) -> Iterator[Reference]:
    for reference in references:
        yield reference
        if reference.origin is Origin.DERIVED:
            yield from _expand_derived(derived[reference.name], derived)


def compile_rules(rules: RuleSet, like: Program | None = None) -> Program:
    """Compile every formula of a rule set that has been checked.

    Criteria that are the very same in `like` are taken from it: the rules of that have the same
    questions, and figures and derived values of the same names.
    """
    names = SymbolTable(rules.questions, rules.parameters, rules.derived)
    derived = {d.name: DerivedPlan(d, compile(d.value.text)) for d in rules.derived.values()}
    uses = {name: references_in(plan.value.syntax, names) for name, plan in derived.items()}
    groups = frozenset(path.partition(".")[0] for path in rules.bank)
    outcomes = tuple(_compile_outcome(row, names, groups) for row in rules.outcomes)
    known = (
        {plan.id: plan for plan in like.criteria if plan.criterion is rules.criteria.get(plan.id)}
        if like
        else {}
    )
    plans = [
        known.get(name) or _compile_criterion(criterion, names, rules, groups)
        for name, criterion in rules.criteria.items()
    ]
    needed = {plan.id: criteria_needed(plan) for plan in plans}
    referred = {name for each in needed.values() for name in each}
    by_id = {plan.id: replace(plan, referred=plan.id in referred) for plan in plans}
    criteria = _after_needed(by_id, needed)
    named = [r for plan in outcomes for r in references_in(plan.when.syntax, names)]
    read = tuple(_expand_derived(named, uses))
    imposing = [each for plan in outcomes for each in (plan.conditions, plan.support) if each]
    chosen_by = [r for each in imposing for r in references_in(each.syntax, names)]
    return Program(
        rules=rules,
        binder=Binder(list(rules.asked_questions.values())),
        criteria=criteria,
        positions=_positions(criteria, rules.criteria),
        derived=_after_needed(derived, {n: [r.name for r in found] for n, found in uses.items()}),
        outcomes=outcomes,
        derived_references=uses,
        needs_others=any(c.scope == "portfolio" for c in rules.criteria.values()),
        outcome_view=outcome_view([plan.when for plan in outcomes], imposing),
        outcome_questions=frozenset(r.question for r in read if r.question),
        outcome_parameters=frozenset(
            r.name
            for r in (*read, *_expand_derived(chosen_by, uses))
            if r.origin is Origin.PARAMETER
        ),
    )


def _after_needed(
    plans: Mapping[str, Plans], needed: Mapping[str, Iterable[str]]
) -> tuple[Plans, ...]:
    """Sort plans so that each comes after those it needs; other names are passed over."""
    # INVARIANT: no cycles; `language.check` refuses them.
    ordered: dict[str, Plans] = {}

    def visit(name: str) -> None:
        if name in plans and name not in ordered:
            for other in needed[name]:
                visit(other)
            ordered[name] = plans[name]

    for name in plans:
        visit(name)
    return tuple(ordered.values())


def _compile_outcome(row: Outcome, names: SymbolTable, groups: Collection[str]) -> OutcomePlan:
    when = compile_leaf(Leaf(test=row.when), names)
    return OutcomePlan(
        row,
        when.test,
        compile_leaf_verdicts(when, groups),
        compile(row.conditions.text) if row.conditions else None,
        compile(row.support.text) if row.support else None,
    )


def _compile_criterion(
    criterion: Criterion, names: SymbolTable, rules: RuleSet, groups: Collection[str]
) -> CriterionPlan:
    applies = compile_condition(criterion.applies, names, rules.bank) if criterion.applies else None
    require = compile_condition(criterion.require, names, rules.bank) if criterion.require else None
    possible = (
        compile_criterion_verdicts(applies, require, groups)
        if require is not None and criterion.judgement is None
        else None
    )
    return CriterionPlan(criterion.id, criterion, applies, require, possible)


def _positions(plans: Iterable[CriterionPlan], wanted: Iterable[str]) -> tuple[int, ...] | None:
    place = {plan.id: at for at, plan in enumerate(plans)}
    positions = tuple(place[identifier] for identifier in wanted)
    return None if positions == tuple(range(len(positions))) else positions


def criteria_needed(plan: CriterionPlan) -> list[str]:
    """Give the ids of the criteria that one refers to, in `require` or `applies`."""
    parts = walk(plan.applies, plan.require)
    return [part.condition.criterion for part in parts if isinstance(part, RefPlan)]
