"""The examples of docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from authorisation.partners import areas, plan_for_all, smallest


@pytest.mark.slow
@pytest.mark.parametrize("module", [areas, smallest, plan_for_all])
def test_the_examples_of_docstrings_run(module: ModuleType) -> None:
    found = doctest.testmod(module)

    assert found.attempted > 2
    assert not found.failed
