"""A solver's model read back as the submission that it stands for, and made small.

What is read back proves nothing by itself: whoever asks has the engine confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from authorisation.analysis.encoding.answers import (
    AnswerSpace,
    AnswerVariables,
    ListSlot,
    step_of,
)
from authorisation.analysis.encoding.calendar import date_of
from authorisation.analysis.encoding.terms import Linear
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.patterns import example_of
from authorisation.analysis.reduction import Parts, reduced
from authorisation.analysis.solver import Model
from authorisation.language.answers.answers import SO_FAR
from authorisation.language.answers.from_python import submission_from_python
from authorisation.language.answers.steps import as_written
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.model.value import Items

ASSESSOR: Final = "An assessor"
REASON: Final = "an example"
DOCUMENT: Final = "Paper 1"
NAME: Final = "Example"


class Witness(msgspec.Struct, frozen=True):
    """A submission that shows something: its answers by path, as Python has them, and grades.

    `answers` are as `Rules.assess` takes them, so that they can be written into a file.
    """

    answers: Mapping[str, Any]
    grades: Mapping[str, str] = {}
    """The grade that an assessor gave on each criterion."""
    figures: Mapping[str, Decimal] = {}
    """The figures that are free, by name."""
    day: date = date(2000, 1, 1)
    stage: Stage = Stage.SELF_ASSESSMENT

    def evidence(self, rules: RuleSet) -> dict[str, list[dict[str, str]] | dict[str, str]]:
        """Evidence for every answer that needs some, by path."""
        return {
            path: {"document": DOCUMENT}
            for path in self.answers
            if path in rules.bank and rules.bank[path].evidence
        }

    def submission(self, rules: RuleSet) -> Submission:
        """The submission that has these answers.

        Raises:
            InvalidSubmission: a file with these answers would be refused.
        """
        head = {
            "name": NAME,
            "as_of": self.day,
            "received_on": self.day,
            "stage": self.stage.value,
            "evidence": self.evidence(rules) if self.stage is Stage.DECISION else None,
        }
        answers = {path: value for path, value in self.answers.items() if path in rules.bank}
        return submission_from_python(answers, rules, head)

    def judgements(self) -> Judgements:
        """The grades as an assessor's judgements, given on the day of the submission."""
        return Judgements(
            entries=tuple(
                Judgement(
                    criterion=criterion, assessor=ASSESSOR, on=self.day, grade=grade, reason=REASON
                )
                for criterion, grade in self.grades.items()
            )
        )


def read_witness(model: Model, space: AnswerSpace, encoded: Sequence[RuleSetTerms]) -> Witness:
    """The submission that a model stands for.

    Raises:
        NotEncoded: a text would have to match a pattern that no example was found for.
    """
    reader = _Reader(model, space)
    answers = {}
    for path, variables in space.made.items():
        value = reader.answer(variables)
        if value is not _UNANSWERED:
            answers[path] = value
    grades = {
        identifier: grade
        for each in encoded
        for identifier, truths in each.grades.items()
        for grade, truth in truths.items()
        if model.holds(truth)
    }
    return Witness(answers, grades, day=encoded[0].day, stage=encoded[0].stage)


class _Unanswered:
    pass


_UNANSWERED: Final = _Unanswered()


