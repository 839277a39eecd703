"""The assessments of a run: the latest few are held, and any other is made again when asked for.

An assessment takes many times the memory of its submission, and little of the time that it takes to
read one; so thousands are never held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, overload

from authorisation.engine.results import Assessment
from authorisation.model.submission import Submission

HELD: Final = 64


class Assessments(Sequence[Assessment]):
    """Assessments by number, each of one submission."""

    def __init__(
        self, submissions: Sequence[Submission], make: Callable[[int], Assessment]
    ) -> None:
        self.submissions = tuple(submissions)
        """What each is an assessment of; asked for, it makes none."""
        self._made = lru_cache(HELD)(make)

    @classmethod
    def held(cls, assessments: Sequence[Assessment]) -> Assessments:
        """Assessments that were made already and are all held."""
        return cls([each.submission for each in assessments], assessments.__getitem__)

    def __len__(self) -> int:
        return len(self.submissions)

    @overload
    def __getitem__(self, number: int) -> Assessment: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Assessment]: ...
    def __getitem__(self, number: int | slice) -> Assessment | Sequence[Assessment]:
        numbers = range(len(self))[number]
        return self._made(numbers) if isinstance(numbers, int) else [self._made(n) for n in numbers]

    def __iter__(self) -> Iterator[Assessment]:
        return map(self._made, range(len(self)))


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
