"""Read the outcome table over the findings: which rows may still apply."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.engine.judge.assessors import NO_GRADE, grade_rests_on, possible_grades
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import OutcomePlan, Program
from authorisation.engine.program.settings import OutcomeContexts, Settings
from authorisation.engine.results import Assessment, Finding, ImposedCondition, PossibleOutcome
from authorisation.feel.closures.expression import Expression
from authorisation.feel.values.values import NOWHERE, PartialList, Unknown, Value
from authorisation.model.calendar import add_months
from authorisation.model.submission import Stage
from authorisation.model.verdict import EITHER, MET, NOT_MET, Verdict, VerdictSet, verdicts_in

_Kind: TypeAlias = tuple[int, Verdict, VerdictSet, frozenset[str | None]]
"""The outcome table cannot tell two findings of one kind apart: what stands for those alike, the
verdicts, and the grades where it reads them."""
_NO_FINDINGS: Final[Mapping[str, VerdictSet]] = MappingProxyType({})
_VERDICT_VALUES = tuple(frozenset(v.value for v in verdicts_in(bits)) for bits in range(8))


def possible_outcomes(
    program: Program,
    settings: Settings,
    findings: Sequence[Finding],
    scope: Bindings,
    day: date,
    stage: Stage,
) -> tuple[PossibleOutcome, ...]:
    """Give the outcomes that may apply, down to the first that surely does.

    None that some completion of the answers leads to is left out; some may turn out unreachable.
    """
    kinds = _kinds(program, settings.alike, findings)
    samples = {kind: place for place, kind in enumerate(kinds)}
    contexts = [
        _finding_context(findings[place], settings.outcome_contexts[place], traced=False)
        for place in samples.values()
    ]
    inner = {**scope, "findings": contexts}

    def imposed(expression: Expression | None) -> tuple[ImposedCondition, ...]:
        if expression is None:
            return ()
        chosen = _chosen_findings(expression.evaluate(inner), kinds, findings)
        return tuple(_imposed_condition(each, day, perhaps=maybe) for each, maybe in chosen)

    return tuple(
        [
            PossibleOutcome(plan.row, sure, imposed(plan.conditions), imposed(plan.support))
            for plan, sure in _applying_rows(program, inner, stage)
        ]
    )


class OutcomeTable:
    """The outcome table of an assessment, to be read with some of its findings replaced."""

    def __init__(self, program: Program, assessment: Assessment) -> None:
        self._program = program
        self._settings = program.on(assessment.dated_on)
        self._assessment = assessment
        self._now = assessment.outcome_ids
        findings = assessment.findings
        self._kinds = _kinds(program, self._settings.likeness, findings)
        self._count = dict(Counter(self._kinds))
        self._contexts = finding_contexts(self._settings, findings, traced=False)
        self._samples = dict(zip(self._kinds, self._contexts, strict=True))
        """A finding of each kind, as the rows read it."""
        self._rows_by_kinds: dict[object, tuple[str, ...]] = {}

    def rows_if(
        self,
        supposed: Mapping[int, Finding],
        scope: Bindings | None = None,
        changed: AbstractSet[str] = frozenset(),
        waiting: Mapping[str, bool] = MappingProxyType({}),
    ) -> tuple[str, ...]:
        """Give the ids of the rows that may apply if some findings, by place, were these.

        `scope` stands for the assessment's own, where that is supposed to differ in the names
        `changed`; `waiting` says what rows that wait for an answer alone, by its path, come to.
        The table is read once for all suppositions that are the same to it.
        """
        view, kinds = self._program.outcome_view, self._kinds
        if waiting:  # what rows rest on is looked at, and each finding has a part in that
            now = enumerate(self._assessment.findings)
            findings = [supposed.get(place, finding) for place, finding in now]
            contexts = finding_contexts(self._settings, findings)
            return self._applying_ids(contexts, self._assessment.scope, waiting)
        likeness = self._settings.likeness
        moved = {
            place: kind
            for place, finding in supposed.items()
            if (kind := _kind_of(self._program, likeness[place], finding)) != kinds[place]
        }
        other = scope if scope is not None and not view.words.isdisjoint(changed) else None
        if not moved and other is None:
            return self._now
        count = self._count.copy()
        for place, kind in moved.items():
            count[kinds[place]] -= 1
            count[kind] = count.get(kind, 0) + 1
            if kind not in self._samples:
                self._samples[kind] = self._context(place, supposed[place])
        there = [kind for kind, number in count.items() if number]
        key = frozenset(there if view.only_whether else count.items())
        if other is None and key in self._rows_by_kinds:
            return self._rows_by_kinds[key]
        if view.only_whether:
            contexts = [self._samples[kind] for kind in there]
        else:
            contexts = self._contexts.copy()
            for place in moved:
                contexts[place] = self._context(place, supposed[place])
        rows = self._applying_ids(contexts, self._assessment.scope if other is None else other)
        if other is None:
            self._rows_by_kinds[key] = rows
        return rows

    def _context(self, place: int, finding: Finding) -> dict[str, Value]:
        return _finding_context(finding, self._settings.outcome_contexts[place], traced=False)

    def _applying_ids(
        self,
        contexts: list[Value],
        scope: Bindings,
        waiting: Mapping[str, bool] = MappingProxyType({}),
    ) -> tuple[str, ...]:
        rows = _applying_rows(
            self._program, {**scope, "findings": contexts}, self._assessment.stage, waiting
        )
        return tuple(plan.row.id for plan, _ in rows)


def _applying_rows(
    program: Program,
    scope: Bindings,
    stage: Stage,
    waiting: Mapping[str, bool] = MappingProxyType({}),
) -> Iterator[tuple[OutcomePlan, bool]]:
    for plan in program.outcomes:
        possible = plan.possible(scope, _NO_FINDINGS)
        if waiting and possible not in (MET, NOT_MET):
            possible = _possible_if(plan, scope, waiting)
        if possible == MET:
            yield plan, True
            return
        # At the decision stage no answer can come any more: a row that needs one does not apply.
        if possible != NOT_MET and stage is not Stage.DECISION:
            yield plan, False


def _possible_if(plan: OutcomePlan, scope: Bindings, waiting: Mapping[str, bool]) -> VerdictSet:
    """Give whether a row applies that may wait for an answer alone, where that is supposed."""
    applies = plan.when.evaluate(scope)
    if not isinstance(applies, Unknown) or len(applies.rests_on) != 1:
        return EITHER
    [path] = applies.rests_on
    return EITHER if path not in waiting else MET if waiting[path] else NOT_MET


def finding_contexts(
    settings: Settings, findings: Sequence[Finding], *, traced: bool = True
) -> list[Value]:
    """Give the findings as contexts that the outcome table reads.

    What they rest on is left out where it is not `traced`, which spares judging them in full.
    """
    return [
        _finding_context(finding, outcome_contexts, traced=traced)
        for finding, outcome_contexts in zip(findings, settings.outcome_contexts, strict=True)
    ]


def _finding_context(
    finding: Finding, outcome_contexts: OutcomeContexts, *, traced: bool = True
) -> dict[str, Value]:
    """Give one finding as a context; an unknown verdict or grade is one of those still possible."""
    context = outcome_contexts[finding.verdict]
    if finding.verdict is Verdict.UNKNOWN:
        rests_on = finding.rests_on if traced else NOWHERE
        context = {**context, "verdict": Unknown(rests_on, _VERDICT_VALUES[finding.possible])}
    if finding.criterion.judgement is None:
        return context
    return {**context, "grade": _grade(finding, traced=traced)}


def _grade(finding: Finding, *, traced: bool) -> Value:
    grades = possible_grades(finding)
    if len(grades) == 1:
        return next(iter(grades))
    return Unknown(grade_rests_on(finding) if traced else NOWHERE, grades)


def _kinds(program: Program, alike: Sequence[int], findings: Sequence[Finding]) -> list[_Kind]:
    """Give the kind of each finding; `alike` has what stands for those alike, by their places."""
    return [_kind_of(program, stands, each) for stands, each in zip(alike, findings, strict=True)]


def _kind_of(program: Program, stands: int, finding: Finding) -> _Kind:
    """Give what a finding shares with those that are the same to every row."""
    grades = possible_grades(finding) if program.outcome_view.reads_grades else NO_GRADE
    return stands, finding.verdict, finding.possible, grades


def _chosen_findings(
    chosen: Value, kinds: Sequence[_Kind], findings: Sequence[Finding]
) -> Iterable[tuple[Finding, bool]]:
    """Give the findings of the kinds that were chosen, and whether each is so only perhaps.

    Of each kind, one was to be chosen.
    """
    match chosen:
        case PartialList():
            pairs = list(chosen.marked_items)
        case list():
            pairs = [(item, False) for item in chosen]
        case dict():
            pairs = [(chosen, False)]
        case _:
            return ()
    places: dict[_Kind, list[int]] = {}
    for place, kind in enumerate(kinds):
        places.setdefault(kind, []).append(place)
    by_id = {findings[place].criterion.id: those for those in places.values() for place in those}
    found = [
        (place, maybe)
        for item, maybe in pairs
        if isinstance(item, dict)
        for place in by_id[item["id"]]
    ]
    if len(places) < len(findings):
        found.sort()  # whole kinds were chosen, whose findings stand in the order of the rules
    return [(findings[place], maybe) for place, maybe in found]


def _imposed_condition(finding: Finding, day: date, *, perhaps: bool) -> ImposedCondition:
    discharge = finding.criterion.discharge
    return ImposedCondition(
        criterion=finding.criterion.id,
        perhaps=perhaps,
        evidence=discharge.evidence if discharge else "",
        due=due_date(finding, day),
    )


_TIME_LIMIT = re.compile(r"([0-9]{1,4}) (day|week|month|year)s?")


def due_date(finding: Finding, day: date) -> date | None:
    """Give the day on which a condition would be due if it were imposed on `day`.

    None where nothing says when, or where the calendar ends before.
    """
    discharge = finding.criterion.discharge
    return _due_after(discharge.due, day) if discharge else None


@lru_cache(maxsize=1024)
def _due_after(limit: str, day: date) -> date | None:
    found = _TIME_LIMIT.fullmatch(limit)
    if found is None:
        return None
    number, unit = int(found[1]), found[2]
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=number * (7 if unit == "week" else 1))
        return add_months(day, number * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return None
