"""Whether the tests that need durable-rules ran, said once and aloud."""

from __future__ import annotations

import os

import pytest

from authorisation.inference.durable.engine import install_remedy, is_installed


def test_durable_rules_is_here() -> None:
    if not is_installed() and "AUTHORISATION_NEEDS_REGIME" not in os.environ:
        pytest.skip(
            f"durable-rules is not installed, so its tests did not run; try: {install_remedy()}"
        )

    assert is_installed()
