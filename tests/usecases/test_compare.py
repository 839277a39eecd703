"""Comparing: the same files under two sets of rules, and what is wrong with one said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidOption
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.assessing.compare import compare
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder


def demo() -> Request:
    """A request for the rules of the folder that a test stands in."""
    return Request(rules="demo", library=Library(Path("rules")))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small rules, and a draft of others beside them under which more is needed."""
    copy_folder("demo", tmp_path)
    for place in (tmp_path / "rules/demo").rglob("*.yaml"):
        draft = tmp_path / "rules/draft" / place.relative_to(tmp_path / "rules/demo")
        draft.parent.mkdir(parents=True, exist_ok=True)
        text = place.read_text().replace("id: demo\n", "id: draft\n")
        draft.write_text(text.replace("value: 1000", "value: 1400"))
    monkeypatch.chdir(tmp_path)


def outcomes(*files: str, request: Request | None = None, against: str = "draft") -> list[str]:
    """Each file with its outcome before and now."""
    now = request or demo()
    compared = compare([Path(file) for file in files], now.against(against), now)
    return [
        f"{now.submission.file}: {before.outcome_ids[0]}, {now.outcome_ids[0]}"
        for before, now in compared.pairs
    ]


def test_each_file_has_both_of_its_assessments_the_earlier_rules_first() -> None:
    assert outcomes("granted.yaml", "conditions.yaml") == [
        "granted.yaml: granted, granted",
        "conditions.yaml: refused, granted with conditions",
    ]


def test_a_figure_set_for_this_run_is_not_set_in_the_other_rules() -> None:
    request = Request(rules="demo", library=Library(Path("rules")), settings=("least=2000",))

    assert outcomes("granted.yaml", request=request, against="demo") == [
        "granted.yaml: granted, refused"
    ]


def test_what_cannot_be_used_is_told_once_and_its_code_is_that_of_the_run() -> None:
    compared = compare([Path("bad.yaml"), Path("granted.yaml")], demo().against("draft"), demo())

    assert [str(each).splitlines()[0] for each in compared.unusable] == [
        "bad.yaml:3:11: no question is called `population.registred`"
    ]
    assert (compared.exit_code, len(list(compared.pairs))) == (4, 1)
    assert compare([Path("refused.yaml")], demo().against("draft"), demo()).exit_code == 0


def test_what_only_one_of_the_two_can_use_has_no_pair() -> None:
    with_date = Path("old.yaml")
    with_date.write_text(Path("granted.yaml").read_text().replace("2012-06-01", "2011-06-01"))
    ruleset = Path("rules/draft/parameters.yaml")
    ruleset.write_text(ruleset.read_text().replace("2012-01-01: ", "2010-01-01: "))

    compared = compare([with_date], demo().against("draft"), demo())

    assert (list(compared.pairs), len(compared.unusable)) == ([], 1)
    assert "`least` has no value yet on 2011-06-01" in str(compared.unusable[0])


def test_what_can_be_read_once_cannot_be_compared() -> None:
    with pytest.raises(InvalidOption, match="stdin can be read once"):
        compare([Path("-")], demo().against("draft"), demo())


def test_how_many_are_done_is_told_once_each() -> None:
    done: list[int] = []
    compare(
        [Path("granted.yaml"), Path("refused.yaml")], demo().against("draft"), demo(), done.append
    )

    assert done == [1, 2]
