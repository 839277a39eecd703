"""Judge one period: every band and exit test as a step with its margin, every budget line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from authorisation.engine.assess import add_derived_values, bind_names
from authorisation.engine.judge.conditions import judge
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.settings import Settings
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.language.regime.scope import AT_AUTHORISATION, DOTTED, PREVIOUS
from authorisation.model.claims import carried_on, claims_upon
from authorisation.model.condition import formula_of, walk_conditions
from authorisation.model.question import ValueType
from authorisation.model.regime import evidence_id
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, FiledReturn, Period, Share
from authorisation.model.rules import Severity
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import MET, verdict_of
from authorisation.regime.attribution.claims import claims_as_at
from authorisation.regime.attribution.measure import (
    LineMeasure,
    MeasureContext,
    measure_line,
    with_years_before,
)
from authorisation.regime.chance.budget_line import HIGH, LOW
from authorisation.regime.program import CompiledRegime

FILED: Final = "period.filed"
AuthorisationFindings = Sequence[tuple[str, str]]
"""The findings at authorisation: each criterion with its verdict."""


@dataclass(frozen=True, slots=True)
class FigureContradiction:
    """Figures of a return that do not agree with each other, or with those of the one before."""

    paths: tuple[str, ...]
    says: str
    explained: str
    """Why they are right all the same; empty where nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPeriod:
    """One period judged: its bands as steps, and its budget lines."""

    period: Period
    filed: FiledReturn | None
    settings: Settings
    scope: Bindings
    submission: Submission
    steps: Mapping[str, Step]
    """Each band and exit test by the id of its criterion."""
    lines: Mapping[str, LineMeasure]
    contradictions: tuple[FigureContradiction, ...] = ()
    claims: Mapping[str, tuple[Share, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By budget line, its causes as they stood on the day, those carried on included."""
    by_variant: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By variant of the figures of chance, the letter of each band that they leave open."""
    late: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Where no return was filed, the letter of each band that hangs on whether one still comes."""

    def letter(self, criterion: str, variant: str = "", *, late: bool = False) -> str:
        """Give T, F or U for whether a band holds this period, or would under a variant.

        With `late` a return that was not filed may still come.
        """
        found = self.by_variant.get(variant, {}).get(criterion)
        if late:
            found = self.late.get(criterion, found)
        return found or as_letter(self.steps[criterion])


def as_letter(step: Step) -> str:
    """Give T, F or U for a step; what does not apply does not hold."""
    if step.possible == MET:
        return "T"
    return "U" if step.possible & MET else "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class _MeasuredPeriod:
    """One period as its own return and the one before leave it, without the years before."""

    filed: FiledReturn | None
    last: FiledReturn | None
    """The return of the period before."""
    claims: Mapping[str, tuple[Share, ...]]
    settings: Settings
    scope: Bindings
    submission: Submission
    lines: Mapping[str, LineMeasure]
    contradictions: tuple[FigureContradiction, ...]


@dataclass(slots=True)
class PeriodJudge:
    """Judges one group's periods, one after another; what comes again is judged once."""

    compiled: CompiledRegime
    group: AuthorisedGroup
    overrides: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    findings: AuthorisationFindings | None = None
    """None where the assessment at authorisation is not known."""
    _measured: dict[Period, list[_MeasuredPeriod]] = field(default_factory=dict)
    _judged: dict[tuple[int, ...], JudgedPeriod] = field(default_factory=dict)
    """By the measured period and the years before it, each as the identity of what is held."""
    _found: Items | None = field(init=False, default=None)
    """The findings as the rules ask about them."""

    def __post_init__(self) -> None:
        if self.findings is not None:
            self._found = Items(
                tuple(
                    MappingProxyType({"criterion": name, "verdict": verdict})
                    for name, verdict in self.findings
                )
            )

    def period(
        self, period: Period, filed: FiledReturn | None, before: Sequence[JudgedPeriod], day: date
    ) -> JudgedPeriod:
        """Judge one period; `before` holds those before it, the first due first.

        Raises:
            InvalidSubmission: a parameter has no value yet, or causes cannot stand.
        """
        measured = self._measure(period, filed, before, day)
        ends = {s.period.year: s.lines for s in before if s.period.year < period.year}
        years = tuple(id(m.attributions) for lines in ends.values() for m in lines.values())
        key = (id(measured), *years)
        if key not in self._judged:
            self._judged[key] = self._judge(period, measured, tuple(ends.values()))
        return self._judged[key]

    def _judge(
        self,
        period: Period,
        measured: _MeasuredPeriod,
        years: Sequence[Mapping[str, LineMeasure]],
    ) -> JudgedPeriod:
        """Judge a period that was measured, after the last periods of the years before."""
        lines = {
            name: with_years_before(line, [each[name] for each in years], measured.settings)
            for name, line in measured.lines.items()
        }
        scope = self._with_chance(measured.scope, lines)
        steps = {
            name: judge(plan.require, scope, {})
            for name, plan in self.compiled.plans.items()
            if plan.require is not None
        }
        return JudgedPeriod(
            period=period,
            filed=measured.filed,
            settings=measured.settings,
            scope=scope,
            submission=measured.submission,
            steps=steps,
            lines=lines,
            contradictions=measured.contradictions,
            claims=measured.claims,
            by_variant=self._letters_by_variant(scope, lines, steps),
            late=self._late(period, measured.submission.answers, lines, steps),
        )

    def _late(
        self,
        period: Period,
        answers: Mapping[str, Answer],
        lines: Mapping[str, LineMeasure],
        steps: Mapping[str, Step],
    ) -> Mapping[str, str]:
        """Give the letters of the bands that a return filed late could still change."""
        if answers.get(FILED, True):
            return MappingProxyType({})
        program = self.compiled.program
        open_answers = {path: answer for path, answer in answers.items() if path != FILED}
        settings = program.on(period.ends, self.overrides)
        scope = bind_names(program, settings, open_answers, period.ends)
        bound = self._with_chance(scope, lines)
        letters = {
            name: as_letter(judge(plan.require, bound, {}))
            for name, plan in self.compiled.plans.items()
            if plan.require is not None
        }
        return MappingProxyType(
            {name: x for name, x in letters.items() if x != as_letter(steps[name])}
        )

    def _measure(
        self, period: Period, filed: FiledReturn | None, before: Sequence[JudgedPeriod], day: date
    ) -> _MeasuredPeriod:
        """Give a period measured, as it was before where nothing that it rests on is another."""
        last = before[-1].filed if before else None
        claims = self._claims(period, filed, before, day)
        known = self._measured.setdefault(period, [])
        for each in known:
            if each.filed is filed and each.last is last and each.claims == claims:
                return each
        program = self.compiled.program
        settings = program.on(period.ends, self.overrides)
        answers = self._answers(period, filed, before)
        scope = bind_names(program, settings, answers, period.ends)
        lines = self._lines(period, filed, claims, scope, settings)
        alike = (each.lines for each in known if each.lines == lines)
        measured = _MeasuredPeriod(
            filed=filed,
            last=last,
            claims=claims,
            settings=settings,
            scope=scope,
            submission=self._submission(period, filed, answers),
            lines=next(alike, lines),
            contradictions=self._contradictions(period, filed, scope),
        )
        known.append(measured)
        return measured

    def _unshown(
        self, filed: FiledReturn, scope: Bindings
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the evidence for causes that the return's own figures say is none."""
        causes = self.compiled.regime.causes
        for share in filed.shares:
            given = {proof.kind for proof in share.evidence}
            for wanted in causes[share.cause].evidence:
                plan = self.compiled.plans.get(evidence_id(causes[share.cause], wanted))
                if wanted.id not in given or plan is None or plan.require is None:
                    continue
                if as_letter(judge(plan.require, scope, {})) == "F":
                    formulas = map(formula_of, walk_conditions(wanted.needs))
                    named = {n for f in formulas if f for n in DOTTED.findall(f.text)}
                    says = (
                        f"Evidence for {causes[share.cause].title} is not borne out by the return"
                        f" itself: {wanted.title}."
                    )
                    yield tuple(sorted(named & filed.answers.keys())), says

    def _contradictions(
        self, period: Period, filed: FiledReturn | None, scope: Bindings
    ) -> tuple[FigureContradiction, ...]:
        if filed is None:
            return ()
        found = [
            (each.paths, each.says)
            for each in self.compiled.consistency
            if not set(filed.answers).isdisjoint(each.paths) and each.fails(scope)
        ]
        found += self._unshown(filed, scope)
        if filed.came_on <= period.ends:
            found.append((("received_on",), "The return came before its period ended."))
        return tuple(
            FigureContradiction(
                paths, says, next((r for p, r in filed.explained.items() if p in paths), "")
            )
            for paths, says in found
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
            narrowed = self._with_chance(scope, lines, variant)
            found[variant] = {
                name: as_letter(judge(require, narrowed, {}))
                for name in unsettled
                if (require := self.compiled.plans[name].require) is not None
            }
        return MappingProxyType(found)

    def _claims(
        self,
        period: Period,
        filed: FiledReturn | None,
        before: Sequence[JudgedPeriod],
        day: date,
    ) -> dict[str, tuple[Share, ...]]:
        """Give the claims about each budget line as they stood on a day.

        Its figures run from the beginning of the year, and so does what was accepted of them.
        """
        own = claims_as_at(filed.shares if filed else (), day)
        last = before[-1] if before and before[-1].period.year == period.year else None
        found: dict[str, tuple[Share, ...]] = {}
        for name in self.compiled.regime.lines:
            carried = carried_on(last.claims[name], str(last.period)) if last else ()
            given = [share for share in own if share.about == name]
            standing = claims_upon(carried, given, str(period))
            found[name] = tuple(s for s in standing if s.standing is not ClaimStatus.WITHDRAWN)
        return found

    def _lines(
        self,
        period: Period,
        filed: FiledReturn | None,
        claims: Mapping[str, Sequence[Share]],
        scope: Bindings,
        settings: Settings,
    ) -> dict[str, LineMeasure]:
        regime = self.compiled.regime
        mainly = regime.attribution.mainly if regime.attribution else ""
        by = MeasureContext(
            settings=settings,
            kinds=regime.causes,
            mainly=mainly,
            since=self.group.authorised_on,
            corrected_on=filed.received_on if filed and filed.corrects else None,
        )
        return {
            name: measure_line(line, period, scope, claims[name], by)
            for name, line in regime.lines.items()
        }

    def _answers(
        self, period: Period, filed: FiledReturn | None, before: Sequence[JudgedPeriod]
    ) -> dict[str, Answer]:
        regime = self.compiled.regime
        found: dict[str, Answer] = dict(filed.answers) if filed else {}
        if before:
            earlier = before[-1].filed
            for path, answer in (earlier.answers if earlier else {}).items():
                found[f"{PREVIOUS}.{path}"] = answer
        else:
            for path, question in regime.returns.items():
                listed = question.type in {ValueType.LIST, ValueType.CHOICES}
                found[f"{PREVIOUS}.{path}"] = Items(()) if listed else None
        for path, answer in self.group.at_authorisation.items():
            found[f"{AT_AUTHORISATION}.{path}"] = answer
        if self._found is not None:
            found[f"{AT_AUTHORISATION}.found"] = self._found
        if self.group.conditions_known:
            found["conditions"] = self._conditions(period)
        if filed is not None or not self.group.published_facts_only:
            found[FILED] = filed is not None
        found["period.elapsed"] = Decimal(period.elapsed)
        found["period.same_year"] = bool(before) and before[-1].period.year == period.year
        found["period.due_so_far"] = Decimal(len(before) + 1)
        return found

    def _conditions(self, period: Period) -> Answer:
        """Give the conditions as they stood at the end of the period."""
        return Items(
            tuple(
                MappingProxyType(
                    {
                        "requires": each.requires,
                        "due_on": each.due_on,
                        "discharged_on": each.discharged_on
                        if each.discharged_on and each.discharged_on <= period.ends
                        else None,
                    }
                )
                for each in self.group.conditions
            )
        )

    def _submission(
        self, period: Period, filed: FiledReturn | None, answers: Mapping[str, Answer]
    ) -> Submission:
        return Submission(
            name=self.group.name,
            code=self.group.code,
            answers=answers,
            as_of=period.ends,
            evidence=filed.evidence if filed else MappingProxyType({}),
            published_facts_only=self.group.published_facts_only,
            file=self.group.file,
        )


def period_as_assessment(judged: JudgedPeriod, compiled: CompiledRegime) -> Assessment:
    """Give a judged period as an assessment, so that the same code explains it."""
    rules = compiled.regime.rules
    findings = tuple(
        Finding(
            criterion,
            Severity.NOTE,
            judged.steps[name].possible,
            verdict_of(judged.steps[name].possible),
            judged.steps[name],
            None,
            judged.steps[name].rests_on,
        )
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
