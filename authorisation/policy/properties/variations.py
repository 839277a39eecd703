"""Draws submissions on which a property may be refuted: cases of the rules, and changes of them.

The same cases give the same submissions, on every machine and every day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace as replace_struct

from authorisation.engine.analysis.breakpoints import Figure, breakpoints, parameter_figures
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.syntax.tree import Literal, walk_nodes
from authorisation.model.case import Case, FiguresScope, FreeFigure
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement
from authorisation.model.value import Answer, Duration, Items, Scalar
from authorisation.policy.properties.evaluate import CompiledProperty

_SEED: Final = 2012
_MOST_CHANGES: Final = 5
_NAMED: Final = 0.5
"""How often a change is of an answer that the property names, where it names any."""
_LEFT_OUT: Final = 0.15
_FEW: Final = 6
_PLACES: Final = {ValueType.INTEGER: 0, ValueType.NUMBER: 3, ValueType.MONEY: 2}
_TEXTS: Final = ("Ash", "Birch", "Cedar")
_EMPTY: Final[Case] = Case(
    name="nothing answered", given=MappingProxyType({}), expect=MappingProxyType({})
)


def distinct_cases(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases without those of the same answers and judgements; nothing answered comes first."""
    found: list[Case] = [_EMPTY]
    for case in cases:
        if not any(
            case.given == other.given and case.judgements == other.judgements
            for other in found[-_FEW:]
        ):
            found.append(case)
    return tuple(found)


def varied_cases(compiled: CompiledProperty, cases: Sequence[Case], number: int) -> Iterator[Case]:
    """Yield so many cases that differ from those given in a few answers and judgements.

    Numbers come to lie at and around what the rules and the property hold them against.
    """
    draw = _Variation(compiled)
    for _ in range(number):
        yield draw.case(draw.random.choice(cases))


