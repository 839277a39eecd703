"""What no submission shows under a rule set, on the days on which its rules change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import Truth
from authorisation.analysis.questions import Inquiry, RulesOnDay
from authorisation.analysis.solver import PROOF_SECONDS, SURVEY_SECONDS, SolverAnswer
from authorisation.analysis.survey import Classes, SurveyResult, survey
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_MET
from authorisation.policy.advice.claims import (
    Claim,
    ClaimKind,
    claims_of,
    looks_at_others,
    verdicts_of,
)
from authorisation.policy.advice.comparisons import comparisons_apart
from authorisation.policy.advice.shown_by_cases import ShownByCases

_STAGES: Final = (Stage.SELF_ASSESSMENT, Stage.DECISION)
_TOO_LONG: Final = f"it was not settled within {PROOF_SECONDS:g} seconds"
_SHOWN_BY: Final = {
    ClaimKind.APPLIES: frozenset((MET, NOT_MET)),
    ClaimKind.MET: frozenset((MET,)),
    ClaimKind.NOT_MET: frozenset((NOT_MET,)),
}
"""The verdicts of which a case with any shows a claim."""
_PARTIAL: Final = (ClaimKind.UNKNOWN, ClaimKind.TEST_UNKNOWN, ClaimKind.TEST_DECIDES)
"""What is looked for with answers missing too."""
_ROWS: Final = (ClaimKind.ROW, ClaimKind.ROW_HOLDS)


class NeverShown(Struct, frozen=True):
    """The claims that no complete submission shows, on any of some days and at either stage.

    `alike` are criteria of which all have the same verdict in each. `unsettled` are those of which
    something is not known, each with the reason.
    """

    program: Program
    days: tuple[date, ...]
    claims: frozenset[Claim]
    alike: tuple[tuple[str, ...], ...]
    contradictory: tuple[str, ...]
    """Gates that cannot be met together, and of which none can be left out."""
    unsettled: tuple[tuple[str, str], ...]

    def never(self, kind: ClaimKind, *of: str, test: int = 0) -> bool:
        """Whether no submission shows this."""
        return Claim(kind, of, test) in self.claims


def never_among(
    program: Program,
    claims: Collection[Claim],
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> frozenset[Claim]:
    """The claims about criteria, of some, that no submission shows, so far as it is proved.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    search = _NeverSearch(program, days_of(program), ShownByCases(program), claims)
    return search.run(on_progress).claims


