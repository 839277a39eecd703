"""Questions about every submission at once: is there one that shows something, or can none?

Whatever a submission shows is certain, for the engine confirms it. That none does is proved by the
solver, for the scope that the answer names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from time import monotonic
from typing import Final, TypeAlias

import msgspec

from authorisation.analysis.bounds.list_bounds import ListBound, joint_bounds, list_uses
from authorisation.analysis.encoding.answers import AnswerSpace, step_of
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import Linear, Truth, integer
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.solver import (
    EFFORT_WITHOUT_END,
    PROOF_SECONDS,
    Model,
    Solver,
    SolverAnswer,
)
from authorisation.analysis.witnesses import Witness, witness_of
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import EngineUnavailable, InvalidSubmission, SolverDisagrees
from authorisation.language.answers.answers import parameter_question
from authorisation.model.condition import CriterionRef, walk_conditions
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Answer as AnswerValue

FEW_ENTRIES: Final = 3
"""How many entries a list has at most where a small submission is looked for first."""
WITHIN: Final = 12
"""How many entries a list has at most, where no bound of it is known."""
_NO_FIGURES: Final[Mapping[str, AnswerValue]] = {}


class RulesOnDay(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set on one day and at one stage, with figures set in place of its own."""

    program: Program
    day: date
    stage: Stage = Stage.SELF_ASSESSMENT
    figures: Mapping[str, AnswerValue] = _NO_FIGURES
    free: Mapping[str, tuple[Decimal, Decimal]] = {}
    """Figures that may be anything from the one number to the other, both included."""
    unbounded: bool = False
    """Whether their ends say nothing of how many entries of a list are enough."""

    @property
    def rules(self) -> RuleSet:
        """The rule set."""
        return self.program.rules

    def assess(self, witness: Witness) -> Assessment:
        """The engine's assessment of a submission that has no others beside it.

        Raises:
            InvalidSubmission: its answers are refused, or contradict each other.
        """
        submission = witness.submission(self.rules)
        problems = self.program.check_contradictions(submission)
        if problems:
            raise InvalidSubmission(problems)
        return assess(
            self.program,
            submission,
            as_of=self.day,
            stage=self.stage,
            overrides={**self.figures, **{name: witness.figures[name] for name in self.free}},
            judgements=witness.judgements(),
            complete=True,
        )


class ProofScope(msgspec.Struct, frozen=True, kw_only=True):
    """For which submissions it is proved that none shows something."""

    partial: bool
    """Whether unanswered questions and lists that may still grow are included."""
    within: Mapping[str, int] = {}
    """The lists of which only so many entries were looked at; of all others any number."""
    stage: Stage = Stage.SELF_ASSESSMENT


class Found(msgspec.Struct, frozen=True):
    """A submission that shows it, confirmed by the engine."""

    witness: Witness


class Impossible(msgspec.Struct, frozen=True):
    """No submission shows it, within the scope."""

    scope: ProofScope


class Undecided(msgspec.Struct, frozen=True):
    """It is not known, and why."""

    reason: str
    fault: bool = False
    """Whether that is by a fault of this program."""


DISAGREEMENT: Final = Undecided(
    "the engine does not confirm what the solver found: a fault of this program", fault=True
)


Reply: TypeAlias = Found | Impossible | Undecided
Build: TypeAlias = Callable[[Sequence[RuleSetTerms]], Truth]
"""What is looked for, as a truth over the views of an inquiry, in their order."""
Shows: TypeAlias = Callable[[Witness], bool]
"""Whether the engine finds it in a submission."""


def confirms(witness: Witness, shows: Shows) -> bool:
    """Whether the engine finds it in a submission, and does not refuse that."""
    try:
        return shows(witness)
    except InvalidSubmission:
        return False


class EncodedRules(msgspec.Struct, frozen=True):
    """The views of an inquiry over one space of answers."""

    space: AnswerSpace
    terms: tuple[RuleSetTerms, ...]
    solver: Solver


