"""Write README's transcripts anew: `python -m tests.docs.refresh`, then read what changed."""

from __future__ import annotations

from tests.docs.blocks import ROOT, blocks
from tests.docs.transcript import printed


def main() -> None:
    """Replace each transcript by what its commands print today."""
    page = ROOT / "README.md"
    text = page.read_text(encoding="utf-8")
    for block in blocks("README.md"):
        if block.text.startswith("$ "):
            text = text.replace(block.text, printed(block), 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
