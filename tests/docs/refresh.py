"""Write the transcripts of the pages anew: `python -m tests.docs.refresh`, then read what changed."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.blocks import ROOT
from tests.docs.transcript import FOLLOWED, follow


def main() -> None:
    """Replace each transcript of the pages named, or of all, by what its commands print today."""
    for page in sys.argv[1:] or FOLLOWED:
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            followed = follow(page, Path(folder))
        for block, printed in followed.transcripts:
            text = text.replace(f"\n{block.text}```", f"\n{printed}```", 1)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