class Inquiry:
    """Questions about what one rule set, or several over the same answers, come to.

    `partial` includes unanswered questions and lists that may still grow. `criteria` says which
    criteria the questions are about, so that no more entries are looked at than these need; None
    stands for all, with the outcomes. `seconds` is how long one question may take; None stands for
    some `effort`, the same on every machine. With `any_verdict` a criterion that is not encoded may
    come to anything. Unless it is `strict`, consistency tests with a form that is not encoded are
    left out: what is *impossible* is so all the same, and what is found may contradict itself.
    """

    def __init__(
        self,
        *views: RulesOnDay,
        partial: bool = True,
        criteria: Sequence[str] | None = None,
        seconds: float | None = PROOF_SECONDS,
        effort: int = EFFORT_WITHOUT_END,
        extra: Sequence[str] = (),
        any_verdict: bool = False,
        strict: bool = True,
    ) -> None:
        self.views = views
        self.partial = partial
        self.seconds = seconds
        self._effort = effort
        self._criteria = criteria
        self._extra = extra
        self._any_verdict = any_verdict
        self._strict = strict
        self._encoded: dict[int, EncodedRules] = {}
        self._bounds: Mapping[str, ListBound] | None = None

    @property
    def scope(self) -> ProofScope:
        """For which submissions *impossible* holds."""
        within = {
            path: min(WITHIN, bound.max_items)
            for path, bound in self._list_bounds.items()
            if bound.items is None
        }
        return ProofScope(partial=self.partial, within=within, stage=self.views[0].stage)

    def find(self, build: Build, shows: Shows, *, small: bool = True) -> Reply:
        """A submission that shows something, or that none can.

        With `small` one with few entries in its lists is looked for first, which is for nothing
        where there is none at all.

        Raises:
            EngineUnavailable: the solver is not installed.
            SolverDisagrees: the engine does not see what the solver found.
        """
        ends = None if self.seconds is None else monotonic() + self.seconds
        try:
            for places in self._sizes(small=small):
                encoded = self._encode(places)
                wanted = build(encoded.terms)
                if wanted is False and self._is_full(places):
                    return Impossible(self.scope)
                if ends is not None:
                    encoded.solver.seconds = max(0.1, ends - monotonic())
                answer = encoded.solver.solve(wanted)
                if answer is SolverAnswer.POSSIBLE:
                    return self._confirmed(encoded.solver.model, encoded, shows)
                if answer is SolverAnswer.UNDECIDED and self._is_full(places):
                    within = "" if self.seconds is None else f" within {self.seconds:g} seconds"
                    return Undecided(f"it was not settled{within}")
        except NotEncoded as found:
            return Undecided(f"{found.reason} is not encoded")
        return Impossible(self.scope)

    def reply(self, build: Build, shows: Shows, *, small: bool = True) -> Reply:
        """As `find`, but undecided where there is no solver, or the engine does not see it."""
        try:
            return self.find(build, shows, small=small)
        except EngineUnavailable as error:
            return Undecided(f"{error.reason}; {error.remedy}")
        except SolverDisagrees:
            return DISAGREEMENT

    def encoded(self, *, whole: bool) -> EncodedRules:
        """The rules encoded for the solver, with few entries of each list or all that matter.

        Raises:
            EngineUnavailable: the solver is not installed.
            NotEncoded: a consistency test has a form that is not encoded, if it is `strict`.
        """
        *_, most = sizes = tuple(self._sizes(small=True))
        return self._encode(most if whole else sizes[0])

    def _sizes(self, *, small: bool) -> Iterator[int]:
        """The numbers of entries of each list that are looked at: few, then all that matter."""
        most = max((self._places(bound) for bound in self._list_bounds.values()), default=0)
        if small and most > FEW_ENTRIES:
            yield FEW_ENTRIES
        yield most

    def _is_full(self, places: int) -> bool:
        return all(self._places(bound) <= places for bound in self._list_bounds.values())

    def _confirmed(self, model: Model, encoded: EncodedRules, shows: Shows) -> Reply:
        witness = witness_of(model, encoded.space, encoded.terms)
        figures = {
            name: model.number(number) * Decimal(1).scaleb(-places)
            for name, (number, places) in _free_figures(self.views).items()
        }
        witness = msgspec.structs.replace(witness, figures=figures)

        if not confirms(witness, shows):
            left_open = [each for terms in encoded.terms for each in terms.left_open.values()]
            if left_open:
                return Undecided(f"{left_open[0]} is not encoded")
            raise SolverDisagrees(f"the engine does not find it in {dict(witness.answers)!r}")
        return Found(witness)

    def _encode(self, places: int) -> EncodedRules:
        if places not in self._encoded:
            bounds = self._list_bounds
            space = AnswerSpace(
                partial=self.partial,
                slots={path: min(places, self._places(bound)) for path, bound in bounds.items()},
                multiplied=frozenset(path for path, bound in bounds.items() if bound.multiplied),
            )
            free = {
                name: number.times(Fraction(1, 10**places))
                for name, (number, places) in _free_figures(self.views).items()
            }
            terms = tuple(
                RuleSetTerms(
                    view.program,
                    space,
                    view.day,
                    view.stage,
                    {**view.figures, **{name: free[name] for name in view.free}},
                    any_verdict=self._any_verdict,
                )
                for view in self.views
            )
            solver = Solver(seconds=self.seconds, effort=self._effort)
            for each in terms:
                solver.require(each.consistent(strict=self._strict))
            self._encoded[places] = EncodedRules(space, terms, solver)
        return self._encoded[places]

    @property
    def _list_bounds(self) -> Mapping[str, ListBound]:
        if self._bounds is None:
            self._bounds = joint_bounds(
                *(
                    list_uses(
                        _only(view.rules, self._criteria),
                        partial=self.partial,
                        day=view.day,
                        extra=self._extra,
                        overrides=figures,
                        free=tuple(view.free) if view.unbounded else (),
                    )
                    for view in self.views
                    for figures in _end_figures(view)
                )
            )
        return self._bounds

    @staticmethod
    def _places(bound: ListBound) -> int:
        return min(WITHIN if bound.items is None else bound.items, bound.max_items)


