"""The verdicts of criteria, and the outcomes they leave, in every submission at once.

A verdict is the engine's set of possible verdicts, as three truths. What is unknown there is
unknown here: the tables are those of `authorisation.engine.judge.verdict_sets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property

import msgspec

from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.findings import (
    FindingTerms,
    any_grade,
    grade_among,
    grade_truths,
    grade_where,
    graded,
)
from authorisation.analysis.encoding.formulas import Environment, encode, shape_of
from authorisation.analysis.encoding.shapes import (
    INAPPLICABLE,
    Cases,
    Entries,
    ListShape,
    NotEncoded,
    Slot,
    exact_number,
    guard_of,
    one_case,
    unanswered,
)
from authorisation.analysis.encoding.terms import (
    Linear,
    Truth,
    all_,
    and_,
    any_,
    define,
    not_,
    or_,
    variable,
)
from authorisation.analysis.encoding.verdict_sets import (
    APPLIES_NOT,
    EITHER,
    VerdictTerms,
    all_of,
    any_of,
    at_least,
    list_verdict,
    opposite_of,
    verdict_of_truth,
)
from authorisation.engine.consistency import distinct_field
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import (
    CriterionPlan,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Plan,
    Reference,
    RefPlan,
)
from authorisation.engine.program.program import Program
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.rules import Criterion, DatedValueKind, Severity
from authorisation.model.source import Formula
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import MET, NOT_MET, SETTLED


class RuleSetTerms:
    """The criteria and outcomes of one rule set on one day and at one stage, over some answers.

    Criteria are encoded when they are asked for. `figures` stand in place of parameters: a value,
    or a linear sum that is free. With `any_verdict` a criterion that is not encoded may come to
    anything, and `left_open` says why, by its id: what is impossible then is so all the same.
    """

    def __init__(
        self,
        program: Program,
        space: AnswerSpace,
        day: date,
        stage: Stage,
        figures: Mapping[str, Answer | Linear] | None = None,
        *,
        any_verdict: bool = False,
    ) -> None:
        self._any_verdict = any_verdict
        self.left_open: dict[str, str] = {}
        self.program = program
        self.rules = rules = program.rules
        self.space = space
        self.day = day
        self.stage = stage
        self._figures = figures or {}
        self._findings: dict[str, FindingTerms] = {}
        self._asked = rules.asked_questions
        self._plans = {plan.id: plan for plan in program.criteria}
        self.scope = Environment(cache(self._name), self._path, space)

    def _name(self, name: str) -> Cases | None:
        """The value of a parameter, a derived figure or what the assessment gives."""
        if name in self.rules.parameters:
            return self._parameter(name)
        if name in self.rules.derived:
            return self.formula(self.rules.derived[name].value)
        match name:
            case "as_of":
                return one_case(shape_of(feel_value(self.day)))
            case "stage":
                return one_case(self.stage.value)
            case "findings":
                return one_case(self._finding_list())
            case "others":
                return one_case(ListShape(()))  # INVARIANT: whoever asks has no other submission
            case _:
                return None

    def _parameter(self, name: str) -> Cases:
        if name in self._figures:
            figure = self._figures[name]
            if isinstance(figure, Linear):
                return one_case(exact_number(figure))
            return one_case(shape_of(feel_value(figure)))
        entry = self.rules.parameters[name].on(self.day)
        if entry is None:
            raise NotEncoded(f"`{name}`, which has no value yet on {self.day.isoformat()}")
        if entry.setting is not DatedValueKind.VALUE:
            return one_case(INAPPLICABLE)
        return one_case(shape_of(feel_value(entry.value)))

    def _path(self, path: str) -> Cases | None:
        question = self._asked.get(path)
        return None if question is None else self.space.answer(question)

    def formula(self, formula: Formula, scope: Environment | None = None) -> Cases:
        """The value of a formula of these rules.

        Raises:
            NotEncoded: it has a form that is not encoded; the reason names its place.
        """
        try:
            return encode(compile(formula.text).syntax, scope or self.scope)
        except NotEncoded as found:
            text = " ".join(formula.text.split())
            at = "" if found.reason.endswith("`") and " in `" in found.reason else f" in `{text}`"
            raise NotEncoded(found.reason + at) from found

    def consistent(self, *, strict: bool = True) -> Truth:
        """Whether no consistency test is surely false; unless `strict`, of those encoded.

        Raises:
            NotEncoded: one has a form that is not encoded, where it is `strict`.
        """
        return all_(self._consistency(strict=strict))

    def _consistency(self, *, strict: bool) -> Iterator[Truth]:
        for test in self.rules.consistency:
            if not distinct_field(compile(test.test.text).syntax):
                try:
                    yield not_(guard_of(self._bank_formula(test.test), wanted=False))
                except NotEncoded:
                    if strict:
                        raise

    def _bank_formula(self, formula: Formula) -> Cases:
        def path(name: str) -> Cases | None:
            question = self.rules.bank.get(name)
            return None if question is None else self.space.answer(question)

        return self.formula(formula, Environment(lambda _: None, path, self.space))

    def finding(self, identifier: str) -> FindingTerms:
        """The possible verdicts of a criterion.

        Raises:
            NotEncoded: it has a form that is not encoded, and no verdict may stand for its own.
        """
        if identifier not in self._findings:
            plan = self._plans[identifier]
            try:
                self._findings[identifier] = self._finding(plan)
            except NotEncoded as found:
                if not self._any_verdict:
                    raise
                self.left_open[identifier] = found.reason
                self._findings[identifier] = self._of_any_verdict(plan.criterion)
        return self._findings[identifier]

    def _of_any_verdict(self, criterion: Criterion) -> FindingTerms:
        """A criterion that may come to anything: what is so whatever it does is so."""
        names = ("met", "not met", "not applicable", "not shown")
        truths = [variable(f"{self.rules.id} {criterion.id}: {name}") for name in names]
        define(truths, any_(truths[:3]))
        found = FindingTerms(criterion, criterion.severity_on(self.day), VerdictTerms(*truths))
        return msgspec.structs.replace(found, grade=any_grade(self.rules.id, criterion))

    @property
    def grades(self) -> Mapping[str, Mapping[str, Truth]]:
        """The truth of each grade, by each criterion that was asked for and takes some."""
        return {key: found.grades for key, found in self._findings.items() if found.grades}

    def applies(self, identifier: str) -> VerdictTerms | None:
        """The verdicts of whether a criterion applies; None where it always does.

        Raises:
            NotEncoded: it has a form that is not encoded.
        """
        plan = self._plans[identifier].applies
        return None if plan is None else self._judge(plan, self.scope)

    def _finding(self, plan: CriterionPlan) -> FindingTerms:
        criterion = plan.criterion
        severity = criterion.severity_on(self.day)
        applies = self.applies(plan.id)
        if applies is None:
            return self._required(plan, severity)
        if applies.met is False:
            return FindingTerms(criterion, severity, APPLIES_NOT)
        required = self._required(plan, severity)
        found = required.possible
        return msgspec.structs.replace(
            required,
            possible=VerdictTerms(
                met=and_(applies.met, found.met),
                not_met=and_(applies.met, found.not_met),
                not_applicable=or_(not_(applies.only(MET)), found.not_applicable),
                unshown=found.unshown,
            ),
            unjudged=and_(applies.only(MET), required.unjudged),
            grade=grade_where(applies, required.grades, required.grade),
        )

    def _required(self, plan: CriterionPlan, severity: Severity) -> FindingTerms:
        criterion = plan.criterion
        tested = None if plan.require is None else self._judge(plan.require, self.scope)
        if criterion.judgement is None:
            return FindingTerms(criterion, severity, tested or EITHER)
        grades = self._grades(criterion)
        judged = VerdictTerms(*(graded(criterion, grades, each) for each in SETTLED))
        unjudged = not_(any_(grades.values()))
        grade = grade_among(grades)
        if tested is None:
            return FindingTerms(criterion, severity, judged, unjudged, grades, grade)
        possible = all_of((tested, judged))
        possible = msgspec.structs.replace(possible, unshown=tested.unshown)
        waits = and_(unjudged, not_(possible.only(NOT_MET)))
        return FindingTerms(criterion, severity, possible, waits, grades, grade)

    def _grades(self, criterion: Criterion) -> Mapping[str, Truth]:
        """Whether each grade of a criterion was given."""
        return grade_truths(criterion)

    def _unshown(self, references: Iterable[Reference]) -> Truth:
        """Whether a formula looks at a question that needs evidence and was not answered."""
        asked = (self._asked.get(each.question) for each in self.program.expand(references))
        return any_(unanswered(self.space.answer(q)) for q in asked if q and q.evidence)

    def _judge(self, plan: Plan, scope: Environment) -> VerdictTerms:
        match plan:
            case LeafPlan(condition=condition):
                value = self.formula(condition.test, scope)
                return verdict_of_truth(value, self._unshown(plan.references))
            case GroupPlan(condition=condition, parts=parts):
                sets = [self._judge(part, scope) for part in parts]
                match condition:
                    case AllOf():
                        return all_of(sets)
                    case AnyOf():
                        return any_of(sets)
                    case Not():
                        return opposite_of(*sets)
                    case AtLeast(n=n):
                        return at_least(self.formula(n, scope), sets)
            case ItemsPlan():
                return self._judge_items(plan, scope)
            case RefPlan(condition=condition):
                return self.finding(condition.criterion).possible

    def _judge_items(self, plan: ItemsPlan, scope: Environment) -> VerdictTerms:
        condition = plan.condition

        def verdicts_of_item(item: Cases) -> VerdictTerms:
            return self._judge(
                plan.body, scope.within(lambda name: item if name == condition.item else None)
            )

        unshown = self._unshown(plan.references)
        every = isinstance(condition, Every)
        results = [
            (guard, list_verdict(shape, verdicts_of_item, unshown, every=every))
            for guard, shape in self.formula(condition.within, scope)
        ]
        return VerdictTerms(
            any_(and_(guard, each.met) for guard, each in results),
            any_(and_(guard, each.not_met) for guard, each in results),
            any_(and_(guard, each.not_applicable) for guard, each in results),
            any_(and_(guard, each.unshown) for guard, each in results),
        )

    def _finding_list(self) -> ListShape:
        """The findings as the outcome table reads them."""
        return ListShape(tuple(Slot(self._context(key)) for key in self.rules.criteria))

    def _context(self, identifier: str) -> Cases:
        criterion = self.rules.criteria[identifier]
        texts = {
            "id": criterion.id,
            "domain": criterion.domain,
            "title": criterion.title,
            "severity": criterion.severity_on(self.day).value,
        }

        def entry(name: str) -> Cases | None:
            if name == "verdict":
                return self.finding(identifier).verdict_text(self.stage)
            if name == "grade":
                return self.finding(identifier).grade if criterion.judgement else one_case(None)
            return one_case(texts[name]) if name in texts else None

        return one_case(Entries(entry))

    def truth(self, formula: Formula) -> Truth:
        """Whether a formula is surely true.

        Raises:
            NotEncoded: it has a form that is not encoded.
        """
        return guard_of(self.formula(formula), wanted=True)

    def differs(self, other: RuleSetTerms, criterion: str) -> Truth:
        """Whether the verdict on a criterion that both have is another one."""
        ours, theirs = self.finding(criterion), other.finding(criterion)
        mine, yours = ours.verdict(self.stage), theirs.verdict(other.stage)
        return any_(and_(truth, not_(yours.get(each, False))) for each, truth in mine.items())

    @cached_property
    def outcomes(self) -> Mapping[str, Truth]:
        """Whether each outcome is possible, by its id, in the order of the table."""
        return dict(self._rows())

    @cached_property
    def sure_outcomes(self) -> Mapping[str, Truth]:
        """Whether each outcome is the only one possible, by its id."""
        possible = self.outcomes
        return {
            row: and_(truth, *(not_(other) for key, other in possible.items() if key != row))
            for row, truth in possible.items()
        }

    def _rows(self) -> Iterator[tuple[str, Truth]]:
        reached: Truth = True
        for row in self.rules.outcomes:
            if reached is False:
                yield row.id, False
                continue
            value = self.formula(row.when)
            holds, fails = guard_of(value, wanted=True), guard_of(value, wanted=False)
            may = holds if self.stage is Stage.DECISION else not_(fails)
            yield row.id, and_(reached, may)
            reached = and_(reached, not_(holds))
