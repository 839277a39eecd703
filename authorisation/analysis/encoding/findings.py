"""What criteria come to, and assessors may have graded, in every submission at once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from authorisation.analysis.encoding.shapes import AmongTexts, Cases, cases, one_case
from authorisation.analysis.encoding.terms import (
    Truth,
    and_,
    any_,
    at_most,
    constant,
    define,
    not_,
    number_of,
    or_,
    variable,
)
from authorisation.analysis.encoding.verdict_sets import VerdictTerms
from authorisation.model.rules import Criterion, Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, Verdict


class FindingTerms(msgspec.Struct, frozen=True, eq=False):
    """The possible verdicts of one criterion, and what its verdict is said to be.

    `unjudged` says that the verdict waits for an assessor, whatever is possible. `grades` are the
    truths of each grade that an assessor may have given.
    """

    criterion: Criterion
    severity: Severity
    possible: VerdictTerms
    unjudged: Truth = False
    grades: Mapping[str, Truth] = {}
    grade: Cases = one_case(None)
    """The grade as the outcome table reads it; null where there is none."""

    def verdict(self, stage: Stage) -> Mapping[Verdict, Truth]:
        """Each verdict with the truth that it is this one; exactly one is."""
        at_decision = stage is Stage.DECISION
        judged = not_(self.unjudged)
        met = and_(self.possible.only(MET), judged)
        if at_decision:
            if self.severity is not Severity.NOTE:
                met = and_(met, not_(self.possible.unshown))
            may_fail = or_(self.possible.not_met, not_(self.possible.met))
            met = or_(met, and_(not_(may_fail), self.possible.not_applicable))
        not_met = and_(self.possible.only(NOT_MET), judged)
        not_applicable = and_(self.possible.only(NOT_APPLICABLE), judged)
        return {
            Verdict.MET: met,
            Verdict.NOT_MET: not_met,
            Verdict.NOT_APPLICABLE: not_applicable,
            Verdict.OPEN if at_decision else Verdict.UNKNOWN: not_(
                or_(met, not_met, not_applicable)
            ),
        }

    def verdict_text(self, stage: Stage) -> Cases:
        """The name of the verdict, by case; one that is unknown may still be several."""
        among = AmongTexts(
            {
                Verdict.MET.value: self.possible.met,
                Verdict.NOT_MET.value: self.possible.not_met,
                Verdict.NOT_APPLICABLE.value: self.possible.not_applicable,
            }
        )
        return cases(
            (truth, among if verdict is Verdict.UNKNOWN else verdict.value)
            for verdict, truth in self.verdict(stage).items()
        )


def grade_truths(criterion: Criterion) -> Mapping[str, Truth]:
    """Whether each grade was given; at most one was, and none where assessors differ."""
    scale = criterion.judgement.grades if criterion.judgement else {}
    grades = {grade: variable(f"judgements.{criterion.id}: {grade}") for grade in scale}
    for grade in grades.values():
        if not grade.where:
            define([grade], at_most(number_of(grades.values()), constant(1)))
    return grades


def graded(criterion: Criterion, grades: Mapping[str, Truth], verdict: Verdict) -> Truth:
    """Whether a verdict is possible: that of the grade, or of any grade where there is none."""
    scale = criterion.judgement.grades if criterion.judgement else {}
    meaning = [grade for grade, each in scale.items() if each is verdict]
    given = any_(grades[grade] for grade in meaning)
    return or_(given, not_(any_(grades.values()))) if meaning else False


def grade_among(grades: Mapping[str, Truth], *others: None) -> Cases:
    """The grade that was given, else one of all; or one of some `others`, whatever was given."""
    possible: dict[str | None, Truth] = dict.fromkeys(others, True)
    given = {g: AmongTexts({**possible, g: True}) if others else g for g in grades}
    ungiven = AmongTexts({**possible, **dict.fromkeys(grades, True)})
    return cases(
        (
            *((truth, given[grade]) for grade, truth in grades.items()),
            (not_(any_(grades.values())), ungiven),
        )
    )


def grade_where(applies: VerdictTerms, grades: Mapping[str, Truth], required: Cases) -> Cases:
    """The grade of a criterion that may not apply; it has none where it does not."""
    if not grades:
        return required
    surely = applies.only(MET)
    perhaps = and_(applies.met, not_(surely))
    return cases(
        (
            (not_(applies.met), None),
            *((and_(surely, guard), shape) for guard, shape in required),
            *((and_(perhaps, guard), shape) for guard, shape in grade_among(grades, None)),
        )
    )


def grade_if_met(criterion: Criterion, met: Truth, grade: Cases) -> Cases:
    """The grade of a criterion that is supposed to be met where a truth holds: one that fits."""
    scale = criterion.judgement.grades if criterion.judgement else {}
    fitting = [each for each, verdict in scale.items() if verdict is not Verdict.NOT_MET]
    if not fitting:
        return grade
    supposed = fitting[0] if len(fitting) == 1 else AmongTexts(dict.fromkeys(fitting, True))
    return cases(((met, supposed), *((and_(not_(met), guard), shape) for guard, shape in grade)))


def any_grade(rule_set: str, criterion: Criterion) -> Cases:
    """The grade of a criterion that may come to anything: one of some, whichever they are."""
    if criterion.judgement is None:
        return one_case(None)
    among = {
        grade: variable(f"{rule_set} {criterion.id}: {grade or 'no grade'}, perhaps")
        for grade in (None, *criterion.judgement.grades)
    }
    define(among.values(), any_(among.values()))
    return one_case(AmongTexts(among))
