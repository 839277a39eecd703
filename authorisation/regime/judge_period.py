"""Judge one period: every band and exit test as a step with its margin, every budget line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from authorisation.engine.judge.conditions import judge
from authorisation.engine.plans.binding import plain
from authorisation.engine.plans.plan import Scope
from authorisation.engine.program.settings import Settings
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.language.regime.scope import AT_AUTHORISATION, PREVIOUS
from authorisation.model.question import ValueType
from authorisation.model.returns import Filed, Group, Period
from authorisation.model.rules import Severity
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import MET, verdict_of
from authorisation.regime.attribution.measure import LineSeen, Measuring, measure
from authorisation.regime.chance.budget_line import HIGH, LOW
from authorisation.regime.program import Compiled

AtAuthorisation = Sequence[tuple[str, str]]
"""The findings at authorisation: each criterion with its verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One period judged: its bands as steps, and its budget lines."""

    period: Period
    filed: Filed | None
    settings: Settings
    scope: Scope
    submission: Submission
    steps: Mapping[str, Step]
    """Each band and exit test by the id of its criterion."""
    lines: Mapping[str, LineSeen]
    under: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """By variant of the figures of chance, the letter of each band that they leave open."""

    def letter(self, criterion: str, variant: str = "") -> str:
        """Give T, F or U for whether a band holds this period, or would under a variant."""
        found = self.under.get(variant, {}).get(criterion)
        return found or letter(self.steps[criterion])


def letter(step: Step) -> str:
    """Give T, F or U for a step; what does not apply does not hold."""
    if step.possible == MET:
        return "T"
    return "U" if step.possible & MET else "F"


@dataclass(slots=True)
class Watch:
    """Judges one group's periods, one after another."""

    compiled: Compiled
    group: Group
    overrides: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    findings: AtAuthorisation | None = None
    """None where the assessment at authorisation is not known."""

    def period(
        self, period: Period, filed: Filed | None, before: Sequence[Seen], day: date
    ) -> Seen:
        """Judge one period; `before` holds those before it, the first due first.

        Raises:
            InvalidSubmission: a parameter has no value yet, or causes cannot stand.
        """
        program = self.compiled.program
        settings = program.on(period.ends, self.overrides)
        answers = self._answers(period, filed, before)
        scope: Scope = {
            **settings.scope,
            **program.binder.bind(answers),
            "as_of": plain(period.ends),
            "stage": Stage.SELF_ASSESSMENT.value,
        }
        self._derive(scope)
        lines = self._lines(period, filed, scope, settings, before, day)
        scope = self._with_chance(scope, lines)
        steps = {
            name: judge(plan.require, scope, {})
            for name, plan in self.compiled.plans.items()
            if plan.require is not None
        }
        return Seen(
            period=period,
            filed=filed,
            settings=settings,
            scope=scope,
            submission=self._submission(period, filed, answers),
            steps=steps,
            lines=lines,
            under=self._under(scope, lines, steps),
        )

    def _with_chance(self, scope: Scope, lines: Mapping[str, LineSeen], variant: str = "") -> Scope:
        """Bind the figures of chance, under one variant or as the bounds of all."""
        if not lines:
            return scope
        chance = {
            name: {**scope["chance"][name], **line.bound(variant)} for name, line in lines.items()
        }
        bound = {**scope, "chance": chance}
        self._derive(bound)
        return bound

    def _under(
        self, scope: Scope, lines: Mapping[str, LineSeen], steps: Mapping[str, Step]
    ) -> Mapping[str, Mapping[str, str]]:
        """Give the letters, under each variant, of the bands that the figures of chance leave open.

        A band that is settled within their bounds is settled under each of them.
        """
        unsettled = [name for name, step in steps.items() if letter(step) == "U"]
        if not unsettled or not any(line.open for line in lines.values()):
            return MappingProxyType({})
        found: dict[str, Mapping[str, str]] = {}
        for variant in (LOW, HIGH):
            narrowed = self._with_chance(scope, lines, variant)
            found[variant] = {
                name: letter(judge(require, narrowed, {}))
                for name in unsettled
                if (require := self.compiled.plans[name].require) is not None
            }
        return MappingProxyType(found)

    def _derive(self, scope: Scope) -> None:
        for plan in self.compiled.program.derived:
            scope[plan.derived.name] = plan.value.evaluate(scope)

    def _lines(
        self,
        period: Period,
        filed: Filed | None,
        scope: Scope,
        settings: Settings,
        before: Sequence[Seen],
        day: date,
    ) -> dict[str, LineSeen]:
        regime = self.compiled.regime
        mainly = regime.attribution.mainly if regime.attribution else ""
        by = Measuring(settings=settings, kinds=self.compiled.kinds, mainly=mainly, day=day)
        found: dict[str, LineSeen] = {}
        for name, line in regime.lines.items():
            shares = [
                share
                for share in (filed.shares if filed else ())
                if share.about == name and (share.claimed_on or share.on) <= day
            ]
            ends = [s.lines[name] for s in before if s.period.year < period.year]
            last = {seen.period.year: seen for seen in ends}
            found[name] = measure(line, period, scope, shares, by, tuple(last.values()))
        return found

    def _answers(
        self, period: Period, filed: Filed | None, before: Sequence[Seen]
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
            listed_findings = [
                MappingProxyType({"criterion": name, "verdict": verdict})
                for name, verdict in self.findings
            ]
            found[f"{AT_AUTHORISATION}.found"] = Items(tuple(listed_findings))
        if self.group.conditions_known:
            found["conditions"] = self._conditions(period)
        if filed is not None or not self.group.published_facts_only:
            found["period.filed"] = filed is not None
        found["period.elapsed"] = Decimal(period.elapsed)
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
        self, period: Period, filed: Filed | None, answers: Mapping[str, Answer]
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


def as_assessment(seen: Seen, compiled: Compiled) -> Assessment:
    """Give a judged period as an assessment, so that the same code explains it."""
    rules = compiled.regime.rules
    findings = tuple(
        Finding(
            criterion,
            Severity.NOTE,
            seen.steps[name].possible,
            verdict_of(seen.steps[name].possible),
            seen.steps[name],
            None,
            seen.steps[name].rests_on,
        )
        for name, criterion in rules.criteria.items()
    )
    return Assessment(
        rules=rules,
        submission=seen.submission,
        as_of=seen.period.ends,
        stage=Stage.SELF_ASSESSMENT,
        dated_on=seen.period.ends,
        overrides=seen.settings.overrides,
        findings=findings,
        outcomes=(),
        scope=seen.scope,
        judgements=Judgements(),
    )
