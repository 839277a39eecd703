"""README: its transcripts are what the program prints now, and nothing is left out of its tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from authorisation import errors
from authorisation.cli.main import COMMANDS
from tests.docs.blocks import ROOT, Block, blocks
from tests.docs.transcript import printed

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPTS = [block for block in blocks("README.md") if block.text.startswith("$ ")]


@pytest.mark.parametrize("block", TRANSCRIPTS, ids=[f"line {b.line}" for b in TRANSCRIPTS])
def test_a_transcript_is_what_is_printed_today(block: Block) -> None:
    assert printed(block) == block.text


def test_there_is_a_transcript() -> None:
    assert len(TRANSCRIPTS) >= 1


def test_every_command_has_its_line() -> None:
    assert tuple(re.findall(r"^\| `authorise (\w+)`", README, re.MULTILINE)) == COMMANDS


def test_every_exit_code_of_an_error_is_in_the_table() -> None:
    raised = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and hasattr(kind, "exit_code")
    }
    section = README.partition("## Exit codes")[2].partition("##")[0]

    assert raised <= {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}


@pytest.mark.parametrize("page", ["README.md", "docs/language.md", "docs/why.md", "CHANGELOG.md"])
def test_links_within_the_project_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    headings = {
        "#" + re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }

    assert [link for link in links if not (ROOT / Path(page).parent / link).exists()] == []
    assert [a for a in re.findall(r"\]\((#[^)]*)\)", text) if a not in headings] == []


def test_the_commands_to_type_name_files_and_rule_sets_that_exist() -> None:
    typed = re.findall(r"(?:fixtures/[\w.-]+|rules/[\w-]+(?=/))", README)

    assert [path for path in typed if not (ROOT / path).exists()] == []
