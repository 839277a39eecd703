"""A rule set compiled: for one day, one stage and the figures that are set for a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import msgspec

from authorisation.engine.plans.binding import feel_value
from authorisation.engine.program.program import Program
from authorisation.engine.program.settings import NO_OVERRIDES, Settings
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.model.submission import Stage
from authorisation.model.value import Answer, EvidenceLevel
from authorisation.portfolio.compilation.conditions import Conditions
from authorisation.portfolio.compilation.findings import (
    FindingColumns,
    OutcomeColumns,
    finding_of,
    outcome_columns,
)
from authorisation.portfolio.compilation.from_engine import engine_finding, engine_outcomes
from authorisation.portfolio.compilation.steps import StepColumns
from authorisation.portfolio.expressions import FALSE, RowExpression, operation
from authorisation.portfolio.formulas.answers import EVIDENCE, Answers
from authorisation.portfolio.formulas.evaluate import value_of
from authorisation.portfolio.formulas.values import PathNumbers, Settled, Value
from authorisation.portfolio.simplified_expressions import constant, disjunction, is_null


class NotCompiledCriterion(msgspec.Struct, frozen=True):
    """A criterion that is evaluated row by row, in the engine, and why."""

    criterion: str
    reason: str


class CompiledPortfolio(msgspec.Struct, frozen=True, eq=False):
    """The results of a rule set in every row, by the columns of its submission.

    `findings` are in the order of the rules; those `not_compiled`, and the outcomes where
    `why_no_outcomes` says why, are columns that the engine fills row by row. `paths` numbers what
    findings wait for.
    """

    program: Program
    settings: Settings
    day: date
    stage: Stage
    findings: tuple[FindingColumns, ...]
    outcomes: tuple[OutcomeColumns, ...]
    not_compiled: tuple[NotCompiledCriterion, ...]
    why_no_outcomes: str
    paths: PathNumbers


def compile_portfolio(
    program: Program,
    dated_on: date,
    as_of: date,
    stage: Stage,
    overrides: Mapping[str, Answer] = NO_OVERRIDES,
    why_by_row: str = "",
) -> CompiledPortfolio:
    """Compile a rule set for a day.

    `dated_on` chooses the parameters and severities, as `assess` has it. With `why_by_row` the
    engine works out every criterion row by row, and that is the reason.

    Raises:
        InvalidSubmission: a parameter has no value yet on that day.
    """
    return _Compilation(program, program.on(dated_on, overrides), as_of, stage).result(why_by_row)


class _Compilation:
    """The state of one compilation: values by name, findings by criterion."""

    def __init__(self, program: Program, settings: Settings, day: date, stage: Stage) -> None:
        self._program = program
        self._rules = program.rules
        self._settings = settings
        self._day = day
        self._stage = stage
        self._paths = PathNumbers()
        self._answers = Answers(self._paths)
        self._asked = self._rules.asked_questions
        self._scope: NamesInScope[Value] = NamesInScope(cache(self._name), self._path)
        self._evidence: dict[str, RowExpression] = {}
        self._steps: dict[str, StepColumns] = {}

    def result(self, why_by_row: str) -> CompiledPortfolio:
        conditions = Conditions(self._program, self._scope, self._unshown, self._steps)
        found: dict[str, FindingColumns] = {}
        refused: list[NotCompiledCriterion] = []
        for plan in self._program.criteria:
            criterion = plan.criterion
            severity = criterion.severity_on(self._settings.day)
            try:
                _refuse(why_by_row)
                finding = finding_of(plan, severity, conditions, self._paths, self._stage)
            except NotInterpreted as error:
                refused.append(NotCompiledCriterion(criterion.id, error.reason))
                finding = engine_finding(
                    self._program, criterion, severity, self._paths, self._stage
                )
            found[criterion.id] = finding
            self._steps[criterion.id] = finding.step
        findings = tuple(found[key] for key in self._rules.criteria)
        outcomes, why = self._outcomes(findings)
        return CompiledPortfolio(
            self._program,
            self._settings,
            self._day,
            self._stage,
            findings,
            outcomes,
            tuple(refused),
            why,
            self._paths,
        )

    def _outcomes(
        self, findings: tuple[FindingColumns, ...]
    ) -> tuple[tuple[OutcomeColumns, ...], str]:
        try:
            rows = tuple(outcome_columns(self._rules, findings, self._scope, self._stage))
        except NotInterpreted as error:
            return engine_outcomes(self._rules.outcomes, self._rules.criteria), error.reason
        return rows, ""

    def _name(self, name: str) -> Value | None:
        if name in self._rules.derived:
            return value_of(self._rules.derived[name].value, self._scope)
        if name == "as_of":
            return Settled(feel_value(self._day))
        if name == "stage":
            return Settled(self._stage.value)
        if name == "others":
            raise NotInterpreted("the other submissions (`others`)")
        if name in self._settings.scope:
            return Settled(self._settings.scope[name])
        return None

    def _path(self, path: str) -> Value | None:
        question = self._asked.get(path)
        return None if question is None else self._answers.answer(question)

    def _unshown(self, path: str) -> RowExpression:
        """Whether a question needs evidence and has none; counts at the decision alone."""
        question = self._rules.bank.get(path)
        if self._stage is not Stage.DECISION or question is None or not question.evidence:
            return FALSE
        if path not in self._evidence:
            level = self._answers.column(path + EVIDENCE)
            wanted = constant(int(EvidenceLevel.EVIDENCED))
            self._evidence[path] = disjunction((is_null(level), operation("<", level, wanted)))
        return self._evidence[path]


def _refuse(why: str) -> None:
    if why:
        raise NotInterpreted(why)
