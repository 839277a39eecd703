"""Run the cases of a rule set, those of applications and those of its failure regime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import EngineUnavailable, InvalidOption
from authorisation.language.cases.assessment import load_cases
from authorisation.language.cases.regime import load_regime_cases
from authorisation.language.rules.find import is_kept_edition
from authorisation.language.rules.load import rule_set_folders
from authorisation.model.case import AnyCase, AnyRegimeCase, Case
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.source import Problem
from authorisation.policy.advice.impossible_verdicts import which_cannot_occur
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.cases.results import CaseResult, CaseRun
from authorisation.policy.coverage.changes import changed_points
from authorisation.policy.coverage.measure import Coverage, CoverageMeter
from authorisation.policy.coverage.points import Point
from authorisation.policy.coverage.report import Changes, MeasuredSet
from authorisation.policy.places import RuleFolders
from authorisation.regime.program import CompiledRegime, compile_regime
from authorisation.usecases.filesystem.cache_folder import remember, remembered, result_key
from authorisation.usecases.library import Library
from authorisation.usecases.prove import properties_containing, prove_properties


class RuleSetCases:
    """The cases of a rule set, its own and those that it inherits, each to be run by itself."""

    def __init__(self, rules: str | Path, library: Library) -> None:
        """Read them.

        Raises:
            InvalidRules: the rules, the regime or the cases cannot be used.
        """
        self.asked = rules
        self.rules: RuleSet = library.rule_set(rules)
        self.lineage = rule_set_folders(rules, library.folder)
        """Its folder and those of its parents, the nearest first."""
        self.cases: tuple[Case, ...] = load_cases(rules, self.rules, root=library.folder)
        self.regime: Regime | None = library.failure_regime(rules)
        self.regime_cases: tuple[AnyRegimeCase, ...] = ()
        if self.regime:
            context = library.returns_context(library.regime(rules))
            self.regime_cases = load_regime_cases(rules, context, root=library.folder)

    @property
    def all(self) -> tuple[AnyCase, ...]:
        """The cases of applications, then those of the regime, in the order of their files."""
        return (*self.cases, *self.regime_cases)

    @property
    def kept_cases(self) -> tuple[AnyCase, ...] | None:
        """All of them; None for an adopted edition, with which cases are not kept."""
        return None if is_kept_edition(self.lineage[0]) else self.all

    def require_cases(self) -> None:
        """Go on unless this is an adopted edition, with which no cases are kept.

        Raises:
            InvalidOption: it is.
        """
        if self.kept_cases is None:
            raise InvalidOption(
                f"{self.rules.id}, edition {self.rules.edition}: "
                "cases are not kept with an adopted edition",
                f"name `{self.rules.id}` for the rules of today with their cases",
            )

    @property
    def folders(self) -> RuleFolders:
        """The folders that their files lie in."""
        used = (place.parent / name for place in self.lineage for name in self.rules.uses)
        return RuleFolders(tuple(place.absolute() for place in (*self.lineage, *used)))

    @cached_property
    def program(self) -> Program:
        """The rules, compiled."""
        return compile_rules(self.rules)

    @cached_property
    def compiled_regime(self) -> CompiledRegime | None:
        """Their failure regime, compiled; None where they have none."""
        return compile_regime(self.regime) if self.regime else None

    def run(self, case: AnyCase, meter: CoverageMeter | None = None) -> CaseResult:
        """The result of one case; `meter` gathers what it looks at."""
        if isinstance(case, Case):
            return run_case(self.program, case, meter.add if meter else None)
        # INVARIANT: only a regime has such cases.
        observe = meter.add_history if meter else None
        return run_regime_case(self.compiled_regime, case, observe)  # type: ignore[arg-type]


def cases_of(rules: str, library: Library, containing: str = "") -> tuple[AnyCase, ...]:
    """List the cases whose name contains the text, whatever its case, inherited ones included.

    Raises:
        InvalidOption: they are of an adopted edition, with which no cases are kept.
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = RuleSetCases(rules, library)
    loaded.require_cases()
    return _cases_named(loaded, containing)


