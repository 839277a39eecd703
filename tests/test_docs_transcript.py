"""How a page is followed: what an excerpt shows, and what counts as a command that failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.transcript import Followed, follow

Follow = Callable[[str], Followed]
OUTPUT = "one\n  two\nthree\n\nfour\n"


@pytest.fixture
def follow_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Follow a page of one block, where `authorise` prints the output above."""
    monkeypatch.setattr("tests.docs.transcript._authorise", lambda *_: (0, OUTPUT))

    def following(text: str) -> Followed:
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        return follow(str(page), tmp_path)

    return following


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("", OUTPUT, id="everything, where no part is named"),
        pytest.param(' from="two"', "…\n  two\nthree\n\nfour\n", id="from a line that is indented"),
        pytest.param(' before="four"', "one\n  two\nthree\n…\n", id="no empty line at the end"),
        pytest.param(' from="two" before="three"', "…\n  two\n…\n", id="one line"),
    ],
)
def test_an_excerpt_says_where_something_is_left_out(
    follow_page: Follow, words: str, shown: str
) -> None:
    page = follow_page(f"```console{words}\n$ authorise x\nas it was\n```\n")

    assert [text for _, text in page.transcripts] == [f"$ authorise x\n{shown}"]


@pytest.mark.parametrize("words", ['from="five"', 'from="three" before="two"'])
def test_an_excerpt_that_is_not_there_is_an_error_with_its_place(
    follow_page: Follow, words: str
) -> None:
    with pytest.raises(AssertionError, match=r"page\.md:1: `authorise x` prints no line"):
        follow_page(f"```console {words}\n$ authorise x\n```\n")


@pytest.mark.parametrize(
    ("lines", "failed"),
    [
        pytest.param("$ (exit 4)\n", ["(exit 4)"], id="an error that the page does not show"),
        pytest.param("$ (exit 4)\n$ echo $?\n4\n", [], id="an error that it shows"),
        pytest.param("$ (exit 10)\n$ (exit 11)\n", [], id="verdicts are no errors"),
    ],
)
def test_a_command_that_fails_is_known(follow_page: Follow, lines: str, failed: list[str]) -> None:
    page = follow_page(f"```console\n{lines}```\n")

    assert [ran.command for ran in page.failed] == failed
    assert [text for _, text in page.transcripts] == [lines]


def test_what_only_a_shell_understands_is_left_to_one(
    follow_page: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.docs.transcript._PROGRAM", "echo")
    page = follow_page("```sh run\nauthorise a  # a remark\nauthorise b > file\ncat file\n```\n")

    assert [ran.output for ran in page.ran] == [OUTPUT, "", "b\n"]


def test_files_are_written_and_commands_run_in_the_order_of_the_page(follow_page: Follow) -> None:
    page = follow_page("```text file=a/b\nhello\n```\n```sh run\ncat a/b\n```\n```sh\nfalse\n```\n")

    assert [(ran.command, ran.code, ran.output) for ran in page.ran] == [("cat a/b", 0, "hello\n")]
