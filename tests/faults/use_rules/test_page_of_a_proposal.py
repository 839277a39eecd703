"""The page of a proposal says once what each criterion weighs, and whose each entry is."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.report.pages.rules.rule_set import rule_set_document
from authorisation.usecases.library import Library
from tests.rule_sets.folders import child_head, copy_folder, write_files

PROPOSAL = {
    "rules/proposal/ruleset.yaml": child_head(
        "proposal",
        "demo",
        "2012-03-01",
        in_force="{from: 2012-02-01}",
        sources="{plan: {title: The Plan, standing: law}}",
    ),
    "rules/proposal/criteria/all.yaml": """\
criteria:
  - amend:
      id: SIZE
      severity: {2012-02-01: {value: gate, source: plan}, 2012-08-01: {value: note, source: plan}}
  - remove: {id: LAY, reason: nobody asks for it, source: plan#2}
""",
    "rules/proposal/outcomes.yaml": "outcomes: [{id: granted, when: 'true', source: plan}]\n",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("proposal")
    copy_folder("demo", folder)
    write_files(PROPOSAL, folder)
    rules = Library(folder / "rules").rule_set("proposal")
    return render(rule_set_document(rules), FileFormat.MARKDOWN).decode()


def test_a_severity_that_ends_before_the_rules_begin_is_not_shown(page: str) -> None:
    assert "| SIZE | gate; note from 1 August 2012 |" in page
    assert "- Needed before a full budget (gate; law: The Plan); from 1 August 2012:" in page


def test_each_entry_says_whose_it_is(page: str) -> None:
    assert "- New or changed here\n" in page
    assert "Used by SIZE. From demo 2012-01-01." in page


def test_what_was_removed_has_its_title_and_its_source(page: str) -> None:
    gone = "- LAY, Somebody on the board is lay: nobody asks for it (law: The Plan, s.2)\n"
    assert gone in page
