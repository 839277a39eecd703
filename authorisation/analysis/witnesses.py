"""A solver's model read back as the submission that it stands for, and made small.

What is read back proves nothing by itself: whoever asks has the engine confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Generic, TypeAlias, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.model_answers import AnswerReader
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
K = TypeVar("K")
_T = TypeVar("_T")

_MANY: Final = 4
"""How many are left out at once at least, before they are tried one by one."""


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


class Parts(Struct, Generic[K], frozen=True):
    """The parts that may be left out of a submission: answers by path, and the keys of all else."""

    answers: Mapping[str, Answer]
    others: tuple[K, ...] = ()


Keeps: TypeAlias = Callable[[Parts[K]], bool]
"""Whether these parts still show it."""


def reduced(parts: Parts[K], keeps: Keeps[K], *, again: bool = True) -> Parts[K]:
    """The parts without whatever can be left out.

    Nothing that is left can be left out by itself: no answer, nothing else, no entry of a list, and
    no field of an entry but its last. Without `again`, in half the time, what was needed once
    stays, although more may have been left out since.
    """
    parts = _without_many(parts, keeps)
    removals = tuple(_removals(parts))
    at = failed = 0
    while failed < len(removals) and (again or at < len(removals)):
        at %= len(removals)
        fewer = removals[at](parts)
        if keeps(fewer):
            # In the place of what was left out there is now the next.
            parts, removals, failed = fewer, tuple(_removals(fewer)), 0
        else:
            at, failed = at + 1, failed + 1
    return parts


def _without_many(parts: Parts[K], keeps: Keeps[K]) -> Parts[K]:
    """The parts without many answers, or many entries of a list, at once."""

    def with_paths(paths: Sequence[str]) -> Parts[K]:
        return replace(parts, answers={path: parts.answers[path] for path in paths})

    parts = with_paths(_by_halves(tuple(parts.answers), lambda paths: keeps(with_paths(paths))))
    for path, answer in parts.answers.items():
        if isinstance(answer, Items):
            parts = _without_many_entries(parts, path, answer, keeps)
    return parts


def _without_many_entries(parts: Parts[K], path: str, answer: Items, keeps: Keeps[K]) -> Parts[K]:
    def with_items(items: tuple[Answer, ...]) -> Parts[K]:
        return _with_items(parts, path, items)

    return with_items(_by_halves(answer.items, lambda items: keeps(with_items(items))))


def _fields(item: Answer) -> Iterable[str]:
    """The fields of an entry that may be left out; one stays."""
    return item if isinstance(item, Mapping) and len(item) > 1 else ()


def _without_field(item: Answer, name: str) -> Answer:
    if not isinstance(item, Mapping) or name not in _fields(item):
        return item
    return MappingProxyType({key: each for key, each in item.items() if key != name})


def _by_halves(items: tuple[_T, ...], keeps: Callable[[tuple[_T, ...]], bool]) -> tuple[_T, ...]:
    """The items without half of them, a quarter, and so on, where the rest is enough."""
    size = len(items) // 2
    while size >= _MANY:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size :]
            if keeps(fewer):
                items = fewer
            else:
                start += size
        size //= 2
    return items


def _removals(parts: Parts[K]) -> Iterator[Callable[[Parts[K]], Parts[K]]]:
    """Yield what takes one thing out of these parts."""
    for path in parts.answers:
        yield partial(_without_answer, path=path)
    for place in range(len(parts.others)):
        yield partial(_without_other, place=place)
    for path, answer in parts.answers.items():
        if isinstance(answer, Items):
            yield from _list_removals(path, answer.items)


def _list_removals(path: str, items: Sequence[Answer]) -> Iterator[Callable[[Parts[K]], Parts[K]]]:
    for place in range(len(items)):
        fewer = (*items[:place], *items[place + 1 :])
        yield partial(_with_items, path=path, items=fewer)
    for place, item in enumerate(items):
        for name in _fields(item):
            fewer = (*items[:place], _without_field(item, name), *items[place + 1 :])
            yield partial(_with_items, path=path, items=fewer)


def _without_answer(parts: Parts[K], path: str) -> Parts[K]:
    return replace(parts, answers={k: each for k, each in parts.answers.items() if k != path})


def _without_other(parts: Parts[K], place: int) -> Parts[K]:
    return replace(parts, others=parts.others[:place] + parts.others[place + 1 :])


def _with_items(parts: Parts[K], path: str, items: tuple[Answer, ...]) -> Parts[K]:
    answer = parts.answers[path]
    so_far = isinstance(answer, Items) and answer.so_far
    return replace(parts, answers={**parts.answers, path: Items(items, so_far=so_far)})
