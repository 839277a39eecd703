"""The process that sets one letter: a request on stdin, on stdout the PDF or what is wrong.

It imports nothing of this program, and is run by its path. It ends with its stdin: whoever asked
is gone then. What Typst warns of goes to stderr.
"""

from __future__ import annotations

import json
import os
import sys
from threading import Thread
from typing import Final

import typst

WRONG: Final = 3
"""Its exit code where stdout has a diagnosis of Typst instead of a PDF."""
GONE: Final = 4
"""Its exit code where whoever asked for the letter is gone."""
_TEMPLATE: Final = "letter.typ"


def main() -> int:
    """Set the letter; packages are looked for where there is none."""
    request = json.loads(sys.stdin.buffer.readline())
    Thread(target=_end_with_stdin, daemon=True).start()
    folder = request["folder"]
    try:
        result, warnings = typst.compile_with_warnings(
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
        sys.stdout.buffer.write(error.diagnostic.encode())
        return WRONG
    sys.stderr.buffer.writelines(each.diagnostic.encode() for each in warnings)
    sys.stdout.buffer.write(result)
    return 0


def _end_with_stdin() -> None:
    """End the process at the end of stdin, whatever it is at."""
    while os.read(0, 1):  # not by `sys.stdin`, which this thread would hold at the exit
        pass
    os._exit(GONE)


if __name__ == "__main__":
    sys.exit(main())
