"""The page on the architecture: what it names exists, and its picture holds every part of the program."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.docs.blocks import ROOT, blocks

PAGE = "docs/architecture.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
PACKAGE = ROOT / "authorisation"
PARTS = {
    path.stem
    for path in PACKAGE.iterdir()
    if (path / "__init__.py").exists() or (path.suffix == ".py" and not path.stem.startswith("__"))
}


@pytest.mark.parametrize(("page", "least"), [(PAGE, 40), ("CONTRIBUTING.md", 10)])
def test_every_folder_and_module_that_a_page_names_exists(page: str, least: int) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w-]+(?:/[\w.-]*)+)`", text)

    assert [
        name for name in named if not (PACKAGE / name).exists() and not (ROOT / name).exists()
    ] == []
    assert len(named) >= least


def test_its_picture_holds_every_part_of_the_program_in_the_order_of_the_contract() -> None:
    picture = next(block.text for block in blocks(PAGE) if "layers" in block.words)
    rows = [re.split(r" {2,}", line)[0].split(" | ") for line in picture.splitlines()]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]

    assert rows == [layer.split(" | ") for layer in contract["layers"]]
    assert sorted(part for row in rows for part in row) == sorted(PARTS)


def test_its_table_has_a_row_for_every_folder_and_names_the_folders_inside() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", TEXT, re.MULTILINE))
    folders = {part for part in PARTS if (PACKAGE / part).is_dir()}

    assert set(rows) == folders
    for folder in folders:
        inside = {
            f"{folder}/{path.parent.name}" for path in PACKAGE.glob(f"{folder}/*/__init__.py")
        }
        assert inside == set(re.findall(rf"`({folder}/\w+)`", rows[folder]))
