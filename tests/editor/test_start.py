"""The server where the libraries that it needs are not installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT = """
import sys
sys.modules["pygls"] = None
from authorisation.cli.main import main
sys.argv = ["authorise", "lsp"]
main()
"""


@pytest.mark.slow
def test_without_its_libraries_it_says_what_to_install() -> None:
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False, timeout=60
    )

    assert (result.returncode, result.stdout, result.stderr) == (
        7,
        "",
        """\
authorise lsp: pygls is not installed
  help: python3 -m pip install '.[editor]' in this program's folder
""",
    )