class _Variation:
    """Changes cases at random, from a fixed seed."""

    def __init__(self, compiled: CompiledProperty) -> None:
        self.compiled = compiled
        self.random = Random(_SEED)  # noqa: S311 - nothing here is a secret
        self.questions = tuple(compiled.questions)
        self.figures: dict[str, set[Figure]] = {path: set() for path in self.questions}
        named, literals = _named_questions(compiled)
        self.named = [path for path in self.questions if path in named]
        for program in (compiled.program, compiled.beside):
            for path, figures in breakpoints(program).items() if program else ():
                self.figures.setdefault(path, set()).update(figures)
        for path in self.named:
            self.figures[path] |= literals

    def case(self, case: Case) -> Case:
        """A case with some of its answers, judgements and figures changed."""
        given = dict(case.given)
        for _ in range(self.random.randint(1, _MOST_CHANGES)):
            near = self.named and self.random.random() < _NAMED
            path = self.random.choice(self.named if near else self.questions)
            if self.random.random() < _LEFT_OUT:
                given.pop(path, None)
            else:
                given[path] = self._answer(self.compiled.questions[path], given.get(path), path)
        return replace(
            case,
            given=MappingProxyType(given),
            stage=self.random.choice(self.compiled.declared.stages),
            judgements=self._judgements(case.judgements),
            set=MappingProxyType(self._settings()),
        )

    def _answer(self, question: Question, now: Answer, path: str) -> Answer:
        if question.type is ValueType.LIST:
            return self._list(question, now, path)
        offered: Sequence[Scalar] = self._scalars(question, path)
        if question.type is ValueType.CHOICES:
            chosen = tuple(each for each in offered if self.random.random() < _NAMED)
            return Items(chosen, so_far=self.random.random() < _LEFT_OUT)
        if (question.none or question.type is ValueType.DOCUMENT) and self.random.random() < _NAMED:
            return None
        return self.random.choice(offered)

    def _scalars(self, question: Question, path: str) -> Sequence[Scalar]:
        """Answers that a question may have, at least one."""
        match question.type:
            case ValueType.INTEGER | ValueType.NUMBER | ValueType.MONEY:
                return self._numbers(question, path)
            case ValueType.BOOLEAN:
                return (True, False)
            case ValueType.CHOICE | ValueType.CHOICES:
                return question.of
            case ValueType.DATE:
                return self._days(path)
            case ValueType.DURATION:
                lengths = [f for f in self.figures[path] if isinstance(f, Duration)]
                return (*lengths, Duration(days=1), Duration(months=1))
            case _:
                return _TEXTS

    def _numbers(self, question: Question, path: str) -> Sequence[Decimal]:
        places = question.decimals if question.decimals is not None else _PLACES[question.type]
        step = Decimal(1).scaleb(-places)
        low = question.minimum if question.minimum is not None else Decimal(0)
        ends = {low, question.maximum if question.maximum is not None else low + 1}
        figures = {f for f in self.figures[path] if isinstance(f, Decimal)} | ends
        near = sorted({f + more * step for f in figures for more in (-1, 0, 1)})
        within = [n for n in near if n >= low and n <= max(ends) and n % step == 0]
        return within or [low]

    def _days(self, path: str) -> Sequence[date]:
        bases = {f for f in self.figures[path] if isinstance(f, date)} | {self.compiled.day}
        return sorted(day + timedelta(days=more) for day in bases for more in (-400, -1, 0, 1, 400))

    def _list(self, question: Question, now: Answer, path: str) -> Items:
        items = list(now.items) if isinstance(now, Items) else []
        match self.random.randrange(4):
            case 0:
                items = []
            case 1 if items:
                items.pop(self.random.randrange(len(items)))
            case 2 if items and question.each:
                place = self.random.randrange(len(items))
                items[place] = self._entry(question, items[place], path)
            case _ if len(items) < question.max_items:
                last = items[-1] if items else MappingProxyType({})
                items.append(self._entry(question, last, path) if question.each else "Ash")
            case _:
                pass
        return Items(tuple(items), so_far=self.random.random() < _LEFT_OUT)

    def _entry(self, question: Question, item: Answer, path: str) -> Answer:
        entry = dict(item) if isinstance(item, Mapping) else {}
        name = self.random.choice(tuple(question.each))
        if self.random.random() < _LEFT_OUT:
            entry.pop(name, None)
        else:
            entry[name] = self._answer(question.each[name], entry.get(name), path)
        return MappingProxyType(entry)

    def _judgements(self, now: Sequence[Judgement]) -> tuple[Judgement, ...]:
        """The judgements of a case, some of them left out and some graded otherwise."""
        if self.random.random() < _NAMED:
            return tuple(now)
        found = []
        for each in now:
            criterion = self.compiled.program.rules.criteria.get(each.criterion)
            if self.random.random() < _LEFT_OUT:
                continue
            if criterion and criterion.judgement and self.random.random() < _LEFT_OUT:
                grade = self.random.choice(tuple(criterion.judgement.grades))
                found.append(replace_struct(each, grade=grade))
            else:
                found.append(each)
        return tuple(found)

    def _settings(self) -> dict[str, Scalar]:
        rules = self.compiled.program.rules
        match self.compiled.declared.figures:
            case FreeFigure(name=name, low=low, high=high):
                known = set(_numeric_figures(name, rules)) | {low, high}
                step = _step(name, rules)
                near = {f + more * step for f in known for more in (-1, 0, 1)}
                return {name: self.random.choice(sorted(f for f in near if low <= f <= high))}
            case FiguresScope.ANY:
                names = [n for n, p in rules.parameters.items() if p.type in NUMERIC]
                chosen = self.random.sample(names, min(len(names), _FEW))
                return {name: self._moved(name, rules) for name in chosen}
            case _:
                return {}

    def _moved(self, name: str, rules: RuleSet) -> Decimal:
        figures = sorted(_numeric_figures(name, rules)) or [Decimal(0)]
        step = _step(name, rules)
        moves: tuple[Callable[[Decimal], Decimal], ...] = (
            lambda f: f,
            lambda f: f + step,
            lambda f: max(f - step, Decimal(0)),
            lambda f: f * 10,
        )
        return self.random.choice(moves)(self.random.choice(figures))


def _named_questions(compiled: CompiledProperty) -> tuple[frozenset[str], frozenset[Decimal]]:
    """The questions that a property names, and the numbers that stand in it."""
    rules = compiled.program.rules
    names = SymbolTable(compiled.questions, rules.parameters, rules.derived, {})
    trees = [each.syntax for each in (compiled.given, compiled.claim) if each is not None]
    program = compiled.program
    found = (r for tree in trees for r in program.expand(references_in(tree, names)))
    numbers = (
        node.value
        for tree in trees
        for node in walk_nodes(tree)
        if isinstance(node, Literal) and isinstance(node.value, Decimal)
    )
    return frozenset(r.question for r in found if r.question), frozenset(numbers)


def _numeric_figures(name: str, rules: RuleSet) -> Iterator[Decimal]:
    for figure in parameter_figures(name, rules, {}):
        if isinstance(figure, Decimal):
            yield figure


def _step(name: str, rules: RuleSet) -> Decimal:
    return Decimal(1).scaleb(-_PLACES[rules.parameters[name].type])
