"""The tutorial: what it builds is what it says, beyond that its commands print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import pytest

from authorisation.language.rules.load import load_rule_set
from authorisation.language.schema.files import file_schema
from authorisation.language.yaml.document import parse_yaml
from authorisation.model.rules import UNSOURCED
from tests.docs.blocks import blocks
from tests.docs.transcript import Followed, follow
from tests.language.test_schema import seen_by_an_editor

PAGE = "docs/tutorial.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def followed(folder: Path) -> Followed:
    return follow(PAGE, folder)


@pytest.mark.slow
def test_a_case_fails_before_it_passes(followed: Followed) -> None:
    codes = [ran.code for ran in followed.ran if ran.command == "authorise test school-trusts"]

    assert codes == [0, 12, 0, 0]


def test_the_change_moves_one_applicant_by_name(followed: Followed) -> None:
    compared = [ran.output for ran in followed.ran if "--against" in ran.command]

    assert len(compared) == 1
    assert "- Harbour Schools (invented): Granted; before: Not ready yet\n" in compared[0]


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize("name", ["school-trusts", "lower-reserves"])
def test_no_figure_in_it_claims_a_source(folder: Path, name: str) -> None:
    rules = load_rule_set(name, root=folder)
    cited = [value.source for known in rules.parameters.values() for value in known.values]

    assert len(cited) >= 4
    assert set(cited) == {UNSOURCED}
    assert "(illustrative)" in rules.title


@pytest.mark.usefixtures("followed")
def test_every_file_of_rules_that_it_shows_names_its_schema_and_fits_it(folder: Path) -> None:
    rules = load_rule_set("school-trusts", root=folder)
    shown = [block for block in blocks(PAGE) if block.file and "applications" not in block.file]
    for block in shown:
        named = re.match(
            r"# yaml-language-server: \$schema=(\S+)/(\S+)\.schema\.json\n", block.text
        )
        assert named, block.place
        assert (folder / block.file).parent.joinpath(named[1]).resolve() == folder / "schemas"
        schema = jsonschema_rs.validator_for(file_schema(named[2], rules))
        seen = seen_by_an_editor(parse_yaml(block.text.encode(), block.file))
        assert [fault.message for fault in schema.iter_errors(seen)] == [], block.place

    assert len(shown) >= 8


def test_it_says_that_its_figures_are_invented() -> None:
    text = (Path(__file__).parents[1] / PAGE).read_text(encoding="utf-8")

    assert "**Every figure on this page is invented.**" in text
