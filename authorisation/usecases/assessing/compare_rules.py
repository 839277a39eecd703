"""Two rule sets compared: their text, what its changes mean, and whom they move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from msgspec.structs import replace

from authorisation.analysis.encoding.terms import forget_terms
from authorisation.analysis.solver import PROOF_SECONDS
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError, ExitCode, UnreadableFile
from authorisation.explain.assessment.comparison import OutcomeChange, format_outcomes
from authorisation.language.rules.find import QUESTIONS_FOLDER, find_rule_set_folder
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.rules.override import parse_overrides
from authorisation.model.regime import Regime
from authorisation.model.rules import OURS, DatedValue, RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.policy.comparison.changes import Change, find_changes
from authorisation.policy.comparison.meaning import (
    Meaning,
    MeaningScope,
    find_meanings,
    number_of_meanings,
)
from authorisation.policy.comparison.moves import Responsible, Undoing, find_responsible
from authorisation.policy.comparison.regimes.meaning import regime_meanings
from authorisation.policy.comparison.result import (
    ComparedApplication,
    ComparedRules,
    ComparedTable,
    DayChoice,
)
from authorisation.policy.comparison.solver import SolverProver
from authorisation.policy.comparison.structure import NO_PLACE
from authorisation.policy.comparison.terms import as_in_force
from authorisation.policy.places import RuleFolders
from authorisation.usecases.assessing.assess import AssessmentRun, Request
from authorisation.usecases.assessing.compare import ComparisonResult, compare


@dataclass(frozen=True, slots=True)
class RulesComparisonRun:
    """Two rule sets compared, with the assessments under both where applications were given."""

    compared: ComparedRules
    assessed: ComparisonResult | None
    code_of_applications: ExitCode = ExitCode.DONE

    @property
    def exit_code(self) -> ExitCode:
        """That solver and engine disagree, the code of the first unusable file, or done."""
        if any(each.fault for each in self.compared.meanings):
            return ExitCode.DISAGREES
        return self.code_of_applications


@dataclass(frozen=True, slots=True)
class ComparedApplications:
    """The applications of a comparison, with what they come to under both rule sets."""

    applications: tuple[ComparedApplication, ...] | None = None
    table: ComparedTable | None = None
    assessed: ComparisonResult | None = None
    code: ExitCode = ExitCode.DONE


Comparer: TypeAlias = Callable[["Responsibility"], ComparedApplications]
"""What assesses applications under both rule sets; it is given what finds the changes that a move
comes from."""


def compare_rules(
    before: Request,
    now: Request,
    compare_applications: Comparer | None = None,
    on_meaning: Callable[[int, int], None] = lambda *_: None,
    *,
    partial: bool = False,
    time_limit: float = PROOF_SECONDS,
    meant_for_all: bool = True,
) -> RulesComparisonRun:
    """Compare two rule sets, each as of the day of its request, and what applications come to.

    Without a day it is the last on which a dated change of the newer rules begins, else their
    first, for what changes mean, and that of each submission for what it comes to. Figures set for
    this run count as changes of the newer rules. What changes mean is told of the decision, or of
    the stage of the requests; with `partial` of submissions with answers missing too. The solver
    may take `time_limit` seconds for a question; `on_meaning` is given how many of how many
    meanings are known. Without `meant_for_all` nothing is proved where one application was given
    and could be used: what changes mean for every submission is not told then.

    Raises:
        AuthorisationError: the rules, an override or the judgements cannot be used.
    """
    old, new = before.rule_set(), now.rule_set()
    values = parse_overrides(now.settings, new)
    new = with_values(new, values)
    regimes = _regime(before), _regime(now, values)
    changes = find_changes(old, new, regimes)
    day = _last_beginning(changes, new)
    days = before.as_of or day, now.as_of or day
    chosen = DayChoice.FIRST_IN_FORCE if day == new.in_force[0] else DayChoice.LAST_CHANGE
    in_force = as_in_force(old, days[0]), as_in_force(new, days[1])
    by_day = days[0] != days[1] and old.dated_by == new.dated_by == "as_of"
    # On two days, what is in force on them changes, and the text where it does too.
    texts = in_force if by_day else (old, new)
    if by_day:
        changes = find_changes(*texts, regimes)
    found = ComparedApplications()
    if compare_applications is not None:
        found = compare_applications(Responsibility(Undoing(*texts, changes)))
    stage = now.stage or (Stage.SELF_ASSESSMENT if partial else Stage.DECISION)
    scope = MeaningScope(stage, partial)
    meanings: tuple[Meaning, ...] = ()
    alone = found.table is None and len(found.applications or ()) == 1
    one = alone and found.code is ExitCode.DONE
    if meant_for_all or not one:
        meanings = _meanings(in_force, regimes, days, scope, time_limit, on_meaning)
    compared = ComparedRules(
        old=old,
        new=new,
        regimes=regimes,
        folders=(_folders(before), _folders(now)),
        days=days,
        day_choice=DayChoice.NAMED if now.as_of else chosen,
        changes=changes,
        meanings=meanings,
        scope=scope,
        applications=found.applications,
        table=found.table,
    )
    return RulesComparisonRun(compared, found.assessed, found.code)


def _meanings(
    in_force: tuple[RuleSet, RuleSet],
    regimes: tuple[Regime | None, Regime | None],
    days: tuple[date, date],
    scope: MeaningScope,
    time_limit: float,
    on_meaning: Callable[[int, int], None],
) -> tuple[Meaning, ...]:
    """The meanings of changes for every submission there could be, as `compare_rules` has them."""
    forget_terms()
    prover = SolverProver(
        *in_force, days, scope.stage, partial=scope.partial, time_limit=time_limit
    )
    meanings, total = [], number_of_meanings(*in_force)
    for each in find_meanings(*in_force, prover, days):
        meanings.append(each)
        on_meaning(len(meanings), total)
    old, new = regimes
    if old is not None and new is not None:

        def of_conditions(old: RuleSet, new: RuleSet) -> SolverProver:
            return SolverProver(old, new, days, Stage.SELF_ASSESSMENT, time_limit=time_limit)

        meanings += regime_meanings(old, new, days, of_conditions)
    return tuple(meanings)


def compare_files(
    files: Sequence[Path],
    before: Request,
    now: Request,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
) -> Comparer:
    """A comparer that assesses every file under both rule sets, by the engine.

    `on_progress` is given how many are done; `unread` is what lies beside the files.
    """

    def compare_applications(responsibility: Responsibility) -> ComparedApplications:
        found: list[Responsible | None] = []

        def note(
            run: AssessmentRun, change: OutcomeChange, old: Assessment, new: Assessment
        ) -> None:
            def assess_by(program: Program) -> Assessment:
                assert run.under is not None  # noqa: S101 a run of files can do so
                return run.under(program, new.submission)

            found.append(responsibility.of(change, old, new, assess_by))

        assessed = compare(files, before, now, on_progress, unread=unread, watch=note)
        pairs = zip(assessed.changes, found, strict=True)
        applications = tuple(ComparedApplication(*pair) for pair in pairs)
        return ComparedApplications(applications, assessed=assessed, code=assessed.exit_code)

    return compare_applications


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Finds the changes that a move comes from, while the assessments are at hand."""

    undoing: Undoing

    def of(
        self,
        change: OutcomeChange,
        before: Assessment,
        now: Assessment,
        under: Callable[[Program], Assessment],
    ) -> Responsible | None:
        """The changes that one application moves by; None where its outcome is the same.

        `under` assesses it by another program.
        """
        same = before.outcome_ids == now.outcome_ids

        def outcomes(assessment: Assessment) -> tuple[str, ...]:
            return (format_outcomes(assessment),) if same else assessment.outcome_ids

        def outcomes_under(program: Program) -> tuple[str, ...]:
            try:
                return outcomes(under(program))
            except AuthorisationError:  # a figure without a value yet on its day
                return ()

        if not change.other_outcome:
            return None
        return find_responsible(self.undoing, change, outcomes(before), outcomes_under)


