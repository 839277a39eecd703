"""Judge one period: every band and exit test as a step with its margin, every budget line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from authorisation.engine.assess import add_derived_values, bind_names
from authorisation.engine.judge.conditions import judge
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period
from authorisation.model.rules import Severity
from authorisation.model.submission import Judgements, Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import MET
from authorisation.regime.attribution.measure import LineMeasure, with_years_before
from authorisation.regime.chance.budget_line import HIGH, LOW
from authorisation.regime.measure_period import (
    FILED,
    AuthorisationFindings,
    MeasuredPeriod,
    PeriodMeasurer,
)
from authorisation.regime.program import CompiledRegime


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPeriod(MeasuredPeriod):
    """One period judged: its bands as steps, and its budget lines with the years before."""

    steps: Mapping[str, Step]
    """Each band and exit test by the id of its criterion."""
    letters: Mapping[str, str]
    """The letter of each of those steps: T, F or U."""
    by_variant: Mapping[str, Mapping[str, str]]
    """By variant of the figures of chance, the letter of each band that they leave open."""
    late: Mapping[str, str]
    """Where no return was filed, the letter of each band that hangs on whether one still comes."""

    def letter(self, criterion: str, variant: str = "", *, late: bool = False) -> str:
        """Give T, F or U for whether a band holds this period, or would under a variant.

        With `late` a return that was not filed may still come.
        """
        found = self.letters[criterion]
        if variant in self.by_variant:
            found = self.by_variant[variant].get(criterion, found)
        return self.late.get(criterion, found) if late else found


def as_letter(step: Step) -> str:
    """Give T, F or U for a step; what does not apply does not hold."""
    if step.possible == MET:
        return "T"
    return "U" if step.possible & MET else "F"


@dataclass(slots=True)
class PeriodJudge:
    """Judges one group's periods, one after another; what comes again is judged once.

    Whoever replays a history several times shares one.
    """

    compiled: CompiledRegime
    group: AuthorisedGroup
    overrides: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    findings: AuthorisationFindings | None = None
    """None where the assessment at authorisation is not known."""
    whole: dict[tuple[int, int], FiledReturn] = field(default_factory=dict)
    """The corrections made whole so far, as `known_returns` enters them: each is one value."""
    _measurer: PeriodMeasurer = field(init=False)
    _judged: dict[tuple[int, ...], JudgedPeriod] = field(default_factory=dict)
    """By the measured period and the years before it, each as the identity of what is held."""

    def __post_init__(self) -> None:
        self._measurer = PeriodMeasurer(self.compiled, self.group, self.overrides, self.findings)

    def period(
        self, period: Period, filed: FiledReturn | None, before: Sequence[JudgedPeriod], day: date
    ) -> JudgedPeriod:
        """Judge one period; `before` holds those before it, the first due first.

        Raises:
            InvalidSubmission: a parameter has no value yet, or causes cannot stand.
        """
        measured = self._measurer.measure(period, filed, before, day)
        ends = {s.period.year: s.lines for s in before if s.period.year < period.year}
        years = tuple(id(m.attributions) for lines in ends.values() for m in lines.values())
        key = (id(measured), *years)
        if key not in self._judged:
            self._judged[key] = self._judge(measured, tuple(ends.values()))
        return self._judged[key]

    def _judge(
        self, measured: MeasuredPeriod, years: Sequence[Mapping[str, LineMeasure]]
    ) -> JudgedPeriod:
        """Judge a period that was measured, after the last periods of the years before."""
        lines = {
            name: with_years_before(line, [each[name] for each in years], measured.settings)
            for name, line in measured.lines.items()
        }
        scope = self._with_chance(measured.scope, lines)
        steps = self._steps(scope, self.compiled.plans)
        return JudgedPeriod(
            period=measured.period,
            filed=measured.filed,
            last=measured.last,
            claims=measured.claims,
            settings=measured.settings,
            scope=scope,
            submission=measured.submission,
            lines=lines,
            contradictions=measured.contradictions,
            steps=steps,
            letters={name: as_letter(step) for name, step in steps.items()},
            by_variant=self._letters_by_variant(scope, lines, steps),
            late=self._late_letters(measured, lines, steps),
        )

    def _steps(self, scope: Bindings, names: Iterable[str]) -> dict[str, Step]:
        """Judge bands and exit tests, by the ids of their criteria, in a scope."""
        return {
            name: judge(require, scope, {})
            for name in names
            if (require := self.compiled.plans[name].require) is not None
        }

    def _late_letters(
        self, measured: MeasuredPeriod, lines: Mapping[str, LineMeasure], steps: Mapping[str, Step]
    ) -> Mapping[str, str]:
        """Give the letters of the bands that a return filed late could still change."""
        answers, day = measured.submission.answers, measured.period.ends
        if answers.get(FILED, True):
            return MappingProxyType({})
        program = self.compiled.program
        open_answers = {path: answer for path, answer in answers.items() if path != FILED}
        settings = program.on(day, self.overrides)
        scope = self._with_chance(bind_names(program, settings, open_answers, day), lines)
        letters = {name: as_letter(step) for name, step in self._steps(scope, steps).items()}
        return MappingProxyType(
            {name: x for name, x in letters.items() if x != as_letter(steps[name])}
        )

    def _with_chance(
        self, scope: Bindings, lines: Mapping[str, LineMeasure], variant: str = ""
    ) -> Bindings:
        """Bind the figures of chance, under one variant or as the bounds of all."""
        if not lines:
            return scope
        chance = {
            name: {**scope["chance"][name], **line.condition_values(variant)}
            for name, line in lines.items()
        }
        bound = {**scope, "chance": chance}
        add_derived_values(self.compiled.program, bound)
        return bound

    def _letters_by_variant(
        self, scope: Bindings, lines: Mapping[str, LineMeasure], steps: Mapping[str, Step]
    ) -> Mapping[str, Mapping[str, str]]:
        """Give the letters, under each variant, of the bands that the figures of chance leave open.

        A band that is settled within their bounds is settled under each of them.
        """
        unsettled = [name for name, step in steps.items() if as_letter(step) == "U"]
        if not unsettled or not any(line.has_variants for line in lines.values()):
            return MappingProxyType({})
        found: dict[str, Mapping[str, str]] = {}
        for variant in (LOW, HIGH):
            narrowed = self._steps(self._with_chance(scope, lines, variant), unsettled)
            found[variant] = {name: as_letter(step) for name, step in narrowed.items()}
        return MappingProxyType(found)


def period_as_assessment(judged: JudgedPeriod, compiled: CompiledRegime) -> Assessment:
    """Give a judged period as an assessment, so that the same code explains it."""
    rules = compiled.regime.rules
    findings = tuple(
        Finding.of_step(criterion, Severity.NOTE, judged.steps[name])
        for name, criterion in rules.criteria.items()
    )
    return Assessment(
        rules=rules,
        submission=judged.submission,
        counted=judged.submission,
        as_of=judged.period.ends,
        stage=Stage.SELF_ASSESSMENT,
        dated_on=judged.period.ends,
        overrides=judged.settings.overrides,
        findings=findings,
        outcomes=(),
        scope=judged.scope,
        judgements=Judgements(),
    )