def _end_figures(view: RulesOnDay) -> Iterator[Mapping[str, AnswerValue]]:
    """Yield the figures with those that are free at their least, and at their greatest.

    The greater a figure is that a count is held against, the more entries matter.
    """
    yield {**view.figures, **{name: high for name, (_, high) in view.free.items()}}
    if view.free and not view.unbounded:
        yield {**view.figures, **{name: low for name, (low, _) in view.free.items()}}


def _free_figures(views: Sequence[RulesOnDay]) -> Mapping[str, tuple[Linear, int]]:
    """The variable of each figure that is free, in units of so many decimal places.

    One that is free in several views is the same in each.
    """
    found = {}
    for view in reversed(views):
        for name, (low, high) in view.free.items():
            step = step_of(parameter_question(view.rules.parameters[name]))
            places = len(str(step.denominator)) - 1
            ends = ceil(Fraction(low) / step), floor(Fraction(high) / step)
            found[name] = integer(f"figure {name}", *ends), places
    return found


def _only(rules: RuleSet, criteria: Sequence[str] | None) -> RuleSet:
    """A rule set with nothing but some criteria, and those that they refer to."""
    if criteria is None:
        return rules
    needed: dict[str, Criterion] = {}
    waiting = [identifier for identifier in criteria if identifier in rules.criteria]
    while waiting:
        criterion = rules.criteria[waiting.pop()]
        needed[criterion.id] = criterion
        parts = walk_conditions(criterion.applies, criterion.require)
        others = (part.criterion for part in parts if isinstance(part, CriterionRef))
        waiting += [other for other in others if other not in needed]
    return msgspec.structs.replace(rules, criteria=needed, outcomes=())
