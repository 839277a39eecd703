"""Hypothesis strategies drawn from rules: applications, returns, and rules with a figure moved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from authorisation.api.rules import Rules
from authorisation.engine.analysis.breakpoints import (
    Figure,
    breakpoints,
    comparisons,
    parameter_figures,
)
from authorisation.engine.assess import bind_names
from authorisation.engine.judge.leaves import judge_leaf
from authorisation.engine.plans.plan import CriterionPlan, LeafPlan
from authorisation.engine.program.program import Program, criteria_needed
from authorisation.errors import InvalidOption
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.language.answers.from_python import format_given, submission_from_python
from authorisation.language.answers.steps import answer_step, as_written, within_bounds
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.calendar import next_period, period_containing
from authorisation.model.question import NUMERIC, ValueType
from authorisation.model.regime import Regime
from authorisation.model.value import Answer
from authorisation.policy.mutation.rule_set import neighbours
from authorisation.testing.answers import Answers, answer
from authorisation.testing.assertions import loaded_rules
from authorisation.testing.consistent import Consistency

_ROUNDING: Final = Decimal("1e-9")
"""How far two steps of a quotient may differ and still count as the same."""
_ANSWERED: Final = (2, 5, 9)
"""How many groups of questions of ten are answered: few, half of them, nearly all."""
_LEFT_OUT: Final = 2
"""How many questions of ten are left out where others beside them are answered."""
_PROOFS: Final[Sequence[dict[str, str]]] = (
    {"document": "Paper 1"},
    {"document": "Paper 1", "level": "stated"},
    {"document": "Paper 1", "level": "checked"},
)

Draw = Callable[[st.SearchStrategy[Any]], Any]


class Application(Answers):
    """Answers by path, for `Rules.assess`; shown as the file that `authorise assess` reads."""

    evidence: Mapping[str, Any]
    """The documents behind some of the answers, by path, for `evidence=` of `Rules.assess`."""

    def __init__(self, answers: Answers, evidence: Mapping[str, Any] | None = None) -> None:
        """An application of these answers."""
        super().__init__(answers)
        self.evidence = evidence or {}

    def to_yaml(self) -> str:
        """The file of a submission that holds the answers, and the evidence where there is any."""
        proofs = {"evidence": dict(self.evidence)} if self.evidence else {}
        return dump_yaml({"name": "Drawn", "answers": dict(self), **proofs})

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401, FBT001 - of IPython
        _print_lines(self.to_yaml(), printer)


class Returns(Answers):
    """A group's returns, for `Rules.monitor`; shown as the file that `authorise monitor` reads."""

    def to_yaml(self) -> str:
        """The file of returns that holds them."""
        return dump_yaml(dict(self))

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401, FBT001 - of IPython
        _print_lines(self.to_yaml(), printer)


def _print_lines(text: str, printer: Any) -> None:  # noqa: ANN401 - of IPython
    for line in ("", *text.splitlines()):
        printer.text(line)
        printer.break_()


def submissions(
    rules: Rules | str,
    *,
    complete: bool = False,
    near: Iterable[str] = (),
    evidence: bool = False,
) -> st.SearchStrategy[Application]:
    """Applications that the rules can assess: answers by path, as `Rules.assess` takes them.

    Numbers, days and the lengths of lists lie at and around whatever the rules hold them against,
    or anywhere within the bounds of the question. Answers may be left out and lists still grow,
    unless they are to be `complete`. `near` has ids of criteria: then only what these ask is
    answered, and numbers often lie right on their line. Answers never contradict each other. With
    `evidence`, some of the answers that want a document have one, in the attribute `evidence` that
    `Rules.assess` takes beside them.
    They shrink to the fewest and smallest, and are shown as the file that has them.

    >>> import authorisation
    >>> from authorisation.testing import submissions
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> drawn = submissions(rules, near=["FIN-3a"])

    Raises:
        InvalidOption: `near` names no criterion of the rules.
    """
    questions = _Questions(loaded_rules(rules), _names(near), complete=complete)
    return _applications(questions, evidence=evidence)


def _names(near: object) -> tuple[str, ...]:
    names = tuple(near) if isinstance(near, Iterable) and not isinstance(near, str) else (None,)
    if not all(isinstance(name, str) for name in names):
        remedy = 'give the ids of criteria in a list, such as ["FIN-3a"]'
        raise InvalidOption(f"near: {format_given(near)} is no list of names", remedy)
    return names


