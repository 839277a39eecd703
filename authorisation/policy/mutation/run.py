"""All mutants of a rule set and of its failure regime, each to be run by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from authorisation.analysis.questions import Undecided
from authorisation.engine.program.program import Program
from authorisation.model.case import Case
from authorisation.model.regime import Regime
from authorisation.model.regime_case import AnyCase, AnyRegimeCase
from authorisation.model.rules import RuleSet
from authorisation.policy.mutation.edits import Mutant
from authorisation.policy.mutation.killing import Equivalent, Killing, killing_submission
from authorisation.policy.mutation.killing_case import KillingCase
from authorisation.policy.mutation.noticing import NoticingCases, NoticingRegimeCases
from authorisation.policy.mutation.regime import regime_mutants
from authorisation.policy.mutation.results import Fate, MutantResult
from authorisation.policy.mutation.rule_set import rule_set_mutants
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.regime.program import CompiledRegime

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