class _Reader:
    """Reads answers from a model; every text that need not be equal to another is different."""

    def __init__(self, model: Model, space: AnswerSpace) -> None:
        self._model = model
        self._space = space
        self._written = {number: text for text, number in space.texts.items()}
        self._numbers = iter(range(1, 10**9))

    def answer(self, variables: AnswerVariables) -> Any:  # noqa: ANN401 - of any type
        """One answer as Python has it, or that there is none."""
        question = variables.question
        if question.type is ValueType.CHOICES:
            chosen = [o for o, truth in variables.options.items() if self._model.holds(truth)]
            return self._list(chosen, variables)
        if question.type is ValueType.LIST:
            entries = [entry for slot in variables.slots for entry in self._entries(slot, question)]
            return self._list(entries, variables)
        if self._model.holds(variables.missing):
            return _UNANSWERED
        if self._model.holds(variables.none):
            return None
        return self._given(variables)

    def _list(self, entries: list[Any], variables: AnswerVariables) -> Any:  # noqa: ANN401
        if not self._model.holds(variables.missing):
            return entries
        begun = entries or self._model.holds(variables.begun)
        return {SO_FAR: entries} if begun else _UNANSWERED

    def _given(self, variables: AnswerVariables) -> Any:  # noqa: ANN401
        question = variables.question
        match question.type:
            case ValueType.BOOLEAN:
                return self._model.holds(variables.truth)
            case ValueType.CHOICE:
                held = (o for o, truth in variables.options.items() if self._model.holds(truth))
                return next(held, question.of[0])
            case ValueType.DATE if variables.date:
                month, day = variables.date.month, variables.date.day
                return date_of(self._model.number(month), self._model.number(day))
            case ValueType.DURATION if variables.number:
                return f"{self._model.number(variables.number)} days"
            case _ if question.type in NUMERIC and variables.number:
                step = step_of(question)
                number = self._model.number(variables.number) * Decimal(1).scaleb(
                    -len(str(step.denominator)) + 1
                )
                return as_written(question)(number)
            case _:
                return self._text(question, variables.path, variables.number)

    def _entries(self, slot: ListSlot, question: Question) -> Iterator[Any]:
        if not self._model.holds(slot.there):
            return
        times = 1 if slot.times is None else max(1, self._model.number(slot.times))
        for _ in range(times):
            if not question.each:
                yield self._text(question, "", slot.text)
                continue
            found = ((name, self.answer(field)) for name, field in slot.fields.items())
            entry = {name: value for name, value in found if value is not _UNANSWERED}
            yield entry or self._least_entry(question)

    def _least_entry(self, question: Question) -> dict[str, Any]:
        """An entry of which nothing was looked at: it is named, where it has a name."""
        name = question.name_by or next(
            (n for n, f in question.each.items() if f.type in {ValueType.TEXT, ValueType.CODE}), ""
        )
        if not name:
            return {}
        field = question.each[name]
        if field.type is ValueType.CHOICE:
            return {name: field.of[0]}
        return {name: self._text(field, "", None)}

    def _text(self, question: Question, path: str, number: Linear | None) -> str:
        wanted = self._patterns(path)
        if wanted:
            return example_of(wanted)
        if number is not None and all(self._model.looked_at(term) for term in number.parts):
            value = self._model.number(number)
            return self._written.get(value) or self._named(question, value)
        return self._named(question, next(self._numbers))

    def _patterns(self, path: str) -> dict[str, bool]:
        return {
            pattern: self._model.holds(truth)
            for (name, pattern), truth in self._space.patterns.items()
            if name == path
        }

    @staticmethod
    def _named(question: Question, number: int) -> str:
        if question.type is ValueType.CODE or question.codes:
            return f"A{number:05}"
        return f"Paper {number}" if question.type is ValueType.DOCUMENT else f"Name {number}"


def reduced_witness(witness: Witness, shows: Callable[[Witness], bool]) -> Witness:
    """As little of a witness as may be that still shows what it must."""
    parts = Parts(
        {path: _as_answer(value) for path, value in witness.answers.items()},
        tuple(witness.grades),
    )

    def with_parts(parts: Parts[str]) -> Witness:
        return msgspec.structs.replace(
            witness,
            answers={path: _as_python(answer) for path, answer in parts.answers.items()},
            grades={criterion: witness.grades[criterion] for criterion in parts.others},
        )

    return with_parts(reduced(parts, lambda fewer: shows(with_parts(fewer))))


def _as_answer(value: Any) -> Any:  # noqa: ANN401 - of any type
    """A list as the engine has it, all else as it is."""
    so_far = isinstance(value, dict)
    entries = value[SO_FAR] if so_far else value
    return Items(tuple(entries), so_far=so_far) if isinstance(entries, list) else value


def _as_python(answer: Any) -> Any:  # noqa: ANN401 - of any type
    if not isinstance(answer, Items):
        return answer
    entries = [dict(each) if isinstance(each, Mapping) else each for each in answer.items]
    return {SO_FAR: entries} if answer.so_far else entries