class _Questions:
    """The questions that are drawn for a rule set, with the strategy of each, and the lines."""

    def __init__(self, rules: Rules, near: tuple[str, ...], *, complete: bool) -> None:
        self.program: Program = rules._program  # noqa: SLF001 - of the same package
        self.day: date = rules._day or self.program.rules.in_force[0]  # noqa: SLF001 - likewise
        self.values = rules._values  # noqa: SLF001 - likewise
        self.complete = complete
        plans = _criteria(near, self.program)
        self.focused = plans is not self.program.criteria
        figures = breakpoints(self.program, self.values)
        bank = self.program.rules.bank
        asked = (
            self._plan_questions(plans)
            if self.focused and not complete
            else self.program.rules.questions
        )
        self.paths: Sequence[str] = tuple(asked or bank)
        self.strategies = {
            path: answer(bank[path], figures.get(path, ()), self.day, complete=complete)
            for path in self.paths
        }
        self.lines = [
            (leaf, path)
            for leaf, paths in comparisons(plans, self.program)
            for path in paths
            if path in self.strategies and bank[path].type in NUMERIC
        ]
        self.consistency = Consistency(self.program.rules, self.day, complete=complete)

    def _plan_questions(self, plans: Sequence[CriterionPlan]) -> tuple[str, ...]:
        found = (r.question for plan in plans for r in self.program.references_of(plan))
        return tuple(dict.fromkeys(path for path in found if path))

    def on_the_line(self, answers: Answers, leaf: LeafPlan, path: str) -> Decimal | None:
        """The answer at which a comparison turns, all others being as they are.

        None where it does not depend on the answer, or not in proportion to it.
        """
        question = self.program.rules.bank[path]
        step = answer_step(question)
        start = question.minimum or Decimal(0)
        margins = [
            self._margin({**answers, path: as_written(question)(value)}, leaf)
            for value in (start, start + step, start + step + step)
        ]
        if not all(isinstance(margin, Decimal) for margin in margins):
            return None
        first, second, third = margins
        slope = second - first
        if not slope or abs(third - second - slope) > abs(slope) * _ROUNDING:
            return None
        turn = (start - first * step / slope).quantize(step)
        return turn if within_bounds(turn, question) else None

    def _margin(self, answers: Answers, leaf: LeafPlan) -> Any:  # noqa: ANN401 - Decimal, a pair or None
        read = submission_from_python(answers, self.program.rules, {"name": "drawn"})
        settings = self.program.on(self.day, self.values)
        return judge_leaf(leaf, bind_names(self.program, settings, read.answers, self.day)).margin


@st.composite
def _applications(draw: Draw, questions: _Questions, *, evidence: bool) -> Application:
    answers = {path: draw(questions.strategies[path]) for path in _paths(draw, questions)}
    if questions.lines and draw(st.integers(0, 3)) >= (1 if questions.focused else 3):
        leaf, path = draw(st.sampled_from(questions.lines))
        turn = questions.on_the_line(answers, leaf, path)
        if turn is not None:
            question = questions.program.rules.bank[path]
            number = turn + draw(st.sampled_from((0, 1, -1))) * answer_step(question)
            if within_bounds(number, question):
                answers[path] = as_written(question)(number)
    agreeing = questions.consistency.reconciled(answers)
    assume(agreeing is not None)
    answers = agreeing or {}
    return Application(answers, _proofs(draw, answers, questions) if evidence else None)


def _proofs(draw: Draw, answers: Answers, questions: _Questions) -> dict[str, dict[str, str]]:
    """Documents behind some of the answers that want one; *there is none* has no document."""
    bank = questions.program.rules.bank
    return {
        path: draw(st.sampled_from(_PROOFS))
        for path, value in answers.items()
        if bank[path].evidence and value is not None and draw(st.booleans())
    }


def _paths(draw: Draw, questions: _Questions) -> Sequence[str]:
    """The questions that are answered, in the order of the rules.

    An application is barely begun, half done or nearly whole.
    """
    if questions.complete:
        return questions.paths
    chance = draw(st.sampled_from(_ANSWERED))
    tenths = st.integers(0, 9)
    chosen = []
    # One draw a group of questions, and one a question, so that each shrinks away by itself.
    for _, group in groupby(questions.paths, key=lambda path: path.partition(".")[0]):
        if draw(tenths) >= 10 - chance:
            chosen += [path for path in group if draw(tenths) >= _LEFT_OUT]
    return chosen


def _criteria(near: tuple[str, ...], program: Program) -> Sequence[CriterionPlan]:
    """The criteria that are named, with those that they refer to; all where none is named."""
    if not near:
        return program.criteria
    by_id = {plan.id: plan for plan in program.criteria}
    found: dict[str, CriterionPlan] = {}
    waiting = list(near)
    while waiting:
        name = waiting.pop()
        if name not in by_id:
            remedy = suggest_name(name, by_id)
            message = f"near: no criterion of {program.rules.id} is called `{name}`"
            raise InvalidOption(message, remedy)
        if name not in found:
            found[name] = by_id[name]
            waiting += criteria_needed(by_id[name])
    return tuple(found.values())


