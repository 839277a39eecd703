"""Submissions and grades under the small rules whose outcomes look at grades."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from authorisation.engine.program.program import Program
from authorisation.model.submission import Judgements, Submission
from tests.agreement import grades_of
from tests.engine.worlds import DAY
from tests.rule_sets.folders import small_program

GRADED: Program = small_program("graded")
_CRITERIA = ("LEAD", "SHARE", "PLAN")
_GRADES = ("", "threshold met", "level I", "level II")
_OF_PLAN = ("", "level II")


def graded_submissions() -> Iterator[tuple[Submission, dict[str, str], Judgements]]:
    """Yield every grade or none of three criteria, beside every answer or none that they rest on."""
    answers = ({}, {"shared": True}, {"shared": False})
    sizes = ({}, {"patients": Decimal(999)}, {"patients": Decimal(1000)})
    for shared, size, *given in product(answers, sizes, _GRADES, _GRADES, _OF_PLAN):
        grades = dict(zip(_CRITERIA, given, strict=True))
        submission = Submission(name="A", answers={**shared, **size}, as_of=DAY)
        yield submission, grades, grades_of(GRADED.rules, DAY, grades)
