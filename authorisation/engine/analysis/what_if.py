"""The outcomes that would be possible if an answer or some findings were others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

import msgspec

from authorisation.engine.assess import bind_names, rejudge
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.assessors import (
    VERDICT_BITS,
    graded_verdicts,
    judgement_path,
    supposed_graded,
)
from authorisation.engine.judge.conditions import combine_parts
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.plans.plan import Bindings, GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.model.condition import AtLeast
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import Criterion, Outcome, Severity
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    Verdict,
    VerdictSet,
    verdict_of,
)

LEAF_VERDICTS = (MET, NOT_MET)
"""The two verdicts that a leaf may come to."""


class WhatIf:
    """The outcomes that single answers would leave possible, for one assessment.

    The outcome table is prepared once; each supposition replaces only the findings it changes.
    """

    def __init__(self, assessment: Assessment, program: Program) -> None:
        self._assessment = assessment
        self._program = program
        self._findings = assessment.findings_by_id
        self._positions = {key: number for number, key in enumerate(self._findings)}
        self._table = OutcomeTable(program, assessment)
        self._waiting_criteria: dict[str, list[str]] = {}
        """For each missing answer, the criteria that rest on it, in the order of judging."""
        for plan in program.criteria:
            for path in self._findings[plan.id].rests_on:
                self._waiting_criteria.setdefault(path, []).append(plan.id)

    def ways(self, path: str) -> list[tuple[str, ...]]:
        """Give the outcomes possible each way that the answer at `path` may fall.

        An answer that the outcome table reads itself is supposed value by value, where it is one
        of a few, and a grade that it reads grade by grade; any other is supposed to settle what
        waits for it alone one way, then the other.
        """
        if (judged := self._graded_at(path)) is not None:
            scale = judged.judgement.grades if judged.judgement else {}
            return [self.outcomes(path, VERDICT_BITS[v], grade) for grade, v in scale.items()]
        question = self._program.rules.bank.get(path)
        if (
            path in self._program.outcome_questions
            and question
            and (few := possible_values(question))
        ):
            supposed = (
                suppose_answer(self._program, self._assessment, path, value) for value in few
            )
            return [self._table.rows_if(*each) for each in supposed]
        return [self.outcomes(path, verdict) for verdict in LEAF_VERDICTS]

    def outcomes(self, path: str, verdict: VerdictSet, grade: str = "") -> tuple[str, ...]:
        """Give the outcomes possible if all that waits for `path` alone came to that.

        `grade` is the assessors' that came to it, where the outcome table reads that.
        """
        changed: dict[str, VerdictSet] = {}
        for key in self._waiting_criteria.get(path, ()):
            changed[key] = _finding_if(self._findings[key], path, verdict, changed)
        supposed = {
            self._positions[key]: self._with_possible(self._findings[key], possible)
            for key, possible in changed.items()
            if possible != self._findings[key].possible
        }
        if grade and (judged := self._graded_at(path)) is not None:
            place = self._positions[judged.id]
            finding = supposed.get(place, self._assessment.findings[place])
            supposed[place] = supposed_graded(finding, grade, self._assessment.as_of)
        read = path in self._program.outcome_questions
        return self._table.rows_if(supposed, waiting={path: verdict == MET} if read else {})

    def _graded_at(self, path: str) -> Criterion | None:
        """Give the criterion whose grade is at a path, where the outcome table reads grades."""
        key = path.removeprefix(judgement_path(""))
        read = self._program.outcome_view.reads_grades and path == judgement_path(key)
        return self._findings[key].criterion if read and key in self._findings else None

    def _with_possible(self, finding: Finding, possible: VerdictSet) -> Finding:
        verdict = verdict_of(possible)
        if self._assessment.stage is Stage.DECISION and verdict is Verdict.UNKNOWN:
            verdict = Verdict.MET if possible == MET | NOT_APPLICABLE else Verdict.OPEN
        return msgspec.structs.replace(finding, possible=possible, verdict=verdict)


def suppose_answer(
    program: Program, now: Assessment, path: str, answer: Answer
) -> tuple[dict[int, Finding], Bindings, AbstractSet[str]]:
    """Give what `OutcomeTable.rows_if` takes to suppose an answer, and all else as it is."""
    settings = program.on(now.dated_on, now.overrides)
    answers = {**now.counted.answers, path: answer}
    scope = bind_names(program, settings, answers, now.as_of, now.stage)
    if "others" in now.scope:
        scope["others"] = now.scope["others"]
    again = rejudge(program, now, scope, program.plans_by_name.get(path, ()))
    return now.by_place(again), scope, program.outcome_view.words


def possible_values(question: Question) -> tuple[Answer, ...]:
    """Give the values that an answer may have, where the question offers a few; else none."""
    none = (None,) if question.none else ()
    match question.type:
        case ValueType.BOOLEAN:
            return (True, False, *none)
        case ValueType.CHOICE:
            return (*question.of, *none)
        case _:
            return ()


def _finding_if(
    finding: Finding, path: str, verdict: VerdictSet, changed: Mapping[str, VerdictSet]
) -> VerdictSet:
    judged, grounds = finding.criterion.judgement is not None, finding.grounds
    tested = (
        NOT_APPLICABLE if grounds.step is None else _step_if(grounds.step, path, verdict, changed)
    )
    graded = graded_verdicts(finding.criterion, finding.judgements) if judged else NOT_APPLICABLE
    if judged and path == judgement_path(finding.criterion.id):
        graded = verdict
    require = logic.all_of((tested, graded))
    if grounds.applies is None:
        return require
    applies = _step_if(grounds.applies, path, verdict, changed)
    if not applies & MET:
        return NOT_APPLICABLE
    return require if applies == MET else require | NOT_APPLICABLE


def _step_if(
    step: Step, path: str, verdict: VerdictSet, changed: Mapping[str, VerdictSet]
) -> VerdictSet:
    if path not in step.rests_on:
        return step.possible
    match step.plan:
        case LeafPlan():
            return verdict if len(step.rests_on) == 1 else step.possible
        case RefPlan(condition=condition):
            return changed.get(condition.criterion, step.possible)
        case GroupPlan(condition=AtLeast()):
            # How many are needed may be unknown too; then nothing is promised.
            return step.possible
        case GroupPlan() | ItemsPlan():
            parts = [_step_if(part, path, verdict, changed) for part in step.because]
            return combine_parts(step, parts) if parts else step.possible


class RuledOut(msgspec.Struct, frozen=True):
    """An outcome that no missing answer can lead to, and what would make it possible again."""

    row: Outcome
    findings: tuple[Finding, ...] = ()
    """Those that would all have to be met."""
    question: str = ""
    """The question that the outcome table reads itself, and that was to be answered `answer`."""
    answer: Answer = None
    at_decision: bool = False
    """Whether nothing but the stage keeps it out."""
    reached: bool = True
    """Whether the table is read as far as this row: no row before it surely applies."""

    @property
    def for_good(self) -> bool:
        """Whether nothing that is known here would bring it back.

        What leads to it is not so or, where it is not `reached`, is not asked.
        """
        return not (self.findings or self.question or self.at_decision)


class _SupposedAssessment(msgspec.Struct, frozen=True):
    """The assessment as it is, or as it would be with another answer or at the decision."""

    supposed: Mapping[int, Finding] = MappingProxyType({})
    scope: Bindings | None = None
    changed: AbstractSet[str] = frozenset()
    question: str = ""
    answer: Answer = None
    at_decision: bool = False


def ruled_out(assessment: Assessment, program: Program) -> tuple[RuledOut, ...]:
    """Give the outcomes that are not possible any more, in the order of the table."""
    table = OutcomeTable(program, assessment)
    left = {outcome.row.id: outcome.sure for outcome in assessment.outcomes}
    alternatives = list(_alternatives(assessment, program))
    groups = list(_groups(assessment))
    met = {place: assessment.findings[place].supposed_met() for group in groups for place in group}

    def comes_back(row: Outcome, by: _SupposedAssessment, group: Iterable[int]) -> bool:
        supposed = {**by.supposed, **{place: met[place] for place in group}}
        return row.id in table.rows_if(supposed, by.scope, by.changed)

    def find(row: Outcome, *, reached: bool) -> RuledOut:
        for by in alternatives:
            for group in groups:
                if comes_back(row, by, group):
                    for place in group:
                        if comes_back(row, by, fewer := [each for each in group if each != place]):
                            group = fewer  # noqa: PLW2901 - what is not needed is dropped
                    findings = tuple(assessment.findings[place] for place in group)
                    return RuledOut(row, findings, by.question, by.answer, by.at_decision, reached)
        return RuledOut(row, reached=reached)

    rows = [plan.row for plan in program.outcomes]
    last = next((n for n, row in enumerate(rows) if left.get(row.id)), len(rows))
    return tuple(find(row, reached=n < last) for n, row in enumerate(rows) if row.id not in left)


def _alternatives(assessment: Assessment, program: Program) -> Iterator[_SupposedAssessment]:
    yield _SupposedAssessment()
    for path in sorted(program.outcome_questions):
        question = program.rules.bank.get(path)
        for answer in possible_values(question) if question else ():
            if answer != assessment.counted.answers.get(path, ...):
                supposed = suppose_answer(program, assessment, path, answer)
                yield _SupposedAssessment(*supposed, path, answer)
    if assessment.stage is not Stage.DECISION:
        scope = {**assessment.scope, "stage": Stage.DECISION.value}
        yield _SupposedAssessment(scope=scope, changed=program.outcome_view.words, at_decision=True)


def _groups(assessment: Assessment) -> Iterator[list[int]]:
    """Yield the places of findings that may have to be met: none, alike ones, then all so grave."""
    yield []
    alike = [
        [
            n
            for n, f in enumerate(assessment.findings)
            if (f.severity, f.verdict) == (weight, verdict)
        ]
        for weight in Severity
        for verdict in (Verdict.NOT_MET, Verdict.OPEN)
    ]
    alike = [group for group in alike if group]
    yield from alike
    for number in range(2, len(alike) + 1):
        yield [place for group in alike[:number] for place in group]
