"""A solver's model read back as the submission that it stands for, and made small.

What is read back proves nothing by itself: whoever asks has the engine confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.model_answers import AnswerReader
from authorisation.analysis.reduction import Parts, reduced
from authorisation.analysis.solver import Model
from authorisation.language.answers.answers import SO_FAR
from authorisation.language.answers.from_python import submission_from_python
from authorisation.language.answers.steps import as_written
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.model.value import Answer, Duration, Items

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


def witness_of(model: Model, space: AnswerSpace, encoded: Sequence[RuleSetTerms]) -> Witness:
    """The submission that a model stands for.

    Raises:
        NotEncoded: a text would have to match a pattern that no example was found for.
    """
    read = AnswerReader(model, space).answers()
    answers = {path: _written(answer, space.made[path].question) for path, answer in read.items()}
    grades = {
        identifier: grade
        for each in encoded
        for identifier, truths in each.grades.items()
        for grade, truth in truths.items()
        if model.holds(truth)
    }
    return Witness(answers, grades, day=encoded[0].day, stage=encoded[0].stage)


def _written(answer: Answer, question: Question) -> Any:  # noqa: ANN401 - of any type
    """An answer as it is written: a list that may still grow with all that is in it so far."""
    match answer:
        case Items(items=items, so_far=so_far):
            entries = [_written_entry(item, question) for item in items]
            return {SO_FAR: entries} if so_far else entries
        case Duration(days=days):
            return f"{days} days"
        case Decimal():
            return as_written(question)(answer)
        case _:
            return answer


def _written_entry(item: Answer, question: Question) -> Any:  # noqa: ANN401 - of any type
    if not isinstance(item, Mapping):
        return item
    return {name: _written(value, question.each[name]) for name, value in item.items()}


def reduced_witness(witness: Witness, shows: Callable[[Witness], bool]) -> Witness:
    """As little of a witness as may be that still shows what it must, with days near its own."""
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

    small = with_parts(reduced(parts, lambda fewer: shows(with_parts(fewer))))
    for place in _days_in(small.answers):
        for days in _DAYS_AWAY:
            near = small.day + timedelta(days=days)
            nearer = msgspec.structs.replace(small, answers=_with_day(small.answers, place, near))
            if shows(nearer):
                small = nearer
                break
    return small


_DAYS_AWAY: Final = (0, -1, 1, -30, 30, -365, 365, -3650, 3650)
"""How far from that of a submission a day is looked for that does as well."""


def _days_in(answers: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Yield where a day is answered: by path, and in lists by place and field."""
    if isinstance(answers, date):
        yield place
    elif isinstance(answers, Mapping | list):
        of = answers.items() if isinstance(answers, Mapping) else enumerate(answers)
        for key, answer in of:
            yield from _days_in(answer, (*place, key))


def _with_day(answers: Any, place: tuple[Any, ...], day: date) -> Any:  # noqa: ANN401
    """The answers with another day at a place."""
    if not place:
        return day
    first, *rest = place
    changed = _with_day(answers[first], tuple(rest), day)
    if isinstance(answers, Mapping):
        return {**answers, first: changed}
    return [*answers[:first], changed, *answers[first + 1 :]]


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
