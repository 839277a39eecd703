"""All mutants of a rule set and of its failure regime, each run by the cases that may notice it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from authorisation.analysis.questions import Undecided
from authorisation.engine.assess import rejudge
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment, Finding
from authorisation.model.case import AnyCase, AnyRegimeCase, Case, RegimeCase
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import SATISFIED, Verdict
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.comparison.regimes.tables import same_moves, same_responses
from authorisation.policy.mutation.edits import Mutant
from authorisation.policy.mutation.killing import (
    ChangeReach,
    Equivalent,
    Killing,
    KillingCase,
    killing_submission,
)
from authorisation.policy.mutation.regime import MOVES, RESPONSES, regime_mutants
from authorisation.policy.mutation.results import Fate, MutantResult
from authorisation.policy.mutation.rule_set import rule_set_mutants
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.regime.program import CompiledRegime, compile_regime

ROWS_COMPARED: Final = "whatever may happen, both tables come to the same"
NO_CASE: Final = "a submission was found that cannot be written as a case"
NOTHING_PROVED: Final = "of a failure regime nothing is proved"


class Mutants:
    """The mutants of a rule set, in the order of its files, and the cases that may notice them."""

    def __init__(
        self,
        program: Program,
        cases: Sequence[Case],
        regime: CompiledRegime | None = None,
        regime_cases: Sequence[AnyRegimeCase] = (),
        *,
        containing: str = "",
        folders: RuleFolders = NO_FOLDERS,
        solved: Iterable[MutantResult] = (),
    ) -> None:
        """Make them; those alone of what has the text in its name, whatever its case.

        `folders` are those that the files of cases are named from. `solved` are results for which
        the solver need not be asked again.
        """
        self._solved = {each.identity: each for each in solved}
        self._folders = folders
        self._program = program
        self._cases = cases
        self._noticing: NoticingCases | None = None
        self._regime: NoticingRegimeCases | None = None
        found = list(rule_set_mutants(program))
        if regime is not None:
            self._regime = NoticingRegimeCases(regime.regime, regime.program, regime_cases)
            found += regime_mutants(regime.regime, regime.program)
        wanted = containing.casefold()
        named = [each for each in found if wanted in each.of.casefold()]
        self.all: tuple[Mutant, ...] = tuple(sorted(named, key=lambda each: each.at))

    def run(self, number: int) -> MutantResult:
        """The result of the mutant of that number, from 0."""
        mutant = self.all[number]
        match mutant.rules:
            case RuleSet() as rules:
                return self._run_rules(mutant, rules)
            case Regime() as regime:
                return self._run_regime(mutant, regime)

    def placed(self, results: Sequence[MutantResult]) -> tuple[MutantResult, ...]:
        """The results of all mutants, remembered perhaps from other folders, with places here."""
        pairs = zip(results, self.all, strict=True)
        return tuple(replace(each, at=mutant.at) for each, mutant in pairs)

    def _run_rules(self, mutant: Mutant, rules: RuleSet) -> MutantResult:
        if self._noticing is None:
            self._noticing = NoticingCases(self._program, self._cases)
        if noticed := self._noticing.first(mutant, rules):
            return self._killed(mutant, noticed)
        if (solved := self._solved.get(mutant.identity)) is not None:
            return replace(solved, at=mutant.at)
        changed = self._noticing.compiled(rules)
        match killing_submission(self._program, changed, self._noticing.difference(mutant)):
            case Killing() as killing:
                case = KillingCase(killing, mutant)
                found = case.to_yaml() if case.confirm() else ""
                why = "" if found else NO_CASE
                return MutantResult.of_mutant(mutant, Fate.SURVIVED, killing_case=found, reason=why)
            case Equivalent(scope=scope):
                return MutantResult.of_mutant(mutant, Fate.EQUIVALENT, reason=scope)
            case Undecided(reason=reason, fault=fault):
                return MutantResult.of_mutant(mutant, Fate.SURVIVED, reason=reason, fault=fault)

    def _run_regime(self, mutant: Mutant, regime: Regime) -> MutantResult:
        # INVARIANT: only where there is a regime are there mutants of it.
        noticing: NoticingRegimeCases = self._regime  # type: ignore[assignment]
        if noticing.same(mutant, regime):
            return MutantResult.of_mutant(mutant, Fate.EQUIVALENT, reason=ROWS_COMPARED)
        if case := noticing.first(mutant, regime):
            return self._killed(mutant, case)
        return MutantResult.of_mutant(mutant, Fate.SURVIVED, reason=NOTHING_PROVED)

    def _killed(self, mutant: Mutant, case: AnyCase) -> MutantResult:
        by = f"{self._folders.place(case.at)}: {case.name}"
        return MutantResult.of_mutant(mutant, Fate.KILLED, killed_by=by)


class NoticingCases:
    """The cases of a rule set with what each came to, so that few are run for each mutant."""

    def __init__(self, program: Program, cases: Sequence[Case]) -> None:
        self._program = program
        self._cases = cases
        self._assessments: dict[int, Assessment] = {}
        for case in cases:
            run_case(program, case, self._remember)
        self._resting = program.criteria_resting_on()

    def _remember(self, case: Case, assessment: Assessment) -> None:
        self._assessments[id(case)] = assessment

    def first(self, mutant: Mutant, rules: RuleSet) -> Case | None:
        """The first case that comes out otherwise under a mutant; None where none does.

        Cases that expect something of what is changed come before those that the outcome alone
        could tell. Of a changed criterion, those are passed over in which it comes to the same.
        """
        program = self.compiled(rules)
        candidates = self._candidates(mutant, program)
        return next((case for case in candidates if not run_case(program, case).passed), None)

    def compiled(self, rules: RuleSet) -> Program:
        """The rules of a mutant, compiled."""
        return compile_rules(rules, self._program)

    def difference(self, mutant: Mutant) -> ChangeReach:
        """The reach of a mutant: where it can differ from the rules in its results."""
        affected = self._affected(mutant.of)
        by_name = self._program.plans_by_name.items()
        figures = (
            name
            for name, plans in by_name
            if name in self._program.rules.parameters and any(plan.id in affected for plan in plans)
        )
        tested = bool(affected) and not mutant.weighs
        # In their order: a set's is another in each process, and so would be what is found.
        criteria = tuple(plan.id for plan in self._program.criteria if plan.id in affected)
        return ChangeReach(criteria, tuple(figures), outcomes=not tested)

    def _candidates(self, mutant: Mutant, program: Program) -> Iterator[Case]:
        affected = self._affected(mutant.of)
        by_outcome = []
        for case in self._cases:
            expects = not affected.isdisjoint(case.expect)
            if mutant.of in case.set or not (expects or case.outcome):
                continue
            if not self._may_differ(case, mutant, program, affected):
                continue
            if expects:
                yield case
            else:
                by_outcome.append(case)
        if mutant.weighs:
            # What a criterion weighs shows most where it is not met.
            by_outcome.sort(key=lambda case: self._verdict(case, mutant.of) in SATISFIED)
        yield from by_outcome

    def _affected(self, name: str) -> frozenset[str]:
        """The ids of the criteria that look at a criterion, figure or derived value, or are it."""
        if name in self._resting:
            return self._resting[name]
        return frozenset(plan.id for plan in self._program.plans_by_name.get(name, ()))

    def _verdict(self, case: Case, criterion: str) -> Verdict | None:
        assessment = self._assessments.get(id(case))
        findings = assessment.findings if assessment else ()
        return next((each.verdict for each in findings if each.criterion.id == criterion), None)

    def _may_differ(
        self, case: Case, mutant: Mutant, program: Program, affected: frozenset[str]
    ) -> bool:
        """Whether a case may come out otherwise; known where the test of a criterion is changed."""
        assessment = self._assessments.get(id(case))
        if assessment is None or mutant.weighs or mutant.of not in self._resting:
            return True
        findings = assessment.findings_by_id
        plans = [plan for plan in program.criteria if plan.id in affected]
        again = rejudge(program, assessment, assessment.scope, plans)
        return any(_differ(findings[name], finding) for name, finding in again.items())


def _differ(one: Finding, other: Finding) -> bool:
    return (one.possible, one.verdict, one.margin) != (other.possible, other.verdict, other.margin)


class NoticingRegimeCases:
    """The cases of a failure regime, those that look at what is changed first."""

    def __init__(self, regime: Regime, program: Program, cases: Sequence[AnyRegimeCase]) -> None:
        self._regime = regime
        self._program = program
        self._cases = cases

    def first(self, mutant: Mutant, regime: Regime) -> AnyRegimeCase | None:
        """The first case that comes out otherwise under a mutant; None where none does."""
        compiled = compile_regime(regime)
        names = self._subjects(mutant.of)
        # A row of a table takes no time, a history does.
        ordered = sorted(self._cases, key=lambda case: _distance(case, names))
        return next((case for case in ordered if not run_regime_case(compiled, case).passed), None)

    def same(self, mutant: Mutant, regime: Regime) -> bool:
        """Whether a table is changed in which no row comes to anything else."""
        own = self._regime
        if mutant.of == RESPONSES:
            return same_responses(own.table, regime.table, own)
        return mutant.of == MOVES and same_moves(own.moves, regime.moves, own)

    def _subjects(self, name: str) -> frozenset[str]:
        """The triggers and stages that a test, a figure or a number of theirs is about."""
        plans = self._program.plans_by_name.get(name, ())
        ids = (name, *(plan.id for plan in plans))
        return frozenset(part for each in ids for part in (each, each.partition(".")[0]))


def _distance(case: AnyRegimeCase, names: frozenset[str]) -> int:
    if not isinstance(case, RegimeCase):
        return 0
    expected = {name.rpartition(" of ")[2] for each in case.expect for name in each}
    return 2 if names.isdisjoint(expected) else 1