def returns(rules: Rules | str, *, periods: int = 4) -> st.SearchStrategy[Returns]:
    """A group's returns of up to so many periods, as `Rules.monitor` takes them.

    Every period has a return, in time; answers may be left out. Amounts of money are often what a
    parameter makes of another amount of the return, such as 2 % of a budget, or a penny from it.

    >>> import authorisation
    >>> from authorisation.testing import returns
    >>> drawn = returns(authorisation.load("gpcc-2010"), periods=2)

    Raises:
        InvalidRules: the rules have no failure regime.
    """
    if periods < 1:
        raise InvalidOption(f"periods: {periods} is none", "give at least 1")
    found = loaded_rules(rules)
    loaded = found._regime or found._library.regime(found._place)  # noqa: SLF001 - of the same package
    return _returns(loaded.regime, periods, dict(found._values))  # noqa: SLF001 - likewise


@st.composite
def _returns(draw: Draw, regime: Regime, periods: int, values: Mapping[str, Answer]) -> Returns:
    first = period_containing(regime.rules.in_force[0], regime.periods)
    first = (
        first if first.begins >= regime.rules.in_force[0] else next_period(first, regime.periods)
    )
    figures = {
        figure
        for name in regime.rules.parameters
        for figure in parameter_figures(name, regime.rules, values)
        if isinstance(figure, Decimal)
    }
    period, filed = first, []
    for _ in range(draw(st.integers(1, periods))):
        answers = _return(draw, regime, figures, period.begins)
        filed.append({"period": period.label, "received_on": period.due, "answers": answers})
        period = next_period(period, regime.periods)
    known = {
        path: draw(answer(question, figures, first.begins, complete=True))
        for path, question in regime.authorisation.items()
        if draw(st.booleans())
    }
    head = {"name": "Drawn", "authorised_on": first.begins, "first": first.label}
    return Returns({**head, "at_authorisation": known, "conditions": [], "returns": filed})


def _return(draw: Draw, regime: Regime, figures: Collection[Figure], day: date) -> Answers:
    answers: Answers = {}
    amounts: list[Decimal] = []
    shares = sorted(each for each in figures if isinstance(each, Decimal) and 0 < each < 1)
    for path, question in regime.returns.items():
        if draw(st.integers(0, 9)) < _LEFT_OUT:
            continue
        drawn = answer(question, figures, day, complete=True)
        if question.type is ValueType.MONEY and amounts and shares and draw(st.booleans()):
            amount = draw(st.sampled_from(amounts)) * draw(st.sampled_from(shares))
            step = answer_step(question)
            amount = amount.quantize(step) + draw(st.sampled_from((0, 1, -1))) * step
            drawn = st.just(amount) if within_bounds(amount, question) else drawn
        answers[path] = draw(drawn)
        if question.type is ValueType.MONEY and answers[path]:
            amounts.append(answers[path])
    return answers


def rule_changes(rules: Rules | str) -> st.SearchStrategy[Rules]:
    """The rules with one figure moved: a step up or down, or to what another source has for it.

    A day moves by a day, a length of time by one of its units, and yes turns to no.

    >>> import authorisation
    >>> from authorisation.testing import rule_changes
    >>> changed = rule_changes(authorisation.load("gpcc-2010").on("2012-10-01"))

    Raises:
        InvalidOption: the rules have no figure that could be moved.
    """
    found = loaded_rules(rules)
    program: Program = found._program  # noqa: SLF001 - of the same package
    day = found._day or program.rules.in_force[0]  # noqa: SLF001 - likewise
    values = found._values  # noqa: SLF001 - likewise
    changes = tuple(_moved_figures(program, day, values))
    if not changes:
        raise InvalidOption(f"{program.rules.id} has no figure that could be moved")
    # Rules that say what is set, and not how they came about, are what a failing test shows.
    return st.sampled_from([found._with(values={**values, **change}) for change in changes])  # noqa: SLF001 - likewise


def _moved_figures(
    program: Program, day: date, values: Mapping[str, Answer]
) -> Iterable[Mapping[str, Answer]]:
    for name, entry in program.on(day).dated.items():
        now = values.get(name, entry.value)
        near = neighbours(now, program.rules.parameters[name])
        for value in (*near, *(other.value for other in entry.contested)):
            if value is not None:
                yield {name: value}
