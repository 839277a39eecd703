"""Small slips of those who try the program are told with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import authorisation
from authorisation.api.results import Replay
from authorisation.errors import InvalidOption
from authorisation.records.differences import Difference
from authorisation.usecases.replay import Replayed

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "<Replay: the same>"), (1, "<Replay: 1 difference>"), (2, "<Replay: 2 differences>")],
)
def test_a_replay_counts_its_differences_as_people_do(count: int, shown: str) -> None:
    assert repr(Replay(Replayed((Difference("a", "1", "2"),) * count))) == shown


@pytest.mark.parametrize("name", ["", "  "])
def test_a_rule_set_without_a_name_is_told(run: Run, name: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        authorisation.load(name)
    refused = run("assess", "granted.yaml", "--rules", name)

    assert str(caught.value).startswith("rules: ")
    assert str(caught.value).endswith(
        'is no place\n  help: give the name of a rule set, such as "gpcc-2010", or its folder'
    )
    assert refused.stderr == "an empty name: there is no such rule set\n  help: there are: demo\n"


@pytest.mark.parametrize("title", ["", " ", "\n"])
def test_a_title_that_is_empty_is_told(run: Run, title: str) -> None:
    refused = run("new", "trusts", "--title", title)

    assert (refused.exit_code, refused.stderr) == (
        2,
        ("the title is empty\n  help: write what the rule set is called, or leave `--title` out\n"),
    )
    assert not Path("trusts").exists()


@pytest.mark.parametrize("place", ["../trusts", "rules/../trusts", "../../trusts"])
def test_a_rule_set_is_not_written_out_of_the_folder(run: Run, folder: Path, place: str) -> None:
    refused = run("new", place)

    assert (refused.exit_code, refused.stderr) == (
        2,
        (
            f"{place}: this leads out of a folder, and questions would be written there too\n"
            "  help: go to the folder that is to hold it, then `authorise new trusts`\n"
        ),
    )
    assert not (folder.parent / "trusts").exists()
