"""What holds for every test: how many examples are tried, and when kept outputs are written anew."""

from __future__ import annotations

import pytest

from tests.examples import register_profiles
from tests.expected import OPTION, assert_expected, write_anew
from tests.shipped import load_once

register_profiles()

collect_ignore_glob = ["rule_sets/*/rules/*"]
"""Small rules stand there to be read by tests; some of their cases are to fail."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION,
        action="store_true",
        help="write anew the files that whole outputs are compared with; no other test runs",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(OPTION):
        write_anew()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run only the tests that compare with kept files, where those are to be written anew."""
    if config.getoption(OPTION):
        others = [item for item in items if not _compares(item)]
        items[:] = [item for item in items if _compares(item)]
        config.hook.pytest_deselected(items=others)


def _compares(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and (
        assert_expected.__name__ in item.function.__code__.co_names
    )


@pytest.fixture
def shipped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load each shipped rule set once for all tests: for those that do not try the loading."""
    load_once(monkeypatch)
