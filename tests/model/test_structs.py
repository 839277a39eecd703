"""Values that leave a field out of what they compare do so for `==` and for `!=`."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from authorisation.engine.assess import assess
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import NO_SPAN
from authorisation.model.submission import Submission
from tests.shipped import shipped_program

SUBMISSION = Submission(name="Example", answers={}, as_of=date(2012, 10, 1))
FINDING, SAME, OTHER = (
    assess(shipped_program("statutory-2012"), SUBMISSION).findings[place] for place in (0, 0, 1)
)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        pytest.param(
            parse("a + 1"),
            msgspec.structs.replace(parse("a + 1"), span=NO_SPAN),
            parse("a + 2"),
            id="nodes",
        ),
        pytest.param(
            SUBMISSION,
            msgspec.structs.replace(SUBMISSION, comments=("a comment",)),
            msgspec.structs.replace(SUBMISSION, name="Another"),
            id="values that compare a part of themselves",
        ),
        pytest.param(FINDING, SAME, OTHER, id="findings of two assessments"),
    ],
)
def test_what_is_equal_is_not_unequal(one: object, same: object, other: object) -> None:
    assert (one == same, one != same) == (True, False)
    assert (one == other, one != other) == (False, True)
