"""A figure of chance that is set for one run stays within its bounds, or is refused once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

import authorisation
from authorisation.errors import InvalidOption
from tests.shipped import RULES

Run = Callable[..., Result]
RETURNS = str(RULES.parent / "fixtures/returns/illustrative")


@pytest.mark.parametrize("rules", [(), ("--rules", "gpcc-2010")], ids=["each", "named"])
@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "chance_watch=2",
            (
                "`--set`: `chance_watch` is 2, and is to be above 0 and below 1\n"
                "  help: write a share of 1, such as `0.95`\n"
            ),
        ),
        (
            "chance_watch=0.999",
            (
                "`--set`: `chance_watch` is not below `chance_serious` from 2010-10-31\n"
                "  help: the watch limit is the nearer one: lower it\n"
            ),
        ),
    ],
)
def test_r4_a_level_outside_its_bounds_is_one_usage_error(
    run: Run, rules: tuple[str, ...], setting: str, message: str
) -> None:
    root = ("--rules-root", str(RULES))

    result = run("monitor", RETURNS, "--set", setting, *rules, *root)

    assert (result.exit_code, result.stderr) == (2, message)


def test_r4_python_refuses_it_too() -> None:
    rules = authorisation.load("gpcc-2010").with_values(chance_watch="2")

    with pytest.raises(InvalidOption, match=r"^`chance_watch` is 2, and is to be above 0"):
        rules.monitor(RETURNS, second_engine=False)
