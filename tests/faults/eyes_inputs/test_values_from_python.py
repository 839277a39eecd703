"""What Python gives as a name, a code or a figure and is none is refused in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import authorisation
from authorisation.errors import AuthorisationError

NAN = Decimal("sNaN")


@pytest.mark.parametrize(
    ("answers", "head", "message"),
    [
        ({}, {"code": []}, "code: text is wanted here, not a list []"),
        ({}, {"code": {}}, "code: text is wanted here, not a dict {}"),
        ({}, {"name": []}, "name: text is wanted here, not a list []"),
        ({}, {"name": "a\nb"}, "name: this text has more than one line"),
        ({}, {"as_of": NAN}, "as_of: a Decimal Decimal('sNaN') is no day"),
        (
            {"population.registered": NAN},
            {},
            'answers["population.registered"]: `sNaN` is not a number',
        ),
    ],
)
def test_r11_what_is_none_is_refused_with_its_place(
    answers: dict[str, Any], head: dict[str, Any], message: str
) -> None:
    rules = authorisation.load("gpcc-2010").on("2012-10-01")

    with pytest.raises(AuthorisationError) as refused:
        rules.assess(answers, **head)

    assert str(refused.value).partition("\n")[0] == message


def test_r11_a_figure_that_is_no_number_is_refused() -> None:
    rules = authorisation.load("gpcc-2010")

    with pytest.raises(AuthorisationError, match="is not a number"):
        rules.with_values(self_pooling_population=NAN)
