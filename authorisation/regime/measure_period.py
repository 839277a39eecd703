"""Measure one period: its answers bound to names, its claims, its budget lines, what disagrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from authorisation.engine.assess import bind_names
from authorisation.engine.judge.conditions import judge
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.settings import Settings
from authorisation.language.regime.scope import AT_AUTHORISATION, DOTTED, PREVIOUS
from authorisation.model.condition import formula_of, walk_conditions
from authorisation.model.question import ValueType
from authorisation.model.regime import evidence_id
from authorisation.model.returns import (
    AuthorisedGroup,
    ClaimStatus,
    FiledReturn,
    Period,
    Share,
    carried_on,
    claims_upon,
)
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import MET
from authorisation.regime.attribution.claims import claims_as_at
from authorisation.regime.attribution.measure import LineMeasure, MeasureContext, measure_line
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
class MeasuredPeriod:
    """One period as its own return and the one before leave it, without the years before."""

    period: Period
    filed: FiledReturn | None
    last: FiledReturn | None
    """The return of the period before."""
    claims: Mapping[str, tuple[Share, ...]]
    """By budget line, its causes as they stood on the day, those carried on included."""
    settings: Settings
    scope: Bindings
    submission: Submission
    lines: Mapping[str, LineMeasure]
    contradictions: tuple[FigureContradiction, ...]


@dataclass(slots=True)
class PeriodMeasurer:
    """Measures one group's periods, one after another; what comes again is measured once."""

    compiled: CompiledRegime
    group: AuthorisedGroup
    overrides: Mapping[str, Answer]
    findings: AuthorisationFindings | None
    """None where the assessment at authorisation is not known."""
    _measured: dict[Period, list[MeasuredPeriod]] = field(default_factory=dict)

    def measure(
        self, period: Period, filed: FiledReturn | None, before: Sequence[MeasuredPeriod], day: date
    ) -> MeasuredPeriod:
        """Measure one period; the same value as before where nothing that it rests on is another.

        `before` holds the periods before it, the first due first.

        Raises:
            InvalidSubmission: a parameter has no value yet, or causes cannot stand.
        """
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
        measured = MeasuredPeriod(
            period=period,
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
                if not judge(plan.require, scope, {}).possible & MET:
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

    def _claims(
        self, period: Period, filed: FiledReturn | None, before: Sequence[MeasuredPeriod], day: date
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
        self, period: Period, filed: FiledReturn | None, before: Sequence[MeasuredPeriod]
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
        if self.findings is not None:
            found[f"{AT_AUTHORISATION}.found"] = Items(
                tuple(
                    MappingProxyType({"criterion": name, "verdict": verdict})
                    for name, verdict in self.findings
                )
            )
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
                for each in self.group.standing_conditions
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
