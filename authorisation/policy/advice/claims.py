"""What may be so of some submission under a rule set: what none shows is worth a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from authorisation.analysis.encoding.terms import Truth, all_, and_, any_, not_, or_, unlike
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.engine.plans.plan import CriterionPlan, GroupPlan, LeafPlan, Origin, Plan
from authorisation.engine.program.program import Program
from authorisation.model.rules import DatedValueKind, RuleSet, Severity
from authorisation.model.verdict import MET, NOT_MET
from authorisation.policy.advice.comparisons import (
    applies_name,
    comparison_name,
    is_of_applies,
    turned_name,
    whole_name,
)
from authorisation.policy.coverage.points import leaves_of

_OTHERS: Final = "others"


class ClaimKind(StrEnum):
    """The kind of a claim: what is claimed of a submission."""

    APPLIES = "it applies"
    APPLIES_NOT = "its `applies` keeps it from applying"
    MET = "it is met"
    NOT_MET = "it is not met"
    UNKNOWN = "whether it is met is unknown"
    TEST_MET = "one of its comparisons is met"
    TEST_NOT_MET = "one of its comparisons is not met"
    TEST_UNKNOWN = "one of its comparisons is unknown"
    TEST_DECIDES = "one of its comparisons, turned round alone, changes it"
    DIFFER = "one is met, and the other is not or does not apply"
    TOGETHER = "none of them is not met"
    ALONE = "the first of them is met, and no other"
    ROW = "the row is the only outcome that is possible"
    ROW_HOLDS = "what the row says under `when` is so"


class Claim(Struct, frozen=True, order=True):
    """That some submission shows this: of criteria, of a row, or of a comparison of a criterion.

    `test` counts the comparisons of a criterion from 1. One on the items of a list comes to what
    it does for any of them.
    """

    kind: ClaimKind
    of: tuple[str, ...]
    test: int = 0

    def about(self, rules: RuleSet) -> tuple[str, ...]:
        """The criteria that it is about, among those that `comparisons_apart` makes of rules."""
        if not self.test:
            return self.of
        if self.kind is ClaimKind.TEST_DECIDES:
            whole = whole_name(rules.criteria[self.of[0]], self.test)
            name = comparison_name(self.of[0], self.test)
            return name, applies_name(self.of[0]), whole, turned_name(self.of[0], self.test)
        name = comparison_name(self.of[0], self.test, fails=self.kind is ClaimKind.TEST_NOT_MET)
        return name, applies_name(self.of[0])

    def truth(self, terms: RuleSetTerms) -> Truth:
        """The truth of the claim; of a comparison, under the rules that `comparisons_apart` makes.

        Raises:
            NotEncoded: the rules have a form there that is not encoded.
        """
        match self.kind:
            case ClaimKind.ROW:
                return terms.sure_outcomes[self.of[0]]
            case ClaimKind.ROW_HOLDS:
                row = next(each for each in terms.rules.outcomes if each.id == self.of[0])
                return terms.truth(row.when)
            case ClaimKind.TOGETHER:
                return all_(not_(terms.finding(each).possible.only(NOT_MET)) for each in self.of)
            case ClaimKind.ALONE:
                first, *others = (terms.finding(each).possible for each in self.of)
                return and_(first.met, *(not_(other.only(MET)) for other in others))
            case ClaimKind.DIFFER:
                return _differ(terms, *self.of)
            case ClaimKind.APPLIES_NOT:
                applies = terms.applies(self.of[0])
                return applies is not None and not_(applies.only(MET))
            case (
                ClaimKind.TEST_MET
                | ClaimKind.TEST_NOT_MET
                | ClaimKind.TEST_UNKNOWN
                | ClaimKind.TEST_DECIDES
            ):
                return self._of_comparison(terms)
            case _:
                return self._of_criterion(terms)

    def _of_comparison(self, terms: RuleSetTerms) -> Truth:
        name, applies, *changed = self.about(terms.rules)
        found = terms.finding(name).possible
        if self.kind is ClaimKind.TEST_DECIDES:
            shown = and_(or_(found.only(MET), found.only(NOT_MET)), _changes(terms, *changed))
        else:
            shown = not_(found.settled) if self.kind is ClaimKind.TEST_UNKNOWN else found.met
        criterion = terms.rules.criteria[self.of[0]]
        if criterion.applies is None or is_of_applies(criterion, self.test):
            return shown
        # What is required is not looked at where the criterion surely does not apply.
        return and_(terms.finding(applies).possible.met, shown)

    def _of_criterion(self, terms: RuleSetTerms) -> Truth:
        possible = terms.finding(self.of[0]).possible
        match self.kind:
            case ClaimKind.MET:
                return possible.only(MET)
            case ClaimKind.NOT_MET:
                return possible.only(NOT_MET)
            case ClaimKind.UNKNOWN:
                return not_(possible.settled)
            case _:
                return or_(possible.met, possible.not_met)


def _changes(terms: RuleSetTerms, whole: str, turned: str) -> Truth:
    """The truth that a condition leaves open other verdicts than it does turned round."""
    mine, other = terms.finding(whole).possible, terms.finding(turned).possible
    verdicts = ((mine.met, other.met), (mine.not_met, other.not_met))
    return any_(unlike(*both) for both in (*verdicts, (mine.not_applicable, other.not_applicable)))


def _differ(terms: RuleSetTerms, one: str, other: str) -> Truth:
    mine, yours = terms.finding(one).possible, terms.finding(other).possible
    both = ((mine.met, yours.met), (mine.not_met, yours.not_met))
    return any_(unlike(a, b) for a, b in both)


def claims_of(program: Program, day: date) -> Iterator[Claim]:
    """Yield what is claimed of each criterion and row alone, and of all gates together."""
    for plan in program.criteria:
        of = (plan.id,)
        for kind in (ClaimKind.APPLIES, ClaimKind.MET, ClaimKind.NOT_MET):
            yield Claim(kind, of)
        if plan.applies is not None:
            yield Claim(ClaimKind.APPLIES_NOT, of)
        for number, leaf in enumerate(leaves_of(plan), start=1):
            references = tuple(program.expand(leaf.references))
            if any(each.question for each in references) and not unset_figures(
                {each.name for each in references if each.origin is Origin.PARAMETER}, program, day
            ):
                yield Claim(ClaimKind.TEST_MET, of, number)
                yield Claim(ClaimKind.TEST_NOT_MET, of, number)
    for row in program.rules.outcomes:
        yield Claim(ClaimKind.ROW, (row.id,))
        yield Claim(ClaimKind.ROW_HOLDS, (row.id,))
    if gates := _gates_of(program, day):
        yield Claim(ClaimKind.TOGETHER, gates)


def verdicts_of(criterion: str) -> tuple[Claim, Claim]:
    """That it is met, and that it is not: two criteria for which both are alike are so."""
    return Claim(ClaimKind.MET, (criterion,)), Claim(ClaimKind.NOT_MET, (criterion,))


def _gates_of(program: Program, day: date) -> tuple[str, ...]:
    """The ids of the criteria that are gates on a day."""
    criteria = program.rules.criteria
    return tuple(key for key, c in criteria.items() if c.severity_on(day) is Severity.GATE)


def looks_at_others(plan: CriterionPlan, program: Program) -> bool:
    """Whether a criterion looks at other submissions, of which there are none here."""
    names = (each.name.partition(".")[0] for each in program.references_of(plan))
    return plan.criterion.scope == "portfolio" or _OTHERS in names


def figures_of(plan: CriterionPlan, program: Program) -> frozenset[str]:
    """The names of the figures that a criterion looks at."""
    references = program.references_of(plan)
    return frozenset(each.name for each in references if each.origin is Origin.PARAMETER)


def figures_alone(plan: CriterionPlan, program: Program) -> frozenset[str]:
    """The names of the figures that stand in comparisons of a criterion which ask no question."""
    found: set[str] = set()
    for leaf in _own_leaves(plan.applies, plan.require):
        references = tuple(program.expand(leaf.references))
        if all(each.origin is Origin.PARAMETER for each in references):
            found |= {each.name for each in references}
    return frozenset(found)


def _own_leaves(*plans: Plan | None) -> Iterator[LeafPlan]:
    """Yield the comparisons below these that are not asked of each item of a list."""
    for plan in plans:
        if isinstance(plan, LeafPlan):
            yield plan
        elif isinstance(plan, GroupPlan):
            yield from _own_leaves(*plan.parts)


def unset_figures(names: set[str] | frozenset[str], program: Program, day: date) -> list[str]:
    """The figures, of some, that have no value on a day: the rules say that none was set."""
    entries = {name: program.rules.parameters[name].on(day) for name in sorted(names)}
    return [
        name
        for name, entry in entries.items()
        if entry is not None and entry.setting is not DatedValueKind.VALUE
    ]
