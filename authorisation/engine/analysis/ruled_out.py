"""The outcomes that are out already, and what would bring each back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

import msgspec

from authorisation.engine.analysis.what_if import possible_values, suppose_answer
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.model.rules import Outcome, Severity
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict


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