def find_never_shown(
    program: Program,
    shown: ShownByCases | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> NeverShown:
    """The claims that no submission shows under these rules.

    What is `shown` already need not be asked for, so that the cases of the rules save much time.
    `on_progress` is given how many days and stages are done, and of how many.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    search = _NeverSearch(program, days_of(program), shown or ShownByCases(program))
    return search.run(on_progress)


def days_of(program: Program) -> tuple[date, ...]:
    """The first day of the rules, and those on which a figure or a severity changes."""
    rules = program.rules
    days = {rules.in_force[0]}
    days |= {each.since for figure in rules.parameters.values() for each in figure.values}
    days |= {each.since for c in rules.criteria.values() for each in c.severities[1:]}
    return tuple(sorted(filter(rules.is_in_force, days)))


class _NeverSearch:
    """Looks at one day and stage after another, each time at what none before has shown."""

    def __init__(
        self,
        program: Program,
        days: tuple[date, ...],
        shown: ShownByCases,
        asked: Collection[Claim] | None = None,
    ) -> None:
        """Of what is `asked`; where that is None, of all that may be so of these rules."""
        self._program = program
        self._apart = compile_rules(comparisons_apart(program.rules), program)
        self._days = days
        alone = {plan.id for plan in program.criteria if not looks_at_others(plan, program)}
        every = (claim for day in days for claim in claims_of(program, day))
        claims = {*(every if asked is None else asked)}
        rows = {claim for claim in claims if claim.kind in _ROWS}
        self._shown = shown
        self._rows = {claim for claim in rows if not shown.outcome(claim.of[0])}
        own = {each for each in claims - rows if alone.issuperset(each.of)}
        self._partial = {each for each in own if each.kind in _PARTIAL}
        self._open = own - self._partial
        names = tuple(each for each in program.rules.criteria if each in alone)
        self._classes: Classes = (names,) if asked is None and len(names) > 1 else ()
        self._unsettled: dict[str, str] = {}

    def run(self, on_progress: Callable[[int, int], None]) -> NeverShown:
        """The claims that no submission shows on any day at any stage."""
        program = self._program
        days = self._days
        views = [RulesOnDay(program=program, day=day, stage=s) for day in days for s in _STAGES]
        for number, view in enumerate(views, start=1):
            self._look_at(view)
            on_progress(number, len(views))
        return self._result(views)

    def _look_at(self, view: RulesOnDay) -> None:
        """Strike out what some submission shows on a day at a stage."""
        apart = replace(view, program=self._apart)
        self._look_at_criteria(apart)
        self._partial = {each for each in self._partial if self._impossible(each, apart)}
        if self._rows:
            asked = Inquiry(view, partial=True, seconds=PROOF_SECONDS, strict=False)
            for whole in (False, True):
                found = self._survey(asked, self._rows, whole=whole)
                self._rows &= found.never

    def _look_at_criteria(self, view: RulesOnDay) -> None:
        if not self._open and not self._classes:
            return
        about = _criteria_of(view.program.rules, self._open, self._classes)
        found = self._survey(_asking(view, about), self._open, self._classes, whole=False)
        self._open &= found.never
        self._classes = tuple(part for each in found.alike for part in self._shown.split(each))
        if not self._open and not self._classes:
            return
        about = _criteria_of(view.program.rules, self._open, self._classes)
        found = self._survey(
            _asking(view, about, SURVEY_SECONDS), self._open, self._classes, whole=True
        )
        if found.settled:
            self._open, self._classes = self._open & found.never, found.alike
            return
        # What is too much at once is less so one by one, over shorter lists.
        for claim in sorted(self._open):
            if self._shown_by_cases(claim) or not self._impossible(claim, view):
                self._open.remove(claim)
        pairs = [(each[0], other) for each in self._classes for other in each[1:]]
        apart = [self._survey(_asking(view, each), (), (each,), whole=True).alike for each in pairs]
        self._classes = _joined(each for found in apart for each in found)

    def _shown_by_cases(self, claim: Claim) -> bool:
        verdicts = _SHOWN_BY.get(claim.kind)
        return verdicts is not None and not verdicts.isdisjoint(self._shown.verdicts(claim.of[0]))

    def _impossible(self, claim: Claim, view: RulesOnDay) -> bool:
        """Whether it is proved that no submission shows a claim; what is not settled is entered."""
        partial = claim.kind in _PARTIAL
        about = claim.about(view.program.rules)
        encoded = _asking(view, about, partial=partial).encoded(whole=True)
        try:
            answer = encoded.solver.solve(claim.truth(encoded.terms[0]))
        except NotEncoded as found:
            self._unsettled[claim.of[0]] = f"{found.reason} is not encoded"
            return False
        if answer is SolverAnswer.UNDECIDED:
            self._unsettled[claim.of[0]] = _TOO_LONG
        return answer is SolverAnswer.IMPOSSIBLE

    def _survey(
        self, inquiry: Inquiry, claims: Iterable[Claim], classes: Classes = (), *, whole: bool
    ) -> SurveyResult[Claim]:
        encoded = inquiry.encoded(whole=whole)
        (terms,) = encoded.terms
        parts = {name: verdicts_of(name) for each in classes for name in each}
        wanted = {*claims, *(claim for both in parts.values() for claim in both)}
        truths: dict[Claim, Truth] = {}
        for claim in sorted(wanted):
            try:
                truths[claim] = claim.truth(terms)
            except NotEncoded as found:
                self._unsettled[claim.of[0]] = f"{found.reason} is not encoded"
        known = {name for name, both in parts.items() if truths.keys() >= {*both}}
        classes = tuple(tuple(name for name in each if name in known) for each in classes)
        return survey(
            encoded.solver, truths, classes, parts, seconds=inquiry.seconds or PROOF_SECONDS
        )

    def _result(self, views: Sequence[RulesOnDay]) -> NeverShown:
        """The claims that no submission has shown."""
        gates: tuple[str, ...] = ()
        for claim in self._open:
            if claim.kind is ClaimKind.TOGETHER:
                gates = gates or self._core(claim.of, views)
        return NeverShown(
            self._program,
            self._days,
            frozenset(self._open | self._partial | self._rows),
            self._classes,
            gates,
            tuple(sorted(self._unsettled.items())),
        )

    def _core(self, gates: tuple[str, ...], views: Sequence[RulesOnDay]) -> tuple[str, ...]:
        """Few of some gates that cannot be met together on any day; one left out, the rest can."""
        for left_out in gates:
            fewer = tuple(each for each in gates if each != left_out)
            claim = Claim(ClaimKind.TOGETHER, fewer)
            if fewer and all(self._impossible(claim, view) for view in views):
                gates = fewer
        return gates


def _asking(
    view: RulesOnDay,
    about: tuple[str, ...],
    seconds: float = PROOF_SECONDS,
    *,
    partial: bool = False,
) -> Inquiry:
    """Questions about some criteria, in complete submissions but for what may be unknown.

    What is so of these alone is so of all: to leave a question open settles no verdict.
    """
    return Inquiry(view, partial=partial, criteria=about, seconds=seconds, strict=False)


def _criteria_of(rules: RuleSet, claims: Iterable[Claim], classes: Classes = ()) -> tuple[str, ...]:
    """The criteria that claims and classes are about, in order of name."""
    named = {name for claim in claims for name in claim.about(rules)}
    return tuple(sorted(named | {name for each in classes for name in each}))


def _joined(pairs: Iterable[tuple[str, ...]]) -> Classes:
    """Classes of what is alike in pairs that begin with the same."""
    found: dict[str, list[str]] = {}
    for first, *rest in pairs:
        found.setdefault(first, [first]).extend(rest)
    return tuple(map(tuple, found.values()))
