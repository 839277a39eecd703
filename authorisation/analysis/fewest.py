"""Fewer answers that show the same as more: a submission that has them, or that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from authorisation.analysis.encoding.answers import AnswerVariables
from authorisation.analysis.encoding.terms import (
    Truth,
    and_,
    any_,
    at_most,
    constant,
    not_,
    number_of,
    or_,
)
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Build, Inquiry, Reply, Shows
from authorisation.model.question import ValueType

_LISTS: Final = frozenset({ValueType.LIST, ValueType.CHOICES})


def find_fewer(inquiry: Inquiry, build: Build, shows: Shows, number: int) -> Reply:
    """A submission with fewer answers than that shows something, or that none can.

    An assessor's grade counts as an answer, and a list as one. The inquiry is about partial
    submissions, and says how long that may take.

    Raises:
        EngineUnavailable: the solver is not installed.
        SolverDisagrees: the engine does not see what the solver found.
    """

    def fewer(terms: Sequence[RuleSetTerms]) -> Truth:
        # What is looked for comes first, for answers become variables when it looks at them.
        wanted = build(terms)
        return and_(wanted, at_most(number_of(_answer_truths(terms)), constant(number - 1)))

    return inquiry.find(fewer, shows, small=False)


def _answer_truths(terms: Sequence[RuleSetTerms]) -> Iterator[Truth]:
    """Yield whether each answer that was looked at is given, and each grade."""
    yield from map(_is_given, terms[0].space.made.values())
    grades = {name: truths for each in terms for name, truths in each.grades.items()}
    yield from (any_(truths.values()) for truths in grades.values())


def _is_given(answer: AnswerVariables) -> Truth:
    finished = not_(answer.missing)
    if answer.question.type not in _LISTS:
        return finished
    entries = (slot.there for slot in answer.slots)
    return or_(finished, answer.begun, *entries, *answer.options.values())
