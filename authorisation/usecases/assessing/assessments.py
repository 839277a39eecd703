"""The assessments of a run, and the errors that keep several from being made.

An assessment takes many times the memory of its submission, and little of the time that it takes to
read one; so thousands are never held at once: the latest few are, and any other is made again when
asked for. Whoever goes through them once has each made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, overload

from msgspec.structs import replace

from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError, InvalidSubmission
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.language.yaml.characters import quote
from authorisation.model.submission import Submission

HELD: Final = 48
HELD_WITH_OTHERS: Final = 2
"""How many are held where each has steps about every other submission."""


class Assessments(Sequence[Assessment]):
    """Assessments by number, each of one submission."""

    def __init__(
        self,
        submissions: Sequence[Submission],
        make: Callable[[int], Assessment],
        notice: Callable[[int, Assessment | AuthorisationError], None] | None = None,
        *,
        held: int = HELD,
    ) -> None:
        """`notice` is told what each comes to when it is first made; what is refused is left out.

        Without it all are taken to come to an assessment.
        """
        self._asked = submissions
        self._made = lru_cache(held)(make)
        self._numbers: list[int] = [] if notice else list(range(len(submissions)))
        self._coming = None if notice is None else self._make_all(notice)

    def _make_all(
        self, notice: Callable[[int, Assessment | AuthorisationError], None]
    ) -> Iterator[Assessment]:
        for number in range(len(self._asked)):
            try:
                made = self._made(number)
            except AuthorisationError as error:
                notice(number, error)
            else:
                self._numbers.append(number)
                notice(number, made)
                yield made

    @property
    def begun(self) -> bool:
        """Whether none is still to be made for the first time."""
        return self._coming is None

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """The submissions, in the order of their assessments."""
        self.finish()
        return tuple(self._asked[number] for number in self._numbers)

    def finish(self) -> None:
        """Make those that are still to come."""
        coming, self._coming = self._coming, None
        for _ in coming or ():
            pass

    @classmethod
    def held(cls, assessments: Sequence[Assessment]) -> Assessments:
        """Assessments that were made already and are all held."""
        return cls([each.submission for each in assessments], assessments.__getitem__)

    def __len__(self) -> int:
        self.finish()
        return len(self._numbers)

    @overload
    def __getitem__(self, number: int) -> Assessment: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Assessment]: ...
    def __getitem__(self, number: int | slice) -> Assessment | Sequence[Assessment]:
        places = range(len(self))[number]
        numbers = self._numbers
        if isinstance(places, int):
            return self._made(numbers[places])
        return [self._made(numbers[place]) for place in places]

    def __iter__(self) -> Iterator[Assessment]:
        coming, self._coming = self._coming, None
        return map(self._made, self._numbers) if coming is None else coming


class AllBut(Sequence[Submission]):
    """All submissions of a run but one, without a copy for each."""

    def __init__(self, submissions: Sequence[Submission], without: Submission) -> None:
        self._submissions = submissions
        self._without = without

    def __len__(self) -> int:
        return len(self._submissions) - 1

    @overload
    def __getitem__(self, number: int) -> Submission: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Submission]: ...
    def __getitem__(self, number: int | slice) -> Submission | Sequence[Submission]:
        return tuple(self)[number]

    def __iter__(self) -> Iterator[Submission]:
        return (each for each in self._submissions if each is not self._without)


def merge_identical(
    refused: Iterable[tuple[Submission, AuthorisationError]],
) -> tuple[AuthorisationError, ...]:
    """Join equal errors that point into the rules, and say whose assessment they prevent.

    What points into a submission, or says which one, says whose it is by itself.
    """
    alike: dict[str, list[tuple[Submission, AuthorisationError]]] = {}
    for submission, error in refused:
        alike.setdefault(str(error), []).append((submission, error))
    return tuple(
        error
        for group in alike.values()
        for error in _joined([each for each, _ in group], [error for _, error in group])
    )


def _joined(
    submissions: Sequence[Submission], errors: Sequence[AuthorisationError]
) -> Sequence[AuthorisationError]:
    first = errors[0]
    if not isinstance(first, InvalidSubmission) or not submissions[0].file or first.file:
        return errors
    if any(problem.at.file == submissions[0].file for problem in first.problems):
        return errors
    whose = join_words(name_few([quote(submission.file) for submission in submissions]))
    return [
        InvalidSubmission(
            (
                replace(problem, message=f"{problem.message}, the day that counts for {whose}")
                for problem in first.problems
            ),
            file="; ".join(submission.file for submission in submissions),
        )
    ]