def run_cases(
    rules: str,
    library: Library,
    containing: str = "",
    *,
    proving: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> CaseRun:
    """Run the cases whose name contains the text.

    With `proving` the properties whose id or title contains it are proved or refuted as well;
    `on_progress` is given how many of them are done.

    Raises:
        InvalidOption: they are of an adopted edition, with which no cases are kept.
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = RuleSetCases(rules, library)
    loaded.require_cases()
    meter = None if containing else CoverageMeter(loaded.program, loaded.compiled_regime)
    run = _run(loaded, containing, meter)
    if meter is not None:
        run = replace(run, not_covered=meter.coverage(loaded.all).missed_problems)
    if not proving:
        return run
    named = properties_containing(rules, library, containing)
    proved = prove_properties(rules, library, named, on_progress=on_progress) if named else None
    return replace(run, properties=proved)


def measure_cases(
    rules: str,
    library: Library,
    containing: str = "",
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[CaseRun, MeasuredSet]:
    """Run the cases whose name contains the text, and measure what they look at.

    What cannot come about, whatever is answered, is left out, where a solver is installed;
    `on_progress` is given how many days and stages it has looked at for that, and of how many.

    Raises:
        InvalidOption: they are of an adopted edition, with which no cases are kept.
        InvalidRules: the rules, the regime or the cases cannot be used.
    """
    loaded = RuleSetCases(rules, library)
    loaded.require_cases()
    meter = CoverageMeter(loaded.program, loaded.compiled_regime)
    run = _run(loaded, containing, meter)
    coverage = meter.coverage([result.case for result in run.results])
    if coverage.missed_of_verdicts:
        coverage = _without_impossible(coverage, loaded, library, on_progress)
    files = sorted({each.at.file for each in coverage.points})
    lines = {name: Path(name).read_text(encoding="utf-8").splitlines() for name in files}
    return run, MeasuredSet(
        rule_set=loaded.rules.id,
        edition=loaded.rules.edition,
        coverage=coverage,
        lines=lines,
        changes=_changes(loaded, library),
        folders=loaded.folders,
        failed=run.failed,
    )


def _without_impossible(
    coverage: Coverage,
    loaded: RuleSetCases,
    library: Library,
    on_progress: Callable[[int, int], None],
) -> Coverage:
    """The coverage without the verdicts and states that cannot come about.

    Which cannot is remembered for as long as the rules and this program stay as they are, whatever
    becomes of the cases.
    """

    def key() -> str | None:
        return result_key(loaded.lineage[0], library.folder, "verdicts", with_cases=False)

    found_under, missed = key(), coverage.missed_of_verdicts
    known = dict(remembered(found_under, tuple[tuple[Point, bool], ...]) or ())
    try:
        rules = loaded.program, loaded.compiled_regime
        now = which_cannot_occur(*rules, missed, known, on_progress)
    except EngineUnavailable:
        return coverage.without(None)
    # Only what was read is kept: the files may have changed while it was.
    if now != known and found_under == key():
        remember(found_under, tuple(now.items()))
    return coverage.without({each for each in missed if now[each]})


def _changes(loaded: RuleSetCases, library: Library) -> Changes | None:
    """The changes of the rules against the set that they extend; None where they extend none."""
    if len(loaded.lineage) == 1:
        return None
    place = loaded.lineage[1]
    parent = compile_rules(library.rule_set(place))
    regime = library.failure_regime(place)
    compiled = compile_regime(regime) if regime else None
    changed = changed_points((loaded.program, loaded.compiled_regime), (parent, compiled))
    return Changes(parent.rules.id, changed)


def _run(loaded: RuleSetCases, containing: str, meter: CoverageMeter | None) -> CaseRun:
    results = tuple(loaded.run(case, meter) for case in _cases_named(loaded, containing))
    return CaseRun(
        asked=str(loaded.asked),
        rule_set=loaded.rules.id,
        edition=loaded.rules.edition,
        results=results,
        containing=containing,
        folders=loaded.folders,
    )


def advise_cases(loaded: RuleSetCases) -> tuple[Problem, ...]:
    """The parts of a rule set that no case looks at."""
    meter = CoverageMeter(loaded.program, loaded.compiled_regime)
    # What is named of a rule set is seen in its cases as they are written.
    for case in loaded.regime_cases:
        loaded.run(case, meter)
    return meter.coverage(loaded.all).missed_problems


def _cases_named(loaded: RuleSetCases, containing: str) -> tuple[AnyCase, ...]:
    wanted = containing.casefold()
    return tuple(case for case in loaded.all if wanted in case.name.casefold())
