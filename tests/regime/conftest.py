"""The second engine, one process for all tests; where it is not installed, only what needs none runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from authorisation.inference.durable.engine import DurableEngine, is_installed

collect_ignore = (
    []
    if is_installed()
    else ["test_command.py", "test_gates.py", "test_opinion.py", "test_rete.py"]
)


@pytest.fixture(scope="session")
def rete() -> Iterator[DurableEngine]:
    with DurableEngine(deadline=60) as engine:
        yield engine