def _last_beginning(changes: Iterable[Change], new: RuleSet) -> date:
    """The last day in force on which a dated change begins that may move somebody, else the first.

    On an earlier day rules would be the same that differ later.
    """
    first, end = new.in_force
    days = [each.begins for each in changes if each.may_move and each.begins is not None]
    return max((first, *(day for day in days if end is None or day < end)))


def _regime(request: Request, values: Mapping[str, Answer] = {}) -> Regime | None:
    regime = request.library.failure_regime(request.rules)
    if regime is None:
        return None
    shared = {name: value for name, value in values.items() if name in regime.rules.parameters}
    return replace_dataclass(regime, rules=with_values(regime.rules, shared))


def _folders(request: Request) -> RuleFolders:
    root = request.library.folder
    lineage = rule_set_folders(request.rules, root)
    _, base = find_rule_set_folder(request.rules, root)
    places = (*lineage, base / QUESTIONS_FOLDER)
    return RuleFolders(tuple(place.absolute() for place in places))


def with_values(rules: RuleSet, values: Mapping[str, Answer]) -> RuleSet:
    """The rules with figures that have one value on every day, by name."""
    figures = dict(rules.parameters)
    for name, value in values.items():
        only = DatedValue(since=figures[name].values[0].since, value=value, source=OURS)
        figures[name] = replace(figures[name], values=(only,), at=NO_PLACE)
    return replace(rules, parameters=MappingProxyType(figures))
