"""What each criterion comes to at a stage, and the outcome table over that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from authorisation.engine.judge.assessors import NO_GRADE, judgement_path
from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.settings import FINDINGS
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.rules import Criterion, Outcome, RuleSet, Severity
from authorisation.model.source import Formula
from authorisation.model.submission import Stage
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET, Verdict
from authorisation.portfolio.compilation.conditions import Conditions
from authorisation.portfolio.compilation.steps import StepColumns, is_settled
from authorisation.portfolio.expressions import (
    FALSE,
    TRUE,
    ZERO,
    Column,
    RowExpression,
    operation,
    variable,
)
from authorisation.portfolio.formulas.evaluate import value_of
from authorisation.portfolio.formulas.operations import VERDICT_BITS, VERDICT_SETS
from authorisation.portfolio.formulas.tables import all_of
from authorisation.portfolio.formulas.values import (
    SURE,
    Context,
    OneOfTexts,
    PathNumbers,
    PlacedItem,
    Settled,
    Slots,
    Value,
    truth_of,
    united,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    items,
    lookup,
    negation,
    one_of,
    total,
)

UNKNOWN_CODE: Final = 0
"""Of the verdict `unknown`; the others have the bit that the outcome table knows them by."""
VERDICT_CODES: Final = {Verdict.UNKNOWN.value: UNKNOWN_CODE, **VERDICT_BITS}
_OPEN: Final = VERDICT_BITS[Verdict.OPEN.value]
_MOST_GRADES: Final = 12
"""Each set of grades has a place in a table, so that there are 4,096 of them."""
_MAY_BE_MET: Final = tuple(each for each in range(8) if each & MET)
GONE: Final = NOT_MET


class FindingColumns(msgspec.Struct, frozen=True, eq=False):
    """The columns of one criterion: the step that others may refer to, and its verdict's code."""

    criterion: Criterion
    severity: Severity
    step: StepColumns
    verdict: RowExpression
    """One of `VERDICT_CODES`."""
    outcome_verdicts: RowExpression
    """The verdicts that the outcome table takes it for, as bits."""
    grade: RowExpression = ZERO
    """The place of what its grade may be in the `grade_sets` of the criterion."""


class _Requirement(msgspec.Struct, frozen=True, eq=False):
    """The requirement of a criterion; `unjudged` says that its verdict waits for an assessor."""

    step: StepColumns
    unjudged: RowExpression = FALSE
    grade: RowExpression = ZERO


def finding_of(
    plan: CriterionPlan,
    severity: Severity,
    conditions: Conditions,
    paths: PathNumbers,
    stage: Stage,
) -> FindingColumns:
    """The columns of the finding on a criterion.

    Raises:
        NotInterpreted: it has a form that no expression stands for.
    """
    criterion = plan.criterion
    required = _requirement(plan, conditions, paths)
    step, unjudged, grade = required.step, required.unjudged, required.grade
    if plan.applies is not None:
        applies = conditions.judge(plan.applies)
        step = _where_it_applies(applies, step)
        unjudged = conjunction((equals(applies.possible, MET), unjudged))
        grade = _grade_where(applies, grade, criterion)
    return closed_finding(criterion, severity, step, unjudged, grade, stage)


def closed_finding(
    criterion: Criterion,
    severity: Severity,
    step: StepColumns,
    unjudged: RowExpression,
    grade: RowExpression,
    stage: Stage,
) -> FindingColumns:
    """A finding with its verdict at a stage; at the decision what was not shown is open."""
    possible = step.possible
    open_ = disjunction((unjudged, negation(is_settled(possible))))
    if stage is Stage.SELF_ASSESSMENT:
        verdict = case_of(((open_, constant(UNKNOWN_CODE)),), possible)
        return FindingColumns(criterion, severity, step, verdict, possible, grade)
    unshown: RowExpression = FALSE
    if severity is not Severity.NOTE:
        unshown = conjunction((equals(possible, MET), step.unshown))
    verdict = case_of(
        (
            (equals(possible, MET | NOT_APPLICABLE), constant(MET)),
            (disjunction((open_, unshown)), constant(_OPEN)),
        ),
        possible,
    )
    return FindingColumns(criterion, severity, step, verdict, verdict, grade)


def _where_it_applies(applies: StepColumns, required: StepColumns) -> StepColumns:
    """The columns of a criterion's requirement where it applies; perhaps, where that is unknown."""
    surely = equals(applies.possible, MET)
    never = negation(one_of(applies.possible, _MAY_BE_MET))
    perhaps = lookup(tuple(each | NOT_APPLICABLE for each in range(8)), required.possible)
    possible = case_of(((surely, required.possible), (never, constant(NOT_APPLICABLE))), perhaps)
    doubt = conjunction((negation(surely), negation(never), negation(is_settled(possible))))
    waits = united(
        (
            required.waits.where(disjunction((surely, doubt))),
            applies.waits.where(doubt),
        )
    )
    margin = required.margin
    if margin is not None:
        margin = margin.where(negation(never))
    return StepColumns(possible, waits, margin, required.unshown)


def _requirement(plan: CriterionPlan, conditions: Conditions, paths: PathNumbers) -> _Requirement:
    criterion = plan.criterion
    tested = None if plan.require is None else conditions.judge(plan.require)
    if criterion.judgement is None:
        return _Requirement(tested or StepColumns(constant(EITHER)))
    judged, unjudged, grade = _graded(criterion)
    waits = paths.waiting(judgement_path(criterion.id)).where(unjudged)
    if tested is None:
        return _Requirement(StepColumns(judged, waits), unjudged, grade)
    possible = all_of((tested.possible, judged))
    stands = negation(equals(possible, NOT_MET))
    step = StepColumns(
        possible, united((tested.waits, waits)).where(stands), tested.margin, tested.unshown
    )
    return _Requirement(step, conjunction((unjudged, stands)), grade)


