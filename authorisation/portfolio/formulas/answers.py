"""The value of each question, by the columns of a submission that hold its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from authorisation.feel.interpretation import NotInterpreted
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import NULL, TRUE, Column, Member, RowExpression
from authorisation.portfolio.formulas.tables import KNOWN, MISSING, NULL_STATE
from authorisation.portfolio.formulas.values import (
    SURE,
    Context,
    DateValue,
    NumberValue,
    PathNumbers,
    Rows,
    TextValue,
    TruthValue,
    Value,
    Waiting,
)
from authorisation.portfolio.simplified_expressions import (
    EMPTY,
    case_of,
    constant,
    disjunction,
    equals,
    is_null,
    items,
)

NONE: Final = "__none"
SO_FAR: Final = "__so_far"
EVIDENCE: Final = "__evidence"
_TEXTS: Final = frozenset({ValueType.TEXT, ValueType.CODE, ValueType.DOCUMENT, ValueType.CHOICE})


def offers_none(question: Question) -> bool:
    """Whether *there is none* is an answer to a question."""
    return bool(question.none) or question.type is ValueType.DOCUMENT


class Answers:
    """The values of questions; each is made once."""

    def __init__(self, paths: PathNumbers) -> None:
        self._paths = paths
        self._values: dict[str, Value] = {}
        self._columns: dict[str, Column] = {}

    def answer(self, question: Question) -> Value:
        """The value of a question of the bank."""
        path = question.path
        if path not in self._values:
            self._values[path] = self._value(question, path, lambda end: self.column(path + end))
        return self._values[path]

    def column(self, name: str) -> Column:
        """A column by its name, the same one each time."""
        return self._columns.setdefault(name, Column(name))

    def _value(self, question: Question, path: str, held: Callable[[str], RowExpression]) -> Value:
        if question.type in {ValueType.LIST, ValueType.CHOICES}:
            return self._list(question, path, held)
        value = held("")
        missing = is_null(value)
        state: RowExpression = case_of(((missing, constant(MISSING)),), SURE)
        if offers_none(question):
            state = case_of(((held(NONE), constant(NULL_STATE)),), state)
        waits = self._paths.waiting(path).where(equals(state, MISSING))
        if question.type is ValueType.BOOLEAN:
            truth = case_of(((value, constant(MET)),), constant(NOT_MET))
            return TruthValue(case_of(((equals(state, KNOWN), truth),), state), waits)
        if question.type is ValueType.DATE:
            return DateValue(state, value, waits)
        if question.type in _TEXTS:
            return TextValue(state, value, waits)
        if question.type in NUMERIC:
            if question.none:
                return NumberValue(state, value, value, waits, question.minimum)
            waits = self._paths.waiting(path).where(missing)
            low = case_of(((missing, constant(question.minimum)),), value)
            high = case_of(((missing, constant(question.maximum)),), value)
            return NumberValue(SURE, low, high, waits, question.minimum)
        raise NotInterpreted(f"`{path}`, an answer that is a length of time,")

    def _list(self, question: Question, path: str, held: Callable[[str], RowExpression]) -> Rows:
        value = held("")
        open_ = disjunction((is_null(value), held(SO_FAR)))
        waits = self._paths.waiting(path).where(open_)
        return Rows(
            items(value),
            lambda item: self._item(question, path, item),
            None,
            open_,
            self._further(question, self._paths.waiting(path)),
            constant(MISSING),
            SURE,
            waits,
        )

    def _item(self, question: Question, path: str, item: RowExpression) -> Value:
        if not question.each:
            return TextValue(SURE, item)
        made: dict[str, Value] = {}

        def entry(name: str) -> Value | None:
            field = question.each.get(name)
            if field is None:
                return None
            if name not in made:
                made[name] = self._value(
                    field, f"{path}.{name}", lambda end: Member(item, name + end)
                )
            return made[name]

        return Context(entry)

    def _further(self, question: Question, waits: Waiting) -> Value:
        """The value of any further item; it waits for the list as a whole."""
        if not question.each:
            return TextValue(constant(MISSING), NULL, waits)

        def entry(name: str) -> Value | None:
            field = question.each.get(name)
            return None if field is None else self._absent(field, waits)

        return Context(entry)

    def _absent(self, question: Question, waits: Waiting) -> Value:
        """The value of a field of an item that may yet come."""
        missing = constant(MISSING)
        if question.type in NUMERIC and not question.none:
            low, high = constant(question.minimum), constant(question.maximum)
            return NumberValue(SURE, low, high, waits, question.minimum)
        if question.type in NUMERIC:
            return NumberValue(missing, NULL, NULL, waits, question.minimum)
        if question.type in {ValueType.LIST, ValueType.CHOICES}:
            tail = self._further(question, waits)
            return Rows(
                EMPTY,
                lambda item: self._item(question, question.path, item),
                None,
                TRUE,
                tail,
                missing,
                SURE,
                waits,
            )
        if question.type is ValueType.BOOLEAN:
            return TruthValue(missing, waits)
        if question.type is ValueType.DATE:
            return DateValue(missing, NULL, waits)
        return TextValue(missing, NULL, waits)
