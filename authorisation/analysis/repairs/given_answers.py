"""The answers of one submission as variables: those that may change, beside those that stay.

What stays is a constant, so that the rules are encoded over little. Every variable is named after
the space that it belongs to, since what is true of a variable is so wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import count, pairwise

import msgspec

from authorisation.analysis.encoding.answers import (
    MOST_TEXTS,
    AnswerSpace,
    AnswerVariables,
    ListSlot,
    absent_shape,
    further_item,
)
from authorisation.analysis.encoding.findings import FindingTerms, grade_if_met
from authorisation.analysis.encoding.formulas import shape_of
from authorisation.analysis.encoding.shapes import (
    MISSING,
    Cases,
    Entries,
    ListShape,
    NotEncoded,
    Slot,
    one_case,
)
from authorisation.analysis.encoding.terms import Truth, and_, define, integer, not_, or_, variable
from authorisation.analysis.encoding.verdict_sets import VerdictTerms
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.model_answers import NOT_GIVEN, Given, NotGiven
from authorisation.engine.judge.assessors import counted_grades, latest_judgements
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import Criterion
from authorisation.model.value import Answer, Items

_spaces = count(1)


class GivenAnswers(AnswerSpace):
    """Answers as they were given, of which those at some paths may be others.

    An answer that was given stays one: it may change, and not go missing. A list that was given may
    lose items, have others in their place, and gain up to `spare`, while what nobody can change in
    an item stays as long as the item does; of one that may still grow, or was not given, `places`
    says how many it may gain, by its path. With `only_missing` nothing that was given changes: what
    is missing is answered.
    """

    def __init__(
        self,
        given: Mapping[str, Answer],
        free: AbstractSet[str],
        *,
        spare: int,
        places: Callable[[str], int],
        only_missing: bool = False,
    ) -> None:
        super().__init__(partial=True, slots={})
        self.given = given
        self._free = free
        self._spare = spare
        self._places = places
        self._only_missing = only_missing
        self._space = f"given {next(_spaces)}"

    def answer(self, question: Question) -> Cases:
        """The value of a question: a constant, unless its answer may change."""
        path = question.path
        if path in self._free:
            return super().answer(question)
        if path not in self._values:
            self._values[path] = _constant(self.given.get(path, NOT_GIVEN), question)
        return self._values[path]

    def _answer(self, path: str, question: Question) -> tuple[AnswerVariables, Cases]:
        name = f"{self._space}: {path}"
        return self._variables(name, question, self.given.get(path, NOT_GIVEN), path)

    def _variables(
        self, name: str, question: Question, given: Given, path: str
    ) -> tuple[AnswerVariables, Cases]:
        if question.type not in {ValueType.LIST, ValueType.CHOICES}:
            return self._single(name, question, partial=isinstance(given, NotGiven))
        items, finished = items_of(given)
        grows: Truth = False if finished else variable(f"{name}: may grow")
        begun = isinstance(given, Items)
        if question.type is ValueType.CHOICES:
            options = {
                option: True
                if self._only_missing and option in items
                else variable(f"{name}: {option}")
                for option in question.of
            }
            chosen = tuple(Slot(one_case(o), truth) for o, truth in options.items())
            _finish(grows, [truth for option, truth in options.items() if option not in items])
            variables = AnswerVariables(name, question, grows, options=options)
            return variables, one_case(ListShape(chosen, grows, one_case(MISSING), begun))
        spare = self._spare if finished else self._places(path)
        spare = min(spare, question.max_items - len(items))
        slots = [
            self._item(f"{name}[{place}]", question, item, path)
            for place, item in enumerate((*items, *(NOT_GIVEN,) * spare), start=1)
        ]
        for (before, _), (after, _) in pairwise(slots[len(items) :]):
            define([after.there], or_(not_(after.there), before.there))
        _finish(grows, [slot.there for slot, _ in slots[len(items) :]])
        listed = tuple(slot for _, slot in slots)
        variables = AnswerVariables(name, question, grows, slots=tuple(slot for slot, _ in slots))
        tail = one_case(further_item(question))
        return variables, one_case(ListShape(listed, grows, tail, begun))

    def _item(self, name: str, question: Question, item: Given, path: str) -> tuple[ListSlot, Slot]:
        there: Truth = variable(name)
        if not isinstance(item, NotGiven) and (self._only_missing or _stays(item, question)):
            there = True
            if not question.each:
                return ListSlot(there, {}), Slot(_constant_item(item, question))
        if not question.each:
            number = integer(f"{name}: text", 0, MOST_TEXTS)
            text = self.free_text(name, number, question)
            return ListSlot(there, {}, number), Slot(one_case(text), there)
        fields: dict[str, AnswerVariables] = {}

        def value(field: str) -> Cases:
            of = question.each[field]
            given = item.get(field, NOT_GIVEN) if isinstance(item, Mapping) else NOT_GIVEN
            if not is_missing(given, of) and (self._only_missing or of.fixed):
                return _constant(given, of)
            fields[field], found = self._field(f"{name}.{field}", of, item, f"{path}.{field}")
            return found

        entries = one_case(Entries.of_fields(question.each, value))
        return ListSlot(there, fields), Slot(entries, there)

    def _field(
        self, name: str, question: Question, item: Given, path: str
    ) -> tuple[AnswerVariables, Cases]:
        if isinstance(item, Mapping):
            return self._variables(name, question, item.get(question.path, NOT_GIVEN), path)
        if question.type in {ValueType.LIST, ValueType.CHOICES}:
            return self._variables(name, question, Items(()), path)
        # A further answer overturns nothing, so that an item added without it does no better.
        return self._single(name, question, partial=False)


def _finish(grows: Truth, added: Iterable[Truth]) -> None:
    """Have a list that gains items be finished: a further answer overturns nothing."""
    for there in added if grows is not False else ():
        define([there], or_(not_(there), not_(grows)))


class GivenTerms(RuleSetTerms):
    """The criteria and outcomes of the rules of an assessment, over answers that may change.

    Assessors' grades are those that they gave, and of other submissions the rules know nothing.
    A criterion in `met` is taken to be so where its truth there holds.
    """

    def __init__(
        self,
        program: Program,
        assessment: Assessment,
        space: AnswerSpace,
        *,
        met: Mapping[str, Truth] = {},
    ) -> None:
        self._met = met
        super().__init__(
            program, space, assessment.dated_on, assessment.stage, assessment.overrides
        )
        if assessment.dated_on != assessment.as_of:
            raise NotEncoded("figures of another day than that of the assessment")
        self._judgements = assessment.counted_judgements

    def _name(self, name: str) -> Cases | None:
        if name == "others":
            anything = one_case(Entries(lambda _: one_case(MISSING)))
            return one_case(ListShape((), open=True, tail=anything))
        return super()._name(name)

    def finding(self, identifier: str) -> FindingTerms:
        """The possible verdicts of a criterion."""
        found = super().finding(identifier)
        if identifier not in self._met:
            return found
        met, possible = self._met[identifier], found.possible
        return msgspec.structs.replace(
            found,
            possible=VerdictTerms(
                met=or_(met, possible.met),
                not_met=and_(not_(met), possible.not_met),
                not_applicable=and_(not_(met), possible.not_applicable),
            ),
            unjudged=and_(not_(met), found.unjudged),
            grade=grade_if_met(found.criterion, met, found.grade),
        )

    def _grades(self, criterion: Criterion) -> Mapping[str, Truth]:
        entries = [each for each in self._judgements.entries if each.criterion == criterion.id]
        given = counted_grades(latest_judgements(entries))
        if len(given) > 1:
            raise NotEncoded(f"{criterion.id}, on which assessors differ,")
        scale = criterion.judgement.grades if criterion.judgement else {}
        return {grade: grade in given for grade in scale}


def is_missing(given: Given, question: Question) -> bool:
    """Whether something of an answer is missing: all of it, the rest of a list, or in an item."""
    if isinstance(given, NotGiven):
        return True
    if not isinstance(given, Items):
        return False
    return given.so_far or any(
        is_missing(item.get(name, NOT_GIVEN), field)
        for item in given.items
        if isinstance(item, Mapping)
        for name, field in question.each.items()
    )


def _stays(item: Answer, question: Question) -> bool:
    """Whether an item cannot be taken out: nobody can change the answer that names it."""
    named = question.name_by
    return isinstance(item, Mapping) and named in item and question.each[named].fixed


def items_of(given: Given) -> tuple[tuple[Answer, ...], bool]:
    """The items of a list, and whether it is finished."""
    if isinstance(given, Items):
        return given.items, not given.so_far
    return (), False


def _constant(given: Given, question: Question) -> Cases:
    """The value of an answer that stays as it is, given or not."""
    if isinstance(given, NotGiven):
        return one_case(absent_shape(question))
    if isinstance(given, Items):
        items, finished = items_of(given)
        slots = tuple(Slot(_constant_item(item, question)) for item in items)
        return one_case(
            ListShape(slots, not finished, one_case(further_item(question)), begun=True)
        )
    return one_case(shape_of(feel_value(given)))


def _constant_item(item: Answer, question: Question) -> Cases:
    if not isinstance(item, Mapping):
        return one_case(shape_of(feel_value(item)))
    return one_case(
        Entries.of_fields(
            question.each, lambda field: _constant(item.get(field, NOT_GIVEN), question.each[field])
        )
    )