def grades_column(criterion: str) -> str:
    """The column that holds assessors' latest grades on a criterion, as a list of texts."""
    return judgement_path(criterion)


def grade_sets(criterion: Criterion) -> tuple[frozenset[str | None], ...]:
    """The sets that the grades of a finding may be one of: any grade, each, and these or none."""
    if criterion.judgement is None:
        return (NO_GRADE,)
    scale: tuple[str | None, ...] = tuple(criterion.judgement.grades)
    sets = (frozenset(scale), *(frozenset({grade}) for grade in scale))
    return (*sets, *(each | NO_GRADE for each in sets), NO_GRADE)


def _grade_where(applies: StepColumns, grade: RowExpression, criterion: Criterion) -> RowExpression:
    """The possible grades of a criterion that may not apply; it has none where it does not."""
    if criterion.judgement is None:
        return ZERO
    sets = len(criterion.judgement.grades) + 1
    surely = equals(applies.possible, MET)
    never = negation(one_of(applies.possible, _MAY_BE_MET))
    perhaps = lookup(tuple(at + sets for at in range(sets)), grade)
    return case_of(((surely, grade), (never, constant(2 * sets))), perhaps)


def _graded(criterion: Criterion) -> tuple[RowExpression, RowExpression, RowExpression]:
    """The verdicts that assessors' grades leave, whether there is none or they differ, and which.

    The last is the place of the grade among `grade_sets`.
    """
    scale = criterion.judgement.grades if criterion.judgement else {}
    if len(scale) > _MOST_GRADES:
        raise NotInterpreted(f"a scale of more than {_MOST_GRADES} grades")
    bits = {verdict: VERDICT_BITS[verdict.value] for verdict in scale.values()}
    every = 0
    for verdict in scale.values():
        every |= bits[verdict]
    grades = items(Column(grades_column(criterion.id)))
    item = variable()
    flags = [
        (operation("=", item, constant(grade)), constant(1 << at)) for at, grade in enumerate(scale)
    ]
    given = total(
        "union", grades, item, case_of(flags, ZERO), among=frozenset(range(1 << len(scale)))
    )
    settled = {1 << at: bits[verdict] for at, verdict in enumerate(scale.values())}
    table = tuple(settled.get(each, every) for each in range(1 << len(scale)))
    places = {1 << at: at + 1 for at in range(len(scale))}
    which = lookup(tuple(places.get(each, 0) for each in range(1 << len(scale))), given)
    return lookup(table, given), negation(one_of(given, settled)), which


class ImposedColumns(msgspec.Struct, frozen=True, eq=False):
    """A criterion that a row imposes: 1 surely, 3 perhaps, 2 not."""

    criterion: str
    there: RowExpression


class OutcomeColumns(msgspec.Struct, frozen=True, eq=False):
    """A row of the outcome table: whether it may apply, and what it imposes."""

    row: Outcome
    possible: RowExpression
    conditions: tuple[ImposedColumns, ...]
    support: tuple[ImposedColumns, ...]


def outcome_columns(
    rules: RuleSet, findings: Sequence[FindingColumns], scope: NamesInScope[Value], stage: Stage
) -> Iterator[OutcomeColumns]:
    """Every row of the outcome table, in its order.

    Raises:
        NotInterpreted: a row has a form that no expression stands for.
    """
    listed = Slots(tuple(PlacedItem(_context(each), SURE) for each in findings))
    inner = scope.naming(FINDINGS, listed)
    reached: RowExpression = TRUE
    for row in rules.outcomes:
        state = truth_of(value_of(row.when, inner)).state
        holds = equals(state, MET)
        may = holds if stage is Stage.DECISION else negation(equals(state, NOT_MET))
        possible = conjunction((reached, may))
        yield OutcomeColumns(
            row,
            possible,
            tuple(_imposed(row.conditions, inner, possible)),
            tuple(_imposed(row.support, inner, possible)),
        )
        reached = conjunction((reached, negation(holds)))


def _context(finding: FindingColumns) -> Context:
    criterion = finding.criterion
    entries: dict[str, Value] = {
        "id": Settled(criterion.id),
        "domain": Settled(criterion.domain),
        "title": Settled(criterion.title),
        "severity": Settled(finding.severity.value),
        "verdict": OneOfTexts(finding.outcome_verdicts, VERDICT_SETS),
        "grade": OneOfTexts(finding.grade, grade_sets(criterion)),
    }
    return Context(entries.get)


def _imposed(
    formula: Formula | None, scope: NamesInScope[Value], possible: RowExpression
) -> Iterator[ImposedColumns]:
    """Yield what a list of findings imposes where its row may apply."""
    if formula is None:
        return
    listed = value_of(formula, scope)
    if isinstance(listed, Settled) and (
        listed.value is None or isinstance(listed.value, Unknown | list)
    ):
        return
    if not isinstance(listed, Slots):
        raise NotInterpreted(f"what `{formula.text}` imposes")
    for slot in listed.slots:
        identifier = slot.value.entry("id") if isinstance(slot.value, Context) else None
        if not isinstance(identifier, Settled):
            raise NotInterpreted(f"what `{formula.text}` imposes")
        there = case_of(((possible, slot.there),), constant(GONE))
        yield ImposedColumns(identifier.value, there)
