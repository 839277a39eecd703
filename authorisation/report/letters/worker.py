"""The process that sets one letter: a request on stdin, on stdout the PDF or what is wrong.

It imports nothing of this program, and is run by its path.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Final

import typst

WRONG: Final = 3
"""Its exit code where stdout has a diagnosis of Typst instead of a PDF."""
_TEMPLATE: Final = "letter.typ"


def main() -> int:
    """Set the letter; packages are looked for where there is none."""
    request = json.load(sys.stdin)
    folder = request["folder"]
    try:
        result = typst.compile(
            os.path.join(folder, _TEMPLATE),  # noqa: PTH118 starts without pathlib
            root=folder,
            font_paths=[folder],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"letter": request["letter"]},
            pdf_standards=["ua-1"],
            timestamp=request["timestamp"],
            package_path=os.devnull,
            package_cache_path=os.devnull,
        )
    except typst.TypstError as error:
        result = error.diagnostic.encode()
        sys.stdout.buffer.write(result)
        return WRONG
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
