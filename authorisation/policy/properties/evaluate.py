"""Evaluates a property on one submission: whether it is as promised there, or is refuted.

Here too is how a submission that a solver found is completed before that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace as replace_struct

from authorisation.engine.assess import assess
from authorisation.engine.outcomes import finding_contexts
from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidSubmission
from authorisation.feel.closures.expression import Expression, compile  # noqa: A004  (FEEL's own)
from authorisation.feel.values.values import Value
from authorisation.model.case import (
    AnswersScope,
    BesideSet,
    Case,
    Figures,
    FiguresScope,
    FreeFigure,
    Property,
)
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Answer, Duration, Evidence, Items

LARGEST_FIGURE: Final = Decimal(10**15)
"""How large a figure may be where it may be any."""
OUTCOME: Final = "outcome"
OUTCOMES: Final = "outcomes"
FINDINGS: Final = "findings"
BESIDE: Final = "beside"
SHOWN: Final = Evidence(document="evidence")
"""What supports every answer: a property is about the answers, not about who could show what."""
_A_DAY: Final = date(2012, 1, 1)


@dataclass(frozen=True, slots=True)
class Trial:
    """One submission assessed for a property: under the rules, and under those beside them."""

    assessment: Assessment
    beside: Assessment | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CompiledProperty:
    """A property ready to be evaluated on any submission."""

    declared: Property
    program: Program
    beside: Program | None
    given: Expression | None
    claim: Expression
    questions: Mapping[str, Question]
    """Those that the rules ask, and the rules beside them."""
    binder: Binder

    @property
    def day(self) -> date:
        """The day on which submissions are assessed: not before the rules that inherit it begin."""
        begins = self.program.rules.in_force[0]
        return max(self.declared.as_of or begins, begins)

    @property
    def names(self) -> frozenset[str]:
        """The names that it mentions at the head of a path."""
        return self.claim.names | (self.given.names if self.given else frozenset())

    def try_on(self, case: Case) -> Trial | None:
        """Assess the answers of a case, at its stage and with the figures it sets.

        There is no other submission in the run, and evidence for every answer. None where the
        answers contradict each other or cannot be assessed, or where the property is about those
        who leave nothing unanswered and this one does, or about other values of a figure left free.
        """
        if self.declared.answers is AnswersScope.COMPLETE and not self.is_complete(case.given):
            return None
        if not self._is_within(case):
            return None
        submission = Submission(
            name=case.name,
            answers=case.given,
            received_on=self.day,
            evidence=_evidence_shown(case.given, self.questions),
        )
        try:
            now = _assess(self.program, submission, case, self.day)
            other = None
            if self.beside is not None:
                day = beside_day(self.declared.beside, self.beside)
                other = _assess(self.beside, submission, case, day)
        except InvalidSubmission:
            return None
        return Trial(now, other)

    def evaluate(self, trial: Trial) -> bool | None:
        """Whether all is as promised: True, surely not: False; None while it cannot be told.

        Where the property is surely not about the submission, all is as promised.
        """
        scope = self._scope(trial)
        if self.given is not None:
            about = self.given.evaluate(scope)
            if about is not True:
                return True if about is False else None
        claim = self.claim.evaluate(scope)
        if not isinstance(claim, bool):
            return None
        return claim is self.declared.always

    def is_about(self, trial: Trial) -> bool:
        """Whether the property is surely about a submission."""
        return self.given is None or self.given.evaluate(self._scope(trial)) is True

    def refuted_by(self, case: Case) -> Trial | None:
        """The trial on a case that refutes the property; None where it does not."""
        trial = self.try_on(case)
        return trial if trial is not None and self.evaluate(trial) is False else None

    def is_complete(self, answers: Mapping[str, Answer]) -> bool:
        """Whether every question is answered, each list whole and its entries too."""
        return all(
            path in answers and _is_whole(answers[path], question)
            for path, question in self.questions.items()
        )

    def _is_within(self, case: Case) -> bool:
        """Whether the figure that is left free, if one is, has a value within its ends."""
        free = self.declared.figures
        if not isinstance(free, FreeFigure):
            return True
        in_force = self.program.rules.parameters[free.name].on(self.day)
        value = case.set.get(free.name, in_force.value if in_force else None)
        return isinstance(value, Decimal) and free.low <= value <= free.high

    def _scope(self, trial: Trial) -> Bindings:
        now = trial.assessment
        scope: Bindings = dict(now.scope)
        if trial.beside is not None and self.beside is not None:
            # A group of questions may be asked in part here and in part there.
            scope |= self.binder.bind(now.counted.answers)
            scope[BESIDE] = _results(self.beside, trial.beside)
        return {**scope, **_results(self.program, now)}


def free_figures(
    figures: Figures, rules: RuleSet, day: date
) -> Mapping[str, tuple[Decimal, Decimal]]:
    """The figures of some rules that may be other numbers than on a day, and from what to what.

    `any` is every number that is set on the day; those are not below 0, unless they are now.
    """
    if isinstance(figures, FreeFigure):
        known = figures.name in rules.parameters
        return {figures.name: (figures.low, figures.high)} if known else {}
    if figures is not FiguresScope.ANY:
        return {}
    in_force = ((name, parameter.on(day)) for name, parameter in rules.parameters.items())
    return {
        name: (min(LARGEST_FIGURE.copy_sign(entry.value), Decimal(0)), LARGEST_FIGURE)
        for name, entry in in_force
        if entry is not None and isinstance(entry.value, Decimal)
    }


def compile_property(found: Property, program: Program, beside: Program | None) -> CompiledProperty:
    """Compile a property; `beside` are the rules that it names beside these, if any."""
    questions = {**program.rules.questions, **(beside.rules.questions if beside else {})}
    return CompiledProperty(
        found,
        program,
        beside,
        compile(found.given.text) if found.given else None,
        compile(found.claim.text),
        MappingProxyType(questions),
        Binder(questions.values()),
    )


def beside_day(named: BesideSet | None, beside: Program) -> date:
    """The day on which the rules beside others are looked at."""
    return (named.as_of if named else None) or beside.rules.in_force[0]


def _evidence_shown(
    answers: Mapping[str, Answer], questions: Mapping[str, Question]
) -> Mapping[str, Evidence]:
    """Evidence for every answer that wants some, by the group of its question."""
    wanted = (path for path in answers if path in questions and questions[path].evidence)
    return {path.partition(".")[0]: SHOWN for path in wanted}


def _assess(program: Program, submission: Submission, case: Case, day: date) -> Assessment:
    """Assess a submission under some rules.

    Raises:
        InvalidSubmission: its answers contradict each other, or the day is too early.
    """
    if problems := program.check_contradictions(submission):
        raise InvalidSubmission(problems)
    criteria = program.rules.criteria
    # A grade counts from its day on, and the property's day may be an earlier one.
    judged = tuple(
        replace_struct(each, on=min(each.on, day))
        for each in case.judgements
        if not each.criterion
        or (each.criterion in criteria and criteria[each.criterion].judgement is not None)
    )
    known = program.rules.parameters
    return assess(
        program,
        submission,
        as_of=day,
        stage=case.stage,
        overrides={name: value for name, value in case.set.items() if name in known},
        judgements=Judgements(entries=judged),
        complete=True,
    )


def _results(program: Program, assessment: Assessment) -> dict[str, Value]:
    ids = list(assessment.outcome_ids)
    settings = program.on(assessment.dated_on, assessment.overrides)
    return {
        FINDINGS: finding_contexts(settings, assessment.findings, traced=False),
        OUTCOME: ids[0] if len(ids) == 1 else None,
        OUTCOMES: ids,
    }


def _is_whole(answer: Answer, question: Question) -> bool:
    if not isinstance(answer, Items):
        return True
    if answer.so_far:
        return False
    if question.type is not ValueType.LIST or not question.each:
        return True
    return all(
        isinstance(item, Mapping)
        and all(
            name in item and _is_whole(item[name], field) for name, field in question.each.items()
        )
        for item in answer.items
    )


def completed(case: Case, questions: Mapping[str, Question]) -> Case:
    """The case with every question answered, and every field of every entry of its lists.

    What was left out is *there is none* where that is offered, else the least or the first.
    """
    given = {**case.given, **completed_answers(case.given, questions)}
    return replace(case, given=MappingProxyType(given))


def completed_answers(
    answers: Mapping[str, Answer], questions: Mapping[str, Question], place: int = 1
) -> dict[str, Answer]:
    """An answer to each of some questions: those that there are, completed, and plain ones.

    In a list each `place` has a code and a name of its own, since no two entries may share one.
    """
    return {
        name: _whole(answers[name], question) if name in answers else plain_answer(question, place)
        for name, question in questions.items()
    }


def _whole(answer: Answer, question: Question) -> Answer:
    if not isinstance(answer, Items) or not question.each:
        return answer
    entries = tuple(
        MappingProxyType(completed_answers(item, question.each, place))
        if isinstance(item, Mapping)
        else item
        for place, item in enumerate(answer.items, start=1)
    )
    return Items(entries, so_far=answer.so_far)


def plain_answer(question: Question, place: int = 1) -> Answer:
    """The plainest answer to a question, of an entry by its place in the list."""
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        return Items(())
    if question.none or question.type is ValueType.DOCUMENT:
        return None
    if question.type in NUMERIC:
        return question.minimum if question.minimum is not None else Decimal(0)
    match question.type:
        case ValueType.BOOLEAN:
            return False
        case ValueType.CHOICE:
            return question.of[0]
        case ValueType.DATE:
            return _A_DAY
        case ValueType.DURATION:
            return Duration()
        case ValueType.CODE:
            return f"A{place:05}"
        case _:
            return "Name" if place == 1 else f"Name {place}"
