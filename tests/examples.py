"""On how many examples a property is tried: few while one works, more before one hands in.

The profile is `dev`, `test` or `ci`, chosen by HYPOTHESIS_PROFILE or `--hypothesis-profile`. `make
quick` has the first, `make test` the second; `.ci/run` tries every property on all, by `make
test-long`.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

PROFILES: Final = {"dev": 15, "test": 40, "ci": 100}
"""How many examples a property that names no number of its own is tried on."""

LEAST: Final = 5


def register_profiles() -> None:
    """Tell Hypothesis of the profiles, and load the one chosen.

    How long drawing an example takes tells of the machine and of what else it is doing.
    """
    for name, number in PROFILES.items():
        settings.register_profile(
            name,
            max_examples=number,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def examples(in_ci: int) -> int:
    """The number of examples, under this profile, of a property that is tried on so many in `ci`."""
    return max(LEAST, in_ci * settings.default.max_examples // PROFILES["ci"])
