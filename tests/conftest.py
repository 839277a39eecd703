"""What holds for every test: examples tried, rules loaded once, kept outputs written anew."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

from authorisation.cli.main import SELDOM
from authorisation.language.yaml.files import ParsedFiles, keeping_parsed
from tests.disk import wait_for_no_disk
from tests.examples import register_profiles
from tests.expected import OPTION, assert_expected, write_anew
from tests.shipped import load_once

PARSED = ParsedFiles()

register_profiles()
load_once()
wait_for_no_disk()
# What is loaded once and shared lives to the end: looking through it again and again for garbage
# took a quarter of the time.
gc.set_threshold(SELDOM)

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Parse no file of rules twice, whichever tests read it: what one changes is parsed anew."""
    with keeping_parsed(PARSED):
        return (yield)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected, which lives to the end, out of every later look."""
    gc.freeze()


def _compares(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and (
        assert_expected.__name__ in item.function.__code__.co_names
    )
