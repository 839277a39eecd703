"""README: its transcripts are what the program prints now, and nothing is left out of its tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from authorisation import errors
from authorisation.cli.main import COMMANDS
from tests.docs.blocks import ROOT, Block, blocks
from tests.docs.transcript import printed, stepped

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPTS = [block for block in blocks("README.md") if block.text.startswith("$ ")]


@pytest.mark.parametrize("block", TRANSCRIPTS, ids=[f"line {b.line}" for b in TRANSCRIPTS])
def test_a_transcript_is_what_is_printed_today(block: Block) -> None:
    assert printed(block) == block.text


def test_the_first_steps_work_as_written_in_a_folder_of_their_own(tmp_path: Path) -> None:
    for name in ("fixtures", "rules"):
        (tmp_path / name).symlink_to(ROOT / name)
    ran = []
    for block in blocks("README.md"):
        if block.file:
            place = tmp_path / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        elif "first-steps" in block.words:
            ran += [(line, *stepped(line, tmp_path)) for line in block.text.splitlines()]

    assert [(line, said) for line, code, said in ran if code not in (0, 10, 11)] == []
    assert len(ran) >= 15
    moved = next(said for line, _, said in ran if "--rules proposal --against" in line)
    assert "Another outcome\n- Imaginary Stone Bridge in a wider pool" in moved


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
