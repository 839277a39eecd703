"""The properties that docs/testing-rules.md shows hold, when they are run as it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks


@pytest.mark.long
def test_the_properties_of_the_page_hold(tmp_path: Path) -> None:
    (block,) = [each for each in blocks("docs/testing-rules.md") if each.file.endswith(".py")]
    (tmp_path / block.file).write_text(block.text, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", block.file],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "5 passed" in done.stdout, done.stdout
